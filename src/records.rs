//! The journal as the doors read it: their seam (`switchboard_edge::Records`) on its views.

use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Subject, WorkspaceId};
use switchboard_edge::{Ends, Records};
use switchboard_journal::accounts::{Credential, CustomerToken};
use switchboard_journal::{Digest, JournalError, StoredEvent, Views};

/// The journal behind the doors.
pub struct JournalRecords {
    views: Views,
}

impl JournalRecords {
    /// Reads from the views.
    pub fn new(views: Views) -> Self {
        Self { views }
    }
}

impl Records for JournalRecords {
    fn views(&self) -> &Views {
        &self.views
    }

    fn customer_token(&self, hash: &Digest) -> Result<Option<CustomerToken>, JournalError> {
        self.views.customer_token(hash)
    }

    fn is_bound(&self, platform: &PlatformId, customer: &CustomerKey) -> Result<bool, JournalError> {
        self.views.has_customer_token(platform, customer)
    }

    fn credential(&self, hash: &Digest) -> Result<Option<Credential>, JournalError> {
        self.views.credential(hash)
    }

    fn agent(&self, workspace: &WorkspaceId, agent: &AgentId) -> Result<Option<AgentValues>, JournalError> {
        self.views.agent_values(workspace, agent)
    }

    fn has_queue(&self, workspace: &WorkspaceId, queue: &QueueId) -> Result<bool, JournalError> {
        self.views.has_queue(workspace, queue)
    }

    fn agent_row(&self, workspace: &WorkspaceId, agent: &AgentId) -> Result<Option<AgentRow>, JournalError> {
        self.views.agent(workspace, agent)
    }

    fn session_row(&self, session: SessionId) -> Result<Option<SessionRow>, JournalError> {
        Ok(self.views.session(session)?.map(|listed| listed.row))
    }

    fn open_session(
        &self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError> {
        self.views.open_session(platform, customer)
    }

    fn ends(&self, subject: &Subject) -> Result<Ends, JournalError> {
        let head = self.views.head(subject)?;
        Ok(Ends { seq: head.seq, public: head.public })
    }

    fn position(&self) -> Result<u64, JournalError> {
        self.views.position()
    }

    fn page(&self, subject: &Subject, after: u64, limit: u32) -> Result<Vec<StoredEvent>, JournalError> {
        self.views.transcript(subject, after, limit)
    }

    fn public_page(
        &self,
        session: SessionId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, JournalError> {
        self.views.public_transcript(session, after, limit)
    }

    fn open_rows(&self, workspace: &WorkspaceId) -> Result<Vec<(u64, SessionRow)>, JournalError> {
        let listed = self.views.open_sessions(Some(workspace))?;
        Ok(listed.into_iter().map(|listed| (listed.position, listed.row)).collect())
    }

    fn rows_after(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, SessionRow)>, JournalError> {
        let listed = self.views.sessions_since(workspace, after, limit)?;
        Ok(listed.into_iter().map(|listed| (listed.position, listed.row)).collect())
    }
}
