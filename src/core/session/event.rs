//! What a session remembers. Facts here hold no personal data; texts, names and the customer's key are content.

use serde::{Deserialize, Serialize};

use crate::effect::{Priority, TurnedAway, Wish};
use crate::flow::{Cursor, FlowPin};
use crate::ids::{AgentId, OfferId, PlatformId, QueueId, WorkspaceId};
use crate::machine::{Audience, Fact};
use crate::message::Language;
use crate::signal::Presence;
use crate::time::Timestamp;

/// A fact of one conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// The first event. Content: the customer's key.
    Opened {
        /// The tenant.
        workspace: WorkspaceId,
        /// The entry point.
        platform: PlatformId,
        /// The customer's language.
        language: Language,
        /// The version of the settings it was opened under.
        policy: u64,
        /// The bot's script, pinned for the session's life; none where no bot answers.
        flow: Option<FlowPin>,
        /// The queue a handover without a name goes to.
        queue: QueueId,
        /// Ends a session nobody says anything in.
        silent_until: Timestamp,
    },
    /// The customer said something. Content: the text.
    MessageReceived {
        /// Ends a session left with the bot then.
        silent_until: Timestamp,
    },
    /// Whether the customer is there changed.
    PresenceChanged {
        /// As it is now.
        presence: Presence,
        /// When lost: closes then unless the customer returns.
        close_at: Option<Timestamp>,
    },
    /// The bot begins, or is given the session back.
    BotStarted {
        /// The script and its version.
        flow: FlowPin,
        /// Where it stands.
        cursor: Cursor,
    },
    /// The bot said something. Content: text, name, choices.
    BotSaid {
        /// How long the client shows the bot as typing before the text, in milliseconds.
        typing_ms: u64,
        /// Where the script stands now.
        cursor: Cursor,
    },
    /// The script moved without saying anything. Content: answers remembered.
    FlowMoved {
        /// Where it stands now.
        cursor: Cursor,
    },
    /// The script could not go on (a missing node, a loop); the session goes to its queue.
    FlowBroken {
        /// The node at fault; empty when the whole script was missing at its beginning.
        node: String,
    },
    /// Given to a queue. Answers of the queue name the entry.
    Queued {
        /// Counted from 1 within the session.
        entry: u32,
        /// Which queue.
        queue: QueueId,
        /// Since when it counts as waiting.
        since: Timestamp,
        /// Its class.
        priority: Priority,
        /// An agent wished for.
        wish: Option<Wish>,
        /// How it came to wait.
        why: QueuedWhy,
        /// Asks the queue again if it has not answered by then.
        guard_at: Timestamp,
    },
    /// The queue did not answer in time and is asked again.
    QueueAskedAgain {
        /// The entry.
        entry: u32,
        /// Asks once more then.
        guard_at: Timestamp,
    },
    /// The queue took it in: the first number the customer is told. Content: the queue's name.
    PlaceTold {
        /// The entry.
        entry: u32,
        /// 1 is next.
        place: u32,
        /// Estimated wait in milliseconds, when known.
        estimated_wait_ms: Option<u64>,
    },
    /// The queue did not take it in: back to the bot, which begins anew at the customer's next word, or released where
    /// there is none.
    TurnedAway {
        /// The entry.
        entry: u32,
        /// Why.
        why: TurnedAway,
        /// Closes then unless the customer writes.
        close_at: Timestamp,
    },
    /// A line of ours to the customer. Content: the text.
    SystemSaid {
        /// Which of our lines.
        notice: Notice,
    },
    /// An agent serves now. Content: the agent's name.
    Assigned {
        /// The entry that ended so.
        entry: u32,
        /// The agent.
        agent: AgentId,
        /// The offer accepted.
        offer: OfferId,
    },
    /// An acceptance that came too late.
    AssignmentRefused {
        /// The agent.
        agent: AgentId,
        /// The offer.
        offer: OfferId,
    },
    /// The agent said something. Content: text, name.
    AgentSaid {
        /// The agent.
        agent: AgentId,
    },
    /// The agent clicked the chat away; the customer may write on.
    AgentDone {
        /// The agent.
        agent: AgentId,
        /// Closes then unless the customer writes.
        close_at: Timestamp,
    },
    /// The agent who served is gone; a `Queued` follows.
    AgentVanished {
        /// The agent.
        agent: AgentId,
    },
    /// The process was away; what is due about people waits a little longer.
    DeadlinesMoved {
        /// Nothing about people is due before this.
        not_before: Timestamp,
    },
    /// Over. Content: the line the customer sees.
    Closed {
        /// Why.
        why: ClosedWhy,
    },
}

/// How a session came to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueuedWhy {
    /// The bot handed over, or broke.
    HandedOver,
    /// The platform has no bot.
    NoBot,
    /// The customer wrote again after the agent was done.
    WroteAgain,
    /// The agent vanished.
    AgentVanished,
}

/// Which of our own lines was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Placed in a queue.
    Queued,
    /// Given an agent.
    Assigned,
    /// The queue takes nobody in.
    TurnedAway,
    /// The agent vanished, another one is looked for.
    AgentVanished,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedWhy {
    /// The customer left and confirmed it.
    CustomerLeft,
    /// The customer was lost and did not return.
    CustomerLost,
    /// Nobody wrote while the bot served.
    Silent,
    /// The agent was done and nobody wrote again.
    Released,
    /// The bot's script came to its end.
    FlowEnded,
}

impl Fact for Event {
    fn describe(&self) -> (&'static str, Audience) {
        match self {
            Self::Opened { .. } => ("opened", Audience::Staff),
            Self::MessageReceived { .. } => ("message_received", Audience::Everyone),
            Self::PresenceChanged { .. } => ("presence_changed", Audience::Staff),
            Self::BotStarted { .. } => ("bot_started", Audience::Staff),
            Self::BotSaid { .. } => ("bot_said", Audience::Everyone),
            Self::FlowMoved { .. } => ("flow_moved", Audience::Staff),
            Self::FlowBroken { .. } => ("flow_broken", Audience::Staff),
            Self::Queued { .. } => ("queued", Audience::Staff),
            Self::QueueAskedAgain { .. } => ("queue_asked_again", Audience::Staff),
            Self::PlaceTold { .. } => ("place_told", Audience::Everyone),
            Self::TurnedAway { .. } => ("turned_away", Audience::Staff),
            Self::SystemSaid { .. } => ("system_said", Audience::Everyone),
            Self::Assigned { .. } => ("assigned", Audience::Staff),
            Self::AssignmentRefused { .. } => ("assignment_refused", Audience::Staff),
            Self::AgentSaid { .. } => ("agent_said", Audience::Everyone),
            Self::AgentDone { .. } => ("agent_done", Audience::Everyone),
            Self::AgentVanished { .. } => ("agent_vanished", Audience::Staff),
            Self::DeadlinesMoved { .. } => ("deadlines_moved", Audience::Staff),
            Self::Closed { .. } => ("closed", Audience::Everyone),
        }
    }
}
