//! The frames a console is sent, as types: what `encode.rs` fills in, and what the console's TypeScript is made from.
//!
//! An option that is none is left out of the frame; in a [`SessionLine`] and the boards' lines it is null, so that a line
//! always has all its fields. Instants are RFC 3339, durations milliseconds, keys camelCase.

#![allow(missing_docs, reason = "docs/dialects/console.md says what each field is")]

use serde::Serialize;
use switchboard_core::effect::{Capacity, Channel, HoldRefusal, OfferEnd, Parting};
use switchboard_core::machine::{CallState, Direction, Standing};
use switchboard_core::{
    AgentId, CallId, Content, CustomerKey, Labelled, OfferId, PlatformId, Presence, QueueId, SessionId,
    WorkspaceId,
};

use super::facts::FactView;

/// One frame to a console, without its `n`.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(optional_fields))]
pub enum Frame {
    /// The answer to its hello.
    Hello {
        connection_id: String,
        workspace: WorkspaceId,
        agent: AgentId,
        name: String,
        role: String,
        heartbeat_every: u64,
        ready: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<String>,
        capacity: u32,
        load: u32,
        capacities: Capacity,
        loads: Capacity,
        break_reasons: Vec<Labelled>,
        wrap_up_codes: Vec<Labelled>,
        agent_seq: u64,
        position: u64,
    },
    /// A command is carried out.
    Ack {
        id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        seq: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        delayed: Option<bool>,
    },
    /// A command had no effect.
    Refused {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        code: String,
        detail: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// The agent's settings changed.
    Configured { name: String, capacity: u32, capacities: Capacity, seq: u64 },
    /// Ready or away.
    State {
        ready: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<AgentId>,
        since: String,
        seq: u64,
    },
    /// Has a connection again.
    Reachable { seq: u64 },
    /// Has none any more.
    Unreachable { give_up_at: String, seq: u64 },
    /// A session is held out.
    Offer { offer: OfferId, session: SessionId, queue: QueueId, since: String, accept_by: String, seq: u64 },
    /// The answer to an offer is on its way.
    OfferAccepted { offer: OfferId, session: SessionId, seq: u64 },
    /// An offer is over without an assignment.
    OfferEnded { offer: OfferId, session: SessionId, why: OfferEnd, seq: u64 },
    /// The session is this agent's.
    Assigned { offer: OfferId, session: SessionId, seq: u64 },
    /// The session is this agent's no longer.
    SessionEnded {
        session: SessionId,
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<Parting>,
        #[serde(skip_serializing_if = "Option::is_none")]
        wrap_up_until: Option<String>,
        seq: u64,
    },
    /// The slot is free.
    WrapUpEnded { session: SessionId, seq: u64 },
    /// The session went while the agent had no connection.
    SessionGivenUp { session: SessionId, seq: u64 },
    /// The agent is in a telephone call, which takes the room of so many chats; all of it where none is said.
    CallJoined {
        call: CallId,
        #[serde(skip_serializing_if = "Option::is_none")]
        takes: Option<u32>,
        seq: u64,
    },
    /// And is in it no longer.
    CallLeft { call: CallId, seq: u64 },
    /// What was picked is not theirs.
    PickRefused { offer: OfferId, session: SessionId, queue: QueueId, why: HoldRefusal, seq: u64 },
    /// Something happened in an open session.
    Event {
        session: SessionId,
        seq: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        public: Option<u64>,
        at: String,
        actor: String,
        event: FactView,
        #[serde(skip_serializing_if = "Option::is_none")]
        content: Option<Box<Content>>,
    },
    /// A line of the list.
    Row { position: u64, row: SessionLine },
    /// A line left the list.
    Gone { position: u64, session: SessionId },
    /// A line of the queues' board.
    Queue { position: u64, row: QueueLine },
    /// A line of the agents' board.
    Agent { position: u64, row: AgentLine },
    /// A line of the call board.
    Call { position: u64, row: CallLine },
    /// A line left the call board: it is of nobody who looks here.
    CallGone { position: u64, call: CallId },
    /// Somebody writes in an open session.
    Typing {
        session: SessionId,
        party: String,
        on: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        preview: Option<String>,
    },
    /// The page of the site that the customer of an open session is on, as their client tells it.
    Page { session: SessionId, address: String, title: String },
    /// The customer's client has everything up to this public number of an open session.
    Received { session: SessionId, up_to: u64 },
    /// The place in line of a session that waits.
    Place {
        session: SessionId,
        place: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        estimated_wait: Option<u64>,
    },
}

/// A line of the list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SessionLine {
    pub session: SessionId,
    pub platform: PlatformId,
    pub customer: CustomerKey,
    pub standing: Standing,
    pub queue: Option<QueueId>,
    pub agent: Option<AgentId>,
    pub since: String,
    pub opened_at: String,
    pub presence: Presence,
    pub channel: Channel,
}

/// A line of the queues' board.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueLine {
    pub queue: QueueId,
    pub waiting: u32,
    pub oldest: Option<String>,
    pub open: bool,
    pub changes_at: Option<String>,
    pub working: u32,
    pub max_length: Option<u32>,
    pub estimated_wait: Option<u64>,
    /// From then on the estimate says nothing any more.
    pub estimate_ends: Option<String>,
    /// So soon an agent should have a session, in milliseconds.
    pub answer_within: u64,
    /// How the waits of the last hour ended; slices that began longer ago no longer count.
    pub ended: Vec<WaitsLine>,
}

/// The waits of a queue that ended within five minutes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WaitsLine {
    pub from: String,
    pub in_time: u32,
    pub late: u32,
    pub gave_up: u32,
    pub gone_soon: u32,
}

/// A line of the agents' board.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AgentLine {
    pub agent: AgentId,
    pub ready: bool,
    pub reason: Option<String>,
    pub reachable: bool,
    pub since: String,
    pub loads: Capacity,
    pub capacities: Capacity,
}

/// A line of the call board.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CallLine {
    pub call: CallId,
    pub state: CallState,
    pub since: String,
    pub created_at: String,
    pub updated_at: String,
    pub direction: Option<Direction>,
    pub our_number: Option<String>,
    pub their_number: Option<String>,
    pub provider_queue: Option<String>,
    pub queue: Option<QueueId>,
    pub actors: Vec<CallActorLine>,
    pub recordings: Vec<String>,
    pub abandoned: bool,
    pub lost_sight: bool,
}

/// Somebody in a call.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CallActorLine {
    pub name: Option<String>,
    pub extension: Option<String>,
    pub agent: Option<AgentId>,
    pub since: String,
}
