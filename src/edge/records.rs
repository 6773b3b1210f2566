//! What the doors read of the journal; `writing.rs` is what they write into it.
//!
//! Reading never wakes an actor. All of these block for a moment, so they run on the blocking pool, as many at once as
//! the journal has reading connections ([`Reader`]).

use std::sync::Arc;

use actix_web::{rt, web};
use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Subject, WorkspaceId};
use switchboard_journal::accounts::{Credential, CustomerToken};
use switchboard_journal::{Digest, JournalError, StoredEvent, Views};
use tokio::sync::Semaphore;

/// The last numbers of a stream; 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ends {
    /// Its sequence.
    pub seq: u64,
    /// The customer's count.
    pub public: u64,
}

/// The journal as the doors need it.
pub trait Records: Send + Sync + 'static {
    /// Its reading side, for lists and settings.
    fn views(&self) -> &Views;
    /// What a customer's token stands for.
    fn customer_token(&self, hash: &Digest) -> Result<Option<CustomerToken>, JournalError>;
    /// Whether this customer of the platform was ever given a token.
    fn is_bound(&self, platform: &PlatformId, customer: &CustomerKey) -> Result<bool, JournalError>;
    /// Who signs in with a credential.
    fn credential(&self, hash: &Digest) -> Result<Option<Credential>, JournalError>;
    /// An agent's settings.
    fn agent(&self, workspace: &WorkspaceId, agent: &AgentId) -> Result<Option<AgentValues>, JournalError>;
    /// Whether a workspace has this queue.
    fn has_queue(&self, workspace: &WorkspaceId, queue: &QueueId) -> Result<bool, JournalError>;
    /// An agent's line.
    fn agent_row(&self, workspace: &WorkspaceId, agent: &AgentId) -> Result<Option<AgentRow>, JournalError>;
    /// A session's line, also of a closed one.
    fn session_row(&self, session: SessionId) -> Result<Option<SessionRow>, JournalError>;
    /// The open session of a customer.
    fn open_session(
        &self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError>;
    /// Where a stream ends.
    fn ends(&self, subject: &Subject) -> Result<Ends, JournalError>;
    /// Where the journal ends.
    fn position(&self) -> Result<u64, JournalError>;
    /// Events of a stream after a sequence, in order, at most `limit`.
    fn page(&self, subject: &Subject, after: u64, limit: u32) -> Result<Vec<StoredEvent>, JournalError>;
    /// Public events of a session after a public number, in order, at most `limit`.
    fn public_page(
        &self,
        session: SessionId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, JournalError>;
    /// Lines of a workspace's open sessions, each with the journal position of its last change.
    fn open_rows(&self, workspace: &WorkspaceId) -> Result<Vec<(u64, SessionRow)>, JournalError>;
    /// Lines of a workspace's sessions, closed ones too, changed after a journal position, in the order of their change.
    fn rows_after(
        &self,
        workspace: &WorkspaceId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, SessionRow)>, JournalError>;
}

/// Reads records off the actors' threads.
#[derive(Clone)]
pub(crate) struct Reader {
    records: Arc<dyn Records>,
    permits: Arc<Semaphore>,
}

impl Reader {
    pub(crate) fn new(records: Arc<dyn Records>, at_once: usize) -> Self {
        Self { records, permits: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    /// Does a job that blocks for a moment.
    ///
    /// A task of its own, whether anybody looks at the answer or not: an actor that waits for one read polls none of its
    /// others meanwhile, and one of them that held a permit would keep it until the first is done, which waits for it.
    pub(crate) async fn read<T, F>(&self, job: F) -> Result<T, JournalError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Records) -> Result<T, JournalError> + Send + 'static,
    {
        let (permits, records) = (Arc::clone(&self.permits), Arc::clone(&self.records));
        let done = rt::spawn(async move {
            let Ok(_permit) = permits.acquire().await else { return Err(JournalError::Closed) };
            let done = web::block(move || job(&*records)).await;
            done.unwrap_or_else(|_| Err(broken_off()))
        });
        done.await.unwrap_or_else(|_| Err(broken_off()))
    }
}

fn broken_off() -> JournalError {
    JournalError::Database("a read was broken off".to_owned())
}
