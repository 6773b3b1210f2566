//! How a customer's HTTP request comes in: at what pace, by which token, from which tab, with how large a body.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::Payload;
use actix_web::{HttpMessage, HttpRequest};
use futures_util::StreamExt;
use switchboard_core::session::Opening;

use super::answer::denied;
use super::visits::{Visit, Visits};
use crate::auth::{self, Known};
use crate::caller;
use crate::connection::Refusing;
use crate::cors::CONNECTION;
use crate::denied::Denied;
use crate::doors::Doors;
use crate::guest::Guest;
use crate::limits::Seat;

/// An ordinary body must have come by then.
const SOON: Duration = Duration::from_secs(10);

/// And one with a picture in it.
const LATER: Duration = Duration::from_secs(60);

/// Whether anything is taken at all: the server stays, and the address does not ask too often.
pub(super) fn knock(doors: &Doors, request: &HttpRequest) -> Result<Guest, Refusing> {
    if doors.is_draining() {
        return Err(Refusing::new(None, "draining", "the server is stopping").again(2));
    }
    let guest = Guest::of(request, &doors.settings);
    if doors.hears_request(guest.address) {
        Ok(guest)
    } else {
        Err(Refusing::new(None, "rate_limited", "too many requests from this address").again(1))
    }
}

/// Who speaks, by the token of the request's header.
pub(super) async fn known(doors: &Doors, request: &HttpRequest, guest: &Guest) -> Result<Known, Refusing> {
    let denied = |why: Denied| denied(&why);
    let token = caller::bearer(request).ok_or(Denied::NotAuthenticated).map_err(denied)?;
    auth::customer_by_token(doors, token, guest).await.map_err(denied)
}

/// The tab or window a request comes from.
pub(super) fn visit(doors: &Doors, opening: &Opening, request: &HttpRequest) -> Result<Arc<Visit>, Refusing> {
    Visits::at(doors).of(doors, opening, tab(request)).ok_or_else(|| denied(&Denied::TooManyConnections))
}

/// What a client calls its tab or window; nothing if it does not.
pub(super) fn tab(request: &HttpRequest) -> &str {
    request.headers().get(CONNECTION).and_then(|name| name.to_str().ok()).unwrap_or_default()
}

/// A body of JSON up to the usual size. A form of another page cannot send one without being asked first.
pub(super) async fn json(doors: &Doors, request: &HttpRequest, body: Payload) -> Result<String, Refusing> {
    is_json(request)?;
    text(read(body, doors.settings.frame_bytes, SOON).await?)
}

/// The same, or a larger one with a picture in it, as far as there is room.
pub(crate) async fn json_with_picture(
    doors: &Doors,
    guest: &Guest,
    request: &HttpRequest,
    body: Payload,
) -> Result<String, Refusing> {
    is_json(request)?;
    let usual = doors.settings.frame_bytes;
    if announced(request).is_some_and(|length| length <= usual) {
        return text(read(body, usual, SOON).await?);
    }
    let _seat = picture_seat(doors, guest)?;
    text(read(body, doors.settings.picture_frame_bytes, LATER).await?)
}

/// A file of at most this size; a larger one is not read at all where it says so itself.
pub(super) async fn file(request: &HttpRequest, body: Payload, limit: usize) -> Result<Vec<u8>, Refusing> {
    if announced(request).is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    read(body, limit, LATER).await
}

/// Room for a picture on its way in.
pub(super) fn picture_seat(doors: &Doors, guest: &Guest) -> Result<Seat<IpAddr>, Refusing> {
    let no_room = || Refusing::new(None, "busy", "too many pictures at once; nothing was stored").again(1);
    doors.picture_seat(guest.address).ok_or_else(no_room)
}

fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Refusing {
    Refusing::new(None, "frame_too_large", "the body is larger than this door takes")
}

fn is_json(request: &HttpRequest) -> Result<(), Refusing> {
    if request.content_type().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Refusing::new(None, "not_json", "the content type must be application/json"))
}

async fn read(mut body: Payload, limit: usize, within: Duration) -> Result<Vec<u8>, Refusing> {
    let all = async {
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|_| Refusing::new(None, "bad_json", "the body was cut short"))?;
            if bytes.len().saturating_add(piece.len()) > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    };
    let too_slow = || Refusing::new(None, "too_slow", "the body did not come in time");
    tokio::time::timeout(within, all).await.unwrap_or_else(|_| Err(too_slow()))
}

fn text(bytes: Vec<u8>) -> Result<String, Refusing> {
    String::from_utf8(bytes).map_err(|_| Refusing::new(None, "invalid_utf8", "the body must be UTF-8"))
}
