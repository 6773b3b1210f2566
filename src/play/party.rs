//! One player of a scenario: its connection, its memory, and the frames nobody has waited for yet.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::engine::StepError;
use super::matching::{Captures, matched};
use super::memory::Memory;
use crate::client::{CONSOLE_DOOR, CUSTOMER_DOOR, ClientError, ServerUrl, Socket};

/// Between two tries to reach a server that is starting.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// One player.
#[derive(Debug)]
pub struct Party {
    /// An agent, or a customer.
    agent: bool,
    /// An agent's secret.
    token: Option<String>,
    /// What it remembers.
    pub memory: Memory,
    /// Frames read and not yet expected by any step, in order.
    pub inbox: Vec<Value>,
    socket: Option<Socket>,
}

impl Party {
    pub fn new(agent: bool, token: Option<String>, memory: Memory, inbox: Vec<Value>) -> Self {
        Self { agent, token, memory, inbox, socket: None }
    }

    /// Opens the connection and greets; tries again until `by`, because a server may be starting.
    pub async fn connect(&mut self, server: &ServerUrl, by: Instant) -> Result<(), ClientError> {
        let door = if self.agent { CONSOLE_DOOR } else { CUSTOMER_DOOR };
        let mut socket = loop {
            match Socket::open(server, door).await {
                Ok(socket) => break socket,
                Err(error) if Instant::now() + BETWEEN_TRIES > by => return Err(error),
                Err(_) => tokio::time::sleep(BETWEEN_TRIES).await,
            }
        };
        socket.send(&self.memory.hello(self.agent, self.token.as_deref())).await?;
        self.socket = Some(socket);
        self.memory.connected = true;
        Ok(())
    }

    /// Comes back: connects, waits to be let in (so that it sees whatever others say from then on), and sends again
    /// whatever was never answered.
    pub async fn reconnect(&mut self, server: &ServerUrl, by: Instant) -> Result<(), StepError> {
        self.connect(server, by).await?;
        let welcome = json!({"type": "hello"});
        self.inbox.retain(|frame| matched(&welcome, frame, &Captures::new()).is_none());
        while !self.inbox.iter().any(|frame| matched(&welcome, frame, &Captures::new()).is_some()) {
            if !self.read(by).await? {
                return Err(ClientError::ended("no hello came").into());
            }
        }
        for frame in self.memory.resends() {
            self.transmit(&frame).await?;
        }
        Ok(())
    }

    /// Closes the connection.
    pub async fn disconnect(&mut self) {
        self.memory.connected = false;
        if let Some(socket) = self.socket.take() {
            socket.close().await;
        }
    }

    /// Sends a frame and remembers it until it is answered.
    pub async fn send(&mut self, frame: &Value) -> Result<(), ClientError> {
        self.memory.note_sent(frame);
        self.transmit(frame).await
    }

    async fn transmit(&mut self, frame: &Value) -> Result<(), ClientError> {
        match &mut self.socket {
            Some(socket) => socket.send(frame).await,
            None => Err(ClientError::ended("not connected")),
        }
    }

    /// Takes the first fitting frame out of those read, or reads one more until `by`; none when the time is up.
    pub async fn take(
        &mut self,
        pattern: &Value,
        captures: &Captures,
        by: Instant,
    ) -> Result<Option<Captures>, StepError> {
        loop {
            let found = self
                .inbox
                .iter()
                .enumerate()
                .find_map(|(place, frame)| Some((place, matched(pattern, frame, captures)?)));
            if let Some((place, captures)) = found {
                self.inbox.remove(place);
                return Ok(Some(captures));
            }
            if !self.read(by).await? {
                return Ok(None);
            }
        }
    }

    /// Reads one frame into the inbox; false when the time is up.
    async fn read(&mut self, by: Instant) -> Result<bool, StepError> {
        let Some(socket) = &mut self.socket else {
            return Err(ClientError::ended("not connected").into());
        };
        let Ok(frame) = timeout_at(by, socket.next()).await else { return Ok(false) };
        let frame = frame?;
        self.memory.note_read(self.agent, &frame)?;
        self.inbox.push(frame);
        Ok(true)
    }
}
