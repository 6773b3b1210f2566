//! The journal in SQLite: what `Store` asks, on the one connection that writes.
//!
//! The folder `sqlite/` has one file a subject; their functions take a connection, so that the reading side (`views.rs`)
//! uses the same ones. Transactions are begun and ended here, by hand: one a batch, a savepoint a request.

pub(crate) mod accounts;
pub(crate) mod agents;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod callers;
pub(crate) mod calls;
pub(crate) mod choices;
pub(crate) mod columns;
pub(crate) mod configuration;
pub(crate) mod customers;
pub(crate) mod erasing;
pub(crate) mod events;
pub(crate) mod links;
mod marks;
pub(crate) mod outbox;
pub(crate) mod parked;
pub(crate) mod people;
mod personal;
pub(crate) mod places;
mod repeats;
pub(crate) mod rest;
pub(crate) mod retention;
pub(crate) mod rows;
pub(crate) mod sealed;
pub(crate) mod second_factors;
mod senders;
mod settings;
pub(crate) mod sign_ins;
pub(crate) mod site_keys;
mod traces;
pub(crate) mod uploads;
pub(crate) mod values;
pub(crate) mod words;

use std::collections::HashMap;
use std::hash::Hash;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{CustomerKey, PlatformId, SessionId, Subject, Timestamp};

use crate::accounts::AccountWrite;
use crate::chain;
use crate::chain::Digest;
use crate::customers::CustomerWrite;
use crate::error::{AppendError, JournalError};
use crate::request::{Accounted, Append, ClientHit, ClientStamp, OwedKey, OwedRow, Parked, Snapshot};
use crate::store::{Kept, Said, Store};
use events::Wanted;
use marks::{Begin, Commit, Keep, Mark};
use places::Places;
use traces::Traces;
use values::signed;

/// The writing side of the database.
pub(crate) struct SqliteStore {
    conn: SqliteConnection,
    /// The last position used, in this batch too.
    position: u64,
    /// The last position before the request at hand.
    marked: u64,
    places: Places,
    /// Numbers of streams.
    streams: HashMap<Subject, i64>,
    /// The last row of each loaded stream, as stored or about to be.
    rows: HashMap<Subject, Row>,
    /// Rows to write before the commit: only the last one a stream.
    changed: HashMap<Subject, Changed>,
    any_parked: bool,
    /// Something was erased whose traces may still stand in the log beside the database.
    traces: Traces,
}

/// A row to write before the commit.
struct Changed {
    stream: i64,
    position: u64,
    row: Row,
}

impl SqliteStore {
    /// Over the connection that is to be the only writer.
    pub(crate) fn new(mut conn: SqliteConnection) -> Result<Self, JournalError> {
        let position = events::last_position(&mut conn)?;
        let any_parked = parked::any(&mut conn)?;
        let traces = Traces::left(&mut conn)?;
        let places = Places::load(&mut conn)?;
        Ok(Self {
            conn,
            position,
            marked: position,
            places,
            streams: HashMap::new(),
            rows: HashMap::new(),
            changed: HashMap::new(),
            any_parked,
            traces,
        })
    }

    /// Writes what stands there already, to learn whether this disk keeps a commit before anybody is promised one.
    pub(crate) fn try_disk(&mut self) -> Result<(), JournalError> {
        Ok(self.conn.batch_execute("PRAGMA user_version = 0")?)
    }

    /// The last position used.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Empties the log beside the database after something was erased; tried again later while somebody reads.
    pub(crate) fn leave_no_traces(&mut self) {
        if let Err(error) = self.traces.clear(&mut self.conn) {
            tracing::warn!(%error, "the journal's log still holds what was erased; it is emptied later");
        }
    }

    /// Moves everything into the database file and empties the log beside it; for a quiet moment.
    pub(crate) fn checkpoint(&mut self) -> Result<(), JournalError> {
        Ok(self.conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?)
    }

    fn stream(&mut self, subject: &Subject) -> Result<i64, JournalError> {
        if let Some(id) = self.streams.get(subject) {
            return Ok(*id);
        }
        let id = events::intern(&mut self.conn, subject)?;
        self.streams.insert(subject.clone(), id);
        Ok(id)
    }

    /// Writes a row if it differs from the last one. Sessions' at once, since a second open session must fail the append
    /// that opens it; calls' too, since they are numbered in the order in which they come; others' once a batch.
    fn note_row(&mut self, subject: &Subject, stream: i64, row: &Row) -> Result<(), AppendError> {
        let waiting = self.changed.get(subject).map(|changed| &changed.row);
        let last = match waiting.or_else(|| self.rows.get(subject)) {
            Some(last) => Some(last.clone()),
            // A line that does not read is written anew.
            None => rows::read(&mut self.conn, stream, row).or_else(|error| match error {
                JournalError::Damaged(_) => Ok(None),
                error => Err(error),
            })?,
        };
        if last.as_ref() == Some(row) {
            return Ok(());
        }
        match row {
            Row::Session(_) | Row::Call(_) => rows::write(&mut self.conn, stream, self.position, row)?,
            Row::Agent(_) | Row::Queue(_) => {
                let changed = Changed { stream, position: self.position, row: row.clone() };
                self.changed.insert(subject.clone(), changed);
            }
        }
        self.rows.insert(subject.clone(), row.clone());
        Ok(())
    }

    fn settle(&mut self, key: &OwedKey) -> Result<bool, JournalError> {
        if self.any_parked {
            parked::forget_owed(&mut self.conn, key)?;
        }
        Ok(outbox::settle(&mut self.conn, key)?)
    }

    fn append_events(&mut self, stream: i64, append: &Append) -> Result<(), AppendError> {
        for event in &append.events {
            let position = self.position + 1;
            self.places.note(&mut self.conn, (stream, event.seq, position), event.client)?;
            events::insert(&mut self.conn, position, stream, event)?;
            self.position = position;
            calls::number(&mut self.conn, self.position, &append.subject, event)?;
            if let Some(content) = &event.content {
                erasing::name_attachments(&mut self.conn, stream, &content.json)?;
            }
            if let Some(stamp) = event.client.as_ref().filter(|_| self.any_parked) {
                parked::forget_client(&mut self.conn, stream, stamp)?;
            }
        }
        Ok(())
    }

    fn flush_rows(&mut self) -> Result<(), JournalError> {
        for Changed { stream, position, row } in std::mem::take(&mut self.changed).into_values() {
            rows::write(&mut self.conn, stream, position, &row).map_err(|error| match error {
                AppendError::Journal(error) => error,
                other => JournalError::Database(other.to_string()),
            })?;
        }
        Ok(())
    }

    fn forget(&mut self) {
        self.streams.clear();
        self.rows.clear();
    }
}

/// Gives room back once three quarters of it are empty, so that the night keeps nothing of a busy day.
fn give_back_room<K: Eq + Hash, V>(map: &mut HashMap<K, V>) {
    if map.capacity() > 1_024 && map.len() < map.capacity() / 4 {
        map.shrink_to(map.len() * 2);
    }
}

impl Store for SqliteStore {
    fn begin(&mut self) -> Result<(), JournalError> {
        Begin.execute(&mut self.conn)?;
        Ok(self.places.begin(&mut self.conn)?)
    }

    fn commit(&mut self) -> Result<(), JournalError> {
        self.flush_rows()?;
        self.places.sweep(&mut self.conn)?;
        Commit.execute(&mut self.conn)?;
        self.marked = self.position;
        Ok(())
    }

    fn abort(&mut self) {
        // Fails when the database has undone the transaction by itself, which it does on some errors.
        if let Err(error) = self.conn.batch_execute("ROLLBACK") {
            tracing::debug!(%error, "nothing left to roll back");
        }
        self.forget();
        self.changed.clear();
        if let Ok(position) = events::last_position(&mut self.conn) {
            self.position = position;
        }
        self.places.reload(&mut self.conn);
    }

    fn mark(&mut self) -> Result<(), JournalError> {
        self.marked = self.position;
        self.places.mark();
        Ok(Mark.execute(&mut self.conn).map(|_| ())?)
    }

    fn keep(&mut self) -> Result<(), JournalError> {
        Ok(Keep.execute(&mut self.conn).map(|_| ())?)
    }

    fn undo(&mut self) -> Result<(), JournalError> {
        self.position = self.marked;
        self.places.undo();
        self.forget();
        Ok(self.conn.batch_execute("ROLLBACK TO request; RELEASE request")?)
    }

    fn load(&mut self, subject: &Subject, whole: bool) -> Result<Kept, JournalError> {
        let Some(stream) = events::stream_of(&mut self.conn, subject)? else {
            return Ok(Kept { head: events::blank_head(), snapshot: None, tail: vec![], parked: vec![] });
        };
        let head = events::head(&mut self.conn, subject, stream)?;
        let snapshot = if whole { None } else { rest::snapshot(&mut self.conn, stream)? };
        let snapshot = snapshot.filter(|kept| kept.seq <= head.seq);
        let after = snapshot.as_ref().map_or(0, |kept| kept.seq);
        let tail = events::read(&mut self.conn, subject, stream, &Wanted::After(after), None)?;
        let released = self.any_parked && !parked::is_quarantined(&mut self.conn, stream)?;
        let parked = if released { parked::of(&mut self.conn, stream)? } else { Vec::new() };
        Ok(Kept { head, snapshot, tail, parked })
    }

    fn append(&mut self, append: &Append) -> Result<u64, AppendError> {
        if let Some(key) = &append.settles
            && !self.settle(key)?
        {
            return Err(AppendError::AlreadySettled);
        }
        let stream = self.stream(&append.subject)?;
        self.append_events(stream, append)?;
        for row in &append.owed {
            outbox::owe(&mut self.conn, row)?;
        }
        if let Some(at) = append.wake_at {
            rest::wake_no_later(&mut self.conn, stream, at)?;
        }
        if let Some(Row::Session(row)) = append.row.as_ref().filter(|_| append.after == 0) {
            customers::met(&mut self.conn, row)?;
        }
        if let Some(row) = &append.row {
            self.note_row(&append.subject, stream, row)?;
            let says = append.events.iter().any(|event| event.content.is_some());
            if says && matches!(row, Row::Session(row) if row.standing == Standing::Closed) {
                words::outdated(&mut self.conn, stream).map_err(JournalError::from)?;
            }
        }
        Ok(self.position)
    }

    fn snapshot(&mut self, subject: &Subject, snapshot: &Snapshot) -> Result<(), JournalError> {
        let stream = self.stream(subject)?;
        Ok(rest::keep_snapshot(&mut self.conn, stream, snapshot)?)
    }

    fn rest(&mut self, subject: &Subject, wake_at: Option<Timestamp>) -> Result<(), JournalError> {
        let stream = self.stream(subject)?;
        rest::set_wakeup(&mut self.conn, stream, wake_at)?;
        self.streams.remove(subject);
        self.rows.remove(subject);
        give_back_room(&mut self.streams);
        give_back_room(&mut self.rows);
        Ok(())
    }

    fn find_client(&mut self, sender: u64, id: u64) -> Result<Option<ClientHit>, JournalError> {
        match self.places.find(&mut self.conn, (signed(sender), signed(id)))? {
            Some(position) => events::client_at(&mut self.conn, position),
            None => Ok(None),
        }
    }

    fn clients_of(&mut self, subject: &Subject, limit: u32) -> Result<Vec<(u64, u64)>, JournalError> {
        Ok(events::clients_of(&mut self.conn, subject, limit)?)
    }

    fn find_open(
        &mut self,
        platform: &PlatformId,
        customer: &CustomerKey,
    ) -> Result<Option<SessionId>, JournalError> {
        rows::find_open(&mut self.conn, platform, customer)
    }

    fn park(&mut self, subject: &Subject, parked: &Parked) -> Result<(), JournalError> {
        let stream = self.stream(subject)?;
        parked::park(&mut self.conn, stream, parked)?;
        self.any_parked = true;
        Ok(())
    }

    fn unpark(
        &mut self,
        subject: &Subject,
        client: Option<&ClientStamp>,
        settles: Option<&OwedKey>,
    ) -> Result<(), JournalError> {
        let stream = self.stream(subject)?;
        if let Some(key) = settles {
            self.settle(key)?;
        }
        if let Some(stamp) = client {
            parked::forget_client(&mut self.conn, stream, stamp)?;
        }
        Ok(())
    }

    fn quarantine(&mut self, subject: &Subject, cause: Option<&str>) -> Result<Vec<Parked>, JournalError> {
        let stream = self.stream(subject)?;
        parked::set_quarantine(&mut self.conn, stream, cause)?;
        if cause.is_some() {
            return Ok(Vec::new());
        }
        let parked = parked::of(&mut self.conn, stream)?;
        if !parked.is_empty() {
            rest::set_wakeup(&mut self.conn, stream, Some(Timestamp::default()))?;
        }
        Ok(parked)
    }

    fn postpone(&mut self, key: &OwedKey, due: Timestamp, set_aside: bool) -> Result<(), JournalError> {
        Ok(outbox::postpone(&mut self.conn, key, due, set_aside)?)
    }

    fn backlog(&mut self) -> Result<Vec<OwedRow>, JournalError> {
        outbox::rows(&mut self.conn, false)
    }

    fn wake_list(&mut self, until: Timestamp, limit: u32) -> Result<Vec<(Subject, Timestamp)>, JournalError> {
        rest::wake_list(&mut self.conn, until, limit)
    }

    fn quarantined(&mut self) -> Result<Vec<(Subject, String)>, JournalError> {
        parked::quarantined(&mut self.conn)
    }

    fn account(&mut self, write: &AccountWrite) -> Result<Accounted, JournalError> {
        accounts::write(&mut self.conn, write)
    }

    fn customer(&mut self, write: &CustomerWrite) -> Result<Said, JournalError> {
        let said = personal::write(&mut self.conn, write)?;
        for subject in &said.emptied {
            self.rows.remove(subject);
        }
        if !said.emptied.is_empty() || matches!(write, CustomerWrite::Erasure(_)) {
            self.traces.note();
            self.places.forgot_some(&mut self.conn)?;
        }
        Ok(said)
    }

    fn take_in_words(&mut self, limit: u32) -> Result<u32, JournalError> {
        Ok(words::take_in(&mut self.conn, limit)?)
    }

    fn keep_blob(&mut self, media: &str, bytes: &[u8]) -> Result<Digest, JournalError> {
        let hash = chain::blob_hash(bytes);
        configuration::keep_blob(&mut self.conn, &hash, media, bytes)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_its_room_back_once_most_of_it_is_empty() {
        let mut busy: HashMap<u32, u32> = (0..20_000).map(|one| (one, one)).collect();
        let by_day = busy.capacity();
        busy.retain(|one, _| *one < 15_000);
        give_back_room(&mut busy);
        assert!(busy.capacity() > by_day / 2, "the day goes on");
        busy.retain(|one, _| *one < 10);
        give_back_room(&mut busy);
        assert!(busy.capacity() < 1_024 && busy.len() == 10 && busy.get(&9) == Some(&9));
    }
}
