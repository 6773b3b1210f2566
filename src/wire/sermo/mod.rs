//! Sermo: chat events between a customer's web client and a contact center, as plain JSON on a websocket.
//!
//! The events are the requirement's; `hello`, `ack`, `refused` and the fields `id`, `seq`, `session`, `at`, `choices`
//! and `estimatedWait` are ours and additive. Sermo's clients tolerate unknown types, and so do we.

mod decode;
mod encode;
pub mod feed;
#[cfg(test)]
mod types;

use crate::{Customer, DecodeError, Dialect, Heard, Said};

/// The dialect.
#[derive(Debug, Clone, Copy)]
pub struct Sermo;

impl Dialect for Sermo {
    fn name(&self) -> &'static str {
        "sermo"
    }

    fn socket(&self) -> &'static str {
        "/sermo/socket"
    }

    fn decode(&self, frame: &str) -> Result<Said, DecodeError> {
        decode::decode(frame)
    }

    fn encode(&self, to: Option<&Customer>, heard: &Heard<'_>) -> Option<String> {
        encode::encode(to, heard)
    }
}
