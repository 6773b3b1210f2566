//! Time that passed while the process stood still: it was frozen, its machine was, or there was no processor to be had.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Who is asked ten times a second and was not for so many microseconds stood still.
const STANDSTILL: i64 = 1_000_000;
/// So many microseconds are made up for with each slew, one a second: two in a hundred.
const MADE_UP: i64 = 20_000;

/// What does not count yet, in microseconds.
#[derive(Default)]
pub(super) struct Standstills {
    watched: AtomicBool,
    /// When the time was last asked, since the start.
    asked: AtomicI64,
    left_out: AtomicI64,
    noting: Mutex<()>,
}

impl Standstills {
    /// From now on somebody asks all the time, or nobody need.
    pub(super) fn be_watched(&self, watched: bool, since: i64) {
        self.asked.fetch_max(since, Ordering::AcqRel);
        self.watched.store(watched, Ordering::Release);
    }

    /// What of this time since the start does not count yet.
    pub(super) fn left_out(&self, since: i64) -> i64 {
        if self.watched.load(Ordering::Acquire) {
            if self.silence(since) >= STANDSTILL {
                self.note(since);
            }
            self.asked.fetch_max(since, Ordering::AcqRel);
        }
        self.left_out.load(Ordering::Acquire)
    }

    fn silence(&self, since: i64) -> i64 {
        since.saturating_sub(self.asked.load(Ordering::Acquire))
    }

    /// Many ask at once when the process goes on; the first one notes it for all. What is left out is stored before
    /// anybody can see that the silence is over.
    fn note(&self, since: i64) {
        let _one = self.noting.lock().unwrap_or_else(PoisonError::into_inner);
        let silence = self.silence(since);
        if silence < STANDSTILL {
            return;
        }
        self.left_out.fetch_add(silence, Ordering::AcqRel);
        self.asked.fetch_max(since, Ordering::AcqRel);
        tracing::warn!(
            milliseconds = silence / 1_000,
            "the process stood still; nobody is taken for gone by that"
        );
    }

    /// A little of what was left out counts from now on.
    pub(super) fn make_up(&self) {
        let _ = self.left_out.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left_out| {
            (left_out > 0).then(|| left_out.saturating_sub(MADE_UP).max(0))
        });
    }
}
