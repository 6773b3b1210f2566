//! Plain rows, on purpose not event-sourced: platforms, flows, queues and agents as configured, tokens and credentials.
//!
//! A write that concerns a subject owes it `Configured` in the same transaction. Slugs are never renamed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::flow::Flow;
use switchboard_core::session::{BotKind, DeskKind, Notices};
use switchboard_core::{AgentId, CustomerKey, FlowId, Language, PlatformId, QueueId, Timestamp, WorkspaceId};

use crate::audit::AuditEntry;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{PeopleOutcome, PeopleWrite};
use crate::repeats::{Met, Repeat};
use crate::settings::{ConfiguredWrite, Redaction, WorkspaceValues};
pub use crate::uploads::{Upload, Uploader};

/// A change of plain rows.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountWrite {
    /// A queue's settings; owes `Configured` to the queue.
    Queue {
        /// The tenant.
        workspace: WorkspaceId,
        /// The queue.
        queue: QueueId,
        /// Its settings.
        values: QueueValues,
    },
    /// An agent's settings; owes `Configured` to the agent.
    Agent {
        /// The tenant.
        workspace: WorkspaceId,
        /// The agent.
        agent: AgentId,
        /// Their settings.
        values: AgentValues,
    },
    /// A workspace's own settings, as an installation brings them.
    Workspace {
        /// The tenant.
        workspace: WorkspaceId,
        /// Its settings.
        values: Box<WorkspaceValues>,
    },
    /// A platform's settings; read by sessions through the book of settings.
    Platform {
        /// The platform.
        platform: PlatformId,
        /// Its settings.
        values: Box<PlatformValues>,
    },
    /// A version of a flow, published at once; an existing version is never changed.
    Flow {
        /// The tenant.
        workspace: WorkspaceId,
        /// The script.
        flow: Flow,
    },
    /// A customer's token, bound to platform, customer and origin.
    CustomerToken {
        /// SHA-256 of the token; only this is stored.
        hash: Digest,
        /// What it stands for.
        token: CustomerToken,
    },
    /// A credential an agent signs in with.
    Credential {
        /// SHA-256 of the token; only this is stored.
        hash: Digest,
        /// Whose.
        credential: Credential,
    },
    /// Who uploaded a picture.
    Upload(Upload),
    /// A line of the installation's own notes (`demo`, for instance).
    Note {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// A line of the audit log for a deed that writes nothing else: a transcript read, a sign-in that failed.
    Audit(AuditEntry),
    /// People, their sign-ins, and the keys of programs.
    People(Box<PeopleWrite>),
    /// Settings as administrators edit them: against a version, and audited.
    Configured(Box<ConfiguredWrite>),
    /// A request that may come again.
    Repeat(Repeat),
}

impl AccountWrite {
    /// Whether this changes what the book of settings holds, which is then to be read again.
    pub fn configures(&self) -> bool {
        match self {
            Self::Queue { .. }
            | Self::Workspace { .. }
            | Self::Agent { .. }
            | Self::Platform { .. }
            | Self::Flow { .. }
            | Self::Configured(_) => true,
            Self::CustomerToken { .. }
            | Self::Credential { .. }
            | Self::Note { .. }
            | Self::Upload(_)
            | Self::Audit(_)
            | Self::People(_)
            | Self::Repeat(_) => false,
        }
    }
}

/// What came of a change, beyond that it is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountOutcome {
    /// It is as was asked.
    Done,
    /// Of a change of people.
    People(PeopleOutcome),
    /// Of a change of settings.
    Configured {
        /// The version that is there now.
        version: u64,
    },
    /// Of `Repeat::Begin`: the request as it was met before, if it was.
    Met(Option<Met>),
}

/// What a customer's token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerToken {
    /// The platform it was minted on.
    pub platform: PlatformId,
    /// The customer it speaks for.
    pub customer: CustomerKey,
    /// The page it was minted for; none for a client without one.
    pub origin: Option<String>,
    /// When.
    pub minted_at: Timestamp,
}

/// Who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The agent.
    pub agent: AgentId,
    /// What they may do.
    pub role: Role,
}

/// What somebody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Everything.
    Owner,
    /// Configures the workspace.
    Admin,
    /// Watches and steps in.
    Supervisor,
    /// Answers customers.
    Agent,
    /// A program.
    Integration,
}

/// Settings of a platform. Durations in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformValues {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The name people see.
    pub name: String,
    /// The customers' language.
    pub language: Language,
    /// The primary queue.
    pub queue: QueueId,
    /// The bot's script, in the version published last; none for no bot.
    #[serde(default)]
    pub flow: Option<FlowId>,
    /// Who answers first; by default the script above.
    #[serde(default)]
    pub bot: BotKind,
    /// Where people answer.
    #[serde(default)]
    pub desk: DeskKind,
    /// Scripts a session can be handed to, by the name of their group, in the version published last. `end` is the
    /// polite end; without one of its own the platform has a short one made of its notices.
    #[serde(default)]
    pub groups: BTreeMap<String, FlowId>,
    /// Where left messages go; none for the primary queue.
    #[serde(default)]
    pub messages_queue: Option<QueueId>,
    /// Clients send heartbeats here, and a customer of whom none come is lost after a while.
    #[serde(default = "PlatformValues::default_heartbeats")]
    pub heartbeats: bool,
    /// The bot's name for customers.
    #[serde(default)]
    pub bot_name: String,
    /// Pages that may open a chat, exactly (`https://example.org`); empty allows clients without a page only.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Times that differ from the defaults, by name.
    #[serde(default)]
    pub times: PlatformTimes,
    /// Our own lines.
    #[serde(default)]
    pub notices: Notices,
}

impl PlatformValues {
    /// A platform with defaults for all but its tenant, its name and its primary queue.
    pub fn named(workspace: WorkspaceId, name: impl Into<String>, queue: QueueId) -> Self {
        Self {
            workspace,
            name: name.into(),
            language: Language::default(),
            queue,
            flow: None,
            bot: BotKind::default(),
            desk: DeskKind::default(),
            groups: BTreeMap::new(),
            messages_queue: None,
            heartbeats: Self::default_heartbeats(),
            bot_name: String::new(),
            origins: Vec::new(),
            times: PlatformTimes::default(),
            notices: Notices::default(),
        }
    }

    /// They do.
    pub fn default_heartbeats() -> bool {
        true
    }
}

/// Times of a platform in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlatformTimes {
    /// A session left with the bot closes after this long without a customer's word.
    pub silent_after_ms: u64,
    /// A released session closes after this long.
    pub released_for_ms: u64,
    /// A lost customer's session closes after this long.
    pub lost_for_ms: u64,
    /// Who closed or reloaded the page has this long more before they count as lost.
    pub unload_grace_ms: u64,
    /// The same agent is preferred for this long.
    pub prefer_same_agent_for_ms: u64,
    /// A transfer to an agent is open to nobody else for this long.
    pub only_agent_for_ms: u64,
    /// A customer who says nothing to the agent's last word is warned after this long; 0 for never.
    pub warn_silent_after_ms: u64,
    /// After that warning the agent is free again after this long.
    pub close_silent_after_ms: u64,
    /// An agent whose client says nothing more of their typing is shown as typing this long.
    pub typing_off_after_ms: u64,
    /// A customer's unsent text is forgotten after this long without a keystroke.
    pub preview_for_ms: u64,
    /// The bot answers no sooner after the customer's last typing.
    pub pause_after_typing_ms: u64,
    /// A client sends a heartbeat this often.
    pub heartbeat_every_ms: u64,
    /// Unstable after this long without any word.
    pub unstable_after_ms: u64,
    /// Lost after this long without any word.
    pub lost_after_ms: u64,
}

impl Default for PlatformTimes {
    fn default() -> Self {
        Self {
            silent_after_ms: 60 * 60_000,
            released_for_ms: 30 * 60_000,
            lost_for_ms: 15 * 60_000,
            unload_grace_ms: 30_000,
            prefer_same_agent_for_ms: 30_000,
            only_agent_for_ms: 120_000,
            warn_silent_after_ms: 10 * 60_000,
            close_silent_after_ms: 5 * 60_000,
            typing_off_after_ms: 5_000,
            preview_for_ms: 10_000,
            pause_after_typing_ms: 3_000,
            heartbeat_every_ms: 5_000,
            unstable_after_ms: 15_000,
            lost_after_ms: 45_000,
        }
    }
}

/// Every setting that is data, as read at the start and after each change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    /// Platforms with the version of their settings.
    pub platforms: BTreeMap<PlatformId, (u64, PlatformValues)>,
    /// Workspaces' own settings.
    pub workspaces: BTreeMap<WorkspaceId, WorkspaceValues>,
    /// Queues.
    pub queues: BTreeMap<(WorkspaceId, QueueId), QueueValues>,
    /// Agents, with the queues of their teams.
    pub agents: BTreeMap<(WorkspaceId, AgentId), AgentValues>,
    /// Flows, every version.
    pub flows: BTreeMap<(FlowId, u64), Flow>,
    /// The version of each flow that new sessions begin with.
    pub published: BTreeMap<FlowId, u64>,
    /// What each workspace wants kept out of its texts.
    pub redactions: BTreeMap<WorkspaceId, Redaction>,
}

/// A published version of a flow was to be changed.
pub(crate) fn published(flow: &Flow) -> JournalError {
    let Flow { flow, version, .. } = flow;
    JournalError::Refused(format!("version {version} of flow {flow} was published and never changes"))
}

/// A platform was to move to another tenant.
pub(crate) fn foreign(platform: &PlatformId) -> JournalError {
    JournalError::Refused(format!("platform {platform} belongs to another workspace"))
}
