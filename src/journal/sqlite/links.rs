//! One-time links in SQLite: at most one a person, gone once used.

use diesel::prelude::*;
use switchboard_core::Timestamp;

use super::values::text;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{Link, Place};
use crate::schema::links;

/// Issues a link; older ones of the person no longer count.
pub(super) fn issue(conn: &mut SqliteConnection, place: &Place, link: &Link) -> Result<(), JournalError> {
    forget(conn, place)?;
    diesel::insert_into(links::table)
        .values((
            links::hash.eq(link.hash.as_slice()),
            links::workspace.eq(place.workspace.as_str()),
            links::agent.eq(place.agent.as_str()),
            links::expires_at.eq(link.expires_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a link that still counts: whose it was. It counts no longer.
pub(super) fn take(
    conn: &mut SqliteConnection,
    hash: &Digest,
    now: Timestamp,
) -> Result<Option<Place>, JournalError> {
    let found = whose(conn, hash, now)?;
    diesel::delete(links::table.find(hash.as_slice())).execute(conn)?;
    Ok(found)
}

/// Whose link this is, if it still counts.
pub(crate) fn whose(
    conn: &mut SqliteConnection,
    hash: &Digest,
    now: Timestamp,
) -> Result<Option<Place>, JournalError> {
    let found: Option<(String, String)> = links::table
        .find(hash.as_slice())
        .filter(links::expires_at.gt(now.micros()))
        .select((links::workspace, links::agent))
        .first(conn)
        .optional()?;
    found
        .map(|(workspace, agent)| Ok(Place { workspace: text(&workspace)?, agent: text(&agent)? }))
        .transpose()
}

/// Whether a person has a link that still counts.
pub(crate) fn is_invited(
    conn: &mut SqliteConnection,
    place: &Place,
    now: Timestamp,
) -> Result<bool, JournalError> {
    let theirs = links::table
        .filter(links::workspace.eq(place.workspace.as_str()))
        .filter(links::agent.eq(place.agent.as_str()))
        .filter(links::expires_at.gt(now.micros()));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

/// No link of the person counts any more.
pub(super) fn forget(conn: &mut SqliteConnection, place: &Place) -> Result<(), JournalError> {
    let theirs = links::table
        .filter(links::workspace.eq(place.workspace.as_str()))
        .filter(links::agent.eq(place.agent.as_str()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}
