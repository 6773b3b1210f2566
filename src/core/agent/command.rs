//! What one may ask of an agent's actor, its volatile connections, and why it may say no.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::effect::ToAgent;
use crate::ids::{AgentId, OfferId, SessionId};
use crate::machine::{Clockwork, Reason};
use crate::time::Timestamp;

/// What an agent's actor may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// Wants chats now.
    BecomeReady {
        /// Who says so, where it is not the agent.
        #[serde(default)]
        by: Option<AgentId>,
    },
    /// Wants no chats for a while.
    BecomeAway {
        /// Why, in the workspace's words.
        reason: Option<String>,
        /// Who says so, where it is not the agent.
        #[serde(default)]
        by: Option<AgentId>,
    },
    /// Has written up this session; the slot is free before its time.
    FinishWrapUp {
        /// The session.
        session: SessionId,
    },
    /// Takes the offer.
    Accept {
        /// The offer.
        offer: OfferId,
    },
    /// Says no to the offer.
    Decline {
        /// The offer.
        offer: OfferId,
    },
    /// The host's connections changed (`Live` says how); whatever follows from that is decided now.
    ConnectionsChanged,
    /// Another subject owed it this.
    Told(ToAgent),
    /// The clock.
    Clock(Clockwork),
}

/// Why an agent's actor says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Never configured.
    #[error("there is no such agent")]
    Unknown,
    /// The offer ended before the answer came.
    #[error("the offer no longer stands")]
    OfferGone,
    /// Not one of the workspace's reasons for being away.
    #[error("this is none of the workspace's reasons for being away")]
    UnknownReason,
    /// Nothing is being written up there: it is over, or never began.
    #[error("this session is not being written up")]
    NotWritingUp,
}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_agent",
            Self::OfferGone => "offer_gone",
            Self::UnknownReason => "unknown_reason",
            Self::NotWritingUp => "not_writing_up",
        }
    }
}

/// An agent's live connections with their leases, kept by the host and lost with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// Connection number and when its lease runs out.
    pub connections: BTreeMap<u64, Timestamp>,
    /// Since when there is no connection: the end of the last one, or the host's waking.
    pub alone_since: Timestamp,
}

impl Live {
    /// Whether a connection's lease still runs.
    pub fn connected(&self, now: Timestamp) -> bool {
        self.connections.values().any(|lease| *lease > now)
    }

    /// Since when no lease runs, if none does.
    pub fn alone_since(&self, now: Timestamp) -> Option<Timestamp> {
        if self.connected(now) {
            return None;
        }
        Some(self.connections.values().copied().max().unwrap_or_default().max(self.alone_since))
    }

    /// When the last running lease ends.
    pub fn lease_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.connections.values().copied().max().filter(|lease| *lease > now)
    }
}
