//! Several agents, queues and sessions with the post between them: in order from one to another, else in any order.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use switchboard_core::agent::{self, Agent, Patience};
use switchboard_core::effect::{Owed, QueueValues, ToAgent, ToQueue, Told, WayOfWork, Wish};
use switchboard_core::queue::{self, Queue};
use switchboard_core::{Effect, Machine, SessionId, Subject, Timestamp};

use crate::checks;
use crate::given::{agent_id, agent_values, at, queue_id, queue_values, session_id, workspace};
use crate::host::Host;
use crate::session::{Phase, Session};

pub const AGENTS: [&str; 3] = ["anna", "bo", "cia"];
pub const QUEUES: [&str; 2] = ["sales", "support"];

pub struct World {
    pub now: Timestamp,
    pub agents: Vec<Host<Agent>>,
    pub queues: Vec<Host<Queue>>,
    pub sessions: Vec<Session>,
    post: BTreeMap<(Subject, Subject), VecDeque<Told>>,
    versions: u64,
}

impl World {
    /// Everybody configured, nobody at work.
    pub fn new() -> Self {
        let agents = AGENTS.map(|name| Subject::Agent(workspace(), agent_id(name)));
        let queues = QUEUES.map(|name| Subject::Queue(workspace(), queue_id(name)));
        let mut world = Self {
            now: at(0),
            agents: agents.map(|subject| Host::new(subject, Patience::default().into())).into(),
            queues: queues.map(|subject| Host::new(subject, ())).into(),
            sessions: Vec::new(),
            post: BTreeMap::new(),
            versions: 0,
        };
        world.agents.iter_mut().for_each(|agent| agent.live.alone_since = at(0));
        (0..QUEUES.len()).for_each(|queue| world.set_queue(queue, queue_values(WayOfWork::Offer, None)));
        (0..AGENTS.len()).for_each(|agent| world.set_agent(agent, &QUEUES, 1 + agent as u32, 0));
        world
    }

    pub fn set_agent(&mut self, agent: usize, queues: &[&str], capacity: u32, wrap_up_ms: u64) {
        self.versions += 1;
        let values = agent_values(queues, capacity, wrap_up_ms);
        self.ask_agent(agent, agent::Command::Told(ToAgent::Configured { version: self.versions, values }));
    }

    pub fn set_queue(&mut self, queue: usize, values: QueueValues) {
        self.versions += 1;
        self.ask_queue(queue, queue::Command::Told(ToQueue::Configured { version: self.versions, values }));
    }

    pub fn connect(&mut self, agent: usize) {
        self.agents[agent].live.connections.insert(1, self.now + Duration::from_secs(25));
        self.ask_agent(agent, agent::Command::ConnectionsChanged);
    }

    /// Whoever is connected stays so for this long, and a heartbeat more.
    pub fn renew(&mut self, time: Duration) {
        let (now, until) = (self.now, self.now + time + Duration::from_secs(10));
        for host in &mut self.agents {
            let leases = host.live.connections.values_mut().filter(|lease| **lease > now);
            leases.for_each(|lease| *lease = until.max(*lease));
        }
    }

    pub fn disconnect(&mut self, agent: usize) {
        self.agents[agent].live.connections.clear();
        self.agents[agent].live.alone_since = self.now;
        self.ask_agent(agent, agent::Command::ConnectionsChanged);
    }

    /// A refusal is an answer too.
    pub fn ask_agent(&mut self, agent: usize, command: agent::Command) {
        let host = &mut self.agents[agent];
        let effects = host.ask(self.now, command).unwrap_or_default();
        let subject = host.subject.clone();
        self.owe(&subject, effects);
    }

    pub fn ask_queue(&mut self, queue: usize, command: queue::Command) {
        let host = &mut self.queues[queue];
        let effects = host.ask(self.now, command).unwrap_or_default();
        let subject = host.subject.clone();
        self.owe(&subject, effects);
    }

    /// An agent takes somebody from a list, or tries to.
    pub fn pick(&mut self, agent: usize, queue: usize, session: SessionId) {
        self.ask_queue(queue, queue::Command::Pick { agent: agent_id(AGENTS[agent]), session });
    }

    pub fn write(&mut self, queue: usize, wish: Option<Wish>, patient: bool) {
        let id = session_id(self.sessions.len() as u32 + 1);
        let (session, effects) = Session::write(id, queue_id(QUEUES[queue]), self.now, wish, patient);
        self.sessions.push(session);
        self.owe(&Subject::Session(id), effects);
    }

    /// Something happens to one of the sessions, if there is any.
    pub fn session(&mut self, number: usize, what: impl FnOnce(&mut Session, Timestamp) -> Vec<Effect>) {
        let (count, now) = (self.sessions.len(), self.now);
        if let Some(session) = self.sessions.get_mut(number % count.max(1)) {
            let effects = what(session, now);
            let subject = Subject::Session(session.id);
            self.owe(&subject, effects);
        }
    }

    fn owe(&mut self, from: &Subject, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Owe(Owed { target, told }) = effect {
                self.post.entry((from.clone(), target)).or_default().push_back(told);
            }
        }
    }

    /// Delivers the next letter of one of the pairs; false when there is no post at all.
    pub fn deliver(&mut self, pick: usize) -> bool {
        let Some(pair) = self.post.keys().nth(pick % self.post.len().max(1)).cloned() else {
            return false;
        };
        let letters = self.post.get_mut(&pair).unwrap();
        let told = letters.pop_front().unwrap();
        if letters.is_empty() {
            self.post.remove(&pair);
        }
        match (pair.1, told) {
            (Subject::Agent(_, name), Told::Agent(told)) => {
                let number = AGENTS.iter().position(|agent| *agent == name.as_str()).unwrap();
                self.ask_agent(number, agent::Command::Told(told));
            }
            (Subject::Queue(_, name), Told::Queue(told)) => {
                let number = QUEUES.iter().position(|queue| *queue == name.as_str()).unwrap();
                self.ask_queue(number, queue::Command::Told(told));
            }
            (Subject::Session(id), Told::Session(told)) => {
                let number = self.sessions.iter().position(|session| session.id == id).unwrap();
                self.session(number, |session, _| session.told(told));
            }
            (target, told) => panic!("{target} cannot be told {told:?}"),
        }
        true
    }

    /// Delivers everything, `pick` deciding the order.
    pub fn settle(&mut self, pick: usize) {
        for step in 0.. {
            assert!(step < 5_000, "the machines talk without an end");
            if !self.deliver(pick.wrapping_mul(step + 1)) {
                break;
            }
        }
    }

    /// Time passes; every timer that is due by then fires.
    pub fn pass(&mut self, time: Duration) {
        self.now = self.now + time;
        let due = |at: Option<Timestamp>, now| at.is_some_and(|at| at <= now);
        for number in 0..self.agents.len() {
            let host = &self.agents[number];
            if due(host.due(), self.now) || due(host.live_due(self.now), self.now) {
                self.ask_agent(number, agent::Command::Clock(switchboard_core::Clockwork::Tick));
                let host = &self.agents[number];
                assert!(!due(host.live_due(self.now), self.now), "{} is due for ever", host.subject);
            }
        }
        for number in 0..self.queues.len() {
            if due(self.queues[number].due(), self.now) {
                self.ask_queue(number, queue::Command::Clock(switchboard_core::Clockwork::Tick));
            }
        }
    }

    /// The process starts anew: machines from their journals, connections gone, the post kept.
    pub fn restart(&mut self) {
        let resumed = switchboard_core::Clockwork::Resumed { down_from: self.now, up_at: self.now };
        for number in 0..self.agents.len() {
            self.agents[number].restart();
            self.agents[number].live.alone_since = self.now;
            self.ask_agent(number, resumed.into());
        }
        for number in 0..self.queues.len() {
            self.queues[number].restart();
            self.ask_queue(number, resumed.into());
        }
    }

    /// What must be true whatever happened.
    pub fn check(&self) {
        self.agents.iter().for_each(checks::agent);
        self.queues.iter().for_each(checks::queue);
        for session in &self.sessions {
            let mut entries: Vec<_> = session.assigned.iter().map(|(entry, _)| entry).collect();
            entries.dedup();
            assert_eq!(entries.len(), session.assigned.len(), "{} was assigned twice", session.id);
        }
    }

    /// With all post delivered nobody waits while somebody could be asked.
    pub fn check_nobody_forgotten(&self) {
        for queue in &self.queues {
            checks::Line::of(queue).nobody_forgotten(queue, &self.agents, self.now);
        }
    }

    /// Whom a queue believes to wait.
    pub fn waiting(&self) -> Vec<SessionId> {
        let lines = self.queues.iter().flat_map(|queue| queue.machine.pulse());
        lines.map(|(session, _)| session).collect()
    }

    /// Who does wait.
    pub fn truly_waiting(&self) -> Vec<SessionId> {
        let waits = |session: &&Session| matches!(session.phase, Phase::Waiting { .. });
        self.sessions.iter().filter(waits).map(|session| session.id).collect()
    }
}
