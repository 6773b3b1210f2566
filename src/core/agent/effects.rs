//! Whom an agent's events concern: the queues served, the session, the agents' board.

use super::Event;
use super::state::Agent;
use crate::effect::{Effect, OfferEnd, ToQueue, ToSession};
use crate::ids::{AgentId, OfferId, QueueId, WorkspaceId};
use crate::machine::{AgentRow, Recorded};

impl Agent {
    /// What an event asks of the world.
    ///
    /// A queue learns of its offer first and of the slot then. So it knows which offers a view counts, and whoever was
    /// given up by its guard is heard of again after whatever they still had to say.
    pub(super) fn asks(&self, recorded: &Recorded<Event>) -> Vec<Effect> {
        let Some((workspace, me)) = &self.address else {
            return Vec::new();
        };
        let desk = Desk { agent: self, workspace, me, version: recorded.seq };
        match &recorded.event {
            Event::Configured { .. } => desk.tell(self.queues().union(&self.dropped)),
            Event::IntentChanged { .. }
            | Event::Reachable
            | Event::Unreachable { .. }
            | Event::SessionEnded { wrap_up_until: None, .. }
            | Event::WrapUpEnded { .. }
            | Event::CallJoined { .. }
            | Event::CallLeft { .. } => desk.tell_all(),
            Event::Held { offer, .. } => desk.answer(offer, ToQueue::Held { offer: offer.clone() }),
            // Only the queue itself withdraws: it knows.
            Event::OfferEnded { why: OfferEnd::Withdrawn, .. } => desk.tell_all(),
            // The slot went to the other at once: nothing is free.
            Event::OfferEnded { offer, why: OfferEnd::Outbid, .. } => {
                let outbid = ToQueue::OfferEnded { offer: offer.clone(), why: OfferEnd::Outbid };
                vec![Effect::tell_queue(workspace, &offer.queue, outbid)]
            }
            Event::OfferEnded { offer, why, .. } => {
                desk.answer(offer, ToQueue::OfferEnded { offer: offer.clone(), why: *why })
            }
            // The session itself says that it does not wait there: the queue must not offer it on.
            Event::AssignmentLost { offer, .. } => {
                let gone = ToQueue::OfferEnded { offer: offer.clone(), why: OfferEnd::Withdrawn };
                desk.answer(offer, gone)
            }
            Event::HoldRefused { offer, why, .. } => {
                let view = self.view(&offer.queue);
                let refused =
                    ToQueue::HoldRefused { offer: offer.clone(), why: *why, version: recorded.seq, view };
                vec![Effect::tell_queue(workspace, &offer.queue, refused)]
            }
            Event::OfferAccepted { offer, session, entry } => {
                let told = ToSession::OfferAccepted {
                    offer: offer.clone(),
                    entry: *entry,
                    agent: me.clone(),
                    agent_name: self.name(),
                };
                vec![Effect::tell_session(*session, told)]
            }
            Event::SessionGivenUp { session } => {
                let mut effects = desk.tell_all();
                effects.push(Effect::tell_session(*session, ToSession::AgentVanished { agent: me.clone() }));
                effects
            }
            Event::CompanyGivenUp { session } => {
                vec![Effect::tell_session(*session, ToSession::CompanyGone { agent: me.clone() })]
            }
            // The slot stays taken: nothing a queue would choose differently by.
            Event::Confirmed { .. }
            | Event::SessionEnded { wrap_up_until: Some(_), .. }
            | Event::CompanyJoined { .. }
            | Event::CompanyLeft { .. }
            | Event::DeadlinesMoved { .. } => Vec::new(),
        }
    }

    /// The name customers see.
    fn name(&self) -> String {
        self.settings.as_ref().map(|settings| settings.values.name.clone()).unwrap_or_default()
    }

    /// The agent's line on the board; none before the first settings.
    pub(super) fn line(&self) -> Option<AgentRow> {
        let (workspace, agent) = self.address.clone()?;
        let settings = self.settings.as_ref()?;
        Some(AgentRow {
            workspace,
            agent,
            ready: self.ready,
            reason: self.reason.clone(),
            reachable: self.reachable,
            since: self.since,
            loads: self.loads(),
            capacities: settings.values.capacity.clone(),
        })
    }
}

/// The agent as it speaks to queues about one event.
struct Desk<'a> {
    agent: &'a Agent,
    workspace: &'a WorkspaceId,
    me: &'a AgentId,
    version: u64,
}

impl Desk<'_> {
    fn tell<'q>(&self, queues: impl Iterator<Item = &'q QueueId>) -> Vec<Effect> {
        let changed = |queue: &QueueId| ToQueue::AgentChanged {
            agent: self.me.clone(),
            version: self.version,
            view: self.agent.view(queue),
        };
        queues.map(|queue| Effect::tell_queue(self.workspace, queue, changed(queue))).collect()
    }

    fn tell_all(&self) -> Vec<Effect> {
        self.tell(self.agent.queues_by_turn().iter())
    }

    fn answer(&self, offer: &OfferId, told: ToQueue) -> Vec<Effect> {
        let mut effects = vec![Effect::tell_queue(self.workspace, &offer.queue, told)];
        effects.extend(self.tell_all());
        effects
    }
}
