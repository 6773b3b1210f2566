//! The line: who is taken in, where they stand, who leaves.

use switchboard_core::effect::{OfferEnd, Priority, ToAgent, ToQueue, ToSession, TurnedAway, WayOfWork};
use switchboard_core::machine::QueueRow;
use switchboard_core::queue::{Event, OfferClosedWhy, Queue};
use switchboard_core::{Effect, Machine, Row, SessionId, Signal, Subject};

use crate::given::*;
use crate::host::Host;

fn order(host: &Host<Queue>) -> Vec<SessionId> {
    host.machine.pulse().into_iter().map(|(session, _)| session).collect()
}

fn sessions(numbers: &[u32]) -> Vec<SessionId> {
    numbers.iter().map(|number| session_id(*number)).collect()
}

#[test]
fn nobody_is_taken_in_by_a_queue_without_settings() {
    let mut host = Host::new(Subject::Queue(workspace(), queue_id("sales")), ());
    let told = to_sessions(&enqueue(&mut host, 1, 1));
    assert_eq!(told, [ToSession::TurnedAway { entry: 1, why: TurnedAway::Unknown, overflow: None }]);
    assert_eq!(host.machine.row(), None);
}

#[test]
fn the_newest_settings_win() {
    let mut host = sales(WayOfWork::Offer, None);
    for (version, events) in [(1, 0), (3, 1), (2, 0), (3, 0), (4, 1)] {
        let before = host.log.len();
        let values = queue_values(WayOfWork::Assign, None);
        tell_queue(&mut host, 1, ToQueue::Configured { version, values });
        assert_eq!(host.log.len() - before, events, "version {version}");
    }
}

#[test]
fn class_first_then_age_then_id() {
    let mut host = sales(WayOfWork::Offer, None);
    let arrivals = [
        (1, 10, Priority::Normal, 1, [1].as_slice()),
        (2, 20, Priority::Normal, 2, &[1, 2]),
        (3, 15, Priority::Normal, 2, &[1, 3, 2]),
        (4, 30, Priority::Returning, 1, &[4, 1, 3, 2]),
        (6, 20, Priority::Normal, 5, &[4, 1, 3, 2, 6]),
        (5, 20, Priority::Normal, 5, &[4, 1, 3, 2, 5, 6]),
        (7, 5, Priority::Returning, 1, &[7, 4, 1, 3, 2, 5, 6]),
    ];
    for (session, since, priority, expected_place, expected_order) in arrivals {
        let told = ToQueue::Enqueue {
            session: session_id(session),
            entry: 1,
            priority,
            since: at(since),
            wish: None,
            patient: false,
        };
        let effects = tell_queue(&mut host, 40, told);
        let [ToSession::Enqueued { place, queue_name, .. }] = &to_sessions(&effects)[..] else {
            panic!("{effects:?}");
        };
        assert_eq!((*place, queue_name.as_str()), (expected_place, "Sales"), "session {session}");
        assert!(effects.contains(&Effect::Pulse));
        assert_eq!(order(&host), sessions(expected_order));
    }
    let places = host.machine.pulse().into_iter().map(|(_, signal)| match signal {
        Signal::Place { place, .. } => place,
        _ => 0,
    });
    assert_eq!(places.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    let row = QueueRow {
        workspace: workspace(),
        queue: queue_id("sales"),
        waiting: 7,
        oldest: Some(at(5)),
        open: true,
        changes_at: None,
        working: 0,
        max_length: None,
        estimated_wait_ms: None,
        estimate_ends: None,
        answer_within_ms: 60_000,
        ended: Vec::new(),
    };
    assert_eq!(host.machine.row(), Some(Row::Queue(row)));
}

#[test]
fn the_oldest_is_sought_in_every_class() {
    for (returning_since, oldest) in [(5, 5), (30, 10)] {
        let mut host = sales(WayOfWork::Offer, None);
        tell_queue(&mut host, 40, asks_in(10, 1, 1, Priority::Normal));
        tell_queue(&mut host, 40, asks_in(returning_since, 2, 2, Priority::Returning));
        let Some(Row::Queue(row)) = host.machine.row() else { panic!("a queue has its row") };
        assert_eq!((row.waiting, row.oldest), (2, Some(at(oldest))));
    }
}

#[test]
fn who_begins_a_later_stay_is_not_counted_ahead_of_themselves() {
    let mut host = sales(WayOfWork::Offer, None);
    enqueue(&mut host, 1, 1);
    enqueue(&mut host, 2, 2);
    let again = to_sessions(&tell_queue(&mut host, 9, asks_in(9, 1, 2, Priority::Normal)));
    assert!(matches!(again[..], [ToSession::Enqueued { entry: 2, place: 2, .. }]), "{again:?}");
}

#[test]
fn a_full_line_turns_newcomers_away_and_nobody_who_comes_back() {
    let mut host = sales(WayOfWork::Offer, Some(2));
    enqueue(&mut host, 1, 1);
    enqueue(&mut host, 2, 2);
    let full = [ToSession::TurnedAway { entry: 1, why: TurnedAway::Full, overflow: None }];
    assert_eq!(to_sessions(&enqueue(&mut host, 3, 3)), full);
    let again = to_sessions(&enqueue(&mut host, 4, 2));
    assert!(matches!(again[..], [ToSession::Enqueued { place: 2, .. }]), "who stands in line: {again:?}");
    let back = to_sessions(&tell_queue(&mut host, 5, asks_in(5, 4, 2, Priority::Returning)));
    assert!(matches!(back[..], [ToSession::Enqueued { place: 1, .. }]), "{back:?}");
    tell_queue(&mut host, 6, ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false });
    assert_eq!(to_sessions(&enqueue(&mut host, 7, 5)), full, "two of them still");
}

#[test]
fn who_was_turned_away_hears_the_same_for_the_same_stay() {
    let mut host = sales(WayOfWork::Offer, Some(1));
    enqueue(&mut host, 1, 1);
    let full = [ToSession::TurnedAway { entry: 1, why: TurnedAway::Full, overflow: None }];
    assert_eq!(to_sessions(&enqueue(&mut host, 2, 2)), full);
    tell_queue(&mut host, 3, ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false });
    assert_eq!(to_sessions(&enqueue(&mut host, 4, 2)), full, "asked before the answer was heard");
    assert_eq!(order(&host), []);
    tell_queue(&mut host, 5, asks_in(5, 2, 2, Priority::Normal));
    assert_eq!(order(&host), sessions(&[2]), "another stay is another question");
}

#[test]
fn a_flood_turned_away_does_not_grow_the_queue() {
    let mut host = sales(WayOfWork::Offer, Some(0));
    let snapshot = |host: &Host<Queue>| serde_json::to_string(&host.machine).unwrap().len();
    (1..=2_000).for_each(|session| drop(enqueue(&mut host, 1, session)));
    let full = snapshot(&host);
    (2_001..=2_500).for_each(|session| drop(enqueue(&mut host, 1, session)));
    assert!(snapshot(&host) <= full, "the latest two thousand");
    enqueue(&mut host, 700, 3_000);
    assert!(snapshot(&host) < full / 100, "of the last ten minutes");
}

#[test]
fn asked_twice_is_answered_twice_and_entered_once() {
    let mut host = sales(WayOfWork::Offer, None);
    enqueue(&mut host, 1, 1);
    enqueue(&mut host, 2, 2);
    tell_queue(&mut host, 3, ToQueue::Absent { session: session_id(2), entry: 1, absent: true });
    let again = to_sessions(&tell_queue(&mut host, 60, asks_in(60, 2, 1, Priority::Returning)));
    assert!(matches!(again[..], [ToSession::Enqueued { entry: 1, place: 2, .. }]), "{again:?}");
    assert_eq!(order(&host), sessions(&[1, 2]), "at the place it had");
    agent_changed(
        &mut host,
        61,
        "anna",
        1,
        switchboard_core::effect::AgentView { capacity: 5.into(), ..view(at(0)) },
    );
    assert_eq!(chosen(&host), [session_id(1)], "and as away as it was");
}

fn chosen(host: &Host<Queue>) -> Vec<SessionId> {
    let chosen = host.log.iter().filter_map(|recorded| match &recorded.event {
        Event::Chosen { session, .. } => Some(*session),
        _ => None,
    });
    chosen.collect()
}

#[test]
fn a_later_stay_ends_an_earlier_one_and_an_earlier_one_is_stale() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    enqueue(&mut host, 2, 1);
    let before = host.log.len();
    tell_queue(&mut host, 3, asks_in(3, 1, 2, Priority::Normal));
    assert_eq!(host.kinds_since(before), ["offer_closed", "left", "enqueued", "chosen"]);
    for stale in [
        asks_in(4, 1, 1, Priority::Normal),
        ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false },
        ToQueue::Absent { session: session_id(1), entry: 1, absent: true },
        ToQueue::Assigned { session: session_id(1), entry: 1, agent: agent_id("anna") },
        ToQueue::Leave { session: session_id(9), entry: 1, gave_up: false },
    ] {
        assert_eq!(tell_queue(&mut host, 5, stale.clone()), [], "{stale:?}");
    }
    assert_eq!(host.log.len(), before + 4);
}

#[test]
fn who_leaves_while_offered_is_withdrawn() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    enqueue(&mut host, 2, 1);
    let effects =
        tell_queue(&mut host, 3, ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false });
    assert_eq!(to_agents(&effects), [(agent_id("anna"), ToAgent::Withdraw { offer: offer_id(1) })]);
    assert_eq!((order(&host), host.due()), (vec![], None));
    assert!(host.machine.may_rest());
}

#[test]
fn the_absent_keep_their_place_and_are_passed_over() {
    let mut host = sales(WayOfWork::Offer, None);
    enqueue(&mut host, 1, 1);
    enqueue(&mut host, 2, 2);
    let absent = |absent| ToQueue::Absent { session: session_id(1), entry: 1, absent };
    tell_queue(&mut host, 3, absent(true));
    let before = host.log.len();
    tell_queue(&mut host, 3, absent(true));
    assert_eq!(host.log.len(), before, "said twice");
    agent_changed(&mut host, 4, "anna", 1, view(at(0)));
    assert_eq!(chosen(&host), [session_id(2)]);
    assert_eq!(order(&host), sessions(&[1, 2]));
    tell_queue(&mut host, 5, absent(false));
    agent_changed(&mut host, 6, "bo", 1, view(at(0)));
    assert_eq!(chosen(&host), [session_id(2), session_id(1)]);
}

#[test]
fn an_assignment_takes_out_of_line_and_withdraws_what_is_out_to_others() {
    for (agent, withdrawn) in [("anna", false), ("bo", true)] {
        let mut host = sales(WayOfWork::Offer, None);
        agent_changed(&mut host, 1, "anna", 1, view(at(0)));
        enqueue(&mut host, 2, 1);
        let assigned = ToQueue::Assigned { session: session_id(1), entry: 1, agent: agent_id(agent) };
        let effects = tell_queue(&mut host, 3, assigned);
        assert_eq!(!to_agents(&effects).is_empty(), withdrawn, "assigned to {agent}");
        assert!(effects.contains(&Effect::Pulse));
        assert_eq!((order(&host), host.due()), (vec![], None));
    }
}

#[test]
fn an_entry_the_session_does_not_know_of_leaves_with_the_first_who_accepts_it() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    enqueue(&mut host, 2, 1);
    tell_queue(&mut host, 3, ToQueue::Held { offer: offer_id(1) });
    let before = host.log.len();
    tell_queue(&mut host, 4, ToQueue::OfferEnded { offer: offer_id(1), why: OfferEnd::Withdrawn });
    assert_eq!(host.kinds_since(before), ["offer_closed", "left"]);
    let closed = &host.log[before].event;
    let why = OfferClosedWhy::Ended(OfferEnd::Withdrawn);
    assert_eq!(*closed, Event::OfferClosed { offer: offer_id(1), why, view: None });
}
