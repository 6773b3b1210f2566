//! What a customer hears over HTTP: the same frames as on a socket, as server-sent events.
//!
//! `GET <base>/stream` with the token in its header. Public events carry the id `<session>:<number>`; a client that
//! comes back with it as `Last-Event-ID` misses nothing and hears nothing twice.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_core::SessionId;
use switchboard_wire::{Dialect, Hello};

use super::answer::{denied, refuse};
use super::visits::Visit;
use super::{Visitor, entry};
use crate::auth::{Admitted, Known};
use crate::connection::{Refusing, behind};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::gate::IsIn;
use crate::sse;

/// The header by which a stream is resumed.
const LAST: &str = "last-event-id";

/// Who comes in over a stream, and where they left off.
pub(super) struct Entrant {
    pub admitted: Admitted,
    pub hello: Hello,
    pub visit: Arc<Visit>,
}

/// Opens a customer's stream.
pub(crate) async fn open(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    doors: web::Data<Doors>,
) -> HttpResponse {
    opened(dialect, &request, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn opened(
    dialect: &'static dyn Dialect,
    request: &HttpRequest,
    doors: &Doors,
) -> Result<HttpResponse, Refusing> {
    let guest = entry::knock(doors, request)?;
    let Known { platform, opening } = entry::known(doors, request, &guest).await?;
    let (session, after) = last_event(request)?;
    let too_many = || denied(&Denied::TooManyConnections);
    let seat = doors.seat(guest.address).ok_or_else(too_many)?;
    let visit = entry::visit(doors, &opening, request)?;
    let visitor = doors.visitor(&opening).ok_or_else(too_many)?;
    let hello = Hello {
        platform: opening.platform.clone(),
        customer: Some(opening.customer.clone()),
        token: None,
        session,
        after,
    };
    let admitted = Admitted { platform, opening, seat: visitor, token: None };
    let side = Visitor::over_stream(dialect, Entrant { admitted, hello, visit });
    let doors = doors.clone();
    let window = doors.settings.window;
    let start = behind(side, doors, guest, IsIn::default());
    Ok(sse::serve(window, seat, start))
}

/// What the client saw last.
fn last_event(request: &HttpRequest) -> Result<(Option<SessionId>, Option<u64>), Refusing> {
    let Some(last) = request.headers().get(LAST) else { return Ok((None, None)) };
    let last = last.to_str().unwrap_or_default();
    if last.is_empty() {
        return Ok((None, None));
    }
    parsed(last)
        .ok_or_else(|| Refusing::new(None, "bad_event", "Last-Event-ID: must be one of this stream's"))
}

fn parsed(last: &str) -> Option<(Option<SessionId>, Option<u64>)> {
    let (session, number) = last.split_once(':')?;
    Some((Some(session.parse().ok()?), Some(number.parse().ok()?)))
}

/// The id of a public event.
pub(super) fn event_id(session: SessionId, number: u64) -> String {
    format!("{session}:{number}")
}
