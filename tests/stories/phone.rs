//! A telephony provider and a call board's client of a test, at the real doors.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};
use switchboard::client::Socket;

use super::server::{Server, free_address};

/// Long enough for a push that comes at all.
const SOON: Duration = Duration::from_secs(10);

/// A demo center with these settings of `[teravoz]`, which takes reports.
pub fn center(settings: &str) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("[limits]\nframes_per_second = 500\nframes_at_once = 1000\n[teravoz]\n{settings}\n");
    std::fs::write(folder.path().join("settings.toml"), text).expect("settings");
    Server::at(free_address(), folder, true)
}

/// An answer to a report.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {:?}", self.body))
    }
}

/// Sends any request and reads its answer whole.
pub fn request(at: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(at).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time limit");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("nothing is left unanswered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// Posts a body as it is.
pub fn post_raw(server: &Server, kind: &str, body: &str) -> Answer {
    let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
    request(server.address(), "POST", "/teravoz/webhook", &kind, body)
}

/// Reports something.
pub fn report(server: &Server, event: &Value) -> Answer {
    post_raw(server, "application/json", &event.to_string())
}

/// Reports this of a call; it must be taken. What is stored.
pub fn accepted(server: &Server, event: &Value) -> Value {
    let answer = report(server, event);
    assert_eq!(answer.status, 200, "{event}: {}", answer.body);
    answer.json()["data"].clone()
}

/// An event of a call with nothing else in it.
pub fn event(name: &str, call: &str) -> Value {
    json!({"type": name, "call_id": call})
}

/// Somebody enters or leaves a call.
pub fn actor(name: &str, call: &str, who: &str) -> Value {
    json!({"type": name, "call_id": call, "actor": who, "number": "200", "queue": "900"})
}

/// A client of the call board.
pub struct Board(pub Socket);

impl Board {
    /// Opens one that everybody may open; its first frame is the welcome.
    pub async fn open(server: &Server) -> Self {
        let mut socket = Socket::open(&server.url(), "/teravoz/ws").await.expect("a socket");
        let welcome = socket.next().await.expect("a welcome");
        assert_eq!(welcome, json!({"data": "Welcome", "event": "Welcome", "status": "Ok"}));
        Self(socket)
    }

    pub async fn next(&mut self) -> Value {
        tokio::time::timeout(SOON, self.0.next()).await.expect("in time").expect("a frame")
    }

    /// Asks, and takes the answer; what is pushed in between is passed over.
    pub async fn ask(&mut self, asked: Value) -> Value {
        self.0.send(&asked).await.expect("sent");
        loop {
            let frame = self.next().await;
            if frame["event"] != "DataChanged" {
                return frame;
            }
        }
    }

    /// The calls with these params.
    pub async fn calls(&mut self, params: Value) -> Vec<Value> {
        let answer = self.ask(json!({"event": "ListCalls", "data": {"params": params}})).await;
        assert_eq!((&answer["event"], &answer["status"]), (&json!("ListCalls"), &json!("Ok")), "{answer}");
        answer["data"].as_array().expect("a list").clone()
    }

    /// The reports of a call.
    pub async fn events(&mut self, call: &str) -> Vec<Value> {
        let answer = self.ask(json!({"event": "ListCallEvents", "data": {"call_id": call}})).await;
        assert_eq!(answer["status"], "Ok", "{answer}");
        answer["data"].as_array().expect("a list").clone()
    }

    /// The state of a call; none where it is not listed.
    pub async fn state(&mut self, call: &str) -> Option<String> {
        let calls = self.calls(json!({"aggregate_id": call})).await;
        calls.first().map(|call| call["state"].as_str().expect("a state").to_owned())
    }

    /// How many pushes come until nothing does for a moment.
    pub async fn pushes(&mut self) -> usize {
        let mut count = 0;
        while let Ok(frame) = tokio::time::timeout(Duration::from_millis(700), self.0.next()).await {
            let pushed = json!({"data": {}, "event": "DataChanged", "status": "Ok"});
            assert_eq!(frame.expect("a frame"), pushed);
            count += 1;
        }
        count
    }
}

/// Plays this in a runtime of its own.
pub fn told(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(story);
}
