//! Errors over HTTP as problem documents (RFC 9457): a stable code, a request id, and nothing of our insides.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::{figures, requests};

/// What went wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing is mounted there.
    NotFound,
    /// Something is, but not for this method.
    MethodNotAllowed,
    /// This page may not open the socket.
    OriginNotAllowed,
    /// Not a websocket handshake.
    NotAWebsocket,
    /// Every seat is taken, in all or for this address.
    TooManyConnections,
    /// The server stops; another one, or the same a little later, will answer.
    Draining,
    /// Where the request ends is in doubt: lengths that contradict each other.
    BadFraming,
    /// The body is larger than anything is taken here.
    TooLarge,
    /// The body did not come, or the answer was not found, in time.
    TooSlow,
    /// A defect of ours.
    Internal,
}

impl Problem {
    /// The stable code, its status, and a sentence for people.
    pub fn facts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "there is nothing here"),
            Self::MethodNotAllowed => {
                ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "this method is not understood here")
            }
            Self::OriginNotAllowed => {
                ("origin_not_allowed", StatusCode::FORBIDDEN, "this page may not open the socket")
            }
            Self::NotAWebsocket => (
                "not_a_websocket",
                StatusCode::BAD_REQUEST,
                "a websocket handshake (version 13) is wanted here",
            ),
            Self::TooManyConnections => {
                ("too_many_connections", StatusCode::TOO_MANY_REQUESTS, "too many sockets are open")
            }
            Self::Draining => ("draining", StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"),
            Self::BadFraming => {
                ("bad_framing", StatusCode::BAD_REQUEST, "the headers leave in doubt where this request ends")
            }
            Self::TooLarge => ("too_large", StatusCode::PAYLOAD_TOO_LARGE, "the body is too large"),
            Self::TooSlow => ("too_slow", StatusCode::REQUEST_TIMEOUT, "the request took too long"),
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "an internal fault"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().0)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    #[serde(rename = "requestId")]
    request: &'a str,
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.facts().1
    }

    fn error_response(&self) -> HttpResponse {
        let (code, status, title) = self.facts();
        let request = requests::current_id();
        figures::refused(code);
        let kind = format!("urn:switchboard:problem:{code}");
        let document = Document { kind, title, status: status.as_u16(), code, request: &request };
        let mut response = HttpResponse::build(status).json(document);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Ok(id) = HeaderValue::from_str(&request) {
            headers.insert(requests::HEADER, id);
        }
        if matches!(self, Self::BadFraming | Self::TooLarge | Self::TooSlow) {
            // What follows on this connection may be the rest of the body.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if matches!(self, Self::TooManyConnections | Self::Draining) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response
    }
}
