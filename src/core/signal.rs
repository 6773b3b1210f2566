//! What is never journaled and never wakes an actor: typing, heartbeats, places that move.

use serde::{Deserialize, Serialize};

use crate::message::Party;

/// Whether a customer is there, from live connections and heartbeats only. Transitions are events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Presence {
    /// The door has no heartbeats; nobody is ever lost there.
    #[default]
    Unknown,
    /// Heard from lately.
    Present,
    /// Silent for longer than a stable line would be.
    Unstable,
    /// Not heard from, or the page was unloaded.
    Lost,
}

/// Something to show to those who look, of no consequence when lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "signal")]
pub enum Signal {
    /// Somebody is writing. A customer's text not yet sent is shown to staff only.
    Typing {
        /// Who writes.
        party: Party,
        /// Whether they write now.
        on: bool,
        /// The customer's unsent text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        preview: Option<String>,
    },
    /// The customer's place in line changed (1 is next).
    Place {
        /// The queue entry it speaks of.
        entry: u32,
        /// 1 is next.
        place: u32,
        /// Estimated wait in milliseconds, when it can be estimated.
        estimated_wait_ms: Option<u64>,
    },
    /// The customer stands in line no longer.
    OutOfLine,
    /// The page of the site that the customer is on, as their client tells it. For staff only.
    Page {
        /// Its address, http or https.
        address: String,
        /// Its title; may be empty.
        title: String,
    },
    /// The customer's client has everything up to this public number. For staff only.
    Received {
        /// The number.
        up_to: u64,
    },
}
