//! What a machine asks of the world, and the only words subjects have for one another.
//!
//! `Owe` must happen: a row of the outbox in the same transaction, redelivered until the receiver's own append settles
//! it. `Show` may be lost: readers resume by sequence. An owed command is never refused.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hours::Hours;
use crate::ids::{AgentId, OfferId, QueueId, SessionId, Subject, WorkspaceId};
use crate::signal::Signal;
use crate::time::Timestamp;

/// What an event asks of the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Best effort: a signal to whoever looks at the session.
    Show {
        /// The session looked at.
        session: SessionId,
        /// What to show.
        signal: Signal,
    },
    /// Recompute and show `Machine::pulse` soon, at most once a second.
    Pulse,
    /// Must happen.
    Owe(Owed),
}

impl Effect {
    /// Owes a session something.
    pub fn tell_session(session: SessionId, told: ToSession) -> Self {
        Self::Owe(Owed { target: Subject::Session(session), told: Told::Session(told) })
    }

    /// Owes an agent something.
    pub fn tell_agent(workspace: &WorkspaceId, agent: &AgentId, told: ToAgent) -> Self {
        Self::Owe(Owed { target: Subject::Agent(workspace.clone(), agent.clone()), told: Told::Agent(told) })
    }

    /// Owes a queue something.
    pub fn tell_queue(workspace: &WorkspaceId, queue: &QueueId, told: ToQueue) -> Self {
        Self::Owe(Owed { target: Subject::Queue(workspace.clone(), queue.clone()), told: Told::Queue(told) })
    }
}

/// A command one subject owes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Who is to be told.
    pub target: Subject,
    /// What.
    pub told: Told,
}

/// An owed command, by the kind of its receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// To a session.
    Session(ToSession),
    /// To an agent.
    Agent(ToAgent),
    /// To a queue.
    Queue(ToQueue),
}

/// How a queue gives sessions to agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

/// Who comes before whom in line: the class first, then since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Came back to a queue they had already left once.
    Returning,
    /// Everybody else.
    #[default]
    Normal,
}

/// An agent wished for: the same one for a short while, or only this one until a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The wished agent.
    pub agent: AgentId,
    /// After this anybody may take it.
    pub until: Timestamp,
}

/// Why an agent refused to hold an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldRefusal {
    /// Every slot is taken.
    AtCapacity,
    /// Wants no chats now.
    NotReady,
    /// No live connection.
    NotConnected,
    /// Does not serve this queue.
    NotServing,
}

/// How an offer ended without an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferEnd {
    /// The agent said no.
    Declined,
    /// The agent said nothing in time.
    Expired,
    /// The agent's connection went and did not return.
    ConnectionGone,
    /// The session left the line, or the queue gave up waiting for an answer. From an agent: the session itself said
    /// that it does not wait there.
    Withdrawn,
}

/// An agent as the queues see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    /// Serves the queue that is told.
    pub serves: bool,
    /// Wants chats.
    pub ready: bool,
    /// Has a live connection, as journaled.
    pub reachable: bool,
    /// Slots in use.
    pub load: Capacity,
    /// Slots in all.
    pub capacity: Capacity,
    /// Since when nothing was given to them; the longest idle comes first.
    pub idle_since: Timestamp,
}

/// What a session can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum ToSession {
    /// The queue has taken it into the line.
    Enqueued {
        /// The entry the session asked with.
        entry: u32,
        /// The queue's name for people.
        queue_name: String,
        /// 1 is next.
        place: u32,
        /// Estimated wait in milliseconds, when known.
        estimated_wait_ms: Option<u64>,
    },
    /// The queue will not take it.
    TurnedAway {
        /// The entry the session asked with.
        entry: u32,
        /// Why.
        why: TurnedAway,
        /// Where the queue's settings send whom a full line does not take.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overflow: Option<QueueId>,
    },
    /// The queue it waits in has closed, and its settings say that those in line are to be told and let go. Said once
    /// for each closing; the session leaves the line if it goes.
    QueueClosed {
        /// The entry the session asked with.
        entry: u32,
        /// When the queue opens again; unknown when nothing is planned.
        opens_at: Option<Timestamp>,
    },
    /// An agent accepted it.
    OfferAccepted {
        /// The offer accepted.
        offer: OfferId,
        /// The entry offered.
        entry: u32,
        /// Who accepted.
        agent: AgentId,
        /// Their name for customers.
        agent_name: String,
    },
    /// The agent who served it is gone for good; it returns to the head of its queue.
    AgentVanished {
        /// Who vanished.
        agent: AgentId,
    },
}

/// Why a queue takes nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnedAway {
    /// The line has reached its maximum.
    Full,
    /// No such queue is configured.
    Unknown,
    /// Outside its hours.
    Closed {
        /// When it opens; unknown when nothing is planned.
        opens_at: Option<Timestamp>,
    },
}

/// What an agent can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum ToAgent {
    /// The administrator's settings, newest version wins.
    Configured {
        /// Counts up with every change.
        version: u64,
        /// The settings.
        values: AgentValues,
    },
    /// Hold this session for me: reserve a slot and answer.
    Hold {
        /// The offer.
        offer: OfferId,
        /// The session held out.
        session: SessionId,
        /// Its entry in the queue.
        entry: u32,
        /// Offer, assign, or picked by the agent themselves.
        way: WayOfWork,
        /// Whose slots it takes.
        #[serde(default)]
        channel: Channel,
        /// How long the agent has to accept.
        accept_within: Duration,
        /// The session's class.
        priority: Priority,
        /// Since when the session waits.
        since: Timestamp,
    },
    /// The offer no longer stands.
    Withdraw {
        /// The offer.
        offer: OfferId,
    },
    /// The session is this agent's now.
    Confirmed {
        /// The offer that led to it.
        offer: OfferId,
        /// The session.
        session: SessionId,
    },
    /// The session was no longer to be had; the slot is free.
    AssignRefused {
        /// The offer accepted too late.
        offer: OfferId,
        /// The session.
        session: SessionId,
    },
    /// The session no longer needs this agent.
    SessionEnded {
        /// The session.
        session: SessionId,
    },
}

/// Settings of an agent, edited by administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// What a queue can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "told")]
pub enum ToQueue {
    /// The administrator's settings, newest version wins.
    Configured {
        /// Counts up with every change.
        version: u64,
        /// The settings.
        values: QueueValues,
    },
    /// Take this session into the line.
    Enqueue {
        /// The session.
        session: SessionId,
        /// Counted by the session; answers name it.
        entry: u32,
        /// The session's class.
        priority: Priority,
        /// Since when it counts as waiting.
        since: Timestamp,
        /// An agent wished for.
        wish: Option<Wish>,
    },
    /// The session waits no longer.
    Leave {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
    },
    /// The customer is away (passed over, keeps the place) or back.
    Absent {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Away or back.
        absent: bool,
    },
    /// The session has its agent.
    Assigned {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// The agent.
        agent: AgentId,
    },
    /// An agent changed in a way that matters for choosing.
    AgentChanged {
        /// The agent.
        agent: AgentId,
        /// The agent's own sequence; an older one than seen is ignored.
        version: u64,
        /// As they are now.
        view: AgentView,
    },
    /// The agent holds the offer.
    Held {
        /// The offer.
        offer: OfferId,
    },
    /// The agent will not hold it.
    HoldRefused {
        /// The offer.
        offer: OfferId,
        /// Why.
        why: HoldRefusal,
        /// The agent's own sequence.
        version: u64,
        /// As they are now.
        view: AgentView,
    },
    /// The offer ended without an assignment; offer on, at the original place.
    OfferEnded {
        /// The offer.
        offer: OfferId,
        /// How.
        why: OfferEnd,
    },
}

/// Settings of a queue, edited by administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
}
