//! A queue's door: who is taken in, who is offered and who is told when it opens and closes.

use switchboard_core::effect::{
    AgentView, AtClosing, Bind, Priority, QueueValues, ToQueue, ToSession, TurnedAway, WayOfWork, WhenFull,
    Wish,
};
use switchboard_core::hours::{Hours, Shift, Weekday};
use switchboard_core::machine::QueueRow;
use switchboard_core::queue::{Event, Queue};
use switchboard_core::{Clockwork, Machine, Row, SessionId};

use crate::given::*;
use crate::host::Host;

/// Shifts in minutes after 22:13 of the Tuesday the tests' clock begins with, 20 seconds later.
fn hours(shifts: &[(u32, u32)]) -> Hours {
    let clock = |minute: u32| format!("22:{:02}", 13 + minute);
    let shifts = shifts.iter().map(|(from, to)| Shift { from: clock(*from), to: clock(*to) });
    let week = [(Weekday::Tuesday, shifts.collect())].into();
    Hours { zone: "UTC".to_owned(), week, exceptions: Default::default() }
}

fn values(shifts: &[(u32, u32)], at_closing: AtClosing) -> QueueValues {
    QueueValues { hours: Some(hours(shifts)), at_closing, ..queue_values(WayOfWork::Offer, None) }
}

/// Sales with hours, as configured in second 0.
fn sales_open(shifts: &[(u32, u32)], at_closing: AtClosing) -> Host<Queue> {
    let mut host = sales(WayOfWork::Offer, None);
    tell_queue(&mut host, 0, ToQueue::Configured { version: 2, values: values(shifts, at_closing) });
    host
}

fn board(host: &Host<Queue>) -> QueueRow {
    let Some(Row::Queue(row)) = host.machine.row() else { panic!("a queue has a row") };
    row
}

fn door(host: &Host<Queue>) -> (bool, Option<switchboard_core::Timestamp>) {
    (board(host).open, board(host).changes_at)
}

fn offered(host: &Host<Queue>) -> Vec<SessionId> {
    let chosen = host.log.iter().filter_map(|recorded| match &recorded.event {
        Event::Chosen { session, .. } => Some(*session),
        _ => None,
    });
    chosen.collect()
}

fn patient(seconds: u64, session: u32) -> ToQueue {
    let mut told = asks_in(seconds, session, 1, Priority::Normal);
    if let ToQueue::Enqueue { patient, .. } = &mut told {
        *patient = true;
    }
    told
}

const WEEK: u64 = 7 * 86_400;

#[test]
fn boundaries_are_events_with_the_next_one_and_new_hours_count_at_once() {
    let mut host = sales_open(&[(1, 2), (3, 4)], AtClosing::Serve);
    assert_eq!(door(&host), (false, Some(at(40))));
    assert_eq!(host.due(), Some(at(40)));
    for (second, open, next) in [(40, true, 100), (100, false, 160), (160, true, 220)] {
        assert!(host.tick(at(second - 1)).is_empty(), "not before its time");
        host.tick(at(second));
        assert_eq!(door(&host), (open, Some(at(next))));
    }
    host.tick(at(220));
    assert_eq!(door(&host), (false, Some(at(WEEK + 40))), "until next week");
    // Boundaries missed while the process was away: as it is now, once.
    let before = host.log.len();
    host.ask(at(WEEK + 200), Clockwork::Resumed { down_from: at(250), up_at: at(WEEK + 200) }.into())
        .unwrap();
    assert_eq!(host.kinds_since(before), ["opened"]);
    assert_eq!(door(&host), (true, Some(at(WEEK + 220))), "hours do not move with a restart");

    let changes = [
        (Some(vec![(1, 2)]), &["configured", "closed"][..], false),
        (Some(vec![(1, 3)]), &["configured"][..], false),
        (Some(vec![(3, 5)]), &["configured", "opened"][..], true),
        (None, &["configured", "opened"][..], true),
    ];
    for (version, (shifts, kinds, open)) in (3..).zip(changes) {
        let before = host.log.len();
        let hours = shifts.map(|shifts| hours(&shifts));
        let values = QueueValues { hours, ..queue_values(WayOfWork::Offer, None) };
        tell_queue(&mut host, WEEK + 200, ToQueue::Configured { version, values });
        assert_eq!((host.kinds_since(before).as_slice(), board(&host).open), (kinds, open));
    }
    assert_eq!(door(&host), (true, None), "without hours it is open for good");
}

#[test]
fn a_closed_queue_takes_in_nobody_but_the_patient_and_says_when_it_opens() {
    let mut host = sales_open(&[(1, 2)], AtClosing::Serve);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    let closed = ToSession::TurnedAway {
        entry: 1,
        why: TurnedAway::Closed { opens_at: Some(at(40)) },
        overflow: None,
    };
    assert_eq!(to_sessions(&enqueue(&mut host, 2, 1)), std::slice::from_ref(&closed));
    assert_eq!(
        to_sessions(&tell_queue(&mut host, 61, asks_in(2, 1, 1, Priority::Normal))),
        [closed],
        "again"
    );
    let mut host = sales_open(&[(1, 2)], AtClosing::Serve);
    agent_changed(&mut host, 1, "anna", 1, AgentView { capacity: 5.into(), ..view(at(0)) });
    tell_queue(&mut host, 3, patient(3, 2));
    assert_eq!(offered(&host), [], "who came while it was closed waits until it opens");
    let mut returning = asks_in(4, 3, 2, Priority::Returning);
    if let ToQueue::Enqueue { patient, .. } = &mut returning {
        *patient = true;
    }
    tell_queue(&mut host, 4, returning);
    assert_eq!(offered(&host), [session_id(3)], "whose agent vanished is served on");
    tell_queue(&mut host, 5, ToQueue::Held { offer: offer_id(1) });
    host.tick(at(40));
    assert_eq!(offered(&host), [session_id(3), session_id(2)]);
}

#[test]
fn those_in_line_at_closing_are_served_on_by_default() {
    let mut host = sales_open(&[(0, 1)], AtClosing::Serve);
    (1..=2).for_each(|session| drop(enqueue(&mut host, 10, session)));
    assert!(host.tick(at(40)).is_empty(), "nobody is told");
    agent_changed(&mut host, 61, "anna", 1, view(at(0)));
    assert_eq!(offered(&host), [session_id(1)]);
}

#[test]
fn or_they_are_told_once_and_the_patient_wait() {
    let mut host = sales_open(&[(0, 1), (2, 3)], AtClosing::Tell);
    tell_queue(&mut host, 10, patient(10, 1));
    (2..=3).for_each(|session| drop(enqueue(&mut host, 11, session)));
    let told = to_sessions(&host.tick(at(40)));
    let closed = ToSession::QueueClosed { entry: 1, opens_at: Some(at(100)) };
    assert_eq!(told, [closed.clone(), closed]);
    agent_changed(&mut host, 61, "anna", 1, AgentView { capacity: 5.into(), ..view(at(0)) });
    assert_eq!(offered(&host), [], "nobody is offered after closing");
    // Other hours in which it is closed too are no second closing.
    let values = values(&[(0, 1), (4, 5)], AtClosing::Tell);
    assert!(tell_queue(&mut host, 62, ToQueue::Configured { version: 3, values }).is_empty());
    tell_queue(&mut host, 63, ToQueue::Leave { session: session_id(2), entry: 1, gave_up: false });
    host.tick(at(220));
    assert_eq!(offered(&host), [session_id(1), session_id(3)], "who stayed is offered once it opens");
    assert_eq!(to_sessions(&host.tick(at(280))).len(), 1, "the next closing is told again");
}

#[test]
fn an_agent_who_asks_gets_a_session_of_a_closed_queue() {
    let mut host = sales_open(&[(1, 2)], AtClosing::Tell);
    let wish = Some(Wish { agent: agent_id("anna"), until: at(200), bind: Bind::Take });
    let (session, since) = (session_id(1), at(1));
    let priority = Priority::Normal;
    tell_queue(&mut host, 1, ToQueue::Enqueue { session, entry: 1, priority, since, wish, patient: true });
    assert_eq!(offered(&host), [session_id(1)]);
}

#[test]
fn a_full_line_names_the_queue_to_go_to() {
    let mut host = sales(WayOfWork::Offer, None);
    let when_full = WhenFull::Overflow { queue: queue_id("support") };
    let values = QueueValues { when_full, ..queue_values(WayOfWork::Offer, Some(1)) };
    tell_queue(&mut host, 0, ToQueue::Configured { version: 2, values });
    enqueue(&mut host, 1, 1);
    let full = ToSession::TurnedAway { entry: 1, why: TurnedAway::Full, overflow: Some(queue_id("support")) };
    assert_eq!(to_sessions(&enqueue(&mut host, 2, 2)), std::slice::from_ref(&full));
    tell_queue(&mut host, 3, ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false });
    assert_eq!(to_sessions(&enqueue(&mut host, 4, 2)), [full], "the same stay is answered the same");
    enqueue(&mut host, 5, 3);
    tell_queue(&mut host, 6, patient(6, 4));
    tell_queue(&mut host, 7, asks_in(7, 5, 2, Priority::Returning));
    assert_eq!(host.machine.waiting(), 3, "the patient and the returning are taken in");
}

#[test]
fn the_board_shows_door_line_and_who_works() {
    let mut host = sales_open(&[(0, 1)], AtClosing::Serve);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    agent_changed(&mut host, 1, "bo", 1, AgentView { load: 1.into(), ..view(at(0)) });
    agent_changed(&mut host, 1, "cia", 1, AgentView { ready: false, ..view(at(0)) });
    agent_changed(&mut host, 1, "dan", 1, AgentView { reachable: false, ..view(at(0)) });
    agent_changed(&mut host, 1, "eva", 1, AgentView { serves: false, ..view(at(0)) });
    assert_eq!((board(&host).working, board(&host).estimated_wait_ms), (2, None));
    // Three assignments, ten seconds apart: whoever comes third now waits thirty.
    for (session, second) in [(1, 10), (2, 20), (3, 30)] {
        enqueue(&mut host, second, session);
        let (session, agent) = (session_id(session), agent_id("bo"));
        tell_queue(&mut host, second, ToQueue::Assigned { session, entry: 1, agent });
    }
    (4..=5).for_each(|session| drop(enqueue(&mut host, 31, session)));
    let row = board(&host);
    assert_eq!((row.waiting, row.estimated_wait_ms, row.max_length), (2, Some(30_000), None));
    assert_eq!((row.open, row.changes_at), (true, Some(at(40))));
}

#[test]
fn what_queues_journaled_before_there_were_hours_still_reads() {
    for stored in [
        r#"{"kind":"configured","version":1,"values":{"name":"Sales","way":"assign","accept_within_ms":30000,"max_length":null}}"#,
        r#"{"kind":"enqueued","session":"018f6b1e-7c3a-7000-8000-0000000000a7","entry":1,"priority":"normal","since":0,"wish":{"agent":"anna","until":5},"place":1,"estimated_wait_ms":null}"#,
        r#"{"kind":"turned_away","session":"018f6b1e-7c3a-7000-8000-0000000000a7","entry":1,"why":"full"}"#,
        r#"{"kind":"chosen","offer":"sales:1","session":"018f6b1e-7c3a-7000-8000-0000000000a7","entry":1,"agent":"anna","record":{"verdicts":{"chosen":["anna"]},"best":[]},"guard_at":5}"#,
    ] {
        let read: Event = serde_json::from_str(stored).unwrap();
        match read {
            Event::Configured { values, .. } => {
                assert_eq!(values, QueueValues { way: WayOfWork::Assign, ..QueueValues::named("Sales") });
            }
            Event::Enqueued { wish, patient, held_back, .. } => {
                assert_eq!((wish.unwrap().bind, patient, held_back), (Bind::Prefer, false, false));
            }
            Event::TurnedAway { overflow, .. } => assert_eq!(overflow, None),
            Event::Chosen { way, .. } => assert_eq!(way, None),
            other => panic!("{other:?}"),
        }
    }
}
