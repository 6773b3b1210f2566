//! The journal as the doors read it: their seam (`switchboard_edge::Records`) on its views, and a newcomer's token on its
//! writer.

use std::sync::Arc;

use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::{AgentId, CustomerKey, PlatformId, SessionId, Subject, WorkspaceId};
use switchboard_edge::{Ends, Kept, Records};
use switchboard_journal::accounts::{AccountWrite, Credential, CustomerToken};
use switchboard_journal::{Digest, Journal, JournalError, Request, StoredEvent, Views};

/// The journal behind the doors.
pub struct JournalRecords {
    views: Views,
    journal: Arc<dyn Journal>,
}

impl JournalRecords {
    /// Reads from the views, writes through the journal.
    pub fn new(views: Views, journal: Arc<dyn Journal>) -> Self {
        Self { views, journal }
    }
}

impl Records for JournalRecords {
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
        let mut configured = self.views.configuration()?;
        Ok(configured.agents.remove(&(workspace.clone(), agent.clone())))
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

    fn keep_token(&self, hash: Digest, token: CustomerToken, kept: Kept) {
        // The reply is lost with a refused request, so `kept` waits outside of it.
        let kept = Arc::new(std::sync::Mutex::new(Some(kept)));
        let told = Arc::clone(&kept);
        let tell = move |outcome: Result<(), JournalError>| {
            let kept = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            if let Some(kept) = kept {
                kept(outcome);
            }
        };
        let refused = tell.clone();
        let write = AccountWrite::CustomerToken { hash, token };
        let reply = Box::new(move |outcome: Result<_, JournalError>| tell(outcome.map(|_| ())));
        if let Err(error) = self.journal.submit(Request::Account { write, reply }) {
            refused(Err(error));
        }
    }
}
