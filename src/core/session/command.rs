//! What one may ask of a session, what it is given to decide with, and why it may say no.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::effect::ToSession;
use crate::flow::{Flow, FlowPin};
use crate::ids::{AgentId, CustomerKey, PlatformId, QueueId, WorkspaceId};
use crate::machine::{Clockwork, Reason};
use crate::message::{Language, Texts};
use crate::signal::Presence;
use crate::time::Timestamp;

/// What a session may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// The customer says something; opens the session if it is new: nothing else does.
    CustomerText {
        /// Who and where, should it open.
        opening: Opening,
        /// At least one character, at most what the door allows.
        text: String,
    },
    /// The customer left and confirmed it.
    CustomerLeft,
    /// The shard, which sees heartbeats and connections, noticed a transition.
    PresenceChanged {
        /// As it is now.
        presence: Presence,
    },
    /// The serving agent says something.
    AgentText {
        /// Who speaks.
        agent: AgentId,
        /// Their name for the customer.
        name: String,
        /// The text.
        text: String,
    },
    /// The serving agent is done.
    AgentDone {
        /// Who.
        agent: AgentId,
    },
    /// Another subject owed it this.
    Told(ToSession),
    /// The clock.
    Clock(Clockwork),
}

/// Who opens a session, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The entry point.
    pub platform: PlatformId,
    /// The customer there.
    pub customer: CustomerKey,
}

/// Why a session says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is over; a text is retried by the shard as an opening.
    #[error("the session is closed")]
    Closed,
    /// Nothing was ever said in it.
    #[error("there is no such session")]
    NotOpen,
    /// Only the agent who serves may do this.
    #[error("this agent does not serve the session")]
    NotServing,
    /// A text needs at least one visible character.
    #[error("the text is empty")]
    EmptyText,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::NotOpen => "not_open",
            Self::NotServing => "not_serving",
            Self::EmptyText => "empty_text",
        }
    }
}

/// Settings of a platform, as sessions are given them. Times are durations; events hold the resulting instants.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Counts up with every change.
    pub version: u64,
    /// The customer's language on this platform.
    pub language: Language,
    /// The bot's script; none sends customers straight to the queue.
    pub flow: Option<FlowPin>,
    /// The bot's name for customers.
    pub bot_name: String,
    /// The platform's primary queue.
    pub queue: QueueId,
    /// A session left with the bot closes after this long without a customer's word (60 min).
    pub silent_after: Duration,
    /// A released session closes after this long (30 min).
    pub released_for: Duration,
    /// A lost customer's session closes after this long (15 min).
    pub lost_for: Duration,
    /// The same agent is preferred for this long (30 s).
    pub prefer_same_agent_for: Duration,
    /// The bot answers no sooner after the customer's last typing (3 s).
    pub pause_after_typing: Duration,
    /// A queue that has not answered is asked again after this long (10 s).
    pub queue_guard: Duration,
    /// Our own lines.
    pub notices: Notices,
}

/// Our own lines, each in several languages. `{queue}` and `{agent}` are filled in. An empty line is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notices {
    /// Placed in a queue.
    pub queued: Texts,
    /// Given an agent.
    pub assigned: Texts,
    /// The queue takes nobody in.
    pub turned_away: Texts,
    /// The agent vanished, another is looked for.
    pub agent_vanished: Texts,
    /// The session is over.
    pub closed: Texts,
}

/// What a session is given to decide with.
#[derive(Debug, Clone)]
pub struct Given {
    /// The platform's settings as they stand.
    pub policy: Arc<Policy>,
    /// The pinned version of the flow (or, before opening, the platform's current one).
    pub flow: Option<Arc<Flow>>,
}

/// Volatile facts about the customer, kept by the host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// When the customer was last seen typing.
    pub last_typing: Option<Timestamp>,
}
