//! A feed in pages, for applications that ask.

use actix_web::HttpResponse;
use serde::Serialize;
use switchboard_core::PlatformId;
use switchboard_journal::JournalError;
use switchboard_wire::sermo::feed::Direction;

use super::cursor::Cursor;
use super::item::{Item, Kept};
use crate::doors::Doors;
use crate::guest::Guest;
use crate::pictures::LIMIT;
use crate::pictures::shown::data_url;
use crate::problem::{Failed, Problem};
use crate::records::Records;

/// Events of the whole journal looked at for one page.
pub(super) const WINDOW: u32 = 5_000;

/// A part of a feed.
pub(super) struct Part {
    /// With the journal position of each.
    pub items: Vec<(u64, Item)>,
    /// Nothing up to this position is left out.
    pub until: u64,
    /// The journal goes on behind it.
    pub more: bool,
    /// It ends before an event that shows a picture.
    before_picture: bool,
}

impl Part {
    /// The next event shows a picture: to be read with room for one.
    pub(super) fn waits_for_picture(&self) -> bool {
        self.before_picture && self.items.is_empty()
    }
}

/// Reads on after a position: among so many events of the platform at most, and so much of the journal. With pictures,
/// as many as the largest one has bytes; without, only up to the first one.
pub(super) fn read(
    records: &dyn Records,
    platform: &PlatformId,
    direction: Direction,
    after: u64,
    limit: u32,
    with_pictures: bool,
) -> Result<Part, JournalError> {
    let page = records.views().platform_page(platform, after, limit, WINDOW)?;
    let mut part = Part { items: Vec::new(), until: page.until, more: page.more, before_picture: false };
    let mut room = if with_pictures { LIMIT as u64 } else { 0 };
    for (customer, stored) in page.events {
        let Some(kept) = Kept::read(platform, customer, &stored)? else { continue };
        let Some(mut item) = kept.item(direction, None) else { continue };
        if let Some(picture) = kept.picture() {
            let Some(rest) = room.checked_sub(picture.bytes) else {
                return Ok(Part {
                    until: stored.position.saturating_sub(1),
                    more: true,
                    before_picture: true,
                    ..part
                });
            };
            room = rest;
            let image = data_url(records.views(), picture)?;
            item = kept.item(direction, image.as_deref()).unwrap_or(item);
        }
        part.items.push((stored.position, item));
    }
    Ok(part)
}

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    /// Where to go on, also when nothing came this time.
    next: String,
    /// There is more to read at once.
    more: bool,
}

/// Answers with a page.
pub(super) async fn answer(
    doors: &Doors,
    platform: PlatformId,
    direction: Direction,
    after: u64,
    limit: u32,
    guest: &Guest,
) -> Result<HttpResponse, Failed> {
    let part_of = async |with_pictures| {
        let asked = platform.clone();
        let read = move |records: &dyn Records| read(records, &asked, direction, after, limit, with_pictures);
        doors.reader.read(read).await
    };
    let mut part = part_of(false).await?;
    let mut _seat = None;
    if part.waits_for_picture() {
        _seat = Some(doors.shown_picture_seat(guest.address).ok_or(Problem::Busy)?);
        part = part_of(true).await?;
    }
    let next = Cursor::after(&platform, part.until).to_string();
    let items = part.items.into_iter().map(|(_, item)| item).collect();
    Ok(HttpResponse::Ok().json(Page { items, next, more: part.more }))
}
