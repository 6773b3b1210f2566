//! How a person comes in: name, password and, where there is one, second factor; or a one-time link.
//!
//! Whatever is wrong, the answer, the work and the audit are the same; only who knew the password hears that a code is
//! wanted.

use std::net::IpAddr;

use switchboard_core::{Timestamp, WorkspaceId};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::audit::{AuditEntry, Who};
use switchboard_journal::people::{PeopleOutcome, PeopleWrite, Person, Place, SignIn, Spent};
use switchboard_journal::sealing;
use switchboard_journal::{Digest, JournalError};
use uuid::Uuid;

use super::passwords::{Compared, NotHashed};
use super::standing::IDLE;
use super::{change, second_factor};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::figures;
use crate::limits::network;
use crate::tokens;

/// The longest name a client may give itself, in characters; what is beyond is cut off.
const CLIENT: usize = 200;

/// Somebody at the door.
#[derive(Clone)]
pub(crate) struct Knock {
    /// The tenant; may be left out by who has this login in one workspace only.
    pub workspace: Option<WorkspaceId>,
    /// The name, as typed.
    pub login: String,
    /// The password.
    pub password: String,
    /// A code of the second factor, or a recovery code.
    pub code: Option<String>,
    /// From where.
    pub address: IpAddr,
    /// With what, as the client names itself.
    pub client: String,
}

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TurnedAway {
    /// Name, password or code: not told which.
    Wrong,
    /// The password is right, and a code is wanted.
    CodeNeeded,
    /// Too many tries; another after so many seconds.
    TooMany(u64),
    /// Too many at the door at once.
    Busy,
    /// A defect of ours, or no randomness.
    Fault,
    /// The journal.
    Journal(JournalError),
}

impl From<JournalError> for TurnedAway {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl From<Denied> for TurnedAway {
    fn from(_: Denied) -> Self {
        Self::Fault
    }
}

impl From<NotHashed> for TurnedAway {
    fn from(error: NotHashed) -> Self {
        match error {
            NotHashed::Busy => Self::Busy,
            NotHashed::Fault => Self::Fault,
        }
    }
}

/// Somebody who is in.
#[derive(Debug, Clone)]
pub(crate) struct Entered {
    /// What to show from now on; kept nowhere.
    pub token: String,
    /// Its name in lists.
    pub id: String,
    /// Who.
    pub person: Person,
    /// Since when.
    pub at: Timestamp,
}

/// Lets somebody in, or not.
pub(crate) async fn sign_in(doors: &Doors, knock: Knock) -> Result<Entered, TurnedAway> {
    let now = doors.house.clock.now();
    let login = login_of(&knock.login);
    let account = account(knock.workspace.as_ref(), &login);
    let person = find(doors, knock.workspace.clone(), login).await?;
    let attempts = &doors.accounts.attempts;
    let familiar = attempts.is_familiar(&account, knock.address)
        || is_known_at(doors, person.as_ref(), knock.address).await?;
    let attempt = attempts.begin(&account, knock.address, familiar, now).map_err(|wait| {
        figures::sign_in_failed("limited");
        TurnedAway::TooMany(wait)
    })?;
    let entered = enter(doors, &knock, person.as_ref(), now).await;
    match &entered {
        Ok(_) => attempts.succeeded(&attempt),
        Err(TurnedAway::Wrong) => {
            figures::sign_in_failed("wrong");
            failed(doors, person.as_ref(), knock.address, now).await?;
        }
        Err(_) => {}
    }
    entered
}

async fn enter(
    doors: &Doors,
    knock: &Knock,
    person: Option<&Person>,
    now: Timestamp,
) -> Result<Entered, TurnedAway> {
    let stored = person.filter(|person| !person.disabled).and_then(|person| person.password.clone());
    let compared = doors.accounts.passwords.compare(knock.password.clone(), stored.clone()).await?;
    let (Compared::Right { renewed }, Some(person), Some(old)) = (compared, person, stored) else {
        return Err(TurnedAway::Wrong);
    };
    let spent = second(doors, person, knock.code.as_deref(), now)?;
    if let Some(new) = renewed {
        let rehash = PeopleWrite::Rehash { place: person.place.clone(), old, new };
        change(doors, rehash).await?;
    }
    begin(doors, person, spent, knock.address, &knock.client, now).await
}

/// Lets somebody in whom an issuer of sign-ins vouches for: the person of the workspace whose login is the name it knows them by.
/// Nothing of theirs is asked besides.
pub(crate) async fn vouched_for(
    doors: &Doors,
    workspace: &WorkspaceId,
    known_as: &str,
    address: IpAddr,
    client: &str,
) -> Result<Entered, TurnedAway> {
    let person = find(doors, Some(workspace.clone()), login_of(known_as)).await?;
    let person = person.filter(|person| !person.disabled).ok_or(TurnedAway::Wrong)?;
    begin(doors, &person, None, address, client, doors.house.clock.now()).await
}

/// Begins a sign-in.
async fn begin(
    doors: &Doors,
    person: &Person,
    spent: Option<Spent>,
    address: IpAddr,
    client: &str,
    now: Timestamp,
) -> Result<Entered, TurnedAway> {
    let (token, hash) = tokens::mint_as("sbs_")?;
    let id = Uuid::now_v7().to_string();
    let sign_in = SignIn {
        id: id.clone(),
        place: person.place.clone(),
        created_at: now,
        used_at: now,
        address: address.to_string(),
        client: client.chars().filter(|c| !c.is_control()).take(CLIENT).collect(),
    };
    let write = PeopleWrite::SignIn { hash, sign_in, spent, forget_before: now - IDLE };
    match change(doors, write).await {
        Ok(PeopleOutcome::Done) => Ok(Entered { token, id, person: person.clone(), at: now }),
        // The code was taken a moment ago, or the person was disabled: as if it had been wrong.
        Ok(_) | Err(JournalError::Conflict) => Err(TurnedAway::Wrong),
        Err(error) => Err(error.into()),
    }
}

/// What the second factor is spent on; none where none is wanted.
fn second(
    doors: &Doors,
    person: &Person,
    code: Option<&str>,
    now: Timestamp,
) -> Result<Option<Spent>, TurnedAway> {
    let Some(sealed) = &person.totp else { return Ok(None) };
    let Some(code) = code else { return Err(TurnedAway::CodeNeeded) };
    let opened = doors.sealer.open(&sealing::for_second_factor(&person.place), sealed).map_err(|error| {
        tracing::error!(%error, "a second factor does not open; is the key file another one?");
        TurnedAway::Fault
    })?;
    let step = second_factor::step_of(&opened, code, now).map(Spent::Step);
    let spent = step.or_else(|| second_factor::recovery_hash(code).map(Spent::Recovery));
    spent.map(Some).ok_or(TurnedAway::Wrong)
}

/// A login as it is kept: without the spaces around it, in lower case.
pub(crate) fn login_of(typed: &str) -> String {
    typed.trim().to_lowercase()
}

fn account(workspace: Option<&WorkspaceId>, login: &str) -> String {
    // Hashed, since what a stranger types may be as long as a body.
    let whole = format!("{}/{login}", workspace.map(WorkspaceId::as_str).unwrap_or_default());
    data_encoding::HEXLOWER.encode(&tokens::hash(&whole))
}

async fn find(
    doors: &Doors,
    workspace: Option<WorkspaceId>,
    login: String,
) -> Result<Option<Person>, JournalError> {
    let mut found = doors.reader.read(move |records| records.views().people_of_login(&login)).await?;
    if let Some(workspace) = workspace {
        found.retain(|person| person.place.workspace == workspace);
    }
    let person = found.pop();
    Ok(person.filter(|_| found.is_empty()))
}

/// Whether one of the person's sign-ins is from here.
async fn is_known_at(doors: &Doors, person: Option<&Person>, address: IpAddr) -> Result<bool, JournalError> {
    // Looked up for nobody, too.
    let place = person.map(|person| person.place.clone());
    let here = network(address);
    doors
        .reader
        .read(move |records| {
            let Some(place) = place else { return Ok(false) };
            let sign_ins = records.views().sign_ins(&place)?;
            let mut addresses = sign_ins.iter().filter_map(|sign_in| sign_in.address.parse().ok());
            Ok(addresses.any(|address| network(address) == here))
        })
        .await
}

/// A failure is in the audit log: under the person, where there is one, else under the installation.
async fn failed(
    doors: &Doors,
    person: Option<&Person>,
    address: IpAddr,
    at: Timestamp,
) -> Result<(), JournalError> {
    let place = person.map(|person| &person.place);
    let entry = AuditEntry {
        at,
        workspace: place.map(|place| place.workspace.clone()),
        who: Who::Stranger.to_string(),
        what: "sign_in_failed".to_owned(),
        subject: place.map_or_else(|| "person/unknown".to_owned(), |place| format!("person/{}", place.agent)),
        details: serde_json::json!({ "address": address.to_string() }),
    };
    doors.writer.account(AccountWrite::Audit(entry)).await.map(|_| ())
}

/// Sets a password by a one-time link. Whoever did is familiar where they did it.
pub(crate) async fn use_link(
    doors: &Doors,
    hash: Digest,
    password: String,
    address: IpAddr,
) -> Result<Option<Place>, TurnedAway> {
    let password = doors.accounts.passwords.hash(password).await?;
    let at = doors.house.clock.now();
    let PeopleOutcome::LinkUsed(place) = change(doors, PeopleWrite::UseLink { hash, password, at }).await?
    else {
        return Ok(None);
    };
    let asked = place.clone();
    if let Some(person) = doors.reader.read(move |records| records.views().person(&asked)).await? {
        is_familiar(doors, &place.workspace, &person.login, address);
    }
    Ok(Some(place))
}

/// Whoever set a password is familiar where they did it.
pub(crate) fn is_familiar(doors: &Doors, workspace: &WorkspaceId, login: &str, address: IpAddr) {
    for workspace in [None, Some(workspace)] {
        doors.accounts.attempts.used(&account(workspace, login), address);
    }
}
