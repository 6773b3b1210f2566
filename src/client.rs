//! A client of our own doors, by TLS or without: JSON frames over a websocket, requests, and streams of server-sent events.
//! `chat`, `play` and the stories use it.

mod events;
pub mod http;
mod line;
mod trust;
mod url;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

pub use events::{EventStream, ServerEvent};
pub use line::Line;
pub use trust::TrustError;
pub use url::{ServerUrl, UrlError};

/// Long enough for a server that is starting, short enough to say something to a person.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The door customers come in by.
pub const CUSTOMER_DOOR: &str = "/sermo/socket";
/// The door agents come in by.
pub const CONSOLE_DOOR: &str = "/console/socket";

/// Why there is no connection (any more).
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody answers, or not as a websocket server.
    #[error("cannot reach {url}: {why}")]
    Unreachable {
        /// Where we tried.
        url: String,
        /// What happened.
        why: String,
    },
    /// The server closed the connection, or it broke.
    #[error("the connection ended: {reason}")]
    Ended {
        /// The websocket's close code, if the server said one.
        code: Option<u16>,
        /// The server's words, or the system's.
        reason: String,
    },
    /// The server does not let us in.
    #[error("the server does not let you in: {0}")]
    Refused(String),
    /// No certificate could vouch for the server.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The server sent something that is not JSON text.
    #[error("the server sent what is not a JSON frame: {0}")]
    NotJson(String),
}

impl ClientError {
    /// An end without a close code.
    pub fn ended(reason: impl std::fmt::Display) -> Self {
        Self::Ended { code: None, reason: reason.to_string() }
    }

    /// Whether coming back would only be refused again: the server said that we may not (1008).
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Ended { code: Some(1008), .. })
    }
}

/// An open socket.
#[derive(Debug)]
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// Opens a socket at one of the server's doors.
    pub async fn open(server: &ServerUrl, door: &str) -> Result<Self, ClientError> {
        let url = server.websocket(door);
        let unreachable = |why: String| ClientError::Unreachable { url: server.to_string(), why };
        let connector = Some(trust::connector(server)?);
        let connecting = connect_async_tls_with_config(&url, None, false, connector);
        match tokio::time::timeout(CONNECT_WITHIN, connecting).await {
            Ok(Ok((stream, _))) => Ok(Self { stream }),
            Ok(Err(error)) => Err(unreachable(error.to_string())),
            Err(_) => Err(unreachable("no answer within 5 s".to_owned())),
        }
    }

    /// Sends one JSON frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), ClientError> {
        self.send_raw(Message::text(frame.to_string())).await
    }

    /// Sends any websocket message, broken ones included; tests need them.
    pub async fn send_raw(&mut self, message: Message) -> Result<(), ClientError> {
        self.stream.send(message).await.map_err(ClientError::ended)
    }

    /// The next JSON frame. Safe to drop half-way: nothing is lost.
    pub async fn next(&mut self) -> Result<Value, ClientError> {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let parsed = serde_json::from_str(&text);
                    return parsed.map_err(|_| ClientError::NotJson(text.to_string()));
                }
                Some(Ok(Message::Close(Some(close)))) => {
                    let code = u16::from(close.code);
                    return Err(ClientError::Ended {
                        code: Some(code),
                        reason: format!("{} ({code})", close.reason),
                    });
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(ClientError::ended(error)),
                None => return Err(ClientError::ended("closed without a word")),
            }
        }
    }

    /// Says goodbye. What goes wrong with it no longer matters.
    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
    }
}
