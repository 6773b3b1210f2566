//! Taking from the waiting list: the first to ask gets the session, the others are told who has it.

use std::collections::VecDeque;

use super::routing::GUARD;
use super::state::Queue;
use super::{Event, Record, Refusal, Verdict};
use crate::effect::{Bind, WayOfWork};
use crate::ids::{AgentId, OfferId, SessionId};
use crate::machine::Draft;
use crate::message::Party;
use crate::planted::{self, Defect};
use crate::time::Timestamp;

/// Winners remembered, so that whoever comes too late learns the name.
const REMEMBERED: usize = 200;

/// Who got what lately, oldest first.
pub(super) type Winners = VecDeque<(SessionId, AgentId)>;

impl Queue {
    /// Whether agents take from this queue what they like.
    pub(super) fn is_picked_from(&self) -> bool {
        self.settings.as_ref().is_some_and(|settings| settings.values.way == WayOfWork::Pick)
    }

    /// An agent takes a session, whether the queue is open or not and whether its customer is there or not: the agent
    /// sees that.
    pub(super) fn pick(
        &self,
        agent: &AgentId,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        if self.settings.is_none() {
            return Err(Refusal::Unknown);
        }
        if !self.is_picked_from() {
            return Err(Refusal::NotPickQueue);
        }
        if !self.agents.get(agent).is_some_and(|known| known.view.serves) {
            return Err(Refusal::UnknownAgent);
        }
        let Some(entry) = self.entries.get(&session) else {
            return match self.winners.iter().rev().find(|(won, _)| *won == session) {
                Some((_, by)) if by == agent => Ok(Vec::new()),
                Some((_, by)) => Err(Refusal::Taken { by: by.clone() }),
                None => Err(Refusal::NotWaiting),
            };
        };
        let out = entry.offer.filter(|_| !planted::is(Defect::TwoWinners));
        if let Some(offer) = out.and_then(|number| self.offers.get(&number)) {
            let again = offer.agent == *agent && offer.picked;
            return if again { Ok(Vec::new()) } else { Err(Refusal::Taken { by: offer.agent.clone() }) };
        }
        let meant_for = self.binding_wish(entry).filter(|wish| wish.bind == Bind::Only && now < wish.until);
        if let Some(other) = meant_for.map(|wish| &wish.agent).filter(|wished| *wished != agent) {
            return Err(Refusal::Taken { by: other.clone() });
        }
        let picked = self.picked(session, agent, now);
        Ok(picked.map(|event| Draft::of(event).by(Party::Agent(agent.clone()))).into_iter().collect())
    }

    /// The beginning of the routing protocol for a session somebody asked for themselves.
    pub(super) fn picked(&self, session: SessionId, agent: &AgentId, now: Timestamp) -> Option<Event> {
        let (_, queue) = self.address.as_ref()?;
        let entry = self.entries.get(&session)?;
        let mut record = Record::default();
        record.verdicts.insert(Verdict::Picked, vec![agent.clone()]);
        Some(Event::Chosen {
            offer: OfferId { queue: queue.clone(), number: self.last_offer + 1 },
            session,
            entry: entry.entry,
            agent: agent.clone(),
            way: Some(WayOfWork::Pick),
            record,
            guard_at: now + GUARD,
        })
    }

    /// Whose a session of the list became.
    pub(super) fn remember_winner(&mut self, session: SessionId, agent: &AgentId) {
        if self.is_picked_from() {
            self.winners.push_back((session, agent.clone()));
            while self.winners.len() > REMEMBERED {
                self.winners.pop_front();
            }
        }
    }
}
