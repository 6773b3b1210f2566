//! Whether customers are there: last seen and connections on a wheel; only transitions become commands.
//!
//! Heartbeats never reach a host. At the start the wheel is seeded with *now*, so a restart gives grace, not a mass
//! time-out. Only clients that send heartbeats are on it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actix::{AsyncContext, Context};
use switchboard_core::session::{Command, Opening};
use switchboard_core::{AnyCommand, Party, Presence, SessionId, Signal, Subject, Timestamp, agent};
use switchboard_journal::accounts::PlatformTimes;

use super::Shard;
use super::customers::{Customer, customer_of};
use super::slots::State;
use crate::answer::ReplyTo;
use crate::ask::{Ask, CustomerSign};
use crate::directory::{Shown, Topic};
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
    /// Whether the wheel comes round to this customer by itself.
    noted: bool,
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

/// The wheel.
#[derive(Default)]
pub(super) struct Wheel {
    seen: BTreeMap<Customer, Seen>,
    due: BTreeSet<(Timestamp, Customer)>,
}

impl Wheel {
    /// The customer's session is over: the next one is told anew.
    pub(super) fn session_ended(&mut self, customer: &Customer) {
        if let Some(seen) = self.seen.get_mut(customer) {
            seen.told = Presence::Unknown;
        }
    }

    fn is_idle(&self) -> bool {
        self.due.is_empty()
    }
}

impl Shard {
    pub(super) fn sign(
        &mut self,
        opening: Opening,
        connection: u64,
        sign: CustomerSign,
        ctx: &mut Context<Self>,
    ) {
        let now = self.common.clock.now();
        let customer = customer_of(&opening);
        if let CustomerSign::Typing(preview) = &sign {
            self.typing(&customer, preview.clone(), now);
        }
        match sign {
            CustomerSign::Connected => {
                let seen = self.wheel.seen.entry(customer.clone()).or_insert_with(|| Seen {
                    opening,
                    connections: BTreeSet::new(),
                    last: now,
                    unloaded: false,
                    told: Presence::Unknown,
                    noted: false,
                });
                if seen.connections.is_empty() {
                    // Perhaps recorded as lost, before this process or before this connection: tell again.
                    seen.told = Presence::Unknown;
                }
                seen.connections.insert(connection);
                seen.last = now;
                seen.unloaded = false;
            }
            CustomerSign::Alive | CustomerSign::Typing(_) => {
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
        self.settle_presence(customer, now);
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
        self.open.note(customer.clone(), session);
        if !matches!(presence, Presence::Present | Presence::Unstable) {
            return;
        }
        let seen = Seen {
            opening,
            connections: BTreeSet::new(),
            last: now,
            unloaded: false,
            told: presence,
            noted: false,
        };
        self.wheel.seen.entry(customer.clone()).or_insert(seen);
        self.settle_presence(customer, now);
        self.turn_wheel(ctx);
    }

    /// Tells the open session of a transition, and notes when the next one could be.
    fn settle_presence(&mut self, customer: Customer, now: Timestamp) {
        let Some(seen) = self.wheel.seen.get_mut(&customer) else { return };
        let times = self
            .common
            .book
            .platform(&seen.opening.platform)
            .map(|p| p.values.times.clone())
            .unwrap_or_default();
        let presence = seen.presence(now, &times);
        if let Some(at) = seen.due(now, &times).filter(|_| !seen.noted) {
            seen.noted = true;
            self.wheel.due.insert((at, customer.clone()));
        }
        let session = self.open.session(&customer);
        let told = seen.told;
        match session {
            Some(session) if told != presence => {
                seen.told = presence;
                let command = AnyCommand::Session(Command::PresenceChanged { presence });
                self.ask(Subject::Session(session), Ask::from_client(command, None, ReplyTo::nobody()));
            }
            Some(_) | None => {
                let forgotten = presence == Presence::Lost && seen.connections.is_empty();
                if forgotten {
                    self.wheel.seen.remove(&customer);
                }
            }
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
                    shard.wheel.seen.entry(customer.clone()).and_modify(|seen| seen.noted = false);
                    shard.settle_presence(customer, now);
                }
            }
            shard.turn_wheel(ctx);
        });
    }

    /// Shows the unsent text to staff, and holds the bot back if its host is awake; a signal wakes nobody.
    fn typing(&mut self, customer: &Customer, preview: String, now: Timestamp) {
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

    /// An agent's connection is asserted, renewed or ended: the host keeps the leases and decides what follows.
    pub(super) fn agent_connection(&mut self, subject: &Subject, connection: u64, lease: Option<Timestamp>) {
        let now = self.common.clock.now();
        if !self.closing.is_empty() {
            return;
        }
        let Some(slot) = self.awake(subject) else { return };
        slot.used = now;
        let change = Box::new(move |live: &mut agent::Live| {
            match lease {
                Some(until) => live.connections.insert(connection, until),
                None => live.connections.remove(&connection),
            };
            live.connections.retain(|_, until| *until > now);
            if live.connections.is_empty() {
                live.alone_since = now;
            }
        });
        slot.host.touch_agent(Touch { change, then: Some(agent::Command::ConnectionsChanged) });
    }
}
