//! Settings as administrators write them: each change names the version it was made from, and is audited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::flow::Flow;
use switchboard_core::{AgentId, FlowId, Labelled, Language, PlatformId, QueueId, TeamId, WorkspaceId};

use crate::accounts::{PlatformValues, Role};
use crate::audit::By;

/// A change of a workspace's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfiguredWrite {
    /// Who changes it, and when.
    pub by: By,
    /// The tenant.
    pub workspace: WorkspaceId,
    /// The version that must be there, 0 for none; any other is a conflict.
    pub expected: u64,
    /// What is changed.
    pub change: Change,
}

/// What is changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The workspace's own settings.
    Workspace(WorkspaceValues),
    /// A platform's settings.
    Platform(PlatformId, Box<PlatformValues>),
    /// A queue's settings; owes them to the queue.
    Queue(QueueId, Box<QueueValues>),
    /// An agent's settings; owes them to the agent, with the queues of their teams.
    Agent(AgentId, AgentValues),
    /// A team; owes its agents their settings.
    Team(TeamId, TeamValues),
    /// A team is no more; its name is never used again.
    TeamRetired(TeamId),
    /// A draft: the next version of a flow. Its own number is not looked at; what is expected is the newest one.
    FlowDrafted(Flow),
    /// New sessions begin with this version from now on. What is expected is the revision of the last publication.
    FlowPublished(FlowId, u64),
}

/// Settings of a workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkspaceValues {
    /// The name people see.
    pub name: String,
    /// The languages its texts are written in; the first is the one to begin with.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Why an agent may be away.
    #[serde(default)]
    pub break_reasons: Vec<Labelled>,
    /// How a session may be summed up.
    #[serde(default)]
    pub wrap_up_codes: Vec<Labelled>,
    /// What agents answer again and again, found by its code; `{customer}`, `{agent}` and `{queue}` are filled in by the
    /// client that sends it.
    #[serde(default)]
    pub canned_responses: Vec<Labelled>,
    /// Who must have a second factor.
    #[serde(default)]
    pub second_factor: SecondFactor,
    /// What is kept out of the journal.
    #[serde(default)]
    pub redaction: Redaction,
    /// Who is meant by the names of its telephony provider; left out where nothing is settled.
    #[serde(default, skip_serializing_if = "Telephony::is_blank")]
    pub telephony: Telephony,
}

impl Telephony {
    fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// Who is meant by a telephony provider's names. A queue or an agent whose id is the provider's name needs no line here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Telephony {
    /// Queues, by the provider's number of each.
    #[serde(default)]
    pub queues: BTreeMap<String, QueueId>,
    /// Agents, by the provider's name of each, often a mail address; case does not matter.
    #[serde(default)]
    pub agents: BTreeMap<String, AgentId>,
    /// The room of so many chats a call takes of an agent's; not there: all of it, so that nobody on the telephone is
    /// offered a chat. 0: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_takes: Option<u32>,
}

/// What is taken out of every text before anybody but its writer sees it, and before it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Numbers of payment cards, but for their last four digits.
    #[serde(default)]
    pub cards: bool,
    /// Regular expressions; what one finds is taken out whole.
    #[serde(default)]
    pub patterns: Vec<String>,
}

/// Whom a workspace lets in with a second factor only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// Nobody: each may have one.
    #[default]
    Optional,
    /// Admins and owners.
    Admins,
    /// Everybody who signs in.
    Everybody,
}

impl SecondFactor {
    /// Whether somebody in this role must have one.
    pub fn is_demanded_of(self, role: Role) -> bool {
        match self {
            Self::Optional => false,
            Self::Admins => matches!(role, Role::Owner | Role::Admin),
            Self::Everybody => true,
        }
    }
}

/// A team: agents who serve its queues besides their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TeamValues {
    /// The name people see.
    pub name: String,
    /// Who belongs to it.
    #[serde(default)]
    pub agents: Vec<AgentId>,
    /// What they serve.
    #[serde(default)]
    pub queues: Vec<QueueId>,
}

/// An agent's settings as they are given to them: with the queues of their teams after their own, each once.
pub(crate) fn with_teams<'a>(
    agent: &AgentId,
    own: &AgentValues,
    teams: impl IntoIterator<Item = &'a TeamValues>,
) -> AgentValues {
    let mut given = own.clone();
    for team in teams.into_iter().filter(|team| team.agents.contains(agent)) {
        for queue in &team.queues {
            if !given.queues.contains(queue) {
                given.queues.push(queue.clone());
            }
        }
    }
    given
}
