//! Sermo's inbound events: what customers do.
//!
//! `at` is informative (only the server's clock counts), so it may be left out except where it is the message itself.

use switchboard_core::SessionId;

use crate::fields::{Fields, shown};
use crate::{DecodeError, Hello, Said, Spoken, Words};

pub(super) const SLUG: &str = "must be 1 to 64 characters of letters, digits, '.', '_' and '-'";
pub(super) const CUSTOMER: &str = "must have 1 to 128 bytes and no control characters";

/// The longest address of a page, in bytes.
const ADDRESS_LIMIT: usize = 2_048;
/// More of a page's title, in characters, is cut off.
const TITLE_LIMIT: usize = 200;

pub(super) fn decode(frame: &str) -> Result<Said, DecodeError> {
    let fields = Fields::read(frame)?;
    let kind = fields.text("type")?;
    let words = match kind.as_str() {
        "hello" => return hello(&fields).map(Said::Hello),
        "text" => Words::Text {
            text: fields.message("text")?,
            image: fields.optional_text("image")?,
            image_id: fields.optional_text("imageId")?,
        },
        "heartbeat" => Words::Heartbeat,
        "typing" => Words::Typing { text: fields.bounded_text("text")? },
        // Later clients of the same system spell it so, and may leave the text out.
        "typing_on" => Words::Typing { text: unsent(&fields)? },
        "identify" => Words::Identify { token: fields.text("token")? },
        "messages_read" => Words::Read { at: read_at(&fields)?, up_to: fields.optional_count("seq")? },
        "customer_page" => page(&fields)?,
        "messages_received" => Words::Received {
            session: session(&fields)?.ok_or_else(|| fields.wrong("session", "is missing"))?,
            up_to: fields.optional_count("seq")?.ok_or_else(|| fields.wrong("seq", "is missing"))?,
        },
        "rating" => Words::Rating {
            session: session(&fields)?.ok_or_else(|| fields.wrong("session", "is missing"))?,
            score: score(&fields)?,
            text: fields.optional_text("text")?.map(|_| fields.bounded_text("text")).transpose()?,
        },
        // Ours: a page that opens with the bot's greeting.
        "start" => Words::Start,
        // The scenario of the requirement says client_closed where its list of events says client_left.
        "client_left" | "client_closed" => Words::Left,
        "client_unload" => Words::Unload,
        _ => return Ok(Said::Ignored { kind: shown(&kind) }),
    };
    fields.optional_instant("at")?;
    Ok(Said::Event(Spoken {
        id: fields.id(),
        platform: fields.parsed("platformId", SLUG)?,
        customer: fields.parsed("userId", CUSTOMER)?,
        words,
    }))
}

fn hello(fields: &Fields) -> Result<Hello, DecodeError> {
    let customer = fields.optional_text("userId")?.map(|_| fields.parsed("userId", CUSTOMER)).transpose()?;
    Ok(Hello {
        platform: fields.parsed("platformId", SLUG)?,
        customer,
        token: fields.optional_text("token")?,
        session: session(fields)?,
        after: fields.optional_count("after")?,
    })
}

fn session(fields: &Fields) -> Result<Option<SessionId>, DecodeError> {
    let Some(text) = fields.optional_text("session")? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| fields.wrong("session", "must be a session id"))
}

fn unsent(fields: &Fields) -> Result<String, DecodeError> {
    match fields.optional_text("text")? {
        None => Ok(String::new()),
        Some(_) => fields.bounded_text("text"),
    }
}

/// Staff see the address, so it is one of the web.
fn page(fields: &Fields) -> Result<Words, DecodeError> {
    let address = fields.bounded_text("url")?;
    if address.len() > ADDRESS_LIMIT || !["http://", "https://"].iter().any(|web| address.starts_with(web)) {
        return Err(fields.wrong("url", "must be an address of the web of at most 2048 bytes"));
    }
    let title = fields.optional_text("title")?.unwrap_or_default();
    Ok(Words::Page { address, title: title.chars().take(TITLE_LIMIT).collect() })
}

fn score(fields: &Fields) -> Result<u8, DecodeError> {
    let score = fields.optional_count("score")?.and_then(|score| u8::try_from(score).ok());
    score.filter(|score| (1..=5).contains(score)).ok_or_else(|| fields.wrong("score", "must be 1 to 5"))
}

fn read_at(fields: &Fields) -> Result<switchboard_core::Timestamp, DecodeError> {
    fields.optional_instant("at")?.ok_or_else(|| fields.wrong("at", "is missing"))
}
