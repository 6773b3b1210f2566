//! Opening hours: which instants are open, and what cannot be read.

use std::collections::BTreeMap;

use proptest::prelude::*;
use switchboard_core::Timestamp;
use switchboard_core::hours::{Hours, HoursError, HoursState, MOST_EXCEPTIONS, MOST_SHIFTS, Shift, Weekday};

const DAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

fn shifts(written: &[(&str, &str)]) -> Vec<Shift> {
    written.iter().map(|(from, to)| Shift { from: (*from).to_owned(), to: (*to).to_owned() }).collect()
}

fn hours(zone: &str, week: &[(Weekday, &[(&str, &str)])], exceptions: &[(&str, &[(&str, &str)])]) -> Hours {
    Hours {
        zone: zone.to_owned(),
        week: week.iter().map(|(day, written)| (*day, shifts(written))).collect(),
        exceptions: exceptions.iter().map(|(day, written)| ((*day).to_owned(), shifts(written))).collect(),
    }
}

fn instant(rfc3339: &str) -> Timestamp {
    Timestamp::parse_rfc3339(rfc3339).unwrap()
}

/// Each line: an instant, open or not, and until when.
fn expect(hours: &Hours, lines: &[(&str, bool, Option<&str>)]) {
    hours.check().unwrap();
    for (at, open, until) in lines {
        let state = hours.state_at(instant(at));
        assert_eq!((state.is_open(), state.until()), (*open, until.map(instant)), "{at}: {state:?}");
    }
}

const OFFICE: &[(&str, &str)] = &[("08:00", "12:00"), ("13:00", "17:00")];

fn office() -> Hours {
    let week: Vec<_> = DAYS[..5].iter().map(|day| (*day, OFFICE)).collect();
    hours("Europe/Stockholm", &week, &[("2026-12-24", &[]), ("2026-12-27", &[("10:00", "11:30")])])
}

#[test]
fn shifts_of_a_week_and_days_that_are_an_exception() {
    expect(
        &office(),
        &[
            // A Wednesday in winter, one hour east of Greenwich.
            ("2026-12-16T07:59:59+01:00", false, Some("2026-12-16T08:00:00+01:00")),
            ("2026-12-16T08:00:00+01:00", true, Some("2026-12-16T12:00:00+01:00")),
            ("2026-12-16T11:59:59+01:00", true, Some("2026-12-16T12:00:00+01:00")),
            ("2026-12-16T12:00:00+01:00", false, Some("2026-12-16T13:00:00+01:00")),
            ("2026-12-18T17:00:00+01:00", false, Some("2026-12-21T08:00:00+01:00")),
            // Christmas Eve is a Thursday, and the Sunday after it has hours of its own.
            ("2026-12-23T17:00:00+01:00", false, Some("2026-12-25T08:00:00+01:00")),
            ("2026-12-24T10:00:00+01:00", false, Some("2026-12-25T08:00:00+01:00")),
            ("2026-12-27T10:30:00+01:00", true, Some("2026-12-27T11:30:00+01:00")),
            // In summer the same local time is another instant.
            ("2026-07-01T07:30:00Z", true, Some("2026-07-01T10:00:00Z")),
        ],
    );
}

#[test]
fn shifts_over_midnight_and_shifts_that_touch() {
    let night = hours(
        "Europe/Stockholm",
        &[(Weekday::Friday, &[("22:00", "04:00")]), (Weekday::Saturday, &[("04:00", "24:00")])],
        &[("2026-06-13", &[])],
    );
    expect(
        &night,
        &[
            ("2026-06-05T21:00:00+02:00", false, Some("2026-06-05T22:00:00+02:00")),
            // One stretch from Friday night to the end of Saturday.
            ("2026-06-05T23:00:00+02:00", true, Some("2026-06-07T00:00:00+02:00")),
            ("2026-06-06T03:59:00+02:00", true, Some("2026-06-07T00:00:00+02:00")),
            // The Saturday after is an exception: what began on Friday still runs to its end.
            ("2026-06-13T01:00:00+02:00", true, Some("2026-06-13T04:00:00+02:00")),
            ("2026-06-13T04:00:00+02:00", false, Some("2026-06-19T22:00:00+02:00")),
        ],
    );
}

#[test]
fn always_never_and_up_to_an_exception_far_away() {
    let round: Vec<(Weekday, &[(&str, &str)])> =
        DAYS.iter().map(|day| (*day, &[("00:00", "24:00")][..])).collect();
    expect(&hours("Europe/Stockholm", &round, &[]), &[("2026-06-05T21:00:00Z", true, None)]);
    expect(&hours("Europe/Stockholm", &[], &[]), &[("2026-06-05T21:00:00Z", false, None)]);
    let once = [("2031-01-01", &[][..])];
    expect(
        &hours("Europe/Stockholm", &round, &once),
        &[
            ("2026-06-05T21:00:00Z", true, Some("2031-01-01T00:00:00+01:00")),
            ("2031-01-01T12:00:00+01:00", false, Some("2031-01-02T00:00:00+01:00")),
            ("2031-01-02T12:00:00+01:00", true, None),
        ],
    );
    let once = [("2031-01-01", &[("09:00", "10:00")][..])];
    expect(
        &hours("Europe/Stockholm", &[], &once),
        &[
            ("2026-06-05T21:00:00Z", false, Some("2031-01-01T09:00:00+01:00")),
            ("2031-01-01T10:00:00+01:00", false, None),
        ],
    );
}

/// In Stockholm 02:00 to 03:00 does not exist on 29 March 2026, and comes twice on 25 October.
#[test]
fn clocks_put_forward_and_back() {
    let sunday = |written: &[(&str, &str)]| hours("Europe/Stockholm", &[(Weekday::Sunday, written)], &[]);
    expect(
        &sunday(&[("02:30", "05:00")]),
        &[
            ("2026-03-29T00:59:59Z", false, Some("2026-03-29T01:00:00Z")),
            ("2026-03-29T01:00:00Z", true, Some("2026-03-29T03:00:00Z")),
            // The first half past two opens.
            ("2026-10-25T00:29:59Z", false, Some("2026-10-25T00:30:00Z")),
            ("2026-10-25T00:30:00Z", true, Some("2026-10-25T04:00:00Z")),
        ],
    );
    expect(
        &sunday(&[("00:00", "02:30")]),
        &[
            ("2026-03-29T00:30:00Z", true, Some("2026-03-29T01:00:00Z")),
            // The second half past two closes.
            ("2026-10-25T01:29:59Z", true, Some("2026-10-25T01:30:00Z")),
            ("2026-10-25T01:30:00Z", false, Some("2026-10-31T23:00:00Z")),
        ],
    );
    // A shift that falls into the gap is left out that week.
    expect(&sunday(&[("02:10", "02:50")]), &[("2026-03-28T12:00:00Z", false, Some("2026-04-05T00:10:00Z"))]);
    // A zone that skipped a whole day.
    expect(
        &hours("Pacific/Apia", &[(Weekday::Friday, &[("09:00", "17:00")])], &[]),
        &[("2011-12-30T09:59:00Z", false, Some("2012-01-05T19:00:00Z"))],
    );
}

#[test]
fn hours_that_cannot_be_read_are_refused_and_count_as_open() {
    let one = |from: &str, to: &str| hours("Europe/Stockholm", &[(Weekday::Monday, &[(from, to)])], &[]);
    let many = vec![("08:00", "09:00"); MOST_SHIFTS + 1];
    let mut full = one("08:00", "17:00");
    full.exceptions = (0..=MOST_EXCEPTIONS).map(|day| (format!("{day}"), Vec::new())).collect();
    let bad_time = |text: &str| HoursError::BadTime(text.to_owned());
    let bad_date = |text: &str| HoursError::BadDate(text.to_owned());
    for (hours, why, code) in [
        (hours("Mars/Olympus", &[], &[]), HoursError::UnknownZone("Mars/Olympus".to_owned()), "unknown_zone"),
        (hours("", &[], &[]), HoursError::UnknownZone(String::new()), "unknown_zone"),
        (one("8:00", "17:00"), bad_time("8:00"), "bad_time"),
        (one("24:00", "17:00"), bad_time("24:00"), "bad_time"),
        (one("08:00", "17:60"), bad_time("17:60"), "bad_time"),
        (one("08:00", "+7:00"), bad_time("+7:00"), "bad_time"),
        (one("08:00", "17:00:00"), bad_time("17:00:00"), "bad_time"),
        (one("08:00", "17"), bad_time("17"), "bad_time"),
        (hours("UTC", &[], &[("2026-02-30", &[])]), bad_date("2026-02-30"), "bad_date"),
        (hours("UTC", &[], &[("2026-2-3", &[])]), bad_date("2026-2-3"), "bad_date"),
        (hours("UTC", &[], &[("9999-12-31", &[])]), bad_date("9999-12-31"), "bad_date"),
        (
            hours("UTC", &[(Weekday::Monday, &many)], &[]),
            HoursError::TooManyShifts("Monday".to_owned()),
            "too_many_shifts",
        ),
        (full, HoursError::TooManyExceptions, "too_many_exceptions"),
    ] {
        assert_eq!(hours.check(), Err(why.clone()));
        assert_eq!(why.code(), code);
        assert_eq!(hours.state_at(instant("2026-06-05T21:00:00Z")), HoursState::Open { until: None });
    }
}

#[test]
fn hours_are_written_as_administrators_read_them() {
    let written = r#"{"zone":"Europe/Stockholm","week":{"monday":[{"from":"08:00","to":"17:00"}]},"exceptions":{"2026-12-24":[]}}"#;
    let read: Hours = serde_json::from_str(written).unwrap();
    let monday = [(Weekday::Monday, &[("08:00", "17:00")][..])];
    assert_eq!(read, hours("Europe/Stockholm", &monday, &[("2026-12-24", &[])]));
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
    assert!(serde_json::from_str::<Hours>(r#"{"zone":"UTC","holidays":[]}"#).is_err());
}

fn any_time() -> impl Strategy<Value = String> {
    // Mostly at night, where the clocks change.
    prop_oneof![3 => 0..5u32, 1 => 5..24u32]
        .prop_flat_map(|hour| (Just(hour), prop::sample::select(vec![0u32, 1, 10, 30, 59])))
        .prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}"))
}

fn any_shifts() -> impl Strategy<Value = Vec<Shift>> {
    prop::collection::vec((any_time(), any_time()).prop_map(|(from, to)| Shift { from, to }), 0..3)
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let zones =
        vec!["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "UTC", "Africa/Casablanca"];
    let week = prop::collection::btree_map(prop::sample::select(DAYS.to_vec()), any_shifts(), 0..7);
    // Around the days on which clocks change.
    let dates =
        (prop::sample::select(vec![3u32, 10, 11]), 1..29u32).prop_map(|(m, d)| format!("2026-{m:02}-{d:02}"));
    let exceptions = prop::collection::btree_map(dates, any_shifts(), 0..4);
    (prop::sample::select(zones), week, exceptions).prop_map(|(zone, week, exceptions)| Hours {
        zone: zone.to_owned(),
        week,
        exceptions,
    })
}

proptest! {
    /// The state holds from now up to its boundary, and not a moment longer; the boundary is never in the past.
    #[test]
    fn a_boundary_is_where_the_state_changes(hours in any_hours(), minutes in 0..(400 * 24 * 60i64)) {
        let start = instant("2025-12-31T23:00:00Z");
        let now = Timestamp(start.micros() + minutes * 60_000_000);
        let state = hours.state_at(now);
        if let Some(until) = state.until() {
            prop_assert!(until > now, "{state:?}");
            prop_assert_eq!(hours.state_at(Timestamp(until.micros() - 1)), state);
            let middle = Timestamp(i64::midpoint(now.micros(), until.micros()));
            prop_assert_eq!(hours.state_at(middle), state);
            prop_assert_ne!(hours.state_at(until).is_open(), state.is_open());
        }
    }

    /// Against the plainest reading: the local clock of each minute, away from the days on which it is changed.
    #[test]
    fn open_is_what_the_local_clock_says(hours in any_hours(), minute in 0..(60 * 24 * 60i64)) {
        let hours = Hours { zone: "Asia/Kolkata".to_owned(), ..hours };
        let start = instant("2026-02-20T00:00:00+05:30");
        let now = Timestamp(start.micros() + minute * 60_000_000);
        prop_assert_eq!(hours.state_at(now).is_open(), is_open_by_the_clock(&hours, minute));
    }
}

/// Minutes since 20 February 2026 (a Friday), 00:00.
fn is_open_by_the_clock(hours: &Hours, minute: i64) -> bool {
    let clock = |text: &str| text[..2].parse::<i64>().unwrap() * 60 + text[3..].parse::<i64>().unwrap();
    let lengths: BTreeMap<u32, i64> = BTreeMap::from([(2, 28), (3, 31), (4, 30)]);
    [0, 1].into_iter().any(|back| {
        let day = minute / 1440 - back;
        let (mut month, mut date) = (2u32, 20 + day);
        while date > lengths[&month] {
            date -= lengths[&month];
            month += 1;
        }
        let weekday = DAYS[usize::try_from((4 + day).rem_euclid(7)).unwrap()];
        let none = Vec::new();
        let plain = hours.week.get(&weekday).unwrap_or(&none);
        let of_day = hours.exceptions.get(&format!("2026-{month:02}-{date:02}")).unwrap_or(plain);
        of_day.iter().any(|shift| {
            let (from, mut to) = (clock(&shift.from), clock(&shift.to));
            if to <= from {
                to += 1440;
            }
            let at = minute - day * 1440;
            from <= at && at < to
        })
    })
}
