//! The doors' seam on the real journal, as the program's own (`src/records.rs`) does it.

use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Subject, WorkspaceId};
use switchboard_edge::{Ends, Records};
use switchboard_journal::accounts::{Credential, CustomerToken};
use switchboard_journal::{Digest, JournalError, Listed, StoredEvent, Views};

type Read<T> = Result<T, JournalError>;

pub struct JournalRecords {
    views: Views,
}

impl JournalRecords {
    pub fn new(views: Views) -> Self {
        Self { views }
    }
}

fn lines(listed: Vec<Listed>) -> Vec<(u64, SessionRow)> {
    listed.into_iter().map(|listed| (listed.position, listed.row)).collect()
}

impl Records for JournalRecords {
    fn views(&self) -> &Views {
        &self.views
    }

    fn customer_token(&self, hash: &Digest) -> Read<Option<CustomerToken>> {
        self.views.customer_token(hash)
    }

    fn is_bound(&self, platform: &PlatformId, customer: &CustomerKey) -> Read<bool> {
        self.views.has_customer_token(platform, customer)
    }

    fn credential(&self, hash: &Digest) -> Read<Option<Credential>> {
        self.views.credential(hash)
    }

    fn agent(&self, workspace: &WorkspaceId, agent: &AgentId) -> Read<Option<AgentValues>> {
        self.views.agent_values(workspace, agent)
    }

    fn has_queue(&self, workspace: &WorkspaceId, queue: &QueueId) -> Read<bool> {
        self.views.has_queue(workspace, queue)
    }

    fn agent_row(&self, workspace: &WorkspaceId, agent: &AgentId) -> Read<Option<AgentRow>> {
        self.views.agent(workspace, agent)
    }

    fn session_row(&self, session: SessionId) -> Read<Option<SessionRow>> {
        Ok(self.views.session(session)?.map(|listed| listed.row))
    }

    fn open_session(&self, platform: &PlatformId, customer: &CustomerKey) -> Read<Option<SessionId>> {
        self.views.open_session(platform, customer)
    }

    fn ends(&self, subject: &Subject) -> Read<Ends> {
        self.views.head(subject).map(|head| Ends { seq: head.seq, public: head.public })
    }

    fn position(&self) -> Read<u64> {
        self.views.position()
    }

    fn page(&self, subject: &Subject, after: u64, limit: u32) -> Read<Vec<StoredEvent>> {
        self.views.transcript(subject, after, limit)
    }

    fn public_page(&self, session: SessionId, after: u64, limit: u32) -> Read<Vec<StoredEvent>> {
        self.views.public_transcript(session, after, limit)
    }

    fn open_rows(&self, workspace: &WorkspaceId) -> Read<Vec<(u64, SessionRow)>> {
        self.views.open_sessions(Some(workspace)).map(lines)
    }

    fn rows_after(&self, workspace: &WorkspaceId, after: u64, limit: u32) -> Read<Vec<(u64, SessionRow)>> {
        self.views.sessions_since(workspace, after, limit).map(lines)
    }
}
