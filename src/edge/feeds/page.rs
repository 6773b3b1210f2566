//! A feed in pages, for applications that ask.

use actix_web::HttpResponse;
use serde::Serialize;
use switchboard_core::PlatformId;
use switchboard_journal::JournalError;
use switchboard_wire::sermo::feed::Direction;

use super::cursor::Cursor;
use super::item::Item;
use crate::doors::Doors;
use crate::problem::Failed;
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
}

/// Reads on after a position: among so many events of the platform at most, and so much of the journal.
pub(super) fn read(
    records: &dyn Records,
    platform: &PlatformId,
    direction: Direction,
    after: u64,
    limit: u32,
) -> Result<Part, JournalError> {
    let page = records.views().platform_page(platform, after, limit, WINDOW)?;
    let mut items = Vec::new();
    for (customer, stored) in page.events {
        let item = Item::kept(platform, direction, customer, &stored)?;
        items.extend(item.map(|item| (stored.position, item)));
    }
    Ok(Part { items, until: page.until, more: page.more })
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
) -> Result<HttpResponse, Failed> {
    let asked = platform.clone();
    let part = doors.reader.read(move |records| read(records, &asked, direction, after, limit)).await?;
    let next = Cursor::after(&platform, part.until).to_string();
    let items = part.items.into_iter().map(|(_, item)| item).collect();
    Ok(HttpResponse::Ok().json(Page { items, next, more: part.more }))
}
