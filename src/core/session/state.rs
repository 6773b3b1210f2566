//! What a session keeps between events: just what `decide` needs. The transcript stays in the journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::effect::{Priority, Wish};
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
    /// Nobody serves; the customer may write on.
    Released(Released),
    /// Over.
    Closed(Ended),
}

/// A script at work, and what it knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Bot {
    pub(super) script: Script,
    pub(super) last_text: Option<String>,
    pub(super) answers: BTreeMap<String, String>,
    /// Closes then unless the customer writes.
    pub(super) silent_until: Timestamp,
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
}

/// The time after service in which the customer may write on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Released {
    pub(super) close_at: Timestamp,
    /// Who served last, and from which queue; none where a queue turned the customer away.
    pub(super) last: Option<(AgentId, QueueId)>,
}

/// What is left of a closed session: whom its end has to be told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub(super) queue: Option<QueueId>,
    /// The entry it waited in.
    pub(super) entry: Option<u32>,
    /// The agent who served.
    pub(super) agent: Option<AgentId>,
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

impl Session {
    /// The script's version it runs for life, if its platform has a bot; the host gives it in `Given::flow`.
    pub fn pinned(&self) -> Option<&FlowPin> {
        self.opened.as_ref()?.flow.as_ref()
    }

    /// The platform it was opened on, whose settings the host gives it; none before it opens.
    pub fn platform(&self) -> Option<&PlatformId> {
        Some(&self.opened.as_ref()?.platform)
    }

    /// Its tenant; none before it opens.
    pub fn workspace(&self) -> Option<&WorkspaceId> {
        Some(&self.opened.as_ref()?.workspace)
    }

    /// The agent who serves now.
    pub fn agent(&self) -> Option<&AgentId> {
        match &self.phase {
            Phase::Agent(serving) => Some(&serving.agent),
            _ => None,
        }
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed(_))
    }

    /// The queue it waits in or last came from.
    pub(super) fn queue(&self) -> Option<&QueueId> {
        match &self.phase {
            Phase::Queued(waiting) => Some(&waiting.queue),
            Phase::Agent(serving) => Some(&serving.queue),
            Phase::Released(released) => released.last.as_ref().map(|(_, queue)| queue),
            Phase::Closed(ended) => ended.queue.as_ref(),
            Phase::Fresh | Phase::Bot(_) => None,
        }
    }
}
