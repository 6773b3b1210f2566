//! The reading side: transcripts, lists, configuration, the whole journal. Wakes nobody, locks nobody out.
//!
//! Every method blocks (callers use a thread made for that) and may say `Busy` when all connections are taken for longer
//! than `Options::reader_wait`. What is read is committed; what was acknowledged is seen.

mod audit;
mod calls;
mod configured;
mod customers;
mod feeds;
mod figures;
mod flows;
mod lists;
mod moment;
mod people;
pub mod person;
mod pictures;
mod sessions;

pub use crate::sqlite::calls::{ListedCall, StoredReport};
pub use calls::{CallFilter, CallsVisible, Waiting};
pub use feeds::FeedPage;
pub use figures::Counts;
pub use flows::FlowSummary;
pub use moment::Stored;
pub use sessions::{SessionFilter, Visible};

use diesel::r2d2::{ConnectionManager, PooledConnection};
use diesel::sqlite::SqliteConnection;
use switchboard_core::effect::AgentValues;
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Subject, WorkspaceId};

use crate::accounts::{Configuration, Credential, CustomerToken};
use crate::chain::Digest;
use crate::error::JournalError;
use crate::export::Exported;
use crate::pool::Readers;
use crate::request::{Head, OwedRow, StoredEvent};
use crate::sqlite::events::{self, Wanted};
use crate::sqlite::{configuration, outbox, rows};

/// The reading side. Clones share its connections.
#[derive(Clone)]
pub struct Views {
    readers: Readers,
}

impl Views {
    pub(crate) fn new(readers: Readers) -> Self {
        Self { readers }
    }

    pub(crate) fn conn(&self) -> Result<PooledConnection<ConnectionManager<SqliteConnection>>, JournalError> {
        self.readers.get().map_err(|_| JournalError::Busy)
    }

    /// Events of a stream after a sequence, at most so many.
    pub fn transcript(
        &self,
        subject: &Subject,
        after_seq: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, JournalError> {
        self.read(subject, &Wanted::After(after_seq), limit)
    }

    /// What the customer may see of a session after a number of theirs, at most so many events.
    pub fn public_transcript(
        &self,
        session: SessionId,
        after_public: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, JournalError> {
        self.read(&Subject::Session(session), &Wanted::PublicAfter(after_public), limit)
    }

    fn read(&self, subject: &Subject, wanted: &Wanted, limit: u32) -> Result<Vec<StoredEvent>, JournalError> {
        let conn = &mut self.conn()?;
        match events::stream_of(conn, subject)? {
            Some(stream) => events::read(conn, subject, stream, wanted, Some(limit)),
            None => Ok(Vec::new()),
        }
    }

    /// Events of a stream of these kinds after a sequence, in order, at most so many.
    pub fn events_of_kinds(
        &self,
        subject: &Subject,
        kinds: &'static [&'static str],
        after_seq: u64,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, JournalError> {
        self.read(subject, &Wanted::OfKinds { kinds, after: after_seq }, limit)
    }

    /// Where a stream ends; zeroes when it has no events.
    pub fn head(&self, subject: &Subject) -> Result<Head, JournalError> {
        let conn = &mut self.conn()?;
        match events::stream_of(conn, subject)? {
            Some(stream) => events::head(conn, subject, stream),
            None => Ok(events::blank_head()),
        }
    }

    /// The last position of the whole journal; 0 for none.
    pub fn position(&self) -> Result<u64, JournalError> {
        Ok(events::last_position(&mut *self.conn()?)?)
    }

    /// The open session of a customer.
    pub fn open_session(
        &self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError> {
        rows::find_open(&mut *self.conn()?, platform, customer)
    }

    /// Everything configured.
    pub fn configuration(&self) -> Result<Configuration, JournalError> {
        configuration::everything(&mut *self.conn()?)
    }

    /// An agent's settings.
    pub fn agent_values(
        &self,
        workspace: &WorkspaceId,
        agent: &AgentId,
    ) -> Result<Option<AgentValues>, JournalError> {
        configuration::agent(&mut *self.conn()?, workspace, agent)
    }

    /// Whether a workspace has this queue.
    pub fn has_queue(&self, workspace: &WorkspaceId, queue: &QueueId) -> Result<bool, JournalError> {
        Ok(configuration::has_queue(&mut *self.conn()?, workspace, queue)?)
    }

    /// What a customer's token stands for.
    pub fn customer_token(&self, hash: &Digest) -> Result<Option<CustomerToken>, JournalError> {
        configuration::customer_token(&mut *self.conn()?, hash)
    }

    /// Whether a customer has any token: then only a token speaks for them.
    pub fn has_customer_token(
        &self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<bool, JournalError> {
        Ok(configuration::has_customer_token(&mut *self.conn()?, platform, customer)?)
    }

    /// Whose credential this is.
    pub fn credential(&self, hash: &Digest) -> Result<Option<Credential>, JournalError> {
        configuration::credential(&mut *self.conn()?, hash)
    }

    /// A note of the installation.
    pub fn note(&self, name: &str) -> Result<Option<String>, JournalError> {
        Ok(configuration::note(&mut *self.conn()?, name)?)
    }

    /// An attachment: its media type and bytes.
    pub fn blob(&self, hash: &Digest) -> Result<Option<(String, Vec<u8>)>, JournalError> {
        Ok(configuration::blob(&mut *self.conn()?, hash)?)
    }

    /// Outbox rows that failed too often and wait for a person.
    pub fn set_aside(&self) -> Result<Vec<OwedRow>, JournalError> {
        outbox::rows(&mut *self.conn()?, true)
    }

    /// The whole journal as it was written, after a position, at most so many events.
    pub fn page(&self, after_position: u64, limit: u32) -> Result<Vec<Exported>, JournalError> {
        let rows = events::page(&mut *self.conn()?, after_position, limit)?;
        rows.into_iter().map(|(row, name)| Exported::read(row, &name)).collect()
    }
}
