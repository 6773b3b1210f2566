//! How long the tests of faults run, and by which dice: a short form with every test run, the long one by the environment.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The number this variable holds, if it is set.
fn dial(name: &str) -> Option<u64> {
    let given = std::env::var(name).ok()?;
    Some(given.parse().unwrap_or_else(|_| panic!("{name} is a number, not {given:?}")))
}

/// `FAULTS_ROUNDS`: how often a fault is injected, where that can be counted.
pub fn rounds(short: u64) -> u64 {
    dial("FAULTS_ROUNDS").unwrap_or(short)
}

/// `FAULTS_SECONDS`: how long a load goes on, where that can be timed.
pub fn time(short: Duration) -> Duration {
    dial("FAULTS_SECONDS").map_or(short, Duration::from_secs)
}

/// `FAULTS_SOCKETS`: how many come back at once.
pub fn sockets(short: u64) -> u64 {
    dial("FAULTS_SOCKETS").unwrap_or(short)
}

/// `FAULTS_SEED` repeats a run's dice (not its timing). Said aloud, so that a failure tells it.
pub fn seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let seed = dial("FAULTS_SEED").unwrap_or(now.subsec_nanos().into());
    println!("FAULTS_SEED={seed}");
    seed
}

/// A small generator of numbers, so that a run can be repeated from its seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}
