//! The server's clock: wall time at the start plus monotonic time since, slewed towards the wall clock, never back.
//!
//! It reads tokio's instant, so a test with paused time moves it. Nothing in the house reads any other clock.
//!
//! Time in which the process stood still does not count at once: nobody could be heard in it, so nobody may be taken for
//! gone by it. It is made up for slowly afterwards (`clock/standstill.rs`).

mod standstill;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use switchboard_core::Timestamp;
use switchboard_core::planted::{self, Defect};
use tokio::time::Instant;

use standstill::Standstills;

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
    standstills: Arc<Standstills>,
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
            standstills: Arc::default(),
            wall,
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        let slewed = self.slewed.load(Ordering::Relaxed);
        let since = self.since();
        let counted = since.saturating_sub(self.standstills.left_out(since));
        let now = self.epoch.micros().saturating_add(counted).saturating_add(slewed);
        if planted::is(Defect::ClockBackwards) {
            return Timestamp(now);
        }
        Timestamp(self.told.fetch_max(now, Ordering::Relaxed).max(now))
    }

    /// From now on somebody asks at least every tenth of a second, so that a long silence is a standstill; or (false)
    /// nobody does.
    pub fn be_watched(&self, watched: bool) {
        self.standstills.be_watched(watched, self.since());
    }

    /// Microseconds since it started.
    fn since(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_micros()).unwrap_or(i64::MAX)
    }

    /// Moves a little towards the wall clock; called about once a second, so the clock never jumps.
    pub fn slew(&self) {
        self.standstills.make_up();
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
    async fn time_in_which_the_process_stood_still_is_counted_little_by_little() {
        let clock = Clock::starting_at(wall());
        clock.be_watched(true);
        let start = clock.now();
        for _ in 0..50 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            clock.now();
        }
        assert_eq!(clock.now().since(start).as_millis(), 5_000, "as long as somebody asks, all of it counts");
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        let thawed = clock.now();
        assert_eq!(thawed.since(start).as_millis(), 5_000, "a standstill");
        clock.slew();
        let step = clock.now().since(thawed).as_millis();
        assert!((1..=21).contains(&step), "{step} ms at once");
        (0..3_000).for_each(|_| clock.slew());
        // Meanwhile it is slewed as well, backwards: under paused time it is ahead of the machine's.
        assert!(clock.now().since(thawed).as_secs() >= 58, "in the end it has counted");

        clock.be_watched(false);
        let before = clock.now();
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        assert!(clock.now().since(before).as_secs() >= 55, "nobody watches, so silence says nothing");
    }

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
