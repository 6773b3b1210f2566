//! What must hold at a moment, over the rows of the views: nobody waits beside a free agent, who is said to serve knows of
//! it, nothing is overdue.
//!
//! Rows of different subjects change one after another, so what looks wrong once is nothing: only what looks wrong at
//! every look for a while is. `Watch` keeps since when. At rest, with everything healed, `at_rest` needs no patience.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::{Invariant, Violation};
use crate::effect::Channel;
use crate::ids::{AgentId, QueueId, SessionId, Subject, WorkspaceId};
use crate::machine::{AgentRow, QueueRow, Row, SessionRow, Standing};
use crate::signal::Presence;
use crate::time::Timestamp;

/// The rows of one look.
#[derive(Debug, Clone, Default)]
pub struct Moment {
    /// Open sessions.
    pub sessions: Vec<SessionRow>,
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
}

impl Moment {
    /// Takes a row in; of sessions those that are open.
    pub fn add(&mut self, row: Row) {
        match row {
            Row::Session(row) if row.standing == Standing::Closed => {}
            Row::Session(row) => self.sessions.push(row),
            Row::Agent(row) => self.agents.push(row),
            Row::Queue(row) => self.queues.push(row),
        }
    }

    /// Everything that looks wrong now.
    pub fn oddities(&self) -> Vec<Violation> {
        let mut found: Vec<_> =
            self.sessions.iter().filter_map(|row| self.waits_beside_somebody_free(row)).collect();
        found.extend(self.sessions.iter().filter_map(|row| self.served_by_nobody(row)));
        found.extend(self.queues.iter().filter_map(|row| self.in_no_line(row)));
        found.extend(self.agents.iter().filter_map(|row| self.more_than_slots(row)));
        found.extend(self.due.iter().map(|(subject, at)| {
            violation(Invariant::TimerOverdue, subject.clone(), format!("something was due at {at}"))
        }));
        found
    }

    fn waits_beside_somebody_free(&self, row: &SessionRow) -> Option<Violation> {
        let queue = row.queue.as_ref().filter(|_| row.standing == Standing::Queued)?;
        let place = (row.workspace.clone(), queue.clone());
        let channel = *self.gives.get(&place)?;
        let open = self
            .queues
            .iter()
            .any(|known| known.workspace == row.workspace && known.queue == *queue && known.open);
        if !open || row.presence == Presence::Lost {
            return None;
        }
        let serves = |agent: &&AgentRow| {
            let served = self.serves.get(&(agent.workspace.clone(), agent.agent.clone()));
            agent.workspace == row.workspace && served.is_some_and(|queues| queues.contains(queue))
        };
        let free = self.agents.iter().filter(serves).find(|agent| is_free(agent, channel))?;
        let says = format!("waits in {queue} since {} while {} is free", row.since, free.agent);
        Some(violation(Invariant::SomebodyWaits, Subject::Session(row.session), says))
    }

    /// An agent whose row shows no slot in use serves nobody.
    fn served_by_nobody(&self, row: &SessionRow) -> Option<Violation> {
        let agent = row.agent.as_ref().filter(|_| row.standing == Standing::Agent)?;
        let known =
            self.agents.iter().find(|known| known.workspace == row.workspace && known.agent == *agent);
        let none = known.is_none_or(|known| known.loads.channels().next().is_none());
        let says = format!("is served by {agent} since {}, who has no session", row.since);
        none.then(|| violation(Invariant::NoOwner, Subject::Session(row.session), says))
    }

    fn in_no_line(&self, row: &QueueRow) -> Option<Violation> {
        let waits = |session: &&SessionRow| {
            session.standing == Standing::Queued
                && session.workspace == row.workspace
                && session.queue.as_ref() == Some(&row.queue)
        };
        let waiting: Vec<SessionId> =
            self.sessions.iter().filter(waits).map(|session| session.session).collect();
        let queue = Subject::Queue(row.workspace.clone(), row.queue.clone());
        let says =
            || format!("{} stand in line, and {} wait: {}", row.waiting, waiting.len(), some(&waiting));
        (waiting.len() != row.waiting as usize).then(|| violation(Invariant::NoOwner, queue, says()))
    }

    /// Slots can be taken away from somebody at work; that alone is in order until they are used again (`Watch`).
    fn more_than_slots(&self, row: &AgentRow) -> Option<Violation> {
        let over = row.loads.channels().find(|(channel, load)| *load > row.capacities.of(*channel));
        let subject = Subject::Agent(row.workspace.clone(), row.agent.clone());
        over.map(|(channel, load)| {
            let says = format!("{load} of {} slots for {channel:?} are in use", row.capacities.of(channel));
            violation(Invariant::Capacity, subject, says)
        })
    }

    /// How many slots each agent has in use and in all.
    fn loads(&self) -> BTreeMap<Subject, (u32, u32)> {
        let sum = |slots: &crate::effect::Capacity| slots.channels().map(|(_, slots)| slots).sum::<u32>();
        let key = |row: &AgentRow| Subject::Agent(row.workspace.clone(), row.agent.clone());
        self.agents.iter().map(|row| (key(row), (sum(&row.loads), sum(&row.capacities)))).collect()
    }
}

fn violation(invariant: Invariant, subject: Subject, says: String) -> Violation {
    Violation { invariant, subject, seq: None, says }
}

fn is_free(agent: &AgentRow, channel: Channel) -> bool {
    agent.ready && agent.reachable && agent.loads.of(channel) < agent.capacities.of(channel)
}

/// The first ten, for people.
fn some(sessions: &[SessionId]) -> String {
    let named: Vec<String> = sessions.iter().take(10).map(SessionId::to_string).collect();
    named.join(" ")
}

/// With nothing under way and everything healed: what looks wrong is wrong, and nobody counts as there who is silent.
pub fn at_rest(moment: &Moment) -> Vec<Violation> {
    let mut found = moment.oddities();
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
            let subject = Subject::Agent(agent.workspace.clone(), agent.agent.clone());
            found.push(violation(Invariant::StillOwed, subject, says));
        }
    }
    found
}

/// Looks again and again, and tells what has looked wrong at every look for a while; once each.
#[derive(Debug, Default)]
pub struct Watch {
    since: BTreeMap<(Invariant, Subject), (Timestamp, bool)>,
    loads: BTreeMap<Subject, (u32, u32)>,
}

impl Watch {
    /// One look. What has been wrong for at least `patience` and was not told yet is returned.
    pub fn look(&mut self, moment: &Moment, now: Timestamp, patience: Duration) -> Vec<Violation> {
        let loads = moment.loads();
        let before = std::mem::replace(&mut self.loads, loads.clone());
        let mut seen = std::mem::take(&mut self.since);
        let mut told = Vec::new();
        for odd in moment.oddities() {
            let key = (odd.invariant, odd.subject.clone());
            let (since, mut known) = seen.remove(&key).unwrap_or((now, false));
            let lasts = now.since(since) >= patience;
            let grew = match (odd.invariant, before.get(&odd.subject), loads.get(&odd.subject)) {
                (Invariant::Capacity, Some((was, had)), Some((is, has))) => is > was && had == has,
                (Invariant::Capacity, ..) => false,
                _ => lasts,
            };
            if grew && !known {
                known = true;
                told.push(odd);
            }
            self.since.insert(key, (since, known));
        }
        told
    }

    /// How much of what was told lasts.
    pub fn lasting(&self) -> usize {
        self.since.values().filter(|(_, told)| *told).count()
    }
}
