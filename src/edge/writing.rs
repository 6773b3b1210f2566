//! How the doors write plain rows: configuration, accounts, tokens, attachments. Sessions, agents and queues are never
//! written here; they are asked (`House::ask`).
//!
//! The roof fills the seam in over the journal. What a write owes to subjects is carried to the living house, and the
//! book of settings is read again, before the write is answered.

use std::sync::Arc;

use switchboard_core::{CustomerId, WorkspaceId};
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::audit::By;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::{Digest, JournalError};
use tokio::sync::oneshot;

/// Called once with the outcome, on any thread; must not block.
pub type Done<T> = Box<dyn FnOnce(Result<T, JournalError>) + Send>;

/// The journal's plain rows as the doors write them.
pub trait Writing: Send + Sync + 'static {
    /// Makes a change; `done` is called when it is durable and those it concerns can see it.
    fn account(&self, write: AccountWrite, done: Done<AccountOutcome>);
    /// Writes about customers; `done` is called when it is durable.
    fn customer(&self, write: CustomerWrite, done: Done<CustomerOutcome>);
    /// Erases a person; `done` is called when nothing is left (false: there is no such person). Goes on also when nobody
    /// waits any more, and after a restart.
    fn erase(&self, workspace: WorkspaceId, customer: CustomerId, by: By, done: Done<bool>);
    /// Takes a number out of every telephone call; `done` is called with how many those were when it is in none.
    fn erase_number(&self, workspace: WorkspaceId, number: String, by: By, done: Done<u32>);
    /// Keeps an attachment; `done` is called with its SHA-256 when it is durable.
    fn keep_blob(&self, media: String, bytes: Vec<u8>, done: Done<Digest>);
}

/// The seam, to be awaited. Clones share it.
#[derive(Clone)]
pub(crate) struct Writer(Arc<dyn Writing>);

impl Writer {
    pub(crate) fn new(writing: Arc<dyn Writing>) -> Self {
        Self(writing)
    }

    /// Makes a change, and waits until it is durable. A caller who goes away meanwhile does not undo it.
    pub(crate) async fn account(&self, write: AccountWrite) -> Result<AccountOutcome, JournalError> {
        waited(|done| self.0.account(write, done)).await
    }

    /// Writes about customers, and waits until it is durable.
    pub(crate) async fn customer(&self, write: CustomerWrite) -> Result<CustomerOutcome, JournalError> {
        waited(|done| self.0.customer(write, done)).await
    }

    /// Erases a person, and waits until nothing is left of them; false when there is no such person.
    pub(crate) async fn erase(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        by: By,
    ) -> Result<bool, JournalError> {
        waited(|done| self.0.erase(workspace, customer, by, done)).await
    }

    /// Takes a number out of every telephone call, and waits until it is in none; how many those were.
    pub(crate) async fn erase_number(
        &self,
        workspace: WorkspaceId,
        number: String,
        by: By,
    ) -> Result<u32, JournalError> {
        waited(|done| self.0.erase_number(workspace, number, by, done)).await
    }

    /// Keeps an attachment, and waits until it is durable.
    pub(crate) async fn keep_blob(&self, media: String, bytes: Vec<u8>) -> Result<Digest, JournalError> {
        waited(|done| self.0.keep_blob(media, bytes, done)).await
    }
}

async fn waited<T: Send + 'static>(ask: impl FnOnce(Done<T>)) -> Result<T, JournalError> {
    let (done, told) = oneshot::channel();
    ask(Box::new(move |outcome| {
        // Nobody waits any more when the connection ended meanwhile.
        let _ = done.send(outcome);
    }));
    told.await.unwrap_or(Err(JournalError::Closed))
}
