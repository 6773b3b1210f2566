//! One machine, run as a host runs it: settle what is due, decide, follow, and keep the journal.

use switchboard_core::{
    Audience, Clockwork, Ctx, Draft, Effect, Fact, Machine, Recorded, Subject, Timestamp,
};

/// A host without a journal's disk: the log is a list.
pub struct Host<M: Machine> {
    pub subject: Subject,
    pub machine: M,
    pub log: Vec<Recorded<M::Event>>,
    pub given: M::Given,
    pub live: M::Live,
}

/// What a command led to: its events with what each owes, or a refusal.
pub type Led<M> = Result<Vec<Effect>, <M as Machine>::Refusal>;

impl<M: Machine + PartialEq> Host<M> {
    pub fn new(subject: Subject, given: M::Given) -> Self {
        let machine = M::blank(&subject);
        Self { subject, machine, log: Vec::new(), given, live: M::Live::default() }
    }

    /// Asks, follows, and checks what every machine promises.
    pub fn ask(&mut self, now: Timestamp, command: M::Command) -> Led<M> {
        let mut effects = self.settle(now);
        effects.extend(self.decide(now, &command)?);
        self.nothing_due(now);
        Ok(effects)
    }

    /// The timer fires, whether or not something is due.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        let effects = self.decide(now, &Clockwork::Tick.into()).expect("a tick is never refused");
        self.nothing_due(now);
        effects
    }

    fn settle(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.machine.deadline().is_some_and(|due| due.at <= now) { self.tick(now) } else { Vec::new() }
    }

    fn decide(&mut self, now: Timestamp, command: &M::Command) -> Led<M> {
        let ctx = Ctx { now, given: &self.given, live: &self.live };
        let drafts = self.machine.decide(&ctx, command)?;
        let mut effects: Vec<_> = drafts.into_iter().flat_map(|draft| self.record(now, draft)).collect();
        for step in 0.. {
            assert!(step < 10_000, "{} follows without an end", self.subject);
            let ctx = Ctx { now, given: &self.given, live: &self.live };
            let Some(draft) = self.machine.follow(&ctx) else { break };
            effects.extend(self.record(now, draft));
        }
        Ok(effects)
    }

    fn record(&mut self, now: Timestamp, draft: Draft<M::Event>) -> Vec<Effect> {
        let seq = self.log.len() as u64 + 1;
        let shown = || self.log.iter().rev().find_map(|earlier| earlier.public).unwrap_or_default();
        let public = (draft.event.describe().1 == Audience::Everyone).then(|| shown() + 1);
        let Draft { event, content, actor } = draft;
        let recorded = Recorded { seq, public, at: now, actor, event, content };
        self.machine.apply(&recorded);
        self.log.push(recorded.clone());
        self.machine.effects(&recorded)
    }

    /// What is due was settled: a timer armed now would not fire at once, for ever.
    fn nothing_due(&self, now: Timestamp) {
        let due = self.due();
        assert!(due.is_none_or(|at| at > now), "{}: due at {due:?} still, it is {now:?}", self.subject);
    }

    /// The earliest instant the host would arm its timer for.
    pub fn due(&self) -> Option<Timestamp> {
        self.machine.deadline().map(|due| due.at)
    }

    /// The same for volatile facts.
    pub fn live_due(&self, now: Timestamp) -> Option<Timestamp> {
        let ctx = Ctx { now, given: &self.given, live: &self.live };
        self.machine.live_deadline(&ctx).map(|due| due.at)
    }

    /// The machine as its journal alone tells it, through a snapshot in the middle, must be the machine itself.
    pub fn replayed(&self) -> M {
        let (early, late) = self.log.split_at(self.log.len() / 2);
        let mut machine = M::blank(&self.subject);
        early.iter().for_each(|event| machine.apply(event));
        let snapshot = serde_json::to_string(&machine).expect("a machine is serialisable");
        let mut machine: M = serde_json::from_str(&snapshot).expect("a snapshot can be read");
        for event in late {
            let row = serde_json::to_string(event).expect("an event is serialisable");
            machine.apply(&serde_json::from_str(&row).expect("an event can be read"));
        }
        machine
    }

    /// Rebuilds the machine from its journal; volatile facts are lost.
    pub fn restart(&mut self) {
        let replayed = self.replayed();
        assert!(replayed == self.machine, "{} is another after replay:\n{replayed:#?}", self.subject);
        self.machine = replayed;
        self.live = M::Live::default();
    }

    /// The journal in lines, for whoever reads a failure.
    pub fn told(&self) -> String {
        let line = |event: &Recorded<M::Event>| format!("{} {} {:?}\n", event.at, event.seq, event.event);
        self.log.iter().map(line).collect()
    }

    /// The kinds of events since an earlier length of the log, for tables.
    pub fn kinds_since(&self, length: usize) -> Vec<&'static str> {
        self.log[length..].iter().map(|recorded| recorded.event.describe().0).collect()
    }
}
