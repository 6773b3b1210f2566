//! Plain rows in memory: configuration, tokens, notes, attachments.

use std::collections::BTreeMap;

use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::flow::Flow;
use switchboard_core::{AgentId, PlatformId, QueueId, Subject, WorkspaceId};

use crate::accounts::{
    AccountWrite, Configuration, Credential, CustomerToken, PlatformValues, foreign, published,
};
use crate::audit::AuditEntry;
use crate::chain::Digest;
use crate::configured::{configured_agent, configured_queue};
use crate::error::JournalError;
use crate::request::OwedRow;

/// Rows that are no events.
#[derive(Clone, Default)]
pub(super) struct Plain {
    pub(super) configuration: Configuration,
    versions: BTreeMap<Subject, u64>,
    owed: BTreeMap<WorkspaceId, u64>,
    pub(super) tokens: BTreeMap<Digest, CustomerToken>,
    pub(super) credentials: BTreeMap<Digest, Credential>,
    pub(super) notes: BTreeMap<String, String>,
    pub(super) audit: Vec<AuditEntry>,
    pub(super) blobs: BTreeMap<Digest, (String, Vec<u8>)>,
}

impl Plain {
    pub(super) fn write(&mut self, write: &AccountWrite) -> Result<Vec<OwedRow>, JournalError> {
        match write {
            AccountWrite::Queue { workspace, queue, values } => {
                return Ok(self.queue(workspace, queue, values));
            }
            AccountWrite::Agent { workspace, agent, values } => {
                return Ok(self.agent(workspace, agent, values));
            }
            AccountWrite::Platform { platform, values } => self.platform(platform, values)?,
            AccountWrite::Flow { flow, .. } => self.flow(flow)?,
            AccountWrite::CustomerToken { hash, token } => {
                self.tokens.entry(*hash).or_insert_with(|| token.clone());
            }
            AccountWrite::Credential { hash, credential } => {
                self.credentials.insert(*hash, credential.clone());
            }
            AccountWrite::People(_) => {
                return Err(JournalError::Refused("people are kept in a database only".to_owned()));
            }
            AccountWrite::Workspace { .. } | AccountWrite::Configured(_) | AccountWrite::Repeat(_) => {
                return Err(JournalError::Refused("edited settings are kept in a database only".to_owned()));
            }
            AccountWrite::Note { name, text } => {
                self.notes.insert(name.clone(), text.clone());
            }
            AccountWrite::Upload(_) => {
                return Err(JournalError::Refused("the journal in memory keeps no uploads".to_owned()));
            }
            AccountWrite::Audit(entry) => self.audit.push(entry.clone()),
        }
        Ok(Vec::new())
    }

    fn queue(&mut self, workspace: &WorkspaceId, queue: &QueueId, values: &QueueValues) -> Vec<OwedRow> {
        let place = (workspace.clone(), queue.clone());
        if self.configuration.queues.insert(place, values.clone()).as_ref() == Some(values) {
            return Vec::new();
        }
        let (version, seq) = self.next(workspace, Subject::Queue(workspace.clone(), queue.clone()));
        vec![configured_queue(workspace, queue, values, version, seq)]
    }

    fn agent(&mut self, workspace: &WorkspaceId, agent: &AgentId, values: &AgentValues) -> Vec<OwedRow> {
        let place = (workspace.clone(), agent.clone());
        if self.configuration.agents.insert(place, values.clone()).as_ref() == Some(values) {
            return Vec::new();
        }
        let (version, seq) = self.next(workspace, Subject::Agent(workspace.clone(), agent.clone()));
        vec![configured_agent(workspace, agent, values, version, seq)]
    }

    fn platform(&mut self, platform: &PlatformId, values: &PlatformValues) -> Result<(), JournalError> {
        let last = self.configuration.platforms.get(platform);
        if last.is_some_and(|(_, last)| last.workspace != values.workspace) {
            return Err(foreign(platform));
        }
        let version = match last {
            Some((version, last)) if last == values => *version,
            Some((version, _)) => version + 1,
            None => 1,
        };
        self.configuration.platforms.insert(platform.clone(), (version, values.clone()));
        Ok(())
    }

    fn flow(&mut self, flow: &Flow) -> Result<(), JournalError> {
        let place = (flow.flow.clone(), flow.version);
        let kept = self.configuration.flows.entry(place).or_insert_with(|| flow.clone());
        if kept != flow {
            return Err(published(flow));
        }
        self.configuration.published.insert(flow.flow.clone(), flow.version);
        Ok(())
    }

    fn next(&mut self, workspace: &WorkspaceId, subject: Subject) -> (u64, u64) {
        let version = self.versions.entry(subject).or_default();
        *version += 1;
        let seq = self.owed.entry(workspace.clone()).or_default();
        *seq += 1;
        (*version, *seq)
    }
}
