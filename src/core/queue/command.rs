//! What one may ask of a queue: agents pick from it, other subjects and the clock tell it things.

use serde::{Deserialize, Serialize};

use crate::effect::ToQueue;
use crate::ids::{AgentId, SessionId};
use crate::machine::{Clockwork, Reason};

/// What a queue may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// An agent takes a session from the waiting list.
    Pick {
        /// Who takes it.
        agent: AgentId,
        /// Which.
        session: SessionId,
    },
    /// Another subject owed it this.
    Told(ToQueue),
    /// The clock.
    Clock(Clockwork),
}

/// Why a queue says no. What other subjects owe it is never refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Never configured.
    #[error("there is no such queue")]
    Unknown,
    /// Its sessions are offered or assigned.
    #[error("agents do not pick from this queue")]
    NotPickQueue,
    /// The agent does not serve it.
    #[error("the agent does not serve this queue")]
    UnknownAgent,
    /// Nobody of that name is in line.
    #[error("this session does not wait here")]
    NotWaiting,
    /// Somebody else was first, or it was meant for them.
    #[error("taken by {by}")]
    Taken {
        /// Who.
        by: AgentId,
    },
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_queue",
            Self::NotPickQueue => "not_pick_queue",
            Self::UnknownAgent => "unknown_agent",
            Self::NotWaiting => "not_waiting",
            Self::Taken { .. } => "taken",
        }
    }
}
