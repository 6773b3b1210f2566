//! What clients send. Whole objects are posted back, bodies may be missing, a bare text or sent as something else than
//! JSON (traps 13 and 14): what is not known is passed over, and only what is used is looked at.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use switchboard_core::{Contact, SessionId, Timestamp};

use super::instants;
use super::words;

/// The longest message, in characters.
pub const LONGEST: usize = 3_000;
/// The longest address of a page, or name of a browser, in characters; what is beyond is cut off.
const LONGEST_ABOUT: usize = 300;
/// The longest text of a feedback, in characters.
const LONGEST_FEEDBACK: usize = 500;
/// The longest contact, in characters.
const LONGEST_CONTACT: usize = 254;

/// Why a body says nothing that can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Malformed {
    /// No JSON.
    #[error("the body is not JSON")]
    NotJson,
    /// Something that is needed is not there, or not what it should be.
    #[error("{0} is missing or not what it should be")]
    Field(&'static str),
    /// A message has 1 to 3000 characters.
    #[error("{0} is empty or too long")]
    Length(&'static str),
}

/// A body, read as far as it can be.
#[derive(Debug, Clone, Default)]
pub struct Body(Map<String, Value>);

impl Body {
    /// Any body at all. None, a bare text or a list is an empty one.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self::default());
        }
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Ok(Self::default()),
            Err(_) => Err(Malformed::NotJson),
        }
    }

    /// A text that is not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A text, or empty.
    fn any_text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// An object within.
    pub fn within(&self, name: &str) -> Option<Self> {
        match self.0.get(name) {
            Some(Value::Object(object)) => Some(Self(object.clone())),
            _ => None,
        }
    }

    /// The texts of a list; what else is in it is passed over.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.0.get(name).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|one| one.as_str().map(str::to_owned)).collect()
    }

    /// A whole number, also where it was written as a text.
    pub fn number(&self, name: &str) -> Option<u64> {
        let value = self.0.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    /// Yes or no, also where it was written as a text.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The chat named: by `chatId`, or by `id` where the body is about a chat.
    pub fn chat(&self, name: &str) -> Option<SessionId> {
        self.text(name)?.parse().ok()
    }
}

/// A first message, and what the browser tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewChat {
    /// 1 to 3000 characters.
    pub content: String,
    /// By the customer's clock.
    pub authored_at: Option<Timestamp>,
    /// `endUserUrl` and `endUserOs`.
    pub about: BTreeMap<String, String>,
}

/// A message, or an event; also a message posted back with something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// The chat it names; in a customer's mouth worth nothing (trap 17).
    pub chat: Option<SessionId>,
    /// The message it changes.
    pub id: Option<String>,
    /// What is said, perhaps nothing.
    pub content: String,
    /// What it is besides words.
    pub event: String,
    /// A thumb: `liked`, `disliked`, or empty to take it back; none where none was told.
    pub rating: Option<String>,
    /// By the author's clock.
    pub authored_at: Option<Timestamp>,
}

/// A chat to be given on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redirect {
    /// Which.
    pub chat: SessionId,
    /// To whom, by their id: the field for that where it is there, else whose the chat is to be.
    pub to: String,
}

/// Reads the body of `cs-redirect-chat`.
pub fn redirect(body: &Body) -> Result<Redirect, Malformed> {
    let to = body.text("forwardedToCsa").or_else(|| body.text("customerSupportId"));
    Ok(Redirect {
        chat: body.chat("id").ok_or(Malformed::Field("id"))?,
        to: to.ok_or(Malformed::Field("forwardedToCsa"))?.to_owned(),
    })
}

/// Reads the body of `init-chat`, in either generation.
pub fn new_chat(body: &Body) -> Result<NewChat, Malformed> {
    let message = body.within("message").ok_or(Malformed::Field("message"))?;
    let about = body.within("endUserTechnicalData").unwrap_or_default();
    let told = ["endUserUrl", "endUserOs"].into_iter().filter_map(|name| {
        let text: String = about.text(name)?.chars().take(LONGEST_ABOUT).collect();
        Some((name.to_owned(), text))
    });
    Ok(NewChat {
        content: bounded(message.any_text("content"), "content", LONGEST)?,
        authored_at: instant(&message)?,
        about: told.collect(),
    })
}

/// Reads a message; v2 puts it into `message`.
pub fn posted(body: &Body) -> Result<Posted, Malformed> {
    let inner = body.within("message");
    let message = inner.as_ref().unwrap_or(body);
    let event = message.any_text("event").to_owned();
    if !words::is_event(&event) {
        return Err(Malformed::Field("event"));
    }
    let rating = message.0.get("rating").and_then(Value::as_str).map(str::to_owned);
    if rating.as_deref().is_some_and(|rating| !words::is_rating(rating)) {
        return Err(Malformed::Field("rating"));
    }
    let content = message.any_text("content");
    if content.chars().count() > LONGEST {
        return Err(Malformed::Length("content"));
    }
    Ok(Posted {
        chat: message.chat("chatId").or_else(|| body.chat("chatId")),
        id: message.text("id").map(str::to_owned),
        content: content.to_owned(),
        event,
        rating,
        authored_at: instant(message)?,
    })
}

/// Reads a request to give a chat to another institution; which one, and which messages, is an object instead of words.
pub fn redirect_request(body: &Body) -> Result<Posted, Malformed> {
    let content = match body.0.get("content") {
        Some(asked @ Value::Object(_)) => asked.to_string(),
        _ => body.any_text("content").to_owned(),
    };
    let event = body.text("event").unwrap_or(words::FORWARD_REQUEST);
    let is_long = content.chars().count() > LONGEST;
    match event {
        words::FORWARD_REQUEST if is_long => Err(Malformed::Length("content")),
        words::FORWARD_REQUEST => Ok(Posted {
            chat: body.chat("chatId"),
            id: None,
            content,
            event: event.to_owned(),
            rating: None,
            authored_at: instant(body)?,
        }),
        _ => Err(Malformed::Field("event")),
    }
}

/// A message must say something; an event need not (trap 22).
pub fn words(posted: &Posted) -> Result<&str, Malformed> {
    if posted.content.trim().is_empty() { Err(Malformed::Length("content")) } else { Ok(&posted.content) }
}

/// How a customer found a chat, from 0 to 10.
pub fn feedback_rating(body: &Body) -> Result<u8, Malformed> {
    let given = body.number("feedbackRating").and_then(|rating| u8::try_from(rating).ok());
    given.filter(|rating| *rating <= 10).ok_or(Malformed::Field("feedbackRating"))
}

/// What a customer says of a chat: 1 to 500 characters.
pub fn feedback_text(body: &Body) -> Result<String, Malformed> {
    bounded(body.any_text("feedbackText"), "feedbackText", LONGEST_FEEDBACK)
}

/// How a customer can be reached; at least one way.
pub fn contact(body: &Body) -> Result<Contact, Malformed> {
    let told = |name: &str| {
        let text = body.text(name)?.trim();
        let is_plain = text.chars().count() <= LONGEST_CONTACT && !text.chars().any(char::is_control);
        Some(text.to_owned()).filter(|text| is_plain && !text.is_empty())
    };
    let contact = Contact { name: None, email: told("endUserEmail"), phone: told("endUserPhone") };
    if contact == Contact::default() { Err(Malformed::Field("endUserEmail")) } else { Ok(contact) }
}

fn bounded(text: &str, name: &'static str, most: usize) -> Result<String, Malformed> {
    let fits = !text.trim().is_empty() && text.chars().count() <= most;
    if fits { Ok(text.to_owned()) } else { Err(Malformed::Length(name)) }
}

/// A client's clock may be wrong, but what it tells must be an instant: it is echoed (trap 10).
fn instant(message: &Body) -> Result<Option<Timestamp>, Malformed> {
    match message.text("authorTimestamp") {
        None => Ok(None),
        Some(text) => instants::read(text).map(Some).ok_or(Malformed::Field("authorTimestamp")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        Body::read(text.as_bytes()).unwrap()
    }

    #[test]
    fn trap_13_a_body_may_be_missing_or_a_bare_text() {
        for text in ["", " ", "\"clientCustomJwtCookie\"", "[]", "null", "{}"] {
            assert!(body(text).0.is_empty(), "{text}");
        }
        assert_eq!(Body::read(b"customJwtCookie").unwrap_err(), Malformed::NotJson);
        assert_eq!(Body::read(b"{").unwrap_err(), Malformed::NotJson);
    }

    #[test]
    fn trap_14_whole_objects_are_posted_back() {
        let whole = body(
            r#"{"id":"x","chatId":"018f6b1e-7c3a-7000-8000-0000000000a7","content":"hi","event":"ask-permission-accepted",
            "authorTimestamp":"2023-01-13T14:23:52.953Z","authorRole":"end-user","rating":"","created":"?","extra":{"a":[1]}}"#,
        );
        let posted = posted(&whole).unwrap();
        assert_eq!((posted.id.as_deref(), posted.event.as_str()), (Some("x"), "ask-permission-accepted"));
        assert_eq!(posted.rating.as_deref(), Some(""));
        assert!(posted.chat.is_some() && posted.authored_at.is_some());
    }

    #[test]
    fn trap_22_an_event_needs_no_words_and_a_message_does() {
        let read = posted(&body(r#"{"content":"","event":"message-read"}"#)).unwrap();
        assert_eq!(words(&read), Err(Malformed::Length("content")));
        assert!(posted(&body(&format!("{{\"content\":\"{}\"}}", "a".repeat(3_000)))).is_ok());
        let long = posted(&body(&format!("{{\"content\":\"{}\"}}", "a".repeat(3_001))));
        assert_eq!(long.unwrap_err(), Malformed::Length("content"));
    }

    #[test]
    fn trap_26_an_end_is_nested_by_customers_of_today_and_flat_by_everybody_else() {
        let flat = r#"{"chatId":"018f6b1e-7c3a-7000-8000-0000000000a7","event":"ACCEPTED","authorRole":["ROLE_ADMINISTRATOR"]}"#;
        let nested = format!(r#"{{"message":{flat},"status":"ENDED"}}"#);
        let [flat, nested] = [flat, &nested].map(|text| posted(&body(text)).unwrap());
        assert_eq!(flat, nested);
        assert_eq!((flat.event.as_str(), flat.chat.is_some()), ("ACCEPTED", true));
    }

    #[test]
    fn what_is_used_must_be_right() {
        let faults = [
            (r#"{"event":"a b"}"#, Malformed::Field("event")),
            (r#"{"rating":"great"}"#, Malformed::Field("rating")),
            (r#"{"authorTimestamp":"now"}"#, Malformed::Field("authorTimestamp")),
        ];
        for (text, fault) in faults {
            assert_eq!(posted(&body(text)).unwrap_err(), fault, "{text}");
        }
        assert_eq!(
            new_chat(&body(r#"{"message":{"content":" "}}"#)).unwrap_err(),
            Malformed::Length("content")
        );
        assert_eq!(new_chat(&body("{}")).unwrap_err(), Malformed::Field("message"));
        for (text, rating) in [
            (r#"{"feedbackRating":0}"#, Ok(0)),
            (r#"{"feedbackRating":"10"}"#, Ok(10)),
            (r#"{"feedbackRating":11}"#, Err(Malformed::Field("feedbackRating"))),
        ] {
            assert_eq!(feedback_rating(&body(text)), rating);
        }
    }
}
