//! The house: everybody in it, the clock, and what can happen to them.

use std::collections::BTreeMap;
use std::time::Duration;

use switchboard_core::agent::{self, Agent, Patience};
use switchboard_core::effect::{Owed, QueueValues, ToAgent, ToQueue, WayOfWork};
use switchboard_core::session;
use switchboard_core::{AgentId, AnyCommand, Clockwork, Effect, SessionId, Subject, Timestamp};

use super::actor::{Actor, Kept};
use super::journal::{Append, Flaw, Journal, RowId};
use super::setting::{Size, agent_name, given, opening, queue_name};
use crate::given::{agent_id, agent_values, at, queue_id, queue_values, session_id, workspace};

pub struct House {
    pub size: Size,
    pub now: Timestamp,
    pub actors: BTreeMap<Subject, Actor>,
    pub journal: Journal,
    /// The session each customer writes to.
    pub sessions: Vec<Option<SessionId>>,
    last_session: u32,
    versions: u64,
    /// The next append fails.
    pub fail_next: bool,
}

impl House {
    /// Everybody configured, nobody at work.
    pub fn new(size: Size, flaw: Option<Flaw>) -> Self {
        let mut house = Self {
            size,
            now: at(0),
            actors: BTreeMap::new(),
            journal: Journal::with(flaw),
            sessions: vec![None; size.customers],
            last_session: 0,
            versions: 0,
            fail_next: false,
        };
        for number in 0..size.queues {
            let subject = house.queue(number);
            house.actors.insert(subject.clone(), Actor::Queue(Kept::new(subject, ())));
            house.set_queue(number, queue_values(WayOfWork::Offer, None));
        }
        for number in 0..size.agents {
            let subject = house.agent(number);
            let mut kept: Box<Kept<Agent>> = Kept::new(subject.clone(), Patience::default().into());
            kept.host.live.alone_since = at(0);
            house.actors.insert(subject, Actor::Agent(kept));
            house.set_agent(number, usize::MAX, 1 + number as u32 % 3, 0);
        }
        house.settle();
        house
    }

    pub fn agent(&self, number: usize) -> Subject {
        Subject::Agent(workspace(), self.agent_id(number))
    }

    pub fn agent_id(&self, number: usize) -> AgentId {
        agent_id(&agent_name(number % self.size.agents))
    }

    pub fn queue(&self, number: usize) -> Subject {
        Subject::Queue(workspace(), queue_id(&queue_name(number % self.size.queues)))
    }

    /// Serves the queues whose bits are set.
    pub fn set_agent(&mut self, number: usize, queues: usize, capacity: u32, wrap_up_ms: u64) {
        self.versions += 1;
        let names: Vec<_> = (0..self.size.queues).map(queue_name).collect();
        let served = names.iter().enumerate().filter(|(nth, _)| queues >> (nth % 16) & 1 == 1);
        let served: Vec<_> = served.map(|(_, name)| name.as_str()).collect();
        let values = agent_values(&served, capacity, wrap_up_ms);
        let told = ToAgent::Configured { version: self.versions, values };
        self.administration(self.agent(number), switchboard_core::Told::Agent(told));
    }

    pub fn set_queue(&mut self, number: usize, values: QueueValues) {
        self.versions += 1;
        let told = ToQueue::Configured { version: self.versions, values };
        self.administration(self.queue(number), switchboard_core::Told::Queue(told));
    }

    /// Settings are owed like everything else, by nobody who could fall.
    fn administration(&mut self, target: Subject, told: switchboard_core::Told) {
        self.journal.owe(&self.queue(0), Owed { target, told });
    }

    /// Sessions so far.
    pub fn opened(&self) -> u32 {
        self.last_session
    }

    pub fn ask(&mut self, subject: &Subject, command: AnyCommand) -> bool {
        self.deliver_to(subject, command, None)
    }

    /// What came of it waits for the journal; a settled row waits with it, also when nothing came of it.
    fn deliver_to(&mut self, subject: &Subject, command: AnyCommand, settles: Option<RowId>) -> bool {
        let Some(actor) = self.actors.get_mut(subject) else { return false };
        let from = actor.lengths().0;
        let (effects, taken) = actor.ask(self.now, command);
        self.append(subject, from, effects, settles);
        taken
    }

    fn append(&mut self, subject: &Subject, from: usize, effects: Vec<Effect>, settles: Option<RowId>) {
        let Some(actor) = self.actors.get(subject) else { return };
        let until = actor.lengths().0;
        if until == from && settles.is_none() {
            return;
        }
        let owed = effects.into_iter().filter_map(|effect| match effect {
            Effect::Owe(owed) => Some(owed),
            Effect::Show { .. } | Effect::Pulse => None,
        });
        self.journal.waiting.push_back(Append {
            subject: subject.clone(),
            incarnation: actor.incarnation(),
            from,
            until,
            owed: owed.collect(),
            settles,
            row: actor.row(),
        });
    }

    /// The customer's session; a new one when theirs is over.
    pub fn customer(&mut self, customer: usize, command: session::Command) {
        let customer = customer % self.size.customers;
        let command = AnyCommand::Session(command);
        if let Some(session) = self.sessions[customer]
            && self.ask(&Subject::Session(session), command.clone())
        {
            return;
        }
        let AnyCommand::Session(said) = &command else { return };
        if said.opening().is_none() {
            return;
        }
        self.last_session += 1;
        let id = session_id(self.last_session);
        let subject = Subject::Session(id);
        let kept = Kept::new(subject.clone(), given(customer, self.size));
        self.actors.insert(subject.clone(), Actor::Session(kept));
        self.sessions[customer] = Some(id);
        self.ask(&subject, command);
    }

    pub fn says(&mut self, customer: usize, text: &str) {
        let customer = customer % self.size.customers;
        let text = text.to_owned();
        self.customer(
            customer,
            session::Command::CustomerText {
                opening: opening(customer),
                text,
                attachment: None,
                authored_at: None,
            },
        );
    }

    /// Carries the next row of one of the pairs to whom it is for; false when there is none.
    pub fn deliver(&mut self, pick: usize) -> bool {
        let Some((row, to, told)) = self.journal.next(pick) else { return false };
        let taken = self.deliver_to(&to, told.clone().into(), Some(row));
        assert!(taken, "what is owed is never refused: {told:?} to {to}");
        true
    }

    /// A row comes once more, settled long ago or still under way.
    pub fn deliver_again(&mut self, pick: usize) {
        let kept = self.journal.delivered.len().max(1);
        if let Some((row, to, told)) = self.journal.delivered.get(pick % kept).cloned() {
            self.deliver_to(&to, told.into(), Some(row));
        }
    }

    /// Stores the next appends.
    pub fn commit(&mut self, at_most: usize) {
        for _ in 0..at_most {
            let Some(append) = self.journal.waiting.pop_front() else { return };
            self.store(append);
        }
    }

    fn store(&mut self, append: Append) {
        let fails = std::mem::take(&mut self.fail_next);
        let Some(actor) = self.actors.get_mut(&append.subject) else { return };
        let of_now = actor.incarnation() == append.incarnation;
        let fits = actor.lengths().1 == append.from && self.journal.may_settle(&append);
        if of_now && fits && !fails && !opens_twice(&self.journal, &append) {
            let journal = &mut self.journal;
            actor.store(append.until, |subject, event| journal.witness(subject, &event));
            return self.journal.settle_and_owe(append);
        }
        // Whatever else it decided on top of that is not true either.
        self.journal.given_up(&append);
        if of_now {
            actor.rewind(self.now);
        }
    }

    /// Stores everything, and carries everything, until nothing is left.
    pub fn settle(&mut self) {
        for step in 0.. {
            assert!(step < 1_000_000, "they talk without an end");
            self.commit(usize::MAX);
            if !self.deliver(step) {
                break;
            }
        }
    }

    /// Time passes; every timer that is due by then goes off.
    pub fn pass(&mut self, time: Duration) {
        self.now = self.now + time;
        let mut ticked = Vec::new();
        for (subject, actor) in &mut self.actors {
            let from = actor.lengths().0;
            if let Some(effects) = actor.tick_if_due(self.now) {
                ticked.push((subject.clone(), from, effects));
            }
        }
        for (subject, from, effects) in ticked {
            self.append(&subject, from, effects, None);
        }
    }

    pub fn connect(&mut self, number: usize, lease: Duration) {
        self.connection(number, Some(self.now + lease));
    }

    pub fn disconnect(&mut self, number: usize) {
        self.connection(number, None);
    }

    fn connection(&mut self, number: usize, lease: Option<Timestamp>) {
        let subject = self.agent(number);
        let Some(Actor::Agent(kept)) = self.actors.get_mut(&subject) else { return };
        kept.host.live.connections.clear();
        match lease {
            Some(lease) => drop(kept.host.live.connections.insert(1, lease)),
            None => kept.host.live.alone_since = self.now,
        }
        self.ask(&subject, AnyCommand::Agent(agent::Command::ConnectionsChanged));
    }

    /// A host falls and is rebuilt.
    pub fn fall(&mut self, pick: usize) {
        let count = self.actors.len();
        if let Some(actor) = self.actors.values_mut().nth(pick % count) {
            actor.restart(self.now);
        }
    }

    pub fn steal(&mut self, pick: usize) {
        let (count, journal) = (self.actors.len(), &mut self.journal);
        let actor = self.actors.values_mut().nth(pick % count).filter(|actor| actor.last_at().is_some());
        if let Some(actor) = actor {
            actor.steal(|subject, event| journal.witness(subject, &event));
        }
    }

    /// The process is killed, and starts again by a clock that says so much more or less.
    pub fn crash(&mut self, seconds: i64) {
        self.journal.crash();
        self.now = Timestamp(self.now.micros() + seconds * 1_000_000);
        let up_at = self.now;
        let mut resumed = Vec::new();
        self.actors.retain(|subject, actor| {
            actor.rewind(up_at);
            let Some(down_from) = actor.last_at() else { return !matches!(subject, Subject::Session(_)) };
            let from = actor.lengths().0;
            if down_from < up_at {
                let effects = actor.clock(up_at, Clockwork::Resumed { down_from, up_at });
                resumed.push((subject.clone(), from, effects));
            }
            true
        });
        for (subject, from, effects) in resumed {
            self.append(&subject, from, effects, None);
        }
        for customer in 0..self.size.customers {
            let Some(session) = self.sessions[customer] else { continue };
            if !self.actors.contains_key(&Subject::Session(session)) {
                self.sessions[customer] = self.journal.open.get(&opening(customer).customer).copied();
            }
        }
    }
}

/// A customer has one open session, whatever the program believes.
fn opens_twice(journal: &Journal, append: &Append) -> bool {
    match (&append.row, &append.subject) {
        (Some(switchboard_core::Row::Session(row)), Subject::Session(session)) if append.from == 0 => {
            journal.open.get(&row.customer).is_some_and(|open| open != session)
        }
        _ => false,
    }
}
