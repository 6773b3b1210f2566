//! What the memory journal keeps, and `Store` over it. Each request is checked before it changes anything, so undoing
//! one alone is nothing; a batch that shall fail keeps a copy to return to.

use std::collections::BTreeMap;

use switchboard_core::machine::{Row, Standing};
use switchboard_core::{CustomerKey, PlatformId, SessionId, Subject, Timestamp};

use super::Defect;
use super::persons::Persons;
use super::plain::Plain;
use super::stored::Stored;
use crate::accounts::AccountWrite;
use crate::chain::{self, Digest, GENESIS};
use crate::customers::CustomerWrite;
use crate::error::{AppendError, JournalError};
use crate::request::{
    Accounted, Append, ClientHit, ClientStamp, Head, NewEvent, OwedKey, OwedRow, Parked, Snapshot,
    StoredEvent,
};
use crate::store::{Kept, Said, Store};
use crate::upcast::upcast;

/// Where a stream without events ends.
const BLANK: Head = Head { seq: 0, public: 0, chain: GENESIS, at: Timestamp(0) };

/// Everything committed, and within a batch what is about to be.
#[derive(Clone, Default)]
pub(super) struct State {
    pub(super) events: Vec<Stored>,
    pub(super) streams: BTreeMap<Subject, Vec<usize>>,
    heads: BTreeMap<Subject, Head>,
    pub(super) clients: BTreeMap<(u64, u64), usize>,
    pub(super) outbox: Outbox,
    pub(super) wakeups: BTreeMap<Subject, Timestamp>,
    pub(super) snapshots: BTreeMap<Subject, Snapshot>,
    pub(super) rows: BTreeMap<Subject, (u64, Row)>,
    pub(super) open: BTreeMap<(PlatformId, CustomerKey), SessionId>,
    pub(super) parked: Vec<(Subject, Parked)>,
    pub(super) quarantine: BTreeMap<Subject, String>,
    pub(super) plain: Plain,
    pub(super) persons: Persons,
    pub(super) defect: Option<Defect>,
    /// Owed by the batch before, under a planted defect.
    late: Vec<OwedRow>,
    failure: Option<JournalError>,
    before: Option<Box<State>>,
}

/// Rows owed, in the order they were.
#[derive(Clone, Default)]
pub(super) struct Outbox {
    last: u64,
    pub(super) rows: BTreeMap<u64, (OwedRow, bool)>,
    names: BTreeMap<OwedKey, u64>,
}

impl Outbox {
    pub(super) fn owe(&mut self, row: OwedRow) {
        self.last += 1;
        self.names.insert(row.key.clone(), self.last);
        self.rows.insert(self.last, (row, false));
    }

    fn settle(&mut self, key: &OwedKey) {
        if let Some(id) = self.names.remove(key) {
            self.rows.remove(&id);
        }
    }

    fn holds(&self, key: &OwedKey) -> bool {
        self.names.contains_key(key)
    }

    fn postpone(&mut self, key: &OwedKey, set_aside: bool) {
        let row = self.names.get(key).and_then(|id| self.rows.get_mut(id));
        if let Some((row, aside)) = row {
            row.tries += 1;
            *aside = *aside || set_aside;
        }
    }
}

impl State {
    pub(super) fn with(defect: Option<Defect>) -> Self {
        Self { defect, ..Self::default() }
    }

    pub(super) fn fail_at_commit(&mut self, error: JournalError) {
        self.failure = Some(error);
    }

    pub(super) fn forgive(&mut self) {
        self.failure = None;
    }

    /// What planted defects lose with the process.
    pub(super) fn forget(&mut self) {
        self.late.clear();
        if self.defect == Some(Defect::ClientsForgotten) {
            self.clients.clear();
        }
    }

    pub(super) fn events_of(&self, subject: &Subject) -> impl DoubleEndedIterator<Item = &Stored> {
        let places = self.streams.get(subject).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.events.get(*place))
    }

    pub(super) fn head(&self, subject: &Subject) -> Head {
        self.heads.get(subject).copied().unwrap_or(BLANK)
    }

    fn check(&self, append: &Append) -> Result<(), AppendError> {
        let settled = append.settles.as_ref().is_some_and(|key| !self.outbox.holds(key));
        if settled && self.defect != Some(Defect::SettledAgain) {
            return Err(AppendError::AlreadySettled);
        }
        let stored = self.streams.get(&append.subject).map_or(0, Vec::len) as u64;
        if append.events.first().is_some_and(|event| event.seq != stored + 1) {
            return Err(AppendError::Conflict);
        }
        let mut stamps = append.events.iter().filter_map(|event| event.client);
        if stamps.any(|stamp| self.clients.contains_key(&(stamp.sender, stamp.id))) {
            return Err(AppendError::NotUnique("client id".to_owned()));
        }
        if let Some(Row::Session(row)) = &append.row
            && row.standing != Standing::Closed
            && let Some(open) = self.open.get(&(row.platform.clone(), row.customer.clone()))
            && *open != row.session
        {
            return Err(AppendError::NotUnique("open session".to_owned()));
        }
        Ok(())
    }

    /// Stores an event without asking whether it fits.
    pub(super) fn force(&mut self, subject: &Subject, event: &NewEvent) {
        let place = self.events.len();
        self.events.push(Stored::new(place as u64 + 1, subject, event));
        self.streams.entry(subject.clone()).or_default().push(place);
        let head = self.heads.entry(subject.clone()).or_insert(BLANK);
        let public = event.public.unwrap_or(head.public);
        *head = Head { seq: event.seq, public, chain: event.chain, at: event.at };
        if let Some(stamp) = event.client {
            self.clients.insert((stamp.sender, stamp.id), place);
            self.parked.retain(|(_, parked)| !same_client(parked, &stamp));
        }
    }

    fn note_row(&mut self, subject: &Subject, row: &Row) {
        let last = self.rows.get(subject).map(|(_, row)| row);
        if last == Some(row) {
            return;
        }
        if let Row::Session(session) = row {
            let customer = (session.platform.clone(), session.customer.clone());
            if session.standing != Standing::Closed {
                self.open.insert(customer, session.session);
            } else if self.open.get(&customer) == Some(&session.session) {
                self.open.remove(&customer);
            }
        }
        self.rows.insert(subject.clone(), (self.events.len() as u64, row.clone()));
    }
}

impl Store for State {
    fn begin(&mut self) -> Result<(), JournalError> {
        std::mem::take(&mut self.late).into_iter().for_each(|row| self.outbox.owe(row));
        if self.failure.is_some() {
            self.before = Some(Box::new(self.clone()));
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), JournalError> {
        self.failure.take().map_or(Ok(()), Err)
    }

    fn abort(&mut self) {
        if let Some(before) = self.before.take() {
            *self = State { failure: None, ..*before };
        }
    }

    fn mark(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn keep(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn undo(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn load(&mut self, subject: &Subject, whole: bool) -> Result<Kept, JournalError> {
        let head = self.head(subject);
        let snapshot = self.snapshots.get(subject).filter(|kept| !whole && kept.seq <= head.seq).cloned();
        let after = snapshot.as_ref().map_or(0, |snapshot| snapshot.seq);
        let tail = self.events_of(subject).filter(|stored| stored.event.seq > after);
        let tail: Vec<StoredEvent> = tail.map(|stored| upcast(stored.event.clone())).collect();
        let released = !self.quarantine.contains_key(subject);
        let parked = self.parked.iter().filter(|(of, _)| released && of == subject);
        Ok(Kept { head, snapshot, tail, parked: parked.map(|(_, parked)| parked.clone()).collect() })
    }

    fn append(&mut self, append: &Append) -> Result<u64, AppendError> {
        self.check(append)?;
        if let Some(key) = &append.settles {
            self.outbox.settle(key);
            self.parked.retain(|(_, parked)| parked.settles.as_ref() != Some(key));
        }
        append.events.iter().for_each(|event| self.force(&append.subject, event));
        if self.defect == Some(Defect::OwedApart) {
            self.late.extend(append.owed.iter().cloned());
        } else {
            append.owed.iter().cloned().for_each(|row| self.outbox.owe(row));
        }
        if let Some(at) = append.wake_at {
            let stored = self.wakeups.entry(append.subject.clone()).or_insert(at);
            *stored = at.min(*stored);
        }
        if let Some(row) = &append.row {
            self.note_row(&append.subject, row);
        }
        Ok(self.events.len() as u64)
    }

    fn snapshot(&mut self, subject: &Subject, snapshot: &Snapshot) -> Result<(), JournalError> {
        self.snapshots.insert(subject.clone(), snapshot.clone());
        Ok(())
    }

    fn rest(&mut self, subject: &Subject, wake_at: Option<Timestamp>) -> Result<(), JournalError> {
        match wake_at {
            Some(at) => self.wakeups.insert(subject.clone(), at),
            None => self.wakeups.remove(subject),
        };
        Ok(())
    }

    fn find_client(&mut self, sender: u64, id: u64) -> Result<Option<ClientHit>, JournalError> {
        let stored = self.clients.get(&(sender, id)).and_then(|place| self.events.get(*place));
        Ok(stored.map(|stored| ClientHit {
            subject: stored.event.subject.clone(),
            seq: stored.event.seq,
            public: stored.event.public,
            body: stored.event.client.map_or(0, |stamp| stamp.body),
        }))
    }

    fn clients_of(&mut self, subject: &Subject, limit: u32) -> Result<Vec<(u64, u64)>, JournalError> {
        let stamps = self.events_of(subject).filter_map(|stored| stored.event.client);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(stamps.map(|stamp| (stamp.sender, stamp.id)).take(limit).collect())
    }

    fn find_open(
        &mut self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError> {
        Ok(self.open.get(&(platform.clone(), customer.clone())).copied())
    }

    fn park(&mut self, subject: &Subject, parked: &Parked) -> Result<(), JournalError> {
        let again = self.parked.iter().any(|(of, kept)| {
            (parked.settles.is_some() && kept.settles == parked.settles)
                || (of == subject && parked.client.is_some_and(|stamp| same_client(kept, &stamp)))
        });
        if !again {
            self.parked.push((subject.clone(), parked.clone()));
        }
        Ok(())
    }

    fn unpark(
        &mut self,
        subject: &Subject,
        client: Option<&ClientStamp>,
        settles: Option<&OwedKey>,
    ) -> Result<(), JournalError> {
        if let Some(key) = settles {
            self.outbox.settle(key);
            self.parked.retain(|(_, parked)| parked.settles.as_ref() != Some(key));
        }
        if let Some(stamp) = client {
            self.parked.retain(|(of, parked)| of != subject || !same_client(parked, stamp));
        }
        Ok(())
    }

    fn quarantine(&mut self, subject: &Subject, cause: Option<&str>) -> Result<Vec<Parked>, JournalError> {
        let Some(cause) = cause else {
            self.quarantine.remove(subject);
            let parked = self.parked.iter().filter(|(of, _)| of == subject);
            let parked: Vec<Parked> = parked.map(|(_, parked)| parked.clone()).collect();
            if !parked.is_empty() {
                self.wakeups.insert(subject.clone(), Timestamp::default());
            }
            return Ok(parked);
        };
        self.quarantine.insert(subject.clone(), cause.to_owned());
        Ok(Vec::new())
    }

    fn postpone(&mut self, key: &OwedKey, _due: Timestamp, set_aside: bool) -> Result<(), JournalError> {
        self.outbox.postpone(key, set_aside);
        Ok(())
    }

    fn backlog(&mut self) -> Result<Vec<OwedRow>, JournalError> {
        let parked =
            |row: &OwedRow| self.parked.iter().any(|(_, kept)| kept.settles.as_ref() == Some(&row.key));
        let rows = self.outbox.rows.values().filter(|(row, aside)| !aside && !parked(row));
        Ok(rows.map(|(row, _)| row.clone()).collect())
    }

    fn wake_list(&mut self, until: Timestamp, limit: u32) -> Result<Vec<(Subject, Timestamp)>, JournalError> {
        let due = self.wakeups.iter().filter(|(_, at)| **at <= until);
        let mut due: Vec<_> = due.map(|(subject, at)| (subject.clone(), *at)).collect();
        due.sort_by_key(|(_, at)| *at);
        due.truncate(limit as usize);
        Ok(due)
    }

    fn quarantined(&mut self) -> Result<Vec<(Subject, String)>, JournalError> {
        Ok(self.quarantine.iter().map(|(subject, cause)| (subject.clone(), cause.clone())).collect())
    }

    fn account(&mut self, write: &AccountWrite) -> Result<Accounted, JournalError> {
        let owed = self.plain.write(write)?;
        owed.iter().cloned().for_each(|row| self.outbox.owe(row));
        Ok(owed.into())
    }

    fn customer(&mut self, write: &CustomerWrite) -> Result<Said, JournalError> {
        self.person(write)
    }

    /// Nobody searches in memory.
    fn take_in_words(&mut self, _limit: u32) -> Result<u32, JournalError> {
        Ok(0)
    }

    fn keep_blob(&mut self, media: &str, bytes: &[u8]) -> Result<Digest, JournalError> {
        let hash = chain::blob_hash(bytes);
        self.plain.blobs.entry(hash).or_insert_with(|| (media.to_owned(), bytes.to_vec()));
        Ok(hash)
    }
}

fn same_client(parked: &Parked, stamp: &ClientStamp) -> bool {
    parked.client.is_some_and(|kept| kept.sender == stamp.sender && kept.id == stamp.id)
}
