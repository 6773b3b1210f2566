//! Sermo's typical scenario over the pure machine, line for line, and its variations.

use super::stage::*;
use crate::effect::{Bind, Priority, ToSession, Wish};
use crate::flow::tests::scripts::{ask, flow, listen, say};
use crate::machine::{Machine, Row, Standing};
use crate::message::Party;
use crate::session::{Command, Event, QueuedWhy};
use crate::signal::Presence;
use std::time::Duration;

/// Longer than any text here is shown as being typed, and not so long that anything is due.
const A_WHILE: Duration = Duration::from_secs(4);

type Line = (Command, &'static [&'static str], &'static [&'static str]);

fn play(stage: &mut Stage, table: &[Line]) {
    for (command, events, owed) in table {
        assert_eq!(stage.ok(command.clone()), *events, "{command:?}");
        assert_eq!(stage.owes(), *owed, "{command:?}");
        stage.wait(A_WHILE);
    }
}

const SUPPORT: &str = "queue/demo/support enqueue";

#[test]
fn the_standard_flow() {
    let mut stage = Stage::with_bot();
    let opening: Vec<Line> = vec![
        (
            text_of("Jag vill ändra faktura 70557076"),
            &[
                "opened",
                "message_received: Jag vill ändra faktura 70557076",
                "bot_started",
                "bot_said: Ett ögonblick.",
                "queued",
            ],
            &[SUPPORT],
        ),
        (presence_is(Presence::Present), &["presence_changed"], &[]),
        (told_enqueued(1), &["place_told", "system_said: Du står i kön Com Hem allmänt."], &[]),
        (text_of("Hallå?"), &["message_received: Hallå?"], &[]),
        (
            told_accepted(1, "anna", 9),
            &["assigned", "system_said: Anna Andersson hjälper dig nu."],
            &["queue/demo/support assigned", "agent/demo/anna confirmed"],
        ),
        (agent_text("anna", "Hej, jag hjälper dig."), &["agent_said: Hej, jag hjälper dig."], &[]),
        (text_of("Tack!"), &["message_received: Tack!"], &[]),
        (Command::CustomerLeft, &["closed: Chatten är avslutad."], &["agent/demo/anna session_ended"]),
        (Command::CustomerLeft, &[], &[]),
    ];
    play(&mut stage, &opening);
    let public: Vec<u64> = stage.journal.iter().filter_map(|event| event.public).collect();
    assert_eq!(public, (1..=9).collect::<Vec<u64>>());
}

#[test]
fn done_and_written_again_and_left() {
    let mut stage = Stage::with_bot();
    let table: Vec<Line> = vec![
        (
            text_of("hej"),
            &["opened", "message_received: hej", "bot_started", "bot_said: Hej! Vad gäller det?"],
            &[],
        ),
        (
            text_of("vet inte"),
            &["message_received: vet inte", "flow_moved", "bot_said: Hej! Vad gäller det?"],
            &[],
        ),
        (text_of("2"), &["message_received: 2", "flow_moved", "queued"], &[SUPPORT]),
        (
            told_accepted(1, "anna", 1),
            &["assigned", "system_said: Anna Andersson hjälper dig nu."],
            &["queue/demo/support assigned", "agent/demo/anna confirmed"],
        ),
        (Command::AgentDone { agent: agent("anna") }, &["agent_done"], &["agent/demo/anna session_ended"]),
        (text_of("En sak till"), &["message_received: En sak till", "queued"], &[SUPPORT]),
        (Command::CustomerLeft, &["closed: Chatten är avslutad."], &["queue/demo/support leave"]),
    ];
    play(&mut stage, &table);
}

#[test]
fn the_bot_remembers_answers_until_it_hands_over() {
    let script = flow(
        "name",
        [
            ("name", ask("Vad heter du?", "name", "hello")),
            ("hello", say("Hej {name}!", "ear")),
            ("ear", listen("hello")),
        ],
    );
    let mut stage = Stage::new(given(Some(script)));
    stage.says("hej");
    stage.wait(A_WHILE);
    assert_eq!(
        stage.says(" Åsa "),
        ["message_received:  Åsa ", "flow_moved", "bot_said: Hej Åsa!", "flow_moved"]
    );
    stage.wait(A_WHILE);
    assert_eq!(stage.says("va?")[2], "bot_said: Hej Åsa!");
}

#[test]
fn a_platform_without_a_bot_queues_at_once() {
    let mut stage = Stage::without_bot();
    assert_eq!(stage.says("hej"), ["opened", "message_received: hej", "queued"]);
    let Event::Queued { why, entry, priority, guard_at, .. } = &stage.journal[2].event else { panic!() };
    assert_eq!((*why, *entry, *priority), (QueuedWhy::NoBot, 1, Priority::Normal));
    assert_eq!(*guard_at, NOON + Duration::from_secs(10));
}

#[test]
fn whoever_writes_again_comes_first_and_to_the_same_agent() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.accepted(1, "anna", 1);
    stage.ok(Command::AgentDone { agent: agent("anna") });
    stage.wait(Duration::from_secs(100));
    stage.says("En sak till");
    let Event::Queued { entry, since, priority, wish, why, .. } = &stage.journal.last().unwrap().event else {
        panic!()
    };
    assert_eq!((*entry, *since, *priority, *why), (2, stage.now, Priority::Returning, QueuedWhy::WroteAgain));
    let wished =
        Wish { agent: agent("anna"), until: stage.now + Duration::from_secs(30), bind: Bind::Prefer };
    assert_eq!(*wish, Some(wished));
}

#[test]
fn a_vanished_agents_customer_returns_at_the_original_age() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.wait(Duration::from_secs(60));
    stage.accepted(1, "anna", 1);
    stage.wait(Duration::from_secs(600));
    let vanished = Command::Told(ToSession::AgentVanished { agent: agent("anna") });
    let told = "system_said: Anna Andersson är borta, vi söker någon annan i Com Hem allmänt.";
    assert_eq!(stage.ok(vanished), ["agent_vanished", told, "queued"]);
    assert_eq!(stage.owes(), [SUPPORT]);
    let Event::Queued { entry, since, priority, wish, why, .. } = &stage.journal.last().unwrap().event else {
        panic!()
    };
    assert_eq!((*entry, *since, *priority), (2, NOON, Priority::Returning));
    assert_eq!((*why, wish), (QueuedWhy::AgentVanished, &None));
}

#[test]
fn the_row_tells_where_it_stands() {
    let mut stage = Stage::with_bot();
    let mut rows = Vec::new();
    let mut look = |stage: &Stage| {
        let Some(Row::Session(row)) = stage.session.row() else { return };
        let seen =
            (row.standing, row.queue.map(String::from), row.agent.map(String::from), row.since.since(NOON));
        assert_eq!((row.customer.as_str(), row.opened_at), ("CANARY-customer", NOON));
        rows.push(seen);
    };
    look(&stage);
    stage.says("hej");
    look(&stage);
    for command in [
        text_of("1"),
        told_accepted(1, "anna", 1),
        agent_text("anna", "Hej"),
        Command::AgentDone { agent: agent("anna") },
        Command::CustomerLeft,
    ] {
        stage.wait(A_WHILE);
        stage.ok(command);
        look(&stage);
    }
    let support = || Some("support".to_owned());
    let anna = || Some("anna".to_owned());
    let expected = [
        (Standing::Bot, None, None, 0),
        (Standing::Queued, support(), None, 4),
        (Standing::Agent, support(), anna(), 8),
        (Standing::Agent, support(), anna(), 8),
        (Standing::Released, support(), None, 16),
        (Standing::Closed, support(), None, 20),
    ]
    .map(|(standing, queue, agent, since)| (standing, queue, agent, Duration::from_secs(since)));
    assert_eq!(rows, expected);
}

#[test]
fn events_name_who_caused_them() {
    let mut stage = Stage::with_bot();
    stage.says("faktura");
    stage.accepted(1, "anna", 1);
    stage.ok(agent_text("anna", "Hej"));
    stage.ok(Command::CustomerLeft);
    let actors: Vec<Party> = stage.journal.iter().map(|event| event.actor.clone()).collect();
    let anna = || Party::Agent(agent("anna"));
    let expected = [
        Party::Customer,
        Party::Customer,
        Party::Bot,
        Party::Bot,
        Party::Bot,
        anna(),
        Party::System,
        anna(),
        Party::Customer,
    ];
    assert_eq!(actors, expected);
    let bot = stage.journal[3].content.as_ref().unwrap();
    assert_eq!(bot.name.as_deref(), Some("Bot"));
    assert_eq!(stage.journal[7].content.as_ref().unwrap().name.as_deref(), Some("Anna Andersson"));
}
