//! What becomes of a session that a queue does not take in, or no longer keeps.

use std::time::Duration;

use crate::effect::TurnedAway;
use crate::ids::QueueId;
use crate::machine::{Ctx, Draft};
use crate::time::Timestamp;

use super::state::{Closing, Opened, Session, Waiting};
use super::{Event, Notice, QueuedWhy};

/// Full queues that send to one another are left after so many.
const MOST_OVERFLOWS: u32 = 3;

impl Session {
    /// On to another queue if the full one names it; else back to the bot, or released where there is none.
    pub(super) fn turned_away(
        &self,
        ctx: &Ctx<'_, Self>,
        entry: u32,
        why: TurnedAway,
        overflow: Option<&QueueId>,
    ) -> Vec<Draft<Event>> {
        let Some(waiting) = self.waits_in(entry) else { return Vec::new() };
        let on = overflow.filter(|to| **to != waiting.queue && waiting.overflows < MOST_OVERFLOWS);
        if let Some(to) = on {
            let overflowed = Event::Overflowed { entry, to: to.clone() };
            let stay = self.at_its_age(ctx, to, QueuedWhy::Overflowed);
            return vec![Draft::of(overflowed), self.queued(ctx, stay)];
        }
        self.away(ctx, waiting, why, false)
    }

    /// The queue closes on those in line. Who may wait while it is closed goes on waiting.
    pub(super) fn queue_closed(
        &self,
        ctx: &Ctx<'_, Self>,
        entry: u32,
        opens_at: Option<Timestamp>,
    ) -> Vec<Draft<Event>> {
        let told = self.waits_in(entry).filter(|waiting| !waiting.patient);
        told.map(|waiting| self.away(ctx, waiting, TurnedAway::Closed { opens_at }, true)).unwrap_or_default()
    }

    fn away(
        &self,
        ctx: &Ctx<'_, Self>,
        waiting: &Waiting,
        why: TurnedAway,
        leave: bool,
    ) -> Vec<Draft<Event>> {
        let close_at = ctx.now + self.patience_when_turned_away(ctx);
        let mut drafts = vec![Draft::of(Event::TurnedAway { entry: waiting.entry, why, close_at, leave })];
        let places = [("queue", waiting.name())];
        if let TurnedAway::Closed { opens_at } = why {
            drafts.extend(self.platform_closed(waiting, opens_at));
            drafts.extend(self.notice(ctx, Notice::PlatformClosed, &places));
        } else {
            drafts.extend(self.notice(ctx, Notice::TurnedAway, &places));
        }
        drafts
    }

    /// Only the primary queue's closing is the platform's, and it is said once.
    fn platform_closed(&self, waiting: &Waiting, opens_at: Option<Timestamp>) -> Option<Draft<Event>> {
        let is_primary = self.opened.as_ref().is_some_and(|opened| opened.queue == waiting.queue);
        let is_news = self.marks.closing != Some(Closing { opens_at });
        (is_primary && is_news).then(|| Draft::of(Event::PlatformClosed { opens_at, close_at: None }))
    }

    /// How long a customer has whom nobody takes in: with the bot, or where there is none.
    pub(super) fn patience_when_turned_away(&self, ctx: &Ctx<'_, Self>) -> Duration {
        let policy = &ctx.given.policy;
        let has_bot = self.opened.as_ref().is_some_and(Opened::has_bot);
        if has_bot { policy.silent_after } else { policy.released_for }
    }
}
