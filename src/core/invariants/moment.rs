//! What must hold at a moment, over the rows of the views: nobody waits beside a free agent, who is said to serve knows of
//! it, nothing is overdue.
//!
//! Rows of different subjects change one after another, so what looks wrong once is nothing: only what looks wrong at
//! every look for a while is (`watch`). At rest, with everything healed, `at_rest` needs no patience.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Violation};
use crate::effect::{AgentValues, Capacity, Channel, QueueValues, WayOfWork};
use crate::ids::{AgentId, QueueId, Subject, WorkspaceId};
use crate::machine::{AgentRow, QueueRow, Row, SessionRow, Standing};
use crate::signal::Presence;
use crate::time::Timestamp;

/// The rows of one look.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Open sessions; of many, those that could look wrong.
    pub sessions: Vec<SessionRow>,
    /// How many sessions say that they wait in each queue.
    pub waiting: BTreeMap<(WorkspaceId, QueueId), u64>,
    /// Agents.
    pub agents: Vec<AgentRow>,
    /// Queues.
    pub queues: Vec<QueueRow>,
    /// The queues each agent serves, by settings.
    pub serves: BTreeMap<(WorkspaceId, AgentId), BTreeSet<QueueId>>,
    /// Queues that give sessions to agents by themselves, and whose slots they take. From others agents pick.
    pub gives: BTreeMap<(WorkspaceId, QueueId), Channel>,
    /// What was due and has not happened, and when it was.
    pub due: Vec<(Subject, Timestamp)>,
    /// How many words each agent and queue has under way, to them or from them: what differs by these is nothing yet.
    pub under_way: BTreeMap<Subject, u64>,
    /// Where in the journal each agent's row changed last, where that is known.
    pub changed: BTreeMap<Subject, u64>,
    /// How often each agent was given settings, where that is known.
    pub given: BTreeMap<Subject, u64>,
}

/// What looks wrong, and on what grounds: as long as one of them is as it was, it is the same oddity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// What should hold.
    pub violation: Violation,
    /// Whom it is seen by, and as of when.
    pub grounds: BTreeSet<Ground>,
}

/// Somebody as they were at an instant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ground {
    /// Who.
    pub subject: Subject,
    /// As of this instant.
    pub since: Timestamp,
    /// And this position of the journal.
    pub position: u64,
}

impl Moment {
    /// Takes a row in; of sessions those that are open.
    pub fn add(&mut self, row: Row) {
        match row {
            Row::Session(row) if row.standing == Standing::Closed => {}
            Row::Session(row) => {
                if let (Standing::Queued, Some(queue)) = (row.standing, &row.queue) {
                    *self.waiting.entry((row.workspace.clone(), queue.clone())).or_default() += 1;
                }
                self.sessions.push(row);
            }
            Row::Agent(row) => self.agents.push(row),
            Row::Queue(row) => self.queues.push(row),
            Row::Call(_) => {}
        }
    }

    /// Takes in what an agent is given.
    pub fn configure_agent(&mut self, workspace: WorkspaceId, agent: AgentId, values: &AgentValues) {
        self.serves.insert((workspace, agent), values.queues.iter().cloned().collect());
    }

    /// Takes in a queue's settings.
    pub fn configure_queue(&mut self, workspace: WorkspaceId, queue: QueueId, values: &QueueValues) {
        if values.way != WayOfWork::Pick {
            self.gives.insert((workspace, queue), values.channel);
        }
    }

    /// Queues that could give somebody away now: they are open, and who serves them has room.
    pub fn could_give(&self) -> BTreeSet<(WorkspaceId, QueueId)> {
        let open = self.queues.iter().filter(|row| row.open);
        let places = open.map(|row| (row.workspace.clone(), row.queue.clone()));
        places.filter(|place| self.free_for(place).next().is_some()).collect()
    }

    /// Everything that looks wrong now.
    pub fn oddities(&self) -> Vec<Oddity> {
        let could_give = self.could_give();
        let waits = self.sessions.iter().filter_map(|row| self.waits_beside_somebody_free(row, &could_give));
        let mut found: Vec<_> = waits.collect();
        found.extend(self.sessions.iter().filter_map(|row| self.served_by_nobody(row)));
        found.extend(self.lines().into_iter().filter_map(|(place, line)| self.in_no_line(place, line)));
        found.extend(self.agents.iter().filter_map(more_than_slots));
        found.extend(self.due.iter().map(|(subject, at)| {
            let says = format!("something was due at {at}");
            let ground = Ground { subject: subject.clone(), since: *at, position: 0 };
            odd(Invariant::TimerOverdue, subject.clone(), says, [ground])
        }));
        found
    }

    fn waits_beside_somebody_free(
        &self,
        row: &SessionRow,
        could_give: &BTreeSet<(WorkspaceId, QueueId)>,
    ) -> Option<Oddity> {
        let queue = row.queue.as_ref().filter(|_| row.standing == Standing::Queued)?;
        let place = (row.workspace.clone(), queue.clone());
        if row.presence == Presence::Lost || !could_give.contains(&place) {
            return None;
        }
        let first = &self.free_for(&place).next()?.agent;
        let says = format!("waits in {queue} since {} while {first} is free", row.since);
        let grounds = self.free_for(&place).map(|agent| self.ground(agent, row.since));
        Some(odd(Invariant::SomebodyWaits, Subject::Session(row.session), says, grounds))
    }

    /// Who could take somebody from a queue now.
    fn free_for<'a>(&'a self, place: &'a (WorkspaceId, QueueId)) -> impl Iterator<Item = &'a AgentRow> {
        let (workspace, queue) = place;
        let channel = self.gives.get(place).copied();
        let serves = |agent: &AgentRow| {
            let served = self.serves.get(&(agent.workspace.clone(), agent.agent.clone()));
            agent.workspace == *workspace && served.is_some_and(|queues| queues.contains(queue))
        };
        self.agents
            .iter()
            .filter(move |agent| channel.is_some_and(|channel| is_free(agent, channel)) && serves(agent))
    }

    fn ground(&self, agent: &AgentRow, since: Timestamp) -> Ground {
        let subject = agent_of(agent);
        let position = self.changed.get(&subject).copied().unwrap_or_default();
        Ground { subject, since, position }
    }

    /// An agent whose row shows no slot in use serves nobody.
    fn served_by_nobody(&self, row: &SessionRow) -> Option<Oddity> {
        let agent = row.agent.as_ref().filter(|_| row.standing == Standing::Agent)?;
        let known =
            self.agents.iter().find(|known| known.workspace == row.workspace && known.agent == *agent);
        let none = known.is_none_or(|known| known.loads.channels().next().is_none());
        let subject = Subject::Agent(row.workspace.clone(), agent.clone());
        if !none || self.under_way.contains_key(&subject) {
            return None;
        }
        let says = format!("is served by {agent} since {}, who has no session", row.since);
        let ground = Ground { subject, since: row.since, position: 0 };
        Some(odd(Invariant::NoOwner, Subject::Session(row.session), says, [ground]))
    }

    /// How many stand in each line by its own word, and how many say that they do.
    fn lines(&self) -> BTreeMap<(WorkspaceId, QueueId), (u64, u64)> {
        let mut lines: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for row in &self.queues {
            lines.entry((row.workspace.clone(), row.queue.clone())).or_default().0 = row.waiting.into();
        }
        for (place, count) in &self.waiting {
            lines.entry(place.clone()).or_default().1 = *count;
        }
        lines
    }

    fn in_no_line(
        &self,
        (workspace, queue): (WorkspaceId, QueueId),
        (in_line, waiting): (u64, u64),
    ) -> Option<Oddity> {
        let subject = Subject::Queue(workspace, queue);
        let under_way = self.under_way.get(&subject).copied().unwrap_or_default();
        let says = format!("{in_line} stand in line, and {waiting} wait");
        let ground = Ground { subject: subject.clone(), since: Timestamp::default(), position: 0 };
        (in_line.abs_diff(waiting) > under_way).then(|| odd(Invariant::NoOwner, subject, says, [ground]))
    }

    /// How many slots each agent has in use and in all, and by which settings.
    pub(super) fn loads(&self) -> BTreeMap<Subject, Load> {
        let sum = |slots: &Capacity| slots.channels().map(|(_, slots)| slots).sum::<u32>();
        let load = |row: &AgentRow, subject: &Subject| Load {
            used: sum(&row.loads),
            slots: sum(&row.capacities),
            given: self.given.get(subject).copied().unwrap_or_default(),
        };
        let agents = self.agents.iter().map(|row| (row, agent_of(row)));
        agents.map(|(row, subject)| (subject.clone(), load(row, &subject))).collect()
    }
}

/// An agent's slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) used: u32,
    pub(super) slots: u32,
    pub(super) given: u64,
}

/// Slots can be taken away from somebody at work; that alone is in order until they are used again (`Watch`).
/// Calls are handed out by their provider, however many it likes.
fn more_than_slots(row: &AgentRow) -> Option<Oddity> {
    let mut ours = row.loads.channels().filter(|(channel, _)| *channel != Channel::Voice);
    let (channel, load) = ours.find(|(channel, load)| *load > row.capacities.of(*channel))?;
    let says = format!("{load} of {} slots for {channel:?} are in use", row.capacities.of(channel));
    let ground = Ground { subject: agent_of(row), since: Timestamp::default(), position: 0 };
    Some(odd(Invariant::Capacity, agent_of(row), says, [ground]))
}

fn agent_of(row: &AgentRow) -> Subject {
    Subject::Agent(row.workspace.clone(), row.agent.clone())
}

fn odd(
    invariant: Invariant,
    subject: Subject,
    says: String,
    grounds: impl IntoIterator<Item = Ground>,
) -> Oddity {
    Oddity { violation: violation(invariant, subject, says), grounds: grounds.into_iter().collect() }
}

fn violation(invariant: Invariant, subject: Subject, says: String) -> Violation {
    Violation { invariant, subject, seq: None, says }
}

fn is_free(agent: &AgentRow, channel: Channel) -> bool {
    agent.ready && agent.reachable && agent.loads.of(channel) < agent.capacities.of(channel)
}

/// With nothing under way and everything healed: what looks wrong is wrong, and nobody counts as there who is silent.
pub fn at_rest(moment: &Moment) -> Vec<Violation> {
    let mut found: Vec<_> = moment.oddities().into_iter().map(|odd| odd.violation).collect();
    let there = [Presence::Present, Presence::Unstable];
    found.extend(moment.sessions.iter().filter(|row| there.contains(&row.presence)).map(|row| {
        let says = format!("counts as {:?} after minutes of silence", row.presence);
        violation(Invariant::TimerOverdue, Subject::Session(row.session), says)
    }));
    let served = |agent: &AgentRow| {
        let theirs =
            |row: &&SessionRow| row.workspace == agent.workspace && row.agent.as_ref() == Some(&agent.agent);
        moment.sessions.iter().filter(|row| row.standing == Standing::Agent).filter(theirs).count()
    };
    for agent in &moment.agents {
        let used: u32 = agent.loads.channels().map(|(_, slots)| slots).sum();
        if used as usize != served(agent) {
            let says = format!("{used} slots are in use for {} sessions", served(agent));
            found.push(violation(Invariant::StillOwed, agent_of(agent), says));
        }
    }
    found
}
