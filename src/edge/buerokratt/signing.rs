//! Customers and agents who sign in with the issuer: the token their browser was given is checked, and nothing is written
//! without one (trap 16).

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use switchboard_core::session::{Command, Remark};
use switchboard_core::{Party, Timestamp};
use switchboard_wire::buerokratt::{Chat, words};

use super::call::{Call, No, Outcome, Told};
use super::cookies::{self, CUSTOMER, Cookie, SIGN_IN, SIGN_IN_FOR};
use super::customer::{self, Customer};
use super::held;
use super::issuer::{NotSignedIn, SignedIn};
use super::{cors, pass, redirects, sign_in};
use crate::accounts::sign_in::vouched_for;

/// What a customer's sign-in is signed for.
const PURPOSE: &str = "buerokratt/customer";

/// What the widget reads of a customer who signed in.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Known {
    first_name: String,
    last_name: String,
    personal_code: String,
    /// In milliseconds since 1970.
    jwt_expiration_timestamp: i64,
    exp: i64,
}

/// Whoever the browser's token vouches for.
async fn signed_in(call: &Call) -> Result<SignedIn, NotSignedIn> {
    let settings = &call.doors.settings.buerokratt;
    let token = cookies::of(&call.request, SIGN_IN).ok_or(NotSignedIn::Bad)?;
    if let Some(person) = redirects::left_by(call, token).filter(|_| settings.issuer.is_some()) {
        return Ok(person);
    }
    let held = held(&call.doors);
    let checked = held.keys.check(settings.issuer.as_ref(), settings.outside.as_deref(), token, call.now);
    checked.await.inspect_err(|why| tracing::debug!(%why, "a sign-in was not taken"))
}

fn refused(why: &NotSignedIn) -> No {
    match why {
        NotSignedIn::NoIssuer => No::refused("no_issuer"),
        NotSignedIn::Bad => No::refused("not_signed_in"),
        NotSignedIn::Unreached(_) => No::later(),
    }
}

/// A customer with a chat signs in; called at each reload, so mostly there is nothing new.
pub(super) async fn customer(call: Call) -> Outcome {
    let (customer, chat) = customer::with_chat(&call).await?;
    let is_shown = cookies::of(&call.request, SIGN_IN).is_some();
    let person = match signed_in(&call).await {
        Ok(person) => person,
        Err(why) => {
            if is_shown && why == NotSignedIn::Bad {
                failed(&call, &customer, &chat).await?;
            }
            return Err(refused(&why));
        }
    };
    if chat.end_user.id != person.code {
        tell(&call, customer.open()?, &person).await?;
    }
    let name = format!("{} {}", person.first_name, person.last_name);
    let exp = call.now + SIGN_IN_FOR;
    let known = Known {
        first_name: person.first_name,
        last_name: person.last_name,
        personal_code: person.code,
        jwt_expiration_timestamp: exp.micros().div_euclid(1_000),
        exp: exp.micros().div_euclid(1_000_000),
    };
    let signed = pass::sign(&call.doors.sealer, PURPOSE, &known).map_err(|error| {
        tracing::error!(%error, "a customer's sign-in could not be kept");
        No::later()
    })?;
    let cookie = Cookie::new(CUSTOMER, signed, SIGN_IN_FOR).for_scripts();
    Ok(Told::new("login_with_tara_jwt", json!(name.trim())).with(cookie))
}

async fn tell(call: &Call, customer: Customer, person: &SignedIn) -> Result<(), No> {
    let details = [
        ("endUserId", &person.code),
        ("endUserFirstName", &person.first_name),
        ("endUserLastName", &person.last_name),
    ];
    let label = if call.is_v2() { words::SIGNED_IN_LATER } else { words::SIGNED_IN };
    let remark = Remark {
        label: label.to_owned(),
        details: details.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect(),
        ..Remark::default()
    };
    call.ask(customer.session, Command::Remark { by: Party::System, name: None, remark }, None).await
}

/// An agent asked for a sign-in, and it did not come out: said once.
async fn failed(call: &Call, customer: &Customer, chat: &Chat) -> Result<(), No> {
    let last = chat.messages().iter().rev().find(|message| message.event.contains("authenticat"));
    if last.is_none_or(|last| last.event != "requested-authentication") || chat.ended.is_some() {
        return Ok(());
    }
    let remark = Remark { label: words::NOT_SIGNED_IN.to_owned(), ..Remark::default() };
    call.ask(customer.session, Command::Remark { by: Party::System, name: None, remark }, None).await
}

fn known(call: &Call) -> Option<Known> {
    let shown = cookies::of(&call.request, CUSTOMER)?;
    let known: Known = pass::open(&call.doors.sealer, PURPOSE, shown)?;
    (Timestamp(known.exp.saturating_mul(1_000_000)) > call.now).then_some(known)
}

/// Who the customer is; any error is nobody.
pub(super) async fn user_info(call: Call) -> Outcome {
    let known = known(&call).ok_or(No::refused("not_signed_in"))?;
    let mut value = serde_json::to_value(known).unwrap_or(Value::Null);
    if let Value::Object(value) = &mut value {
        value.remove("exp");
        let expires = value.remove("jwtExpirationTimestamp").map(|at| json!(at.to_string()));
        value.insert("jwtExpirationTimestamp".to_owned(), expires.unwrap_or(Value::Null));
    }
    Ok(Told::new("get_user_info", value))
}

/// The same for v2, where nobody is null.
pub(super) async fn user_info_or_nobody(call: Call) -> Outcome {
    match user_info(call).await {
        Err(No { why: "not_signed_in", .. }) => Ok(Told::new("response", Value::Null)),
        other => other,
    }
}

/// v2 has one address for both; who calls is told by their page.
pub(super) async fn either(call: Call) -> Outcome {
    let is_agent = cors::is_of_agents(&call.doors, &call.request);
    if is_agent { agent(call).await } else { customer(call).await }
}

/// An agent whose login is the code the issuer knows them by.
pub(super) async fn agent(call: Call) -> Outcome {
    let person = signed_in(&call).await.map_err(|why| refused(&why))?;
    let client = sign_in::client(&call);
    let entered =
        vouched_for(&call.doors, call.workspace(), &person.code, call.guest.address, &client).await?;
    Ok(sign_in::welcome(&entered).with(Cookie::gone(SIGN_IN)))
}
