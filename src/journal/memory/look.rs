//! What a test may look at: everything committed, as values.

use switchboard_core::machine::Row;
use switchboard_core::{Subject, Timestamp};

use super::MemoryJournal;
use super::stored::Stored;
use crate::accounts::{Configuration, Credential, CustomerToken};
use crate::chain::{self, Digest, GENESIS};
use crate::request::{Head, NewEvent, OwedRow, Parked, Snapshot, StoredEvent};
use crate::store::Store;

impl MemoryJournal {
    /// Every event, in the journal's order.
    pub fn events(&self) -> Vec<StoredEvent> {
        self.lock().state.events.iter().map(|stored| stored.event.clone()).collect()
    }

    /// The events of one stream.
    pub fn events_of(&self, subject: &Subject) -> Vec<StoredEvent> {
        self.lock().state.events_of(subject).map(|stored| stored.event.clone()).collect()
    }

    /// One event of a stream.
    pub fn event(&self, subject: &Subject, seq: u64) -> Option<StoredEvent> {
        let inner = self.lock();
        let nth = usize::try_from(seq).ok()?.checked_sub(1)?;
        let stored = inner.state.events_of(subject).nth(nth)?;
        Some(stored.event.clone())
    }

    /// The last events of one stream that are of this kind, the newest first.
    pub fn last_of_kind(&self, subject: &Subject, kind: &str, at_most: usize) -> Vec<StoredEvent> {
        let inner = self.lock();
        let newest = inner.state.events_of(subject).rev().filter(|stored| stored.event.kind == kind);
        newest.take(at_most).map(|stored| stored.event.clone()).collect()
    }

    /// Every stream that has events.
    pub fn subjects(&self) -> Vec<Subject> {
        self.lock().state.streams.keys().cloned().collect()
    }

    /// Where a stream ends.
    pub fn head(&self, subject: &Subject) -> Head {
        self.lock().state.head(subject)
    }

    /// Everything owed that is not set aside, parked rows included.
    pub fn outbox(&self) -> Vec<OwedRow> {
        let inner = self.lock();
        let rows = inner.state.outbox.rows.values().filter(|(_, aside)| !aside);
        rows.map(|(row, _)| row.clone()).collect()
    }

    /// Rows that failed too often.
    pub fn set_aside(&self) -> Vec<OwedRow> {
        let inner = self.lock();
        let rows = inner.state.outbox.rows.values().filter(|(_, aside)| *aside);
        rows.map(|(row, _)| row.clone()).collect()
    }

    /// When a subject is to be woken.
    pub fn wake_up(&self, subject: &Subject) -> Option<Timestamp> {
        self.lock().state.wakeups.get(subject).copied()
    }

    /// The snapshot kept of a stream.
    pub fn snapshot(&self, subject: &Subject) -> Option<Snapshot> {
        self.lock().state.snapshots.get(subject).cloned()
    }

    /// A subject's line in the views, and the position of its last change.
    pub fn row(&self, subject: &Subject) -> Option<(u64, Row)> {
        self.lock().state.rows.get(subject).cloned()
    }

    /// Every line of the views.
    pub fn rows(&self) -> Vec<(Subject, Row)> {
        let inner = self.lock();
        inner.state.rows.iter().map(|(subject, (_, row))| (subject.clone(), row.clone())).collect()
    }

    /// Why a subject is quarantined.
    pub fn quarantine_cause(&self, subject: &Subject) -> Option<String> {
        self.lock().state.quarantine.get(subject).cloned()
    }

    /// Commands parked for a subject, in the order they came.
    pub fn parked(&self, subject: &Subject) -> Vec<Parked> {
        let inner = self.lock();
        let parked = inner.state.parked.iter().filter(|(of, _)| of == subject);
        parked.map(|(_, parked)| parked.clone()).collect()
    }

    /// Everything configured.
    pub fn configuration(&self) -> Configuration {
        self.lock().state.plain.configuration.clone()
    }

    /// What a customer's token stands for.
    pub fn customer_token(&self, hash: &Digest) -> Option<CustomerToken> {
        self.lock().state.plain.tokens.get(hash).cloned()
    }

    /// Whose credential this is.
    pub fn credential(&self, hash: &Digest) -> Option<Credential> {
        self.lock().state.plain.credentials.get(hash).cloned()
    }

    /// A note of the installation.
    pub fn note(&self, name: &str) -> Option<String> {
        self.lock().state.plain.notes.get(name).cloned()
    }

    /// An attachment: its media type and bytes.
    pub fn blob(&self, hash: &Digest) -> Option<(String, Vec<u8>)> {
        self.lock().state.plain.blobs.get(hash).cloned()
    }

    /// Whether every stream's chain holds over what is stored.
    pub fn chains_hold(&self) -> bool {
        let inner = self.lock();
        inner.state.streams.keys().all(|subject| {
            let mut chain = GENESIS;
            inner.state.events_of(subject).all(|stored| {
                chain = chain::link(&chain, &stored.link());
                chain == stored.chain
            })
        })
    }

    /// A stranger writes to a stream behind the back of whoever owns it, as a second process without our lock would.
    pub fn steal(&self, subject: &Subject, mut event: NewEvent) {
        let inner = &mut *self.lock();
        let head = inner.state.head(subject);
        event.seq = head.seq + 1;
        event.public = event.public.map(|_| head.public + 1);
        let event = event.linked(&head.chain);
        inner.state.force(subject, &event);
    }

    /// What a restarted program would be told is owed.
    pub fn backlog(&self) -> Vec<OwedRow> {
        self.lock().state.backlog().unwrap_or_default()
    }
}

impl Stored {
    fn link(&self) -> chain::Link<'_> {
        self.event.link(self.content_hash.as_ref())
    }
}
