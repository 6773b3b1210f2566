//! Nobody hears what nobody has said: what a subject is told stands in the journal before it is heard.

use std::collections::BTreeSet;

use super::{Invariant, Notes};
use crate::any::AnyEvent;
use crate::ids::{AgentId, OfferId, SessionId, Subject};
use crate::{agent, queue, session};

/// What was said so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    asked: BTreeSet<(SessionId, u32)>,
    taken_in: BTreeSet<(SessionId, u32)>,
    chosen: BTreeSet<(OfferId, AgentId, SessionId)>,
    accepted: BTreeSet<OfferId>,
    assigned: BTreeSet<(OfferId, SessionId)>,
    assigned_entry: BTreeSet<(SessionId, u32, AgentId)>,
}

impl Heard {
    pub(super) fn take(&mut self, notes: &mut Notes<'_>) {
        match (notes.seen.event, notes.seen.subject) {
            (AnyEvent::Session(event), Subject::Session(session)) => self.session(event, *session, notes),
            (AnyEvent::Agent(event), Subject::Agent(_, agent)) => self.agent(event, agent, notes),
            (AnyEvent::Queue(event), _) => self.queue(event, notes),
            _ => {}
        }
    }

    fn session(&mut self, event: &session::Event, session: SessionId, notes: &mut Notes<'_>) {
        match event {
            session::Event::Queued { entry, .. } => {
                self.asked.insert((session, *entry));
            }
            session::Event::PlaceTold { entry, .. } => {
                let said = self.taken_in.contains(&(session, *entry));
                notes.must(said, Invariant::Heard, || format!("no queue has taken entry {entry} in"));
            }
            session::Event::Assigned { offer, entry, agent } => {
                let said = self.accepted.contains(offer);
                notes.must(said, Invariant::Heard, || format!("nobody has accepted {offer}"));
                self.assigned.insert((offer.clone(), session));
                self.assigned_entry.insert((session, *entry, agent.clone()));
            }
            _ => {}
        }
    }

    fn agent(&mut self, event: &agent::Event, agent: &AgentId, notes: &mut Notes<'_>) {
        match event {
            agent::Event::Held { offer, session, .. } => {
                let said = self.chosen.contains(&(offer.clone(), agent.clone(), *session));
                notes.must(said, Invariant::Heard, || format!("no queue has held {offer} out to them"));
            }
            agent::Event::OfferAccepted { offer, .. } => {
                self.accepted.insert(offer.clone());
            }
            agent::Event::Confirmed { offer, session } => {
                let said = self.assigned.contains(&(offer.clone(), *session));
                notes.must(said, Invariant::Heard, || format!("{session} was not assigned by {offer}"));
            }
            _ => {}
        }
    }

    fn queue(&mut self, event: &queue::Event, notes: &mut Notes<'_>) {
        match event {
            queue::Event::Enqueued { session, entry, .. } => {
                let said = self.asked.contains(&(*session, *entry));
                notes.must(said, Invariant::Heard, || format!("{session} has not asked for entry {entry}"));
                self.taken_in.insert((*session, *entry));
            }
            queue::Event::Chosen { offer, session, agent, .. } => {
                self.chosen.insert((offer.clone(), agent.clone(), *session));
            }
            queue::Event::Assigned { session, entry, agent } => {
                let said = self.assigned_entry.contains(&(*session, *entry, agent.clone()));
                notes.must(said, Invariant::Heard, || format!("{session} was not assigned to {agent}"));
            }
            _ => {}
        }
    }
}
