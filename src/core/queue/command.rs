//! What one may ask of a queue. Nobody outside asks it anything: it is told by other subjects and by the clock.

use serde::{Deserialize, Serialize};

use crate::effect::ToQueue;
use crate::machine::{Clockwork, Reason};

/// What a queue may be asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Command {
    /// Another subject owed it this.
    Told(ToQueue),
    /// The clock.
    Clock(Clockwork),
}

/// A queue refuses nothing; this type has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {}

impl Reason for Refusal {
    fn code(&self) -> &'static str {
        match *self {}
    }
}
