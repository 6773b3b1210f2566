//! Sees arbiters that stand still: a rule that never returns cannot be stopped, only noticed, and the process restarted.
//!
//! A plain thread has every arbiter beat; no beat for `LATE` is logged and counted, none for `DEAD` is fatal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_rt::ArbiterHandle;

use crate::clock::Clock;

/// How often arbiters are asked.
const ROUND: Duration = Duration::from_millis(100);
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
}

/// One arbiter as the watchdog sees it.
struct Watched {
    arbiter: ArbiterHandle,
    asked: Option<(Instant, Arc<AtomicBool>)>,
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
        let (stopping, beats) = (Arc::clone(&stop), Arc::clone(&pulse));
        let thread = std::thread::Builder::new().name("watchdog".to_owned()).spawn(move || {
            let mut watched: Vec<Watched> =
                arbiters.into_iter().map(|arbiter| Watched { arbiter, asked: None, late: false }).collect();
            let mut slewed = Instant::now();
            while !stopping.load(Ordering::Relaxed) {
                std::thread::sleep(ROUND);
                if slewed.elapsed() >= Duration::from_secs(1) {
                    clock.slew();
                    slewed = Instant::now();
                }
                if !stopping.load(Ordering::Relaxed) && watched.iter_mut().any(|one| !one.round(&beats)) {
                    on_dead("an arbiter stands still");
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread: Some(thread), pulse })
    }

    /// How the arbiters are.
    pub fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.pulse)
    }
}

impl Watched {
    /// One look; false when the arbiter will not return.
    fn round(&mut self, pulse: &Pulse) -> bool {
        if let Some((since, beat)) = &self.asked {
            if !beat.load(Ordering::Acquire) {
                return self.waited(since.elapsed(), pulse);
            }
            if self.late {
                tracing::warn!(waited = ?since.elapsed(), "an arbiter beats again");
                pulse.stalled_now.fetch_sub(1, Ordering::Relaxed);
                self.late = false;
            }
        }
        let beat = Arc::new(AtomicBool::new(false));
        let beats = Arc::clone(&beat);
        let taken = self.arbiter.spawn_fn(move || beats.store(true, Ordering::Release));
        self.asked = Some((Instant::now(), beat));
        taken
    }

    fn waited(&mut self, waited: Duration, pulse: &Pulse) -> bool {
        if waited >= LATE && !self.late {
            tracing::error!(?waited, "an arbiter stands still");
            pulse.stalls.fetch_add(1, Ordering::Relaxed);
            pulse.stalled_now.fetch_add(1, Ordering::Relaxed);
            self.late = true;
        }
        waited < DEAD
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
