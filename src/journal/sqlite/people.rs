//! People in SQLite: rows, edits, and what of a person ends with an edit. Sign-ins and keys have files of their own.

use diesel::prelude::*;
use switchboard_core::{Timestamp, WorkspaceId};

use super::values::{from_word, signed, text, to_word, unsigned};
use super::{audit, choices, links, second_factors, sign_ins};
use crate::accounts::Role;
use crate::audit::{By, Who};
use crate::error::JournalError;
use crate::people::{NewPerson, PeopleOutcome, PeopleWrite, Person, PersonChange, Place};
use crate::schema::people;

type Outcome = Result<PeopleOutcome, JournalError>;

/// Carries a change out.
pub(super) fn write(conn: &mut SqliteConnection, write: &PeopleWrite) -> Outcome {
    match write {
        PeopleWrite::Found { person, password, by } => {
            if any(conn)? {
                return Err(JournalError::Conflict);
            }
            add(conn, person, by, "workspace_founded")?;
            set_password(conn, &person.place, password)?;
            Ok(PeopleOutcome::Done)
        }
        PeopleWrite::Invite { person, link, by } => {
            add(conn, person, by, "person_invited")?;
            links::issue(conn, &person.place, link)?;
            Ok(PeopleOutcome::Done)
        }
        PeopleWrite::IssueLink { place, link, by } => {
            if one(conn, place)?.is_none() {
                return Ok(PeopleOutcome::NotThere);
            }
            links::issue(conn, place, link)?;
            done(conn, place, by, "link_issued")
        }
        PeopleWrite::UseLink { hash, password, at } => {
            let Some(place) = links::take(conn, hash, *at)? else { return Ok(PeopleOutcome::NotThere) };
            set_password(conn, &place, password)?;
            sign_ins::end_all(conn, &place, None)?;
            let by = By { who: Who::Person(place.agent.clone()), at: *at };
            done(conn, &place, &by, "password_set_by_link")?;
            Ok(PeopleOutcome::LinkUsed(place))
        }
        PeopleWrite::Change { place, expected, change, by } => edit(conn, place, *expected, change, by),
        PeopleWrite::Password { place, old, new, keep, by } => {
            if !replace_password(conn, place, old, new)? {
                return Err(JournalError::Conflict);
            }
            links::forget(conn, place)?;
            sign_ins::end_all(conn, place, keep.as_ref())?;
            done(conn, place, by, "password_changed")
        }
        PeopleWrite::Rehash { place, old, new } => {
            replace_password(conn, place, old, new)?;
            Ok(PeopleOutcome::Done)
        }
        PeopleWrite::SignIn { hash, sign_in, spent, forget_before } => {
            sign_ins::begin(conn, hash, sign_in, spent.as_ref(), *forget_before)
        }
        PeopleWrite::Used { hash, at } => sign_ins::used(conn, hash, *at),
        PeopleWrite::SignOut { place, id, by } => sign_ins::end(conn, place, id, by),
        PeopleWrite::BeginTotp { place, sealed } => second_factors::begin(conn, place, sealed),
        PeopleWrite::ConfirmTotp { place, sealed, step, recovery, keep, by } => {
            second_factors::confirm(conn, place, sealed, *step, recovery)?;
            sign_ins::end_all(conn, place, keep.as_ref())?;
            done(conn, place, by, "second_factor_added")
        }
        PeopleWrite::RemoveTotp { place, keep, by } => {
            second_factors::remove(conn, place)?;
            sign_ins::end_all(conn, place, keep.as_ref())?;
            done(conn, place, by, "second_factor_removed")
        }
        PeopleWrite::Choose { place, choice, by } => choices::choose(conn, place, choice, by),
        PeopleWrite::MintKey { hash, key, by } => super::api_keys::mint(conn, hash, key, by),
        PeopleWrite::RevokeKey { workspace, id, by } => super::api_keys::revoke(conn, workspace, id, by),
        PeopleWrite::KeyUsed { hash, at } => super::api_keys::used(conn, hash, *at),
    }
}

/// Whether there is anybody at all.
pub(crate) fn any(conn: &mut SqliteConnection) -> Result<bool, JournalError> {
    Ok(diesel::select(diesel::dsl::exists(people::table.select(people::agent))).get_result(conn)?)
}

/// A person.
pub(crate) fn one(conn: &mut SqliteConnection, place: &Place) -> Result<Option<Person>, JournalError> {
    let line = of(place).select(PersonLine::as_select()).first(conn).optional()?;
    line.map(PersonLine::read).transpose()
}

/// Everybody of this login, in whichever workspace.
pub(crate) fn of_login(conn: &mut SqliteConnection, login: &str) -> Result<Vec<Person>, JournalError> {
    let lines = people::table.filter(people::login.eq(login)).limit(16);
    let lines: Vec<PersonLine> = lines.select(PersonLine::as_select()).load(conn)?;
    lines.into_iter().map(PersonLine::read).collect()
}

/// Everybody of a workspace, by name.
pub(crate) fn all(conn: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<Person>, JournalError> {
    let lines = people::table.filter(people::workspace.eq(workspace.as_str())).order(people::agent);
    let lines: Vec<PersonLine> = lines.select(PersonLine::as_select()).load(conn)?;
    lines.into_iter().map(PersonLine::read).collect()
}

/// A deed done to a person, for the audit log.
pub(super) fn done(
    conn: &mut SqliteConnection,
    place: &Place,
    by: &By,
    what: &'static str,
) -> Result<PeopleOutcome, JournalError> {
    audit::note(conn, &by.did(&place.workspace, what, subject(place)))?;
    Ok(PeopleOutcome::Done)
}

/// A person's name in the audit log.
pub(super) fn subject(place: &Place) -> String {
    format!("person/{}", place.agent)
}

#[diesel::dsl::auto_type]
pub(super) fn of<'a>(place: &'a Place) -> _ {
    let workspace: &'a str = place.workspace.as_str();
    let agent: &'a str = place.agent.as_str();
    people::table.find((workspace, agent))
}

fn add(
    conn: &mut SqliteConnection,
    person: &NewPerson,
    by: &By,
    what: &'static str,
) -> Result<(), JournalError> {
    let NewPerson { place, login, role } = person;
    diesel::insert_into(people::table)
        .values((
            people::workspace.eq(place.workspace.as_str()),
            people::agent.eq(place.agent.as_str()),
            people::login.eq(login.as_str()),
            people::role.eq(to_word(role)?),
            people::version.eq(1),
            people::created_at.eq(by.at.micros()),
        ))
        .execute(conn)?;
    let entry = by.did(&place.workspace, what, subject(place));
    audit::note(conn, &entry.with(serde_json::json!({ "role": to_word(role)? })))?;
    Ok(())
}

fn edit(
    conn: &mut SqliteConnection,
    place: &Place,
    expected: u64,
    change: &PersonChange,
    by: &By,
) -> Outcome {
    let Some(person) = one(conn, place)? else { return Ok(PeopleOutcome::NotThere) };
    if person.version != expected {
        return Err(JournalError::Conflict);
    }
    let login = change.login.clone().unwrap_or_else(|| person.login.clone());
    let role = change.role.unwrap_or(person.role);
    let disabled = change.disabled.unwrap_or(person.disabled);
    let is_same = (&login, role, disabled) == (&person.login, person.role, person.disabled);
    if is_same {
        return Ok(PeopleOutcome::Changed { version: expected, ended: false });
    }
    let was_owner = person.role == Role::Owner && !person.disabled;
    if was_owner && (role != Role::Owner || disabled) && owners(conn, &place.workspace)? < 2 {
        return Err(JournalError::Refused("the last owner stays an owner".to_owned()));
    }
    let version = expected + 1;
    diesel::update(of(place))
        .set((
            people::login.eq(login.as_str()),
            people::role.eq(to_word(&role)?),
            people::disabled.eq(disabled),
            people::version.eq(signed(version)),
        ))
        .execute(conn)?;
    let ended = role != person.role || disabled != person.disabled;
    if ended {
        sign_ins::end_all(conn, place, None)?;
    }
    if disabled {
        links::forget(conn, place)?;
    }
    let details = serde_json::json!({
        "role": [to_word(&person.role)?, to_word(&role)?],
        "disabled": [person.disabled, disabled],
        "login_changed": login != person.login,
    });
    audit::note(conn, &by.did(&place.workspace, "person_changed", subject(place)).with(details))?;
    Ok(PeopleOutcome::Changed { version, ended })
}

fn owners(conn: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<i64, JournalError> {
    let owners = people::table
        .filter(people::workspace.eq(workspace.as_str()))
        .filter(people::role.eq(to_word(&Role::Owner)?))
        .filter(people::disabled.eq(false));
    Ok(owners.count().get_result(conn)?)
}

fn set_password(conn: &mut SqliteConnection, place: &Place, password: &str) -> Result<(), JournalError> {
    diesel::update(of(place)).set(people::password.eq(password)).execute(conn)?;
    Ok(())
}

/// False when the password is not the old one any more.
fn replace_password(
    conn: &mut SqliteConnection,
    place: &Place,
    old: &str,
    new: &str,
) -> Result<bool, JournalError> {
    let changed = diesel::update(of(place).filter(people::password.eq(old)))
        .set(people::password.eq(new))
        .execute(conn)?;
    Ok(changed == 1)
}

/// A row of the table.
#[derive(Queryable, Selectable)]
#[diesel(table_name = people)]
struct PersonLine {
    workspace: String,
    agent: String,
    login: String,
    role: String,
    disabled: bool,
    version: i64,
    created_at: i64,
    password: Option<String>,
    totp: Option<Vec<u8>>,
    totp_pending: Option<Vec<u8>>,
    totp_step: i64,
}

impl PersonLine {
    fn read(self) -> Result<Person, JournalError> {
        Ok(Person {
            place: Place { workspace: text(&self.workspace)?, agent: text(&self.agent)? },
            login: self.login,
            role: from_word(self.role)?,
            disabled: self.disabled,
            version: unsigned(self.version),
            created_at: Timestamp(self.created_at),
            password: self.password,
            totp: self.totp,
            totp_pending: self.totp_pending,
            totp_step: unsigned(self.totp_step),
        })
    }
}
