//! The session list: one line a session, each as it was at a journal position.
//!
//! Lines are states, not events: only the newest of a session counts, so what overlaps is dropped session by session.

use std::collections::{BTreeMap, VecDeque};

use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{PlatformId, SessionId};

/// Lines may be shown a little out of the journal's order; a client resumes from so many positions before the last it
/// saw.
const OVERLAP: u64 = 1_000;

/// What is known of the list on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    /// The position the journal was read up to.
    at: u64,
    /// Changes after `at` must be read.
    behind: bool,
    /// The client holds lines from an earlier connection.
    resumed: bool,
    lines: BTreeMap<SessionId, Line>,
    pending: VecDeque<(u64, SessionRow)>,
}

#[derive(Debug, Clone)]
struct Line {
    position: u64,
    /// On the client's screen; else kept only so that an older state read from the journal does not bring it back.
    shown: bool,
    /// This agent serves it.
    mine: bool,
    /// Where its customer came in, once a row said so.
    platform: Option<PlatformId>,
}

/// How a changed line concerns the one who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Concern {
    /// May see it.
    pub sees: bool,
    /// May have seen it before.
    pub may_have_seen: bool,
    /// Serves it.
    pub mine: bool,
}

/// What a console is told of a changed line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// It is so now.
    Row,
    /// It is no longer in the list.
    Gone,
}

impl List {
    /// A client without lines: everything open is shown, then what changes after `at`.
    pub(super) fn fresh(at: u64, open: Vec<(u64, SessionRow)>) -> Self {
        Self { at, behind: true, pending: open.into(), ..Self::default() }
    }

    /// A client that has lines up to a position.
    pub(super) fn resumed(position: u64) -> Self {
        Self { at: position.saturating_sub(OVERLAP), behind: true, resumed: true, ..Self::default() }
    }

    /// Everything is shown anew, since what the agent may see has changed; lines on the screen stay until they do.
    pub(super) fn refresh(&mut self, at: u64, open: Vec<(u64, SessionRow)>) {
        self.at = at;
        self.behind = true;
        self.pending = open.into();
        for line in self.lines.values_mut() {
            line.position = line.position.saturating_sub(1);
        }
    }

    /// The position to read on from, if there is something to read and nothing waits to be shown.
    pub(super) fn read_from(&self) -> Option<u64> {
        (self.behind && self.pending.is_empty()).then_some(self.at)
    }

    /// Lines were read from the journal.
    pub(super) fn read(&mut self, lines: Vec<(u64, SessionRow)>, is_full: bool) {
        if let Some((position, _)) = lines.last() {
            self.at = self.at.max(*position);
        }
        self.pending.extend(lines);
        if !is_full {
            self.behind = false;
        }
    }

    /// The next line that was read and is not yet shown.
    pub(super) fn next(&mut self) -> Option<(u64, SessionRow)> {
        let next = self.pending.pop_front();
        if next.is_none() && !self.behind {
            self.settle();
        }
        next
    }

    /// Something was missed.
    pub(super) fn lagged(&mut self) {
        self.behind = true;
    }

    /// A line as it was at a position: what to tell of it, if it is news.
    pub(super) fn apply(&mut self, position: u64, row: &SessionRow, concern: Concern) -> Option<Change> {
        let known = self.lines.get(&row.session);
        if known.is_some_and(|known| known.position >= position) {
            return None;
        }
        let shown = concern.sees && row.standing != Standing::Closed;
        let was_shown = known.is_some_and(|known| known.shown);
        let is_known = known.is_some();
        let is_catching_up = self.behind || !self.pending.is_empty();
        if shown || was_shown || is_catching_up {
            let (mine, platform) = (concern.mine && shown, Some(row.platform.clone()));
            self.lines.insert(row.session, Line { position, shown, mine, platform });
        }
        match (shown, was_shown) {
            (true, _) => Some(Change::Row),
            (false, true) => Some(Change::Gone),
            (false, false) => {
                let on_their_screen = self.resumed && is_catching_up && concern.may_have_seen && !is_known;
                on_their_screen.then_some(Change::Gone)
            }
        }
    }

    /// Whether the line is on the client's screen.
    pub(super) fn shows(&self, session: SessionId) -> bool {
        self.lines.get(&session).is_some_and(|line| line.shown)
    }

    /// A session this agent serves and has open from an earlier connection: its line may be older than what is read again.
    pub(super) fn note_mine(&mut self, session: SessionId) {
        let line = Line { position: 0, shown: true, mine: true, platform: None };
        self.lines.entry(session).or_insert(line);
    }

    /// Where the session's customer came in, as far as the list knows.
    pub(super) fn platform(&self, session: SessionId) -> Option<&PlatformId> {
        self.lines.get(&session)?.platform.as_ref()
    }

    /// Whether this agent serves it, as far as the list knows.
    pub(super) fn is_mine(&self, session: SessionId) -> bool {
        self.lines.get(&session).is_some_and(|line| line.mine)
    }

    fn settle(&mut self) {
        self.lines.retain(|_, line| line.shown);
    }
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::*;

    fn row(number: u8, standing: Standing) -> SessionRow {
        SessionRow {
            session: format!("018f6b1e-7c3a-7000-8000-{number:02x}00000000a7").parse().unwrap(),
            workspace: "demo".parse().unwrap(),
            platform: "demo-web".parse().unwrap(),
            customer: "u1".to_owned().try_into().unwrap(),
            standing,
            queue: None,
            agent: None,
            since: Timestamp(0),
            opened_at: Timestamp(0),
            presence: switchboard_core::Presence::Unknown,
            channel: Default::default(),
        }
    }

    const SEEN: Concern = Concern { sees: true, may_have_seen: true, mine: false };
    const HIDDEN: Concern = Concern { sees: false, may_have_seen: true, mine: false };
    const FOREIGN: Concern = Concern { sees: false, may_have_seen: false, mine: false };

    #[test]
    fn a_line_is_shown_changed_and_gone() {
        let mut list = List::fresh(10, vec![(7, row(1, Standing::Queued))]);
        let (position, first) = list.next().unwrap();
        assert_eq!(list.apply(position, &first, SEEN), Some(Change::Row));
        assert!(list.shows(first.session));
        assert_eq!(list.apply(7, &first, SEEN), None, "the same again");
        assert_eq!(
            list.apply(12, &row(1, Standing::Agent), HIDDEN),
            Some(Change::Gone),
            "another agent's now"
        );
        assert_eq!(list.apply(11, &row(1, Standing::Queued), SEEN), None, "an older state read later");
        assert_eq!(list.apply(13, &row(2, Standing::Closed), SEEN), None, "never shown, and closed");
    }

    #[test]
    fn who_resumes_is_told_of_lines_that_went_meanwhile() {
        let mut list = List::resumed(5_000);
        assert_eq!(list.read_from(), Some(4_000));
        list.read(vec![(5_001, row(1, Standing::Closed)), (5_002, row(2, Standing::Agent))], false);
        let (position, closed) = list.next().unwrap();
        assert_eq!(list.apply(position, &closed, HIDDEN), Some(Change::Gone));
        let (position, foreign) = list.next().unwrap();
        assert_eq!(list.apply(position, &foreign, FOREIGN), None, "nobody learns of what was never theirs");
        assert!(list.next().is_none() && list.read_from().is_none());
        assert!(list.lines.is_empty(), "nothing is kept of what is not shown");
    }

    #[test]
    fn a_session_served_since_long_before_is_still_mine_after_a_resume() {
        let mut list = List::resumed(5_000);
        let mine = row(1, Standing::Agent);
        list.note_mine(mine.session);
        list.read(Vec::new(), false);
        assert!(list.next().is_none() && list.is_mine(mine.session));
        assert_eq!(list.apply(6_000, &row(1, Standing::Released), HIDDEN), Some(Change::Gone));
        assert!(!list.is_mine(mine.session));
    }

    #[test]
    fn lines_wait_their_turn_and_then_the_journal_is_read_on() {
        let mut list = List::fresh(3, vec![(1, row(1, Standing::Bot)), (2, row(2, Standing::Bot))]);
        assert_eq!(list.read_from(), None);
        assert!(list.next().is_some() && list.next().is_some() && list.next().is_none());
        assert_eq!(list.read_from(), Some(3));
        list.read(vec![(9, row(3, Standing::Bot))], true);
        assert!(list.next().is_some());
        assert_eq!(list.read_from(), Some(9));
        list.read(Vec::new(), false);
        assert_eq!(list.read_from(), None);
    }
}
