//! The session's timers: what is due by itself, and when. All of them durable facts of the state.

use std::time::Duration;

use crate::machine::{Clockwork, Ctx, Draft};
use crate::time::{Deadline, Timestamp};

use super::state::{Phase, Session, Silence};
use super::{ClosedWhy, Event, Notice};

/// After an absence of ours, people get this long before anything about them is due.
const GRACE_AFTER_ABSENCE: Duration = Duration::from_secs(30);

const LOST: &str = "customer lost";
const SILENT: &str = "customer silent";
const RELEASED: &str = "released window over";
const ERASED: &str = "customer erased";
const GUARD: &str = "queue has not answered";
const WARNING: &str = "customer silent to the agent";
const FREEING: &str = "customer silent to the warning";

impl Session {
    /// The earliest durable thing due.
    pub(super) fn earliest(&self) -> Option<Deadline> {
        Deadline::earliest([self.closing(), self.hushed(), self.guard()])
    }

    /// What the clock brings about: an end first, since it settles everything else.
    pub(super) fn clock(&self, ctx: &Ctx<'_, Self>, clockwork: &Clockwork) -> Vec<Draft<Event>> {
        match clockwork {
            Clockwork::Tick => self.tick(ctx),
            Clockwork::Resumed { up_at, .. } => self.resume(*up_at).into_iter().collect(),
        }
    }

    fn tick(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let due = |deadline: &Deadline| deadline.at <= ctx.now;
        if let Some(end) = self.closing().filter(due) {
            return vec![self.closed(ctx, self.closed_why(end.why))];
        }
        if self.hushed().is_some_and(|silence| due(&silence)) {
            return self.silent(ctx);
        }
        if self.guard().filter(due).is_none() {
            return Vec::new();
        }
        // Twice as long each time: what is owed arrives, so a slow queue must not be buried in questions.
        let waited = ctx.now.since(self.since);
        let guard_at = ctx.now + ctx.given.policy.queue_guard.max(waited);
        vec![Draft::of(Event::QueueAskedAgain { entry: self.entries, guard_at })]
    }

    /// First a warning, then the agent is free, and the customer has as long as after any service to write on.
    fn silent(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let (Phase::Agent(serving), policy) = (&self.phase, &ctx.given.policy) else { return Vec::new() };
        if matches!(serving.silence, Silence::Warned(_)) {
            let close_at = ctx.now + policy.released_for;
            return vec![Draft::of(Event::ReleasedForSilence { agent: serving.agent.clone(), close_at })];
        }
        let close_at = ctx.now + policy.close_silent_after;
        let mut drafts = vec![Draft::of(Event::SilenceWarned { close_at })];
        let name = serving.name.as_deref().unwrap_or(serving.agent.as_str());
        drafts.extend(self.notice(ctx, Notice::SilenceWarning, &[("agent", name)]));
        drafts
    }

    fn resume(&self, up_at: Timestamp) -> Option<Draft<Event>> {
        let not_before = up_at + GRACE_AFTER_ABSENCE;
        let about_people = Deadline::earliest([self.closing(), self.hushed()]);
        about_people.filter(|due| due.at < not_before)?;
        Some(Draft::of(Event::DeadlinesMoved { not_before }))
    }

    /// The earliest end by time. All of these wait for a person, so none comes before `not_before`.
    fn closing(&self) -> Option<Deadline> {
        if matches!(self.phase, Phase::Fresh | Phase::Closed(_)) {
            return None;
        }
        // Emptied while its host could not close it: nobody may go on writing where nobody would find it to erase again.
        if self.opened.as_ref().is_some_and(|opened| opened.customer.is_none()) {
            return Some(Deadline { at: self.since, why: ERASED });
        }
        let (silent, released) = match &self.phase {
            Phase::Bot(bot) => (Some(bot.silent_until), None),
            Phase::Desk(desk) => (Some(desk.silent_until), None),
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

    /// What is due because the customer says nothing to an agent.
    fn hushed(&self) -> Option<Deadline> {
        let Phase::Agent(serving) = &self.phase else { return None };
        let due = match serving.silence {
            Silence::None => return None,
            Silence::Since(at) => Deadline { at, why: WARNING },
            Silence::Warned(at) => Deadline { at, why: FREEING },
        };
        Some(Deadline { at: due.at.max(self.not_before), ..due })
    }

    fn closed_why(&self, due: &'static str) -> ClosedWhy {
        match (due, &self.phase) {
            (LOST, _) => ClosedWhy::CustomerLost,
            (ERASED, _) => ClosedWhy::Erased,
            (RELEASED, Phase::Released(released)) => released.why,
            _ => ClosedWhy::Silent,
        }
    }

    fn guard(&self) -> Option<Deadline> {
        match &self.phase {
            Phase::Queued(waiting) => Deadline::when(waiting.guard_at, GUARD),
            _ => None,
        }
    }
}
