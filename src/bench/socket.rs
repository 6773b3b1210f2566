//! A client's socket, with as little of our own between the frame and the clock as can be.

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::BenchError;

/// Frames on their way out of one client.
#[derive(Debug, Clone)]
pub struct Mouth(mpsc::UnboundedSender<String>);

impl Mouth {
    /// Sends a frame; one of a connection that is gone is lost, and its ear says so.
    pub fn say(&self, frame: String) {
        let _ = self.0.send(frame);
    }
}

/// Frames that come in.
#[derive(Debug)]
pub struct Ear(SplitStream<WebSocketStream<TcpStream>>);

impl Ear {
    /// The next text frame; none when the connection has ended.
    pub async fn next(&mut self) -> Result<Option<String>, Error> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(Some(text.as_str().to_owned())),
                Some(Ok(Message::Close(_))) | None => return Ok(None),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error),
            }
        }
    }
}

/// Opens a socket. Its writer is a task of the local set, which ends with the last mouth.
pub async fn open(address: std::net::SocketAddr, path: &str) -> Result<(Mouth, Ear), BenchError> {
    let failed = |why: &dyn std::fmt::Display| BenchError::Connection(format!("{path}: {why}"));
    let stream = TcpStream::connect(address).await.map_err(|why| failed(&why))?;
    stream.set_nodelay(true).map_err(|why| failed(&why))?;
    let request = format!("ws://{address}{path}");
    let (socket, _) = client_async(request, stream).await.map_err(|why| failed(&why))?;
    let (sink, stream) = socket.split();
    let (say, said) = mpsc::unbounded_channel();
    tokio::task::spawn_local(write(sink, said));
    Ok((Mouth(say), Ear(stream)))
}

/// What was said while one write ran goes out with the next.
async fn write(
    mut sink: SplitSink<WebSocketStream<TcpStream>, Message>,
    mut said: mpsc::UnboundedReceiver<String>,
) {
    while let Some(frame) = said.recv().await {
        if sink.feed(Message::text(frame)).await.is_err() {
            return;
        }
        while let Ok(frame) = said.try_recv() {
            if sink.feed(Message::text(frame)).await.is_err() {
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
    let _ = sink.close().await;
}
