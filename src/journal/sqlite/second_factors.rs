//! Second factors and recovery codes in SQLite: each code counts once.

use diesel::prelude::*;

use super::people::{of, one};
use super::values::signed;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{PeopleOutcome, Place, Spent};
use crate::schema::{people, recovery_codes};

/// Begins one; an older begun one is forgotten.
pub(super) fn begin(
    conn: &mut SqliteConnection,
    place: &Place,
    sealed: &[u8],
) -> Result<PeopleOutcome, JournalError> {
    let begun = diesel::update(of(place)).set(people::totp_pending.eq(sealed)).execute(conn)?;
    Ok(if begun == 1 { PeopleOutcome::Done } else { PeopleOutcome::NotThere })
}

/// The one that was begun counts, with new recovery codes.
pub(super) fn confirm(
    conn: &mut SqliteConnection,
    place: &Place,
    sealed: &[u8],
    step: u64,
    recovery: &[Digest],
) -> Result<(), JournalError> {
    let none: Option<Vec<u8>> = None;
    let confirmed = diesel::update(of(place).filter(people::totp_pending.eq(sealed)))
        .set((people::totp.eq(sealed), people::totp_pending.eq(none), people::totp_step.eq(signed(step))))
        .execute(conn)?;
    if confirmed != 1 {
        return Err(JournalError::Conflict);
    }
    forget_codes(conn, place)?;
    for hash in recovery {
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::workspace.eq(place.workspace.as_str()),
                recovery_codes::agent.eq(place.agent.as_str()),
                recovery_codes::hash.eq(hash.as_slice()),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// There is none any more.
pub(super) fn remove(conn: &mut SqliteConnection, place: &Place) -> Result<(), JournalError> {
    let none: Option<Vec<u8>> = None;
    diesel::update(of(place))
        .set((people::totp.eq(none.clone()), people::totp_pending.eq(none)))
        .execute(conn)?;
    forget_codes(conn, place)
}

/// Spends a code; `Conflict` when it was spent before.
pub(super) fn spend(conn: &mut SqliteConnection, place: &Place, spent: &Spent) -> Result<(), JournalError> {
    let taken = match spent {
        Spent::Step(step) => {
            let is_newer = one(conn, place)?.is_some_and(|person| person.totp_step < *step);
            if !is_newer {
                return Err(JournalError::Conflict);
            }
            diesel::update(of(place)).set(people::totp_step.eq(signed(*step))).execute(conn)?
        }
        Spent::Recovery(hash) => {
            let key = (place.workspace.as_str(), place.agent.as_str(), hash.as_slice());
            diesel::delete(recovery_codes::table.find(key)).execute(conn)?
        }
    };
    if taken == 1 { Ok(()) } else { Err(JournalError::Conflict) }
}

/// How many recovery codes are left.
pub(crate) fn codes_left(conn: &mut SqliteConnection, place: &Place) -> Result<u64, JournalError> {
    let left: i64 = recovery_codes::table
        .filter(recovery_codes::workspace.eq(place.workspace.as_str()))
        .filter(recovery_codes::agent.eq(place.agent.as_str()))
        .count()
        .get_result(conn)?;
    Ok(super::values::unsigned(left))
}

fn forget_codes(conn: &mut SqliteConnection, place: &Place) -> Result<(), JournalError> {
    let theirs = recovery_codes::table
        .filter(recovery_codes::workspace.eq(place.workspace.as_str()))
        .filter(recovery_codes::agent.eq(place.agent.as_str()));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}
