//! Opening hours: shifts by weekday in a zone's local time, and days that are an exception.
//!
//! A shift belongs to the day it begins on and may run over midnight. An exception replaces the shifts that begin on its
//! date; one that began the day before still runs to its end. Where the clocks are put forward over a boundary, it is
//! the instant of the change; where they are put back, opening takes the first of the two readings and closing the last,
//! so nobody finds closed what the clock on the wall calls open. `plan.rs` does the arithmetic.

mod plan;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Shifts on one day at most.
pub const MOST_SHIFTS: usize = 12;

/// Exceptions at most.
pub const MOST_EXCEPTIONS: usize = 400;

/// When something is open, as an administrator writes it. `check` says whether it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hours {
    /// A zone of the IANA database: `Europe/Stockholm`.
    pub zone: String,
    /// The shifts that begin on each weekday; a day that is not named has none.
    #[serde(default)]
    pub week: BTreeMap<Weekday, Vec<Shift>>,
    /// Dates (`2026-12-24`) whose shifts replace the weekday's; none at all for a day closed.
    #[serde(default)]
    pub exceptions: BTreeMap<String, Vec<Shift>>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// One stretch of being open, in local time of 24 hours: `08:00` to `17:30`. A `to` that is not after `from` is on the
/// next day; `24:00` may be written for the midnight at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Shift {
    /// Opens.
    pub from: String,
    /// Closes.
    pub to: String,
}

/// Whether something is open, and how long it stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursState {
    /// Open.
    Open {
        /// Closes then; none for never.
        until: Option<Timestamp>,
    },
    /// Closed.
    Closed {
        /// Opens then; none for never.
        until: Option<Timestamp>,
    },
}

impl HoursState {
    /// Whether it is open.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// When that changes; none for never.
    pub fn until(self) -> Option<Timestamp> {
        match self {
            Self::Open { until } | Self::Closed { until } => until,
        }
    }
}

/// Why hours cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// No such zone.
    #[error("there is no time zone {0:?}")]
    UnknownZone(String),
    /// Not `HH:MM`.
    #[error("{0:?} is not a time of day like 08:30")]
    BadTime(String),
    /// Not `YYYY-MM-DD`, or not between 2000 and 2199.
    #[error("{0:?} is not a date like 2026-12-24")]
    BadDate(String),
    /// More than `MOST_SHIFTS` on one day.
    #[error("{0} has more than {MOST_SHIFTS} shifts")]
    TooManyShifts(String),
    /// More than `MOST_EXCEPTIONS`.
    #[error("there are more than {MOST_EXCEPTIONS} exceptions")]
    TooManyExceptions,
}

impl HoursError {
    /// A stable code in snake_case, for clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownZone(_) => "unknown_zone",
            Self::BadTime(_) => "bad_time",
            Self::BadDate(_) => "bad_date",
            Self::TooManyShifts(_) => "too_many_shifts",
            Self::TooManyExceptions => "too_many_exceptions",
        }
    }
}

impl Hours {
    /// Whether these hours can be read: asked wherever they are written.
    pub fn check(&self) -> Result<(), HoursError> {
        self.plan().map(drop)
    }

    /// The date it is there, as exceptions are written; none where the zone cannot be read.
    pub fn local_date(&self, now: Timestamp) -> Option<String> {
        self.plan().ok().map(|plan| plan.local_date(now))
    }

    /// Whether it is open at that instant, and until when. Hours that cannot be read count as open: nobody is sent away
    /// for a slip of the pen.
    pub fn state_at(&self, now: Timestamp) -> HoursState {
        self.plan().map_or(HoursState::Open { until: None }, |plan| plan.state_at(now))
    }
}
