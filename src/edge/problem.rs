//! Errors over HTTP as problem documents (RFC 9457): a stable code, a request id, and nothing of our insides.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{answers, figures, requests};

/// What went wrong with a request: a line of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing is mounted there, or it is another workspace's.
    NotFound,
    /// Something is, but not for this method.
    MethodNotAllowed,
    /// This page may not open the socket.
    OriginNotAllowed,
    /// Not a websocket handshake.
    NotAWebsocket,
    /// Every seat is taken, in all or for this address.
    TooManyConnections,
    /// Too many requests are under way, in all or of this address.
    TooManyAtOnce,
    /// The server stops; another one, or the same a little later, will answer.
    Draining,
    /// Where the request ends is in doubt: lengths that contradict each other.
    BadFraming,
    /// The body is larger than anything is taken here.
    TooLarge,
    /// The body did not come, or the answer was not found, in time.
    TooSlow,
    /// Nobody has founded a workspace yet: only the bootstrap is answered.
    NotBootstrapped,
    /// A defect of ours.
    Internal,
    /// No credential, or one that is not valid.
    NotAuthenticated,
    /// Name, password or code are wrong; not told which.
    WrongCredentials,
    /// The password is right, and a code of the second factor is wanted.
    CodeNeeded,
    /// A cookie came without what shows that a page of ours sent it.
    PageNotTrusted,
    /// The credential is valid and does not reach so far.
    NotAllowed,
    /// The workspace demands a second factor: until it is set up, nothing else can be done.
    SecondFactorRequired,
    /// Too many requests; later again.
    RateLimited,
    /// The body is not JSON, or nested too deep.
    InvalidJson,
    /// The body is JSON and not what is wanted here.
    InvalidBody,
    /// The query is not what is wanted here.
    InvalidQuery,
    /// The cursor is none of ours.
    InvalidCursor,
    /// A header is not what is wanted here.
    InvalidHeader,
    /// The body is announced as something else than JSON.
    UnsupportedMedia,
    /// An edit must name the version it was made from.
    ConditionRequired,
    /// The thing is not as the condition says; it was changed meanwhile.
    ConditionFailed,
    /// The same idempotency key came with another request.
    KeyReused,
    /// The same request is being carried out.
    InProgress,
    /// The same request was begun, and what became of it is not known.
    OutcomeUnknown,
    /// The same request was carried out, and its answer is shown once only.
    AnswerNotKept,
    /// Too much at once, or the journal is behind.
    Busy,
    /// Not answered in time; what became of it is not known.
    TimedOut,
    /// Nothing more can be stored.
    DiskFull,
    /// The rules said no, with this code of theirs.
    Refused(&'static str),
    /// What was sent cannot be, as things stand: with this code.
    Unprocessable(&'static str),
}

impl Problem {
    /// The stable code, its status, and a sentence for people.
    pub fn facts(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::NotFound => ("not_found", S::NOT_FOUND, "there is nothing here"),
            Self::MethodNotAllowed => {
                ("method_not_allowed", S::METHOD_NOT_ALLOWED, "this method is not understood here")
            }
            Self::OriginNotAllowed => {
                ("origin_not_allowed", S::FORBIDDEN, "this page may not open the socket")
            }
            Self::NotAWebsocket => {
                ("not_a_websocket", S::BAD_REQUEST, "a websocket handshake (version 13) is wanted here")
            }
            Self::TooManyConnections => {
                ("too_many_connections", S::TOO_MANY_REQUESTS, "too many connections are open")
            }
            Self::TooManyAtOnce => (
                "too_many_at_once",
                S::TOO_MANY_REQUESTS,
                "too many requests are under way from this address",
            ),
            Self::BadFraming => {
                ("bad_framing", S::BAD_REQUEST, "the headers leave in doubt where this request ends")
            }
            Self::TooLarge => ("too_large", S::PAYLOAD_TOO_LARGE, "the body is too large"),
            Self::TooSlow => ("too_slow", S::REQUEST_TIMEOUT, "the request took too long"),
            Self::Draining => ("draining", S::SERVICE_UNAVAILABLE, "the server is stopping"),
            Self::NotBootstrapped => (
                "not_bootstrapped",
                S::SERVICE_UNAVAILABLE,
                "no workspace was founded yet; the server printed a token for it when it started",
            ),
            Self::Internal => ("internal", S::INTERNAL_SERVER_ERROR, "an internal fault"),
            Self::NotAuthenticated => {
                ("not_authenticated", S::UNAUTHORIZED, "a valid credential is wanted here")
            }
            Self::WrongCredentials => {
                ("wrong_credentials", S::UNAUTHORIZED, "name, password or code are wrong")
            }
            Self::CodeNeeded => ("code_needed", S::UNAUTHORIZED, "a code of the second factor is wanted"),
            Self::PageNotTrusted => (
                "page_not_trusted",
                S::FORBIDDEN,
                "with a cookie, X-Switchboard: 1 is wanted, from a page of this server",
            ),
            Self::NotAllowed => ("not_allowed", S::FORBIDDEN, "this credential may not do this"),
            Self::SecondFactorRequired => (
                "second_factor_required",
                S::FORBIDDEN,
                "this workspace demands a second factor; set one up first (POST /api/v1/me/second-factor)",
            ),
            Self::RateLimited => ("rate_limited", S::TOO_MANY_REQUESTS, "too many requests"),
            Self::InvalidJson => ("invalid_json", S::BAD_REQUEST, "the body is not JSON as wanted here"),
            Self::InvalidBody => {
                ("invalid_body", S::UNPROCESSABLE_ENTITY, "the body is not what is wanted here")
            }
            Self::InvalidQuery => ("invalid_query", S::BAD_REQUEST, "the query is not what is wanted here"),
            Self::InvalidCursor => ("invalid_cursor", S::BAD_REQUEST, "the cursor is none of ours"),
            Self::InvalidHeader => ("invalid_header", S::BAD_REQUEST, "a header is not what is wanted here"),
            Self::UnsupportedMedia => (
                "unsupported_media_type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "the content type must be application/json",
            ),
            Self::ConditionRequired => (
                "condition_required",
                S::PRECONDITION_REQUIRED,
                "an edit needs If-Match with the ETag it was made from, or If-None-Match: * to create",
            ),
            Self::ConditionFailed => {
                ("condition_failed", S::PRECONDITION_FAILED, "it is not as the condition says: read it again")
            }
            Self::KeyReused => {
                ("key_reused", S::UNPROCESSABLE_ENTITY, "this Idempotency-Key was used for another request")
            }
            Self::InProgress => ("in_progress", S::CONFLICT, "the same request is being carried out"),
            Self::OutcomeUnknown => (
                "outcome_unknown",
                S::CONFLICT,
                "the same request was begun and its outcome is not known: look before you ask again",
            ),
            Self::AnswerNotKept => (
                "answer_not_kept",
                S::CONFLICT,
                "the same request was carried out; its answer is shown only once",
            ),
            Self::Busy => ("busy", S::SERVICE_UNAVAILABLE, "too much at once; nothing was done"),
            Self::TimedOut => ("timed_out", S::GATEWAY_TIMEOUT, "no answer in time"),
            Self::DiskFull => ("disk_full", S::INSUFFICIENT_STORAGE, "nothing more can be stored"),
            Self::Refused(code) => (code, S::CONFLICT, "this cannot be done as things stand"),
            Self::Unprocessable(code) => {
                (code, S::UNPROCESSABLE_ENTITY, "what was sent cannot be as things stand")
            }
        }
    }

    /// The same with a sentence about this case.
    pub fn because(self, detail: impl Into<String>) -> Failed {
        Failed { detail: Some(detail.into()), ..self.into() }
    }

    /// Worth another try after so many seconds.
    fn retry_after(self) -> Option<u64> {
        match self {
            Self::TooManyConnections | Self::Draining => Some(2),
            Self::RateLimited | Self::TooManyAtOnce | Self::Busy | Self::InProgress => Some(1),
            Self::DiskFull => Some(60),
            _ => None,
        }
    }
}

impl Problem {
    /// The whole answer over HTTP, for a client that has asked nothing yet.
    pub(crate) fn unasked(self) -> String {
        let seconds = self.retry_after().unwrap_or(1);
        let (code, status, title) = self.facts();
        let kind = format!("urn:switchboard:problem:{code}");
        let document =
            serde_json::json!({ "type": kind, "title": title, "status": status.as_u16(), "code": code });
        let document = document.to_string();
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/problem+json\r\nContent-Length: {}\r\n\
             Retry-After: {seconds}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
             Connection: close\r\n\r\n{document}",
            document.len()
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.facts().0)
    }
}

/// A problem with what is to be said about this case of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The line of the catalogue.
    pub problem: Problem,
    /// A sentence about this case; never of our insides.
    pub detail: Option<String>,
    /// What is wrong in the body, field by field.
    pub errors: Vec<Fault>,
    /// Seconds after which another try is worth it.
    pub retry_after: Option<u64>,
}

/// Something wrong with one field of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where: `nodes.greet.text`, `queues[2]`; empty for the whole body.
    pub field: String,
    /// Stable, in snake_case.
    pub code: &'static str,
    /// What, for people.
    pub detail: String,
}

impl Fault {
    /// A field that reads well and cannot be.
    pub fn new(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self { field: field.into(), code, detail: detail.into() }
    }
}

impl Failed {
    /// A body with these faults.
    pub fn body(errors: Vec<Fault>) -> Self {
        Self { errors, ..Problem::InvalidBody.into() }
    }

    /// The same, worth another try after so many seconds.
    pub fn again(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self { problem, detail: None, errors: Vec::new(), retry_after: problem.retry_after() }
    }
}

/// A problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// `urn:switchboard:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem this is, for people.
    title: &'static str,
    /// The status, once more.
    status: u16,
    /// Stable, in snake_case, for programs.
    code: &'static str,
    /// What is the matter in this case.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// What is wrong in the body, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Fault>,
    /// The request's id, also in the header `X-Request-Id`: name it when you ask for help.
    #[serde(rename = "requestId")]
    request: String,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Some(detail) => write!(f, "{}: {detail}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        self.problem.facts().1
    }

    fn error_response(&self) -> HttpResponse {
        let (code, status, title) = self.problem.facts();
        let request = requests::current_id();
        figures::refused(code);
        let document = Document {
            kind: format!("urn:switchboard:problem:{code}"),
            title,
            status: status.as_u16(),
            code,
            detail: self.detail.clone(),
            errors: self.errors.clone(),
            request: request.clone(),
        };
        let mut response = HttpResponse::build(status).json(document);
        let mut say = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        say(header::CONTENT_TYPE, "application/problem+json");
        say(answers::REQUEST_ID, &request);
        if let Some(seconds) = self.retry_after {
            say(header::RETRY_AFTER, &seconds.to_string());
        }
        let ends = [Problem::BadFraming, Problem::TooLarge, Problem::TooSlow, Problem::TooManyConnections];
        if ends.contains(&self.problem) {
            // What follows on this connection may be the rest of the body; or it is the connection that is too much.
            say(header::CONNECTION, "close");
        }
        if self.problem == Problem::NotAuthenticated {
            say(header::WWW_AUTHENTICATE, "Bearer");
        }
        response
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.facts().1
    }

    fn error_response(&self) -> HttpResponse {
        Failed::from(*self).error_response()
    }
}
