//! The contract of every subject: a pure value that decides, applies, and says what it waits for.
//!
//! A host (crate `switchboard-actors`) runs one machine: `decide` and then `follow` until it has nothing more to add,
//! `apply` after each event, `effects` of each event, then one append, and only after the commit anybody is told.

use std::fmt::{Debug, Display};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::effect::{Capacity, Channel, Effect};
use crate::ids::{AgentId, CallId, CustomerKey, PlatformId, QueueId, SessionId, Subject, WorkspaceId};
use crate::level::{self, Level, Slice};
use crate::message::{Content, Party};
use crate::signal::{Presence, Signal};
use crate::time::{Deadline, Timestamp};

/// Who may see an event. Only what `Everyone` sees is counted in the customer's dense sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Staff and the customer: exactly one frame on the customer's door.
    Everyone,
    /// Staff of the workspace only.
    Staff,
}

/// A fact of one subject: serialisable, named, with an audience. Facts hold no personal data.
pub trait Fact: Debug + Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The fact's stable name, stored in the journal's `kind` column, and who may see it.
    fn describe(&self) -> (&'static str, Audience);
}

/// What a command's refusal tells the asker.
pub trait Reason: Debug + Display + Clone + PartialEq + Send + 'static {
    /// A stable code in snake_case, for clients.
    fn code(&self) -> &'static str;
}

/// An event as `decide` and `follow` propose it; the host gives it its number and its instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft<E> {
    /// The fact.
    pub event: E,
    /// The erasable half.
    pub content: Option<Content>,
    /// Who caused it.
    pub actor: Party,
}

impl<E> Draft<E> {
    /// A fact of the machine itself, without content.
    pub fn of(event: E) -> Self {
        Self { event, content: None, actor: Party::System }
    }

    /// The same with content.
    pub fn with(mut self, content: Content) -> Self {
        self.content = Some(content);
        self
    }

    /// The same, caused by somebody.
    pub fn by(mut self, actor: Party) -> Self {
        self.actor = actor;
        self
    }
}

/// An event with its place in the stream. `apply` sees this and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded<E> {
    /// Dense from 1 within the stream.
    pub seq: u64,
    /// Dense from 1 over what the customer may see; set when the audience is everyone.
    pub public: Option<u64>,
    /// Never earlier than the event before it.
    pub at: Timestamp,
    /// Who caused it.
    pub actor: Party,
    /// The fact.
    pub event: E,
    /// The erasable half; gone once a person is erased.
    pub content: Option<Content>,
}

/// What the clock says to a machine. Both may be stray and must then be harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clockwork {
    /// It is now `Ctx::now`: settle what is due.
    Tick,
    /// The process was away; deadlines about people move to at least `up_at` + 30 s.
    Resumed {
        /// The last instant the old process is known to have lived.
        down_from: Timestamp,
        /// When the new process started.
        up_at: Timestamp,
    },
}

/// What `decide` and `follow` may look at. Every consequence of it is resolved into the event.
#[derive(Debug)]
pub struct Ctx<'a, M: Machine> {
    /// The server's clock, never before the stream's last event.
    pub now: Timestamp,
    /// Settings as they stand now.
    pub given: &'a M::Given,
    /// Volatile facts kept by the host: connections, last typing.
    pub live: &'a M::Live,
}

/// A subject's rules. No clock, no randomness, no I/O, no other subject.
pub trait Machine: Debug + Clone + Serialize + DeserializeOwned + Send + 'static {
    /// The version of this machine's snapshot; an older snapshot is thrown away and the stream replayed.
    const SNAPSHOT: u32;

    /// What one may ask of it. Serialisable, because a quarantined subject's commands are parked in the journal.
    type Command: Debug + Clone + Serialize + DeserializeOwned + From<Clockwork> + Send + 'static;
    /// What it remembers.
    type Event: Fact;
    /// Why it said no.
    type Refusal: Reason;
    /// Settings it is given, never fetches.
    type Given: Debug + Clone + Send + Sync + 'static;
    /// Volatile facts, kept by the host and lost with it.
    type Live: Debug + Clone + Default + Send + 'static;

    /// The machine before its first event.
    fn blank(subject: &Subject) -> Self;

    /// The direct consequences of a command, or why not. Looks, changes nothing.
    fn decide(
        &self,
        ctx: &Ctx<'_, Self>,
        command: &Self::Command,
    ) -> Result<Vec<Draft<Self::Event>>, Self::Refusal>;

    /// What follows by itself from the state as it now is: the flow's next step, the queue's next choice. Asked after
    /// every applied event until there is nothing more; all of it goes into the same append. Must come to an end.
    fn follow(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Self::Event>> {
        let _ = ctx;
        None
    }

    /// Takes a fact in. Cannot fail and cannot look around.
    fn apply(&mut self, event: &Recorded<Self::Event>);

    /// The earliest durable thing due. Known from the state alone, so no timer is lost by a crash.
    fn deadline(&self) -> Option<Deadline>;

    /// The earliest thing due because of volatile facts: a lease that runs out, a pause after typing.
    fn live_deadline(&self, ctx: &Ctx<'_, Self>) -> Option<Deadline> {
        let _ = ctx;
        None
    }

    /// What a live event asks of the world; asked after it was applied, before it is appended, never on replay.
    fn effects(&self, event: &Recorded<Self::Event>) -> Vec<Effect>;

    /// Unnumbered signals that describe the state, for those who look: at most once a second, after a change.
    fn pulse(&self) -> Vec<(SessionId, Signal)> {
        Vec::new()
    }

    /// The subject's line in the views; the writer stores it when it changed.
    fn row(&self) -> Option<Row>;

    /// Whether the host may put it to rest when nobody talks to it.
    fn may_rest(&self) -> bool;
}

/// A subject's line in the views, for lists and boards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "row")]
pub enum Row {
    /// A conversation.
    Session(SessionRow),
    /// An agent.
    Agent(AgentRow),
    /// A queue.
    Queue(QueueRow),
    /// A telephone call.
    Call(Box<CallRow>),
}

/// Where a session stands, in one word for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    /// The bot serves.
    Bot,
    /// Waiting in a queue.
    Queued,
    /// An agent serves.
    Agent,
    /// An outside desk serves.
    Desk,
    /// Nobody serves; the customer may write on.
    Released,
    /// Over.
    Closed,
}

/// One line of the session list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// The conversation.
    pub session: SessionId,
    /// Its tenant.
    pub workspace: WorkspaceId,
    /// Where the customer came in.
    pub platform: PlatformId,
    /// Who the customer is there.
    pub customer: CustomerKey,
    /// Where it stands.
    pub standing: Standing,
    /// The queue it waits in or last came from.
    pub queue: Option<QueueId>,
    /// The agent who serves.
    pub agent: Option<AgentId>,
    /// Since when it stands there.
    pub since: Timestamp,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether the customer is there.
    pub presence: Presence,
    /// How they are talked to.
    #[serde(default)]
    pub channel: Channel,
}

/// One line of the agents' board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRow {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The agent.
    pub agent: AgentId,
    /// Wants to take chats.
    pub ready: bool,
    /// Why not, in the workspace's words.
    pub reason: Option<String>,
    /// Has a live connection.
    pub reachable: bool,
    /// Since when they are ready (or away, for this reason) and reachable (or not): the latest change of these.
    pub since: Timestamp,
    /// Slots in use: sessions served, being offered, or in wrap-up.
    pub loads: Capacity,
    /// Slots in all.
    pub capacities: Capacity,
}

/// One line of the queue board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The queue.
    pub queue: QueueId,
    /// Sessions in line, offered ones included.
    pub waiting: u32,
    /// The oldest of them has waited since.
    pub oldest: Option<Timestamp>,
    /// Takes newcomers in.
    pub open: bool,
    /// When it closes, or opens; none when nothing is planned.
    pub changes_at: Option<Timestamp>,
    /// Agents who serve it, are ready and reachable.
    pub working: u32,
    /// The longest the line may get.
    pub max_length: Option<u32>,
    /// What a newcomer would wait, in milliseconds, as of the queue's last event; when known.
    pub estimated_wait_ms: Option<u64>,
    /// From then on too few of the assignments it was made from are recent, and it says nothing any more.
    pub estimate_ends: Option<Timestamp>,
    /// So soon an agent should have a session, in milliseconds.
    pub answer_within_ms: u64,
    /// How the waits of the last hour ended, as of the queue's last event.
    pub ended: Vec<Slice>,
}

impl QueueRow {
    /// What a newcomer would wait, in milliseconds, at this moment: a line in which nothing has happened for long knows
    /// nothing of it.
    pub fn wait_at(&self, now: Timestamp) -> Option<u64> {
        self.estimated_wait_ms.filter(|_| self.estimate_ends.is_none_or(|ends| now < ends))
    }

    /// The service level at this moment.
    pub fn level_at(&self, now: Timestamp) -> Level {
        level::over(&self.ended, now)
    }
}

/// How far a telephone call is, in the order in which it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallState {
    /// It exists.
    New,
    /// The provider asks where to send it.
    Standby,
    /// In a queue.
    Waiting,
    /// Being talked.
    Ongoing,
    /// Over.
    Finished,
}

/// Who called whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// They called us.
    Inbound,
    /// We called them.
    Outbound,
    /// Among ourselves.
    Internal,
}

/// One line of the call board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRow {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The call.
    pub call: CallId,
    /// How far it is.
    pub state: CallState,
    /// Since when.
    pub since: Timestamp,
    /// When it was first heard of.
    pub created_at: Timestamp,
    /// When it was last heard of; under the strict machine, when it was first.
    pub updated_at: Timestamp,
    /// Who called whom, where it was said.
    pub direction: Option<Direction>,
    /// Our side's number.
    pub our_number: Option<String>,
    /// The other side's; none where it was not said, or the person was erased.
    pub their_number: Option<String>,
    /// The provider's queue it was last said to be in.
    pub queue: Option<String>,
    /// Which of ours that is.
    pub our_queue: Option<QueueId>,
    /// Who is in it now.
    pub actors: Vec<CallActor>,
    /// Where its recordings are.
    pub recordings: Vec<String>,
    /// The caller hung up while waiting.
    pub abandoned: bool,
    /// Over only because nothing was heard of it any more.
    pub lost_sight: bool,
    /// To be sent on by us before this.
    pub delegate_by: Option<Timestamp>,
}

/// Somebody in a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallActor {
    /// The provider's name of them; none once it was erased.
    pub name: Option<String>,
    /// Their extension.
    pub extension: Option<String>,
    /// Which of our agents that is.
    pub agent: Option<AgentId>,
    /// Since when.
    pub since: Timestamp,
}
