//! Hours as read, and the arithmetic of local days.
//!
//! Days are walked in order. Days without an exception repeat every week, so after a few such weeks in a row nothing new
//! comes before the next exception, and the walk goes on there. Weeks, because where the clocks are put forward a
//! shift can vanish once.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::{Hours, HoursError, HoursState, MOST_EXCEPTIONS, MOST_SHIFTS, Shift, Weekday};
use crate::time::Timestamp;

/// Days walked after today, and after each exception.
const STRETCH: u64 = 22;

/// Days before them whose shifts may still run.
const BEFORE: u64 = 2;

const MINUTES_A_DAY: i64 = 24 * 60;

/// Minutes of local time after the midnight its day began with.
type Minutes = (i64, i64);

/// Hours as read.
pub(super) struct Plan {
    zone: Tz,
    week: BTreeMap<Weekday, Vec<Minutes>>,
    exceptions: BTreeMap<NaiveDate, Vec<Minutes>>,
}

impl Hours {
    /// Reads them.
    pub(super) fn plan(&self) -> Result<Plan, HoursError> {
        if self.exceptions.len() > MOST_EXCEPTIONS {
            return Err(HoursError::TooManyExceptions);
        }
        let zone = self.zone.parse().map_err(|_| HoursError::UnknownZone(self.zone.clone()))?;
        let week = self.week.iter().map(|(day, written)| Ok((*day, shifts(&format!("{day:?}"), written)?)));
        let exceptions = self.exceptions.iter().map(|(day, written)| Ok((date(day)?, shifts(day, written)?)));
        Ok(Plan {
            zone,
            week: week.collect::<Result<_, _>>()?,
            exceptions: exceptions.collect::<Result<_, _>>()?,
        })
    }
}

fn shifts(day: &str, written: &[Shift]) -> Result<Vec<Minutes>, HoursError> {
    if written.len() > MOST_SHIFTS {
        return Err(HoursError::TooManyShifts(day.to_owned()));
    }
    let mut read = written.iter().map(shift).collect::<Result<Vec<_>, _>>()?;
    read.sort_unstable();
    Ok(read)
}

fn shift(written: &Shift) -> Result<Minutes, HoursError> {
    let from = minutes(&written.from)?;
    let to = if written.to == "24:00" { MINUTES_A_DAY } else { minutes(&written.to)? };
    Ok((from, if to > from { to } else { to + MINUTES_A_DAY }))
}

fn minutes(written: &str) -> Result<i64, HoursError> {
    let two = |digits: &str| -> Option<i64> {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok()).flatten()
    };
    let read = written.split_once(':').and_then(|(hours, minutes)| Some((two(hours)?, two(minutes)?)));
    read.filter(|(hours, minutes)| *hours < 24 && *minutes < 60)
        .map(|(hours, minutes)| hours * 60 + minutes)
        .ok_or_else(|| HoursError::BadTime(written.to_owned()))
}

fn date(written: &str) -> Result<NaiveDate, HoursError> {
    NaiveDate::parse_from_str(written, "%Y-%m-%d")
        .ok()
        .filter(|date| written.len() == 10 && (2000..2200).contains(&date.year()))
        .ok_or_else(|| HoursError::BadDate(written.to_owned()))
}

/// Which of two readings of the clock is meant where it was put back.
#[derive(Clone, Copy)]
enum Reading {
    First,
    Last,
}

impl Plan {
    /// The date there.
    pub(super) fn local_date(&self, now: Timestamp) -> String {
        let utc = DateTime::<Utc>::from_timestamp_micros(now.micros()).unwrap_or_default();
        utc.with_timezone(&self.zone).date_naive().to_string()
    }

    /// Whether it is open, and until when.
    pub(super) fn state_at(&self, now: Timestamp) -> HoursState {
        let Some(utc) = DateTime::from_timestamp_micros(now.micros()) else {
            return HoursState::Open { until: None };
        };
        let mut open_until: Option<Timestamp> = None;
        let mut walked: Option<NaiveDate> = None;
        for day in self.days(utc.with_timezone(&self.zone).date_naive()) {
            if let Some(end) =
                open_until.as_mut().filter(|_| walked.is_some_and(|last| last < before(day, 1)))
            {
                // Open for weeks on end: so it stays up to the next exception.
                *end = (*end).max(self.instant(day, 0, Reading::First));
            }
            for (opens, closes) in self.shifts_of(day) {
                match open_until {
                    Some(end) if opens <= end => open_until = Some(end.max(closes)),
                    Some(_) => {}
                    None if opens <= now && now < closes => open_until = Some(closes),
                    None if opens > now => return HoursState::Closed { until: Some(opens) },
                    None => {}
                }
            }
            if open_until.is_some_and(|end| end < self.instant(day, MINUTES_A_DAY, Reading::First)) {
                return HoursState::Open { until: open_until };
            }
            walked = Some(day);
        }
        match open_until {
            Some(_) => HoursState::Open { until: None },
            None => HoursState::Closed { until: None },
        }
    }

    /// The days worth looking at, in order.
    fn days(&self, today: NaiveDate) -> BTreeSet<NaiveDate> {
        let exceptions = self.exceptions.range(before(today, BEFORE)..).map(|(date, _)| *date);
        let stretch = |day: NaiveDate| before(day, BEFORE).iter_days().take((BEFORE + STRETCH) as usize);
        std::iter::once(today).chain(exceptions).flat_map(stretch).collect()
    }

    /// When the shifts that begin on a day open and close, in order; one that vanishes with the clocks is left out.
    fn shifts_of(&self, day: NaiveDate) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let plain = || self.week.get(&weekday(day));
        let shifts = self.exceptions.get(&day).or_else(plain).into_iter().flatten();
        shifts
            .map(move |(from, to)| {
                (self.instant(day, *from, Reading::First), self.instant(day, *to, Reading::Last))
            })
            .filter(|(opens, closes)| opens < closes)
    }

    /// The instant at which local clocks show so many minutes after a day's midnight.
    fn instant(&self, day: NaiveDate, minutes: i64, reading: Reading) -> Timestamp {
        let local = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
        let found = self.zone.from_local_datetime(&local);
        let at = match reading {
            Reading::First => found.earliest(),
            Reading::Last => found.latest(),
        };
        let at = at.map_or_else(|| self.after_gap(local), |at| at.with_timezone(&Utc));
        Timestamp(at.timestamp_micros())
    }

    /// The first instant whose local time is not before one that the clocks skip.
    fn after_gap(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let shown = |seconds: i64| {
            let utc = local + TimeDelta::seconds(seconds);
            utc + TimeDelta::seconds(self.zone.offset_from_utc_datetime(&utc).fix().local_minus_utc().into())
        };
        // No zone is further than this from UTC.
        let (mut early, mut late) = (-26 * 3600, 26 * 3600);
        while early + 1 < late {
            let middle = i64::midpoint(early, late);
            if shown(middle) < local { early = middle } else { late = middle }
        }
        (local + TimeDelta::seconds(late)).and_utc()
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

fn weekday(day: NaiveDate) -> Weekday {
    match day.weekday() {
        chrono::Weekday::Mon => Weekday::Monday,
        chrono::Weekday::Tue => Weekday::Tuesday,
        chrono::Weekday::Wed => Weekday::Wednesday,
        chrono::Weekday::Thu => Weekday::Thursday,
        chrono::Weekday::Fri => Weekday::Friday,
        chrono::Weekday::Sat => Weekday::Saturday,
        chrono::Weekday::Sun => Weekday::Sunday,
    }
}
