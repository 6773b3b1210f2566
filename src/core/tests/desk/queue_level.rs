//! The service level of a queue: whose wait counts, from when on, and by which limit.

use switchboard_core::effect::{Bind, Priority, QueueValues, ToQueue, WayOfWork, Wish};
use switchboard_core::hours::Hours;
use switchboard_core::level::Level;
use switchboard_core::machine::Row;
use switchboard_core::queue::{self, Queue};
use switchboard_core::{Clockwork, Machine, Timestamp};

use crate::given::*;
use crate::host::Host;

fn level(host: &Host<Queue>, now: Timestamp) -> (u32, u32, u32) {
    let Some(Row::Queue(row)) = host.machine.row() else { panic!("a queue with settings has a row") };
    let Level { in_time, of, gave_up } = row.level_at(now);
    (in_time, of, gave_up)
}

fn answered(host: &mut Host<Queue>, seconds: u64, session: u32) {
    let agent = agent_id("anna");
    tell_queue(host, seconds, ToQueue::Assigned { session: session_id(session), entry: 1, agent });
}

fn left(host: &mut Host<Queue>, seconds: u64, session: u32, gave_up: bool) {
    tell_queue(host, seconds, ToQueue::Leave { session: session_id(session), entry: 1, gave_up });
}

#[test]
fn answered_and_given_up_count_by_the_limit_and_those_moved_on_do_not() {
    let mut host = sales(WayOfWork::Offer, None);
    (1..=6).for_each(|session| drop(enqueue(&mut host, 0, session)));
    answered(&mut host, 60, 1);
    answered(&mut host, 61, 2);
    left(&mut host, 20, 3, true);
    left(&mut host, 90, 4, true);
    left(&mut host, 90, 5, false);
    assert_eq!(level(&host, at(100)), (1, 3, 2));
    assert_eq!(level(&host, at(2 * 3_600)), (0, 0, 0), "long ago");
}

#[test]
fn a_limit_that_is_changed_counts_from_then_on() {
    let mut host = sales(WayOfWork::Offer, None);
    (1..=2).for_each(|session| drop(enqueue(&mut host, 0, session)));
    answered(&mut host, 30, 1);
    let values = QueueValues { answer_within_ms: 20_000, ..queue_values(WayOfWork::Offer, None) };
    tell_queue(&mut host, 31, ToQueue::Configured { version: 2, values });
    answered(&mut host, 32, 2);
    assert_eq!(level(&host, at(40)), (1, 2, 0));
}

#[test]
fn a_transfer_is_measured_from_when_it_came_here() {
    let mut host = sales(WayOfWork::Offer, None);
    tell_queue(&mut host, 1_000, asks_in(0, 1, 1, Priority::Normal));
    answered(&mut host, 1_030, 1);
    assert_eq!(level(&host, at(1_040)), (1, 1, 0));
}

#[test]
fn who_is_taken_over_did_not_wait() {
    let mut host = sales(WayOfWork::Offer, None);
    let mut asked = asks_in(0, 1, 1, Priority::Normal);
    if let ToQueue::Enqueue { wish, .. } = &mut asked {
        *wish = Some(Wish { agent: agent_id("anna"), until: at(9), bind: Bind::Take });
    }
    tell_queue(&mut host, 0, asked);
    answered(&mut host, 1, 1);
    assert_eq!(level(&host, at(2)), (0, 0, 0));
}

#[test]
fn who_waits_for_the_queue_to_open_waits_from_then_on() {
    // The tests' midnight is 22:13:20 UTC on a Tuesday.
    let hours: Hours = serde_json::from_value(serde_json::json!({
        "zone": "UTC", "week": {"wednesday": [{"from": "08:00", "to": "17:00"}]}
    }))
    .unwrap();
    let mut host = sales(WayOfWork::Offer, None);
    let values = QueueValues { hours: Some(hours), ..queue_values(WayOfWork::Offer, None) };
    tell_queue(&mut host, 1, ToQueue::Configured { version: 2, values });
    let mut asked = asks_in(2, 1, 1, Priority::Normal);
    if let ToQueue::Enqueue { patient, .. } = &mut asked {
        *patient = true;
    }
    tell_queue(&mut host, 2, asked);
    let opens = 9 * 3_600 + 46 * 60 + 40;
    host.ask(at(opens), queue::Command::Clock(Clockwork::Tick)).unwrap();
    answered(&mut host, opens + 30, 1);
    assert_eq!(level(&host, at(opens + 40)), (1, 1, 0));
}
