//! The one generic actor: it lives a machine.
//!
//! Its shard owns the only lasting address; commits in flight hold another until they are answered. Mailbox: 64
//! (`Tuning`). It ends when the shard drops its address; `ctx.stop()` only restarts it, which is how it heals: the value
//! is thrown away and rebuilt from the journal, while the mailbox and the answers in flight are kept.
//!
//! `waking.rs` rebuilds, `deciding.rs` takes commands, `telling.rs` acts after the commit, `falling.rs` is what happens
//! when a rule panics. Every call into the machine is guarded; a panic elsewhere is caught by `Drop` here, which has the
//! shard start a new life.

mod deciding;
mod falling;
mod faults;
mod recent;
mod telling;
mod waking;

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix::{Actor, Addr, AsyncContext, Context, Handler, Message, Recipient, SpawnHandle, Supervised};
use switchboard_core::machine::Row;
use switchboard_core::planted::{self, Defect};
use switchboard_core::{Clockwork, Ctx, Deadline, Machine, Recorded, SessionId, Signal, Subject, Timestamp};
use switchboard_journal::{AppendError, ClientStamp, Committed, Head, OwedRow, Parked};

use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, ShardMessage};
use crate::effects::Effects;
use crate::env::Common;
use crate::figures;
use crate::keeper::Keeper;
use crate::living::Living;
use crate::probe::Point;
use faults::Faults;
use recent::Recent;

pub(crate) use falling::Release;

/// Nothing is recorded before this.
const NO_EVENTS: Head =
    Head { seq: 0, public: 0, chain: switchboard_journal::chain::GENESIS, at: Timestamp(0) };

/// The pause before a tick that achieved nothing is tried again; it doubles up to the longest.
const TICK_AGAIN: Duration = Duration::from_millis(100);
const LONGEST_TICK_AGAIN: Duration = Duration::from_secs(10);

/// Which life of a subject this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    /// Tells this one from an earlier one that died.
    pub number: u64,
    /// The one before died with answers in flight.
    pub again: bool,
}

/// What every host of one arbiter is given. They share it.
pub(crate) struct Env {
    /// What the whole house shares.
    pub common: Common,
    /// Carries out what is owed.
    pub effects: Addr<Effects>,
    /// The shard of this arbiter.
    pub shard: Recipient<ShardMessage>,
}

/// Where a host is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waiting for the journal.
    Waking,
    /// Taking commands.
    Awake,
    /// On its way to a restart: nothing more is decided on this state.
    Falling,
    /// Quarantined: commands are parked.
    SetAside,
    /// Told its shard that it rests: the shard sends nothing more.
    Resting,
}

/// The actor of one subject.
pub struct Host<M: Living> {
    env: Rc<Env>,
    subject: Subject,
    life: Life,
    phase: Phase,
    machine: M,
    live: M::Live,
    head: Head,
    incarnation: u64,
    /// By address, since most hosts wait for nothing most of the time and the line keeps its room.
    pending: VecDeque<Box<Pending<M>>>,
    recent: Recent,
    faults: Faults,
    row: Option<Row>,
    keeper: Keeper,
    /// The deadline the timer stands for; its handle is of this start only.
    armed: Option<(Timestamp, SpawnHandle)>,
    /// The deadline the timer last fired for, and how often.
    ticked_for: Option<(Timestamp, u32)>,
    pulse_at: Timestamp,
    pulse_armed: bool,
    /// The earliest wake-up known to be stored.
    wake_stored: Option<Timestamp>,
    snapshot_seq: u64,
    resumed: bool,
    /// Commands released from quarantine that are still to be carried out, before anything else.
    released: VecDeque<Parked>,
    /// The index is being asked about a client message.
    asking: bool,
    /// Failed appends in a row.
    failures: u32,
    /// Commands parked by this life that came without a name of their own.
    nameless: u64,
    /// Sessions whose place in line was shown last.
    placed: BTreeSet<SessionId>,
}

/// A decided command whose commit is awaited, or one that only waits for those before it.
struct Pending<M: Living> {
    appended: bool,
    reply: ReplyTo,
    answer: Answer,
    events: Vec<Arc<Recorded<M::Event>>>,
    owed: Vec<OwedRow>,
    signals: Vec<(SessionId, Signal)>,
    pulse: bool,
    row: Option<Row>,
}

/// A command for the machine.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Deliver(pub Ask);

/// What is done to a host's volatile facts.
pub(crate) type Change<M> = Box<dyn FnOnce(&mut <M as Machine>::Live) + Send>;

/// A change of volatile facts, and the command that may follow from it.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Touch<M: Living> {
    pub change: Change<M>,
    pub then: Option<M::Command>,
}

/// It is now time: a wake-up stored for this subject is due.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Tick;

/// What the stream held was erased: what is remembered of it is thrown away, and the rest read again.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Reload;

/// The shard asks whether the host can rest; it has stopped sending until the answer.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Rest {
    /// The house is closing: rest whatever the machine says.
    pub closing: bool,
}

/// The journal's answer to the oldest append in flight.
#[derive(Message)]
#[rtype(result = "()")]
struct Settled {
    incarnation: u64,
    result: Result<Committed, AppendError>,
}

impl<M: Living> Host<M> {
    /// A host before its first start.
    pub(crate) fn new(env: Rc<Env>, subject: Subject, life: Life, keeper: Keeper, set_aside: bool) -> Self {
        let now = env.common.clock.now();
        figures::begun(&subject);
        Self {
            machine: M::blank(&subject),
            live: M::live_at(now),
            phase: if set_aside { Phase::SetAside } else { Phase::Waking },
            env,
            subject,
            life,
            head: NO_EVENTS,
            incarnation: 0,
            pending: VecDeque::new(),
            recent: Recent::default(),
            faults: Faults::default(),
            row: None,
            keeper,
            armed: None,
            ticked_for: None,
            pulse_at: Timestamp(0),
            pulse_armed: false,
            wake_stored: None,
            snapshot_seq: 0,
            resumed: false,
            released: VecDeque::new(),
            asking: false,
            failures: 0,
            nameless: 0,
            placed: BTreeSet::new(),
        }
    }

    /// Commands it takes before it answers busy.
    pub(crate) fn mailbox(&self) -> usize {
        self.env.common.tuning.host_mailbox
    }

    /// The stream's time: the clock's, never before the last event.
    fn now(&self) -> Timestamp {
        let now = self.env.common.clock.now();
        if planted::is(Defect::LastInstantForgotten) { now } else { now.max(self.head.at) }
    }

    /// The earliest thing due, durable or volatile.
    fn deadline(&self) -> Option<Deadline> {
        let live = self.machine.given(&self.env.common.book, None).and_then(|given| {
            self.machine.live_deadline(&Ctx { now: self.now(), given: &given, live: &self.live })
        });
        Deadline::earliest([self.machine.deadline(), live])
    }

    /// Arms the one timer for the earliest deadline, if it changed.
    fn arm(&mut self, ctx: &mut Context<Self>) {
        let forgotten = planted::is(Defect::TimerForgotten) && self.pending.is_empty();
        if self.phase != Phase::Awake || forgotten {
            return;
        }
        let due = self.deadline().map(|deadline| deadline.at);
        if self.armed.as_ref().map(|(at, _)| *at) == due {
            return;
        }
        if let Some((_, handle)) = self.armed.take() {
            ctx.cancel_future(handle);
        }
        if let Some(at) = due {
            let rest = self.env.common.clock.until(at).max(self.patience_with(at));
            let handle = ctx.run_later(rest, move |host, ctx| {
                host.armed = None;
                host.ticked_for = Some((at, host.ticks_for(at).saturating_add(1)));
                host.env.common.at(Point::Shell, &host.subject);
                host.tick(ctx);
            });
            self.armed = Some((at, handle));
        }
    }

    /// A deadline that stands unchanged after its tick (the journal has no room, the settings are gone) is tried again,
    /// but not in a circle.
    fn patience_with(&self, at: Timestamp) -> Duration {
        match self.ticks_for(at) {
            0 => Duration::ZERO,
            ticks => TICK_AGAIN.saturating_mul(2_u32.saturating_pow(ticks - 1)).min(LONGEST_TICK_AGAIN),
        }
    }

    fn ticks_for(&self, at: Timestamp) -> u32 {
        self.ticked_for.filter(|(for_at, _)| *for_at == at).map_or(0, |(_, ticks)| ticks)
    }

    /// It is now T: decides what is due; a stray call is harmless.
    fn tick(&mut self, ctx: &mut Context<Self>) {
        if self.phase == Phase::Awake && self.env.common.journal.has_room() {
            self.decide(&Clockwork::Tick.into(), Origin::own(), ctx);
        }
        self.arm(ctx);
    }
}

/// Where a command came from, and who waits for its answer.
struct Origin {
    client: Option<ClientStamp>,
    settles: Option<switchboard_journal::OwedKey>,
    reply: ReplyTo,
    /// The host's own: the clock, or connections that changed. Nobody's command is at fault if it panics.
    own: bool,
}

impl Origin {
    fn own() -> Self {
        Self { client: None, settles: None, reply: ReplyTo::nobody(), own: true }
    }

    /// The row or message that caused an event, for people.
    fn cause(&self) -> Option<String> {
        self.settles.as_ref().map(|key| format!("{}#{}.{}", key.source, key.seq, key.ordinal))
    }
}

impl<M: Living> Actor for Host<M> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        if self.phase != Phase::SetAside {
            self.wake(ctx);
        }
    }
}

impl<M: Living> Supervised for Host<M> {
    /// Timers and handles are gone; the state is thrown away and `started` rebuilds it. Answers in flight stay.
    fn restarting(&mut self, _: &mut Context<Self>) {
        figures::restarted(&self.subject);
        self.armed = None;
        self.pulse_armed = false;
        self.machine = M::blank(&self.subject);
        self.head = NO_EVENTS;
        self.row = None;
        self.released.clear();
        self.asking = false;
        if self.phase != Phase::SetAside {
            self.phase = Phase::Waking;
        }
    }
}

impl<M: Living> Handler<Deliver> for Host<M> {
    type Result = ();

    fn handle(&mut self, Deliver(ask): Deliver, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        match self.phase {
            Phase::Awake => self.deliver(ask, ctx),
            Phase::SetAside => self.park(ask),
            Phase::Waking | Phase::Falling | Phase::Resting => ask.reply.answer(Answer::busy()),
        }
        self.arm(ctx);
    }
}

impl<M: Living> Handler<Touch<M>> for Host<M> {
    type Result = ();

    fn handle(&mut self, touch: Touch<M>, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        (touch.change)(&mut self.live);
        if self.phase == Phase::Awake
            && let Some(command) = touch.then
        {
            self.take(command, Origin::own(), ctx);
        }
        self.arm(ctx);
    }
}

impl<M: Living> Handler<Tick> for Host<M> {
    type Result = ();

    fn handle(&mut self, _: Tick, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        self.tick(ctx);
    }
}

impl<M: Living> Handler<Reload> for Host<M> {
    type Result = ();

    fn handle(&mut self, _: Reload, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        self.fall(ctx);
    }
}

impl<M: Living> Handler<Settled> for Host<M> {
    type Result = ();

    fn handle(&mut self, settled: Settled, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        self.settled(settled, ctx);
        self.arm(ctx);
    }
}

impl<M: Living> Handler<Rest> for Host<M> {
    type Result = ();

    fn handle(&mut self, rest: Rest, ctx: &mut Context<Self>) {
        self.env.common.at(Point::Shell, &self.subject);
        self.rest(rest.closing, ctx);
    }
}

impl<M: Living> Drop for Host<M> {
    fn drop(&mut self) {
        figures::ended(&self.subject);
        if std::thread::panicking() {
            self.env
                .shard
                .do_send(ShardMessage::Died { subject: self.subject.clone(), life: self.life.number });
        }
    }
}
