//! Whom a queue lets in: while it is closed the patient alone, while it is full those who have a right to their place.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Notes};
use crate::effect::Priority;
use crate::ids::{SessionId, Subject};
use crate::queue::Event;

/// Every queue's door.
#[derive(Debug, Default)]
pub(super) struct Doors(BTreeMap<Subject, Door>);

#[derive(Debug, Default)]
struct Door {
    closed: bool,
    max_length: Option<u32>,
    inside: BTreeSet<(SessionId, u32)>,
}

impl Doors {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let door = self.0.entry(notes.seen.subject.clone()).or_default();
        match event {
            Event::Configured { values, .. } => door.max_length = values.max_length,
            Event::Opened { .. } => door.closed = false,
            Event::Closed { .. } => door.closed = true,
            Event::Enqueued { session, entry, patient, priority, .. } => {
                let known = door.inside.iter().any(|(inside, _)| inside == session);
                notes.must(known || *patient || !door.closed, Invariant::ClosedDoor, || {
                    format!("{session} is taken in while closed")
                });
                let full = door.max_length.is_some_and(|most| door.inside.len() >= most as usize);
                let has_a_right = known || *patient || *priority != Priority::Normal;
                notes.must(has_a_right || !full, Invariant::ClosedDoor, || {
                    format!("{session} is taken in while full")
                });
                door.inside.retain(|(inside, _)| inside != session);
                door.inside.insert((*session, *entry));
            }
            Event::Left { session, .. } | Event::Assigned { session, .. } => {
                door.inside.retain(|(inside, _)| inside != session);
            }
            _ => {}
        }
    }
}
