//! The call board on a console: lines of calls the agent may see, each as it is now, a few times a second.
//!
//! Like the boards of queues and agents: all lines first, then what changes; after something was missed all again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use actix::AsyncContext;
use switchboard_core::CallId;
use switchboard_core::machine::{CallRow, CallState};
use switchboard_journal::views::{CallFilter, CallsVisible};
use switchboard_wire::console::Heard;
use switchboard_wire::teravoz::Sight;

use super::{Ctx, Inside, Me};
use crate::permissions::{Deed, may};
use crate::telephony;

/// Changed calls are shown this often.
const EVERY: Duration = Duration::from_millis(200);

/// Calls over for no longer than this are among the first lines.
const OVER_FOR: Duration = Duration::from_secs(15 * 60);

/// What is known of the board on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    /// All lines must be read.
    behind: bool,
    /// Nothing is shown before the pause is over.
    rests: bool,
    /// Lines to be shown, each with its position; none for one that may no longer be seen.
    pending: BTreeMap<CallId, (u64, Option<Box<CallRow>>)>,
    /// Calls on the screen that are not over.
    shown: BTreeSet<CallId>,
}

/// What a call board is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallNews {
    /// A line is so now.
    Row(u64, Box<CallRow>),
    /// A line is no longer theirs to see.
    Gone(u64, CallId),
}

impl Calls {
    /// A board of which nothing was read yet.
    pub(super) fn new() -> Self {
        Self { behind: true, ..Self::default() }
    }

    /// Something was missed.
    pub(super) fn lagged(&mut self) {
        self.behind = true;
    }

    /// Whether all lines are to be read.
    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    /// Lines as they were at a position or later; what has changed since waits here.
    pub(super) fn read(&mut self, position: u64, rows: Vec<CallRow>) {
        self.behind = false;
        for row in rows {
            self.pending.entry(row.call.clone()).or_insert_with(|| (position, Some(Box::new(row))));
        }
    }

    /// A line has changed; whoever looks may see it, or not.
    pub(super) fn live(&mut self, position: u64, row: &CallRow, sees: bool) {
        if sees {
            self.pending.insert(row.call.clone(), (position, Some(Box::new(row.clone()))));
        } else if self.shown.contains(&row.call) || self.pending.contains_key(&row.call) {
            self.pending.insert(row.call.clone(), (position, None));
        }
    }

    /// Whether something waits to be shown.
    pub(super) fn has_news(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The next line to show.
    pub(super) fn next(&mut self) -> Option<CallNews> {
        loop {
            let (call, (position, row)) = self.pending.pop_first()?;
            match row {
                Some(row) => {
                    if row.state == CallState::Finished {
                        self.shown.remove(&call);
                    } else {
                        self.shown.insert(call);
                    }
                    return Some(CallNews::Row(position, row));
                }
                None if self.shown.remove(&call) => return Some(CallNews::Gone(position, call)),
                None => {}
            }
        }
    }
}

impl Inside {
    /// Which calls are theirs to see.
    pub(super) fn calls_visible(&self) -> CallsVisible {
        if may(self.role, Deed::SeeAllCalls) {
            return CallsVisible::All;
        }
        CallsVisible::Of { agent: self.agent.clone(), queues: self.queues.clone() }
    }

    fn sight(&self) -> Sight {
        Sight { numbers: may(self.role, Deed::SeeNumbers), recordings: may(self.role, Deed::HearRecordings) }
    }
}

impl Me {
    /// Which lines there are at first.
    pub(super) fn first_calls(&self, inside: &Inside) -> CallFilter {
        let since = self.doors.house.clock.now() - OVER_FOR;
        CallFilter { since: Some(since), visible: inside.calls_visible(), ..CallFilter::default() }
    }

    /// A call has changed.
    pub(super) fn call_row(&mut self, position: u64, row: &CallRow, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        if row.workspace != inside.workspace {
            return;
        }
        let sees = telephony::sees(&inside.calls_visible(), row);
        inside.calls.live(position, row, sees);
        self.hand_out_calls(ctx);
    }

    /// Shows calls that have changed, and no more for a moment: of what changes meanwhile only how it is then.
    pub(super) fn hand_out_calls(&mut self, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        if inside.calls.rests || !inside.calls.has_news() {
            return;
        }
        while self.has_room() {
            let Some(inside) = &mut self.side.inside else { return };
            let (sight, Some(news)) = (inside.sight(), inside.calls.next()) else { break };
            let heard = match news {
                CallNews::Row(position, row) => {
                    Heard::Call { position, row: Cow::Owned(telephony::shown(*row, sight)) }
                }
                CallNews::Gone(position, call) => Heard::CallGone { position, call },
            };
            self.hears(&heard, ctx);
        }
        if let Some(inside) = &mut self.side.inside {
            inside.calls.rests = true;
        }
        ctx.run_later(EVERY, |me, ctx| {
            if let Some(inside) = &mut me.side.inside {
                inside.calls.rests = false;
            }
            me.hand_out_calls(ctx);
        });
    }
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::*;

    fn call(name: &str, state: CallState) -> CallRow {
        CallRow {
            workspace: "demo".parse().unwrap(),
            call: CallId::new(name),
            state,
            since: Timestamp(0),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            direction: None,
            our_number: None,
            their_number: None,
            queue: None,
            our_queue: None,
            actors: Vec::new(),
            recordings: Vec::new(),
            abandoned: false,
            lost_sight: false,
            delegate_by: None,
        }
    }

    fn row(position: u64, name: &str, state: CallState) -> CallNews {
        CallNews::Row(position, Box::new(call(name, state)))
    }

    #[test]
    fn of_a_call_that_changes_again_and_again_the_newest_line_is_shown() {
        let mut calls = Calls::new();
        assert!(calls.is_behind(), "calls are for everybody, as far as they are theirs");
        calls.live(9, &call("1", CallState::Ongoing), true);
        calls.read(7, vec![call("1", CallState::New), call("2", CallState::New)]);
        let all = |calls: &mut Calls| std::iter::from_fn(|| calls.next()).collect::<Vec<_>>();
        assert_eq!(all(&mut calls), [row(9, "1", CallState::Ongoing), row(7, "2", CallState::New)]);
        for position in 10..500 {
            calls.live(position, &call("2", CallState::Waiting), true);
        }
        assert_eq!(all(&mut calls), [row(499, "2", CallState::Waiting)]);
        assert!(!calls.has_news());
    }

    #[test]
    fn a_line_that_may_no_longer_be_seen_is_gone_once_and_only_for_who_saw_it() {
        let mut calls = Calls::new();
        calls.live(1, &call("1", CallState::New), false);
        assert_eq!(calls.next(), None, "never theirs");
        calls.live(2, &call("1", CallState::Waiting), true);
        assert!(calls.next().is_some());
        calls.live(3, &call("1", CallState::Waiting), false);
        calls.live(4, &call("1", CallState::Ongoing), false);
        assert_eq!(calls.next(), Some(CallNews::Gone(4, CallId::new("1"))));
        calls.live(5, &call("1", CallState::Finished), false);
        assert_eq!(calls.next(), None);
        calls.live(6, &call("2", CallState::Finished), true);
        assert!(calls.next().is_some() && calls.shown.is_empty(), "nothing is kept of what is over");
    }
}
