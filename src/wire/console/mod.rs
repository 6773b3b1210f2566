//! The agents' console: our own dialect, spoken by our own client and open to anybody else's.
//!
//! Commands carry a client's `id` and are answered `ack` or `refused`. Server frames carry `n`, dense from 1 on the
//! connection, and where they tell of an event its `seq` in the stream; a client resumes by stream, never by `n`.
//! Here an unknown type is refused: a command that is silently dropped would look as if it had been carried out.

mod decode;
mod encode;
mod facts;
mod frames;
mod handling;
#[cfg(feature = "ts")]
mod spoken;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use switchboard_core::effect::Capacity;
use switchboard_core::machine::{AgentRow, CallRow, QueueRow, SessionRow};
use switchboard_core::{
    AgentId, CallId, Labelled, OfferId, Recorded, SessionId, Signal, Timestamp, WorkspaceId, agent, session,
};

use crate::customer::shared;

pub use decode::decode;
pub use encode::encode;
pub use handling::{Handling, Onto};
#[cfg(feature = "ts")]
pub use {frames::Frame, spoken::Spoken};

/// Where the console's socket is mounted.
pub const SOCKET: &str = "/console/socket";

/// How many sessions a hello may ask to have opened again.
pub const RESUME_LIMIT: usize = 64;

/// The longest reason for being away, in bytes.
pub const REASON_LIMIT: usize = 256;

/// One frame of a console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The first frame.
    Hello(Hello),
    /// A command; it is answered under its id.
    Command {
        /// The client's own; a resend with it is harmless.
        id: String,
        /// What to do.
        command: Command,
    },
    /// The agent is writing, or has stopped.
    Typing {
        /// In which session.
        session: SessionId,
        /// Writes now.
        on: bool,
    },
    /// Still there.
    Heartbeat,
    /// Still there, and is the server? Answered at once, since a page is told of no ping.
    Ping {
        /// The client's own.
        id: String,
    },
}

/// A console signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hello {
    /// The agent's credential.
    pub token: String,
    /// What the client has already.
    pub resume: Resume,
}

/// What a console has seen before; nothing for a fresh one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Resume {
    /// The journal position its session list stands at.
    pub list: Option<u64>,
    /// The last sequence seen of the agent's own stream.
    pub agent: Option<u64>,
    /// Sessions it had open, each with the last sequence seen.
    pub open: BTreeMap<SessionId, u64>,
}

/// What an agent may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Wants chats now.
    Ready,
    /// Wants no chats for a while.
    Away {
        /// Why, in the workspace's words.
        reason: Option<String>,
    },
    /// Makes another agent ready, or sends them away.
    Force {
        /// Whom.
        agent: AgentId,
        /// Shall want chats.
        ready: bool,
        /// Why not, in the workspace's words.
        reason: Option<String>,
    },
    /// Takes an offer.
    Accept {
        /// Which.
        offer: OfferId,
    },
    /// Says no to an offer.
    Decline {
        /// Which.
        offer: OfferId,
    },
    /// Takes a session from the list of a queue agents pick from.
    Pick {
        /// Which.
        session: SessionId,
    },
    /// Has written up a session.
    FinishWrapUp {
        /// Which.
        session: SessionId,
    },
    /// Says something to the customer.
    Say {
        /// In which session.
        session: SessionId,
        /// What.
        text: String,
        /// A picture shown with it, by its id.
        #[serde(skip_serializing_if = "Option::is_none")]
        image: Option<String>,
    },
    /// Is done with a session.
    Done {
        /// Which.
        session: SessionId,
    },
    /// Asks something about a session beyond talking in it.
    Handle {
        /// Which.
        session: SessionId,
        /// What.
        what: Handling,
    },
    /// Looks into a session: its events so far, then live ones.
    Open {
        /// Which.
        session: SessionId,
        /// Only events after this sequence.
        after: Option<u64>,
    },
    /// Looks no longer.
    Shut {
        /// Which.
        session: SessionId,
    },
}

/// What a console is told.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Heard<'a> {
    /// The answer to its hello.
    Welcome(Welcome),
    /// A command is carried out, and remembered where there is something to remember.
    Ack {
        /// The command's id.
        id: String,
        /// The sequence of its first event, in the stream it concerned.
        seq: Option<u64>,
        /// Stored, and carried out later.
        #[serde(default)]
        delayed: bool,
    },
    /// A command had no effect.
    Refused {
        /// The command's id, where it could be read.
        id: Option<String>,
        /// A stable word in snake_case.
        code: Cow<'a, str>,
        /// For people.
        detail: Cow<'a, str>,
        /// Worth another try after so many seconds.
        retry_after: Option<u64>,
    },
    /// An event of the agent's own stream; some of them concern nobody but the queues and have no frame.
    #[serde(deserialize_with = "shared")]
    Agent(Arc<Recorded<agent::Event>>),
    /// An event of a session that is open on this connection.
    Event {
        /// Which session.
        session: SessionId,
        /// The event.
        #[serde(deserialize_with = "shared")]
        event: Arc<Recorded<session::Event>>,
    },
    /// A line of the session list, new or changed.
    Row {
        /// The journal position of the change.
        position: u64,
        /// As it is now.
        row: Cow<'a, SessionRow>,
    },
    /// A session is no longer in this agent's list.
    Gone {
        /// The journal position of the change.
        position: u64,
        /// Which.
        session: SessionId,
    },
    /// A queue's line of the board, new or changed; for those who see the boards.
    Queue {
        /// The journal position of the change.
        position: u64,
        /// As it is now.
        row: Cow<'a, QueueRow>,
    },
    /// An agent's line of the board, new or changed; for those who see the boards.
    Colleague {
        /// The journal position of the change.
        position: u64,
        /// As it is now.
        row: Cow<'a, AgentRow>,
    },
    /// A line of the call board, new or changed; without what whoever looks may not see.
    Call {
        /// The journal position of the change.
        position: u64,
        /// As it is now.
        row: Cow<'a, CallRow>,
    },
    /// A line of the call board that whoever looks may no longer see.
    CallGone {
        /// The journal position of the change.
        position: u64,
        /// Which call.
        call: CallId,
    },
    /// Something fleeting in a session that is open on this connection.
    Signal {
        /// Which session.
        session: SessionId,
        /// What.
        signal: Cow<'a, Signal>,
    },
}

/// The answer to a console's hello, from what is committed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Welcome {
    /// This connection's name in logs and support.
    pub connection: String,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The agent.
    pub agent: AgentId,
    /// Their name for customers.
    pub name: String,
    /// What they may do.
    pub role: String,
    /// Send a heartbeat this often, in milliseconds.
    pub heartbeat_every_ms: u64,
    /// Wants chats.
    pub ready: bool,
    /// Why not, in the workspace's words.
    #[serde(default)]
    pub reason: Option<String>,
    /// Since when; none for an agent who was never configured.
    #[serde(default)]
    pub since: Option<Timestamp>,
    /// Sessions at once, by channel.
    pub capacities: Capacity,
    /// Sessions served, offered, or in wrap-up.
    pub loads: Capacity,
    /// Why one may be away; any word will do where there is no list.
    #[serde(default)]
    pub break_reasons: Vec<Labelled>,
    /// What a session may be summed up as; any word will do where there is no list.
    #[serde(default)]
    pub wrap_up_codes: Vec<Labelled>,
    /// The last sequence of the agent's stream.
    pub agent_seq: u64,
    /// The journal position all this was read at.
    pub position: u64,
}
