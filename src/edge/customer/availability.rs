//! Whether a platform's customers would be served now: told to everybody, in sermo's spelling.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use switchboard_core::{PlatformId, QueueId, Timestamp};
use switchboard_wire::Dialect;

use super::answer::{denied, refuse};
use crate::availability::{self, Availability};
use crate::connection::Refusing;
use crate::denied::Denied;
use crate::doors::Doors;

/// How long anybody may keep the answer: pages ask often, and a line does not change that fast.
const KEPT: &str = "public, max-age=2";

/// What the public is told. Times in RFC 3339; the wait in milliseconds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    platform_id: PlatformId,
    queue_id: QueueId,
    open: bool,
    closed: bool,
    opens_at: Option<String>,
    closes_at: Option<String>,
    available: bool,
    has_working_agents: bool,
    position: u32,
    estimated_wait: Option<u64>,
}

impl Told {
    fn of(platform_id: PlatformId, is: Availability) -> Self {
        Self {
            platform_id,
            queue_id: is.queue,
            open: is.open,
            closed: !is.open,
            opens_at: is.opens_at.map(Timestamp::to_rfc3339),
            closes_at: is.closes_at.map(Timestamp::to_rfc3339),
            available: is.available,
            has_working_agents: is.working > 0,
            position: is.position,
            estimated_wait: is.estimated_wait_ms,
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
        Ok(told) => HttpResponse::Ok().insert_header((header::CACHE_CONTROL, KEPT)).json(told),
        Err(refusing) => refuse(dialect, refusing),
    }
}

async fn told(platform: String, doors: &Doors) -> Result<Told, Refusing> {
    let unknown = || denied(&Denied::UnknownPlatform);
    let id = PlatformId::new(platform).map_err(|_| unknown())?;
    let found = availability::look(doors, &id).await.map_err(|why| denied(&Denied::Journal(why)))?;
    found.map(|(_, is)| Told::of(id, is)).ok_or_else(unknown)
}
