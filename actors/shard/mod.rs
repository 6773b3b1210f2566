//! Owns the hosts of one arbiter: finds them, wakes them, puts them to rest. The only file set that knows all subjects.
//!
//! A shard holds the only lasting address of each host, so a host ends exactly when its shard lets go of it. A host that
//! rests is `Draining` meanwhile: what arrives for it waits here, so that two lives of one subject never overlap.
//! Mailbox: 1024 (`Tuning`). It ends with the house; should it panic itself, the process ends, since nothing above it
//! could rebuild what it knew.

mod customers;
mod deaths;
mod leases;
mod presence;
mod previews;
mod slots;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, AsyncContext, Context, Handler, SpawnHandle};
use switchboard_core::{Subject, Timestamp};

use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, ShardMessage};
use crate::effects::Effects;
use crate::env::Common;
use crate::host::{Env, Life};
use customers::{Back, Found, OpenSessions};
use deaths::Fallen;
use leases::Leases;
use presence::{PresenceTold, Wheel};
use previews::Previews;
use slots::{HostAddress, Slot, State};

/// What waits for a host that is putting itself to rest, at most.
const MOST_WAITING: usize = 64;
/// How often a closing shard asks its hosts again.
const CLOSING_ROUND: Duration = Duration::from_millis(20);

/// The actor.
pub struct Shard {
    common: Common,
    effects: Addr<Effects>,
    env: Option<Rc<Env>>,
    slots: BTreeMap<Subject, Slot>,
    lives: u64,
    open: OpenSessions,
    wheel: Wheel,
    wheel_armed: bool,
    previews: Previews,
    /// Passivated subjects with something due.
    wakes: BTreeSet<(Timestamp, Subject)>,
    wake_timer: Option<(Timestamp, SpawnHandle)>,
    leases: Leases,
    fallen: Fallen,
    set_aside: BTreeSet<Subject>,
    closing: Vec<ReplyTo>,
    /// Ends the process: called when this shard itself panics.
    on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Shard {
    /// An empty shard whose mailbox has its size from the first message on.
    pub fn with_mailbox(
        ctx: &mut Context<Self>,
        common: Common,
        effects: Addr<Effects>,
        on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
    ) -> Self {
        ctx.set_mailbox_capacity(common.tuning.shard_mailbox);
        Self {
            common,
            effects,
            env: None,
            slots: BTreeMap::new(),
            lives: 0,
            open: OpenSessions::default(),
            wheel: Wheel::default(),
            wheel_armed: false,
            previews: Previews::default(),
            wakes: BTreeSet::new(),
            wake_timer: None,
            leases: Leases::default(),
            fallen: Fallen::default(),
            set_aside: BTreeSet::new(),
            closing: Vec::new(),
            on_fatal,
        }
    }

    /// Hands a command to its subject, waking it if it rests.
    fn ask(&mut self, subject: Subject, ask: Ask) {
        if !self.closing.is_empty() {
            return ask.reply.answer(Answer::busy());
        }
        let now = self.common.clock.now();
        let Some(slot) = self.awake(&subject) else { return ask.reply.answer(Answer::busy()) };
        slot.used = now;
        match &mut slot.state {
            State::Draining(waiting) if waiting.len() < MOST_WAITING => waiting.push(ask),
            State::Draining(_) => ask.reply.answer(Answer::busy()),
            State::Live => {
                if let Err(closed) = slot.host.deliver(ask) {
                    self.bury(&subject);
                    if let Some(slot) = self.awake(&subject) {
                        let _ = slot.host.deliver(*closed);
                    }
                }
            }
        }
    }

    /// The subject's slot; a new host where there was none.
    fn awake(&mut self, subject: &Subject) -> Option<&mut Slot> {
        if !self.slots.contains_key(subject) {
            let (keeper, again) = self.fallen.begin(subject);
            let set_aside = self.set_aside.contains(subject);
            self.lives += 1;
            let life = Life { number: self.lives, again };
            let host = HostAddress::start(self.env.clone()?, subject, life, keeper, set_aside);
            let used = self.common.clock.now();
            if let Some(running) = self.leases.of(subject, used) {
                host.touch_agent(leases::connections(running, used));
            }
            self.slots.insert(subject.clone(), Slot { host, life: self.lives, used, state: State::Live });
        }
        self.slots.get_mut(subject)
    }

    /// Puts hosts to rest that nobody talked to for a while.
    fn sweep(&mut self) {
        let now = self.common.clock.now();
        self.fallen.forget_old(now);
        self.leases.forget_old(now);
        let longest = self.common.tuning.passivate_after;
        let idle = self
            .slots
            .iter_mut()
            .filter(|(_, slot)| matches!(slot.state, State::Live) && now.since(slot.used) >= longest);
        for (_, slot) in idle {
            slot.ask_to_rest(false);
        }
    }

    fn sweep_often(&self, ctx: &mut Context<Self>) {
        let round = self.common.tuning.passivate_after / 4;
        ctx.run_later(round.max(Duration::from_millis(10)), |shard, ctx| {
            shard.sweep();
            shard.sweep_often(ctx);
        });
    }

    fn rested(
        &mut self,
        subject: Subject,
        life: u64,
        rests: bool,
        wake_at: Option<Timestamp>,
        ctx: &mut Context<Self>,
    ) {
        let known = self.slots.get_mut(&subject).filter(|slot| slot.life == life);
        let Some(slot) = known else { return };
        let State::Draining(waiting) = std::mem::replace(&mut slot.state, State::Live) else { return };
        let now = self.common.clock.now();
        slot.used = now;
        if rests {
            self.slots.remove(&subject);
            if let Some(at) = wake_at {
                self.wake_later(subject.clone(), at, ctx);
            }
            // A connection that showed meanwhile was told to a host that heard nothing any more.
            if self.closing.is_empty() && self.leases.of(&subject, now).is_some() {
                self.awake(&subject);
            }
        }
        for ask in waiting {
            self.ask(subject.clone(), ask);
        }
        self.closed_if_empty();
    }

    fn wake_later(&mut self, subject: Subject, at: Timestamp, ctx: &mut Context<Self>) {
        self.wakes.insert((at, subject));
        self.arm_wakes(ctx);
    }

    fn arm_wakes(&mut self, ctx: &mut Context<Self>) {
        let next = self.wakes.first().map(|(at, _)| *at);
        if self.wake_timer.as_ref().map(|(at, _)| *at) == next {
            return;
        }
        if let Some((_, handle)) = self.wake_timer.take() {
            ctx.cancel_future(handle);
        }
        if let Some(at) = next {
            let handle = ctx.run_later(self.common.clock.until(at), |shard, ctx| {
                shard.wake_timer = None;
                shard.wake_due(ctx);
            });
            self.wake_timer = Some((at, handle));
        }
    }

    fn wake_due(&mut self, ctx: &mut Context<Self>) {
        let now = self.common.clock.now();
        while self.wakes.first().is_some_and(|(at, _)| *at <= now) {
            if let Some((_, subject)) = self.wakes.pop_first()
                && self.closing.is_empty()
                && let Some(slot) = self.awake(&subject)
            {
                slot.host.tick();
            }
        }
        self.arm_wakes(ctx);
    }

    fn drain(&mut self, reply: ReplyTo, ctx: &mut Context<Self>) {
        self.closing.push(reply);
        self.drain_round(ctx);
    }

    fn drain_round(&mut self, ctx: &mut Context<Self>) {
        for slot in self.slots.values_mut() {
            if matches!(slot.state, State::Live) {
                slot.ask_to_rest(true);
            }
        }
        self.closed_if_empty();
        if !self.slots.is_empty() {
            ctx.run_later(CLOSING_ROUND, |shard, ctx| shard.drain_round(ctx));
        }
    }

    fn closed_if_empty(&mut self) {
        if !self.slots.is_empty() {
            return;
        }
        for reply in self.closing.iter_mut() {
            std::mem::replace(reply, ReplyTo::nobody()).answer(Answer::Delayed);
        }
    }
}

impl Actor for Shard {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        let shard = ctx.address().recipient();
        let env = Env { common: self.common.clone(), effects: self.effects.clone(), shard };
        self.env = Some(Rc::new(env));
        self.sweep_often(ctx);
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.on_fatal)("a shard panicked");
        }
    }
}

impl Handler<ShardMessage> for Shard {
    type Result = ();

    fn handle(&mut self, message: ShardMessage, ctx: &mut Context<Self>) {
        match message {
            ShardMessage::Ask { subject, ask } => self.ask(subject, ask),
            ShardMessage::Customer(ask) => self.customer(ask, ctx),
            ShardMessage::SessionClosed { opening, session } => self.session_closed(&opening, session, ctx),
            ShardMessage::Sign { opening, connection, sign } => self.sign(opening, connection, sign, ctx),
            ShardMessage::OpenSession { opening, session, presence } => {
                self.seed(opening, session, presence, ctx)
            }
            ShardMessage::AgentConnection { subject, connection, lease } => {
                self.agent_connection(&subject, connection, lease);
            }
            ShardMessage::Wake { subject, at } => self.wake_later(subject, at, ctx),
            ShardMessage::Rested { subject, life, rests, wake_at } => {
                self.rested(subject, life, rests, wake_at, ctx)
            }
            ShardMessage::SetAside { subject, aside } => self.note_aside(subject, aside),
            ShardMessage::Died { subject, life } => self.died(subject, life, ctx),
            ShardMessage::Quarantined { subject, cause } => {
                tracing::warn!(%subject, cause, "quarantined since before the start");
                self.set_aside.insert(subject);
            }
            ShardMessage::Reload { subject } => {
                if let Some(slot) = self.slots.get(&subject) {
                    slot.host.reload();
                }
            }
            ShardMessage::Release { subject, reply } => self.release(&subject, reply),
            ShardMessage::Drain { reply } => self.drain(reply, ctx),
        }
    }
}

impl Handler<Found> for Shard {
    type Result = ();

    fn handle(&mut self, found: Found, ctx: &mut Context<Self>) {
        self.found(found, ctx);
    }
}

impl Handler<PresenceTold> for Shard {
    type Result = ();

    fn handle(&mut self, told: PresenceTold, ctx: &mut Context<Self>) {
        self.presence_told(told, ctx);
    }
}

impl Handler<Back> for Shard {
    type Result = ();

    fn handle(&mut self, back: Back, ctx: &mut Context<Self>) {
        self.came_back(back, ctx);
    }
}
