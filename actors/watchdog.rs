//! Sees arbiters that stand still: a rule that never returns cannot be stopped, only noticed, and the process restarted.
//!
//! A plain thread has every arbiter beat; no beat for `LATE` is logged and counted, none for `DEAD` is fatal. Only time in
//! which this thread itself could run counts: where the whole machine stood still (a frozen virtual machine, a laptop
//! asleep, no processor to be had) everybody is late, and nobody is to blame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_rt::ArbiterHandle;

use crate::clock::Clock;

/// How often arbiters are asked.
const ROUND: Duration = Duration::from_millis(100);
/// So much of one round counts at most, however long it took.
const MOST_OF_A_ROUND: Duration = Duration::from_millis(200);
/// An arbiter this late is reported.
const LATE: Duration = Duration::from_millis(300);
/// An arbiter this late will not return.
const DEAD: Duration = Duration::from_secs(10);

/// How the arbiters are, for health and metrics.
#[derive(Debug, Default)]
pub struct Pulse {
    stalls: AtomicU64,
    stalled_now: AtomicU64,
}

impl Pulse {
    /// How often an arbiter was late since the start.
    pub fn stalls(&self) -> u64 {
        self.stalls.load(Ordering::Relaxed)
    }

    /// Whether every arbiter beats.
    pub fn is_regular(&self) -> bool {
        self.stalled_now.load(Ordering::Relaxed) == 0
    }
}

/// The thread; it ends when this is dropped.
pub struct Watchdog {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    pulse: Arc<Pulse>,
    clock: Clock,
}

/// One arbiter as the watchdog sees it.
struct Watched {
    arbiter: ArbiterHandle,
    asked: Option<Arc<AtomicBool>>,
    /// Since it was asked.
    waited: Duration,
    late: bool,
}

impl Watchdog {
    /// Watches arbiters; `on_dead` is called once when one will not return (or is gone), and ends the process.
    pub fn start(
        arbiters: Vec<ArbiterHandle>,
        clock: Clock,
        on_dead: impl Fn(&str) + Send + 'static,
    ) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let pulse = Arc::new(Pulse::default());
        let (stopping, beats, ticking) = (Arc::clone(&stop), Arc::clone(&pulse), clock.clone());
        clock.be_watched(true);
        let thread = std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
            let mut watched: Vec<Watched> = arbiters.into_iter().map(Watched::new).collect();
            let mut slewed = Instant::now();
            while !stopping.load(Ordering::Relaxed) {
                let began = Instant::now();
                std::thread::sleep(ROUND);
                let passed = began.elapsed();
                ticking.now();
                if slewed.elapsed() >= Duration::from_secs(1) {
                    ticking.slew();
                    slewed = Instant::now();
                }
                if !stopping.load(Ordering::Relaxed)
                    && watched.iter_mut().any(|one| !one.round(passed, &beats))
                {
                    on_dead("an arbiter stands still");
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread: Some(thread), pulse, clock })
    }

    /// How the arbiters are.
    pub fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.pulse)
    }
}

impl Watched {
    fn new(arbiter: ArbiterHandle) -> Self {
        Self { arbiter, asked: None, waited: Duration::ZERO, late: false }
    }

    /// One look, so long after the last; false when the arbiter will not return.
    fn round(&mut self, passed: Duration, pulse: &Pulse) -> bool {
        self.waited += passed.min(MOST_OF_A_ROUND);
        if let Some(beat) = &self.asked {
            if !beat.load(Ordering::Acquire) {
                return self.still_waits(pulse);
            }
            if self.late {
                tracing::warn!(waited = ?self.waited, "an arbiter beats again");
                pulse.stalled_now.fetch_sub(1, Ordering::Relaxed);
                self.late = false;
            }
        }
        let beat = Arc::new(AtomicBool::new(false));
        let beats = Arc::clone(&beat);
        let taken = self.arbiter.spawn_fn(move || beats.store(true, Ordering::Release));
        (self.asked, self.waited) = (Some(beat), Duration::ZERO);
        taken
    }

    fn still_waits(&mut self, pulse: &Pulse) -> bool {
        if self.waited >= LATE && !self.late {
            tracing::error!(waited = ?self.waited, "an arbiter stands still");
            pulse.stalls.fetch_add(1, Ordering::Relaxed);
            pulse.stalled_now.fetch_add(1, Ordering::Relaxed);
            self.late = true;
        }
        self.waited < DEAD
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.clock.be_watched(false);
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix::test]
    async fn an_arbiter_is_not_to_blame_for_a_machine_that_stood_still() {
        let arbiter = actix::Arbiter::new();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        arbiter.spawn_fn(move || {
            let _ = wait.recv();
        });
        let (mut watched, pulse) = (Watched::new(arbiter.handle()), Pulse::default());
        assert!(watched.round(ROUND, &pulse));
        assert!(watched.round(DEAD * 10, &pulse), "one long round is the machine's");
        let rounds = (0..1_000).take_while(|_| watched.round(ROUND, &pulse)).count();
        assert!((90..=100).contains(&rounds), "{rounds}: many short ones are the arbiter's");
        drop(go);
        arbiter.stop();
    }
}
