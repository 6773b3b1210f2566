//! What administrators settle for agents and queues, and the slots and ways of work it is said in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::hours::Hours;
use crate::ids::QueueId;

/// How a queue gives sessions to agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WayOfWork {
    /// The agent accepts within a deadline.
    #[default]
    Offer,
    /// The agent gets it without being asked.
    Assign,
    /// Agents take from the waiting list what they like; one of them gets it.
    Pick,
}

/// How people are talked to. A queue serves one channel, an agent has slots for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Channel {
    /// Both sides are there.
    #[default]
    Chat,
    /// Answered when there is time: mail, left messages.
    Message,
    /// Telephony.
    Voice,
}

/// A number of slots by channel; a channel that is not named has none. A bare number is read as that many chats.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenCapacity")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Capacity(BTreeMap<Channel, u32>);

/// The two spellings of a capacity.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenCapacity {
    Chats(u32),
    Each(BTreeMap<Channel, u32>),
}

impl From<WrittenCapacity> for Capacity {
    fn from(written: WrittenCapacity) -> Self {
        match written {
            WrittenCapacity::Chats(slots) => Self::chats(slots),
            WrittenCapacity::Each(slots) => slots.into_iter().collect(),
        }
    }
}

impl From<u32> for Capacity {
    fn from(chats: u32) -> Self {
        Self::chats(chats)
    }
}

impl FromIterator<(Channel, u32)> for Capacity {
    fn from_iter<I: IntoIterator<Item = (Channel, u32)>>(slots: I) -> Self {
        slots.into_iter().fold(Self::default(), |sum, (channel, slots)| sum.and(channel, slots))
    }
}

impl Capacity {
    /// So many chats and nothing else.
    pub fn chats(slots: u32) -> Self {
        Self::default().and(Channel::Chat, slots)
    }

    /// So many more slots of a channel. None leaves the channel unnamed, so that equal capacities compare equal.
    pub fn and(mut self, channel: Channel, slots: u32) -> Self {
        if slots > 0 {
            let sum = self.0.entry(channel).or_default();
            *sum = sum.saturating_add(slots);
        }
        self
    }

    /// The slots of one channel.
    pub fn of(&self, channel: Channel) -> u32 {
        self.0.get(&channel).copied().unwrap_or(0)
    }

    /// The channels that have slots, each with how many.
    pub fn channels(&self) -> impl Iterator<Item = (Channel, u32)> {
        self.0.iter().map(|(channel, slots)| (*channel, *slots))
    }
}

/// Settings of an agent, edited by administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentValues {
    /// The name customers see.
    pub name: String,
    /// Queues served.
    pub queues: Vec<QueueId>,
    /// Sessions at once, by channel; a bare number stands for chats.
    pub capacity: Capacity,
    /// Time to write up a chat before the slot is free again, in milliseconds; 0 for none.
    #[serde(default)]
    pub wrap_up_ms: u64,
}

/// Settings of a queue, edited by administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueValues {
    /// The name people see.
    pub name: String,
    /// Offer, assign or pick.
    #[serde(default)]
    pub way: WayOfWork,
    /// The one channel it serves.
    #[serde(default)]
    pub channel: Channel,
    /// How long an agent has to accept, in milliseconds.
    #[serde(default = "QueueValues::default_accept_within_ms")]
    pub accept_within_ms: u64,
    /// So soon an agent should have a session, in milliseconds: what the service level is measured by.
    #[serde(default = "QueueValues::default_answer_within_ms")]
    pub answer_within_ms: u64,
    /// The longest the line may get; none for no limit.
    #[serde(default)]
    pub max_length: Option<u32>,
    /// What becomes of whom a full line does not take.
    #[serde(default)]
    pub when_full: WhenFull,
    /// When it is open; none for always.
    #[serde(default)]
    pub hours: Option<Hours>,
    /// What becomes of those in line when it closes.
    #[serde(default)]
    pub at_closing: AtClosing,
}

/// What becomes of whom a full line does not take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum WhenFull {
    /// They are told so.
    #[default]
    TurnAway,
    /// They are sent to another queue.
    Overflow {
        /// Which.
        queue: QueueId,
    },
}

/// What becomes of those in line when a queue closes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AtClosing {
    /// They are served.
    #[default]
    Serve,
    /// They are told, and leave the line.
    Tell,
}

impl QueueValues {
    /// A queue with defaults for all but its name.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            way: WayOfWork::default(),
            channel: Channel::default(),
            accept_within_ms: Self::default_accept_within_ms(),
            answer_within_ms: Self::default_answer_within_ms(),
            max_length: None,
            when_full: WhenFull::default(),
            hours: None,
            at_closing: AtClosing::default(),
        }
    }

    /// Half a minute.
    pub fn default_accept_within_ms() -> u64 {
        30_000
    }

    /// A minute.
    pub fn default_answer_within_ms() -> u64 {
        60_000
    }
}
