//! The client messages a host remembers, so that a resend gets its first answer without asking the index.

use std::collections::VecDeque;

use switchboard_journal::ClientStamp;

/// How many are remembered.
const REMEMBERED: usize = 128;

/// What a client message's id says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// The same message; the first event it led to.
    Before {
        /// The event's sequence.
        seq: u64,
        /// The customer's number of it.
        public: Option<u64>,
    },
    /// The id was used for another message.
    Reused,
    /// Never, for certain.
    Never,
    /// Not lately: the index knows.
    AskIndex,
}

/// The stream's last client messages.
#[derive(Debug, Default)]
pub(super) struct Recent {
    stamps: VecDeque<(ClientStamp, u64, Option<u64>)>,
    forgot: bool,
    /// A message known elsewhere was taken for a new one here.
    strays: bool,
}

impl Recent {
    /// Begins anew; `whole` when every event of the stream will be remembered from here.
    pub(super) fn reset(&mut self, whole: bool) {
        self.stamps.clear();
        self.forgot = !whole;
    }

    /// An id that looked new here went to another stream before: whoever sends one such sends more, so from now on the
    /// index is asked about each that is not known, across restarts too.
    pub(super) fn met_a_stray(&mut self) {
        self.strays = true;
    }

    /// Remembers one.
    pub(super) fn remember(&mut self, stamp: ClientStamp, seq: u64, public: Option<u64>) {
        if self.stamps.len() >= REMEMBERED {
            self.stamps.pop_front();
            self.forgot = true;
        }
        self.stamps.push_back((stamp, seq, public));
    }

    /// What is known of a message. A stream without events always asks: the message may have gone to an earlier session.
    pub(super) fn look(&self, stamp: ClientStamp, stream_is_empty: bool) -> Seen {
        let known = self.stamps.iter().find(|(s, ..)| s.sender == stamp.sender && s.id == stamp.id);
        match known {
            Some((known, seq, public)) if known.body == stamp.body => {
                Seen::Before { seq: *seq, public: *public }
            }
            Some(_) => Seen::Reused,
            None if self.forgot || self.strays || stream_is_empty => Seen::AskIndex,
            None => Seen::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(id: u64, body: u64) -> ClientStamp {
        ClientStamp { sender: 1, id, body }
    }

    #[test]
    fn a_resend_gets_its_first_answer_and_a_reused_id_is_told() {
        let mut recent = Recent::default();
        recent.remember(stamp(7, 1), 3, Some(2));
        assert_eq!(recent.look(stamp(7, 1), false), Seen::Before { seq: 3, public: Some(2) });
        assert_eq!(recent.look(stamp(7, 2), false), Seen::Reused);
        assert_eq!(recent.look(stamp(8, 1), false), Seen::Never);
        assert_eq!(recent.look(stamp(8, 1), true), Seen::AskIndex);
    }

    #[test]
    fn once_an_id_was_known_elsewhere_the_index_is_asked_about_the_others() {
        let mut recent = Recent::default();
        recent.met_a_stray();
        recent.reset(true);
        assert_eq!(recent.look(stamp(7, 1), false), Seen::AskIndex);
        recent.remember(stamp(7, 1), 3, None);
        assert_eq!(recent.look(stamp(7, 1), false), Seen::Before { seq: 3, public: None });
    }

    #[test]
    fn what_was_forgotten_is_asked_of_the_index() {
        let mut recent = Recent::default();
        (0..=REMEMBERED as u64).for_each(|id| recent.remember(stamp(id, 0), id, None));
        assert_eq!(recent.look(stamp(0, 0), false), Seen::AskIndex);
        assert_eq!(recent.look(stamp(1, 0), false), Seen::Before { seq: 1, public: None });
    }
}
