//! The session's timers: what is due by itself, and when. All of them durable facts of the state.

use std::time::Duration;

use crate::machine::{Clockwork, Ctx, Draft};
use crate::time::{Deadline, Timestamp};

use super::state::{Phase, Session};
use super::{ClosedWhy, Event};

/// After an absence of ours, people get this long before anything about them is due.
const GRACE_AFTER_ABSENCE: Duration = Duration::from_secs(30);

const LOST: &str = "customer lost";
const SILENT: &str = "customer silent";
const RELEASED: &str = "released window over";
const GUARD: &str = "queue has not answered";

impl Session {
    /// The earliest durable thing due.
    pub(super) fn earliest(&self) -> Option<Deadline> {
        Deadline::earliest([self.closing(), self.guard()])
    }

    /// What the clock brings about: an end first, since it settles everything else.
    pub(super) fn clock(&self, ctx: &Ctx<'_, Self>, clockwork: &Clockwork) -> Vec<Draft<Event>> {
        match clockwork {
            Clockwork::Tick => self.tick(ctx).into_iter().collect(),
            Clockwork::Resumed { up_at, .. } => self.resume(*up_at).into_iter().collect(),
        }
    }

    fn tick(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        let due = |deadline: &Deadline| deadline.at <= ctx.now;
        if let Some(end) = self.closing().filter(due) {
            return Some(self.closed(ctx, closed_why(end.why)));
        }
        self.guard().filter(due)?;
        // Twice as long each time: what is owed arrives, so a slow queue must not be buried in questions.
        let waited = ctx.now.since(self.since);
        let guard_at = ctx.now + ctx.given.policy.queue_guard.max(waited);
        Some(Draft::of(Event::QueueAskedAgain { entry: self.entries, guard_at }))
    }

    fn resume(&self, up_at: Timestamp) -> Option<Draft<Event>> {
        let not_before = up_at + GRACE_AFTER_ABSENCE;
        self.closing().filter(|end| end.at < not_before)?;
        Some(Draft::of(Event::DeadlinesMoved { not_before }))
    }

    /// The earliest end by time. All of these wait for a person, so none comes before `not_before`.
    fn closing(&self) -> Option<Deadline> {
        if matches!(self.phase, Phase::Fresh | Phase::Closed(_)) {
            return None;
        }
        let (silent, released) = match &self.phase {
            Phase::Bot(bot) => (Some(bot.silent_until), None),
            Phase::Released(released) => (None, Some(released.close_at)),
            _ => (None, None),
        };
        let earliest = Deadline::earliest([
            Deadline::when(self.attendance.close_at, LOST),
            Deadline::when(silent, SILENT),
            Deadline::when(released, RELEASED),
        ]);
        earliest.map(|end| Deadline { at: end.at.max(self.not_before), ..end })
    }

    fn guard(&self) -> Option<Deadline> {
        match &self.phase {
            Phase::Queued(waiting) => Deadline::when(waiting.guard_at, GUARD),
            _ => None,
        }
    }
}

fn closed_why(due: &'static str) -> ClosedWhy {
    match due {
        LOST => ClosedWhy::CustomerLost,
        SILENT => ClosedWhy::Silent,
        _ => ClosedWhy::Released,
    }
}
