//! The machine's own clock, for what runs beside a server: a server has one that never goes back.

use std::time::{SystemTime, UNIX_EPOCH};

use switchboard_core::Timestamp;

/// What it says now.
pub fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
