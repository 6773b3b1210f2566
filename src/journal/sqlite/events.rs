//! Streams and their events: writing one, reading a head, a tail, a page.

use diesel::prelude::*;
use switchboard_core::{Subject, Timestamp};

use super::places::{self, of_stream};
use super::values::{client, digest, signed, signed32, subject, unsigned, unsigned32};
use crate::chain::Digest;
use crate::chain::GENESIS;
use crate::error::JournalError;
use crate::request::{ClientHit, Head, NewEvent, StoredEvent};
use crate::schema::{events, streams};
use crate::upcast::upcast;

/// An event as its row holds it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
pub(crate) struct EventRow {
    pub(crate) position: i64,
    pub(crate) seq: i64,
    pub(crate) public: Option<i64>,
    pub(crate) kind: String,
    pub(crate) version: i32,
    pub(crate) at: i64,
    pub(crate) facts: String,
    pub(crate) content: Option<String>,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) content_hash: Option<Vec<u8>>,
    pub(crate) chain: Vec<u8>,
    pub(crate) actor: String,
    pub(crate) cause: Option<String>,
    pub(crate) client_sender: Option<i64>,
    pub(crate) client_id: Option<i64>,
    pub(crate) client_body: Option<i64>,
}

impl EventRow {
    /// The event as it was written.
    pub(crate) fn into_event(self, subject: &Subject) -> StoredEvent {
        StoredEvent {
            position: unsigned(self.position),
            subject: subject.clone(),
            seq: unsigned(self.seq),
            public: self.public.map(unsigned),
            kind: self.kind,
            version: unsigned32(self.version),
            at: Timestamp(self.at),
            facts: self.facts,
            content: self.content,
            actor: self.actor,
            client: client(self.client_sender, self.client_id, self.client_body),
        }
    }
}

/// Which events of a stream are wanted.
pub(crate) enum Wanted {
    /// Every event after this sequence.
    After(u64),
    /// What the customer may see after this number of theirs.
    PublicAfter(u64),
    /// Events of these kinds after this sequence.
    OfKinds {
        /// As the journal spells them.
        kinds: &'static [&'static str],
        /// The sequence.
        after: u64,
    },
}

/// The number of a stream, if it has one.
pub(crate) fn stream_of(conn: &mut SqliteConnection, subject: &Subject) -> QueryResult<Option<i64>> {
    streams::table.filter(streams::name.eq(subject.to_string())).select(streams::id).first(conn).optional()
}

/// The number of a stream, given now if it has none.
pub(super) fn intern(conn: &mut SqliteConnection, subject: &Subject) -> QueryResult<i64> {
    if let Some(id) = stream_of(conn, subject)? {
        return Ok(id);
    }
    diesel::insert_into(streams::table)
        .values(streams::name.eq(subject.to_string()))
        .returning(streams::id)
        .get_result(conn)
}

/// Writes one event at a position.
pub(super) fn insert(
    conn: &mut SqliteConnection,
    position: u64,
    stream: i64,
    event: &NewEvent,
) -> QueryResult<()> {
    let content = event.content.as_ref();
    diesel::insert_into(events::table)
        .values((
            events::position.eq(signed(position)),
            events::stream.eq(stream),
            events::seq.eq(signed(event.seq)),
            events::public.eq(event.public.map(signed)),
            events::kind.eq(event.kind.as_str()),
            events::version.eq(signed32(event.version)),
            events::at.eq(event.at.micros()),
            events::facts.eq(event.facts.as_str()),
            events::content.eq(content.map(|sealed| sealed.json.as_str())),
            events::salt.eq(content.map(|sealed| sealed.salt.as_slice())),
            events::content_hash.eq(content.map(|sealed| sealed.hash.as_slice())),
            events::chain.eq(event.chain.as_slice()),
            events::actor.eq(event.actor.as_str()),
            events::cause.eq(event.cause.as_deref()),
            events::client_sender.eq(event.client.map(|stamp| signed(stamp.sender))),
            events::client_id.eq(event.client.map(|stamp| signed(stamp.id))),
            events::client_body.eq(event.client.map(|stamp| signed(stamp.body))),
        ))
        .execute(conn)
        .map(|_| ())
}

/// The last position of the whole journal; 0 for none.
pub(crate) fn last_position(conn: &mut SqliteConnection) -> QueryResult<u64> {
    let last: Option<i64> = events::table.select(diesel::dsl::max(events::position)).first(conn)?;
    Ok(last.map_or(0, unsigned))
}

/// Where a stream ends. Only a session's customer counts any of its events.
pub(crate) fn head(
    conn: &mut SqliteConnection,
    subject: &Subject,
    stream: i64,
) -> Result<Head, JournalError> {
    let Some(last) = places::last(conn, stream)? else { return Ok(blank_head()) };
    let (seq, public, chain, at): (i64, Option<i64>, Vec<u8>, i64) = events::table
        .find(last)
        .select((events::seq, events::public, events::chain, events::at))
        .first(conn)?;
    let public = match public {
        None if matches!(subject, Subject::Session(_)) => last_public(conn, stream)?,
        public => public,
    };
    Ok(Head {
        seq: unsigned(seq),
        public: public.map_or(0, unsigned),
        chain: digest(&chain)?,
        at: Timestamp(at),
    })
}

fn last_public(conn: &mut SqliteConnection, stream: i64) -> QueryResult<Option<i64>> {
    let public: Option<Option<i64>> = events::table
        .filter(of_stream(stream, 0).and(events::public.is_not_null()))
        .order(events::position.desc())
        .select(events::public)
        .first(conn)
        .optional()?;
    Ok(public.flatten())
}

/// Where a stream without events ends.
pub(crate) fn blank_head() -> Head {
    Head { seq: 0, public: 0, chain: GENESIS, at: Timestamp::default() }
}

/// Events of a stream in today's form.
pub(crate) fn read(
    conn: &mut SqliteConnection,
    subject: &Subject,
    stream: i64,
    wanted: &Wanted,
    limit: Option<u32>,
) -> Result<Vec<StoredEvent>, JournalError> {
    let limit = limit.map_or(i64::MAX, i64::from);
    // No public number exceeds its event's sequence. The order of positions is that of sequences.
    let (Wanted::After(after) | Wanted::PublicAfter(after) | Wanted::OfKinds { after, .. }) = wanted;
    let after = signed(*after);
    let wanted_of = events::table.filter(of_stream(stream, after)).order(events::position).limit(limit);
    let rows: Vec<EventRow> = match wanted {
        Wanted::After(_) => wanted_of.select(EventRow::as_select()).load(conn)?,
        Wanted::PublicAfter(_) => {
            wanted_of.filter(events::public.gt(after)).select(EventRow::as_select()).load(conn)?
        }
        Wanted::OfKinds { kinds, .. } => {
            wanted_of.filter(events::kind.eq_any(*kinds)).select(EventRow::as_select()).load(conn)?
        }
    };
    Ok(rows.into_iter().map(|row| upcast(row.into_event(subject))).collect())
}

/// Which client message the event at a position records.
pub(super) fn client_at(
    conn: &mut SqliteConnection,
    position: i64,
) -> Result<Option<ClientHit>, JournalError> {
    let hit: Option<(String, i64, Option<i64>, Option<i64>)> = events::table
        .inner_join(streams::table)
        .filter(events::position.eq(position))
        .select((streams::name, events::seq, events::public, events::client_body))
        .first(conn)
        .optional()?;
    let Some((name, seq, public, body)) = hit else { return Ok(None) };
    Ok(Some(ClientHit {
        subject: subject(&name)?,
        seq: unsigned(seq),
        public: public.map(unsigned),
        body: body.map_or(0, unsigned),
    }))
}

/// Sender and id of the client messages of a stream.
pub(super) fn clients_of(
    conn: &mut SqliteConnection,
    subject: &Subject,
    limit: u32,
) -> QueryResult<Vec<(u64, u64)>> {
    let Some(stream) = stream_of(conn, subject)? else { return Ok(Vec::new()) };
    let stamps: Vec<(Option<i64>, Option<i64>)> = events::table
        .filter(of_stream(stream, 0).and(events::client_id.is_not_null()))
        .limit(i64::from(limit))
        .select((events::client_sender, events::client_id))
        .load(conn)?;
    Ok(stamps.into_iter().filter_map(|(sender, id)| Some((unsigned(sender?), unsigned(id?)))).collect())
}

/// A page of the whole journal as it was written, with the names of the streams.
pub(crate) fn page(
    conn: &mut SqliteConnection,
    after: u64,
    limit: u32,
) -> QueryResult<Vec<(EventRow, String)>> {
    events::table
        .inner_join(streams::table)
        .filter(events::position.gt(signed(after)))
        .order(events::position)
        .limit(i64::from(limit))
        .select((EventRow::as_select(), streams::name))
        .load(conn)
}

/// A stored chain value and content hash.
pub(crate) fn hashes(row: &EventRow) -> Result<(Digest, Option<Digest>), JournalError> {
    let content = row.content_hash.as_deref().map(digest).transpose()?;
    Ok((digest(&row.chain)?, content))
}
