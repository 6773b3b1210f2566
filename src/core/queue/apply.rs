//! How an event changes a queue.

use std::time::Duration;

use super::door::Door;
use super::estimate::REMEMBERED;
use super::state::{Entry, Known, No, Offer, Queue, Settings};
use super::{Event, OfferClosedWhy};
use crate::effect::{AgentView, Bind, Capacity, OfferEnd, QueueValues, WayOfWork, Wish};
use crate::ids::{AgentId, SessionId};
use crate::level::{self, WaitEnd};
use crate::machine::Recorded;
use crate::time::Timestamp;

/// Who said no is asked again for the same entry after this long, if nobody else can be.
const ASK_AGAIN: Duration = Duration::from_secs(30);

impl Queue {
    /// Takes a fact in.
    pub(super) fn take(&mut self, recorded: &Recorded<Event>) {
        self.heard_at = recorded.at;
        match &recorded.event {
            Event::Configured { version, values } => {
                self.configure(*version, values);
            }
            Event::Opened { until } => {
                self.serve_from(recorded.at);
                self.set_door(Door { open: true, until: *until }, Some(false));
            }
            Event::Closed { until, tells } => {
                self.set_door(Door { open: false, until: *until }, tells.then_some(true));
            }
            Event::Enqueued { session, entry, priority, since, wish, patient, held_back, .. } => {
                self.enter(
                    *session,
                    Entry {
                        entry: *entry,
                        priority: *priority,
                        since: *since,
                        servable_since: recorded.at,
                        wish: wish.clone(),
                        patient: *patient,
                        held_back: *held_back,
                        absent: false,
                        offer: None,
                        noes: Default::default(),
                        unsure: false,
                        nobody: None,
                    },
                );
            }
            Event::TurnedAway { session, entry, why, overflow } => {
                self.turned.note(*session, *entry, (*why, overflow.clone()), recorded.at);
            }
            Event::Left { session, gave_up, .. } => {
                if *gave_up {
                    self.count(*session, WaitEnd::GaveUp, recorded.at);
                }
                self.leave(*session);
            }
            Event::AbsenceChanged { session, absent, .. } => {
                self.edit_entry(*session, |entry| entry.absent = *absent)
            }
            Event::AgentChanged { agent, version, view } => self.see(agent, *version, view),
            Event::Chosen { offer, session, agent, way, guard_at, .. } => {
                self.offer(offer.number, *session, agent, *way == Some(WayOfWork::Pick), *guard_at);
            }
            Event::NobodyEligible { session, record, .. } => {
                let reasons = record.verdicts.keys().copied().collect();
                self.edit_entry(*session, |entry| entry.nobody = Some(reasons));
            }
            Event::OfferHeld { offer, guard_at } => self.held(offer.number, *guard_at),
            Event::OfferClosed { offer, why, view } => {
                self.close(offer.number, *why, view.as_ref(), recorded.at)
            }
            Event::Assigned { session, agent, .. } => {
                self.count(*session, WaitEnd::Answered, recorded.at);
                self.leave(*session);
                self.remember_winner(*session, agent);
                self.assignments.push_back(recorded.at);
                while self.assignments.len() > REMEMBERED {
                    self.assignments.pop_front();
                }
            }
            Event::DeadlinesMoved { not_before } => self.not_before = *not_before,
        }
    }

    /// The channel says whose slots count, the way who is given away: all that is indexed is looked at anew.
    fn configure(&mut self, version: u64, values: &QueueValues) {
        let agents: Vec<AgentId> = self.agents.keys().cloned().collect();
        let known: Vec<_> = agents.iter().map(|agent| (agent, self.take_agent(agent))).collect();
        self.settings = Some(Settings { version, values: values.clone() });
        for (agent, known) in known {
            self.change_agent(agent, |_| known);
        }
        let sessions: Vec<SessionId> = self.entries.keys().copied().collect();
        for session in sessions {
            self.change_entry(session, |entry| entry);
        }
    }

    /// Whoever waited for the queue to open waits from now on.
    fn serve_from(&mut self, now: Timestamp) {
        let held_back: Vec<SessionId> =
            self.entries.iter().filter(|(_, entry)| entry.held_back).map(|(session, _)| *session).collect();
        for session in held_back {
            self.edit_entry(session, |entry| entry.servable_since = now);
        }
    }

    /// Counts a wait into the service level, by the limit as it is now.
    fn count(&mut self, session: SessionId, end: WaitEnd, now: Timestamp) {
        let (Some(entry), Some(settings)) = (self.entries.get(&session), &self.settings) else {
            return;
        };
        // Who was taken over had an agent, and waited for nobody.
        if entry.wish.as_ref().is_some_and(|wish| wish.bind == Bind::Take) {
            return;
        }
        let limit = Duration::from_millis(settings.values.answer_within_ms);
        level::count(&mut self.ended, now, (end, now.since(entry.servable_since), limit));
    }

    pub(super) fn edit_entry(&mut self, session: SessionId, edit: impl FnOnce(&mut Entry)) {
        self.change_entry(session, |entry| {
            entry.map(|mut entry| {
                edit(&mut entry);
                entry
            })
        });
    }

    fn edit_agent(&mut self, agent: &AgentId, edit: impl FnOnce(&mut Known)) {
        self.change_agent(agent, |known| {
            known.map(|mut known| {
                edit(&mut known);
                known
            })
        });
    }

    /// Entered twice keeps the first stay with all that happened in it.
    fn enter(&mut self, session: SessionId, new: Entry) {
        self.turned.forget(&session);
        self.change_entry(session, |old| Some(old.filter(|old| old.entry == new.entry).unwrap_or(new)));
    }

    fn leave(&mut self, session: SessionId) {
        if let Some(number) = self.entries.get(&session).and_then(|entry| entry.offer) {
            self.forget_offer(number);
        }
        self.change_entry(session, |_| None);
    }

    /// An agent says *held* before the view that counts it: from a new view on, what is held is counted in it.
    fn see(&mut self, agent: &AgentId, version: u64, view: &AgentView) {
        let offers = std::mem::take(&mut self.offers);
        self.change_agent(agent, |known| {
            let Some(mut known) = known else {
                return Some(Known::new(version, view.clone()));
            };
            if version <= known.version {
                return Some(known);
            }
            if wills(&known.view) != wills(view) {
                known.renewed = version;
            }
            known.version = version;
            known.view = view.clone();
            known.resting = false;
            known.uncounted.retain(|number| offers.get(number).is_some_and(|offer| !offer.held));
            Some(known)
        });
        self.offers = offers;
    }

    fn offer(&mut self, number: u64, session: SessionId, agent: &AgentId, picked: bool, guard_at: Timestamp) {
        let accept_within_ms = self.settings.as_ref().map_or(0, |settings| settings.values.accept_within_ms);
        self.last_offer = number;
        let agent_id = agent.clone();
        self.offers.insert(
            number,
            Offer { session, agent: agent_id, picked, held: false, guard_at, accept_within_ms },
        );
        self.guards.insert((guard_at, number));
        self.edit_agent(agent, |known| {
            known.uncounted.insert(number);
        });
        self.edit_entry(session, |entry| {
            entry.offer = Some(number);
            entry.nobody = None;
        });
    }

    fn held(&mut self, number: u64, guard_at: Timestamp) {
        let Some(offer) = self.offers.get_mut(&number) else {
            return;
        };
        self.guards.remove(&(offer.guard_at, number));
        self.guards.insert((guard_at, number));
        offer.guard_at = guard_at;
        offer.held = true;
    }

    fn close(&mut self, number: u64, why: OfferClosedWhy, view: Option<&(u64, AgentView)>, at: Timestamp) {
        let Some(offer) = self.forget_offer(number) else {
            return;
        };
        if let Some((version, view)) = view {
            self.see(&offer.agent, *version, view);
        }
        // Whoever held it was heard of since it was sent; whoever did not has yet to speak, and will.
        let silent = why == OfferClosedWhy::GuardPassed && !offer.held;
        if silent || matches!(why, OfferClosedWhy::Refused(_)) {
            self.edit_agent(&offer.agent, |known| known.resting = true);
        }
        let said_no = matches!(why, OfferClosedWhy::Ended(OfferEnd::Declined | OfferEnd::Expired));
        let no = self
            .agents
            .get(&offer.agent)
            .filter(|_| said_no)
            .map(|known| No { until: at + ASK_AGAIN, renewed: known.renewed });
        self.edit_entry(offer.session, |entry| {
            entry.offer = None;
            // Asked for and not got: now it is anybody's.
            let asked = |wish: &Wish| wish.bind == Bind::Take && wish.agent == offer.agent;
            entry.wish = entry.wish.take().filter(|wish| !asked(wish));
            entry.unsure |= why == OfferClosedWhy::GuardPassed;
            entry.noes.extend(no.map(|no| (offer.agent.clone(), no)));
        });
        self.closed = Some(offer.agent);
    }

    fn forget_offer(&mut self, number: u64) -> Option<Offer> {
        let offer = self.offers.remove(&number)?;
        self.guards.remove(&(offer.guard_at, number));
        self.edit_agent(&offer.agent, |known| {
            known.uncounted.remove(&number);
        });
        Some(offer)
    }
}

/// What of a view tells whether somebody who said no may have another mind now.
fn wills(view: &AgentView) -> (bool, bool, bool, &Capacity) {
    (view.serves, view.ready, view.reachable, &view.capacity)
}
