//! The line of each queue: who stands where, to whom they are held out, and in which order they are served.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Notes};
use crate::effect::{AgentView, Bind, OfferEnd, Priority, WayOfWork, Wish};
use crate::ids::{AgentId, OfferId, SessionId, Subject};
use crate::queue::{Event, OfferClosedWhy};
use crate::time::Timestamp;

/// Every queue's line.
#[derive(Debug, Default)]
pub(super) struct Lines(BTreeMap<Subject, Line>);

#[derive(Debug, Default)]
struct Line {
    way: WayOfWork,
    stays: BTreeMap<SessionId, Stay>,
    offers: BTreeMap<OfferId, (SessionId, AgentId)>,
    last_offer: u64,
    /// Nobody waits for an agent who does not serve here.
    serving: BTreeSet<AgentId>,
}

#[derive(Debug)]
struct Stay {
    entry: u32,
    key: (Priority, Timestamp, SessionId),
    wish: Option<Wish>,
    /// The wished agent refused, said no, or was not there in time: what was meant for them is anybody's.
    freed: bool,
    held_back: bool,
    absent: bool,
    offered: bool,
    refused: bool,
}

impl Stay {
    /// Nothing keeps it from being given to whoever is free.
    fn is_plain(&self) -> bool {
        self.wish.is_none() && !self.held_back && !self.absent && !self.offered && !self.refused
    }
}

impl Lines {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let line = self.0.entry(notes.seen.subject.clone()).or_default();
        match event {
            Event::Configured { values, .. } => line.way = values.way,
            Event::Opened { .. } => line.stays.values_mut().for_each(|stay| stay.held_back = false),
            Event::Closed { tells: true, .. } => {
                line.stays.values_mut().for_each(|stay| stay.held_back = true)
            }
            Event::Enqueued { session, entry, priority, since, wish, held_back, place, .. } => {
                let key = (*priority, *since, *session);
                let before = line.stays.values().filter(|stay| stay.key < key).count() as u64;
                notes.must(u64::from(*place) == before + 1, Invariant::QueueOrder, || {
                    format!("{session} is told place {place} behind {before}")
                });
                let stay = Stay {
                    entry: *entry,
                    key,
                    wish: wish.clone(),
                    freed: false,
                    held_back: *held_back,
                    absent: false,
                    offered: false,
                    refused: false,
                };
                line.enter(*session, stay, notes);
            }
            Event::Left { session, entry, .. } => line.leave(*session, *entry, notes),
            Event::Assigned { session, entry, .. } => line.leave(*session, *entry, notes),
            Event::AbsenceChanged { session, absent, .. } => {
                if let Some(stay) = line.stays.get_mut(session) {
                    stay.absent = *absent;
                }
            }
            Event::Chosen { offer, session, entry, agent, way, .. } => {
                let way = way.unwrap_or(line.way);
                line.choose(offer, (*session, *entry), agent, way, notes);
            }
            Event::OfferClosed { offer, why, view } => line.close(offer, *why, view.as_ref(), notes),
            Event::AgentChanged { agent, view, .. } => line.see(agent, view),
            Event::TurnedAway { .. }
            | Event::Closed { tells: false, .. }
            | Event::NobodyEligible { .. }
            | Event::OfferHeld { .. }
            | Event::DeadlinesMoved { .. } => {}
        }
    }
}

impl Line {
    fn see(&mut self, agent: &AgentId, view: &AgentView) {
        if view.serves {
            self.serving.insert(agent.clone());
        } else {
            self.serving.remove(agent);
        }
    }

    /// A question that comes twice is answered twice, and enters once.
    fn enter(&mut self, session: SessionId, stay: Stay, notes: &mut Notes<'_>) {
        match self.stays.get(&session) {
            Some(known) if known.entry == stay.entry => {}
            known => {
                let alone = known.is_none();
                notes.must(alone, Invariant::LineOnce, || format!("{session} stands in line twice"));
                self.stays.insert(session, stay);
            }
        }
    }

    fn leave(&mut self, session: SessionId, entry: u32, notes: &mut Notes<'_>) {
        let known = self.stays.remove(&session).is_some_and(|stay| stay.entry == entry);
        notes.must(known, Invariant::LineOnce, || {
            format!("{session} entry {entry} leaves without being in line")
        });
        self.offers.retain(|_, (offered, _)| *offered != session);
    }

    fn choose(
        &mut self,
        offer: &OfferId,
        (session, entry): (SessionId, u32),
        agent: &AgentId,
        way: WayOfWork,
        notes: &mut Notes<'_>,
    ) {
        notes.must(offer.number == self.last_offer + 1, Invariant::OfferOnce, || {
            format!("{offer} is not the next")
        });
        self.last_offer = offer.number;
        let now = notes.seen.at;
        let Some(stay) = self.stays.get(&session).filter(|stay| stay.entry == entry) else {
            return notes.must(false, Invariant::LineOnce, || {
                format!("{session} entry {entry} offered and not in line")
            });
        };
        notes.must(!stay.offered, Invariant::LineOnce, || format!("{session} is held out to two at once"));
        let binds = |wish: &&Wish| {
            wish.bind == Bind::Only && !stay.freed && now < wish.until && self.serving.contains(&wish.agent)
        };
        let meant = stay.wish.as_ref().filter(binds);
        notes.must(meant.is_none_or(|wish| wish.agent == *agent), Invariant::OnlyAgent, || {
            format!("{session} is offered to {agent}, meant for {:?}", meant.map(|wish| &wish.agent))
        });
        let asked_for = way == WayOfWork::Pick;
        let jumped = self.stays.values().find(|other| other.is_plain() && other.key < stay.key);
        let ordered = asked_for || self.way == WayOfWork::Pick || jumped.is_none();
        notes.must(ordered, Invariant::QueueOrder, || {
            format!("{session} is offered before {:?}", jumped.map(|other| other.key.2))
        });
        if let Some(stay) = self.stays.get_mut(&session) {
            stay.offered = true;
        }
        self.offers.insert(offer.clone(), (session, agent.clone()));
    }

    fn close(
        &mut self,
        offer: &OfferId,
        why: OfferClosedWhy,
        view: Option<&(u64, AgentView)>,
        notes: &mut Notes<'_>,
    ) {
        let Some((session, agent)) = self.offers.remove(offer) else {
            return notes.must(false, Invariant::OfferOnce, || format!("{offer} is closed and not out"));
        };
        if let Some((_, view)) = view {
            self.see(&agent, view);
        }
        let Some(stay) = self.stays.get_mut(&session) else { return };
        stay.offered = false;
        let said_no = matches!(why, OfferClosedWhy::Ended(OfferEnd::Declined | OfferEnd::Expired));
        stay.refused |= said_no;
        let wished = stay.wish.as_ref().is_some_and(|wish| wish.agent == agent);
        stay.freed |= said_no && wished;
        // Asked for and not got: now it is anybody's.
        if wished && stay.wish.as_ref().is_some_and(|wish| wish.bind == Bind::Take) {
            stay.wish = None;
        }
    }
}
