//! How often a subject may fall before it is set aside (docs/adr/0002): five times in a minute.
//!
//! A pure count; the host and the shard carry it from life to life. A panic of `decide` is no strike: the command is at
//! fault there, never the subject, since a hostile customer must not be able to park a queue.

use std::collections::VecDeque;
use std::time::Duration;

use switchboard_core::Timestamp;

/// Strikes within this time count together.
const WINDOW: Duration = Duration::from_secs(60);
/// So many set the subject aside.
const LIMIT: usize = 5;
/// The first pause before a restart; each further strike doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

/// What is to be done with a subject that fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Rebuild it from the journal after a pause.
    Restart {
        /// How long to wait first.
        after: Duration,
    },
    /// Quarantine: keep its commands safe until an administrator releases it.
    SetAside,
}

/// The strikes of one subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keeper {
    strikes: VecDeque<Timestamp>,
}

impl Keeper {
    /// Counts a fall.
    pub fn strike(&mut self, now: Timestamp) -> Verdict {
        while self.strikes.front().is_some_and(|first| now.since(*first) >= WINDOW) {
            self.strikes.pop_front();
        }
        self.strikes.push_back(now);
        let count = self.strikes.len();
        if count >= LIMIT {
            return Verdict::SetAside;
        }
        let doubled = u32::try_from(count).unwrap_or(u32::MAX).saturating_sub(1);
        Verdict::Restart { after: FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(doubled)) }
    }

    /// Whether no strike counts any more.
    pub fn is_clear(&self, now: Timestamp) -> bool {
        self.strikes.back().is_none_or(|last| now.since(*last) >= WINDOW)
    }

    /// Forgets everything: the subject was released.
    pub fn forgive(&mut self) {
        self.strikes.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp(0) + Duration::from_secs(seconds)
    }

    #[test]
    fn five_strikes_in_a_minute_set_aside() {
        let mut keeper = Keeper::default();
        let pauses: Vec<Verdict> = (0..5).map(|second| keeper.strike(at(second))).collect();
        let millis = |n| Verdict::Restart { after: Duration::from_millis(n) };
        assert_eq!(pauses, [millis(10), millis(20), millis(40), millis(80), Verdict::SetAside]);
    }

    #[test]
    fn strikes_far_apart_never_do() {
        let mut keeper = Keeper::default();
        assert!((0..100).all(|n| keeper.strike(at(n * 15)) != Verdict::SetAside));
    }

    #[test]
    fn a_release_forgives() {
        let mut keeper = Keeper::default();
        (0..4).for_each(|second| {
            keeper.strike(at(second));
        });
        keeper.forgive();
        assert_eq!(keeper.strike(at(5)), Verdict::Restart { after: FIRST_PAUSE });
    }
}
