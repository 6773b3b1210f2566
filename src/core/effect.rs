//! What a machine asks of the world, and the only words subjects have for one another.
//!
//! `Owe` must happen: a row of the outbox in the same transaction, redelivered until the receiver's own append settles
//! it. `Show` may be lost: readers resume by sequence. An owed command is never refused.

mod settings;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, CallId, OfferId, QueueId, SessionId, Subject, WorkspaceId};
use crate::signal::Signal;
use crate::time::Timestamp;

pub use settings::{AgentValues, AtClosing, Capacity, Channel, QueueValues, WayOfWork, WhenFull};

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

/// Who comes before whom in line: the class first, then since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
    /// How firmly.
    #[serde(default)]
    pub bind: Bind,
}

/// How firmly a wish binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Bind {
    /// As long as the wished agent is there to be waited for.
    #[default]
    Prefer,
    /// Nobody else, even while they are away: a transfer to them.
    Only,
    /// They asked for it themselves: chosen at once, needing only a connection and a free slot.
    Take,
}

/// Why an agent refused to hold an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
    /// At the same moment another queue held out a session that comes before this one.
    Outbid,
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
    /// Somebody who looked on, or spoke beside whoever serves, has had no connection for too long.
    CompanyGone {
        /// Who is gone.
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

/// What a provider says of an agent at the telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneState {
    /// Signed in to a queue.
    LoggedIn,
    /// Signed out of a queue.
    LoggedOut,
    /// Takes no calls for a while.
    Paused,
    /// Takes calls again.
    Unpaused,
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
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<Parting>,
    },
    /// They look on in this session, or speak there beside whoever serves.
    CompanyJoined {
        /// The session.
        session: SessionId,
    },
    /// No longer.
    CompanyLeft {
        /// The session.
        session: SessionId,
    },
    /// They are in a telephone call.
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
    /// They did something at the telephone, in no call.
    Phone {
        /// What.
        phone: PhoneState,
    },
}

/// Why a session needs its agent no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Parting {
    /// The agent was done.
    Done,
    /// Given on.
    Transferred,
    /// Somebody else wants to serve it.
    TakenOver,
    /// Put back into its queue.
    PutBack,
    /// Given to the bot.
    HandedToBot,
    /// Given to the outside desk.
    HandedToDesk,
    /// The customer said nothing for too long.
    Silent,
    /// It is over.
    Closed,
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
        /// Waits although the queue is closed or full: transfers, put back, left messages, returning.
        #[serde(default)]
        patient: bool,
    },
    /// The session waits no longer.
    Leave {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// The customer went before anybody came.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gave_up: bool,
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
