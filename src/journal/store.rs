//! The seam between what the journal does and where it keeps it: one implementation a database, one in memory.
//!
//! `batch.rs` calls these in one transaction a batch and one savepoint a request; an append of a single event, with nothing
//! else, needs none. A request's own failure (a conflict, a damaged row) is undone alone; `DiskFull` and `Database` undo
//! the whole batch.

use switchboard_core::{CustomerKey, PlatformId, SessionId, Subject, Timestamp};

use crate::accounts::AccountWrite;
use crate::chain::Digest;
use crate::customers::{CustomerOutcome, CustomerWrite};
use crate::error::{AppendError, JournalError};
use crate::request::{
    Accounted, Append, ClientHit, ClientStamp, Head, OwedKey, OwedRow, Parked, Snapshot, StoredEvent,
};

/// What is kept of a stream.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Where it ends.
    pub head: Head,
    /// State to start from.
    pub snapshot: Option<Snapshot>,
    /// Every event after the snapshot.
    pub tail: Vec<StoredEvent>,
    /// Released commands not yet carried out.
    pub parked: Vec<Parked>,
}

/// What came of a write about customers.
pub struct Said {
    /// For the asker.
    pub outcome: CustomerOutcome,
    /// Streams that have lost their content: no living host may write it back.
    pub emptied: Vec<Subject>,
}

/// A place to keep the journal in, used by one thread.
pub trait Store {
    /// Begins a batch.
    fn begin(&mut self) -> Result<(), JournalError>;
    /// Makes the batch durable.
    fn commit(&mut self) -> Result<(), JournalError>;
    /// Undoes the batch; must work after any failure.
    fn abort(&mut self);
    /// Begins a request that writes.
    fn mark(&mut self) -> Result<(), JournalError>;
    /// Keeps what was written since the mark.
    fn keep(&mut self) -> Result<(), JournalError>;
    /// Undoes what was written since the mark.
    fn undo(&mut self) -> Result<(), JournalError>;

    /// A stream as it stands within the batch.
    fn load(&mut self, subject: &Subject, whole: bool) -> Result<Kept, JournalError>;
    /// Settles, appends, owes, notes the wake-up and the row; the position of the last event.
    fn append(&mut self, append: &Append) -> Result<u64, AppendError>;
    /// Keeps a snapshot.
    fn snapshot(&mut self, subject: &Subject, snapshot: &Snapshot) -> Result<(), JournalError>;
    /// Replaces the wake-up; the subject rests.
    fn rest(&mut self, subject: &Subject, wake_at: Option<Timestamp>) -> Result<(), JournalError>;
    /// Where a client message was recorded.
    fn find_client(&mut self, sender: u64, id: u64) -> Result<Option<ClientHit>, JournalError>;
    /// Sender and id of the client messages of a stream, at most so many.
    fn clients_of(&mut self, subject: &Subject, limit: u32) -> Result<Vec<(u64, u64)>, JournalError>;
    /// The open session of a customer.
    fn find_open(
        &mut self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError>;
    /// Keeps a command of a quarantined subject, once.
    fn park(&mut self, subject: &Subject, parked: &Parked) -> Result<(), JournalError>;
    /// Forgets a parked command and settles its outbox row.
    fn unpark(
        &mut self,
        subject: &Subject,
        client: Option<&ClientStamp>,
        settles: Option<&OwedKey>,
    ) -> Result<(), JournalError>;
    /// Quarantines, or releases and gives the parked commands.
    fn quarantine(&mut self, subject: &Subject, cause: Option<&str>) -> Result<Vec<Parked>, JournalError>;
    /// Notes a failed try of an outbox row.
    fn postpone(&mut self, key: &OwedKey, due: Timestamp, set_aside: bool) -> Result<(), JournalError>;
    /// Everything owed and neither set aside nor parked, in the order it was owed.
    fn backlog(&mut self) -> Result<Vec<OwedRow>, JournalError>;
    /// Wake-ups not after the instant, earliest first.
    fn wake_list(&mut self, until: Timestamp, limit: u32) -> Result<Vec<(Subject, Timestamp)>, JournalError>;
    /// Who is quarantined, and why.
    fn quarantined(&mut self) -> Result<Vec<(Subject, String)>, JournalError>;
    /// Changes plain rows; what came of it, and what is thereby owed.
    fn account(&mut self, write: &AccountWrite) -> Result<Accounted, JournalError>;
    /// Writes about customers.
    fn customer(&mut self, write: &CustomerWrite) -> Result<Said, JournalError>;
    /// Takes sessions that are over into the index of words, at most so many; how many it took.
    fn take_in_words(&mut self, limit: u32) -> Result<u32, JournalError>;
    /// Keeps bytes under their hash.
    fn keep_blob(&mut self, media: &str, bytes: &[u8]) -> Result<Digest, JournalError>;
}
