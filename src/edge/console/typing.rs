//! An agent's typing, as the customer sees it: it ends by itself, and always before a text.

use std::collections::BTreeMap;
use std::time::Duration;

use actix::AsyncContext;
use switchboard_core::{Party, SessionId, Signal, Timestamp};

use super::{Ctx, Me};

/// Without a further word from the client, typing ends after this long where the platform is not known yet.
const LASTS: Duration = Duration::from_secs(5);

/// Sessions the agent is writing in, and until when that is believed.
pub(super) type Typing = BTreeMap<SessionId, Timestamp>;

impl Me {
    /// Shows that the agent writes, in sessions they serve. Too often is not shown; a stop always is.
    pub(super) fn typing(&mut self, session: SessionId, on: bool, ctx: &mut Ctx) {
        let now = self.doors.house.clock.now();
        let lasts = self.typing_lasts(session);
        let Some(inside) = &mut self.side.inside else { return };
        if !inside.list.is_mine(session) {
            return;
        }
        if !on {
            return self.typing_over(session);
        }
        let begins = inside.typing.insert(session, now + lasts).is_none();
        if begins {
            if inside.typing_pace.keep().is_ok() {
                self.show_typing(session, true);
            }
            ctx.run_later(lasts, move |me, ctx| me.typing_due(session, ctx));
        }
    }

    /// How long typing is believed without a further word: a setting of the session's platform.
    fn typing_lasts(&self, session: SessionId) -> Duration {
        let inside = self.side.inside.as_ref();
        let platform = inside.and_then(|inside| inside.list.platform(session));
        let platform = platform.and_then(|platform| self.doors.house.book.platform(platform));
        platform.map_or(LASTS, |platform| Duration::from_millis(platform.values.times.typing_off_after_ms))
    }

    /// The agent writes no longer.
    pub(super) fn typing_over(&mut self, session: SessionId) {
        let was_typing =
            self.side.inside.as_mut().is_some_and(|inside| inside.typing.remove(&session).is_some());
        if was_typing {
            self.show_typing(session, false);
        }
    }

    /// The connection ends.
    pub(super) fn stop_typing(&mut self) {
        let typing = self.side.inside.as_mut().map(|inside| std::mem::take(&mut inside.typing));
        for session in typing.unwrap_or_default().into_keys() {
            self.show_typing(session, false);
        }
    }

    fn typing_due(&mut self, session: SessionId, ctx: &mut Ctx) {
        let now = self.doors.house.clock.now();
        let until = self.side.inside.as_ref().and_then(|inside| inside.typing.get(&session).copied());
        match until {
            Some(until) if until > now => {
                ctx.run_later(until.since(now), move |me, ctx| me.typing_due(session, ctx));
            }
            Some(_) => self.typing_over(session),
            None => {}
        }
    }

    fn show_typing(&self, session: SessionId, on: bool) {
        let Some(inside) = &self.side.inside else { return };
        let party = Party::Agent(inside.agent.clone());
        self.doors.house.agent_typing(session, Signal::Typing { party, on, preview: None });
    }
}
