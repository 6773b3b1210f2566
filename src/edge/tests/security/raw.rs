//! A client that writes whatever it likes.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Nobody waits longer than this for an answer.
const PATIENCE: Duration = Duration::from_secs(40);

/// What came back on one connection.
#[derive(Debug)]
pub struct Heard {
    pub text: String,
    /// The server ended the connection, rather than waiting for more.
    pub ended: bool,
}

impl Heard {
    /// The statuses of all answers, in order.
    pub fn statuses(&self) -> Vec<u16> {
        let lines = self.text.split("HTTP/1.1 ").skip(1);
        lines.filter_map(|line| line.get(..3)?.parse().ok()).collect()
    }
}

/// Writes pieces with pauses between them, then listens until the server ends the connection or `quiet` passes.
pub async fn say(address: SocketAddr, pieces: &[&[u8]], pause: Duration, quiet: Duration) -> Heard {
    let mut stream = TcpStream::connect(address).await.unwrap();
    for piece in pieces {
        if stream.write_all(piece).await.is_err() {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    let (mut bytes, mut ended) = (Vec::new(), false);
    let listening = async {
        let mut buffer = [0; 16 * 1024];
        loop {
            match tokio::time::timeout(quiet, stream.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => return true,
                Ok(Ok(count)) => bytes.extend_from_slice(&buffer[..count]),
                Err(_) => return false,
            }
        }
    };
    if let Ok(by_server) = tokio::time::timeout(PATIENCE, listening).await {
        ended = by_server;
    }
    Heard { text: String::from_utf8_lossy(&bytes).into_owned(), ended }
}

/// One request as it is.
pub async fn once(address: SocketAddr, request: &str) -> Heard {
    say(address, &[request.as_bytes()], Duration::ZERO, Duration::from_millis(500)).await
}
