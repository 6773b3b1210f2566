//! What a session keeps between events: just what `decide` needs. The transcript stays in the journal.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{ClosedWhy, OnScale};
use crate::effect::{Channel, Priority, Wish};
use crate::flow::{Cursor, FlowPin};
use crate::ids::{AgentId, CustomerKey, OfferId, PlatformId, QueueId, SessionId, WorkspaceId};
use crate::message::Language;
use crate::signal::Presence;
use crate::time::Timestamp;

/// One conversation, as its events have made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    pub(super) id: SessionId,
    pub(super) opened: Option<Opened>,
    pub(super) phase: Phase,
    /// Since when it stands in this phase.
    pub(super) since: Timestamp,
    pub(super) attendance: Attendance,
    /// The last entry into a queue; entries are counted from 1.
    pub(super) entries: u32,
    /// Nothing about people is due before this.
    pub(super) not_before: Timestamp,
    /// Whom the last event parted the session from.
    pub(super) parted: Parted,
    /// Who has ever served; they may wrap it up, also after the end.
    pub(super) served: BTreeSet<AgentId>,
    pub(super) company: Company,
    pub(super) marks: Marks,
    /// How the customer is talked to: a left message is not a chat.
    pub(super) channel: Channel,
}

/// What was settled when it opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) workspace: WorkspaceId,
    pub(super) platform: PlatformId,
    /// None once the person was erased.
    pub(super) customer: Option<CustomerKey>,
    pub(super) language: Language,
    pub(super) flow: Option<FlowPin>,
    pub(super) bot_key: Option<String>,
    pub(super) desk_key: Option<String>,
    pub(super) queue: QueueId,
    pub(super) at: Timestamp,
}

/// Who serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// Nothing was ever said.
    Fresh,
    /// The bot serves, or is about to; a platform without one passes through here to its queue.
    Bot(Bot),
    /// Waiting in a queue.
    Queued(Waiting),
    /// An agent serves.
    Agent(Serving),
    /// An outside desk serves.
    Desk(AtDesk),
    /// Nobody serves; the customer may write on.
    Released(Released),
    /// Over.
    Closed(Ended),
}

/// A script at work, and what it knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Bot {
    pub(super) script: Script,
    /// The script's version; none for an outside bot, or for none at all.
    pub(super) pin: Option<FlowPin>,
    pub(super) last_text: Option<String>,
    pub(super) answers: BTreeMap<String, String>,
    /// Closes then unless the customer writes.
    pub(super) silent_until: Timestamp,
    /// Where a handover returns to, if somebody gave it the session.
    pub(super) back: Option<Back>,
    /// The agent in whose name it speaks.
    pub(super) voice: Option<String>,
    /// Until then the customer is shown it typing what it said last.
    #[serde(default)]
    pub(super) typing_until: Option<Timestamp>,
}

/// Where a session came from that the bot was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Back {
    pub(super) agent: Option<AgentId>,
    pub(super) queue: QueueId,
    pub(super) since: Timestamp,
}

/// Where the script stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Script {
    /// Begins at once.
    Begins,
    /// Begins anew at the customer's next word, so that a queue that turns everybody away is not asked in a circle.
    AwaitsWord,
    /// At work.
    At(Cursor),
    /// Cannot go on; the queue is next.
    Broken,
    /// An outside bot's; nothing follows by itself.
    Outside,
}

/// One stay in a queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) entry: u32,
    pub(super) queue: QueueId,
    /// Its name for people, once the queue has answered.
    pub(super) queue_name: Option<String>,
    pub(super) since: Timestamp,
    pub(super) priority: Priority,
    pub(super) wish: Option<Wish>,
    pub(super) patient: bool,
    /// Queues that were full, one after another.
    pub(super) overflows: u32,
    /// Asks the queue again then; none once it has answered.
    pub(super) guard_at: Option<Timestamp>,
}

/// An agent's service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Serving {
    pub(super) agent: AgentId,
    pub(super) name: Option<String>,
    pub(super) offer: OfferId,
    pub(super) entry: u32,
    pub(super) queue: QueueId,
    /// The queue's name for people.
    pub(super) queue_name: String,
    /// Since when the customer waited for it: the age they return to the line with if the agent vanishes.
    pub(super) waited_since: Timestamp,
    pub(super) silence: Silence,
}

/// How far the customer's silence to the agent's last word has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Silence {
    /// It is not their turn.
    #[default]
    None,
    /// Warned then.
    Since(Timestamp),
    /// Warned; the agent is free again then.
    Warned(Timestamp),
}

/// The time with an outside desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct AtDesk {
    /// Somebody there has said something.
    pub(super) answered: bool,
    /// Closes then unless either side says something.
    pub(super) silent_until: Timestamp,
}

/// The time after service in which the customer may write on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Released {
    pub(super) close_at: Timestamp,
    /// How it ends then.
    pub(super) why: ClosedWhy,
    pub(super) last: Last,
}

/// Who served before a session was released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Last {
    /// A queue turned the customer away.
    Nobody,
    /// An agent, out of this queue.
    Agent(AgentId, QueueId),
    /// The outside desk.
    Desk,
}

/// What is left of a closed session.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) queue: Option<QueueId>,
}

/// Who no longer has to do with the session since the last event, and may have to be told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Parted {
    /// The agent who served.
    pub(super) agent: Option<AgentId>,
    /// The line it stood in.
    pub(super) line: Option<(QueueId, u32)>,
    /// Staff who were company and are no longer.
    pub(super) company: BTreeSet<AgentId>,
}

/// Staff beside whoever serves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Company {
    /// With the names the customer was told.
    pub(super) speaking: BTreeMap<AgentId, String>,
    pub(super) watching: BTreeSet<AgentId>,
}

impl Company {
    /// Everybody, each once.
    pub(super) fn all(&self) -> BTreeSet<AgentId> {
        self.speaking.keys().chain(&self.watching).cloned().collect()
    }
}

/// What was remembered of the customer's side besides words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Marks {
    /// The last public number.
    pub(super) shown: u64,
    /// Read up to this public number.
    pub(super) read: u64,
    /// How the customer found it, as they said last.
    #[serde(default)]
    pub(super) rated: Option<u8>,
    /// The same as it was said, on another scale.
    #[serde(default)]
    pub(super) on_scale: Option<OnScale>,
    /// A message was left, and its writer does not wait: whether they are there means nothing.
    pub(super) message: bool,
    /// The closing the customer was told of.
    pub(super) closing: Option<Closing>,
}

/// A closing of the platform, known apart from others by when it ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Closing {
    pub(super) opens_at: Option<Timestamp>,
}

/// Whether the customer is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Attendance {
    pub(super) presence: Presence,
    /// When lost: closes then.
    pub(super) close_at: Option<Timestamp>,
    /// Whether the last transition was into or out of being lost; only those matter to a queue.
    pub(super) crossed: bool,
}

impl Waiting {
    /// The queue's name for people, or its id before it has answered.
    pub(super) fn name(&self) -> &str {
        self.queue_name.as_deref().unwrap_or(self.queue.as_str())
    }
}

impl Attendance {
    pub(super) fn lost(&self) -> bool {
        self.presence == Presence::Lost
    }
}
