//! Chats and messages as the dialect writes them.
//!
//! Answers about one chat went through a template once, which left nothing null; lists came straight from the database. So
//! do they here, but for the members clients compare with `""` or use unchecked: those are never null (trap 11).

use serde_json::{Map, Value, json};
use switchboard_core::Timestamp;

use super::chat::{Chat, Holder};
use super::instants::spelled;
use super::message::{Author, Message, id};
use super::words;

/// The bot's id and name in `customerSupportId` and `customerSupportDisplayName`.
pub const BOT: (&str, &str) = ("chatbot", "Bürokratt");

/// The same of an outside desk.
const DESK: &str = "outside-desk";

/// How what is not there is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// As an empty text.
    Empty,
    /// As null.
    Null,
}

impl Missing {
    fn text(self, text: &str) -> Value {
        match self {
            Self::Null if text.is_empty() => Value::Null,
            _ => Value::from(text),
        }
    }

    fn instant(self, at: Option<Timestamp>) -> Value {
        self.text(&at.map(spelled).unwrap_or_default())
    }
}

/// A message: fifteen members, no more and no fewer.
pub fn message(chat: &Chat, message: &Message, missing: Missing) -> Value {
    let forwarded = message.forwarded.clone().unwrap_or_default();
    json!({
        "id": id(chat.session, message.number),
        "chatId": chat.session,
        "content": message.content,
        "event": message.event,
        "authorId": message.author_id,
        "authorTimestamp": spelled(message.authored_at),
        "authorFirstName": message.name,
        "authorLastName": "",
        "authorRole": message.author.role(),
        "forwardedByUser": missing.text(&forwarded.by),
        "forwardedFromCsa": missing.text(&forwarded.from),
        "forwardedToCsa": missing.text(&forwarded.to),
        "rating": message.rating,
        "created": spelled(message.created),
        "updated": spelled(message.updated),
    })
}

/// The same for a customer's client.
pub fn to_customer(chat: &Chat, one: &Message, missing: Missing) -> Value {
    message(chat, &one.for_customer(), missing)
}

/// The messages of a chat for an agent's page, which takes for granted that there is one (trap 25).
pub fn history(chat: &Chat) -> Vec<Value> {
    let told = chat.messages().iter().map(|one| message(chat, one, Missing::Empty));
    let nothing = Message {
        number: 0,
        content: String::new(),
        event: words::GREETING.to_owned(),
        author_id: String::new(),
        authored_at: chat.created,
        name: String::new(),
        author: Author::Buerokratt,
        forwarded: None,
        is_ours: true,
        rating: String::new(),
        created: chat.created,
        updated: chat.created,
        asked: None,
    };
    let is_empty = chat.messages().is_empty();
    told.chain(is_empty.then(|| message(chat, &nothing, Missing::Empty))).collect()
}

/// Who has the chat: id and name; both empty for nobody.
pub fn holder(chat: &Chat) -> (&str, &str) {
    match &chat.holder {
        Holder::Bot => BOT,
        Holder::Nobody => ("", ""),
        Holder::Agent { id, name } => (id, name),
        Holder::Desk => (DESK, DESK),
    }
}

/// `OPEN`, `REDIRECTED` (known to v2) or `ENDED`.
pub fn status(chat: &Chat, knows_redirected: bool) -> &'static str {
    match chat.ended {
        Some(_) => "ENDED",
        None if chat.redirected && knows_redirected => "REDIRECTED",
        None => "OPEN",
    }
}

/// One chat, on its own.
pub fn chat(chat: &Chat, knows_redirected: bool) -> Value {
    let mut object = fields(chat, Missing::Empty, knows_redirected);
    object.insert("forwardTo".to_owned(), Value::from(""));
    object.insert("forwardToName".to_owned(), Value::from(""));
    Value::Object(object)
}

/// One chat of a list.
pub fn row(chat: &Chat, knows_redirected: bool) -> Value {
    let mut object = fields(chat, Missing::Null, knows_redirected);
    let newest = |of: &dyn Fn(&&Message) -> bool| chat.messages().iter().rev().find(of);
    let contacts = newest(&|message| message.event == words::CONTACTS);
    let event = newest(&|message| !message.event.is_empty()).map(|message| message.event.as_str());
    object.insert(
        "contactsMessage".to_owned(),
        contacts.map_or(Value::Null, |one| Value::from(one.content.as_str())),
    );
    object.insert("lastMessageEvent".to_owned(), event.map_or(Value::Null, Value::from));
    object.insert("event".to_owned(), event.map_or(Value::Null, Value::from));
    Value::Object(object)
}

/// One of the ended ones.
pub fn ended_row(chat: &Chat, knows_redirected: bool) -> Value {
    let mut value = row(chat, knows_redirected);
    if let Value::Object(object) = &mut value {
        object.insert("labels".to_owned(), Value::from(""));
    }
    value
}

fn fields(chat: &Chat, missing: Missing, knows_redirected: bool) -> Map<String, Value> {
    let (support, name) = holder(chat);
    let user = &chat.end_user;
    // What only marks something, or asks to be given on, never stands for the chat (trap 21).
    let last = chat
        .messages()
        .iter()
        .rev()
        .find(|message| words::speaks(&message.event) && !message.content.is_empty() && !message.is_ours);
    let object = json!({
        "id": chat.session,
        "customerSupportId": support,
        "customerSupportDisplayName": name,
        "csaTitle": missing.text(""),
        "endUserId": user.id,
        "endUserFirstName": user.first_name,
        "endUserLastName": user.last_name,
        "status": status(chat, knows_redirected),
        "endUserEmail": user.email,
        "endUserPhone": user.phone,
        "endUserOs": user.os,
        "endUserUrl": user.url,
        "created": spelled(chat.created),
        "updated": spelled(chat.updated),
        "ended": missing.instant(chat.ended),
        "externalId": missing.text(""),
        "forwardedTo": missing.text(""),
        "forwardedToName": "",
        "receivedFrom": missing.text(""),
        "receivedFromName": missing.text(""),
        "lastMessage": last.map_or("", |message| message.content.as_str()),
        "lastMessageTimestamp": missing.instant(last.map(|message| message.authored_at)),
    });
    match object {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// What is told of a wait: both as texts, empty where there is nothing to go by (trap 24).
pub fn waiting_time(seconds: Option<u64>, position: u64) -> Value {
    json!({
        "durationInSeconds": seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
        "positionInUnassignedChats": position.to_string(),
    })
}

/// The parts that are well, each with its version.
pub fn health(parts: &[(&str, &str)]) -> Value {
    let parts: Vec<Value> =
        parts.iter().map(|(name, version)| json!({ "name": name, "version": version })).collect();
    json!({ "data": parts })
}
