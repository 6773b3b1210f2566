//! What an agent's actor remembers.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codes::Codes;
use crate::effect::{AgentValues, Channel, HoldRefusal, OfferEnd, Parting, Priority, WayOfWork};
use crate::ids::{AgentId, CallId, OfferId, SessionId};
use crate::machine::{Audience, Fact};
use crate::time::Timestamp;

/// A fact of one agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// New settings.
    Configured {
        /// Counts up with every change.
        version: u64,
        /// The settings; names of agents are the workspace's, not a customer's.
        values: AgentValues,
    },
    /// Wants chats, or not.
    IntentChanged {
        /// Wants chats.
        ready: bool,
        /// Why not, in the workspace's words.
        reason: Option<String>,
        /// Whose word it is, where it is not the agent's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
    },
    /// Has a connection (again), or queues that were refused are told they may ask again.
    Reachable,
    /// Has had no connection for the grace time.
    Unreachable {
        /// Their sessions return to their queues then.
        give_up_at: Timestamp,
        /// They no longer look on or speak beside others then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leave_at: Option<Timestamp>,
    },
    /// A slot is reserved for an offer. Shown to the agent as an offer, unless it is assigned.
    Held {
        /// The offer.
        offer: OfferId,
        /// The session held out.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Offer, assign, or picked by the agent themselves.
        way: WayOfWork,
        /// Whose slot it takes.
        #[serde(default)]
        channel: Channel,
        /// The session's class in line.
        #[serde(default)]
        priority: Priority,
        /// Since when the session waits.
        since: Timestamp,
        /// Accept before this.
        accept_by: Timestamp,
    },
    /// A hold was not taken.
    HoldRefused {
        /// The offer.
        offer: OfferId,
        /// Why.
        why: HoldRefusal,
        /// The session, where the agent had asked for it themselves and is to learn of this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        picked: Option<SessionId>,
    },
    /// The agent (or the queue's way of work) accepted; the session decides.
    OfferAccepted {
        /// The offer.
        offer: OfferId,
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
    },
    /// The offer ended without acceptance; the slot is free.
    OfferEnded {
        /// The offer.
        offer: OfferId,
        /// The session.
        session: SessionId,
        /// How.
        why: OfferEnd,
    },
    /// The session is this agent's.
    Confirmed {
        /// The offer that led to it.
        offer: OfferId,
        /// The session.
        session: SessionId,
    },
    /// The session was no longer to be had; the slot is free.
    AssignmentLost {
        /// The offer.
        offer: OfferId,
        /// The session.
        session: SessionId,
    },
    /// The session no longer needs this agent.
    SessionEnded {
        /// The session.
        session: SessionId,
        /// Writing it up until then; none frees the slot at once.
        wrap_up_until: Option<Timestamp>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Parting>,
    },
    /// Wrap-up is over; the slot is free.
    WrapUpEnded {
        /// The session.
        session: SessionId,
    },
    /// Gone for too long: the session returns to its queue.
    SessionGivenUp {
        /// The session.
        session: SessionId,
    },
    /// Looks on in a session, or speaks there beside whoever serves.
    CompanyJoined {
        /// The session.
        session: SessionId,
        /// No longer then, of somebody who was never seen to be connected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leave_at: Option<Timestamp>,
    },
    /// No longer, as the session says.
    CompanyLeft {
        /// The session.
        session: SessionId,
    },
    /// Gone for too long: no longer, and the session is told.
    CompanyGivenUp {
        /// The session.
        session: SessionId,
    },
    /// In a telephone call.
    CallJoined {
        /// The call.
        call: CallId,
        /// The room of so many chats it takes; all of it where none is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes: Option<u32>,
    },
    /// No longer.
    CallLeft {
        /// The call.
        call: CallId,
    },
    /// The process was away; what is due about people waits a little longer.
    DeadlinesMoved {
        /// Nothing about people is due before this.
        not_before: Timestamp,
    },
}

impl Fact for Event {
    fn describe(&self) -> (&'static str, Audience) {
        let kind = match self {
            Self::Configured { .. } => "configured",
            Self::IntentChanged { .. } => "intent_changed",
            Self::Reachable => "reachable",
            Self::Unreachable { .. } => "unreachable",
            Self::Held { .. } => "held",
            Self::HoldRefused { .. } => "hold_refused",
            Self::OfferAccepted { .. } => "offer_accepted",
            Self::OfferEnded { .. } => "offer_ended",
            Self::Confirmed { .. } => "confirmed",
            Self::AssignmentLost { .. } => "assignment_lost",
            Self::SessionEnded { .. } => "session_ended",
            Self::WrapUpEnded { .. } => "wrap_up_ended",
            Self::SessionGivenUp { .. } => "session_given_up",
            Self::CompanyJoined { .. } => "company_joined",
            Self::CompanyLeft { .. } => "company_left",
            Self::CompanyGivenUp { .. } => "company_given_up",
            Self::CallJoined { .. } => "call_joined",
            Self::CallLeft { .. } => "call_left",
            Self::DeadlinesMoved { .. } => "deadlines_moved",
        };
        (kind, Audience::Staff)
    }
}

/// What an agent's actor is given to decide with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Times.
    pub patience: Patience,
    /// Why one may be away, in the workspace's words.
    pub break_reasons: Codes,
}

impl From<Patience> for Given {
    fn from(patience: Patience) -> Self {
        Self { patience, ..Self::default() }
    }
}

/// Times of an agent's reachability, the same for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// A pending offer ends after this long without a connection (5 s).
    pub offer: Duration,
    /// Unreachable after this long without a connection (30 s).
    pub reach: Duration,
    /// Sessions return to their queues this long after that (60 s).
    pub sessions: Duration,
    /// Whoever looks on or speaks beside another does so no longer this long after their last connection (60 s), and not
    /// before they are unreachable.
    pub company: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            offer: Duration::from_secs(5),
            reach: Duration::from_secs(30),
            sessions: Duration::from_secs(60),
            company: Duration::from_secs(60),
        }
    }
}
