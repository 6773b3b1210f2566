//! One subject in the house: its machine as a host runs it, and what of its stream is stored.

use switchboard_core::agent::{self, Agent};
use switchboard_core::queue::{self, Queue};
use switchboard_core::session::{self, Session};
use switchboard_core::{
    AnyCommand, AnyEvent, Clockwork, Draft, Effect, Fact, Machine, Recorded, Row, Subject, Timestamp,
};

use crate::host::Host;

/// A machine, and what of its events is stored.
pub struct Kept<M: Machine> {
    pub host: Host<M>,
    pub stored: Vec<Recorded<M::Event>>,
    /// Counts up whenever what was not stored is given up.
    pub incarnation: u64,
    /// So many events are the same here and there.
    agreed: usize,
    /// The machine as of so many stored events.
    snapshot: Option<(usize, M)>,
}

pub enum Actor {
    Session(Box<Kept<Session>>),
    Agent(Box<Kept<Agent>>),
    Queue(Box<Kept<Queue>>),
}

/// The same on whichever it is.
macro_rules! each {
    ($actor:expr, $kept:ident => $call:expr) => {
        match $actor {
            Actor::Session($kept) => $call,
            Actor::Agent($kept) => $call,
            Actor::Queue($kept) => $call,
        }
    };
}

impl<M: Machine + PartialEq> Kept<M> {
    pub fn new(subject: Subject, given: M::Given) -> Box<Self> {
        let host = Host::new(subject, given);
        Box::new(Self { host, stored: Vec::new(), incarnation: 0, agreed: 0, snapshot: None })
    }

    /// Never before the stream's last event.
    fn now(&self, now: Timestamp) -> Timestamp {
        self.host.log.last().map_or(now, |last| last.at.max(now))
    }

    /// As a host does: what is due first, then the command. None when it was refused.
    fn ask(&mut self, now: Timestamp, command: M::Command) -> (Vec<Effect>, bool) {
        let now = self.now(now);
        let mut effects =
            if self.host.due().is_some_and(|at| at <= now) { self.host.tick(now) } else { Vec::new() };
        let taken = match self.host.ask(now, command) {
            Ok(more) => {
                effects.extend(more);
                true
            }
            Err(_) => false,
        };
        (effects, taken)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let now = self.now(now);
        [self.host.due(), self.host.live_due(now)].into_iter().flatten().any(|at| at <= now)
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let now = self.now(now);
        let effects = self.host.tick(now);
        assert!(self.host.live_due(now).is_none_or(|at| at > now), "{} is due for ever", self.host.subject);
        effects
    }

    /// What was not stored is given up.
    fn rewind(&mut self) {
        self.incarnation += 1;
        self.host.log.truncate(self.agreed);
        self.host.log.extend_from_slice(&self.stored[self.agreed..]);
        self.agreed = self.stored.len();
        let (known, mut machine) = self.snapshot.take().unwrap_or_else(|| (0, M::blank(&self.host.subject)));
        self.stored[known..].iter().for_each(|event| machine.apply(event));
        self.snapshot = Some((self.stored.len(), machine.clone()));
        self.host.machine = machine;
        self.host.live = M::Live::default();
    }

    /// Replayed twice, and through a snapshot, it is the same (I28).
    fn check_replay(&self) {
        let once = self.host.replayed();
        assert!(once == self.host.machine, "{} is another after replay", self.host.subject);
        let mut plain = M::blank(&self.host.subject);
        self.host.log.iter().for_each(|event| plain.apply(event));
        assert!(plain == once, "{} is another through a snapshot", self.host.subject);
        let state = |machine: &M| serde_json::to_string(machine).expect("a machine is serialisable");
        assert_eq!(state(&plain), state(&once), "{} is kept otherwise", self.host.subject);
    }

    fn steal(&mut self, event: M::Event) {
        let (seq, at) =
            (self.stored.len() as u64 + 1, self.stored.last().map_or(Timestamp(0), |last| last.at));
        let Draft { event, content, actor } = Draft::of(event);
        self.stored.push(Recorded { seq, public: None, at, actor, event, content });
    }
}

impl Actor {
    pub fn ask(&mut self, now: Timestamp, command: AnyCommand) -> (Vec<Effect>, bool) {
        match (self, command) {
            (Self::Session(kept), AnyCommand::Session(command)) => kept.ask(now, command),
            (Self::Agent(kept), AnyCommand::Agent(command)) => kept.ask(now, command),
            (Self::Queue(kept), AnyCommand::Queue(command)) => kept.ask(now, command),
            (actor, command) => panic!("{} cannot be asked {command:?}", actor.subject()),
        }
    }

    pub fn clock(&mut self, now: Timestamp, clock: Clockwork) -> Vec<Effect> {
        let (effects, taken) = each!(self, kept => kept.ask(now, clock.into()));
        assert!(taken, "the clock is never refused");
        effects
    }

    pub fn tick_if_due(&mut self, now: Timestamp) -> Option<Vec<Effect>> {
        each!(self, kept => kept.is_due(now).then(|| kept.tick(now)))
    }

    pub fn subject(&self) -> &Subject {
        each!(self, kept => &kept.host.subject)
    }

    pub fn incarnation(&self) -> u64 {
        each!(self, kept => kept.incarnation)
    }

    /// How many events it believes in, and how many are stored.
    pub fn lengths(&self) -> (usize, usize) {
        each!(self, kept => (kept.host.log.len(), kept.stored.len()))
    }

    pub fn row(&self) -> Option<Row> {
        each!(self, kept => kept.host.machine.row())
    }

    pub fn last_at(&self) -> Option<Timestamp> {
        each!(self, kept => kept.stored.last().map(|last| last.at))
    }

    /// Stores its events up to this length, and shows each.
    pub fn store(&mut self, until: usize, mut show: impl FnMut(&Subject, Recorded<AnyEvent>)) {
        each!(self, kept => {
            for event in &kept.host.log[kept.stored.len()..until] {
                kept.stored.push(event.clone());
                show(&kept.host.subject, any(event));
            }
            kept.agreed = until;
        });
    }

    pub fn rewind(&mut self, now: Timestamp) {
        each!(self, kept => kept.rewind());
        self.alone_since(now);
    }

    /// A fall: the same events again, nothing volatile.
    pub fn restart(&mut self, now: Timestamp) {
        each!(self, kept => kept.host.restart());
        self.alone_since(now);
    }

    fn alone_since(&mut self, now: Timestamp) {
        if let Self::Agent(kept) = self {
            kept.host.live.alone_since = now;
        }
    }

    pub fn check_replay(&self) {
        each!(self, kept => kept.check_replay());
    }

    /// A second process writes a harmless event into the stream.
    pub fn steal(&mut self, mut show: impl FnMut(&Subject, Recorded<AnyEvent>)) {
        let not_before = Timestamp(0);
        match self {
            Self::Session(kept) => kept.steal(session::Event::DeadlinesMoved { not_before }),
            Self::Agent(kept) => kept.steal(agent::Event::DeadlinesMoved { not_before }),
            Self::Queue(kept) => kept.steal(queue::Event::DeadlinesMoved { not_before }),
        }
        each!(self, kept => show(&kept.host.subject, any(kept.stored.last().expect("just stored"))));
    }
}

fn any<E: Fact + Into<AnyEvent>>(recorded: &Recorded<E>) -> Recorded<AnyEvent> {
    let Recorded { seq, public, at, actor, event, content } = recorded.clone();
    Recorded { seq, public, at, actor, event: event.into(), content }
}
