//! When tokens were last noted as used: at most once a minute each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use switchboard_core::Timestamp;
use switchboard_journal::Digest;

/// Uses closer together than this are one.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// Noted uses kept in memory; the old ones go first.
const MOST: usize = 50_000;

/// When tokens were last noted as used.
#[derive(Default)]
pub(crate) struct Uses(Mutex<HashMap<Digest, Timestamp>>);

impl Uses {
    /// Whether this use is worth writing down; it counts as written from here on.
    pub(super) fn is_worth_noting(&self, token: &Digest, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get(token).is_some_and(|at| now.since(*at) < NOTED_EVERY) {
            return false;
        }
        if noted.len() >= MOST {
            noted.retain(|_, at| now.since(*at) < NOTED_EVERY);
        }
        if noted.len() < MOST {
            noted.insert(*token, now);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_within_a_minute_are_one() {
        let uses = Uses::default();
        let seconds = |seconds: i64| Timestamp(seconds * 1_000_000);
        assert!(uses.is_worth_noting(&[1; 32], seconds(0)));
        assert!(!uses.is_worth_noting(&[1; 32], seconds(59)));
        assert!(uses.is_worth_noting(&[2; 32], seconds(59)));
        assert!(uses.is_worth_noting(&[1; 32], seconds(60)));
    }
}
