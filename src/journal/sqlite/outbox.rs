//! What is owed: written with the events that owe, deleted with the events that settle.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use switchboard_core::{Owed, Timestamp};

use super::values::{from_json, signed, signed32, subject, to_json, unsigned, unsigned32};
use crate::error::JournalError;
use crate::request::{OwedKey, OwedRow};
use crate::schema::{outbox, parked};

/// Owes a row.
pub(super) fn owe(conn: &mut SqliteConnection, row: &OwedRow) -> Result<(), JournalError> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::source.eq(row.key.source.as_str()),
            outbox::seq.eq(signed(row.key.seq)),
            outbox::ordinal.eq(signed32(row.key.ordinal)),
            outbox::target.eq(row.owed.target.to_string()),
            outbox::told.eq(to_json(&row.owed.told)?),
            outbox::tries.eq(signed32(row.tries)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Settles a row; false when it was settled before.
pub(super) fn settle(conn: &mut SqliteConnection, key: &OwedKey) -> QueryResult<bool> {
    let named = outbox::table
        .filter(outbox::source.eq(key.source.as_str()))
        .filter(outbox::seq.eq(signed(key.seq)))
        .filter(outbox::ordinal.eq(signed32(key.ordinal)));
    Ok(diesel::delete(named).execute(conn)? > 0)
}

/// Notes a failed try.
pub(super) fn postpone(
    conn: &mut SqliteConnection,
    key: &OwedKey,
    due: Timestamp,
    set_aside: bool,
) -> QueryResult<()> {
    let named = outbox::table
        .filter(outbox::source.eq(key.source.as_str()))
        .filter(outbox::seq.eq(signed(key.seq)))
        .filter(outbox::ordinal.eq(signed32(key.ordinal)));
    let noted = (outbox::tries.eq(outbox::tries + 1), outbox::due.eq(due.micros()));
    if set_aside {
        return diesel::update(named).set((noted, outbox::set_aside.eq(true))).execute(conn).map(|_| ());
    }
    diesel::update(named).set(noted).execute(conn).map(|_| ())
}

/// Rows neither set aside nor parked, or the rows set aside; in the order they were owed.
pub(crate) fn rows(conn: &mut SqliteConnection, set_aside: bool) -> Result<Vec<OwedRow>, JournalError> {
    let waits = parked::table
        .filter(parked::source.eq(outbox::source.nullable()))
        .filter(parked::seq.eq(outbox::seq.nullable()))
        .filter(parked::ordinal.eq(outbox::ordinal.nullable()));
    let rows: Vec<(String, i64, i32, String, String, i32)> = outbox::table
        .filter(outbox::set_aside.eq(set_aside))
        .filter(not(exists(waits)))
        .order(outbox::id)
        .select((outbox::source, outbox::seq, outbox::ordinal, outbox::target, outbox::told, outbox::tries))
        .load(conn)?;
    rows.into_iter()
        .map(|(source, seq, ordinal, target, told, tries)| {
            let key = OwedKey { source, seq: unsigned(seq), ordinal: unsigned32(ordinal) };
            let owed = Owed { target: subject(&target)?, told: from_json(&told)? };
            Ok(OwedRow { key, owed, tries: unsigned32(tries) })
        })
        .collect()
}
