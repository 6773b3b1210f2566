//! Requests to the same server, by TLS or without: one connection each, since `play` asks seldom and listens long.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{CONNECT_WITHIN, ClientError, ServerUrl, trust};

/// Longer than the server takes for any answer.
const ANSWER_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);
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
    let response = ask(server, path, token, head, body.to_string()).await?;
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
    let response = send_to(&server, "", head, json.unwrap_or_default()).await?;
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
    let unreachable = |why: String| ClientError::Unreachable { url: server.to_string(), why };
    let uri: Uri = server.http(path).parse().map_err(|_| unreachable("the URL does not read".to_owned()))?;
    let host = uri.host().ok_or_else(|| unreachable("the URL names no host".to_owned()))?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let named = uri.authority().map_or(host, |authority| authority.as_str());
    let request = head.uri(path).header(HOST, named);
    let request = request.body(Full::new(Bytes::from(body))).map_err(|why| unreachable(why.to_string()))?;
    let asking = async {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(if server.is_encrypted() { 443 } else { 80 });
        let stream = TcpStream::connect((bare, port)).await.map_err(|why| unreachable(why.to_string()))?;
        if !server.is_encrypted() {
            return send(stream, request).await;
        }
        let config = trust::config(server)?;
        let name = ServerName::try_from(bare.to_owned()).map_err(|why| unreachable(why.to_string()))?;
        let stream = TlsConnector::from(config).connect(name, stream).await;
        send(stream.map_err(|why| unreachable(why.to_string()))?, request).await
    };
    let asking = tokio::time::timeout(CONNECT_WITHIN + ANSWER_WITHIN, asking).await;
    asking.map_err(|_| unreachable("no answer in time".to_owned()))?
}

/// Sends over a connection of its own, which lives for as long as the answer is read.
async fn send(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, ClientError> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(ClientError::ended)?;
    tokio::spawn(async move {
        if let Err(why) = connection.await {
            tracing::debug!(%why, "a connection ended");
        }
    });
    sender.send_request(request).await.map_err(ClientError::ended)
}
