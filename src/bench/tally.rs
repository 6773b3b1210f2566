//! What a run has seen: counts since its beginning, and the times of the stretch that is measured.

use std::time::{Duration, Instant};

/// Times in microseconds, each as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Times(Vec<u32>);

impl Times {
    /// Notes one.
    pub fn note(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// Takes in others.
    pub fn extend(&mut self, others: &Self) {
        self.0.extend_from_slice(&others.0);
    }

    /// The time that so many in a thousand do not exceed, in milliseconds; none where nothing was noted.
    pub fn per_mille(&self, mille: u32) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        let place = (last as u128).saturating_mul(u128::from(mille)) / 1000;
        let micros = usize::try_from(place).ok().and_then(|place| sorted.get(place))?;
        Some(f64::from(*micros) / 1000.0)
    }
}

/// What was measured.
#[derive(Debug, Clone, Default)]
pub struct Stretch {
    /// How long it was.
    pub lasted: Duration,
    /// Messages acknowledged in it.
    pub acked: u64,
    /// The server's time on its core.
    pub cpu: Duration,
    /// From the sending of a message to its acknowledgement.
    pub ack: Times,
    /// From the sending of a message to the agent's reading it.
    pub through: Times,
}

impl Stretch {
    /// Takes in another one of the same kind.
    pub fn extend(&mut self, other: &Self) {
        self.lasted = self.lasted.saturating_add(other.lasted);
        self.acked = self.acked.saturating_add(other.acked);
        self.cpu = self.cpu.saturating_add(other.cpu);
        self.ack.extend(&other.ack);
        self.through.extend(&other.through);
    }

    /// Messages a second.
    pub fn rate(&self) -> f64 {
        if self.lasted.is_zero() { 0.0 } else { self.acked as f64 / self.lasted.as_secs_f64() }
    }

    /// The server's time for each, in microseconds.
    pub fn cpu_micros(&self) -> Option<f64> {
        (self.acked > 0).then(|| self.cpu.as_secs_f64() * 1e6 / self.acked as f64)
    }
}

/// Everything counted.
#[derive(Debug)]
pub struct Tally {
    began: Instant,
    /// Whether what happens now goes into the stretch.
    pub is_measuring: bool,
    /// Acknowledged, ever.
    pub acked: u64,
    /// Read by an agent for the first time, ever.
    pub delivered: u64,
    /// Read behind a message that was said after it.
    pub disordered: u64,
    /// Read again.
    pub doubled: u64,
    /// Refused for now, and sent again.
    pub refused: u64,
    /// Connections that ended, with the last reason.
    pub ended: Option<String>,
    /// The stretch at hand.
    pub stretch: Stretch,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            began: Instant::now(),
            is_measuring: false,
            acked: 0,
            delivered: 0,
            disordered: 0,
            doubled: 0,
            refused: 0,
            ended: None,
            stretch: Stretch::default(),
        }
    }
}

impl Tally {
    /// Now, since the beginning.
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// A message of then was acknowledged.
    pub fn acknowledged(&mut self, sent: Duration) {
        self.acked = self.acked.saturating_add(1);
        if self.is_measuring {
            self.stretch.acked = self.stretch.acked.saturating_add(1);
            self.stretch.ack.note(self.now().saturating_sub(sent));
        }
    }

    /// A message of then was read by its agent.
    pub fn read(&mut self, sent: Duration) {
        self.delivered = self.delivered.saturating_add(1);
        if self.is_measuring {
            self.stretch.through.note(self.now().saturating_sub(sent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_times_that_were_there() {
        let mut times = Times::default();
        assert_eq!(times.per_mille(500), None);
        for millis in [4, 1, 3, 2, 100] {
            times.note(Duration::from_millis(millis));
        }
        assert_eq!(times.per_mille(500), Some(3.0));
        assert_eq!(times.per_mille(990), Some(4.0));
        assert_eq!(times.per_mille(1000), Some(100.0));
    }

    #[test]
    fn a_stretch_tells_its_rate_and_what_a_message_cost() {
        let second = Duration::from_secs(1);
        let mut stretch = Stretch { lasted: second, acked: 1000, cpu: second / 10, ..Stretch::default() };
        stretch.extend(&Stretch { lasted: second, acked: 3000, cpu: second / 10, ..Stretch::default() });
        assert_eq!(stretch.rate(), 2000.0);
        assert_eq!(stretch.cpu_micros(), Some(50.0));
        assert_eq!(Stretch::default().cpu_micros(), None);
    }
}
