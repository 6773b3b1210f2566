//! Quarantined subjects, and the commands that wait for their release.

use diesel::prelude::*;
use switchboard_core::Subject;

use super::values::{client, from_json, signed, signed32, subject, to_json, unsigned, unsigned32};
use crate::error::JournalError;
use crate::request::{ClientStamp, OwedKey, Parked};
use crate::schema::{parked, quarantine, streams};

type Row = (String, Option<i64>, Option<i64>, Option<i64>, Option<String>, Option<i64>, Option<i32>);

/// Keeps a command; one that is kept already (same client message or outbox row) is not kept twice.
pub(super) fn park(conn: &mut SqliteConnection, stream: i64, kept: &Parked) -> Result<(), JournalError> {
    let settles = kept.settles.as_ref();
    diesel::insert_or_ignore_into(parked::table)
        .values((
            parked::stream.eq(stream),
            parked::command.eq(to_json(&kept.command)?),
            parked::client_sender.eq(kept.client.map(|stamp| signed(stamp.sender))),
            parked::client_id.eq(kept.client.map(|stamp| signed(stamp.id))),
            parked::client_body.eq(kept.client.map(|stamp| signed(stamp.body))),
            parked::source.eq(settles.map(|key| key.source.as_str())),
            parked::seq.eq(settles.map(|key| signed(key.seq))),
            parked::ordinal.eq(settles.map(|key| signed32(key.ordinal))),
        ))
        .execute(conn)?;
    Ok(())
}

/// The commands kept for a subject, in the order they came.
pub(super) fn of(conn: &mut SqliteConnection, stream: i64) -> Result<Vec<Parked>, JournalError> {
    let rows: Vec<Row> = parked::table
        .filter(parked::stream.eq(stream))
        .order(parked::id)
        .select((
            parked::command,
            parked::client_sender,
            parked::client_id,
            parked::client_body,
            parked::source,
            parked::seq,
            parked::ordinal,
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

fn read((command, sender, id, body, source, seq, ordinal): Row) -> Result<Parked, JournalError> {
    let key = source.zip(seq).zip(ordinal);
    let settles = key.map(|((source, seq), ordinal)| OwedKey {
        source,
        seq: unsigned(seq),
        ordinal: unsigned32(ordinal),
    });
    Ok(Parked { command: from_json(&command)?, client: client(sender, id, body), settles })
}

/// Forgets the command that came from an outbox row.
pub(super) fn forget_owed(conn: &mut SqliteConnection, key: &OwedKey) -> QueryResult<()> {
    let named = parked::table
        .filter(parked::source.eq(key.source.as_str()))
        .filter(parked::seq.eq(signed(key.seq)))
        .filter(parked::ordinal.eq(signed32(key.ordinal)));
    diesel::delete(named).execute(conn).map(|_| ())
}

/// Forgets the command that came with a client message.
pub(super) fn forget_client(
    conn: &mut SqliteConnection,
    stream: i64,
    stamp: &ClientStamp,
) -> QueryResult<()> {
    let named = parked::table
        .filter(parked::stream.eq(stream))
        .filter(parked::client_sender.eq(signed(stamp.sender)))
        .filter(parked::client_id.eq(signed(stamp.id)));
    diesel::delete(named).execute(conn).map(|_| ())
}

/// Whether any command is kept at all; nearly always none is, and appends need not look.
pub(super) fn any(conn: &mut SqliteConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(parked::table.select(parked::id))).get_result(conn)
}

/// Sets a subject aside, or (no cause) lets it go on.
pub(super) fn set_quarantine(
    conn: &mut SqliteConnection,
    stream: i64,
    cause: Option<&str>,
) -> QueryResult<()> {
    match cause {
        Some(cause) => diesel::replace_into(quarantine::table)
            .values((quarantine::stream.eq(stream), quarantine::cause.eq(cause)))
            .execute(conn),
        None => diesel::delete(quarantine::table.find(stream)).execute(conn),
    }
    .map(|_| ())
}

/// Whether a subject is set aside.
pub(super) fn is_quarantined(conn: &mut SqliteConnection, stream: i64) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(quarantine::table.find(stream))).get_result(conn)
}

/// Who is set aside, and why.
pub(super) fn quarantined(conn: &mut SqliteConnection) -> Result<Vec<(Subject, String)>, JournalError> {
    let rows: Vec<(String, String)> = quarantine::table
        .inner_join(streams::table)
        .order(streams::name)
        .select((streams::name, quarantine::cause))
        .load(conn)?;
    rows.into_iter().map(|(name, cause)| Ok((subject(&name)?, cause))).collect()
}
