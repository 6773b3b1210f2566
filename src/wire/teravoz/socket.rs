//! What the call board's client asks (protocols/teravoz 2.5). Nothing is left unanswered.

use serde::Serialize;
use serde_json::Value;
use switchboard_core::CallId;

use super::wanted::{Misasked, Wanted};

/// One message of the board's client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Calls.
    Calls(Wanted),
    /// Calls, in a way nobody understands.
    Miscalled(Misasked),
    /// The reports of a call.
    Events(CallId),
    /// The reports of none.
    EventsOfNone,
    /// To be let in: an agent's or supervisor's token.
    Authenticate(String),
    /// An event nobody knows.
    Unknown,
    /// No message: not an object, or without event or data.
    Invalid,
}

/// What a message asks.
pub fn decode(text: &str) -> Asked {
    let Ok(Value::Object(message)) = serde_json::from_str(text) else { return Asked::Invalid };
    let (Some(event), Some(data)) = (message.get("event"), message.get("data")) else {
        return Asked::Invalid;
    };
    if event.is_null() {
        return Asked::Invalid;
    }
    match event.as_str() {
        Some("ListCalls") => match Wanted::of(data.get("params")) {
            Ok(wanted) => Asked::Calls(wanted),
            Err(why) => Asked::Miscalled(why),
        },
        Some("ListCallEvents") => match data.get("call_id") {
            Some(Value::String(call)) => Asked::Events(CallId::new(call)),
            Some(Value::Number(call)) => Asked::Events(CallId::new(call.to_string())),
            _ => Asked::EventsOfNone,
        },
        Some("Authenticate") => match data.get("token").and_then(Value::as_str) {
            Some(token) => Asked::Authenticate(token.to_owned()),
            None => Asked::Authenticate(String::new()),
        },
        _ => Asked::Unknown,
    }
}
