//! A customer's story: the public events of its session, gap-free, and then those of the next one.

use std::sync::Arc;
use std::time::Duration;

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_actors::read::read_session_event;
use switchboard_actors::{ShownEvent, Topic};
use switchboard_core::session::Event;
use switchboard_core::{AnyRecorded, Recorded, SessionId, Signal, Subject};
use switchboard_journal::JournalError;
use switchboard_wire::Heard;

use super::{Ctx, Me, topic};
use crate::feed::Feed;
use crate::pictures::shown::to_customer;

/// Before the journal is read again for what was shown but is not there yet.
pub(super) const MOMENT: Duration = Duration::from_millis(50);

/// Where the client stands. Sessions of one customer follow one another: another one is the next if this one is over, or
/// if its id is greater, since ids grow with time (but not across a clock that was set back).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    session: Option<SessionId>,
    feed: Feed,
    next: Option<SessionId>,
    /// The end of `session` was passed on.
    is_over: bool,
    before: Option<SessionId>,
}

impl Story {
    /// From what the client has already; `next` follows once that session is told to its end.
    pub(super) fn new(from: Option<(SessionId, u64)>, next: Option<SessionId>) -> Self {
        let feed = from.map_or_else(Feed::beginning, |(_, last)| Feed::after(last));
        let session = from.map(|(session, _)| session);
        Self { session, feed, next, is_over: false, before: None }
    }

    /// The session being told.
    pub(super) fn session(&self) -> Option<SessionId> {
        self.session
    }

    /// The session being told, and the last number passed on of it.
    pub(super) fn told(&self) -> Option<(SessionId, u64)> {
        self.session.map(|session| (session, self.feed.last()))
    }

    /// A live event came: whether to pass it on now. What shows a picture is never whole: a page brings it.
    fn live(&mut self, session: SessionId, number: u64, is_whole: bool) -> bool {
        if self.session == Some(session) {
            return self.live_here(number, is_whole);
        }
        let follows = self.session.is_none_or(|told| self.is_over || session > told);
        if !follows || self.before == Some(session) {
            return false;
        }
        if self.feed.is_behind() {
            self.next = Some(session);
            return false;
        }
        self.turn_to(session, Feed::beginning());
        self.live_here(number, is_whole)
    }

    fn live_here(&mut self, number: u64, is_whole: bool) -> bool {
        if !is_whole {
            self.feed.by_page(number);
        }
        is_whole && self.feed.live(number)
    }

    /// An event with a picture was read: whether to pass it on. More may follow it.
    pub(super) fn shown(&mut self, number: u64) -> bool {
        let is_next = self.feed.paged(number);
        self.feed.page_over(true);
        is_next
    }

    /// An event is passed on.
    fn passed(&mut self, event: &Event) {
        self.is_over |= matches!(event, Event::Closed { .. });
    }

    fn turn_to(&mut self, session: SessionId, feed: Feed) {
        self.before = self.session.replace(session);
        self.feed = feed;
        self.is_over = false;
    }

    /// The session is told to its end as far as is known: on to the next one, if there is one.
    fn turn_page(&mut self) -> bool {
        if self.feed.is_behind() {
            return false;
        }
        let Some(next) = self.next.take() else { return false };
        self.turn_to(next, Feed::after(0));
        true
    }
}

impl Me {
    pub(super) fn live(&mut self, shown: &ShownEvent, ctx: &mut Ctx) {
        let (Subject::Session(session), AnyRecorded::Session(event)) = (&shown.subject, &shown.recorded)
        else {
            return;
        };
        let Some(number) = event.public else { return };
        let Some(inside) = &mut self.side.inside else { return };
        let before = inside.story.session();
        let is_whole = to_customer(event).is_none();
        if inside.story.live(*session, number, is_whole) {
            if before != Some(*session) {
                self.watch_line(ctx);
            }
            self.pass_on(*session, Arc::clone(event), ctx);
        } else {
            self.read_on(ctx);
        }
    }

    pub(super) fn signal(&mut self, session: SessionId, signal: Signal, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        if inside.story.session() != Some(session) {
            return;
        }
        if let Some(frame) = self.side.frame(&Heard::Signal(signal)) {
            self.tell_fleeting(frame, ctx);
        }
    }

    /// Something was missed: watch again, then read what it was.
    pub(super) fn lagged(&mut self, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        inside.story.feed.lagged();
        let topic = topic(&inside.opening);
        let me = ctx.address().recipient();
        self.doors.house.directory.watch(topic, self.viewer, &me);
        self.watch_line(ctx);
        self.read_on(ctx);
    }

    /// Watches the line of the session that is told now.
    pub(super) fn watch_line(&mut self, ctx: &mut Ctx) {
        let session = self.side.inside.as_ref().and_then(|inside| inside.story.session());
        if let Some(session) = session {
            let me = ctx.address().recipient();
            self.doors.house.directory.watch(Topic::Line(session), self.viewer, &me);
        }
    }

    /// Reads the next page, if the client is behind and has room for it.
    pub(super) fn read_on(&mut self, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let Some(session) = inside.story.session().filter(|_| inside.story.feed.is_behind()) else { return };
        if self.reading || !self.has_room() {
            return;
        }
        self.reading = true;
        let (reader, limit) = (self.doors.reader.clone(), self.doors.settings.page);
        let (after, pause) = (inside.story.feed.last(), inside.story.feed.should_wait());
        let read = async move {
            if pause {
                tokio::time::sleep(MOMENT).await;
            }
            let page = reader.read(move |records| records.public_page(session, after, limit)).await?;
            let is_full = page.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
            let events: Result<Vec<_>, _> = page.iter().map(read_session_event).collect();
            let mut events = events?;
            // A picture ends the page, or is the whole of it.
            let picture = events.iter().position(|event| to_customer(event).is_some());
            events.truncate(picture.unwrap_or(usize::MAX).max(1));
            Ok::<_, JournalError>((events, is_full || picture.is_some(), picture == Some(0)))
        };
        ctx.spawn(read.into_actor(self).map(move |page, me, ctx| {
            me.reading = false;
            match page {
                Ok((events, _, true)) => me.show_picture(session, events, ctx),
                Ok((events, is_full, false)) => {
                    me.paging = true;
                    me.page(session, events, is_full, ctx);
                    me.paging = false;
                }
                Err(JournalError::Busy) => {
                    ctx.run_later(MOMENT, Me::read_on);
                }
                Err(why) => me.broken(&why, ctx),
            }
        }));
    }

    fn page(&mut self, session: SessionId, events: Vec<Arc<Recorded<Event>>>, is_full: bool, ctx: &mut Ctx) {
        for event in events {
            let Some(inside) = &mut self.side.inside else { return };
            if event.public.is_some_and(|number| inside.story.feed.paged(number)) {
                self.pass_on(session, event, ctx);
            }
        }
        let Some(inside) = &mut self.side.inside else { return };
        if !inside.story.feed.page_over(is_full) {
            return self.broken(&"shown events are not in the journal", ctx);
        }
        if inside.story.turn_page() {
            self.doors.house.directory.unwatch(&Topic::Line(session), self.viewer);
            self.watch_line(ctx);
        }
        self.read_on(ctx);
    }

    fn pass_on(&mut self, session: SessionId, event: Arc<Recorded<Event>>, ctx: &mut Ctx) {
        if let Some(inside) = &mut self.side.inside {
            inside.story.passed(&event.event);
        }
        if matches!(event.event, Event::Closed { .. }) {
            self.doors.house.directory.unwatch(&Topic::Line(session), self.viewer);
        }
        self.hears(&Heard::Event { session, event, image: None }, ctx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(number: u8) -> SessionId {
        format!("018f6b1e-7c3a-7000-8000-{number:02x}00000000a7").parse().unwrap()
    }

    #[test]
    fn a_new_session_begins_with_its_first_event() {
        let mut story = Story::new(None, None);
        assert!(story.live(session(1), 1, true) && story.live(session(1), 2, true));
        assert!(story.live(session(2), 1, true), "the next session of the same customer");
        assert!(!story.live(session(1), 3, true), "the old one is told");
        assert_eq!(story.session(), Some(session(2)));
    }

    #[test]
    fn a_session_begun_under_a_clock_set_back_follows_one_that_is_over() {
        let mut story = Story::new(None, None);
        assert!(story.live(session(9), 1, true));
        assert!(!story.live(session(3), 1, true), "an older one, while this one goes on");
        story.passed(&Event::Closed { why: switchboard_core::session::ClosedWhy::Released });
        assert!(story.live(session(3), 1, true));
        assert!(!story.live(session(9), 2, true), "and what was before does not come back");
    }

    #[test]
    fn the_old_session_is_told_to_its_end_before_the_next_begins() {
        let mut story = Story::new(Some((session(1), 4)), None);
        assert!(!story.live(session(2), 1, true), "still reading the old one");
        assert_eq!(story.session(), Some(session(1)));
        assert!(!story.turn_page(), "not before the page is over");
        assert!(story.feed.paged(5) && story.feed.page_over(false));
        assert!(story.turn_page());
        assert_eq!((story.session(), story.feed.is_behind()), (Some(session(2)), true));
        assert!(story.feed.paged(1));
    }

    #[test]
    fn a_session_met_in_its_middle_is_read_from_its_beginning() {
        let mut story = Story::new(None, None);
        assert!(!story.live(session(1), 3, true));
        assert!(story.feed.is_behind());
        assert_eq!(story.feed.last(), 0);
    }

    #[test]
    fn what_shows_a_picture_is_read_and_what_follows_it_waits_behind_it() {
        let mut story = Story::new(None, None);
        assert!(story.live(session(1), 1, true));
        assert!(!story.live(session(1), 2, false) && story.feed.is_behind());
        assert!(!story.live(session(1), 3, true), "in order");
        assert!(story.shown(2) && !story.shown(2), "once");
        assert!(story.feed.paged(3) && story.feed.page_over(false) && !story.feed.is_behind());
        assert!(!story.live(session(1), 3, false) && !story.feed.is_behind(), "told already");
        let mut begun = Story::new(None, None);
        assert!(!begun.live(session(1), 1, false));
        assert_eq!((begun.session(), begun.feed.is_behind()), (Some(session(1)), true));
    }
}
