//! Whether customers are there: last seen and connections on a wheel; only transitions become commands.
//!
//! Heartbeats never reach a host. At the start the wheel is seeded with *now*, so a restart gives grace, not a mass
//! time-out. Only clients that send heartbeats are on it. A transition counts as told once its session has it: what could
//! not be stored is told again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actix::{AsyncContext, Context, Message};
use switchboard_core::session::{Command, Opening};
use switchboard_core::{AnyCommand, Party, Presence, SessionId, Signal, Subject, Timestamp};
use switchboard_journal::accounts::PlatformTimes;

use super::Shard;
use super::customers::{Customer, customer_of};
use super::slots::State;
use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, CustomerSign};
use crate::directory::{Live, Shown, Topic};
use crate::host::Touch;

/// How often the wheel turns.
const TURN: Duration = Duration::from_secs(1);

/// One customer on the wheel.
struct Seen {
    opening: Opening,
    connections: BTreeSet<u64>,
    last: Timestamp,
    unloaded: bool,
    /// What the open session was last told.
    told: Presence,
    /// When the wheel comes round to this customer by itself.
    noted: Option<Timestamp>,
}

impl Seen {
    fn presence(&self, now: Timestamp, times: &PlatformTimes) -> Presence {
        let silent = now.since(self.last);
        if self.unloaded || silent >= Duration::from_millis(times.lost_after_ms) {
            return Presence::Lost;
        }
        if silent >= Duration::from_millis(times.unstable_after_ms) {
            Presence::Unstable
        } else {
            Presence::Present
        }
    }

    /// When the presence could be another one, if nothing is heard until then.
    fn due(&self, now: Timestamp, times: &PlatformTimes) -> Option<Timestamp> {
        match self.presence(now, times) {
            Presence::Present => Some(self.last + Duration::from_millis(times.unstable_after_ms)),
            Presence::Unstable => Some(self.last + Duration::from_millis(times.lost_after_ms)),
            Presence::Lost | Presence::Unknown => None,
        }
    }
}

/// A session answered that its customer's presence changed.
#[derive(Message)]
#[rtype(result = "()")]
pub(super) struct PresenceTold {
    customer: Customer,
    presence: Presence,
    answer: Answer,
}

/// The wheel.
#[derive(Default)]
pub(super) struct Wheel {
    seen: BTreeMap<Customer, Seen>,
    due: BTreeSet<(Timestamp, Customer)>,
}

impl Wheel {
    /// Whoever was told lost and has no connection is remembered no longer; whether it was so.
    fn forget_if_gone(&mut self, customer: &Customer) -> bool {
        let gone = |seen: &Seen| seen.noted.is_none() && seen.connections.is_empty();
        let is_gone = self.seen.get(customer).is_some_and(gone);
        if is_gone {
            self.seen.remove(customer);
        }
        is_gone
    }

    /// Comes round to the customer then, if not earlier.
    fn note(&mut self, customer: &Customer, at: Timestamp) {
        let Some(seen) = self.seen.get_mut(customer) else { return };
        if seen.noted.is_some_and(|noted| noted <= at) {
            return;
        }
        if let Some(later) = seen.noted.replace(at) {
            self.due.remove(&(later, customer.clone()));
        }
        self.due.insert((at, customer.clone()));
    }

    fn is_idle(&self) -> bool {
        self.due.is_empty()
    }
}

impl Shard {
    /// The customer's session is over: the next one is told anew.
    pub(super) fn presence_ended(&mut self, customer: &Customer) {
        if let Some(seen) = self.wheel.seen.get_mut(customer) {
            seen.told = Presence::Unknown;
        }
        self.forget_if_gone(customer);
    }

    fn forget_if_gone(&mut self, customer: &Customer) {
        if self.wheel.forget_if_gone(customer) {
            self.common.directory.forget_page(customer);
        }
    }

    pub(super) fn sign(
        &mut self,
        opening: Opening,
        connection: u64,
        sign: CustomerSign,
        ctx: &mut Context<Self>,
    ) {
        let now = self.common.clock.now();
        let customer = customer_of(&opening);
        let has_heartbeats =
            self.common.book.platform(&customer.0).is_none_or(|platform| platform.values.heartbeats);
        if !has_heartbeats && !matches!(sign, CustomerSign::Typing(_)) {
            return;
        }
        if let CustomerSign::Typing(preview) = &sign {
            self.typing(&customer, preview.clone(), now);
            self.preview_shown(&customer, preview, now, ctx);
        }
        match sign {
            // Any sign will do: the first one may have been lost on a busy day.
            CustomerSign::Connected | CustomerSign::Alive => {
                let seen = self.wheel.seen.entry(customer.clone()).or_insert_with(|| Seen {
                    opening,
                    connections: BTreeSet::new(),
                    last: now,
                    unloaded: false,
                    told: Presence::Unknown,
                    noted: None,
                });
                if seen.connections.is_empty() {
                    // Perhaps recorded as lost, before this process or before this connection: tell again.
                    seen.told = Presence::Unknown;
                }
                seen.connections.insert(connection);
                seen.last = now;
                seen.unloaded = false;
            }
            CustomerSign::Page { address, title } => {
                if self.wheel.seen.contains_key(&customer) {
                    let session = self.open.session(&customer);
                    self.common.directory.show_page(customer, session, Signal::Page { address, title });
                }
                return;
            }
            CustomerSign::Received { session, up_to } => {
                if self.open.session(&customer) == Some(session) {
                    self.common.directory.show_received(session, up_to);
                }
                return;
            }
            CustomerSign::Typing(_) => {
                let Some(seen) = self.wheel.seen.get_mut(&customer) else { return };
                seen.last = now;
                seen.unloaded = false;
            }
            CustomerSign::Unloaded | CustomerSign::Disconnected => {
                let Some(seen) = self.wheel.seen.get_mut(&customer) else { return };
                seen.connections.remove(&connection);
                seen.unloaded |= sign == CustomerSign::Unloaded && seen.connections.is_empty();
            }
        }
        self.settle_presence(customer, now, ctx);
        self.turn_wheel(ctx);
    }

    /// At the start: the session is open; a customer who was there when the process ended counts as seen now.
    pub(super) fn seed(
        &mut self,
        opening: Opening,
        session: SessionId,
        presence: Presence,
        ctx: &mut Context<Self>,
    ) {
        let now = self.common.clock.now();
        let customer = customer_of(&opening);
        self.open.note(customer.clone(), session, true);
        self.common.directory.note_customer(session, &customer.0, &customer.1);
        if !matches!(presence, Presence::Present | Presence::Unstable) {
            return;
        }
        let seen = Seen {
            opening,
            connections: BTreeSet::new(),
            last: now,
            unloaded: false,
            told: presence,
            noted: None,
        };
        self.wheel.seen.entry(customer.clone()).or_insert(seen);
        self.settle_presence(customer, now, ctx);
        self.turn_wheel(ctx);
    }

    /// Tells the open session of a transition, and notes when the next one could be.
    fn settle_presence(&mut self, customer: Customer, now: Timestamp, ctx: &mut Context<Self>) {
        let Some(seen) = self.wheel.seen.get_mut(&customer) else { return };
        let times = self
            .common
            .book
            .platform(&seen.opening.platform)
            .map(|p| p.values.times.clone())
            .unwrap_or_default();
        let presence = seen.presence(now, &times);
        let session = self.open.session(&customer).filter(|_| seen.told != presence);
        if session.is_some() {
            seen.told = presence;
        }
        let unloaded = seen.unloaded;
        if let Some(at) = seen.due(now, &times) {
            self.wheel.note(&customer, at);
        }
        let Some(session) = session else {
            if self.open.is_unsettled(&customer) {
                self.wheel.note(&customer, now + TURN);
            } else if presence == Presence::Lost && self.open.session(&customer).is_none() {
                self.forget_if_gone(&customer);
            }
            return;
        };
        let address = ctx.address();
        let reply = ReplyTo::new(move |answer| address.do_send(PresenceTold { customer, presence, answer }));
        let command = AnyCommand::Session(Command::PresenceChanged { presence, unloaded });
        self.ask(Subject::Session(session), Ask::from_client(command, None, reply));
    }

    /// What the session could not take in now is told again with the wheel's next turn.
    pub(super) fn presence_told(&mut self, told: PresenceTold, ctx: &mut Context<Self>) {
        let PresenceTold { customer, presence, answer } = told;
        let Some(seen) = self.wheel.seen.get_mut(&customer).filter(|seen| seen.told == presence) else {
            return;
        };
        let again = match answer {
            Answer::Accepted { .. } | Answer::Delayed => false,
            Answer::Refused(refused) => {
                seen.told = Presence::Unknown;
                refused.retry_after.is_some()
            }
            Answer::Unknown => {
                seen.told = Presence::Unknown;
                true
            }
        };
        if again && self.closing.is_empty() {
            self.wheel.note(&customer, self.common.clock.now() + TURN);
            self.turn_wheel(ctx);
        } else if presence == Presence::Lost {
            self.forget_if_gone(&customer);
        }
    }

    /// Turns once a second while anybody could become unstable or lost.
    fn turn_wheel(&mut self, ctx: &mut Context<Self>) {
        if self.wheel_armed || self.wheel.is_idle() {
            return;
        }
        self.wheel_armed = true;
        ctx.run_later(TURN, |shard, ctx| {
            shard.wheel_armed = false;
            let now = shard.common.clock.now();
            while shard.wheel.due.first().is_some_and(|(at, _)| *at <= now) {
                if let Some((_, customer)) = shard.wheel.due.pop_first() {
                    shard.wheel.seen.entry(customer.clone()).and_modify(|seen| seen.noted = None);
                    shard.settle_presence(customer, now, ctx);
                }
            }
            shard.turn_wheel(ctx);
        });
    }

    /// Shows the unsent text to staff, and holds the bot back if its host is awake; a signal wakes nobody.
    fn typing(&mut self, customer: &Customer, preview: String, now: Timestamp) {
        let (platform, key) = customer;
        self.common.directory.show_live(platform, key, Live::Typing(preview.clone()));
        let Some(session) = self.open.session(customer) else { return };
        let subject = Subject::Session(session);
        let signal =
            Signal::Typing { party: Party::Customer, on: !preview.is_empty(), preview: Some(preview) };
        self.common.directory.show(&Topic::Subject(subject.clone()), &Shown::Signal { session, signal });
        if let Some(slot) = self.slots.get(&subject)
            && matches!(slot.state, State::Live)
        {
            let change =
                Box::new(move |live: &mut switchboard_core::session::Live| live.last_typing = Some(now));
            slot.host.touch_session(Touch { change, then: None });
        }
    }
}
