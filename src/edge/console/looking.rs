//! What an agent looks at: their own stream, the sessions open on this connection, and the list.

use std::borrow::Cow;
use std::time::Duration;

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_actors::read::read_event;
use switchboard_actors::{ShownEvent, ShownRow, Topic};
use switchboard_core::machine::{AgentRow, CallRow, QueueRow, Row, SessionRow};
use switchboard_core::{AnyRecorded, Party, SessionId, Signal, Subject, agent, session};
use switchboard_journal::views::CallFilter;
use switchboard_journal::{JournalError, StoredEvent};
use switchboard_wire::console::Heard;

use super::list::{Change, Concern};
use super::{Ctx, Inside, Me};
use crate::permissions::{Deed, may, sees};
use crate::records::Records;

/// Before the journal is read again for what was shown but is not there yet.
const MOMENT: Duration = Duration::from_millis(50);

/// What is read at once.
enum Wanted {
    /// The agent's own stream, after this sequence.
    Own(Subject, u64),
    /// An open session, after this sequence.
    Session(SessionId, u64),
    /// The list, after this position.
    List(u64),
    /// The boards, all of them.
    Boards,
    /// The call board, all of it.
    Calls(Box<CallFilter>),
}

enum Page {
    Own(Vec<StoredEvent>),
    Session(SessionId, Vec<StoredEvent>),
    List(Vec<(u64, SessionRow)>),
    Boards(u64, Vec<QueueRow>, Vec<AgentRow>),
    Calls(u64, Vec<CallRow>),
}

impl Me {
    /// Shown to a client that reads, only not as fast as this comes, a page brings it instead.
    pub(super) fn live(&mut self, shown: &ShownEvent, ctx: &mut Ctx) {
        let is_crowded = self.is_crowded();
        let Some(inside) = &mut self.side.inside else { return };
        let feed = match &shown.subject {
            Subject::Agent(..) if shown.subject == inside.subject() => &mut inside.own,
            Subject::Session(session) => {
                let Some(feed) = inside.open.get_mut(session) else { return };
                feed
            }
            _ => return,
        };
        let seq = shown.recorded.seq();
        if is_crowded {
            feed.by_page(seq);
        } else if feed.live(seq) {
            self.pass_on(&shown.subject, shown.recorded.clone(), ctx);
        } else {
            self.read_on(ctx);
        }
    }

    pub(super) fn signal(&mut self, session: SessionId, signal: &Signal, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        let is_own =
            matches!(signal, Signal::Typing { party: Party::Agent(agent), .. } if *agent == inside.agent);
        if is_own || !inside.open.contains_key(&session) || !self.has_room() {
            return;
        }
        self.hears(&Heard::Signal { session, signal: Cow::Borrowed(signal) }, ctx);
    }

    pub(super) fn row(&mut self, shown: &ShownRow, ctx: &mut Ctx) {
        let is_crowded = self.is_crowded();
        let Some(inside) = &mut self.side.inside else { return };
        match &shown.row {
            // Of a line that changes again and again only its last state will be read.
            Row::Session(row) if is_crowded => {
                inside.list.lagged();
                self.keep_in_sight(row, ctx);
            }
            Row::Session(row) => self.line(shown.position, row, ctx),
            Row::Queue(QueueRow { workspace, .. }) | Row::Agent(AgentRow { workspace, .. }) => {
                if *workspace == inside.workspace {
                    inside.boards.live(shown.position, &shown.row);
                    self.hand_out_boards(ctx);
                }
            }
            Row::Call(row) => self.call_row(shown.position, row, ctx),
        }
    }

    /// Tells of a line of the list, if it is news.
    fn line(&mut self, position: u64, row: &SessionRow, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        if row.workspace != inside.workspace {
            return;
        }
        let concern = concern(inside, row);
        match inside.list.apply(position, row, concern) {
            Some(Change::Row) => {
                self.hears(&Heard::Row { position, row: Cow::Borrowed(row) }, ctx);
            }
            Some(Change::Gone) => self.hears(&Heard::Gone { position, session: row.session }, ctx),
            None => {}
        }
        self.keep_in_sight(row, ctx);
    }

    /// A session that may no longer be seen is shut.
    fn keep_in_sight(&mut self, row: &SessionRow, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        if row.workspace != inside.workspace {
            return;
        }
        if inside.may_open(row) {
            self.sight_changed(row, ctx);
        } else {
            self.shut(row.session);
        }
    }

    /// Something was missed: watch everything again, then read what it was.
    pub(super) fn lagged(&mut self, ctx: &mut Ctx) {
        let me = ctx.address().recipient();
        let Some(inside) = &mut self.side.inside else { return };
        inside.own.lagged();
        inside.list.lagged();
        inside.boards.lagged();
        inside.calls.lagged();
        let mut topics = vec![Topic::Subject(inside.subject()), Topic::Desk(inside.workspace.clone())];
        for (session, feed) in &mut inside.open {
            feed.lagged();
            topics.push(Topic::Subject(Subject::Session(*session)));
        }
        for topic in topics {
            self.doors.house.directory.watch(topic, self.viewer, &me);
        }
        self.read_on(ctx);
    }

    /// Hands out lines that wait, then reads what is behind: one page at a time, and only when the client has room.
    pub(super) fn read_on(&mut self, ctx: &mut Ctx) {
        self.hand_out_lines(ctx);
        self.hand_out_boards(ctx);
        self.hand_out_calls(ctx);
        if self.reading || !self.has_room() {
            return;
        }
        let Some(inside) = &self.side.inside else { return };
        let Some((wanted, pause)) = self.wanted(inside) else { return };
        self.reading = true;
        let workspace = inside.workspace.clone();
        let (reader, limit) = (self.doors.reader.clone(), self.doors.settings.page);
        let read = async move {
            if pause {
                tokio::time::sleep(MOMENT).await;
            }
            reader
                .read(move |records| match wanted {
                    Wanted::Own(subject, after) => records.page(&subject, after, limit).map(Page::Own),
                    Wanted::Session(session, after) => {
                        let page = records.page(&Subject::Session(session), after, limit)?;
                        Ok(Page::Session(session, page))
                    }
                    Wanted::Boards => {
                        let (position, views) = (records.position()?, records.views());
                        Ok(Page::Boards(position, views.queues(&workspace)?, views.agents(&workspace)?))
                    }
                    Wanted::Calls(filter) => {
                        let position = records.position()?;
                        let listed = records.views().calls(&workspace, &filter, None)?;
                        Ok(Page::Calls(position, listed.into_iter().map(|listed| listed.row).collect()))
                    }
                    Wanted::List(after) => records.rows_after(&workspace, after, limit).map(Page::List),
                })
                .await
        };
        ctx.spawn(read.into_actor(self).map(|page, me, ctx| {
            me.reading = false;
            me.paging = true;
            let handed_out = page.and_then(|page| me.page(page, ctx));
            me.paging = false;
            match handed_out {
                Ok(()) => me.read_on(ctx),
                Err(JournalError::Busy) => {
                    ctx.run_later(MOMENT, Me::read_on);
                }
                Err(why) => me.broken(&why, ctx),
            }
        }));
    }

    fn wanted(&self, inside: &Inside) -> Option<(Wanted, bool)> {
        if inside.own.is_behind() {
            return Some((Wanted::Own(inside.subject(), inside.own.last()), inside.own.should_wait()));
        }
        if let Some(position) = inside.list.read_from() {
            return Some((Wanted::List(position), false));
        }
        if inside.boards.is_behind() {
            return Some((Wanted::Boards, false));
        }
        if inside.calls.is_behind() {
            return Some((Wanted::Calls(Box::new(self.first_calls(inside))), false));
        }
        let (session, feed) = inside.open.iter().find(|(_, feed)| feed.is_behind())?;
        Some((Wanted::Session(*session, feed.last()), feed.should_wait()))
    }

    fn hand_out_lines(&mut self, ctx: &mut Ctx) {
        while self.has_room() {
            let Some(inside) = &mut self.side.inside else { return };
            let Some((position, row)) = inside.list.next() else { return };
            self.line(position, &row, ctx);
        }
    }

    fn hand_out_boards(&mut self, ctx: &mut Ctx) {
        while self.has_room() {
            let Some(inside) = &mut self.side.inside else { return };
            let Some((position, row)) = inside.boards.next() else { return };
            match &row {
                Row::Queue(row) => {
                    self.hears(&Heard::Queue { position, row: Cow::Borrowed(row) }, ctx);
                }
                Row::Agent(row) => {
                    self.hears(&Heard::Colleague { position, row: Cow::Borrowed(row) }, ctx);
                }
                Row::Session(_) | Row::Call(_) => {}
            }
        }
    }

    fn page(&mut self, page: Page, ctx: &mut Ctx) -> Result<(), JournalError> {
        let limit = usize::try_from(self.doors.settings.page).unwrap_or(usize::MAX);
        match page {
            Page::List(lines) => {
                let is_full = lines.len() >= limit;
                if let Some(inside) = &mut self.side.inside {
                    inside.list.read(lines, is_full);
                }
                Ok(())
            }
            Page::Boards(position, queues, agents) => {
                if let Some(inside) = &mut self.side.inside {
                    inside.boards.read(position, queues, agents);
                }
                Ok(())
            }
            Page::Calls(position, rows) => {
                if let Some(inside) = &mut self.side.inside {
                    inside.calls.read(position, rows);
                }
                Ok(())
            }
            Page::Own(events) => {
                let is_full = events.len() >= limit;
                for stored in &events {
                    let recorded = read_event(stored)?;
                    let is_next =
                        self.side.inside.as_mut().is_some_and(|inside| inside.own.paged(stored.seq));
                    if is_next {
                        self.pass_on(&stored.subject, recorded, ctx);
                    }
                }
                let over = self.side.inside.as_mut().is_none_or(|inside| inside.own.page_over(is_full));
                told(over)
            }
            Page::Session(session, events) => {
                let is_full = events.len() >= limit;
                for stored in &events {
                    let recorded = read_event(stored)?;
                    if self.feed(session).is_some_and(|feed| feed.paged(stored.seq)) {
                        self.pass_on(&stored.subject, recorded, ctx);
                    }
                }
                told(self.feed(session).is_none_or(|feed| feed.page_over(is_full)))
            }
        }
    }

    fn feed(&mut self, session: SessionId) -> Option<&mut crate::feed::Feed> {
        self.side.inside.as_mut()?.open.get_mut(&session)
    }

    fn pass_on(&mut self, subject: &Subject, recorded: AnyRecorded, ctx: &mut Ctx) {
        match (subject, recorded) {
            (Subject::Session(session), AnyRecorded::Session(event)) => {
                if let session::Event::WatchEnded { agent } = &event.event {
                    self.watch_ended(*session, agent);
                }
                self.hears(&Heard::Event { session: *session, event }, ctx);
            }
            (Subject::Agent(..), AnyRecorded::Agent(event)) => {
                self.take_note(&event.event, ctx);
                self.hears(&Heard::Agent(event), ctx);
            }
            _ => {}
        }
    }

    /// What the agent's own events change in what they may see.
    fn take_note(&mut self, event: &agent::Event, ctx: &mut Ctx) {
        let Some(inside) = &mut self.side.inside else { return };
        inside.ties.follow(event);
        match event {
            // Whoever serves it watches it no longer.
            agent::Event::Confirmed { session, .. } => self.unwatch(*session),
            agent::Event::Configured { values, .. } => {
                inside.name.clone_from(&values.name);
                if inside.queues != values.queues {
                    inside.queues.clone_from(&values.queues);
                    self.relist(ctx);
                }
            }
            _ => {}
        }
    }

    /// The agent serves other queues now: the list is gathered anew.
    fn relist(&mut self, ctx: &mut Ctx) {
        let Some(inside) = &self.side.inside else { return };
        let (reader, workspace) = (self.doors.reader.clone(), inside.workspace.clone());
        let read = async move {
            reader
                .read(move |records: &dyn Records| Ok((records.position()?, records.open_rows(&workspace)?)))
                .await
        };
        ctx.spawn(read.into_actor(self).map(|read, me, ctx| match read {
            Ok((at, open)) => {
                if let Some(inside) = &mut me.side.inside {
                    inside.list.refresh(at, open);
                }
                me.read_on(ctx);
            }
            Err(why) => me.broken(&why, ctx),
        }));
    }
}

fn told(over: bool) -> Result<(), JournalError> {
    if over { Ok(()) } else { Err(JournalError::Damaged("shown events are not in the journal".to_owned())) }
}

/// What to read next, and whether to wait a moment before.
fn concern(inside: &Inside, row: &SessionRow) -> Concern {
    let mine = row.agent.as_ref() == Some(&inside.agent);
    let in_my_queue = row.queue.as_ref().is_some_and(|queue| inside.queues.contains(queue));
    Concern {
        sees: sees(inside.role, &inside.agent, &inside.queues, row),
        may_have_seen: mine || in_my_queue || may(inside.role, Deed::SeeAll),
        mine,
    }
}
