//! An agent's typing, as the customer sees it: it ends by itself, and always before a text.
//!
//! [`Typing`] knows who is believed to type and until when; it asks no clock, so its edges are tested to the microsecond. The
//! connection arms one timer from its deadline.

use std::collections::BTreeMap;
use std::time::Duration;

use actix::{AsyncContext, SpawnHandle};
use switchboard_core::{Party, SessionId, Signal, Timestamp};

use super::{Ctx, Me};

/// Without a further word from the client, typing ends after this long where the platform is not known yet.
const LASTS: Duration = Duration::from_secs(5);

/// The sessions an agent is writing in, and until when that is believed of each.
#[derive(Default)]
pub(super) struct Typing {
    until: BTreeMap<SessionId, Timestamp>,
    /// The connection's one timer, and what it was set for.
    timer: Option<(Timestamp, SpawnHandle)>,
}

impl Typing {
    /// The client says so now: believed for `lasts` from here on. Whether the typing begins with this word.
    fn goes_on(&mut self, session: SessionId, now: Timestamp, lasts: Duration) -> bool {
        self.until.insert(session, now + lasts).is_none()
    }

    /// No longer; whether it was typed there until now.
    fn over(&mut self, session: SessionId) -> bool {
        self.until.remove(&session).is_some()
    }

    /// The sessions whose typing has not been renewed in its time; each is told once.
    fn due(&mut self, now: Timestamp) -> Vec<SessionId> {
        let due: Vec<_> = self.until.iter().filter(|(_, until)| **until <= now).map(|(s, _)| *s).collect();
        for session in &due {
            self.until.remove(session);
        }
        due
    }

    /// When the next belief ends.
    fn deadline(&self) -> Option<Timestamp> {
        self.until.values().min().copied()
    }

    fn all(&mut self) -> impl Iterator<Item = SessionId> + use<> {
        std::mem::take(&mut self.until).into_keys()
    }
}

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
        if inside.typing.goes_on(session, now, lasts) && inside.typing_pace.keep().is_ok() {
            self.show_typing(session, true);
        }
        self.arm_typing(now, ctx);
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
        let was_typing = self.side.inside.as_mut().is_some_and(|inside| inside.typing.over(session));
        if was_typing {
            self.show_typing(session, false);
        }
    }

    /// The connection ends.
    pub(super) fn stop_typing(&mut self) {
        let typing = self.side.inside.as_mut().map(|inside| inside.typing.all());
        for session in typing.into_iter().flatten() {
            self.show_typing(session, false);
        }
    }

    /// One timer for all the sessions, set for the earliest; it looks anew whenever it fires.
    fn arm_typing(&mut self, now: Timestamp, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        let Some(deadline) = inside.typing.deadline() else { return };
        if let Some((at, timer)) = inside.typing.timer {
            if at <= deadline {
                return;
            }
            ctx.cancel_future(timer);
        }
        let timer = ctx.run_later(deadline.since(now), Self::typing_due);
        inside.typing.timer = Some((deadline, timer));
    }

    fn typing_due(&mut self, ctx: &mut Ctx) {
        let now = self.doors.house.clock.now();
        let Some(inside) = &mut self.side.inside else { return };
        inside.typing.timer = None;
        for session in inside.typing.due(now) {
            self.show_typing(session, false);
        }
        self.arm_typing(now, ctx);
    }

    fn show_typing(&self, session: SessionId, on: bool) {
        let Some(inside) = &self.side.inside else { return };
        let party = Party::Agent(inside.agent.clone());
        self.doors.house.agent_typing(session, Signal::Typing { party, on, preview: None });
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    const AFTER: Duration = Duration::from_millis(700);

    fn session(n: u8) -> SessionId {
        SessionId::from_str(&format!("00000000-0000-7000-8000-0000000000{n:02x}")).unwrap()
    }

    fn at(micros: u64) -> Timestamp {
        Timestamp::from_millis(1_000_000) + Duration::from_micros(micros)
    }

    #[test]
    fn typing_ends_its_time_after_the_last_word_and_not_a_microsecond_earlier() {
        let mut typing = Typing::default();
        assert!(typing.goes_on(session(1), at(0), AFTER), "it begins");
        assert!(!typing.goes_on(session(1), at(400_000), AFTER), "it goes on, and is not shown again");
        assert_eq!(typing.deadline(), Some(at(1_100_000)));
        assert!(typing.due(at(1_099_999)).is_empty());
        assert_eq!(typing.due(at(1_100_000)), [session(1)]);
        assert!(typing.due(at(9_000_000)).is_empty(), "told once");
        assert_eq!(typing.deadline(), None);
        assert!(typing.goes_on(session(1), at(9_000_000), AFTER), "and it begins anew");
    }

    #[test]
    fn each_session_has_its_own_time() {
        let mut typing = Typing::default();
        typing.goes_on(session(1), at(0), AFTER);
        typing.goes_on(session(2), at(100), Duration::from_millis(300));
        assert_eq!(
            typing.deadline(),
            Some(at(300_100)),
            "the later word of the hastier platform comes first"
        );
        assert_eq!(typing.due(at(300_100)), [session(2)]);
        assert_eq!(typing.deadline(), Some(at(700_000)));
    }

    #[test]
    fn what_was_stopped_is_not_told_again() {
        let mut typing = Typing::default();
        typing.goes_on(session(1), at(0), AFTER);
        assert!(typing.over(session(1)), "a text was sent");
        assert!(!typing.over(session(1)));
        assert!(typing.due(at(9_000_000)).is_empty());
    }

    #[test]
    fn a_connection_that_ends_takes_all_of_it_along() {
        let mut typing = Typing::default();
        typing.goes_on(session(1), at(0), AFTER);
        typing.goes_on(session(2), at(0), AFTER);
        assert_eq!(typing.all().collect::<Vec<_>>(), [session(1), session(2)]);
        assert_eq!(typing.deadline(), None);
    }
}
