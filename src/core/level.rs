//! The service level: of those whose wait has ended lately, the share who had an agent in time.
//!
//! A stay in line counts where an agent took the session, and where the customer went and nobody had come. In time is who
//! got an agent within the queue's own limit; late is who got one after it, and who gave up after it. Whoever gave up sooner
//! could still have been served in time, and counts for neither. Who left the line otherwise (given on, given to the bot,
//! told that the queue closes) is not counted at all, nor is who is taken over.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Whose wait ended longer ago is no longer counted.
pub const WINDOW: Duration = Duration::from_secs(60 * 60);

/// What ended within one of these is counted together, and forgotten together.
const SLICE: Duration = Duration::from_secs(5 * 60);

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitEnd {
    /// An agent has the session.
    Answered,
    /// The customer went.
    GaveUp,
}

/// The waits that ended within five minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// When they began.
    pub from: Timestamp,
    /// Answered within the limit.
    pub in_time: u32,
    /// Answered after it.
    pub late: u32,
    /// Gave up after it.
    pub gave_up: u32,
    /// Gave up before it.
    pub gone_soon: u32,
}

/// What the slices of a while come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Level {
    /// Answered within the limit.
    pub in_time: u32,
    /// Those the share is of: answered at all, or gave up after the limit.
    pub of: u32,
    /// Gave up, however soon.
    pub gave_up: u32,
}

impl Level {
    /// The share who had an agent in time, 0 to 1; none where there is nobody to speak of.
    pub fn share(&self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.in_time) / f64::from(self.of))
    }
}

/// Counts a wait that ended now, and forgets those that ended too long ago.
pub fn count(
    slices: &mut VecDeque<Slice>,
    now: Timestamp,
    (end, waited, limit): (WaitEnd, Duration, Duration),
) {
    slices.retain(|slice| is_recent(slice, now));
    let from = slice_of(now);
    if slices.back().is_none_or(|slice| slice.from != from) {
        slices.push_back(Slice { from, ..Slice::default() });
    }
    let Some(slice) = slices.back_mut() else { return };
    let counted = match (end, waited <= limit) {
        (WaitEnd::Answered, true) => &mut slice.in_time,
        (WaitEnd::Answered, false) => &mut slice.late,
        (WaitEnd::GaveUp, true) => &mut slice.gone_soon,
        (WaitEnd::GaveUp, false) => &mut slice.gave_up,
    };
    *counted = counted.saturating_add(1);
}

/// The level as it is now: of the last hour, to within five minutes.
pub fn over<'a>(slices: impl IntoIterator<Item = &'a Slice>, now: Timestamp) -> Level {
    let recent = slices.into_iter().filter(|slice| is_recent(slice, now));
    recent.fold(Level::default(), |level, slice| Level {
        in_time: level.in_time.saturating_add(slice.in_time),
        of: level.of.saturating_add(slice.in_time).saturating_add(slice.late).saturating_add(slice.gave_up),
        gave_up: level.gave_up.saturating_add(slice.gave_up).saturating_add(slice.gone_soon),
    })
}

/// Whether a slice began within the window. Clocks that went back make nothing old.
fn is_recent(slice: &Slice, now: Timestamp) -> bool {
    now.since(slice.from) < WINDOW
}

/// When the slice an instant belongs to begins.
fn slice_of(now: Timestamp) -> Timestamp {
    let long = i64::try_from(SLICE.as_micros()).unwrap_or(i64::MAX);
    Timestamp(now.micros() - now.micros().rem_euclid(long))
}

#[cfg(test)]
mod tests {
    use super::*;

    use WaitEnd::{Answered, GaveUp};

    /// Half past, so that a slice begins there.
    fn at(minutes: u64) -> Timestamp {
        Timestamp(1_700_000_400_000_000) + Duration::from_secs(60 * minutes)
    }

    fn after(ended: &[(u64, WaitEnd, u64)], now: u64) -> Level {
        let mut slices = VecDeque::new();
        for (minute, end, seconds) in ended {
            count(&mut slices, at(*minute), (*end, Duration::from_secs(*seconds), Duration::from_secs(60)));
        }
        over(&slices, at(now))
    }

    #[test]
    fn who_counts_and_how() {
        // (what, (minute, end, seconds waited), minute now, in time, of, gave up)
        type Case = (&'static str, &'static [(u64, WaitEnd, u64)], u64, (u32, u32, u32));
        let cases: [Case; 9] = [
            ("nobody", &[], 0, (0, 0, 0)),
            ("in time", &[(0, Answered, 10)], 1, (1, 1, 0)),
            ("just in time", &[(0, Answered, 60)], 1, (1, 1, 0)),
            ("late", &[(0, Answered, 61)], 1, (0, 1, 0)),
            ("gave up after the limit", &[(0, Answered, 5), (1, GaveUp, 90)], 2, (1, 2, 1)),
            (
                "gave up before it: neither for nor against",
                &[(0, Answered, 5), (1, GaveUp, 20)],
                2,
                (1, 1, 1),
            ),
            ("several in one slice", &[(0, Answered, 5), (1, Answered, 70), (4, Answered, 8)], 4, (2, 3, 0)),
            ("nearly an hour old", &[(4, Answered, 5)], 59, (1, 1, 0)),
            ("an hour after the slice began", &[(4, Answered, 5), (5, Answered, 99)], 60, (0, 1, 0)),
        ];
        for (name, ended, now, (in_time, of, gave_up)) in cases {
            assert_eq!(after(ended, now), Level { in_time, of, gave_up }, "{name}");
        }
    }

    #[test]
    fn a_share_of_nobody_is_no_share() {
        assert_eq!(after(&[], 0).share(), None);
        assert_eq!(after(&[(0, GaveUp, 3)], 1).share(), None);
        assert_eq!(after(&[(0, Answered, 3), (0, Answered, 300)], 1).share(), Some(0.5));
    }

    #[test]
    fn what_is_kept_stays_small_however_much_happens() {
        let mut slices = VecDeque::new();
        for minute in 0..10_000 {
            count(&mut slices, at(minute), (Answered, Duration::ZERO, Duration::ZERO));
            assert!(slices.len() <= 13, "{} at {minute}", slices.len());
        }
        assert_eq!(over(&slices, at(9_999)).of, 60);
    }
}
