//! A plain line client over the real doors: enough to try the center with two terminals and no other tool.
//!
//! `customer.rs` and `agent.rs` are the two sides as pure values: a frame or a typed line goes in, lines for the person
//! and frames for the server come out. `talk.rs` is the loop around either: socket, terminal, heartbeats, reconnect.

pub mod agent;
pub mod customer;
mod talk;

use std::time::Duration;

use serde_json::Value;

pub use talk::{Lines, standard_input, talk};

/// What comes of a frame or of a typed line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reaction {
    /// Lines for the person.
    pub show: Vec<String>,
    /// Frames for the server.
    pub send: Vec<Value>,
    /// The conversation is over.
    pub quit: bool,
}

impl Reaction {
    /// Only a line for the person.
    pub fn show(line: impl Into<String>) -> Self {
        Self { show: vec![line.into()], ..Self::default() }
    }

    /// Only a frame for the server.
    pub fn send(frame: Value) -> Self {
        Self { send: vec![frame], ..Self::default() }
    }

    /// Nothing more to do.
    pub fn quit(line: impl Into<String>) -> Self {
        Self { show: vec![line.into()], quit: true, ..Self::default() }
    }
}

/// One side of a conversation.
pub trait Side {
    /// The door it uses.
    fn door(&self) -> &'static str;
    /// The first frame of a connection; after the first one it says from where to go on.
    fn hello(&self) -> Value;
    /// A frame came.
    fn heard(&mut self, frame: &Value) -> Reaction;
    /// A line was typed.
    fn typed(&mut self, line: &str) -> Reaction;
    /// The sign of life.
    fn heartbeat(&self) -> Value;
    /// How often the server wants one.
    fn heartbeat_every(&self) -> Duration;
}

/// The text of a frame's field, or nothing.
fn text<'a>(frame: &'a Value, pointer: &str) -> &'a str {
    frame.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The number of a frame's field.
fn number(frame: &Value, pointer: &str) -> Option<u64> {
    frame.pointer(pointer).and_then(Value::as_u64)
}

/// What the server refused, for a person.
fn refusal(frame: &Value) -> String {
    let (code, detail) = (text(frame, "/code"), text(frame, "/detail"));
    let again = frame.get("retryAfter").map_or(String::new(), |after| format!(" (try again in {after} s)"));
    format!("! refused: {}{again}", if detail.is_empty() { code } else { detail })
}

/// A wait in milliseconds, for a person.
fn wait(millis: u64) -> String {
    let seconds = millis.div_ceil(1000);
    if seconds < 90 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

/// An id that no other run of this client uses.
pub fn fresh_id() -> String {
    let mut bytes = [0_u8; 12];
    // Without the system's randomness an id is still unique enough: the message is refused, never mixed up.
    let _ = getrandom::fill(&mut bytes);
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}
