//! The estimated wait: place times the mean gap between the latest assignments.

use std::time::Duration;

use switchboard_core::effect::{ToQueue, ToSession, WayOfWork};
use switchboard_core::machine::Row;
use switchboard_core::{Machine, Signal, Timestamp};

use crate::given::*;

/// What a newcomer is told at `now`, after sessions were assigned at those seconds, with that many waiting.
fn told(assigned: &[u64], waiting: u32, now: u64) -> (u32, Option<u64>) {
    let mut host = sales(WayOfWork::Offer, None);
    for (second, session) in assigned.iter().zip(1_000..) {
        enqueue(&mut host, *second, session);
        let agent = agent_id("anna");
        tell_queue(&mut host, *second, ToQueue::Assigned { session: session_id(session), entry: 1, agent });
    }
    (1..=waiting).for_each(|session| drop(enqueue(&mut host, now, session)));
    let effects = enqueue(&mut host, now, waiting + 1);
    let [ToSession::Enqueued { place, estimated_wait_ms, .. }] = &to_sessions(&effects)[..] else {
        panic!("{effects:?}");
    };
    let pulse = host.machine.pulse();
    let (session, signal) = pulse.last().unwrap();
    let (place, estimated_wait_ms) = (*place, *estimated_wait_ms);
    assert_eq!(*session, session_id(waiting + 1));
    assert_eq!(*signal, Signal::Place { entry: 1, place, estimated_wait_ms }, "the pulse says the same");
    (place, estimated_wait_ms)
}

#[test]
fn unknown_until_three_assignments_of_the_last_half_hour() {
    // (what, seconds of assignments, waiting before, now, estimate in milliseconds)
    type Case = (&'static str, &'static [u64], u32, u64, Option<u64>);
    let cases: [Case; 9] = [
        ("none", &[], 0, 100, None),
        ("two", &[10, 20], 0, 100, None),
        ("three, place 1", &[10, 20, 40], 0, 100, Some(15_000)),
        ("three, place 4", &[10, 20, 40], 3, 100, Some(60_000)),
        ("all at once", &[10, 10, 10], 3, 100, Some(0)),
        ("thirds are cut, not lost at each place", &[0, 0, 0, 1], 2, 100, Some(1_000)),
        ("the oldest is just young enough", &[100, 200, 300], 0, 1_900, Some(100_000)),
        ("the oldest is too old", &[100, 200, 300], 0, 1_901, None),
        ("two of five are too old", &[10, 20, 300, 310, 320], 0, 1_900, Some(10_000)),
    ];
    for (name, assigned, waiting, now, expected) in cases {
        assert_eq!(told(assigned, waiting, now), (waiting + 1, expected), "{name}");
    }
}

#[test]
fn only_the_last_twenty_count() {
    let slow = [0, 100, 200, 300];
    let fast: Vec<_> = (0..20).map(|number| 400 + 2 * number).collect();
    let all: Vec<_> = slow.into_iter().chain(fast).collect();
    assert_eq!(told(&all, 0, 500).1, Some(2_000));
}

#[test]
fn the_boards_estimate_ends_when_too_few_assignments_are_recent() {
    let assigned = [100, 200, 300, 400];
    let mut host = sales(WayOfWork::Offer, None);
    for (second, session) in assigned.iter().zip(1_000..) {
        enqueue(&mut host, *second, session);
        let agent = agent_id("anna");
        tell_queue(&mut host, *second, ToQueue::Assigned { session: session_id(session), entry: 1, agent });
    }
    let Some(Row::Queue(row)) = host.machine.row() else { panic!("a queue with settings has a row") };
    let ends = row.estimate_ends.unwrap();
    assert_eq!(ends, at(200) + Duration::from_secs(1_800) + Duration::from_micros(1));
    assert_eq!(row.wait_at(at(500)), Some(100_000));
    assert_eq!(row.wait_at(Timestamp(ends.micros() - 1)), Some(100_000));
    assert_eq!(row.wait_at(ends), None);
    assert_eq!(
        told(&assigned, 0, 2_000).1.is_some(),
        row.wait_at(at(2_000)).is_some(),
        "newcomers hear the same"
    );
    assert_eq!(told(&assigned, 0, 2_001).1.is_some(), row.wait_at(at(2_001)).is_some());
}
