//! Whether the queue is open: decided when it is configured and at each boundary of its hours, never in between.
//!
//! A restart does not move hours, as it moves what is due about people: what passed meanwhile counts as passed.

use serde::{Deserialize, Serialize};

use super::Event;
use super::state::{Entry, Queue};
use crate::effect::{AtClosing, Effect, Priority, QueueValues, ToSession};
use crate::hours::HoursState;
use crate::time::Timestamp;

/// Open or closed, as last decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Door {
    pub(super) open: bool,
    /// When that changes; none for never.
    pub(super) until: Option<Timestamp>,
}

impl Default for Door {
    /// A queue without hours is always open.
    fn default() -> Self {
        Self { open: true, until: None }
    }
}

impl Queue {
    /// What a boundary that has passed changes.
    pub(super) fn door_due(&self, now: Timestamp) -> Option<Event> {
        let due = self.door.until.is_some_and(|until| until <= now);
        let settings = self.settings.as_ref().filter(|_| due)?;
        self.door_by(&settings.values, now)
    }

    /// What these settings change of the door now; nothing when it is as they say.
    pub(super) fn door_by(&self, values: &QueueValues, now: Timestamp) -> Option<Event> {
        let state =
            values.hours.as_ref().map_or(HoursState::Open { until: None }, |hours| hours.state_at(now));
        let same = state.is_open() == self.door.open && state.until() == self.door.until;
        let tells = self.door.open && values.at_closing == AtClosing::Tell;
        (!same).then_some(match state {
            HoursState::Open { until } => Event::Opened { until },
            HoursState::Closed { until } => Event::Closed { until, tells },
        })
    }

    /// Whether somebody taken in now waits for the queue to open. Who had an agent here, or their place, is served on
    /// after hours like those in line at closing.
    pub(super) fn holds_back(&self, priority: Priority) -> bool {
        let tells = self.settings.as_ref().is_some_and(|set| set.values.at_closing == AtClosing::Tell);
        !self.door.open && (tells || priority == Priority::Normal)
    }

    /// Takes the new state in.
    pub(super) fn set_door(&mut self, door: Door, hold_back: Option<bool>) {
        self.door = door;
        let Some(hold_back) = hold_back else { return };
        let others = self.entries.iter().filter(|(_, entry)| entry.held_back != hold_back);
        let others: Vec<_> = others.map(|(session, _)| *session).collect();
        for session in others {
            self.edit_entry(session, |entry| entry.held_back = hold_back);
        }
    }

    /// Each of those in line is told once; the patient stay.
    pub(super) fn tell_closed(&self, opens_at: Option<Timestamp>) -> Vec<Effect> {
        let told = |entry: &Entry| ToSession::QueueClosed { entry: entry.entry, opens_at };
        let leaving = self.entries.iter().filter(|(_, entry)| !entry.patient);
        leaving.map(|(session, entry)| Effect::tell_session(*session, told(entry))).collect()
    }
}
