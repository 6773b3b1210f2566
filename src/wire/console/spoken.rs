//! A console's commands as a type that TypeScript is made from. `decode.rs` reads them by hand, since it names the field
//! at fault; a test holds every golden sample against this type, so that the two cannot part.

#![allow(missing_docs, reason = "docs/dialects/console.md says what each field is")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_core::{AgentId, OfferId, QueueId, SessionId};

/// One frame of a console.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(optional_fields)]
pub enum Spoken {
    /// The first frame.
    Hello {
        /// What lets the agent in: a ticket, or a token.
        token: String,
        /// What the client has already.
        #[serde(skip_serializing_if = "Option::is_none")]
        resume: Option<Resumed>,
    },
    /// Still there; with an id it is answered.
    Heartbeat {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
    },
    /// Writing, or no longer.
    Typing { session: SessionId, on: bool },
    /// Wants chats.
    Ready { id: String },
    /// Wants none for a while.
    Away {
        id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Makes another agent ready, or sends them away.
    Force {
        id: String,
        agent: AgentId,
        ready: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Takes an offer.
    Accept { id: String, offer: OfferId },
    /// Leaves it to others.
    Decline { id: String, offer: OfferId },
    /// Takes a session from a list.
    Pick { id: String, session: SessionId },
    /// Has written it up.
    FinishWrapUp { id: String, session: SessionId },
    /// Says something to the customer.
    Say {
        id: String,
        session: SessionId,
        text: String,
        #[serde(rename = "imageId", skip_serializing_if = "Option::is_none")]
        image_id: Option<String>,
    },
    /// Is done with it.
    Done { id: String, session: SessionId },
    /// Reads along.
    Open {
        id: String,
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
    },
    /// Reads no longer.
    Shut { id: String, session: SessionId },
    /// Gives it on, to a queue or to an agent.
    Transfer {
        id: String,
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        queue: Option<QueueId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Back to its place in the queue.
    PutBack {
        id: String,
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// To the bot.
    HandToBot {
        id: String,
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<String>,
    },
    /// To oneself.
    TakeOver { id: String, session: SessionId },
    /// Speaks beside the agent.
    StepIn { id: String, session: SessionId },
    /// Speaks there no longer.
    StepOut { id: String, session: SessionId },
    /// Looks on.
    Watch {
        id: String,
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<u64>,
    },
    /// Looks on no longer.
    Unwatch { id: String, session: SessionId },
    /// To staff.
    Whisper { id: String, session: SessionId, text: String },
    /// Kept with it.
    Note { id: String, session: SessionId, text: String },
    /// What it was about.
    WrapUp {
        id: String,
        session: SessionId,
        code: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// What a console has seen before.
#[derive(Debug, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
#[ts(optional_fields)]
pub struct Resumed {
    /// The position its list stands at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<u64>,
    /// The last number of the agent's own stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<u64>,
    /// Opened sessions, each with its last number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub open: BTreeMap<SessionId, u64>,
}
