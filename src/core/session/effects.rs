//! What the session's events owe to queues and agents.

use crate::effect::{Effect, ToAgent, ToQueue};
use crate::ids::{AgentId, QueueId, WorkspaceId};

use super::Event;
use super::state::{Ended, Phase, Session, Waiting};

impl Session {
    /// What an event owes, asked of the state it led to.
    pub(super) fn owes(&self, event: &Event) -> Vec<Effect> {
        let Some(workspace) = self.workspace() else { return Vec::new() };
        match event {
            Event::Queued { .. } | Event::QueueAskedAgain { .. } => self.enqueue(workspace),
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
            Event::AgentDone { agent, .. } => vec![self.ended_for(workspace, agent)],
            Event::Closed { .. } => self.farewell(workspace),
            _ => Vec::new(),
        }
    }

    fn waiting(&self) -> Option<&Waiting> {
        match &self.phase {
            Phase::Queued(waiting) => Some(waiting),
            _ => None,
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

    fn ended_for(&self, workspace: &WorkspaceId, agent: &AgentId) -> Effect {
        Effect::tell_agent(workspace, agent, ToAgent::SessionEnded { session: self.id })
    }

    fn farewell(&self, workspace: &WorkspaceId) -> Vec<Effect> {
        let Phase::Closed(Ended { queue, entry, agent }) = &self.phase else { return Vec::new() };
        let leave = |(queue, entry): (&QueueId, &u32)| {
            Effect::tell_queue(workspace, queue, ToQueue::Leave { session: self.id, entry: *entry })
        };
        let line = queue.as_ref().zip(entry.as_ref()).map(leave);
        line.into_iter().chain(agent.as_ref().map(|agent| self.ended_for(workspace, agent))).collect()
    }
}
