//! Applications outside: what they hear of a platform, and what they say in it.
//!
//! `page.rs` and `listen.rs` are the two ways to hear, over the same cursors (`cursor.rs`) and items (`item.rs`);
//! `post.rs` takes what bots and desks say (outbound) and what channels say for their customers (inbound); `strange.rs` hands on what
//! nobody here knows. Who may is a
//! key with the scope for it; which platforms there are is told by its workspace.

mod cursor;
mod item;
mod listen;
mod page;
mod post;
pub(crate) mod strange;

use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use switchboard_core::{PlatformId, WorkspaceId};
use switchboard_wire::sermo::feed::Direction;

use crate::caller::{self, Who};
use crate::doors::Doors;
use crate::guest::Guest;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};
use cursor::Cursor;

/// Before the journal is asked again when all its readers were busy.
const MOMENT: Duration = Duration::from_millis(50);

/// Items of a page unless asked otherwise, and the most one may ask for.
const USUALLY: u32 = 100;
const AT_MOST: u32 = 200;

/// An application at one platform's feed.
struct Application {
    workspace: WorkspaceId,
    /// The id of its key.
    key: String,
    platform: PlatformId,
    direction: Direction,
    guest: Guest,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<String>,
    limit: Option<u32>,
}

type Path = web::Path<(String, String)>;

/// A feed, as a page or as a stream.
pub(crate) async fn hear(
    path: Path,
    request: HttpRequest,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, Failed> {
    let Application { platform, direction, guest, .. } = let_in(&doors, &path, &request).await?;
    let asked = web::Query::<Asked>::from_query(request.query_string());
    let Asked { after, limit } = asked.map_err(|why| Problem::InvalidQuery.because(why.to_string()))?.0;
    let limit = limit.unwrap_or(USUALLY);
    if !(1..=AT_MOST).contains(&limit) {
        return Err(Problem::InvalidQuery.because(format!("limit is 1 to {AT_MOST}")));
    }
    let last = request.headers().get("last-event-id").map(|last| last.to_str().unwrap_or("?").to_owned());
    let place = |text: String| Cursor::read(&platform, &text).ok_or(Problem::InvalidCursor);
    let after = last.or(after).filter(|text| !text.is_empty()).map(place).transpose()?;
    if !wants_stream(&request) {
        return page::answer(&doors, platform, direction, after.unwrap_or(0), limit, &guest).await;
    }
    let at = match after {
        Some(after) => after,
        None => doors.reader.read(|records| records.position()).await?,
    };
    Ok(listen::open(&doors, guest, platform, direction, at)?)
}

/// Takes one event.
pub(crate) async fn post(
    path: Path,
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, Failed> {
    let application = let_in(&doors, &path, &request).await?;
    post::take(&doors, application, &request, body).await
}

fn wants_stream(request: &HttpRequest) -> bool {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/event-stream"))
}

/// Another workspace's platform does not exist.
async fn let_in(doors: &Doors, path: &Path, request: &HttpRequest) -> Result<Application, Failed> {
    if doors.is_draining() {
        return Err(Problem::Draining.into());
    }
    let guest = Guest::of(request, &doors.settings);
    if !doors.hears_request(guest.address) {
        return Err(Problem::RateLimited.into());
    }
    let caller = caller::of(doors, request).await?;
    caller.must_be_allowed(Deed::Relay, false)?;
    let (platform, direction) = (&path.0, &path.1);
    let platform = platform.parse::<PlatformId>().map_err(|_| Problem::NotFound)?;
    let known = doors.house.book.platform(&platform);
    if known.is_none_or(|known| known.values.workspace != caller.workspace) {
        return Err(Problem::NotFound.into());
    }
    let direction = match direction.as_str() {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        _ => return Err(Problem::NotFound.into()),
    };
    let key = match caller.who {
        Who::Key(key) => key,
        Who::Person(program) => program.to_string(),
    };
    Ok(Application { workspace: caller.workspace, key, platform, direction, guest })
}
