//! Places in line and the estimated wait, from how fast the line has moved lately.

use std::ops::Bound;
use std::time::Duration;

use super::state::{Key, Queue};
use crate::ids::SessionId;
use crate::signal::Signal;
use crate::time::Timestamp;

/// Assignments that are remembered.
pub(super) const REMEMBERED: usize = 20;

/// Older ones say nothing about now.
const LATELY: Duration = Duration::from_secs(30 * 60);

/// Fewer say too little.
const ENOUGH: usize = 3;

impl Queue {
    /// The place that belongs to this key, whether it stands in line or is about to; 1 is next. An earlier stay of the same
    /// session counts for nothing: the later one ends it.
    pub(super) fn place(&self, key: &Key) -> u32 {
        let (_, _, session) = key;
        let behind = self.line.range((Bound::Excluded(*key), Bound::Unbounded)).count();
        let own = self.entries.get(session).map(|entry| entry.key(*session));
        let own_ahead = own.is_some_and(|own| own <= *key && self.line.contains(&own));
        let others = self.line.len() - usize::from(own_ahead);
        count(others - behind + 1)
    }

    /// Place times the mean gap between the latest assignments, in milliseconds; unknown with fewer than three.
    pub(super) fn estimate(&self, place: u32, now: Timestamp) -> Option<u64> {
        let mut recent = self.assignments.iter().filter(|at| now.since(**at) <= LATELY);
        let first = recent.next()?;
        let last = recent.clone().next_back()?;
        let gaps = recent.count();
        if gaps + 1 < ENOUGH {
            return None;
        }
        let gaps = u64::try_from(gaps).ok()?;
        let span = u64::try_from(last.since(*first).as_micros()).ok()?;
        Some(u64::from(place).saturating_mul(span) / gaps / 1000)
    }

    /// When fewer than three assignments are recent, if nobody is assigned until then.
    pub(super) fn estimate_ends(&self) -> Option<Timestamp> {
        let decisive = self.assignments.iter().rev().nth(ENOUGH - 1)?;
        Some(*decisive + LATELY + Duration::from_micros(1))
    }

    /// Every waiting session's place as it is now.
    pub(super) fn places(&self) -> Vec<(SessionId, Signal)> {
        let keys = self.line.iter().zip(1u32..);
        keys.filter_map(|((_, _, session), place)| {
            let entry = self.entries.get(session)?.entry;
            let estimated_wait_ms = self.estimate(place, self.heard_at);
            Some((*session, Signal::Place { entry, place, estimated_wait_ms }))
        })
        .collect()
    }
}

/// A number of people; more than four billion do not fit on a screen either.
pub(super) fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}
