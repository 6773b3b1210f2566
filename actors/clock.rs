//! The server's clock: wall time at the start plus monotonic time since, slewed towards the wall clock, never back.
//!
//! It reads tokio's instant, so a test with paused time moves it. Nothing in the house reads any other clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use switchboard_core::Timestamp;
use switchboard_core::planted::{self, Defect};
use tokio::time::Instant;

/// At most so many microseconds are added or taken each time the clock is slewed.
const SLEW_STEP_MICROS: i64 = 500;

/// What the machine's own clock says.
type Wall = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A clock handed to hosts and doors; clones share their slewing.
#[derive(Clone)]
pub struct Clock {
    epoch: Timestamp,
    started: Instant,
    slewed: Arc<AtomicI64>,
    /// The latest instant ever told, so that a slew backwards is a short standstill.
    told: Arc<AtomicI64>,
    wall: Wall,
}

impl Clock {
    /// Starts from the machine's wall clock.
    pub fn system() -> Self {
        Self::starting_at(wall())
    }

    /// Starts at a given instant and runs with tokio's time: for tests.
    pub fn starting_at(epoch: Timestamp) -> Self {
        Self::following(epoch, Arc::new(wall))
    }

    /// The same, slewed towards a wall clock of the test's own.
    pub fn following(epoch: Timestamp, wall: Wall) -> Self {
        Self {
            epoch,
            started: Instant::now(),
            slewed: Arc::default(),
            told: Arc::new(AtomicI64::new(i64::MIN)),
            wall,
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let slewed = self.slewed.load(Ordering::Relaxed);
        let now = (self.epoch + self.started.elapsed()).micros().saturating_add(slewed);
        if planted::is(Defect::ClockBackwards) {
            return Timestamp(now);
        }
        Timestamp(self.told.fetch_max(now, Ordering::Relaxed).max(now))
    }

    /// Moves a little towards the wall clock; called about once a second, so the clock never jumps.
    pub fn slew(&self) {
        let behind = (self.wall)().micros().saturating_sub(self.now().micros());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slew_backwards_never_turns_it_back() {
        let clock = Clock::starting_at(Timestamp(wall().micros() + 3_600_000_000));
        let before = clock.now();
        clock.slew();
        assert_eq!(clock.now(), before);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        assert!(clock.now() > before);
    }
}
