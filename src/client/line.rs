//! A connection that is kept: one request after another.

use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::http::request::Builder;
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::http::{ANSWER_WITHIN, Answered, answered};
use super::{ClientError, ServerUrl, trust};

/// The connection. It lives for as long as this value, or an answer that is read.
#[derive(Debug)]
pub struct Line {
    server: ServerUrl,
    sender: SendRequest<Full<Bytes>>,
}

impl Line {
    /// Opens one.
    pub async fn open(server: &ServerUrl) -> Result<Self, ClientError> {
        let unreachable = |why: String| ClientError::Unreachable { url: server.to_string(), why };
        let uri = address(server, "")?;
        let host = uri.host().ok_or_else(|| unreachable("the URL names no host".to_owned()))?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(if server.is_encrypted() { 443 } else { 80 });
        let stream = TcpStream::connect((bare, port)).await.map_err(|why| unreachable(why.to_string()))?;
        stream.set_nodelay(true).map_err(|why| unreachable(why.to_string()))?;
        let sender = if server.is_encrypted() {
            let config = trust::config(server)?;
            let name = ServerName::try_from(bare.to_owned()).map_err(|why| unreachable(why.to_string()))?;
            let stream = TlsConnector::from(config).connect(name, stream).await;
            kept(stream.map_err(|why| unreachable(why.to_string()))?).await?
        } else {
            kept(stream).await?
        };
        Ok(Self { server: server.clone(), sender })
    }

    /// Sends a request, once the one before it was answered.
    pub(super) async fn send(
        &mut self,
        path: &str,
        head: Builder,
        body: String,
    ) -> Result<Response<Incoming>, ClientError> {
        let uri = address(&self.server, path)?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let named = uri.authority().map_or_else(String::new, ToString::to_string);
        let request = head.uri(path).header(HOST, named).body(Full::new(Bytes::from(body)));
        self.sender.ready().await.map_err(ClientError::ended)?;
        self.sender.send_request(request.map_err(ClientError::ended)?).await.map_err(ClientError::ended)
    }

    /// Posts JSON, with a token where there is one, and reads the answer whole.
    pub async fn post(
        &mut self,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Result<Answered, ClientError> {
        let mut head = Request::builder().method(Method::POST).header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            head = head.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let server = self.server.clone();
        let asking = async { answered(self.send(path, head, body.to_string()).await?).await };
        within(&server, ANSWER_WITHIN, asking).await
    }
}

/// An answer in time, or as good as none.
pub(super) async fn within<T>(
    server: &ServerUrl,
    time: Duration,
    asking: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    let late = || ClientError::Unreachable { url: server.to_string(), why: "no answer in time".to_owned() };
    tokio::time::timeout(time, asking).await.unwrap_or_else(|_| Err(late()))
}

fn address(server: &ServerUrl, path: &str) -> Result<Uri, ClientError> {
    let unreadable =
        |_| ClientError::Unreachable { url: server.to_string(), why: "the URL does not read".to_owned() };
    server.http(path).parse().map_err(unreadable)
}

async fn kept(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Full<Bytes>>, ClientError> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(ClientError::ended)?;
    tokio::spawn(async move {
        if let Err(why) = connection.await {
            tracing::debug!(%why, "a connection ended");
        }
    });
    Ok(sender)
}
