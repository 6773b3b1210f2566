//! What a session is given to decide with: its platform's settings, the flow it runs, and the host's volatile facts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::codes::Codes;
use crate::flow::{Flow, FlowPin};
use crate::ids::QueueId;
use crate::message::{Language, Texts};
use crate::time::Timestamp;

/// Who answers first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BotKind {
    /// The platform's flow, if it has one.
    #[default]
    Flow,
    /// An outside bot.
    Key {
        /// The id of the key it signs in with.
        key: String,
    },
    /// Nobody: customers go straight to people.
    None,
}

/// Where people answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeskKind {
    /// In our queues, by our agents.
    #[default]
    Ours,
    /// In an outside desk.
    Key {
        /// The id of the key it signs in with.
        key: String,
    },
}

/// Settings of a platform, as sessions are given them. Times are durations; events hold the resulting instants.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Counts up with every change.
    pub version: u64,
    /// The customer's language on this platform.
    pub language: Language,
    /// The bot's script; none sends customers straight to people, or to an outside bot.
    pub flow: Option<FlowPin>,
    /// An outside bot's key, where one answers first.
    pub bot_key: Option<String>,
    /// An outside desk's key, where people answer outside.
    pub desk_key: Option<String>,
    /// Scripts a session can be handed to, by the name of their group; [`END`] is always there.
    pub groups: BTreeMap<String, Arc<Flow>>,
    /// The bot's name for customers.
    pub bot_name: String,
    /// The platform's primary queue.
    pub queue: QueueId,
    /// Where left messages go; none for the primary queue.
    pub messages_queue: Option<QueueId>,
    /// A session left with the bot closes after this long without a customer's word (60 min).
    pub silent_after: Duration,
    /// A released session closes after this long (30 min).
    pub released_for: Duration,
    /// A lost customer's session closes after this long (15 min).
    pub lost_for: Duration,
    /// Who closed the page has this long more before they count as lost (30 s).
    pub unload_grace: Duration,
    /// The same agent is preferred for this long (30 s).
    pub prefer_same_agent_for: Duration,
    /// A transfer to an agent is open to nobody else for this long (2 min).
    pub only_agent_for: Duration,
    /// The bot answers no sooner after the customer's last typing (3 s).
    pub pause_after_typing: Duration,
    /// A customer who says nothing to the agent's last word is warned after this long (10 min); zero for never.
    pub warn_silent_after: Duration,
    /// After the warning the agent is free again after this long (5 min).
    pub close_silent_after: Duration,
    /// A queue that has not answered is asked again after this long (10 s).
    pub queue_guard: Duration,
    /// What a session may be summed up as.
    pub wrap_up_codes: Codes,
    /// Our own lines.
    pub notices: Notices,
}

/// The group of flows that ends a conversation politely.
pub const END: &str = "end";

/// Our own lines, each in several languages. `{queue}` and `{agent}` are filled in. An empty line is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notices {
    /// Placed in a queue.
    pub queued: Texts,
    /// Given an agent.
    pub assigned: Texts,
    /// The queue takes nobody in.
    pub turned_away: Texts,
    /// The primary queue is closed.
    pub platform_closed: Texts,
    /// The agent vanished, another is looked for.
    pub agent_vanished: Texts,
    /// Put back into the queue.
    pub put_back: Texts,
    /// The customer has said nothing for a long time.
    pub silence_warning: Texts,
    /// Somebody else speaks too, `{agent}`.
    pub stepped_in: Texts,
    /// They speak no longer, `{agent}`.
    pub stepped_out: Texts,
    /// A left message was taken in.
    pub message_left: Texts,
    /// What the bot says in the agent's name before the end, where the platform has no flow of its own for that.
    pub closing: Texts,
    /// The session is over.
    pub closed: Texts,
    /// The session is over because nobody wrote; empty for the line above.
    pub closed_silent: Texts,
}

/// What a session is given to decide with.
#[derive(Debug, Clone)]
pub struct Given {
    /// The platform's settings as they stand.
    pub policy: Arc<Policy>,
    /// The pinned version of the flow (or, before opening, the platform's current one).
    pub flow: Option<Arc<Flow>>,
}

/// Volatile facts about the customer, kept by the host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Live {
    /// When the customer was last seen typing.
    pub last_typing: Option<Timestamp>,
}
