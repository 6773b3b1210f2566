//! Time as a value. The core never reads a clock: `now` comes in, a deadline is a question one asks.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// An instant of the server's clock: microseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Microseconds since 1970.
    pub fn micros(self) -> i64 {
        self.0
    }

    /// From milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1000))
    }

    /// How long after `earlier`; zero when it is not after.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// RFC 3339 in UTC with milliseconds, the only spelling on our own doors.
    pub fn to_rfc3339(self) -> String {
        DateTime::<Utc>::from_timestamp_micros(self.0)
            .unwrap_or_default()
            .to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|at| Self(at.timestamp_micros()))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;
    fn add(self, rest: Duration) -> Timestamp {
        Timestamp(self.0.saturating_add(i64::try_from(rest.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Timestamp;
    fn sub(self, rest: Duration) -> Timestamp {
        Timestamp(self.0.saturating_sub(i64::try_from(rest.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

/// The earliest thing due in a machine, and why: the host arms one timer from it, also after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// When it is due.
    pub at: Timestamp,
    /// What is due then, in the machine's words (for logs and tests).
    pub why: &'static str,
}

impl Deadline {
    /// The earlier of several possible deadlines.
    pub fn earliest(candidates: impl IntoIterator<Item = Option<Deadline>>) -> Option<Deadline> {
        candidates.into_iter().flatten().min()
    }

    /// A deadline, if its instant is set.
    pub fn when(at: Option<Timestamp>, why: &'static str) -> Option<Deadline> {
        at.map(|at| Deadline { at, why })
    }
}
