//! A feed as a stream: what is kept, each event by its cursor and none left out; and what is live, while somebody listens.
//!
//! Events of different sessions are committed in one order and shown in another, so what is shown here is only a sign
//! that there is something to read: the journal is read on, in its own order. Subscribe first, then read.

use std::net::IpAddr;

use actix::{ActorFutureExt, AsyncContext, Context, WrapFuture};
use actix_web::HttpResponse;
use switchboard_actors::{Answer, Shown, ShownLive, Topic};
use switchboard_core::{PlatformId, Timestamp};
use switchboard_journal::JournalError;
use switchboard_wire::sermo::feed::Direction;

use super::cursor::Cursor;
use super::item::Item;
use super::page::{Part, WINDOW, read};
use crate::connection::{Connection, Refusing, Side, behind};
use crate::doors::Doors;
use crate::ending::Ending;
use crate::gate::IsIn;
use crate::guest::Guest;
use crate::limits::Seat;
use crate::problem::Problem;
use crate::records::Records;
use crate::sse;

/// An application that listens.
pub(super) struct Listener {
    platform: PlatformId,
    direction: Direction,
    /// Everything up to this position was passed on.
    at: u64,
    /// There may be more in the journal.
    behind: bool,
}

type Me = Connection<Listener>;
type Ctx = Context<Me>;

/// Answers with the feed after a position.
pub(super) fn open(
    doors: &Doors,
    guest: Guest,
    platform: PlatformId,
    direction: Direction,
    at: u64,
) -> Result<HttpResponse, Problem> {
    let seat = doors.seat(guest.address).ok_or(Problem::TooManyConnections)?;
    let (doors, window) = (doors.clone(), doors.settings.window);
    let side = Listener { platform, direction, at, behind: true };
    let start = behind(side, doors, guest, IsIn::default());
    Ok(sse::serve(window, seat, start))
}

impl Side for Listener {
    const KIND: &'static str = "application";

    fn began(me: &mut Me, ctx: &mut Ctx) {
        me.listen(ctx);
        // Also before the first event there is a place to come back to.
        let cursor = Cursor::after(&me.side.platform, me.side.at);
        me.tell(sse::place(&cursor.to_string()), ctx);
        me.read_on(ctx);
    }

    fn is_in(&self) -> bool {
        true
    }

    fn said(_: &mut Me, _: &str, _: &mut Ctx) {}

    fn shown(me: &mut Me, shown: Shown, ctx: &mut Ctx) {
        match shown {
            Shown::Event(_) => me.there_is_more(ctx),
            Shown::Live(live) => me.live(&live, ctx),
            Shown::Lagged => {
                me.listen(ctx);
                me.there_is_more(ctx);
            }
            Shown::Signal { .. } | Shown::Row(_) => {}
        }
    }

    fn answered(_: &mut Me, _: Option<String>, _: Answer, _: &mut Ctx) {}

    fn refusal(&self, _: Refusing) -> Option<String> {
        None
    }

    fn room(me: &mut Me, ctx: &mut Ctx) {
        me.read_on(ctx);
    }

    fn beat(_: &mut Me, _: Timestamp, _: &mut Ctx) {}

    fn gone(me: &mut Me) {
        me.doors.house.directory.unwatch(&Topic::Platform(me.side.platform.clone()), me.viewer);
    }
}

impl Me {
    fn listen(&mut self, ctx: &mut Ctx) {
        let topic = Topic::Platform(self.side.platform.clone());
        self.doors.house.directory.watch(topic, self.viewer, &ctx.address().recipient());
    }

    fn live(&mut self, live: &ShownLive, ctx: &mut Ctx) {
        let item = Item::live(self.side.direction, live);
        if let Some(frame) = item.and_then(|item| serde_json::to_string(&item).ok()) {
            self.tell_fleeting(sse::plain(&frame), ctx);
        }
    }

    fn there_is_more(&mut self, ctx: &mut Ctx) {
        self.side.behind = true;
        self.read_on(ctx);
    }

    fn read_on(&mut self, ctx: &mut Ctx) {
        if !self.side.behind || self.reading || !self.has_room() {
            return;
        }
        self.side.behind = false;
        self.read_part(None, ctx);
    }

    /// Reads a part; with a picture in it, if there is a seat for one.
    fn read_part(&mut self, seat: Option<Seat<IpAddr>>, ctx: &mut Ctx) {
        self.reading = true;
        let with_pictures = seat.is_some();
        let Listener { platform, direction, at, .. } = &self.side;
        let (platform, direction, at) = (platform.clone(), *direction, *at);
        let (reader, limit) = (self.doors.reader.clone(), self.doors.settings.page);
        let reading = async move {
            let part =
                move |records: &dyn Records| read(records, &platform, direction, at, limit, with_pictures);
            reader.read(part).await
        };
        ctx.spawn(reading.into_actor(self).map(|part, me, ctx| {
            me.reading = false;
            match part {
                Ok(part) if part.waits_for_picture() && seat.is_none() => match me.picture_seat() {
                    Some(seat) => {
                        me.side.at = part.until;
                        me.read_part(Some(seat), ctx);
                    }
                    None => me.in_a_moment(ctx),
                },
                Ok(part) => {
                    me.carries(seat);
                    me.pass_on(part, ctx);
                }
                Err(JournalError::Busy) => me.in_a_moment(ctx),
                Err(error) => {
                    tracing::warn!(connection = me.name, %error, "a feed could not be read on");
                    me.end(Ending::Fault, ctx);
                }
            }
        }));
    }

    fn in_a_moment(&mut self, ctx: &mut Ctx) {
        self.side.behind = true;
        ctx.run_later(super::MOMENT, Me::read_on);
    }

    fn pass_on(&mut self, part: Part, ctx: &mut Ctx) {
        let Part { items, until, more, .. } = part;
        let ends_with_item = items.last().is_some_and(|(position, _)| *position == until);
        self.paging = true;
        for (_, item) in items {
            let cursor = item.cursor.clone().unwrap_or_default();
            if let Ok(frame) = serde_json::to_string(&item) {
                self.tell(sse::numbered(&cursor, &frame), ctx);
            }
        }
        // Who comes back need not look again at what was none of theirs.
        if !ends_with_item && until >= self.side.at.saturating_add(u64::from(WINDOW)) {
            self.tell(sse::place(&Cursor::after(&self.side.platform, until).to_string()), ctx);
        }
        self.paging = false;
        self.side.at = until;
        self.side.behind |= more;
        self.read_on(ctx);
    }
}
