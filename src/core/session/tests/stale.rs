//! What comes late, twice, or from the wrong one: refused where somebody asked, ignored where it was owed.

use std::time::Duration;

use super::stage::*;
use crate::effect::{Priority, ToSession, TurnedAway};
use crate::flow::tests::scripts::{flow, hand_over};
use crate::machine::Machine;
use crate::session::{Command, Event, QueuedWhy, Refusal, Session};
use crate::signal::Presence;

const NOTHING: [&str; 0] = [];

fn turned_away(entry: u32) -> Command {
    Command::Told(ToSession::TurnedAway { entry, why: TurnedAway::Full, overflow: None })
}

fn vanished(name: &str) -> Command {
    Command::Told(ToSession::AgentVanished { agent: agent(name) })
}

fn served() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.accepted(1, "anna", 1);
    stage
}

#[test]
fn refusals() {
    let fresh = Stage::with_bot;
    let with_bot = || {
        let mut stage = Stage::with_bot();
        stage.says("hej");
        stage
    };
    let released = || {
        let mut stage = served();
        stage.ok(Command::AgentDone { agent: agent("anna") });
        stage
    };
    let closed = || {
        let mut stage = served();
        stage.ok(Command::CustomerLeft);
        stage
    };
    let done = |name: &str| Command::AgentDone { agent: agent(name) };
    let table: Vec<(&str, Stage, Command, Refusal)> = vec![
        ("fresh", fresh(), text_of(" \n\t"), Refusal::EmptyText),
        ("fresh", fresh(), Command::CustomerLeft, Refusal::NotOpen),
        ("fresh", fresh(), agent_text("anna", "hej"), Refusal::NotOpen),
        ("fresh", fresh(), done("anna"), Refusal::NotOpen),
        ("fresh", fresh(), presence_is(Presence::Lost), Refusal::NotOpen),
        ("bot", with_bot(), text_of(""), Refusal::EmptyText),
        ("bot", with_bot(), agent_text("anna", "hej"), Refusal::NotServing),
        ("agent", served(), agent_text("bertil", "hej"), Refusal::NotServing),
        ("agent", served(), agent_text("anna", " "), Refusal::EmptyText),
        ("agent", served(), done("bertil"), Refusal::NotServing),
        ("released", released(), agent_text("anna", "hej"), Refusal::NotServing),
        ("released", released(), done("anna"), Refusal::NotServing),
        ("closed", closed(), text_of("hej"), Refusal::Closed),
        ("closed", closed(), text_of(" "), Refusal::Closed),
        ("closed", closed(), agent_text("anna", "hej"), Refusal::Closed),
        ("closed", closed(), done("anna"), Refusal::Closed),
    ];
    for (phase, mut stage, command, expected) in table {
        let before = stage.session.clone();
        assert_eq!(stage.ask(command.clone()), Err(expected), "{phase}: {command:?}");
        assert_eq!(stage.session, before);
    }
}

#[test]
fn what_is_owed_is_never_refused() {
    let owed = || {
        [
            told_enqueued(1),
            told_enqueued(9),
            turned_away(9),
            vanished("bertil"),
            told_accepted(9, "bertil", 9),
        ]
    };
    for mut stage in [Stage::with_bot(), Stage::without_bot(), served()] {
        for command in owed() {
            assert!(stage.ask(command.clone()).is_ok(), "{command:?}");
        }
    }
}

#[test]
fn a_queues_answer_counts_once_and_for_its_entry() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    assert_eq!(stage.enqueued(2), NOTHING);
    assert_eq!(stage.enqueued(1).len(), 2);
    assert_eq!(stage.enqueued(1), NOTHING);
    stage.accepted(1, "anna", 1);
    assert_eq!(stage.enqueued(1), NOTHING);
    assert_eq!(stage.ok(turned_away(1)), NOTHING);
}

#[test]
fn an_acceptance_may_overtake_the_queues_answer() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    assert_eq!(stage.accepted(1, "anna", 1)[0], "assigned");
    assert_eq!(stage.enqueued(1), NOTHING, "no place is told to whom somebody serves");
}

#[test]
fn the_second_agent_is_refused() {
    let mut stage = served();
    assert_eq!(stage.accepted(1, "bertil", 2), ["assignment_refused"]);
    assert_eq!(stage.owes(), ["agent/demo/bertil assign_refused"]);
    assert_eq!(stage.session.agent(), Some(&agent("anna")));
    assert_eq!(stage.accepted(1, "anna", 1), NOTHING, "the acceptance that won, told again");
}

#[test]
fn an_acceptance_after_the_end_frees_the_agent() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.accepted(1, "anna", 1), ["assignment_refused"]);
    assert_eq!(stage.owes(), ["agent/demo/anna assign_refused"]);
}

#[test]
fn only_the_serving_agent_can_vanish() {
    let mut stage = served();
    assert_eq!(stage.ok(vanished("bertil")), NOTHING);
    stage.ok(Command::AgentDone { agent: agent("anna") });
    assert_eq!(stage.ok(vanished("anna")), NOTHING);
}

#[test]
fn presence_means_nothing_to_a_closed_session() {
    let mut stage = served();
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.presence(Presence::Lost), NOTHING);
    assert_eq!(stage.tick(), NOTHING);
}

#[test]
fn turned_away_without_a_bot_is_released_until_the_next_word() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    assert_eq!(stage.ok(turned_away(1)), ["turned_away", "system_said: Kön är full."]);
    assert_eq!(stage.session.deadline().unwrap().at, NOON + Duration::from_secs(1800));
    assert_eq!(stage.says("hallå"), ["message_received: hallå", "queued"]);
    let Event::Queued { entry, priority, wish, why, .. } = &stage.journal.last().unwrap().event else {
        panic!()
    };
    assert_eq!((*entry, *priority, *why), (2, Priority::Normal, QueuedWhy::NoBot));
    assert_eq!(*wish, None);
}

#[test]
fn turned_away_with_a_bot_begins_anew_at_the_next_word() {
    let mut stage = Stage::new(given(Some(flow("a", [("a", hand_over(Some("other")))]))));
    assert_eq!(stage.says("hej"), ["opened", "message_received: hej", "bot_started", "queued"]);
    assert_eq!(stage.owes(), ["queue/demo/other enqueue"]);
    for entry in 1..4 {
        assert_eq!(stage.ok(turned_away(entry)), ["turned_away", "system_said: Kön är full."]);
        assert_eq!(stage.tick(), NOTHING, "the queue is not asked in a circle");
        assert_eq!(stage.says("hej"), ["message_received: hej", "bot_started", "queued"]);
    }
}

#[test]
fn a_script_that_is_gone_leads_to_the_queue() {
    let mut stage = Stage::with_bot();
    stage.given.flow = None;
    assert_eq!(stage.says("hej"), ["opened", "message_received: hej", "flow_broken", "queued"]);

    let mut stage = Stage::with_bot();
    stage.says("hej");
    let mut newer = script();
    newer.version = 2;
    stage.given.flow = Some(newer.into());
    assert_eq!(
        stage.says("1"),
        ["message_received: 1", "flow_broken", "queued"],
        "another version is another script"
    );
}

#[test]
fn a_line_left_empty_is_not_said() {
    let silent = with_policy(given(None), |policy| policy.notices = Default::default());
    let mut stage = Stage::new(silent);
    stage.says("hej");
    assert_eq!(stage.enqueued(1), ["place_told"]);
    assert_eq!(stage.accepted(1, "anna", 1), ["assigned"]);
    assert_eq!(stage.ok(Command::CustomerLeft), ["closed: "]);
}

#[test]
fn a_text_proves_an_unstable_customer_present() {
    let mut stage = served();
    stage.presence(Presence::Unstable);
    assert_eq!(stage.says("hej"), ["presence_changed", "message_received: hej"]);
    assert_eq!(stage.says("hej"), ["message_received: hej"]);
}

#[test]
fn no_time_of_preference_is_no_wish() {
    let open_to_all = with_policy(given(None), |policy| policy.prefer_same_agent_for = Duration::ZERO);
    let mut stage = Stage::new(open_to_all);
    stage.says("hej");
    stage.accepted(1, "anna", 1);
    stage.ok(Command::AgentDone { agent: agent("anna") });
    stage.says("hej igen");
    let Event::Queued { wish, .. } = &stage.journal.last().unwrap().event else { panic!() };
    assert_eq!(*wish, None);
}

#[test]
fn a_wrong_address_makes_a_blank_session() {
    let wrong = crate::ids::Subject::Queue(crate::ids::WorkspaceId::new("demo").unwrap(), queue("support"));
    assert_eq!(Session::blank(&wrong).row(), None);
}
