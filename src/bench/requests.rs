//! Plain HTTP/1.1 over a socket, by hand, since the load has one core and must cost less than what it loads: calls of one person, one
//! after another on one connection, and streams of server-sent events.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::BenchError;

/// One person's connection for calls, with their cookie.
#[derive(Debug)]
pub struct Caller {
    /// `name=value`; empty until one was given.
    pub cookie: String,
    address: SocketAddr,
    socket: TcpStream,
    read: Vec<u8>,
    unanswered: u32,
    used: Instant,
}

/// A server closes a connection nobody has used for long; before that another is made, as browsers do.
const KEPT: Duration = Duration::from_secs(2);

fn failed(why: impl std::fmt::Display) -> BenchError {
    BenchError::Connection(why.to_string())
}

async fn connect(address: SocketAddr) -> Result<TcpStream, BenchError> {
    let socket = TcpStream::connect(address).await.map_err(failed)?;
    socket.set_nodelay(true).map_err(failed)?;
    Ok(socket)
}

fn cookie_line(cookie: &str) -> String {
    if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") }
}

impl Caller {
    /// Connects.
    pub async fn connect(address: SocketAddr, cookie: String) -> Result<Self, BenchError> {
        let socket = connect(address).await?;
        Ok(Self { cookie, address, socket, read: Vec::new(), unanswered: 0, used: Instant::now() })
    }

    /// Posts and waits for the answer, which must be a good one.
    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value, BenchError> {
        self.send(path, body).await?;
        self.unanswered = self.unanswered.saturating_sub(1);
        self.answer().await
    }

    /// Posts; the answer is looked at before the next call of the same person.
    pub async fn send(&mut self, path: &str, body: &Value) -> Result<(), BenchError> {
        self.settle().await?;
        if self.used.elapsed() > KEPT {
            self.socket = connect(self.address).await?;
        }
        self.used = Instant::now();
        let (body, address, cookie) = (body.to_string(), self.address, cookie_line(&self.cookie));
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\n{cookie}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.socket.write_all(request.as_bytes()).await.map_err(failed)?;
        self.unanswered = self.unanswered.saturating_add(1);
        Ok(())
    }

    /// Waits until everything is answered.
    pub async fn settle(&mut self) -> Result<(), BenchError> {
        while self.unanswered > 0 {
            self.unanswered -= 1;
            self.answer().await?;
        }
        Ok(())
    }

    async fn answer(&mut self) -> Result<Value, BenchError> {
        loop {
            if let Some((head, body)) = self.whole() {
                if !head.starts_with("HTTP/1.1 200") {
                    return Err(failed(format!("{head}\n{}", String::from_utf8_lossy(&body))));
                }
                for line in head.lines() {
                    if let Some(set) = line.strip_prefix("set-cookie: ") {
                        set.split(';').next().unwrap_or_default().clone_into(&mut self.cookie);
                    }
                }
                return serde_json::from_slice(&body).map_err(failed);
            }
            if self.socket.read_buf(&mut self.read).await.map_err(failed)? == 0 {
                return Err(failed("a call was broken off"));
            }
        }
    }

    /// The next answer, once all of it is there.
    fn whole(&mut self) -> Option<(String, Vec<u8>)> {
        let end = self.read.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(self.read.get(..end)?).into_owned();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())?;
        let (from, to) = (end.checked_add(4)?, end.checked_add(4)?.checked_add(length)?);
        let body = self.read.get(from..to)?.to_vec();
        self.read.drain(..to);
        Some((head, body))
    }
}

/// The frames of a stream.
#[derive(Debug)]
pub struct Frames {
    socket: TcpStream,
    read: Vec<u8>,
}

/// Opens a stream.
pub async fn stream(address: SocketAddr, path: &str, cookie: &str) -> Result<Frames, BenchError> {
    let mut socket = connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{}\r\n", cookie_line(cookie));
    socket.write_all(request.as_bytes()).await.map_err(failed)?;
    let mut frames = Frames { socket, read: Vec::new() };
    // The head, and the comment that comes with it.
    while !frames.read.windows(4).any(|four| four == b"\r\n\r\n") {
        frames.more().await?;
    }
    if frames.read.starts_with(b"HTTP/1.1 200") {
        Ok(frames)
    } else {
        Err(failed(String::from_utf8_lossy(&frames.read)))
    }
}

impl Frames {
    async fn more(&mut self) -> Result<usize, BenchError> {
        match self.socket.read_buf(&mut self.read).await.map_err(failed)? {
            0 => Err(failed("a stream was closed")),
            read => Ok(read),
        }
    }

    /// The next frame's data. Comments, and what wraps the chunks, stand on lines of their own.
    pub async fn next(&mut self) -> Result<Option<String>, BenchError> {
        loop {
            while let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                if let Some(data) = line.strip_prefix(b"data: ") {
                    return Ok(Some(String::from_utf8_lossy(data).trim_end().to_owned()));
                }
            }
            self.more().await?;
        }
    }
}
