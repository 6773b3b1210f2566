//! What a customer is answered over HTTP: the same frames as on a socket, each with the status that goes with it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use switchboard_wire::{Customer, Dialect, Heard};

use super::refusal;
use crate::connection::Refusing;
use crate::denied::Denied;

/// A frame, under this status.
pub(crate) fn told(
    dialect: &dyn Dialect,
    to: Option<&Customer>,
    heard: &Heard<'_>,
    status: StatusCode,
) -> HttpResponse {
    match dialect.encode(to, heard) {
        Some(frame) => HttpResponse::build(status).content_type("application/json").body(frame),
        None => HttpResponse::new(StatusCode::NO_CONTENT),
    }
}

/// Nothing to say: it was heard.
pub(super) fn heard() -> HttpResponse {
    HttpResponse::new(StatusCode::NO_CONTENT)
}

/// Not done.
pub(super) fn refuse(dialect: &dyn Dialect, refusing: Refusing) -> HttpResponse {
    let retry_after = refusing.retry_after;
    let status = status(refusing.code);
    let mut answer = told(dialect, None, &refusal(refusing), status);
    if let Some(seconds) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answer
}

/// Not let in.
pub(super) fn denied(why: &Denied) -> Refusing {
    let (code, retry_after) = why.spoken();
    Refusing { id: None, code, detail: why.to_string(), retry_after }
}

/// The status that says the same as a code.
fn status(code: &str) -> StatusCode {
    match code {
        "not_authenticated" | "foreign_token" => StatusCode::UNAUTHORIZED,
        "origin_not_allowed" | "foreign_user" => StatusCode::FORBIDDEN,
        "unknown_platform" | "not_found" => StatusCode::NOT_FOUND,
        "too_slow" => StatusCode::REQUEST_TIMEOUT,
        "not_open" | "closed" | "id_reused" | "not_serving" | "already_settled" => StatusCode::CONFLICT,
        "frame_too_large" | "image_too_large" | "text_too_long" => StatusCode::PAYLOAD_TOO_LARGE,
        "not_json" | "image_type_not_taken" => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "set_aside" => StatusCode::UNPROCESSABLE_ENTITY,
        "rate_limited" | "too_many_connections" => StatusCode::TOO_MANY_REQUESTS,
        "disk_full" => StatusCode::INSUFFICIENT_STORAGE,
        "busy" | "faulted" | "unknown" | "journal_failed" | "draining" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
