//! One player of a scenario: its connection, its memory, and the frames nobody has waited for yet.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::engine::StepError;
use super::feeds::{Feeds, HeardItem};
use super::matching::{Captures, matched};
use super::memory::Memory;
use crate::client::{CONSOLE_DOOR, CUSTOMER_DOOR, ClientError, ServerUrl, Socket};

/// Between two tries to reach a server that is starting.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// What a player is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Somebody at the customers' door.
    Customer,
    /// Somebody at a console.
    Agent {
        /// The secret.
        token: String,
    },
    /// A program at a platform's feeds.
    Application {
        /// Its API key.
        key: String,
    },
}

/// An open connection.
#[derive(Debug)]
enum Link {
    Socket(Box<Socket>),
    Feeds(Box<Feeds>),
}

/// One player.
#[derive(Debug)]
pub struct Party {
    role: Role,
    /// What it remembers.
    pub memory: Memory,
    /// Frames read and not yet expected by any step, in order.
    pub inbox: Vec<Value>,
    link: Option<Link>,
}

impl Party {
    pub fn new(role: Role, memory: Memory, inbox: Vec<Value>) -> Self {
        Self { role, memory, inbox, link: None }
    }

    /// Whether signs of life are to come from it now.
    pub fn is_expected_to_live(&self) -> bool {
        self.memory.connected && !matches!(self.role, Role::Application { .. })
    }

    /// Opens the connection and greets; tries again until `by`, because a server may be starting.
    pub async fn connect(&mut self, server: &ServerUrl, by: Instant) -> Result<(), StepError> {
        let link = loop {
            match self.open(server).await {
                Ok(link) => break link,
                Err(error) if error.is_final() || Instant::now() + BETWEEN_TRIES > by => {
                    return Err(error.into());
                }
                Err(_) => tokio::time::sleep(BETWEEN_TRIES).await,
            }
        };
        self.link = Some(link);
        self.memory.connected = true;
        self.begin(by).await
    }

    async fn open(&self, server: &ServerUrl) -> Result<Link, ClientError> {
        let (door, token) = match &self.role {
            Role::Customer => (CUSTOMER_DOOR, None),
            Role::Agent { token } => (CONSOLE_DOOR, Some(token.as_str())),
            Role::Application { key } => {
                let feeds = Feeds::open(server, key, &self.memory).await?;
                return Ok(Link::Feeds(Box::new(feeds)));
            }
        };
        let mut socket = Socket::open(server, door).await?;
        socket.send(&self.memory.hello(token.is_some(), token)).await?;
        Ok(Link::Socket(Box::new(socket)))
    }

    /// Both feeds have said where they stand: from then on nothing is missed, and there is a place to come back to.
    async fn begin(&mut self, by: Instant) -> Result<(), StepError> {
        let mut places = std::collections::BTreeSet::new();
        while places.len() < 2 {
            let Some(Link::Feeds(feeds)) = &mut self.link else { return Ok(()) };
            let heard = timeout_at(by, feeds.next()).await;
            let heard = heard.map_err(|_| ClientError::ended("the feeds did not begin"))??;
            if heard.cursor.is_some() {
                places.insert(heard.direction);
            }
            self.hear(heard)?;
        }
        Ok(())
    }

    /// Comes back: connects, waits to be let in (so that it sees whatever others say from then on), and sends again
    /// whatever was never answered.
    pub async fn reconnect(&mut self, server: &ServerUrl, by: Instant) -> Result<(), StepError> {
        self.connect(server, by).await?;
        let welcome = json!({"type": "hello"});
        let is_welcome = |frame: &Value| matched(&welcome, frame, &Captures::new()).is_some();
        self.inbox.retain(|frame| !is_welcome(frame));
        while matches!(self.link, Some(Link::Socket(_))) && !self.inbox.iter().any(is_welcome) {
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
        if let Some(Link::Socket(socket)) = self.link.take() {
            socket.close().await;
        }
    }

    /// Sends a frame and remembers it until it is answered.
    pub async fn send(&mut self, frame: &Value) -> Result<(), ClientError> {
        self.memory.note_sent(frame);
        self.transmit(frame).await
    }

    async fn transmit(&mut self, frame: &Value) -> Result<(), ClientError> {
        match &mut self.link {
            Some(Link::Socket(socket)) => socket.send(frame).await,
            Some(Link::Feeds(feeds)) => {
                let answer = feeds.post(frame).await?;
                self.memory.note_posted(frame);
                self.inbox.extend(answer);
                Ok(())
            }
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
        match &mut self.link {
            Some(Link::Socket(socket)) => {
                let Ok(frame) = timeout_at(by, socket.next()).await else { return Ok(false) };
                let frame = frame?;
                self.memory.note_read(matches!(self.role, Role::Agent { .. }), &frame)?;
                self.inbox.push(frame);
            }
            Some(Link::Feeds(feeds)) => {
                let Ok(heard) = timeout_at(by, feeds.next()).await else { return Ok(false) };
                self.hear(heard?)?;
            }
            None => return Err(ClientError::ended("not connected").into()),
        }
        Ok(true)
    }

    fn hear(&mut self, heard: HeardItem) -> Result<(), StepError> {
        let HeardItem { direction, cursor, item } = heard;
        self.memory.note_heard(direction, cursor.as_ref(), item.as_ref())?;
        self.inbox.extend(item);
        Ok(())
    }
}
