//! Giving a session on: what each way leads to, whom it frees, and how it waits afterwards.

use std::time::Duration;

use super::stage::*;
use crate::effect::{Bind, Priority, ToSession, TurnedAway, Wish};
use crate::machine::Machine;
use crate::message::Party;
use crate::session::{ClosedWhy, Command, Event, QueuedWhy, Refusal, TransferTo};
use crate::time::Timestamp;

/// Waited a minute, then served by Anna for a minute.
fn served() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.wait(Duration::from_secs(60));
    stage.accepted(1, "anna", 1);
    stage.wait(Duration::from_secs(60));
    stage
}

fn waiting() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.wait(Duration::from_secs(60));
    stage
}

struct Stay {
    queue: String,
    since: Timestamp,
    priority: Priority,
    wish: Option<Wish>,
    why: QueuedWhy,
    patient: bool,
}

/// The last stay in a queue that was asked for.
fn stay(stage: &Stage) -> Stay {
    let last = stage.journal.iter().rev().find_map(|recorded| match &recorded.event {
        Event::Queued { queue, since, priority, wish, why, patient, .. } => Some(Stay {
            queue: queue.to_string(),
            since: *since,
            priority: *priority,
            wish: wish.clone(),
            why: *why,
            patient: *patient,
        }),
        _ => None,
    });
    last.expect("it waits")
}

fn transfer(by: &str, to: TransferTo) -> Command {
    let note = Some("vill ha Bertil".to_owned());
    Command::Transfer { by: Party::Agent(agent(by)), name: "Anna Andersson".to_owned(), to, note }
}

fn to_queue(name: &str) -> TransferTo {
    TransferTo::Queue { queue: queue(name) }
}

fn to_agent(name: &str) -> TransferTo {
    TransferTo::Agent { agent: agent(name), queue: None, at_once: false }
}

fn to_bot(by: &str, group: Option<&str>) -> Command {
    Command::HandToBot { by: Party::Agent(agent(by)), group: group.map(str::to_owned) }
}

#[test]
fn a_transfer_to_a_queue_keeps_its_age_and_brings_a_note() {
    let mut stage = served();
    assert_eq!(stage.ok(transfer("anna", to_queue("sales"))), ["transferred", "queued"]);
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended", "queue/demo/sales enqueue"]);
    let stay = stay(&stage);
    assert_eq!((stay.queue.as_str(), stay.since, stay.why), ("sales", NOON, QueuedWhy::Transferred));
    assert!(stay.patient && stay.wish.is_none());
    let note = stage.journal.iter().rev().nth(1).unwrap().content.clone().unwrap();
    assert_eq!((note.note.as_deref(), note.text), (Some("vill ha Bertil"), None));
    assert_eq!(stage.session.agent(), None);
}

#[test]
fn a_transfer_to_an_agent_is_theirs_alone_for_a_while() {
    let mut stage = served();
    stage.ok(transfer("anna", to_agent("bertil")));
    let until = stage.now + Duration::from_secs(120);
    let stay = stay(&stage);
    assert_eq!(stay.wish, Some(Wish { agent: agent("bertil"), until, bind: Bind::Only }));
    assert_eq!((stay.queue.as_str(), stay.since), ("support", NOON));
}

#[test]
fn one_that_waits_leaves_its_line_when_it_is_moved() {
    let mut stage = waiting();
    assert_eq!(stage.ok(transfer("cia", to_queue("sales"))), ["transferred", "queued"]);
    assert_eq!(stage.owes(), ["queue/demo/support leave", "queue/demo/sales enqueue"]);
    assert_eq!(stay(&stage).since, NOON);
}

#[test]
fn only_who_serves_gives_it_on() {
    for command in [transfer("bertil", to_queue("sales")), to_bot("bertil", None)] {
        assert_eq!(served().ask(command), Err(Refusal::NotServing));
    }
    let put_back = Command::PutBack { by: Party::Agent(agent("bertil")), note: None, from: None };
    assert_eq!(waiting().ask(put_back), Err(Refusal::NotServing), "it is there already");
}

#[test]
fn put_back_stands_at_its_age_among_the_returning() {
    let mut stage = served();
    let put_back = Command::PutBack {
        by: Party::Agent(agent("cia")),
        note: Some("Anna är sjuk".to_owned()),
        from: None,
    };
    let said = "system_said: Vi söker någon annan i Com Hem allmänt.";
    assert_eq!(stage.ok(put_back), ["put_back", said, "queued"]);
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended", "queue/demo/support enqueue"]);
    let stay = stay(&stage);
    assert_eq!((stay.priority, stay.since, stay.patient), (Priority::Returning, NOON, true));
    assert_eq!(stay.wish, None);
}

#[test]
fn who_takes_over_comes_by_way_of_the_queue() {
    let table = [(served(), "agent/demo/anna session_ended"), (waiting(), "queue/demo/support leave")];
    for (mut stage, freed) in table {
        let take = || Command::TakeOver { agent: agent("cia"), name: "Cia".to_owned() };
        assert_eq!(stage.ok(take()), ["taken_over", "queued"]);
        assert_eq!(stage.owes(), [freed, "queue/demo/support enqueue"]);
        let until = stage.now + Duration::from_secs(120);
        assert_eq!(stay(&stage).wish, Some(Wish { agent: agent("cia"), until, bind: Bind::Take }));
        assert_eq!(stage.ok(take()), [""; 0], "asked for already");
        stage.accepted(2, "cia", 2);
        assert_eq!(stage.ok(take()), [""; 0], "theirs already");
    }
}

#[test]
fn the_polite_end_speaks_in_the_agents_name_and_returns_to_them() {
    let mut stage = served();
    assert_eq!(
        stage.ok(to_bot("anna", Some("end"))),
        ["handed_to_bot", "bot_started", "bot_said: Tack för idag!"]
    );
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended"]);
    let said = stage.journal.last().unwrap().content.clone().unwrap();
    assert_eq!(said.name.as_deref(), Some("Anna Andersson"));
    assert_eq!(stage.says("en sak till")[0], "message_received: en sak till");
    let until = stage.now + Duration::from_secs(30);
    let stay = stay(&stage);
    assert_eq!(stay.wish, Some(Wish { agent: agent("anna"), until, bind: Bind::Prefer }));
    assert_eq!((stay.priority, stay.since, stay.why), (Priority::Returning, NOON, QueuedWhy::BackFromBot));
}

#[test]
fn the_polite_end_ends_when_nothing_more_is_said() {
    let mut stage = served();
    stage.ok(to_bot("anna", Some("end")));
    assert_eq!(stage.expire().0, Duration::from_secs(1800));
    assert!(matches!(stage.journal.last().unwrap().event, Event::Closed { why: ClosedWhy::Silent }));
}

#[test]
fn one_who_waits_is_asked_and_returns_to_the_head() {
    let mut stage = waiting();
    assert_eq!(
        stage.ok(to_bot("cia", Some("still-there"))),
        ["handed_to_bot", "bot_started", "bot_said: Är du kvar?"]
    );
    assert_eq!(stage.owes(), ["queue/demo/support leave"]);
    assert_eq!(stage.session.pinned().unwrap().flow.as_str(), "still-there");
    stage.says("ja");
    let stay = stay(&stage);
    assert_eq!((stay.queue.as_str(), stay.priority, stay.since), ("support", Priority::Returning, NOON));
    assert_eq!(stay.wish, None);
}

#[test]
fn an_unknown_group_runs_the_platforms_own_script_and_says_so() {
    let mut stage = Stage::with_bot();
    stage.says("faktura");
    stage.accepted(1, "anna", 1);
    assert_eq!(stage.ok(to_bot("anna", Some("missing")))[..2], ["handed_to_bot", "bot_started"]);
    let handed = stage.journal.iter().rev().find_map(|recorded| match &recorded.event {
        Event::HandedToBot { group, flow, unknown_group, .. } => Some((group, flow, *unknown_group)),
        _ => None,
    });
    let (group, flow, unknown) = handed.unwrap();
    assert_eq!((group.as_deref(), unknown), (Some("missing"), true));
    assert_eq!(flow.as_ref(), stage.session.pinned());

    assert_eq!(served().ask(to_bot("anna", Some("missing"))), Err(Refusal::NoBot));
    assert_eq!(served().ask(to_bot("anna", None)), Err(Refusal::NoBot));
}

#[test]
fn a_full_queue_sends_on_at_the_same_age_but_not_for_ever() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    let full = |entry, to: &str| {
        let overflow = Some(queue(to));
        Command::Told(ToSession::TurnedAway { entry, why: TurnedAway::Full, overflow })
    };
    stage.wait(Duration::from_secs(5));
    for (entry, to) in [(1, "sales"), (2, "support"), (3, "sales")] {
        assert_eq!(stage.ok(full(entry, to)), ["overflowed", "queued"]);
        assert_eq!(stage.owes(), [format!("queue/demo/{to} enqueue")]);
        assert_eq!(stay(&stage).since, NOON);
    }
    assert_eq!(stage.ok(full(4, "support"))[0], "turned_away", "these two send to each other");
}

#[test]
fn the_platforms_closing_is_said_once_a_closing() {
    let monday = Some(NOON + Duration::from_secs(60_000));
    let closed = |entry, opens_at| {
        Command::Told(ToSession::TurnedAway { entry, why: TurnedAway::Closed { opens_at }, overflow: None })
    };
    let mut stage = Stage::without_bot();
    stage.says("hej");
    let line = "system_said: Vi har stängt.";
    assert_eq!(stage.ok(closed(1, monday)), ["turned_away", "platform_closed", line]);
    stage.says("hallå");
    assert_eq!(stage.ok(closed(2, monday)), ["turned_away", line], "said already");
    stage.says("hallå");
    stage.enqueued(3);
    stage.ok(Command::Told(ToSession::QueueClosed { entry: 3, opens_at: None }));
    assert_eq!(stage.owes(), ["queue/demo/support leave"]);
    assert!(
        stage.journal.iter().rev().any(|r| matches!(r.event, Event::PlatformClosed { opens_at: None, .. }))
    );
}

#[test]
fn another_queues_closing_is_not_the_platforms() {
    let mut stage = served();
    stage.ok(transfer("anna", to_queue("sales")));
    let why = TurnedAway::Closed { opens_at: None };
    let closed = Command::Told(ToSession::TurnedAway { entry: 2, why, overflow: None });
    assert_eq!(stage.ok(closed), ["turned_away", "system_said: Vi har stängt."]);
}

#[test]
fn who_waits_patiently_waits_on_while_it_is_closed() {
    let mut stage = served();
    stage.ok(transfer("anna", to_queue("support")));
    assert_eq!(stage.ok(Command::Told(ToSession::QueueClosed { entry: 2, opens_at: None })), [""; 0]);
    let mut served = served();
    assert_eq!(served.ok(Command::Told(ToSession::QueueClosed { entry: 1, opens_at: None })), [""; 0]);
    assert!(served.session.deadline().is_none());
}
