//! Slots: each is reserved by a hold, kept by the session it leads to and its wrap-up, and freed once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Notes};
use crate::agent::Event;
use crate::effect::{Capacity, Channel};
use crate::ids::{AgentId, OfferId, SessionId, Subject};
use crate::session;

/// Everybody's slots, as their own events tell it, and whom sessions say that they are served by.
#[derive(Debug, Default)]
pub(super) struct Agents {
    slots: BTreeMap<Subject, Slots>,
    /// Sessions that say they are served, and their workspace's agents of that name.
    served: BTreeMap<Subject, AgentId>,
    given_up: BTreeSet<SessionId>,
}

#[derive(Debug, Default)]
struct Slots {
    capacity: Capacity,
    /// The most there ever were of each channel together, since settings can be lowered while sessions go on.
    most: u32,
    held: BTreeMap<OfferId, Channel>,
    ended: BTreeSet<OfferId>,
    sessions: BTreeMap<SessionId, Channel>,
    wrap_ups: BTreeMap<SessionId, Channel>,
}

impl Slots {
    fn used(&self, channel: Channel) -> usize {
        let all = self.held.values().chain(self.sessions.values()).chain(self.wrap_ups.values());
        all.filter(|used| **used == channel).count()
    }
}

impl Agents {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let slots = self.slots.entry(notes.seen.subject.clone()).or_default();
        match event {
            Event::Configured { values, .. } => {
                slots.capacity = values.capacity.clone();
                let sum = values.capacity.channels().map(|(_, slots)| slots).sum::<u32>();
                slots.most = slots.most.max(sum);
            }
            Event::Held { offer, channel, .. } => {
                let again = slots.held.contains_key(offer);
                notes.must(!slots.ended.contains(offer), Invariant::OfferOnce, || {
                    format!("{offer} held after its end")
                });
                let (used, slots_in_all) = (slots.used(*channel), slots.capacity.of(*channel));
                notes.must(again || used < slots_in_all as usize, Invariant::Capacity, || {
                    format!("holds {offer} with {used} of {slots_in_all} slots taken")
                });
                slots.held.insert(offer.clone(), *channel);
            }
            Event::OfferEnded { offer, .. } | Event::AssignmentLost { offer, .. } => {
                end(slots, offer, notes);
            }
            Event::Confirmed { offer, session } => {
                let channel = end(slots, offer, notes);
                slots.sessions.insert(*session, channel);
                self.given_up.remove(session);
            }
            Event::OfferAccepted { offer, .. } => {
                notes.must(slots.held.contains_key(offer), Invariant::OfferOnce, || {
                    format!("{offer} accepted and not held")
                });
            }
            Event::SessionEnded { session, wrap_up_until, .. } => {
                let channel = slots.sessions.remove(session);
                notes.must(channel.is_some(), Invariant::OfferOnce, || {
                    format!("{session} ended and not served")
                });
                if wrap_up_until.is_some() {
                    slots.wrap_ups.insert(*session, channel.unwrap_or_default());
                }
            }
            Event::WrapUpEnded { session } => {
                let known = slots.wrap_ups.remove(session).is_some();
                notes.must(known, Invariant::OfferOnce, || format!("{session} was not being written up"));
            }
            Event::SessionGivenUp { session } => {
                slots.sessions.remove(session);
                self.given_up.insert(*session);
            }
            Event::IntentChanged { .. }
            | Event::Reachable
            | Event::Unreachable { .. }
            | Event::HoldRefused { .. }
            | Event::CompanyJoined { .. }
            | Event::CompanyLeft { .. }
            | Event::CompanyGivenUp { .. }
            | Event::CallJoined { .. }
            | Event::CallLeft { .. }
            | Event::DeadlinesMoved { .. } => {}
        }
    }

    /// The same from the sessions' side: so many say at once that they are served by somebody. One that was given up takes
    /// no slot, though it may hear of that late.
    pub(super) fn serves(&mut self, event: &session::Event, notes: &mut Notes<'_>) {
        let subject = notes.seen.subject;
        match event {
            session::Event::Assigned { agent, .. } => {
                self.served.insert(subject.clone(), agent.clone());
                if let Subject::Session(session) = subject {
                    self.given_up.remove(session);
                }
                let known = self
                    .slots
                    .iter()
                    .filter(|(of, _)| matches!(of, Subject::Agent(_, name) if name == agent));
                let most = known.map(|(_, slots)| slots.most).sum::<u32>();
                let takes_a_slot = |session: &Subject| !matches!(session, Subject::Session(session) if self.given_up.contains(session));
                let served =
                    self.served.iter().filter(|(session, other)| *other == agent && takes_a_slot(session));
                let load = served.count();
                notes.must(load <= most as usize, Invariant::Capacity, || {
                    format!("{agent} serves {load} with {most} slots")
                });
            }
            session::Event::AgentDone { .. }
            | session::Event::AgentVanished { .. }
            | session::Event::ReleasedForSilence { .. }
            | session::Event::Queued { .. }
            | session::Event::HandedToBot { .. }
            | session::Event::HandedToDesk { .. }
            | session::Event::Closed { .. } => {
                self.served.remove(subject);
            }
            _ => {}
        }
    }
}

fn end(slots: &mut Slots, offer: &OfferId, notes: &mut Notes<'_>) -> Channel {
    let channel = slots.held.remove(offer);
    let once = channel.is_some() && slots.ended.insert(offer.clone());
    notes.must(once, Invariant::OfferOnce, || format!("{offer} ends twice, or was never held"));
    channel.unwrap_or_default()
}
