//! What queues and agents tell a session. Never refused: what is stale by its own entry or agent says nothing.

use crate::effect::{Priority, ToSession};
use crate::ids::{AgentId, OfferId};
use crate::machine::{Ctx, Draft};
use crate::message::{Content, Party};

use super::moving::Stay;
use super::state::{Phase, Session, Waiting};
use super::{Event, Notice, QueuedWhy};

impl Session {
    pub(super) fn told(&self, ctx: &Ctx<'_, Self>, told: &ToSession) -> Vec<Draft<Event>> {
        match told {
            ToSession::Enqueued { entry, queue_name, place, estimated_wait_ms } => {
                let Some(waiting) = self.waits_in(*entry) else { return Vec::new() };
                if waiting.guard_at.is_none() {
                    return Vec::new();
                }
                let named = Content { name: Some(queue_name.clone()), ..Content::default() };
                let place =
                    Event::PlaceTold { entry: *entry, place: *place, estimated_wait_ms: *estimated_wait_ms };
                let mut drafts = vec![Draft::of(place).with(named)];
                if !self.marks.message {
                    drafts.extend(self.notice(ctx, Notice::Queued, &[("queue", queue_name)]));
                }
                drafts
            }
            ToSession::TurnedAway { entry, why, overflow } => {
                self.turned_away(ctx, *entry, *why, overflow.as_ref())
            }
            ToSession::OfferAccepted { offer, entry, agent, agent_name } => {
                self.offer_accepted(ctx, offer, *entry, agent, agent_name)
            }
            ToSession::QueueClosed { entry, opens_at } => self.queue_closed(ctx, *entry, *opens_at),
            ToSession::AgentVanished { agent } => self.agent_vanished(ctx, agent),
            ToSession::CompanyGone { agent } => self.company_gone(ctx, agent),
        }
    }

    fn offer_accepted(
        &self,
        ctx: &Ctx<'_, Self>,
        offer: &OfferId,
        entry: u32,
        agent: &AgentId,
        agent_name: &str,
    ) -> Vec<Draft<Event>> {
        let by = Party::Agent(agent.clone());
        if let Some(waiting) = self.waits_in(entry) {
            let assigned = Event::Assigned { entry, agent: agent.clone(), offer: offer.clone() };
            let named = Content { name: Some(agent_name.to_owned()), ..Content::default() };
            let mut drafts = vec![Draft::of(assigned).with(named).by(by)];
            let places = [("agent", agent_name), ("queue", waiting.name())];
            drafts.extend(self.notice(ctx, Notice::Assigned, &places));
            return drafts;
        }
        let serves_by_it = matches!(&self.phase, Phase::Agent(serving) if serving.offer == *offer);
        if serves_by_it || self.opened.is_none() {
            return Vec::new();
        }
        vec![Draft::of(Event::AssignmentRefused { agent: agent.clone(), offer: offer.clone() }).by(by)]
    }

    fn agent_vanished(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Vec<Draft<Event>> {
        let Phase::Agent(serving) = &self.phase else { return Vec::new() };
        if serving.agent != *agent {
            return Vec::new();
        }
        let name = serving.name.as_deref().unwrap_or(agent.as_str());
        let places = [("agent", name), ("queue", serving.queue_name.as_str())];
        let mut drafts = vec![Draft::of(Event::AgentVanished { agent: agent.clone() })];
        drafts.extend(self.notice(ctx, Notice::AgentVanished, &places));
        let stay = Stay {
            priority: Priority::Returning,
            patient: true,
            ..self.at_its_age(ctx, &serving.queue, QueuedWhy::AgentVanished)
        };
        drafts.push(self.queued(ctx, stay));
        drafts
    }

    pub(super) fn waits_in(&self, entry: u32) -> Option<&Waiting> {
        self.waiting().filter(|waiting| waiting.entry == entry)
    }
}
