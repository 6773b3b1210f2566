//! For the time a subject rests: the state to wake from, and when.

use diesel::prelude::*;
use switchboard_core::{Subject, Timestamp};

use super::values::{signed, signed32, subject, unsigned, unsigned32};
use crate::error::JournalError;
use crate::request::Snapshot;
use crate::schema::{snapshots, streams, wakeups};

/// The snapshot kept of a stream.
pub(crate) fn snapshot(conn: &mut SqliteConnection, stream: i64) -> QueryResult<Option<Snapshot>> {
    let row: Option<(i64, i64, i32, String)> = snapshots::table
        .find(stream)
        .select((snapshots::seq, snapshots::public, snapshots::version, snapshots::state))
        .first(conn)
        .optional()?;
    Ok(row.map(|(seq, public, version, state)| Snapshot {
        seq: unsigned(seq),
        public: unsigned(public),
        version: unsigned32(version),
        state,
    }))
}

/// Keeps a snapshot instead of the last one.
pub(super) fn keep_snapshot(
    conn: &mut SqliteConnection,
    stream: i64,
    snapshot: &Snapshot,
) -> QueryResult<()> {
    diesel::replace_into(snapshots::table)
        .values((
            snapshots::stream.eq(stream),
            snapshots::seq.eq(signed(snapshot.seq)),
            snapshots::public.eq(signed(snapshot.public)),
            snapshots::version.eq(signed32(snapshot.version)),
            snapshots::state.eq(snapshot.state.as_str()),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Notes a wake-up, if it is earlier than the one stored: too early does no harm, too late would.
pub(super) fn wake_no_later(conn: &mut SqliteConnection, stream: i64, at: Timestamp) -> QueryResult<()> {
    let stored: Option<i64> = wakeups::table.find(stream).select(wakeups::at).first(conn).optional()?;
    if stored.is_some_and(|stored| stored <= at.micros()) {
        return Ok(());
    }
    set_wakeup(conn, stream, Some(at))
}

/// Replaces a wake-up.
pub(super) fn set_wakeup(conn: &mut SqliteConnection, stream: i64, at: Option<Timestamp>) -> QueryResult<()> {
    match at {
        Some(at) => diesel::replace_into(wakeups::table)
            .values((wakeups::stream.eq(stream), wakeups::at.eq(at.micros())))
            .execute(conn),
        None => diesel::delete(wakeups::table.find(stream)).execute(conn),
    }
    .map(|_| ())
}

/// Wake-ups not after the instant, earliest first.
pub(super) fn wake_list(
    conn: &mut SqliteConnection,
    until: Timestamp,
    limit: u32,
) -> Result<Vec<(Subject, Timestamp)>, JournalError> {
    let due: Vec<(String, i64)> = wakeups::table
        .inner_join(streams::table)
        .filter(wakeups::at.le(until.micros()))
        .order((wakeups::at, streams::name))
        .limit(i64::from(limit))
        .select((streams::name, wakeups::at))
        .load(conn)?;
    due.into_iter().map(|(name, at)| Ok((subject(&name)?, Timestamp(at)))).collect()
}
