//! The server's clock: wall time at the start plus monotonic time since, slewed towards the wall clock, never back.
//!
//! It reads tokio's instant, so a test with paused time moves it. Nothing in the house reads any other clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use switchboard_core::Timestamp;
use tokio::time::Instant;

/// At most so many microseconds are added or taken each time the clock is slewed.
const SLEW_STEP_MICROS: i64 = 500;

/// A clock handed to hosts and doors; clones share their slewing.
#[derive(Debug, Clone)]
pub struct Clock {
    epoch: Timestamp,
    started: Instant,
    slewed: Arc<AtomicI64>,
}

impl Clock {
    /// Starts from the machine's wall clock.
    pub fn system() -> Self {
        Self::starting_at(wall())
    }

    /// Starts at a given instant and runs with tokio's time: for tests.
    pub fn starting_at(epoch: Timestamp) -> Self {
        Self { epoch, started: Instant::now(), slewed: Arc::new(AtomicI64::new(0)) }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let slewed = self.slewed.load(Ordering::Relaxed);
        Timestamp((self.epoch + self.started.elapsed()).micros().saturating_add(slewed))
    }

    /// Moves a little towards the wall clock; called about once a second, so the clock never jumps.
    pub fn slew(&self) {
        let behind = wall().micros().saturating_sub(self.now().micros());
        self.slewed.fetch_add(behind.clamp(-SLEW_STEP_MICROS, SLEW_STEP_MICROS), Ordering::Relaxed);
    }

    /// How long until an instant; zero when it has passed.
    pub fn until(&self, at: Timestamp) -> std::time::Duration {
        at.since(self.now())
    }
}

fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
