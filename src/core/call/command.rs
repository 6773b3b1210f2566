//! What a call is told, what it is given to decide with, and why the strict machine says no.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::Delegated;
use crate::ids::{AgentId, QueueId};
use crate::machine::{CallState, Clockwork, Direction, Reason};
use crate::time::Timestamp;

/// What a call may be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// The provider reports something.
    Report(Box<Report>),
    /// What became of asking the provider to send the call on.
    Delegated(Delegated),
    /// Whoever called is to be forgotten. The call goes on.
    Erase,
    /// The clock.
    Clock(Clockwork),
}

/// One report of the provider, as far as it is understood, and whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its type, as sent.
    pub name: String,
    /// Its name for readers; minted at the door.
    pub uuid: Uuid,
    /// The provider's own instant, if it reads as one. Never used for order but to tell a second waiting from a late one.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
    /// The provider's queue.
    #[serde(default)]
    pub queue: Option<String>,
    /// Who entered or left: the provider's name of an agent, often a mail address.
    #[serde(default)]
    pub actor: Option<String>,
    /// Their extension.
    #[serde(default)]
    pub extension: Option<String>,
    /// In or out.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// Our side's number.
    #[serde(default)]
    pub our_number: Option<String>,
    /// The other side's.
    #[serde(default)]
    pub their_number: Option<String>,
    /// Where the recording is.
    #[serde(default)]
    pub recording: Option<String>,
    /// The whole report as it is kept: one JSON object.
    pub event: String,
}

/// What a call is given to decide with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The reference's linear machine with its refusals (protocols/teravoz 2.3).
    pub strict: bool,
    /// How long a call may stay in a state.
    pub ages: Ages,
    /// Calls that stand by are sent on by us within this time of the report; none where nobody is asked.
    pub delegate_within: Option<Duration>,
    /// Whose the provider's names are.
    pub lines: Arc<Lines>,
}

/// The longest a call may stay in each state before it is given up as lost sight of (protocols/teravoz 5.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ages {
    /// New or standing by.
    pub arriving: Duration,
    /// Waiting in a queue.
    pub waiting: Duration,
    /// Being talked.
    pub ongoing: Duration,
}

impl Default for Ages {
    fn default() -> Self {
        Self {
            arriving: Duration::from_secs(10 * 60),
            waiting: Duration::from_secs(2 * 60 * 60),
            ongoing: Duration::from_secs(4 * 60 * 60),
        }
    }
}

impl Ages {
    /// The longest a call may be so; none where it is over.
    pub(super) fn of(&self, state: CallState) -> Option<Duration> {
        match state {
            CallState::New | CallState::Standby => Some(self.arriving),
            CallState::Waiting => Some(self.waiting),
            CallState::Ongoing => Some(self.ongoing),
            CallState::Finished => None,
        }
    }
}

/// Who is meant by the provider's names, in one workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// Our queues by the provider's numbers of theirs.
    pub queues: BTreeMap<String, QueueId>,
    /// Our agents by the provider's names of them, in lower case.
    pub agents: BTreeMap<String, AgentId>,
    /// The room of so many chats a call takes of an agent's; all of it where none is said.
    pub call_takes: Option<u32>,
}

impl Lines {
    /// The agent of this name.
    pub(super) fn agent(&self, name: &str) -> Option<&AgentId> {
        self.agents.get(&name.to_lowercase())
    }
}

/// Why the strict machine says no (protocols/teravoz 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A type it does not handle.
    #[error("no suitable handler")]
    NoHandler,
    /// A call event of a call it does not know.
    #[error("call not registered")]
    NotRegistered,
    /// A step out of the line.
    #[error("transition not allowed")]
    NotAllowed,
    /// A second `call.new`.
    #[error("wrong type or duplicate")]
    Duplicate,
    /// Nobody had asked for the call to be sent on.
    #[error("this call does not stand by to be sent on")]
    NotDelegating,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoHandler => "no_handler",
            Self::NotRegistered => "not_registered",
            Self::NotAllowed => "not_allowed",
            Self::Duplicate => "duplicate",
            Self::NotDelegating => "not_delegating",
        }
    }
}
