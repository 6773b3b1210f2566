//! A message left for later: by a form, when nobody is there, or when somebody does not want to wait.
//!
//! Who leaves one is a new customer, or the one whose token comes with it. The answer holds a token for a newcomer, so
//! that a later visit finds what was left.

use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use switchboard_actors::{Answer, CustomerWord};
use switchboard_core::session::Opening;
use switchboard_core::{Contact, CustomerKey, PlatformId, SessionId, Subject};
use switchboard_journal::ClientStamp;
use switchboard_wire::{CLIENT_ID_LIMIT, Dialect, Hello, TEXT_LIMIT};

use super::answer::{denied, refuse};
use super::speaker::stamped;
use super::{entry, requests};
use crate::auth::{self, Known};
use crate::connection::{Refusing, refused};
use crate::denied::Denied;
use crate::doors::Doors;
use crate::tokens;

/// The longest name, mail address and telephone number, in bytes.
const NAME: usize = 200;
const EMAIL: usize = 254;
const PHONE: usize = 32;

/// What is left.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Left {
    platform_id: String,
    text: String,
    contact: Contact,
    #[serde(default)]
    id: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    session: Option<SessionId>,
    seq: Option<u64>,
    user_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// Takes a message.
pub(crate) async fn leave(
    dialect: &'static dyn Dialect,
    request: HttpRequest,
    body: Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    left(&request, body, &doors).await.unwrap_or_else(|refusing| refuse(dialect, refusing))
}

async fn left(request: &HttpRequest, body: Payload, doors: &Doors) -> Result<HttpResponse, Refusing> {
    let guest = entry::knock(doors, request)?;
    let body = entry::json(doors, request, body).await?;
    let Left { platform_id, text, contact, id } = read(&body)?;
    let longest = doors.settings.text_bytes;
    if text.len() > longest {
        return Err(Refusing::new(id, "text_too_long", format!("text: at most {longest} bytes")));
    }
    let contact = reachable(contact).map_err(|why| Refusing::new(id.clone(), "bad_contact", why))?;
    if !doors.takes_message(guest.address) {
        let detail = "too many messages were left from this address";
        return Err(Refusing::new(id, "rate_limited", detail).again(60));
    }
    let unknown = || denied(&Denied::UnknownPlatform);
    let platform = PlatformId::new(platform_id).map_err(|_| unknown())?;
    let (opening, token) = if request.headers().contains_key("authorization") {
        let Known { opening, .. } = entry::known(doors, request, &guest).await?;
        if opening.platform != platform {
            return Err(denied(&Denied::ForeignToken));
        }
        (opening, None)
    } else {
        let hello = Hello { platform, customer: None, token: None, session: None, after: None };
        let admitted = auth::customer(doors, &hello, &guest).await.map_err(|why| denied(&why))?;
        (admitted.opening, admitted.token)
    };
    kept(doors, opening, token, id, text, contact).await
}

/// By what a resend is known. Who comes without a token is somebody else each time, so there the message itself tells:
/// the same id with the same words and the same contact on the same platform is the same message. Under an id alone, a
/// stranger's message could be taken for another's.
fn stamp(opening: &Opening, is_newcomer: bool, id: &str, text: &str, contact: &Contact) -> ClientStamp {
    if !is_newcomer {
        return stamped(opening, id, &["message", text]);
    }
    let contact = serde_json::to_string(contact).unwrap_or_default();
    let message = tokens::hash(&serde_json::json!([id, text, contact]).to_string());
    let name = data_encoding::HEXLOWER.encode(&message);
    tokens::stamp(&["left", opening.platform.as_str()], &name, &[text, &contact])
}

/// Whose session it is that holds the message: of a resend, whoever left it first.
async fn holder(doors: &Doors, session: SessionId) -> Result<Option<CustomerKey>, Refusing> {
    let row = doors.reader.read(move |records| records.session_row(session)).await;
    Ok(row.map_err(|why| denied(&Denied::Journal(why)))?.map(|row| row.customer))
}

async fn kept(
    doors: &Doors,
    opening: Opening,
    mut token: Option<String>,
    id: Option<String>,
    text: String,
    contact: Contact,
) -> Result<HttpResponse, Refusing> {
    let client = id.as_deref().map(|id| stamp(&opening, token.is_some(), id, &text, &contact));
    let mut user = opening.customer.clone();
    let word = CustomerWord::LeaveMessage { text, contact };
    let (session, seq, status) = match requests::answer_of(doors, opening, word, client).await {
        Answer::Accepted { subject: Subject::Session(session), public, .. } => {
            (Some(session), public, actix_web::http::StatusCode::CREATED)
        }
        Answer::Accepted { public, .. } => (None, public, actix_web::http::StatusCode::CREATED),
        Answer::Delayed => (None, None, actix_web::http::StatusCode::ACCEPTED),
        other => return Err(refused(id, other)),
    };
    if let (Some(session), true) = (session, token.is_some())
        && let Some(first) = holder(doors, session).await?.filter(|first| *first != user)
    {
        // It was kept before: the token made for it then was shown then, and this one is nobody's.
        (user, token) = (first, None);
    }
    let kept = Kept { kind: "ack", id: id.as_deref(), session, seq, user_id: user.as_str(), token };
    Ok(HttpResponse::build(status).json(kept))
}

fn read(body: &str) -> Result<Left, Refusing> {
    let left: Left = serde_json::from_str(body).map_err(|why| {
        let code = if why.is_data() { "bad_event" } else { "bad_json" };
        // Where, never what: the words of a person do not belong into logs.
        Refusing::new(None, code, format!("not a message at line {}, column {}", why.line(), why.column()))
    })?;
    let id = left.id.clone();
    if id.as_ref().is_some_and(|id| id.is_empty() || id.len() > CLIENT_ID_LIMIT) {
        return Err(Refusing::new(None, "bad_event", "id: must have 1 to 128 bytes"));
    }
    if left.text.len() > TEXT_LIMIT {
        return Err(Refusing::new(id, "text_too_long", "text: too long"));
    }
    if left.text.chars().all(char::is_whitespace) {
        return Err(Refusing::new(id, "empty_text", "text: needs at least one visible character"));
    }
    Ok(left)
}

/// A contact by which somebody can be reached, and in which nothing else hides.
fn reachable(contact: Contact) -> Result<Contact, &'static str> {
    let filled =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let Contact { name, email, phone } = contact;
    let contact = Contact { name: filled(name), email: filled(email), phone: filled(phone) };
    let is_plain = |text: &str, most: usize| text.len() <= most && !text.chars().any(char::is_control);
    if contact.name.as_deref().is_some_and(|name| !is_plain(name, NAME)) {
        return Err("contact.name: at most 200 bytes on one line");
    }
    if contact.email.as_deref().is_some_and(|email| !is_plain(email, EMAIL) || !is_address(email)) {
        return Err("contact.email: must be a mail address");
    }
    if contact.phone.as_deref().is_some_and(|phone| !is_plain(phone, PHONE) || !is_number(phone)) {
        return Err("contact.phone: must be a telephone number");
    }
    if contact.email.is_none() && contact.phone.is_none() {
        return Err("contact: an email or a phone is needed");
    }
    Ok(contact)
}

fn is_address(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !email.contains(char::is_whitespace)
}

fn is_number(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (4..=20).contains(&digits) && phone.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str, email: &str, phone: &str) -> Contact {
        let some = |text: &str| Some(text.to_owned());
        Contact { name: some(name), email: some(email), phone: some(phone) }
    }

    #[test]
    fn a_contact_must_reach_somebody() {
        let clean = reachable(contact(" Ada ", "ada@example.org", " ")).unwrap();
        assert_eq!((clean.name.as_deref(), clean.phone), (Some("Ada"), None));
        assert!(reachable(contact("", "", "+46 (0)70-123 45 67")).is_ok());
        for wrong in [
            contact("Ada", "", ""),
            contact("Ada", "ada", ""),
            contact("Ada", "ada@localhost", ""),
            contact("Ada", "a da@example.org", ""),
            contact("Ada\nBcc: all", "ada@example.org", ""),
            contact("Ada", "", "call me"),
            contact("Ada", "", "12"),
            contact(&"a".repeat(201), "ada@example.org", ""),
        ] {
            assert!(reachable(wrong.clone()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_not_a_message_is_refused_without_being_repeated() {
        let said = |body: &str| read(body).map(|_| ()).map_err(|refusing| (refusing.code, refusing.detail));
        assert!(said(r#"{"platformId": "w", "text": "hi", "contact": {"email": "a@b.se"}}"#).is_ok());
        let (code, detail) =
            said(r#"{"platformId": "w", "text": "hi", "contact": {"secret": 1}}"#).unwrap_err();
        assert_eq!(code, "bad_event");
        assert!(!detail.contains("secret"), "{detail}");
        assert_eq!(said("{").unwrap_err().0, "bad_json");
        assert_eq!(said(r#"{"platformId": "w", "text": " ", "contact": {}}"#).unwrap_err().0, "empty_text");
    }
}
