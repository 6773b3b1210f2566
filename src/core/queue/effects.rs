//! Whom a queue's events concern: the session that asked, the agent chosen, those who look at their place.

use std::ops::Bound;
use std::time::Duration;

use super::estimate::count;
use super::state::Queue;
use super::{Event, OfferClosedWhy, Verdict};
use crate::effect::{Effect, OfferEnd, Priority, ToAgent, ToSession, WayOfWork};
use crate::ids::{OfferId, SessionId};
use crate::machine::{QueueRow, Recorded};
use crate::time::Timestamp;

impl Queue {
    /// What an event asks of the world.
    pub(super) fn asks(&self, recorded: &Recorded<Event>) -> Vec<Effect> {
        match &recorded.event {
            Event::Enqueued { session, entry, place, estimated_wait_ms, .. } => {
                let told = ToSession::Enqueued {
                    entry: *entry,
                    queue_name: self.name(),
                    place: *place,
                    estimated_wait_ms: *estimated_wait_ms,
                };
                vec![Effect::tell_session(*session, told), Effect::Pulse]
            }
            Event::TurnedAway { session, entry, why, overflow } => {
                let told = ToSession::TurnedAway { entry: *entry, why: *why, overflow: overflow.clone() };
                vec![Effect::tell_session(*session, told)]
            }
            Event::Closed { until, tells: true } => self.tell_closed(*until),
            Event::Chosen { offer, session, agent, way, .. } => {
                let (Some((workspace, _)), Some(hold)) = (&self.address, self.hold(offer, *session, *way))
                else {
                    return Vec::new();
                };
                vec![Effect::tell_agent(workspace, agent, hold)]
            }
            Event::OfferClosed {
                offer,
                why: OfferClosedWhy::GuardPassed | OfferClosedWhy::Ended(OfferEnd::Withdrawn),
                ..
            } => self.withdraw(offer).into_iter().collect(),
            Event::Left { .. } | Event::Assigned { .. } => vec![Effect::Pulse],
            Event::Configured { .. }
            | Event::Opened { .. }
            | Event::Closed { tells: false, .. }
            | Event::AbsenceChanged { .. }
            | Event::AgentChanged { .. }
            | Event::NobodyEligible { .. }
            | Event::OfferHeld { .. }
            | Event::OfferClosed { .. }
            | Event::DeadlinesMoved { .. } => Vec::new(),
        }
    }

    fn hold(&self, offer: &OfferId, session: SessionId, way: Option<WayOfWork>) -> Option<ToAgent> {
        let entry = self.entries.get(&session)?;
        let settings = self.settings.as_ref()?;
        Some(ToAgent::Hold {
            offer: offer.clone(),
            session,
            entry: entry.entry,
            way: way.unwrap_or(settings.values.way),
            channel: settings.values.channel,
            accept_within: Duration::from_millis(settings.values.accept_within_ms),
            priority: entry.priority,
            since: entry.since,
        })
    }

    fn withdraw(&self, offer: &OfferId) -> Option<Effect> {
        let (workspace, _) = self.address.as_ref()?;
        let agent = self.closed.as_ref()?;
        Some(Effect::tell_agent(workspace, agent, ToAgent::Withdraw { offer: offer.clone() }))
    }

    fn name(&self) -> String {
        self.settings.as_ref().map(|settings| settings.values.name.clone()).unwrap_or_default()
    }

    /// The queue's line on the board; none before the first settings.
    pub(super) fn board(&self) -> Option<QueueRow> {
        let settings = self.settings.as_ref()?;
        let (workspace, queue) = self.address.clone()?;
        let waiting = count(self.line.len());
        Some(QueueRow {
            workspace,
            queue,
            waiting,
            oldest: self.oldest(),
            open: self.door.open,
            changes_at: self.door.until,
            working: self.working(),
            max_length: settings.values.max_length,
            estimated_wait_ms: self.estimate(waiting.saturating_add(1), self.heard_at),
            estimate_ends: self.estimate_ends(),
            answer_within_ms: settings.values.answer_within_ms,
            ended: self.ended.iter().cloned().collect(),
        })
    }

    /// Those who could be asked, were they not busy.
    fn working(&self) -> u32 {
        let busy = [Verdict::AtCapacity, Verdict::Resting];
        let busy = busy.iter().filter_map(|bar| self.barred.get(bar));
        busy.fold(count(self.free.len()), |sum, busy| sum.saturating_add(*busy))
    }

    /// Within a class the first is the oldest.
    fn oldest(&self) -> Option<Timestamp> {
        let from = (Priority::Normal, Timestamp(i64::MIN), SessionId::lowest());
        let first_normal = self.line.range((Bound::Included(from), Bound::Unbounded)).next();
        self.line.first().into_iter().chain(first_normal).map(|(_, since, _)| *since).min()
    }
}
