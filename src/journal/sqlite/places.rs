//! Where the events of a stream stand, and which client messages were recorded.
//!
//! Tables sorted by stream or by client message take a page of their own for every session that talks, so a commit that wrote
//! into them would write as many pages as messages. A new event is noted in the small `young_places` alone. What is young
//! moves on into `places` and `client_messages` a little at a time, in their order, before it is more than `YOUNG`
//! (docs/adr/0011). Readers see both as `all_places`.
//!
//! Within a stream the lower sequences move on first, so what is young of it comes after all the rest.

use std::collections::HashMap;

use diesel::dsl::auto_type;
use diesel::prelude::*;

use super::senders::Senders;
use super::values::signed;
use crate::error::AppendError;
use crate::request::ClientStamp;
use crate::schema::{all_places, client_messages, events, places, young_places};

/// So many events are young at rest. More spares pages of the large tables, fewer those of the small one.
const YOUNG: usize = 8_192;
/// So many move on at once, or a multiple: a commit takes little longer by it.
const SLICE: usize = 64;

/// Sender and id of a client message, as columns hold them.
type Stamp = (i64, i64);

/// What is young, as the writer keeps it in mind.
pub(super) struct Places {
    /// Client messages that are young, and where they stand.
    clients: HashMap<Stamp, i64>,
    /// Those of the request at hand.
    noted: Vec<Stamp>,
    /// So many events are young at rest, and so many move on at once.
    room: usize,
    slice: usize,
    /// How many events are young, and how many were when the request at hand began.
    young: usize,
    marked: usize,
    /// Up to this stream what is young moved on last.
    swept: i64,
    /// A transaction was undone, and this not with it.
    stale: bool,
    /// Whose messages are new for certain.
    senders: Senders,
}

impl Places {
    /// As the database has it.
    pub(super) fn load(conn: &mut SqliteConnection) -> QueryResult<Self> {
        let stamps: Vec<(Option<i64>, Option<i64>, i64)> = young_places::table
            .select((young_places::sender, young_places::id, young_places::position))
            .load(conn)?;
        let young = stamps.len();
        let clients = stamps
            .into_iter()
            .filter_map(|(sender, id, position)| Some(((sender?, id?), position)))
            .collect();
        Ok(Self {
            clients,
            noted: Vec::new(),
            room: YOUNG,
            slice: SLICE,
            young,
            marked: young,
            swept: 0,
            stale: false,
            senders: Senders::default(),
        })
    }

    /// The same again, after a transaction was undone. What cannot be read now is read when the next one begins.
    pub(super) fn reload(&mut self, conn: &mut SqliteConnection) {
        match Self::load(conn) {
            Ok(places) => *self = places,
            Err(error) => {
                tracing::warn!(%error, "what is young in the journal could not be read again");
                self.stale = true;
            }
        }
    }

    /// The same again, after client messages were forgotten. What is known of the senders stays: of what is in the table
    /// nothing is missing there.
    pub(super) fn forgot_some(&mut self, conn: &mut SqliteConnection) -> QueryResult<()> {
        let loaded = Self::load(conn)?;
        let senders = std::mem::take(&mut self.senders);
        *self = Self { senders, room: self.room, slice: self.slice, ..loaded };
        Ok(())
    }

    /// A transaction begins.
    pub(super) fn begin(&mut self, conn: &mut SqliteConnection) -> QueryResult<()> {
        if self.stale {
            *self = Self::load(conn)?;
        }
        Ok(())
    }

    /// Notes an event. Fails before anything is written when its client message was recorded before.
    pub(super) fn note(
        &mut self,
        conn: &mut SqliteConnection,
        place: (i64, u64, u64),
        client: Option<ClientStamp>,
    ) -> Result<(), AppendError> {
        let (stream, seq, position) = place;
        let stamp = client.map(|client| (signed(client.sender), signed(client.id)));
        if let Some(stamp) = stamp
            && self.find(conn, stamp)?.is_some()
        {
            return Err(AppendError::NotUnique("client id".to_owned()));
        }
        let (sender, id) = stamp.unzip();
        diesel::insert_into(young_places::table)
            .values((
                young_places::stream.eq(stream),
                young_places::seq.eq(signed(seq)),
                young_places::position.eq(signed(position)),
                young_places::sender.eq(sender),
                young_places::id.eq(id),
            ))
            .execute(conn)?;
        self.young += 1;
        if let Some(stamp) = stamp {
            self.clients.insert(stamp, signed(position));
            self.noted.push(stamp);
        }
        Ok(())
    }

    /// A request begins.
    pub(super) fn mark(&mut self) {
        self.noted.clear();
        self.marked = self.young;
    }

    /// What was noted since the mark was not written after all.
    pub(super) fn undo(&mut self) {
        for stamp in self.noted.drain(..) {
            self.clients.remove(&stamp);
        }
        self.young = self.marked;
    }

    /// The position of the event that records a client message.
    pub(super) fn find(&mut self, conn: &mut SqliteConnection, stamp: Stamp) -> QueryResult<Option<i64>> {
        if let Some(position) = self.clients.get(&stamp) {
            return Ok(Some(*position));
        }
        if self.senders.is_new(conn, stamp)? {
            return Ok(None);
        }
        client_messages::table.find(stamp).select(client_messages::position).first(conn).optional()
    }

    /// Moves on what is too much, in the transaction at hand.
    pub(super) fn sweep(&mut self, conn: &mut SqliteConnection) -> QueryResult<()> {
        loop {
            let excess = self.young.saturating_sub(self.room) / self.slice * self.slice;
            let begins = self.swept == 0;
            if excess == 0 || (self.move_on(conn, excess)? == 0 && begins) {
                return Ok(());
            }
        }
    }

    /// Moves on so many from where it ended last, or as many as there are up to the last stream; how many.
    fn move_on(&mut self, conn: &mut SqliteConnection, most: usize) -> QueryResult<usize> {
        let from = self.swept;
        let end = nth_from(conn, from, most)?;
        let (stream, seq) = end.unwrap_or((i64::MAX, i64::MAX));
        let moving = || young_places::table.filter(reaching(from, stream, seq));
        let stamps: Vec<(Option<i64>, Option<i64>)> =
            moving().select((young_places::sender, young_places::id)).load(conn)?;
        let in_order = moving()
            .select((young_places::stream, young_places::seq, young_places::position))
            .order((young_places::stream, young_places::seq));
        let placed = diesel::insert_or_ignore_into(places::table)
            .values(in_order)
            .into_columns((places::stream, places::seq, places::position))
            .execute(conn)?;
        let of_clients = moving()
            .filter(young_places::sender.is_not_null())
            .select((
                young_places::sender.assume_not_null(),
                young_places::id.assume_not_null(),
                young_places::position,
            ))
            .order((young_places::sender, young_places::id));
        diesel::insert_or_ignore_into(client_messages::table)
            .values(of_clients)
            .into_columns((client_messages::sender, client_messages::id, client_messages::position))
            .execute(conn)?;
        let moved = diesel::delete(moving()).execute(conn)?;
        // Ignored rather than failed: the writer must not stop for it at every start anew.
        if placed != moved {
            tracing::error!(
                placed,
                moved,
                "two events have one place in their stream; `journal verify` says which"
            );
        }
        for (sender, id) in stamps {
            if let Some(stamp) = sender.zip(id) {
                self.clients.remove(&stamp);
                self.senders.note(stamp);
            }
        }
        self.young = self.young.saturating_sub(moved);
        self.swept = end.map_or(0, |(stream, _)| stream);
        Ok(moved)
    }
}

/// The place of the n-th that is young from a stream on.
fn nth_from(conn: &mut SqliteConnection, stream: i64, n: usize) -> QueryResult<Option<(i64, i64)>> {
    young_places::table
        .filter(young_places::stream.ge(stream))
        .order((young_places::stream, young_places::seq))
        .offset(i64::try_from(n).unwrap_or(i64::MAX).saturating_sub(1))
        .select((young_places::stream, young_places::seq))
        .first(conn)
        .optional()
}

/// What is young from a stream on, up to a place.
#[auto_type]
fn reaching(from: i64, stream: i64, seq: i64) -> _ {
    young_places::stream
        .ge(from)
        .and(young_places::stream.le(stream))
        .and(young_places::stream.lt(stream).or(young_places::seq.le(seq)))
}

/// The events of a stream after a sequence.
#[auto_type]
pub(crate) fn of_stream(stream: i64, after: i64) -> _ {
    events::position.eq_any(
        all_places::table
            .filter(all_places::stream.eq(stream).and(all_places::seq.gt(after)))
            .select(all_places::position),
    )
}

/// The position of a stream's last event.
pub(super) fn last(conn: &mut SqliteConnection, stream: i64) -> QueryResult<Option<i64>> {
    // The young first: what moves on between the two questions is in the answer to one of them.
    let young = young_places::table
        .filter(young_places::stream.eq(stream))
        .order(young_places::seq.desc())
        .select(young_places::position)
        .first(conn)
        .optional()?;
    if young.is_some() {
        return Ok(young);
    }
    places::table
        .filter(places::stream.eq(stream))
        .order(places::seq.desc())
        .select(places::position)
        .first(conn)
        .optional()
}

/// Forgets that client messages were recorded by these events; whoever keeps what is young in mind has to load it anew.
pub(super) fn forget_clients(conn: &mut SqliteConnection, positions: &[i64]) -> QueryResult<()> {
    let nobody: Option<i64> = None;
    for position in positions {
        let event: Option<(i64, i64, Option<i64>, Option<i64>)> = events::table
            .find(position)
            .select((events::stream, events::seq, events::client_sender, events::client_id))
            .first(conn)
            .optional()?;
        let Some((stream, seq, Some(sender), Some(id))) = event else { continue };
        diesel::delete(client_messages::table.find((sender, id))).execute(conn)?;
        diesel::update(young_places::table.find((stream, seq)))
            .set((young_places::sender.eq(nobody), young_places::id.eq(nobody)))
            .execute(conn)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
