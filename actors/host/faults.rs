//! Client messages the rules panicked on: after three tries one is refused for good, so that no client tries for ever.
//!
//! Owed commands have the same limit where they are carried out (`effects.rs`); there they are kept to be looked at.

use std::collections::VecDeque;

use switchboard_journal::ClientStamp;

/// So many panics set a message aside.
const MOST: u32 = 3;
/// How many messages are remembered.
const REMEMBERED: usize = 64;

/// The messages at fault, the newest last.
#[derive(Debug, Default)]
pub(super) struct Faults(VecDeque<(ClientStamp, u32)>);

impl Faults {
    /// Counts a panic; true when the message is set aside from now on.
    pub(super) fn count(&mut self, stamp: ClientStamp) -> bool {
        let before = self.0.iter().position(|(known, _)| *known == stamp).and_then(|at| self.0.remove(at));
        let count = before.map_or(1, |(_, count)| count.saturating_add(1));
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((stamp, count));
        count >= MOST
    }

    /// Whether the message is not tried any more.
    pub(super) fn is_set_aside(&self, stamp: ClientStamp) -> bool {
        self.0.iter().any(|(known, count)| *known == stamp && *count >= MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(id: u64) -> ClientStamp {
        ClientStamp { sender: 1, id, body: 0 }
    }

    #[test]
    fn three_panics_set_one_message_aside_and_no_other() {
        let mut faults = Faults::default();
        assert_eq!([0; 3].map(|_| faults.count(stamp(1))), [false, false, true]);
        assert!(faults.is_set_aside(stamp(1)) && !faults.is_set_aside(stamp(2)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut faults = Faults::default();
        (0..1_000).for_each(|id| {
            faults.count(stamp(id));
        });
        assert_eq!(faults.0.len(), REMEMBERED);
    }
}
