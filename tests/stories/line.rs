//! A client's line to the server as it is in bad weather: cut at any moment, taken up again, nothing forgotten.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard::client::{CONSOLE_DOOR, CUSTOMER_DOOR, ServerUrl, Socket};
use switchboard::play::Memory;
use tokio::time::{Instant, timeout_at};

const BETWEEN_TRIES: Duration = Duration::from_millis(30);
const HEARTBEAT_EVERY: Duration = Duration::from_secs(4);
/// What was refused for now is tried again after this long.
const AGAIN_AFTER: Duration = Duration::from_millis(300);

/// Refusals that say "not now": the same command may be sent again under the same id.
const NOT_NOW: &[&str] =
    &["busy", "disk_full", "draining", "faulted", "journal_failed", "rate_limited", "unknown"];

/// One side's line.
pub struct Line {
    server: ServerUrl,
    agent: bool,
    token: Option<String>,
    /// What it remembers across connections; checks the order of everything numbered.
    pub memory: Memory,
    socket: Option<Socket>,
    heartbeat_at: Instant,
    again_at: Option<Instant>,
    /// How often the connection was made.
    pub connected: usize,
}

impl Line {
    pub fn customer(server: ServerUrl, platform: &str) -> Self {
        let mut memory = Memory::default();
        memory.greeting.insert("platformId".to_owned(), json!(platform));
        Self::new(server, false, None, memory)
    }

    pub fn agent(server: ServerUrl, token: &str) -> Self {
        Self::new(server, true, Some(token.to_owned()), Memory::default())
    }

    fn new(server: ServerUrl, agent: bool, token: Option<String>, memory: Memory) -> Self {
        let heartbeat_at = Instant::now() + HEARTBEAT_EVERY;
        Self { server, agent, token, memory, socket: None, heartbeat_at, again_at: None, connected: 0 }
    }

    /// Sends a frame; if the line is cut, it is sent after the reconnect (when it has an id).
    pub async fn send(&mut self, frame: Value) {
        self.memory.note_sent(&frame);
        self.transmit(&frame).await;
    }

    async fn transmit(&mut self, frame: &Value) {
        if let Some(socket) = &mut self.socket
            && socket.send(frame).await.is_err()
        {
            self.socket = None;
        }
    }

    /// The next frame, if one comes within this time. Reconnects, greets and resends as needed.
    pub async fn next(&mut self, within: Duration) -> Option<Value> {
        let by = Instant::now() + within;
        while Instant::now() < by {
            if self.socket.is_none() && !self.reconnect().await {
                tokio::time::sleep(BETWEEN_TRIES).await;
                continue;
            }
            self.keep_alive().await;
            let socket = self.socket.as_mut()?;
            match timeout_at(by, socket.next()).await {
                Ok(Ok(frame)) => return self.heard(frame),
                Ok(Err(_)) => self.socket = None,
                Err(_) => return None,
            }
        }
        None
    }

    /// Ends the connection without a word; the next look at the line makes another.
    pub fn cut(&mut self) {
        self.socket = None;
    }

    fn heard(&mut self, frame: Value) -> Option<Value> {
        let code = frame["code"].as_str().unwrap_or_default();
        if frame["type"] == "refused" && NOT_NOW.contains(&code) {
            self.again_at.get_or_insert(Instant::now() + AGAIN_AFTER);
            return None;
        }
        let noted = self.memory.note_read(self.agent, &frame);
        noted.unwrap_or_else(|why| panic!("a reader saw what it must not see: {why}: {frame}"));
        Some(frame)
    }

    async fn reconnect(&mut self) -> bool {
        let door = if self.agent { CONSOLE_DOOR } else { CUSTOMER_DOOR };
        let Ok(socket) = Socket::open(&self.server, door).await else { return false };
        self.socket = Some(socket);
        self.connected += 1;
        let hello = self.memory.hello(self.agent, self.token.as_deref());
        self.transmit(&hello).await;
        // A customer who has no name yet learns it from the hello; nothing could be said before.
        if self.agent || self.memory.user.is_some() {
            self.resend().await;
        }
        true
    }

    async fn resend(&mut self) {
        for frame in self.memory.resends() {
            self.transmit(&frame).await;
        }
    }

    async fn keep_alive(&mut self) {
        if self.again_at.is_some_and(|at| at <= Instant::now()) {
            self.again_at = None;
            self.resend().await;
        }
        let has_a_name = self.agent || self.memory.user.is_some();
        if has_a_name && self.heartbeat_at <= Instant::now() {
            self.heartbeat_at = Instant::now() + HEARTBEAT_EVERY;
            let frame = self.event("heartbeat");
            self.transmit(&frame).await;
        }
    }

    /// A frame of this customer, or of this agent.
    pub fn event(&self, kind: &str) -> Value {
        match (&self.memory.user, self.agent) {
            (Some(user), false) => {
                json!({"type": kind, "platformId": self.memory.greeting["platformId"], "userId": user})
            }
            _ => json!({"type": kind}),
        }
    }
}
