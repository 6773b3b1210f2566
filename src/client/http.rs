//! Requests to the same server, by TLS or without: one connection each, since `play` asks seldom and listens long. Who asks
//! often keeps a `Line` open.

use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use hyper::{Method, Request, Response};
use serde_json::Value;

use super::line::{Line, within};
use super::{CONNECT_WITHIN, ClientError, ServerUrl};

/// Longer than the server takes for any answer.
pub(super) const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);
/// The largest answer that is read whole.
const ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// What was answered: the status, and JSON if there was any.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The body; null where there is none.
    pub body: Value,
}

/// Posts JSON with a token.
pub async fn post(
    server: &ServerUrl,
    path: &str,
    token: &str,
    body: &Value,
) -> Result<Answered, ClientError> {
    let head = Request::builder().method(Method::POST).header(CONTENT_TYPE, "application/json");
    answered(ask(server, path, token, head, body.to_string()).await?).await
}

/// Status and JSON of an answer.
pub(super) async fn answered(response: Response<Incoming>) -> Result<Answered, ClientError> {
    let status = response.status().as_u16();
    let whole = whole(response).await?;
    if whole.is_empty() {
        return Ok(Answered { status, body: Value::Null });
    }
    let body = serde_json::from_slice(&whole);
    let body = body.map_err(|_| ClientError::NotJson(String::from_utf8_lossy(&whole).into_owned()))?;
    Ok(Answered { status, body })
}

/// Posts JSON under whole credentials (`Basic …`); the status, whatever else is answered.
pub async fn status_of_post(
    server: &ServerUrl,
    path: &str,
    authorization: &str,
    body: &Value,
) -> Result<u16, ClientError> {
    let head = Request::builder()
        .method(Method::POST)
        .header(CONTENT_TYPE, "application/json")
        .header(AUTHORIZATION, authorization);
    Ok(send_to(server, path, head, body.to_string()).await?.status().as_u16())
}

/// The body of a good answer of any server: to a question in JSON, or to none.
pub async fn fetch(url: &str, json: Option<String>) -> Result<Bytes, ClientError> {
    let unreachable = |why: String| ClientError::Unreachable { url: url.to_owned(), why };
    let server: ServerUrl = url.parse().map_err(|why: super::UrlError| unreachable(why.to_string()))?;
    let head = match json {
        Some(_) => Request::builder().method(Method::POST).header(CONTENT_TYPE, "application/json"),
        None => Request::builder().method(Method::GET).header(ACCEPT, "application/json"),
    };
    good(url, send_to(&server, "", head, json.unwrap_or_default()).await?).await
}

/// The body of a good answer of any server to a form, under whole credentials (`Basic …`).
pub async fn exchange(url: &str, form: String, authorization: &str) -> Result<Bytes, ClientError> {
    let unreachable = |why: String| ClientError::Unreachable { url: url.to_owned(), why };
    let server: ServerUrl = url.parse().map_err(|why: super::UrlError| unreachable(why.to_string()))?;
    let head = Request::builder()
        .method(Method::POST)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, authorization);
    good(url, send_to(&server, "", head, form).await?).await
}

async fn good(url: &str, response: Response<Incoming>) -> Result<Bytes, ClientError> {
    match response.status() {
        status if status.is_success() => whole(response).await,
        status => Err(ClientError::Refused(format!("{url} answered {status}"))),
    }
}

async fn whole(response: Response<Incoming>) -> Result<Bytes, ClientError> {
    let body = http_body_util::Limited::new(response.into_body(), ANSWER_BYTES);
    let whole = tokio::time::timeout(ANSWER_WITHIN, body.collect()).await;
    Ok(whole.map_err(ClientError::ended)?.map_err(ClientError::ended)?.to_bytes())
}

/// Opens a stream of server-sent events; with `last`, what comes after that event.
pub(super) async fn stream(
    server: &ServerUrl,
    path: &str,
    token: &str,
    last: Option<&str>,
) -> Result<Incoming, ClientError> {
    let mut head = Request::builder().method(Method::GET).header(ACCEPT, "text/event-stream");
    if let Some(last) = last {
        head = head.header("last-event-id", last);
    }
    let response = ask(server, path, token, head, String::new()).await?;
    match response.status().as_u16() {
        200 => Ok(response.into_body()),
        status => Err(ClientError::Refused(format!("{path} answered {status}"))),
    }
}

async fn ask(
    server: &ServerUrl,
    path: &str,
    token: &str,
    head: hyper::http::request::Builder,
    body: String,
) -> Result<Response<Incoming>, ClientError> {
    send_to(server, path, head.header(AUTHORIZATION, format!("Bearer {token}")), body).await
}

async fn send_to(
    server: &ServerUrl,
    path: &str,
    head: hyper::http::request::Builder,
    body: String,
) -> Result<Response<Incoming>, ClientError> {
    let asking = async { Line::open(server).await?.send(path, head, body).await };
    within(server, CONNECT_WITHIN + ANSWER_WITHIN, asking).await
}
