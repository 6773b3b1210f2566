//! Requests that may come again: under which key, what they asked, and how they were answered.

use serde::{Deserialize, Serialize};
use switchboard_core::Timestamp;

use crate::request::ClientStamp;

/// A change of what is known of a request that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repeat {
    /// It is about to be carried out; requests begun before `forget` are forgotten. Gives `AccountOutcome::Met`.
    Begin {
        /// Sender, key, and what was asked.
        stamp: ClientStamp,
        /// When.
        at: Timestamp,
        /// Older ones are forgotten.
        forget: Timestamp,
    },
    /// It was carried out.
    End {
        /// Sender and key.
        stamp: ClientStamp,
        /// How it was answered.
        answer: Repeated,
    },
    /// It was not carried out: as if it had never come.
    Forget {
        /// Sender and key.
        stamp: ClientStamp,
    },
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeated {
    /// The status.
    pub status: u16,
    /// The version of what was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Where something was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The body; none where there was none, or where it is kept nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// A request met before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// Hash of what was asked then.
    pub body: u64,
    /// How it was answered; none when it was begun and its end is not known.
    pub answer: Option<Repeated>,
}
