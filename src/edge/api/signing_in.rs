//! Signing in and out, tickets for sockets, and setting a password by a one-time link.

use actix_web::http::header::{self, HeaderValue};
use serde::{Deserialize, Serialize};
use switchboard_core::WorkspaceId;
use switchboard_journal::people::PeopleWrite;
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::at::At;
use super::body::Json;
use super::call::Call;
use super::facts::Access;
use super::operation::Operation;
use super::people::checked_password;
use crate::accounts::sign_in::{Knock, TurnedAway, sign_in, use_link};
use crate::accounts::{change, standing, tickets};
use crate::caller::{COOKIE, is_our_page};
use crate::limits::address;
use crate::permissions::{Deed, role_name};
use crate::problem::{Failed, Problem};
use crate::tokens;

/// How the sign-in is carried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Carried {
    /// In a cookie no script can read.
    #[default]
    Cookie,
    /// As a token in the answer, for programs without cookies.
    Token,
}

/// Who signs in.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The workspace; may be left out by who has this login in one workspace only.
    #[schema(value_type = Option<String>)]
    workspace: Option<WorkspaceId>,
    /// The name one signs in with.
    login: String,
    /// The password.
    password: String,
    /// The code of an authenticator, or a recovery code, where a second factor is set up.
    code: Option<String>,
    /// A cookie unless asked otherwise.
    #[serde(default, rename = "as")]
    carried: Carried,
}

/// Somebody who is in.
#[derive(Serialize, ToSchema)]
struct SignedIn {
    /// The workspace.
    workspace: String,
    /// Who.
    person: String,
    /// What they may do.
    role: &'static str,
    /// The sign-in's name in lists.
    sign_in: String,
    /// Ends then at the latest; and half an hour after its last use.
    expires_at: At,
    /// The workspace demands a second factor, and there is none yet: until one is set up (POST /me/second-factor), all
    /// else is answered 403 `second_factor_required`.
    second_factor_required: bool,
    /// The token, if it was asked for: shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// What opens one socket, once.
#[derive(Serialize, ToSchema)]
struct Ticket {
    /// The `token` of the socket's first frame.
    ticket: String,
    /// Half a minute from now.
    expires_at: At,
}

/// A one-time link and the password it sets.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Setting {
    /// The link's token.
    token: String,
    /// 8 to 128 characters; 15 or more are better.
    password: String,
}

/// Whose password was set.
#[derive(Serialize, ToSchema)]
struct Set {
    /// The workspace.
    workspace: String,
    /// Who; they sign in next.
    person: String,
    /// The name they sign in with.
    login: String,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/sign-in", Access::Public, enter).refuses(&[Problem::PageNotTrusted, Problem::WrongCredentials, Problem::CodeNeeded]).secret().says(
            "Signs in",
            "Sets the cookie __Host-switchboard, or answers with a token for Authorization: Bearer. For the cookie, \
             X-Switchboard: 1 must be sent. After five wrong tries there is a pause that doubles (429, Retry-After).",
        ),
        Operation::post("/sign-out", Deed::OwnAccount, leave)
            .sets_up_factor()
            .says("Signs out", "Ends the sign-in the request came with, and the sockets opened with it."),
        Operation::post("/socket-ticket", Deed::SignIn, ticket).secret().says(
            "A ticket for a socket",
            "Good for one hello within 30 seconds, in the place of a token.",
        ),
        Operation::post("/password-by-link", Access::Public, by_link).refuses(&[Problem::Unprocessable("unknown_link")]).secret().says(
            "Sets a password by a one-time link",
            "Of an invitation or a reset. Every sign-in of the person ends.",
        ),
    ]
}

async fn enter(call: Call<Json<Credentials>>) -> Result<Answer<SignedIn>, Failed> {
    let Credentials { workspace, login, password, code, carried } = call.body.0.clone();
    // Else another page could sign a browser in as somebody else.
    if carried == Carried::Cookie && !is_our_page(&call.doors, &call.request) {
        return Err(Problem::PageNotTrusted.into());
    }
    let named = call.request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let client = named.unwrap_or("unnamed").to_owned();
    let address = address(&call.request, &call.doors.settings.trusted);
    let knock = Knock { workspace, login, password, code, address, client };
    let entered = sign_in(&call.doors, knock).await?;
    let answer = SignedIn {
        workspace: entered.person.place.workspace.to_string(),
        person: entered.person.place.agent.to_string(),
        role: role_name(entered.person.role),
        sign_in: entered.id,
        expires_at: At(entered.at + standing::ABSOLUTE),
        second_factor_required: call
            .look(move |views| standing::lacks_factor(views, &entered.person))
            .await?,
        token: (carried == Carried::Token).then(|| entered.token.clone()),
    };
    match carried {
        Carried::Token => Ok(Answer::new(answer)),
        Carried::Cookie => Ok(Answer::new(answer).header(header::SET_COOKIE, cookie(&entered.token)?)),
    }
}

/// Kept by the browser until it ends; we end it sooner.
fn cookie(token: &str) -> Result<HeaderValue, Failed> {
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&cookie).map_err(|_| Problem::Internal.into())
}

async fn leave(call: Call) -> Result<Nothing, Failed> {
    let caller = call.caller()?;
    if let (Some(place), Some(id)) = (caller.place(), caller.sign_in.clone()) {
        let by = caller.by(call.doors.house.clock.now());
        change(&call.doors, PeopleWrite::SignOut { place, id, by }).await?;
    }
    Ok(Nothing)
}

async fn ticket(call: Call) -> Result<Answer<Ticket>, Failed> {
    let now = call.doors.house.clock.now();
    let token = call.caller()?.token;
    let ticket = call.doors.accounts.tickets.issue(token, now).map_err(|_| Problem::Internal)?;
    let ticket = ticket.ok_or(Problem::Busy)?;
    Ok(Answer::new(Ticket { ticket, expires_at: At(now + tickets::GOOD_FOR) }))
}

async fn by_link(call: Call<Json<Setting>>) -> Result<Answer<Set>, Failed> {
    let Setting { token, password } = &call.body.0;
    let (hash, now) = (tokens::hash(token), call.doors.house.clock.now());
    let unknown = || Problem::Unprocessable("unknown_link").because("used, too old, or none of ours");
    let found = call.look(move |views| {
        let Some(place) = views.link(&hash, now)? else { return Ok(None) };
        views.person(&place)
    });
    let person = found.await?.filter(|person| !person.disabled).ok_or_else(unknown)?;
    checked_password(
        password,
        &[&person.login, person.place.workspace.as_str(), person.place.agent.as_str()],
    )?;
    let address = address(&call.request, &call.doors.settings.trusted);
    let place = use_link(&call.doors, hash, password.clone(), address).await?.ok_or_else(unknown)?;
    let set =
        Set { workspace: place.workspace.to_string(), person: place.agent.to_string(), login: person.login };
    Ok(Answer::new(set))
}

impl From<TurnedAway> for Failed {
    fn from(away: TurnedAway) -> Self {
        match away {
            TurnedAway::Wrong => Problem::WrongCredentials.into(),
            TurnedAway::CodeNeeded => Problem::CodeNeeded.into(),
            TurnedAway::TooMany(seconds) => {
                Problem::RateLimited.because("too many wrong tries").again(seconds)
            }
            TurnedAway::Busy => Problem::Busy.into(),
            TurnedAway::Fault => Problem::Internal.into(),
            TurnedAway::Journal(error) => error.into(),
        }
    }
}
