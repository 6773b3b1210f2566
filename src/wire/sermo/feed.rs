//! What outside applications hear of a platform, and what they may say in it.
//!
//! The *inbound* feed is what customers do, the *outbound* one what bots and agents do. What customers are shown stands in
//! it in the very frame they get; what only applications hear (handovers, read marks, a page that closes) is spelt here.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use switchboard_core::session::{AppWhat, ClosedWhy, Event, QueuedWhy};
use switchboard_core::{CustomerKey, PlatformId, Recorded, SessionId};

use super::decode::{CUSTOMER, SLUG};
use crate::fields::{Fields, shown};
use crate::{Customer, DecodeError, Heard};

/// The longest time a bot may be shown as typing before its text, in milliseconds.
const TYPING: u64 = 10_000;

/// A message left for later: what only the house says in a feed.
pub const MESSAGE_LEFT: &str = "message_left";

/// The most answers held out with one text.
const CHOICES: usize = 20;

/// Whose doing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A customer's.
    Inbound,
    /// A bot's, an agent's, the house's.
    Outbound,
}

/// What an application posts about a customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posted {
    /// Its own id of this event; a resend with it is harmless.
    pub id: Option<String>,
    /// Where.
    pub platform: PlatformId,
    /// About whom.
    pub customer: CustomerKey,
    /// What.
    pub word: Word,
}

/// What an application can say or show.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A command to the customer's session.
    Does {
        /// What.
        what: AppWhat,
        /// A picture shown with a text, as a data URL, unchecked.
        image: Option<String>,
    },
    /// It writes, or no longer.
    Typing {
        /// Now.
        on: bool,
    },
    /// A type the house does not know, handed on as it is.
    Unknown {
        /// The type as written, cut to a sensible length.
        kind: String,
    },
}

/// An event as it stands in a feed, its picture as a data URL; none for what only our own staff sees.
pub fn encode(
    about: &Customer,
    session: SessionId,
    event: &Recorded<Event>,
    image: Option<&str>,
) -> Option<(Direction, String)> {
    let (direction, kind, more) = match &event.event {
        Event::Closed { why: ClosedWhy::CustomerLeft } => {
            (Direction::Inbound, "client_left", json!({ "text": text(event) }))
        }
        Event::PresenceChanged { unloaded: true, .. } => (Direction::Inbound, "client_unload", Value::Null),
        Event::ReadMarked { up_to, at } => {
            let at = at.unwrap_or(event.at).to_rfc3339();
            (Direction::Inbound, "messages_read", json!({ "text": "read", "upTo": up_to, "at": at }))
        }
        Event::Rated { score, .. } => {
            let text = event.content.as_ref().and_then(|content| content.text.as_deref());
            (Direction::Inbound, "rating", json!({ "score": score, "text": text }))
        }
        Event::MessageLeft => {
            let contact = event.content.as_ref().and_then(|content| content.contact.as_ref());
            (Direction::Inbound, MESSAGE_LEFT, json!({ "text": text(event), "contact": contact }))
        }
        Event::Queued {
            queue,
            why: QueuedWhy::HandedOver | QueuedWhy::Transferred | QueuedWhy::BackFromBot,
            wish,
            ..
        } => {
            let agent = wish.as_ref().map(|wish| json!({ "id": wish.agent }));
            (Direction::Outbound, "handover_to_agent", json!({ "queueId": queue, "agent": agent }))
        }
        Event::HandedToDesk { queue, .. } => {
            (Direction::Outbound, "handover_to_agent", json!({ "queueId": queue }))
        }
        Event::HandedToBot { group, .. } => {
            (Direction::Outbound, "handover_to_bot", json!({ "flowGroupId": group }))
        }
        // What the customer is shown is told to applications in the same words.
        shown => {
            let is_theirs = matches!(shown, Event::MessageReceived { .. });
            let direction = if is_theirs { Direction::Inbound } else { Direction::Outbound };
            let heard =
                Heard::Event { session, event: Arc::new(event.clone()), image: image.map(Cow::Borrowed) };
            return super::encode::encode(Some(about), &heard).map(|frame| (direction, frame));
        }
    };
    let mut frame = json!({ "type": kind, "session": session, "at": event.at.to_rfc3339() });
    named(&mut frame, about, more);
    Some((direction, frame.to_string()))
}

fn text(event: &Recorded<Event>) -> &str {
    event.content.as_ref().and_then(|content| content.text.as_deref()).unwrap_or_default()
}

/// Adds whom it is about, and more fields; what is null is left out.
fn named(frame: &mut Value, about: &Customer, more: Value) {
    let Value::Object(frame) = frame else { return };
    frame.insert("platformId".to_owned(), json!(about.platform));
    frame.insert("userId".to_owned(), json!(about.key));
    if let Value::Object(more) = more {
        frame.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
}

fn live(about: &Customer, kind: &str, more: Value) -> String {
    let mut frame = json!({ "type": kind });
    named(&mut frame, about, more);
    frame.to_string()
}

/// The customer's client is there.
pub fn heartbeat(about: &Customer) -> String {
    live(about, "heartbeat", Value::Null)
}

/// The customer's text not yet sent.
pub fn typing(about: &Customer, text: &str) -> String {
    live(about, "typing", json!({ "text": text }))
}

/// An agent writes, or no longer.
pub fn agent_typing(about: &Customer, on: bool) -> String {
    live(about, if on { "typing_on" } else { "typing_off" }, Value::Null)
}

/// What a posted outbound event says.
pub fn decode(frame: &str) -> Result<Posted, DecodeError> {
    let fields = Fields::read(frame)?;
    let kind = fields.text("type")?;
    let word = match kind.as_str() {
        "text" => says(&fields)?,
        "system_text" => does(AppWhat::System { text: fields.message("text")? }),
        "handover_to_agent" | "handover_to" => does(handover(&fields, &kind)?),
        "handover_to_bot" => does(AppWhat::HandToBot { group: fields.optional_text("flowGroupId")? }),
        "agent_done" => does(AppWhat::Done),
        "end_session" => {
            let reason = fields.optional_text("reasonText")?.map(|_| fields.bounded_text("reasonText"));
            does(AppWhat::End { reason: reason.transpose()?.unwrap_or_default() })
        }
        "queue_number" => does(AppWhat::QueueNumber { number: number(&fields)? }),
        "platform_closed" => does(AppWhat::PlatformClosed),
        "typing_on" => Word::Typing { on: true },
        "typing_off" => Word::Typing { on: false },
        _ => Word::Unknown { kind: shown(&kind) },
    };
    fields.optional_instant("at")?;
    Ok(Posted {
        id: fields.id(),
        platform: fields.parsed("platformId", SLUG)?,
        customer: fields.parsed("userId", CUSTOMER)?,
        word,
    })
}

fn does(what: AppWhat) -> Word {
    Word::Does { what, image: None }
}

fn says(fields: &Fields) -> Result<Word, DecodeError> {
    let agent = fields.optional_object("agent")?;
    let of_agent = |field: &str| agent.as_ref().map_or(Ok(None), |agent| agent.optional_text(field));
    let typing_ms = fields.optional_count("typing")?.unwrap_or(0);
    if typing_ms > TYPING {
        return Err(fields.wrong("typing", "must be at most 10000 milliseconds"));
    }
    let what = AppWhat::Say {
        text: fields.message("text")?,
        name: of_agent("name")?.map(|name| shown(&name)),
        speaker: of_agent("id")?.map(|id| shown(&id)),
        typing_ms,
        choices: fields.optional_texts("choices", CHOICES)?,
        attachment: None,
    };
    Ok(Word::Does { what, image: fields.optional_text("image")? })
}

/// The older name may mean the bot, by the agent it names.
fn handover(fields: &Fields, kind: &str) -> Result<AppWhat, DecodeError> {
    let Some(agent) = fields.optional_object("agent")? else {
        let queue = fields.optional_text("queueId")?.map(|_| fields.parsed("queueId", SLUG)).transpose()?;
        return Ok(AppWhat::HandToAgent { queue });
    };
    if kind == "handover_to" && agent.optional_text("id")?.as_deref() == Some("bot") {
        return Ok(AppWhat::HandToBot { group: fields.optional_text("flowGroupId")? });
    }
    Ok(AppWhat::HandToNamed { agent: agent.parsed("id", SLUG)? })
}

fn number(fields: &Fields) -> Result<u32, DecodeError> {
    let number = fields.optional_count("queueNumber")?;
    let number = number.ok_or_else(|| fields.wrong("queueNumber", "is missing"))?;
    u32::try_from(number).map_err(|_| fields.wrong("queueNumber", "is too large"))
}
