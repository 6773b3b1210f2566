//! What a change of configuration owes to the subject it concerns.

use switchboard_core::effect::{AgentValues, QueueValues, ToAgent, ToQueue};
use switchboard_core::{AgentId, Owed, QueueId, Subject, Told, WorkspaceId};

use crate::request::{OwedKey, OwedRow};

/// Who owes subjects their configuration: the name in the outbox, where a stream's name stands otherwise.
pub(crate) fn administration(workspace: &WorkspaceId) -> String {
    format!("admin/{workspace}")
}

/// What a queue is owed after its settings changed.
pub(crate) fn configured_queue(
    workspace: &WorkspaceId,
    queue: &QueueId,
    values: &QueueValues,
    version: u64,
    seq: u64,
) -> OwedRow {
    let told = Told::Queue(ToQueue::Configured { version, values: values.clone() });
    owed_by_administration(workspace, seq, Subject::Queue(workspace.clone(), queue.clone()), told)
}

/// What an agent is owed after their settings changed.
pub(crate) fn configured_agent(
    workspace: &WorkspaceId,
    agent: &AgentId,
    values: &AgentValues,
    version: u64,
    seq: u64,
) -> OwedRow {
    let told = Told::Agent(ToAgent::Configured { version, values: values.clone() });
    owed_by_administration(workspace, seq, Subject::Agent(workspace.clone(), agent.clone()), told)
}

fn owed_by_administration(workspace: &WorkspaceId, seq: u64, target: Subject, told: Told) -> OwedRow {
    let key = OwedKey { source: administration(workspace), seq, ordinal: 0 };
    OwedRow { key, owed: Owed { target, told }, tries: 0 }
}
