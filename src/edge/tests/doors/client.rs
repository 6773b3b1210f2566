//! A client that is not ours: tokio-tungstenite.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

/// A frame that does not come within this time never will.
const SOON: Duration = Duration::from_secs(10);

pub struct Socket {
    stream: WebSocketStream<TcpStream>,
}

impl Socket {
    /// Opens a socket; the status where the server does not.
    pub async fn connect(address: SocketAddr, path: &str, origin: Option<&str>) -> Result<Self, u16> {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let stream = TcpStream::connect(address).await.unwrap();
        Self::over(request, stream).await
    }

    /// A customer's socket of a client for which the kernel keeps little.
    pub async fn with_small_buffer(address: SocketAddr) -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let stream = socket.connect(address).await.unwrap();
        let request = format!("ws://{address}/sermo/socket").into_client_request().unwrap();
        Self::over(request, stream).await.expect("the socket opens")
    }

    async fn over(request: Request, stream: TcpStream) -> Result<Self, u16> {
        match client_async(request, stream).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(why) => panic!("{why}"),
        }
    }

    pub async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, frame: &str) {
        self.stream.send(Message::text(frame)).await.expect("the socket is open");
    }

    /// Whether it could be sent: the server may have closed before it had read all.
    pub async fn try_send(&mut self, frame: &Value) -> bool {
        self.stream.send(Message::text(frame.to_string())).await.is_ok()
    }

    /// The head of a masked text frame of this length, and nothing of its bytes.
    pub async fn send_head(&mut self, length: u64) {
        use tokio::io::AsyncWriteExt;
        let mut head = vec![0x81, 0x80 | 127];
        head.extend(length.to_be_bytes());
        head.extend([0; 4]);
        self.stream.get_mut().write_all(&head).await.expect("the socket is open");
    }

    /// So many bytes of a frame that was begun, or fewer if the server hears no more of them.
    pub async fn send_zeros(&mut self, bytes: u64) {
        use tokio::io::AsyncWriteExt;
        let piece = [0; 64 * 1024];
        for _ in 0..bytes.div_ceil(piece.len() as u64) {
            if self.stream.get_mut().write_all(&piece).await.is_err() {
                return;
            }
        }
    }

    pub async fn send_binary(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::binary(bytes)).await.expect("the socket is open");
    }

    /// A frame as raw as it gets; whether the server took it is seen by what it answers.
    pub async fn send_raw(&mut self, payload: Vec<u8>, code: Data, is_final: bool) {
        let frame = Frame::message(payload, OpCode::Data(code), is_final);
        let _ = self.stream.send(Message::Frame(frame)).await;
    }

    /// The next text frame; fails on a close.
    pub async fn next(&mut self) -> Value {
        match self.next_or_close().await {
            Ok(frame) => frame,
            Err(code) => panic!("closed with {code}"),
        }
    }

    /// The next text frame, or the code the server closes with (1006 for none).
    pub async fn next_or_close(&mut self) -> Result<Value, u16> {
        loop {
            let message = tokio::time::timeout(SOON, self.stream.next()).await.expect("something, soon");
            match message {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
                Some(Ok(Message::Close(None)) | Err(_)) | None => return Err(1006),
                Some(Ok(_)) => {}
            }
        }
    }

    /// The next frame of this type; others are passed over.
    pub async fn wait_for(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The next numbered frame; signals are passed over.
    pub async fn numbered(&mut self) -> Value {
        loop {
            let frame = self.next().await;
            if frame.get("seq").is_some() {
                return frame;
            }
        }
    }

    /// What the server refuses, and then the code it closes with.
    pub async fn refused_and_closed(&mut self) -> (String, u16) {
        let refused = self.next().await;
        assert_eq!(refused["type"], "refused", "{refused}");
        let code = refused["code"].as_str().unwrap().to_owned();
        match self.next_or_close().await {
            Ok(frame) => panic!("still open: {frame}"),
            Err(closed) => (code, closed),
        }
    }

    /// Nothing but signals comes for a while.
    pub async fn hears_nothing(&mut self, pause: Duration) {
        let heard = tokio::time::timeout(pause, self.numbered()).await;
        if let Ok(frame) = heard {
            panic!("heard {frame}");
        }
    }

    /// No frame of this type comes for a while.
    pub async fn hears_nothing_of(&mut self, kind: &str, pause: Duration) {
        let heard = tokio::time::timeout(pause, self.wait_for(kind)).await;
        if let Ok(frame) = heard {
            panic!("heard {frame}");
        }
    }
}
