//! What the session's events owe to queues and agents.

use crate::effect::{Effect, Parting, ToAgent, ToQueue};
use crate::ids::WorkspaceId;

use super::state::{Session, Waiting};
use super::{ClosedWhy, Event, QueuedWhy};

impl Session {
    /// What an event owes, asked of the state it led to.
    pub(super) fn owes(&self, event: &Event) -> Vec<Effect> {
        let Some(workspace) = self.workspace() else { return Vec::new() };
        let mut effects = self.owes_others(workspace, event);
        if let Event::WatchBegan { agent } | Event::SteppedIn { agent } = event {
            let joined = ToAgent::CompanyJoined { session: self.id };
            effects.push(Effect::tell_agent(workspace, agent, joined));
        }
        effects.extend(
            self.parted
                .company
                .iter()
                .map(|agent| Effect::tell_agent(workspace, agent, ToAgent::CompanyLeft { session: self.id })),
        );
        effects
    }

    /// Those who serve, and the lines.
    fn owes_others(&self, workspace: &WorkspaceId, event: &Event) -> Vec<Effect> {
        match event {
            Event::QueueAskedAgain { .. } => self.enqueue(workspace),
            Event::Queued { why, .. } => {
                // Whoever vanished has given it up already, and a full queue never had it.
                let parted = !matches!(why, QueuedWhy::AgentVanished | QueuedWhy::Overflowed);
                let mut effects = if parted { self.parting(workspace, event) } else { Vec::new() };
                effects.extend(self.enqueue(workspace));
                effects
            }
            Event::PresenceChanged { .. } if self.attendance.crossed => {
                self.waiting().map(|waiting| self.absent(workspace, waiting)).into_iter().collect()
            }
            Event::Assigned { entry, agent, offer } => {
                let assigned = ToQueue::Assigned { session: self.id, entry: *entry, agent: agent.clone() };
                let confirmed = ToAgent::Confirmed { offer: offer.clone(), session: self.id };
                let queue = self.queue().unwrap_or(&offer.queue);
                vec![
                    Effect::tell_queue(workspace, queue, assigned),
                    Effect::tell_agent(workspace, agent, confirmed),
                ]
            }
            Event::AssignmentRefused { agent, offer } => {
                let refused = ToAgent::AssignRefused { offer: offer.clone(), session: self.id };
                vec![Effect::tell_agent(workspace, agent, refused)]
            }
            Event::TurnedAway { leave: true, .. }
            | Event::AgentDone { .. }
            | Event::ReleasedForSilence { .. }
            | Event::HandedToBot { .. }
            | Event::HandedToDesk { .. }
            | Event::Closed { .. } => self.parting(workspace, event),
            _ => Vec::new(),
        }
    }

    /// A queue takes a customer for present unless told otherwise.
    fn enqueue(&self, workspace: &WorkspaceId) -> Vec<Effect> {
        let Some(waiting) = self.waiting() else { return Vec::new() };
        let enqueue = ToQueue::Enqueue {
            session: self.id,
            entry: waiting.entry,
            priority: waiting.priority,
            since: waiting.since,
            wish: waiting.wish.clone(),
            patient: waiting.patient,
        };
        let mut effects = vec![Effect::tell_queue(workspace, &waiting.queue, enqueue)];
        if self.attendance.lost() {
            effects.push(self.absent(workspace, waiting));
        }
        effects
    }

    fn absent(&self, workspace: &WorkspaceId, waiting: &Waiting) -> Effect {
        let absent = self.attendance.lost();
        let told = ToQueue::Absent { session: self.id, entry: waiting.entry, absent };
        Effect::tell_queue(workspace, &waiting.queue, told)
    }

    /// The agent is free again, the line one shorter.
    fn parting(&self, workspace: &WorkspaceId, event: &Event) -> Vec<Effect> {
        let leave = self.parted.line.as_ref().map(|(queue, entry)| {
            let leave = ToQueue::Leave { session: self.id, entry: *entry, gave_up: gives_up(event) };
            Effect::tell_queue(workspace, queue, leave)
        });
        let free = self.parted.agent.as_ref().map(|agent| {
            let ended = ToAgent::SessionEnded { session: self.id, why: parting_by(event) };
            Effect::tell_agent(workspace, agent, ended)
        });
        leave.into_iter().chain(free).collect()
    }
}

/// Why the agent who served is needed no longer.
fn parting_by(event: &Event) -> Option<Parting> {
    Some(match event {
        Event::AgentDone { .. } => Parting::Done,
        Event::Queued { why: QueuedWhy::Transferred, .. } => Parting::Transferred,
        Event::Queued { why: QueuedWhy::TakenOver, .. } => Parting::TakenOver,
        Event::Queued { why: QueuedWhy::PutBack, .. } => Parting::PutBack,
        Event::HandedToBot { .. } => Parting::HandedToBot,
        Event::HandedToDesk { .. } => Parting::HandedToDesk,
        Event::ReleasedForSilence { .. } => Parting::Silent,
        Event::Closed { .. } => Parting::Closed,
        _ => return None,
    })
}

/// Whether a customer who waited went by themselves.
fn gives_up(event: &Event) -> bool {
    let went = [ClosedWhy::CustomerLeft, ClosedWhy::CustomerLost, ClosedWhy::Silent];
    matches!(event, Event::Closed { why } if went.contains(why))
}
