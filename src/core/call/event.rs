//! What a call remembers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::effect::PhoneState;
use crate::ids::{AgentId, QueueId};
use crate::machine::{Audience, CallState, Direction, Fact};
use crate::time::Timestamp;

/// The kind of the one fact that is a report of the provider: these are listed and numbered.
pub const REPORTED: &str = "reported";

/// A fact of one call. Content of `Reported`: the whole report (`text`), the actor's name (`name`), the other side's
/// number (`contact.phone`), where the recording is (`recording`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// The provider reported something.
    Reported {
        /// Its type, as sent.
        report: String,
        /// Its name for readers.
        uuid: Uuid,
        /// The call is known from here on, in this state, or has moved to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moved: Option<CallState>,
        /// The provider's own instant, if it read as one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sent_at: Option<Timestamp>,
        /// The provider's queue.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        queue: Option<String>,
        /// Which of ours that is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        our_queue: Option<QueueId>,
        /// Who entered or left, counted within the call; their name is content.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<u32>,
        /// Their extension.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        extension: Option<String>,
        /// In or out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direction: Option<Direction>,
        /// Our side's number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        our_number: Option<String>,
        /// In this state it is given up then; set with `moved`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_at: Option<Timestamp>,
        /// It is to be sent on by us before this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delegate_by: Option<Timestamp>,
        /// Reported under the strict machine: its times are the reference's.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        strict: bool,
    },
    /// One of our agents is in the call.
    AgentJoined {
        /// Who.
        agent: AgentId,
        /// As which of those who entered.
        who: u32,
        /// The room of so many chats it takes of theirs; all of it where none is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        takes: Option<u32>,
    },
    /// They are in it no longer.
    AgentLeft {
        /// Who.
        agent: AgentId,
    },
    /// One of our agents did something at the telephone, in no call.
    AgentPhone {
        /// Who.
        agent: AgentId,
        /// What.
        phone: PhoneState,
    },
    /// Nothing was heard of it for too long in this state: it counts as over.
    LostSight {
        /// The state it was in.
        state: CallState,
    },
    /// Whoever called is to be forgotten: of what is reported from here on, nothing of theirs is kept.
    Erased,
    /// The provider was asked to send it on, or it was too late for that.
    Delegated {
        /// What became of it.
        outcome: Delegated,
    },
}

/// What became of asking the provider to send a call on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Delegated {
    /// The provider said yes.
    Taken {
        /// Where to.
        destination: String,
        /// At which try.
        tries: u32,
    },
    /// The provider said no, and would again.
    Refused {
        /// Where to.
        destination: String,
        /// The status it answered with.
        status: u16,
    },
    /// Nobody answered in time.
    Expired,
}

impl Fact for Event {
    fn describe(&self) -> (&'static str, Audience) {
        let kind = match self {
            Self::Reported { .. } => REPORTED,
            Self::AgentJoined { .. } => "agent_joined",
            Self::AgentLeft { .. } => "agent_left",
            Self::AgentPhone { .. } => "agent_phone",
            Self::LostSight { .. } => "lost_sight",
            Self::Erased => "erased",
            Self::Delegated { .. } => "delegated",
        };
        (kind, Audience::Staff)
    }
}
