//! Sign-ins in SQLite. A disabled person's do not count, whatever the table holds.

use diesel::prelude::*;
use switchboard_core::Timestamp;

use super::people::{done, one, subject};
use super::values::{digest, text};
use super::{audit, second_factors};
use crate::audit::{By, Who};
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{PeopleOutcome, Person, Place, SignIn, Spent};
use crate::schema::sign_ins;

/// Begins a sign-in; spends its second factor.
pub(super) fn begin(
    conn: &mut SqliteConnection,
    hash: &Digest,
    sign_in: &SignIn,
    spent: Option<&Spent>,
    forget_before: Timestamp,
) -> Result<PeopleOutcome, JournalError> {
    let SignIn { id, place, created_at, used_at, address, client } = sign_in;
    // Between the look at the password and this write, an administrator may have been faster.
    if one(conn, place)?.is_none_or(|person| person.disabled) {
        return Ok(PeopleOutcome::NotThere);
    }
    if let Some(spent) = spent {
        second_factors::spend(conn, place, spent)?;
    }
    diesel::delete(sign_ins::table.filter(sign_ins::used_at.lt(forget_before.micros()))).execute(conn)?;
    diesel::insert_into(sign_ins::table)
        .values((
            sign_ins::hash.eq(hash.as_slice()),
            sign_ins::id.eq(id.as_str()),
            sign_ins::workspace.eq(place.workspace.as_str()),
            sign_ins::agent.eq(place.agent.as_str()),
            sign_ins::created_at.eq(created_at.micros()),
            sign_ins::used_at.eq(used_at.micros()),
            sign_ins::address.eq(address.as_str()),
            sign_ins::client.eq(client.as_str()),
        ))
        .execute(conn)?;
    let by = By { who: Who::Person(place.agent.clone()), at: *created_at };
    let how = match spent {
        None => "password",
        Some(Spent::Step(_)) => "password_and_code",
        Some(Spent::Recovery(_)) => "password_and_recovery_code",
    };
    let entry = by.did(&place.workspace, "signed_in", subject(place));
    audit::note(conn, &entry.with(serde_json::json!({ "by": how, "sign_in": id })))?;
    Ok(PeopleOutcome::Done)
}

/// Notes its use.
pub(super) fn used(
    conn: &mut SqliteConnection,
    hash: &Digest,
    at: Timestamp,
) -> Result<PeopleOutcome, JournalError> {
    let row = sign_ins::table.find(hash.as_slice()).filter(sign_ins::used_at.lt(at.micros()));
    diesel::update(row).set(sign_ins::used_at.eq(at.micros())).execute(conn)?;
    Ok(PeopleOutcome::Done)
}

/// Ends one.
pub(super) fn end(
    conn: &mut SqliteConnection,
    place: &Place,
    id: &str,
    by: &By,
) -> Result<PeopleOutcome, JournalError> {
    let theirs = sign_ins::table
        .filter(sign_ins::workspace.eq(place.workspace.as_str()))
        .filter(sign_ins::agent.eq(place.agent.as_str()))
        .filter(sign_ins::id.eq(id));
    let hash: Option<Vec<u8>> = theirs.select(sign_ins::hash).first(conn).optional()?;
    let Some(hash) = hash else { return Ok(PeopleOutcome::NotThere) };
    diesel::delete(sign_ins::table.find(&hash)).execute(conn)?;
    done(conn, place, by, "signed_out")?;
    Ok(PeopleOutcome::SignedOut(digest(&hash)?))
}

/// Ends every sign-in of a person but the one kept.
pub(super) fn end_all(
    conn: &mut SqliteConnection,
    place: &Place,
    keep: Option<&Digest>,
) -> Result<(), JournalError> {
    let kept = keep.map_or(&[] as &[u8], Digest::as_slice);
    let theirs = sign_ins::table
        .filter(sign_ins::workspace.eq(place.workspace.as_str()))
        .filter(sign_ins::agent.eq(place.agent.as_str()))
        .filter(sign_ins::hash.ne(kept));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

/// The sign-in of a token, and whose it is.
pub(crate) fn of_hash(
    conn: &mut SqliteConnection,
    hash: &Digest,
) -> Result<Option<(SignIn, Person)>, JournalError> {
    let row = sign_ins::table.find(hash.as_slice()).select(SignInLine::as_select()).first(conn);
    let Some(sign_in) = row.optional()?.map(SignInLine::read).transpose()? else { return Ok(None) };
    let person = one(conn, &sign_in.place)?.filter(|person| !person.disabled);
    Ok(person.map(|person| (sign_in, person)))
}

/// A person's, the last used first.
pub(crate) fn of(conn: &mut SqliteConnection, place: &Place) -> Result<Vec<SignIn>, JournalError> {
    let theirs = sign_ins::table
        .filter(sign_ins::workspace.eq(place.workspace.as_str()))
        .filter(sign_ins::agent.eq(place.agent.as_str()))
        .order(sign_ins::used_at.desc());
    let lines: Vec<SignInLine> = theirs.select(SignInLine::as_select()).load(conn)?;
    lines.into_iter().map(SignInLine::read).collect()
}

/// A row of the table.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sign_ins)]
struct SignInLine {
    id: String,
    workspace: String,
    agent: String,
    created_at: i64,
    used_at: i64,
    address: String,
    client: String,
}

impl SignInLine {
    fn read(self) -> Result<SignIn, JournalError> {
        Ok(SignIn {
            id: self.id,
            place: Place { workspace: text(&self.workspace)?, agent: text(&self.agent)? },
            created_at: Timestamp(self.created_at),
            used_at: Timestamp(self.used_at),
            address: self.address,
            client: self.client,
        })
    }
}
