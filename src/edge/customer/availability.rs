//! Whether a platform's customers would be served now: for everybody, from the queue's line on the board.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use switchboard_core::machine::QueueRow;
use switchboard_core::{PlatformId, Timestamp};
use switchboard_wire::Dialect;

use super::answer::{denied, refuse};
use crate::auth::Denied;
use crate::connection::Refusing;
use crate::doors::Doors;

/// How long anybody may keep the answer: pages ask often, and a line does not change that fast.
const KEPT: &str = "public, max-age=2";

/// What the public is told. Times in RFC 3339; the wait in milliseconds.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Availability {
    platform_id: PlatformId,
    queue_id: String,
    open: bool,
    closed: bool,
    opens_at: Option<String>,
    closes_at: Option<String>,
    /// Open, and the line is not too long.
    available: bool,
    has_working_agents: bool,
    /// The place a newcomer would get; 1 is next.
    position: u32,
    /// Of a newcomer.
    estimated_wait: Option<u64>,
}

impl Availability {
    fn of(platform_id: PlatformId, row: QueueRow, now: Timestamp) -> Self {
        let at = |is_it: bool| row.changes_at.filter(|_| is_it).map(Timestamp::to_rfc3339);
        let has_room = row.max_length.is_none_or(|most| row.waiting < most);
        Self {
            platform_id,
            queue_id: row.queue.to_string(),
            open: row.open,
            closed: !row.open,
            opens_at: at(!row.open),
            closes_at: at(row.open),
            available: row.open && has_room,
            has_working_agents: row.working > 0,
            position: row.waiting.saturating_add(1),
            estimated_wait: row.wait_at(now),
        }
    }
}

/// Answers anybody.
pub(crate) async fn tell(
    dialect: &'static dyn Dialect,
    platform: web::Path<String>,
    doors: web::Data<Doors>,
) -> HttpResponse {
    match told(platform.into_inner(), &doors).await {
        Ok(availability) => {
            HttpResponse::Ok().insert_header((header::CACHE_CONTROL, KEPT)).json(availability)
        }
        Err(refusing) => refuse(dialect, refusing),
    }
}

async fn told(platform: String, doors: &Doors) -> Result<Availability, Refusing> {
    let unknown = || denied(&Denied::UnknownPlatform);
    let id = PlatformId::new(platform).map_err(|_| unknown())?;
    let platform = doors.house.book.platform(&id).ok_or_else(unknown)?;
    let (workspace, queue) = (platform.values.workspace.clone(), platform.values.queue.clone());
    let row = doors.reader.read(move |records| records.views().queue(&workspace, &queue)).await;
    let row = row.map_err(|why| denied(&Denied::Journal(why)))?;
    let now = doors.house.clock.now();
    row.map(|row| Availability::of(id, row, now)).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> QueueRow {
        QueueRow {
            workspace: "demo".parse().unwrap(),
            queue: "support".parse().unwrap(),
            waiting: 2,
            oldest: None,
            open: true,
            changes_at: Some(Timestamp(0)),
            working: 1,
            max_length: Some(3),
            estimated_wait_ms: Some(1_000),
            estimate_ends: Some(Timestamp(5)),
        }
    }

    #[test]
    fn a_line_is_available_while_it_is_open_and_short_enough() {
        let of = |row| Availability::of("demo-web".parse().unwrap(), row, Timestamp(4));
        let open = of(row());
        assert_eq!((open.available, open.position, open.closed), (true, 3, false));
        assert_eq!((open.closes_at.is_some(), open.opens_at), (true, None));
        assert!(!of(QueueRow { waiting: 3, ..row() }).available);
        assert!(of(QueueRow { waiting: 300, max_length: None, ..row() }).available);
        assert!(!of(QueueRow { working: 0, ..row() }).has_working_agents);
        let closed = of(QueueRow { open: false, ..row() });
        assert_eq!((closed.available, closed.closed, closed.closes_at), (false, true, None));
        assert!(closed.opens_at.is_some());
    }

    #[test]
    fn the_wait_of_a_line_that_has_stood_still_for_long_is_unknown() {
        let at = |now| Availability::of("demo-web".parse().unwrap(), row(), Timestamp(now)).estimated_wait;
        assert_eq!((at(4), at(5)), (Some(1_000), None));
    }
}
