//! The people of a workspace: invited, changed, shut out, given another link; and their sign-ins.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use switchboard_core::{AgentId, Timestamp};
use switchboard_journal::JournalError;
use switchboard_journal::accounts::Role;
use switchboard_journal::people::{
    Link, NewPerson, PeopleOutcome, PeopleWrite, Person as Kept, PersonChange, Place, SignIn as KeptSignIn,
};
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::at::At;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use crate::accounts::sign_in::login_of;
use crate::accounts::{change, passwords, standing};
use crate::permissions::{Deed, may, role_name};
use crate::problem::{Failed, Fault, Problem};
use crate::tokens;

/// How long a one-time link counts.
const LINK_GOOD_FOR: Duration = Duration::from_secs(72 * 60 * 60);

/// Programs have no password and never sign in.
const NOT_A_PERSON: &[Problem] = &[Problem::Unprocessable("not_a_person")];

/// Somebody who may sign in.
#[derive(Debug, Serialize, ToSchema)]
struct Person {
    /// Their name in paths, and as an agent if they take chats.
    person: String,
    /// Counts up with every change; the ETag.
    version: u64,
    /// The name they sign in with.
    login: String,
    /// `owner`, `admin`, `supervisor` or `agent`.
    role: &'static str,
    /// May not sign in.
    disabled: bool,
    /// Has set a password.
    has_password: bool,
    /// Has a second factor.
    has_second_factor: bool,
    /// Since when.
    created_at: At,
}

impl From<Kept> for Person {
    fn from(kept: Kept) -> Self {
        Self {
            person: kept.place.agent.to_string(),
            version: kept.version,
            login: kept.login,
            role: role_name(kept.role),
            disabled: kept.disabled,
            has_password: kept.password.is_some(),
            has_second_factor: kept.totp.is_some(),
            created_at: At(kept.created_at),
        }
    }
}

/// Somebody to be invited.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Invitation {
    /// Their name in paths, and as an agent if they take chats; never changed, never used again.
    #[schema(value_type = String)]
    person: AgentId,
    /// The name they sign in with, for instance an e-mail address.
    login: String,
    /// `owner`, `admin`, `supervisor` or `agent`.
    role: Role,
}

/// What may be changed of a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Standing {
    /// The name they sign in with.
    login: String,
    /// `owner`, `admin`, `supervisor` or `agent`.
    role: Role,
    /// May not sign in.
    disabled: bool,
}

/// A one-time link, shown this once.
#[derive(Debug, Serialize, ToSchema)]
struct OneTimeLink {
    /// Whose.
    person: String,
    /// What POST /password-by-link takes. Whoever has it can set the password: hand it over with care.
    token: String,
    /// Three days from now.
    expires_at: At,
}

/// A sign-in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SignIn {
    /// Its name in paths.
    pub sign_in: String,
    created_at: At,
    /// To about a minute.
    used_at: At,
    /// The address it came from.
    address: String,
    /// As the client named itself.
    client: String,
    /// The one this request came with.
    current: bool,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/people", Deed::ManagePeople, list)
            .says("The workspace's people", "Who may sign in, in order of their names."),
        Operation::post("/people", Deed::ManagePeople, invite).refuses(&[Problem::Unprocessable("not_a_person"), Problem::Refused("name_taken")]).creates().secret().says(
            "Invites somebody",
            "Answers with a one-time link to set a password with, shown this once. Only an owner makes owners. To take \
             chats, the person is configured as an agent under the same name.",
        ),
        Operation::get("/people/{person}", Deed::ManagePeople, one).says("One person", ""),
        Operation::put("/people/{person}", Deed::ManagePeople, edit).refuses(&[Problem::Unprocessable("not_a_person"), Problem::Refused("name_taken"), Problem::Refused("last_owner")]).says(
            "Changes somebody's login, role or standing",
            "Another role or standing ends their sign-ins and closes their sockets. The last owner stays one.",
        ),
        Operation::post("/people/{person}/reset-link", Deed::ManagePeople, reset).refuses(NOT_A_PERSON)
            .secret()
            .says("A one-time link to set another password", "Older links of the person no longer count."),
        Operation::get("/people/{person}/sign-ins", Deed::ManagePeople, sign_ins)
            .says("Somebody's sign-ins", "The last used first."),
        Operation::delete("/people/{person}/sign-ins/{sign_in}", Deed::ManagePeople, end).refuses(NOT_A_PERSON)
            .says("Ends a sign-in of somebody", "And closes the sockets opened with it."),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Person>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let people = call.look(move |views| views.people(&workspace)).await?;
    Ok(Answer::new(call.query.of(people.into_iter().map(Person::from), |person| person.person.clone())?))
}

async fn one(call: Call) -> Result<Answer<Person>, Failed> {
    let person = named(&call).await?;
    let version = person.version;
    Ok(Answer::new(person.into()).version(version))
}

async fn invite(call: Call<Json<Invitation>>) -> Result<Answer<OneTimeLink>, Failed> {
    let Invitation { person, login, role } = &call.body.0;
    may_touch(&call, *role)?;
    let login = checked_login(login)?;
    let place = Place { workspace: call.caller()?.workspace.clone(), agent: person.clone() };
    let (token, link, now) = new_link(&call)?;
    let by = call.caller()?.by(now);
    let write = PeopleWrite::Invite { person: NewPerson { place, login, role: *role }, link, by };
    match change(&call.doors, write).await {
        Err(JournalError::Conflict) => Err(Problem::Refused("name_taken").into()),
        outcome => there(outcome?),
    }?;
    let shown = OneTimeLink { person: person.to_string(), token, expires_at: At(link.expires_at) };
    Ok(Answer::new(shown).created_at(format!("/people/{person}")))
}

async fn edit(call: Call<Json<Standing>>) -> Result<Answer<Person>, Failed> {
    let Standing { login, role, disabled } = &call.body.0;
    let before = named(&call).await?;
    may_touch(&call, before.role)?;
    may_touch(&call, *role)?;
    let changed =
        PersonChange { login: Some(checked_login(login)?), role: Some(*role), disabled: Some(*disabled) };
    let write = PeopleWrite::Change {
        place: before.place.clone(),
        expected: call.condition.expected()?,
        change: changed,
        by: call.caller()?.by(call.doors.house.clock.now()),
    };
    let outcome = match change(&call.doors, write).await {
        Err(JournalError::Refused(why)) => Err(Problem::Refused("last_owner").because(why)),
        // The version was looked at first: what is taken is the login.
        Err(JournalError::Conflict) if before.version == call.condition.expected()? => {
            Err(Problem::Refused("name_taken").into())
        }
        outcome => there(outcome?),
    };
    outcome?;
    let after = named(&call).await?;
    let version = after.version;
    Ok(Answer::new(after.into()).version(version))
}

async fn reset(call: Call) -> Result<Answer<OneTimeLink>, Failed> {
    let person = named(&call).await?;
    may_touch(&call, person.role)?;
    let (token, link, now) = new_link(&call)?;
    let by = call.caller()?.by(now);
    there(change(&call.doors, PeopleWrite::IssueLink { place: person.place.clone(), link, by }).await?)?;
    let expires_at = At(link.expires_at);
    Ok(Answer::new(OneTimeLink { person: person.place.agent.to_string(), token, expires_at }))
}

async fn sign_ins(call: Call<NoBody, Paging>) -> Result<Answer<Page<SignIn>>, Failed> {
    let person = named(&call).await?;
    Ok(Answer::new(listed(&call, person.place).await?))
}

async fn end(call: Call) -> Result<Nothing, Failed> {
    let person = named(&call).await?;
    may_touch(&call, person.role)?;
    ended(&call, person.place).await
}

/// A person's sign-ins that still count.
pub(super) async fn listed(call: &Call<NoBody, Paging>, place: Place) -> Result<Page<SignIn>, Failed> {
    let (now, current) = (call.doors.house.clock.now(), call.caller()?.sign_in.clone());
    let kept = call.look(move |views| views.sign_ins(&place)).await?;
    let counts = |kept: &KeptSignIn| {
        now.since(kept.used_at) < standing::IDLE && now.since(kept.created_at) < standing::ABSOLUTE
    };
    let shown = kept.into_iter().filter(counts).map(|kept| SignIn {
        current: current.as_ref() == Some(&kept.id),
        sign_in: kept.id,
        created_at: At(kept.created_at),
        used_at: At(kept.used_at),
        address: kept.address,
        client: kept.client,
    });
    call.query.of(shown, |sign_in| sign_in.sign_in.clone())
}

/// Ends the sign-in named in the path.
pub(super) async fn ended(call: &Call, place: Place) -> Result<Nothing, Failed> {
    let id = call.named::<String>("sign_in")?;
    let by = call.caller()?.by(call.doors.house.clock.now());
    there(change(&call.doors, PeopleWrite::SignOut { place, id, by }).await?)?;
    Ok(Nothing)
}

/// The person named in the path, of the caller's workspace.
async fn named<B, Q>(call: &Call<B, Q>) -> Result<Kept, Failed> {
    let place =
        Place { workspace: call.caller()?.workspace.clone(), agent: call.named::<AgentId>("person")? };
    call.look(move |views| views.person(&place)).await?.ok_or(Problem::NotFound.into())
}

/// Only owners make owners, change them, or open a way to be them; and a program is no person.
fn may_touch<B, Q>(call: &Call<B, Q>, role: Role) -> Result<(), Failed> {
    match role {
        Role::Integration => {
            Err(Problem::Unprocessable("not_a_person").because("programs have API keys; they do not sign in"))
        }
        Role::Owner if !may(call.caller()?.role, Deed::ManageOwners) => Err(Problem::NotAllowed.into()),
        _ => Ok(()),
    }
}

fn new_link<B, Q>(call: &Call<B, Q>) -> Result<(String, Link, Timestamp), Failed> {
    let now = call.doors.house.clock.now();
    let (token, hash) = tokens::mint_as("sbl_").map_err(|_| Problem::Internal)?;
    Ok((token, Link { hash, expires_at: now + LINK_GOOD_FOR }, now))
}

/// A login as it is kept.
pub(super) fn checked_login(login: &str) -> Result<String, Failed> {
    let login = login_of(login);
    let fits = (1..=254).contains(&login.chars().count())
        && !login.chars().any(|c| c.is_control() || c.is_whitespace());
    let fault = || Fault::new("login", "not_a_login", "1 to 254 characters without blanks");
    if fits { Ok(login) } else { Err(Failed::body(vec![fault()])) }
}

/// A password that may be used. `context` are words about its owner that others know.
pub(super) fn checked_password(password: &str, context: &[&str]) -> Result<(), Failed> {
    let weak =
        |weak: passwords::Weak| Failed::body(vec![Fault::new("password", weak.code(), weak.to_string())]);
    passwords::check(password, context).map_err(weak)
}

/// A write about somebody or something that may have gone meanwhile.
pub(super) fn there(outcome: PeopleOutcome) -> Result<PeopleOutcome, Failed> {
    if outcome == PeopleOutcome::NotThere { Err(Problem::NotFound.into()) } else { Ok(outcome) }
}
