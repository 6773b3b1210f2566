//! Agents come in and go: by name and password, with the house's own accounts; the sign-in travels in a cookie.

use actix_web::http::header;
use serde_json::{Value, json};
use switchboard_core::{AnyCommand, Subject, agent};
use switchboard_journal::people::PeopleWrite;

use super::agent::{self as agents, Agent};
use super::call::{Call, No, Outcome, Told};
use super::cookies::{self, AGENT, Cookie, SIGN_IN, SIGN_IN_FOR};
use crate::accounts::change;
use crate::accounts::sign_in::{Entered, Knock, sign_in};
use switchboard_journal::audit;

/// What the client calls itself.
pub(super) fn client(call: &Call) -> String {
    let named = call.request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    named.unwrap_or("unnamed").to_owned()
}

/// By name and password.
pub(super) async fn by_password(call: Call) -> Outcome {
    let told = |name: &str| call.body.text(name).map(str::to_owned).ok_or(No::bad("bad_field"));
    let knock = Knock {
        workspace: Some(call.workspace().clone()),
        login: told("login")?,
        password: told("password")?,
        code: call.body.text("code").map(str::to_owned),
        address: call.guest.address,
        client: client(&call),
    };
    let entered = sign_in(&call.doors, knock).await?;
    Ok(welcome(&entered))
}

/// The cookie of a sign-in that has begun.
pub(super) fn welcome(entered: &Entered) -> Told {
    Told::done("login").with(Cookie::new(AGENT, entered.token.clone(), SIGN_IN_FOR))
}

/// Who is signed in; nobody is an answer too, of another status.
pub(super) async fn user_info(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    Ok(Told::new("get_user_info", info_of(&call, &agent).await?))
}

pub(super) async fn info_of(call: &Call, agent: &Agent) -> Result<Value, No> {
    let place = agent.standing.place();
    let person = call.doors.reader.read(move |records| records.views().person(&place)).await?;
    Ok(agents::user_info(agent, person.as_ref(), call.now))
}

/// Sets the cookie again; the sign-in itself ends when it ends.
pub(super) async fn extend(call: Call) -> Outcome {
    agents::of(&call).await?;
    let token = cookies::of(&call.request, AGENT).unwrap_or_default().to_owned();
    let told = Told::new("custom_jwt_extend", json!(token));
    Ok(told.with(Cookie::new(AGENT, token, SIGN_IN_FOR)))
}

/// Asked after a reload, of the sign-in service: the name of a cookie as a bare word.
pub(super) async fn verify(call: Call) -> Outcome {
    let named = std::str::from_utf8(&call.raw).unwrap_or_default().trim().trim_matches('"');
    if named != AGENT {
        return Err(No::unknown());
    }
    agents::of(&call).await?;
    Ok(Told::done("custom_jwt_verify"))
}

/// Signed out: away, and the cookie is worth nothing.
pub(super) async fn leave(call: Call) -> Outcome {
    let agent = agents::of(&call).await?;
    let subject = Subject::Agent(agent.workspace().clone(), agent.id().clone());
    let away = agent::Command::BecomeAway { reason: None, by: None };
    match call.ask_any(subject, AnyCommand::Agent(away), None).await {
        // Somebody who takes no chats has nothing to be away from.
        Ok(()) | Err(No { why: "unknown_agent", .. }) => {}
        Err(no) => return Err(no),
    }
    if let Some(id) = agent.standing.sign_in.clone() {
        let by = audit::By { who: audit::Who::Person(agent.id().clone()), at: call.now };
        change(&call.doors, PeopleWrite::SignOut { place: agent.standing.place(), id, by }).await?;
    }
    Ok(Told::done("logout").with(Cookie::gone(AGENT)).with(Cookie::gone(SIGN_IN)))
}
