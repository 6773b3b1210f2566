//! What travels to a shard: commands, what customers and agents let be heard, and the hosts' own notices.

use actix::Message;
use switchboard_core::session::{AppWhat, ApplicationWord, Command, Opening};
use switchboard_core::{AnyCommand, Attachment, Contact, Presence, SessionId, Subject, Timestamp};
use switchboard_journal::{ClientStamp, OwedKey};
use uuid::Uuid;

use crate::answer::ReplyTo;

/// A command on its way to its subject.
#[derive(Debug)]
pub struct Ask {
    /// What is asked.
    pub command: AnyCommand,
    /// The client message behind it: a resend is known by it.
    pub client: Option<ClientStamp>,
    /// The outbox row that is settled by what it leads to.
    pub settles: Option<OwedKey>,
    /// The way back.
    pub reply: ReplyTo,
}

impl Ask {
    /// A command from a client.
    pub fn from_client(command: AnyCommand, client: Option<ClientStamp>, reply: ReplyTo) -> Self {
        Self { command, client, settles: None, reply }
    }
}

/// A customer's command, before it is known in which session.
#[derive(Debug)]
pub struct CustomerAsk {
    /// Who and where.
    pub opening: Opening,
    /// What.
    pub what: CustomerWord,
    /// Random bytes for the id of a session that opens now.
    pub fresh: Uuid,
    /// The client message behind it.
    pub client: Option<ClientStamp>,
    /// The way back.
    pub reply: ReplyTo,
}

/// What a customer can ask, or an outside application about a customer.
#[derive(Debug, Clone, PartialEq)]
pub enum CustomerWord {
    /// Says something; opens a session where none is open.
    Text {
        /// As written.
        text: String,
        /// Shown with it; checked and stored before.
        attachment: Option<Attachment>,
        /// When, by the customer's own clock.
        authored_at: Option<Timestamp>,
    },
    /// Begins without a word; opens a session where none is open.
    Start,
    /// Leaves a message and does not wait; opens a session where none is open.
    LeaveMessage {
        /// As written.
        text: String,
        /// How to reach them.
        contact: Contact,
    },
    /// Left, and confirmed it.
    Left,
    /// An outside bot or desk; its handover opens a session where none is open.
    Application {
        /// The id of the key it came with.
        key: String,
        /// What.
        what: AppWhat,
    },
}

impl CustomerWord {
    /// A text with nothing beside it.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into(), attachment: None, authored_at: None }
    }

    /// The command it is, to a session or to one that opens by it.
    pub fn command(&self, opening: &Opening) -> Command {
        let opening = opening.clone();
        match self.clone() {
            Self::Text { text, attachment, authored_at } => {
                Command::CustomerText { opening, text, attachment, authored_at }
            }
            Self::Start => Command::CustomerStart { opening },
            Self::LeaveMessage { text, contact } => Command::LeaveMessage { opening, text, contact },
            Self::Left => Command::CustomerLeft,
            Self::Application { key, what } => {
                Command::Application(ApplicationWord { key, opening: Some(opening), what })
            }
        }
    }

    /// The word behind a command of a customer or about one; none for what concerns one session only.
    pub fn of(command: &Command) -> Option<(Opening, Self)> {
        let word = match command.clone() {
            Command::CustomerText { text, attachment, authored_at, .. } => {
                Self::Text { text, attachment, authored_at }
            }
            Command::CustomerStart { .. } => Self::Start,
            Command::LeaveMessage { text, contact, .. } => Self::LeaveMessage { text, contact },
            _ => return None,
        };
        Some((command.opening()?.clone(), word))
    }

    /// Shows every text in it, to be changed in its place.
    pub fn each_text(&mut self, seen: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Text { text, .. } | Self::LeaveMessage { text, .. } => seen(text),
            Self::Application { what, .. } => what.each_text(seen),
            Self::Start | Self::Left => {}
        }
    }

    /// Whether it opens a session where none is open.
    pub fn opens(&self) -> bool {
        match self {
            Self::Text { .. } | Self::Start | Self::LeaveMessage { .. } => true,
            Self::Left => false,
            Self::Application { what, .. } => what.opens(),
        }
    }
}

/// What a customer's connection lets be heard without asking anything. Never journaled, never wakes a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerSign {
    /// A connection of a client with heartbeats.
    Connected,
    /// Any frame at all.
    Alive,
    /// Text not yet sent.
    Typing(String),
    /// The page of the site it is on.
    Page {
        /// Its address.
        address: String,
        /// Its title.
        title: String,
    },
    /// It has what it was told.
    Received {
        /// Of this session.
        session: SessionId,
        /// Up to this public number.
        up_to: u64,
    },
    /// The page was unloaded (it may be a refresh).
    Unloaded,
    /// The connection ended without a word.
    Disconnected,
}

/// What a shard is sent.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub enum ShardMessage {
    /// A command for a known subject.
    Ask {
        /// Whose.
        subject: Subject,
        /// What.
        ask: Ask,
    },
    /// A customer's command.
    Customer(CustomerAsk),
    /// A customer's sign of life.
    Sign {
        /// Who and where.
        opening: Opening,
        /// The door's number of the connection.
        connection: u64,
        /// What was heard.
        sign: CustomerSign,
    },
    /// An agent's connection: asserted, renewed, or ended.
    AgentConnection {
        /// The agent.
        subject: Subject,
        /// The door's number of the connection.
        connection: u64,
        /// The connection counts until then; none when it ended.
        lease: Option<Timestamp>,
    },
    /// A passivated subject has something due.
    Wake {
        /// Whose.
        subject: Subject,
        /// When.
        at: Timestamp,
    },
    /// At the start: a session that is open.
    OpenSession {
        /// Who and where.
        opening: Opening,
        /// Their open session.
        session: SessionId,
        /// Whether the customer was there when the process ended.
        presence: Presence,
    },
    /// An administrator lets a quarantined subject go on.
    Release {
        /// Whose.
        subject: Subject,
        /// The way back.
        reply: ReplyTo,
    },
    /// What the subject's stream held was erased: a living host forgets what it remembers and reads it again.
    Reload {
        /// Whose.
        subject: Subject,
    },
    /// At the start: this subject was quarantined before.
    Quarantined {
        /// Whose.
        subject: Subject,
        /// Why.
        cause: String,
    },
    /// From a host: its session closed.
    SessionClosed {
        /// Who and where.
        opening: Opening,
        /// The session.
        session: SessionId,
    },
    /// From a host: it was set aside, or it is released.
    SetAside {
        /// Whose.
        subject: Subject,
        /// Whether it is set aside now.
        aside: bool,
    },
    /// From a host asked to rest: it rests (and when it must be woken), or it cannot.
    Rested {
        /// Whose.
        subject: Subject,
        /// Which life of it.
        life: u64,
        /// Whether it rests.
        rests: bool,
        /// When to wake it.
        wake_at: Option<Timestamp>,
    },
    /// From a host that fell over outside its guarded lines; its mailbox is lost.
    Died {
        /// Whose.
        subject: Subject,
        /// Which life of it.
        life: u64,
    },
    /// Refuse new commands and put every host to rest; answered when none is left.
    Drain {
        /// The way back.
        reply: ReplyTo,
    },
}
