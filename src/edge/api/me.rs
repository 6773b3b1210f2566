//! One's own account: who one is, password, second factor, sign-ins.

use serde::{Deserialize, Serialize};
use switchboard_journal::people::{PeopleWrite, Person, Place};
use switchboard_journal::sealing;
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::people::{SignIn, checked_password, ended, listed, there};
use crate::accounts::passwords::Compared;
use crate::accounts::sign_in::TurnedAway;
use crate::accounts::{Attempt, change, second_factor};
use crate::limits::address;
use crate::permissions::{Deed, role_name};
use crate::problem::{Failed, Problem};

/// Who one is.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The workspace.
    workspace: String,
    /// The person.
    person: String,
    /// What they may do.
    role: &'static str,
    /// The name they sign in with; none for a credential of the demo.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// Whether there is a second factor.
    has_second_factor: bool,
    /// Whether one must be set up before anything else can be done.
    second_factor_required: bool,
    /// Recovery codes not used yet.
    recovery_codes_left: u64,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The one there is.
    old: String,
    /// 8 to 128 characters; 15 or more are better.
    new: String,
}

/// One's password, once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    /// The password.
    password: String,
}

/// A second factor that was begun, shown this once.
#[derive(Serialize, ToSchema)]
struct Begun {
    /// For an authenticator, when typed in (base32).
    secret: String,
    /// For an authenticator, as a picture.
    uri: String,
}

/// The first code of a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstCode {
    /// Six digits.
    code: String,
}

/// What stands in for a lost authenticator, shown this once.
#[derive(Serialize, ToSchema)]
struct Recovery {
    /// Each counts once.
    recovery_codes: Vec<String>,
}

/// What whoever must show their password once more can be told.
const OLD_PASSWORD: &[Problem] =
    &[Problem::WrongCredentials, Problem::CodeNeeded, Problem::Refused("no_password")];

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/me", Deed::OwnAccount, me).sets_up_factor().says("Who one is", ""),
        Operation::post("/me/password", Deed::OwnAccount, password)
            .refuses(OLD_PASSWORD)
            .secret()
            .says("Another password", "Needs the old one. Every other sign-in of the person ends."),
        Operation::post("/me/second-factor", Deed::OwnAccount, begin)
            .refuses(&[
                Problem::WrongCredentials,
                Problem::Refused("no_password"),
                Problem::Refused("second_factor_exists"),
            ])
            .secret()
            .sets_up_factor()
            .says(
                "Begins a second factor",
                "It counts once its first code has come (POST /me/second-factor/confirmation).",
            ),
        Operation::post("/me/second-factor/confirmation", Deed::OwnAccount, confirm)
            .refuses(&[Problem::WrongCredentials, Problem::Refused("no_second_factor_begun")])
            .secret()
            .sets_up_factor()
            .says("Confirms a second factor", "Every other sign-in of the person ends."),
        Operation::post("/me/second-factor/removal", Deed::OwnAccount, remove)
            .refuses(OLD_PASSWORD)
            .secret()
            .says("Removes the second factor", "Every other sign-in of the person ends."),
        Operation::get("/me/sign-ins", Deed::OwnAccount, sign_ins).says("One's sign-ins", ""),
        Operation::delete("/me/sign-ins/{sign_in}", Deed::OwnAccount, end)
            .says("Ends a sign-in of one's own", "And closes the sockets opened with it."),
    ]
}

async fn me(call: Call) -> Result<Answer<Me>, Failed> {
    let (place, role) = (own_place(&call)?, call.caller()?.role);
    let second_factor_required = call.caller()?.lacks_factor;
    let asked = place.clone();
    let (person, left) =
        call.look(move |views| Ok((views.person(&asked)?, views.recovery_codes_left(&asked)?))).await?;
    Ok(Answer::new(Me {
        workspace: place.workspace.to_string(),
        person: place.agent.to_string(),
        role: role_name(role),
        second_factor_required,
        has_second_factor: person.as_ref().is_some_and(|person| person.totp.is_some()),
        login: person.map(|person| person.login),
        recovery_codes_left: left,
    }))
}

async fn password(call: Call<Json<NewPassword>>) -> Result<Nothing, Failed> {
    let NewPassword { old, new } = &call.body.0;
    let (person, stored) = proven(&call, old).await?;
    checked_password(new, &[&person.login, person.place.workspace.as_str(), person.place.agent.as_str()])?;
    let new = call.doors.accounts.passwords.hash(new.clone()).await.map_err(TurnedAway::from)?;
    let caller = call.caller()?;
    let by = caller.by(call.doors.house.clock.now());
    let write = PeopleWrite::Password { place: person.place, old: stored, new, keep: Some(caller.token), by };
    there(change(&call.doors, write).await?)?;
    Ok(Nothing)
}

async fn begin(call: Call<Json<Proof>>) -> Result<Answer<Begun>, Failed> {
    let (person, _) = proven(&call, &call.body.0.password).await?;
    if person.totp.is_some() {
        return Err(Problem::Refused("second_factor_exists").into());
    }
    let secret = second_factor::secret().map_err(|_| Problem::Internal)?;
    let sealed = call.doors.sealer.seal(&sealing::for_second_factor(&person.place), &secret);
    let sealed = sealed.map_err(|_| Problem::Internal)?;
    let uri = second_factor::uri(&secret, &person.login);
    there(change(&call.doors, PeopleWrite::BeginTotp { place: person.place, sealed }).await?)?;
    Ok(Answer::new(Begun { secret: second_factor::spelled(&secret), uri }))
}

async fn confirm(call: Call<Json<FirstCode>>) -> Result<Answer<Recovery>, Failed> {
    let (person, now) = (own(&call).await?, call.doors.house.clock.now());
    let sealed = person.totp_pending.clone().ok_or(Problem::Refused("no_second_factor_begun"))?;
    let secret = call.doors.sealer.open(&sealing::for_second_factor(&person.place), &sealed);
    let secret = secret.map_err(|_| Problem::Internal)?;
    let attempt = attempt(&call, &person)?;
    let step = second_factor::step_of(&secret, &call.body.0.code, now).ok_or(Problem::WrongCredentials)?;
    call.doors.accounts.attempts.succeeded(&attempt);
    let codes = second_factor::recovery_codes().map_err(|_| Problem::Internal)?;
    let (recovery_codes, recovery) = codes.into_iter().unzip();
    let caller = call.caller()?;
    let (keep, by) = (Some(caller.token), caller.by(now));
    let write = PeopleWrite::ConfirmTotp { place: person.place, sealed, step, recovery, keep, by };
    there(change(&call.doors, write).await?)?;
    Ok(Answer::new(Recovery { recovery_codes }))
}

async fn remove(call: Call<Json<Proof>>) -> Result<Nothing, Failed> {
    let (person, _) = proven(&call, &call.body.0.password).await?;
    let caller = call.caller()?;
    let (keep, by) = (Some(caller.token), caller.by(call.doors.house.clock.now()));
    there(change(&call.doors, PeopleWrite::RemoveTotp { place: person.place, keep, by }).await?)?;
    Ok(Nothing)
}

async fn sign_ins(call: Call<NoBody, Paging>) -> Result<Answer<Page<SignIn>>, Failed> {
    let place = own_place(&call)?;
    Ok(Answer::new(listed(&call, place).await?))
}

async fn end(call: Call) -> Result<Nothing, Failed> {
    let place = own_place(&call)?;
    ended(&call, place).await
}

pub(super) fn own_place<B, Q>(call: &Call<B, Q>) -> Result<Place, Failed> {
    call.caller()?.place().ok_or(Problem::NotAllowed.into())
}

async fn own<B, Q>(call: &Call<B, Q>) -> Result<Person, Failed> {
    let place = own_place(call)?;
    let person = call.look(move |views| views.person(&place)).await?;
    // A credential of the demo has no password to prove or change.
    person.ok_or(Problem::Refused("no_password").into())
}

/// The person and the hash of their password, which they gave once more; wrong tries count as those at the door do.
async fn proven<B, Q>(call: &Call<B, Q>, password: &str) -> Result<(Person, String), Failed> {
    let person = own(call).await?;
    let attempt = attempt(call, &person)?;
    let stored = person.password.clone().ok_or(Problem::Refused("no_password"))?;
    let compared = call.doors.accounts.passwords.compare(password.to_owned(), Some(stored.clone())).await;
    match compared.map_err(TurnedAway::from)? {
        Compared::Right { .. } => {
            call.doors.accounts.attempts.succeeded(&attempt);
            Ok((person, stored))
        }
        Compared::Wrong => Err(Problem::WrongCredentials.into()),
    }
}

fn attempt<B, Q>(call: &Call<B, Q>, person: &Person) -> Result<Attempt, Failed> {
    let account = format!("own/{}/{}", person.place.workspace, person.place.agent);
    let from = address(&call.request, &call.doors.settings.trusted);
    let now = call.doors.house.clock.now();
    let begun = call.doors.accounts.attempts.begin(&account, from, true, now);
    begun.map_err(|seconds| TurnedAway::TooMany(seconds).into())
}
