//! The client messages a host remembers, so that a resend gets its first answer without asking the index, and a new
//! message is known to be new without asking it either: the index is behind a commit, so a question takes as long as one.

use std::collections::{HashSet, VecDeque};
use std::num::NonZeroU64;

use switchboard_journal::ClientStamp;

/// How many are remembered with their answers.
const REMEMBERED: usize = 64;
/// And so many more by a mark each, which tells those that were never there; two may share one.
const MARKED: usize = 16_384;
/// So many are read back at most after waking, since everybody else's messages wait meanwhile.
pub(super) const READ_BACK: u32 = 4_096;

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

/// A message and the event it led to.
#[derive(Debug)]
struct Told {
    stamp: ClientStamp,
    seq: u64,
    /// The customer's number of it; they are counted from 1.
    public: Option<NonZeroU64>,
}

/// The stream's last client messages.
#[derive(Debug, Default)]
pub(super) struct Recent {
    stamps: VecDeque<Told>,
    /// Marks of those that were remembered before.
    marks: HashSet<u32>,
    /// There were more, of which nothing is known here.
    forgot: bool,
    /// A message known elsewhere was taken for a new one here.
    strays: bool,
}

impl Recent {
    /// Begins anew; `whole` when every event of the stream will be remembered from here.
    pub(super) fn reset(&mut self, whole: bool) {
        self.stamps.clear();
        self.marks.clear();
        self.forgot = !whole;
    }

    /// An id that looked new here went to another stream before: whoever sends one such sends more, so from now on the
    /// index is asked about each that is not known, across restarts too.
    pub(super) fn met_a_stray(&mut self) {
        self.strays = true;
    }

    /// Remembers one.
    pub(super) fn remember(&mut self, stamp: ClientStamp, seq: u64, public: Option<u64>) {
        if self.stamps.len() >= REMEMBERED
            && let Some(Told { stamp: oldest, .. }) = self.stamps.pop_front()
            && !self.forgot
        {
            self.marks.insert(mark(oldest.sender, oldest.id));
            if self.marks.len() > MARKED {
                self.marks = HashSet::new();
                self.forgot = true;
            }
        }
        self.stamps.push_back(Told { stamp, seq, public: public.and_then(NonZeroU64::new) });
    }

    /// Whether the stream's earlier messages could be read back.
    pub(super) fn wants_to_know(&self) -> bool {
        self.forgot && self.marks.is_empty()
    }

    /// Learns the stream's earlier messages, unless there were more than could be read.
    pub(super) fn learn(&mut self, stamps: &[(u64, u64)]) {
        let is_whole = u32::try_from(stamps.len()).is_ok_and(|read| read < READ_BACK);
        self.marks = stamps.iter().map(|(sender, id)| mark(*sender, *id)).collect();
        self.forgot = !is_whole;
    }

    /// What is known of a message. A stream without events always asks: the message may have gone to an earlier session.
    pub(super) fn look(&self, stamp: ClientStamp, stream_is_empty: bool) -> Seen {
        let known =
            self.stamps.iter().find(|told| told.stamp.sender == stamp.sender && told.stamp.id == stamp.id);
        match known {
            Some(told) if told.stamp.body == stamp.body => {
                Seen::Before { seq: told.seq, public: told.public.map(NonZeroU64::get) }
            }
            Some(_) => Seen::Reused,
            None if self.forgot || self.strays || stream_is_empty => Seen::AskIndex,
            None if self.marks.contains(&mark(stamp.sender, stamp.id)) => Seen::AskIndex,
            None => Seen::Never,
        }
    }
}

/// Both halves of a stamp are hashes already.
fn mark(sender: u64, id: u64) -> u32 {
    let both = sender.rotate_left(17) ^ id;
    (both ^ (both >> 32)) as u32
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
    fn what_was_said_long_ago_is_asked_of_the_index_and_what_was_never_said_is_not() {
        let mut recent = Recent::default();
        (0..=REMEMBERED as u64).for_each(|id| recent.remember(stamp(id, 0), id, None));
        assert_eq!(recent.look(stamp(0, 0), false), Seen::AskIndex);
        assert_eq!(recent.look(stamp(1, 0), false), Seen::Before { seq: 1, public: None });
        assert_eq!(recent.look(stamp(REMEMBERED as u64 + 1, 0), false), Seen::Never);
    }

    #[test]
    fn beyond_what_is_marked_everything_is_asked_of_the_index() {
        let all = (REMEMBERED + MARKED) as u64;
        let mut recent = Recent::default();
        (0..all).for_each(|id| recent.remember(stamp(id, 0), id, None));
        assert!((0..MARKED as u64).all(|id| recent.look(stamp(id, 0), false) == Seen::AskIndex));
        assert_eq!(recent.look(stamp(all + 1, 0), false), Seen::Never);
        recent.remember(stamp(all, 0), all, None);
        assert_eq!(recent.look(stamp(all + 1, 0), false), Seen::AskIndex);
        recent.reset(true);
        assert_eq!(recent.look(stamp(all, 0), false), Seen::Never);
    }

    #[test]
    fn who_woke_from_a_snapshot_asks_until_it_was_told_what_came_before() {
        let mut recent = Recent::default();
        recent.reset(false);
        assert!(recent.wants_to_know() && recent.look(stamp(9, 0), false) == Seen::AskIndex);
        recent.learn(&[(1, 7)]);
        assert!(!recent.wants_to_know());
        assert_eq!(recent.look(stamp(7, 0), false), Seen::AskIndex);
        assert_eq!(recent.look(stamp(9, 0), false), Seen::Never);
        let many: Vec<_> = (0..u64::from(READ_BACK)).map(|id| (1, id)).collect();
        recent.reset(false);
        recent.learn(&many);
        assert!(!recent.wants_to_know(), "once is enough");
        assert_eq!(recent.look(stamp(1 << 40, 0), false), Seen::AskIndex, "there may be more");
    }
}
