//! Outside bots and desks: who may speak when, and what a handover leads to.

use std::time::Duration;

use super::stage::*;
use super::walks::says;
use crate::message::Party;
use crate::session::{AppWhat, ApplicationWord, ClosedWhy, Command, Event, Refusal};

const NOTHING: [&str; 0] = [];

fn word(key: &str, what: AppWhat) -> Command {
    Command::Application(ApplicationWord { key: key.to_owned(), opening: Some(opening()), what })
}

fn bot(what: AppWhat) -> Command {
    word("bot-key", what)
}

fn desk(what: AppWhat) -> Command {
    word("desk-key", what)
}

fn handover() -> AppWhat {
    AppWhat::HandToAgent { queue: None }
}

/// With an outside bot, and an outside desk if wished.
fn outside(with_desk: bool) -> Stage {
    Stage::new(with_policy(given(None), |policy| {
        policy.bot_key = Some("bot-key".to_owned());
        policy.desk_key = with_desk.then(|| "desk-key".to_owned());
    }))
}

#[test]
fn an_outside_bot_speaks_until_it_hands_over() {
    let mut stage = outside(false);
    assert_eq!(stage.says("hej"), ["opened", "message_received: hej"], "nobody of ours answers");
    assert_eq!(stage.ok(bot(says("Hej! Vad gäller det?"))), ["application_said: Hej! Vad gäller det?"]);
    assert_eq!(stage.journal.last().unwrap().actor, Party::Application("bot-key".to_owned()));
    assert_eq!(stage.ok(bot(handover())), ["queued"]);
    assert_eq!(stage.owes(), ["queue/demo/support enqueue"]);
    assert_eq!(stage.ok(bot(handover())), NOTHING, "a repeated handover is taken once");
    assert_eq!(stage.ask(bot(says("en sak till"))), Err(Refusal::NotServing));
    stage.accepted(1, "anna", 1);
    let to_bot = Command::HandToBot { by: Party::Agent(agent("anna")), group: Some("end".to_owned()) };
    assert_eq!(stage.ok(to_bot), ["handed_to_bot"]);
    assert_eq!(stage.ok(bot(says("hej då"))), ["application_said: hej då"]);
}

#[test]
fn other_keys_have_no_word_here() {
    let mut stage = outside(false);
    stage.says("hej");
    for command in [word("other-key", says("hej")), desk(says("hej")), desk(AppWhat::Done)] {
        assert_eq!(stage.ask(command), Err(Refusal::NotServing));
    }
    let mut ours = Stage::with_bot();
    ours.says("hej");
    assert_eq!(ours.ask(bot(says("hej"))), Err(Refusal::NotServing));
    assert_eq!(stage.ask(bot(says(" "))), Err(Refusal::EmptyText));
}

#[test]
fn an_outside_desk_serves_releases_and_gets_them_back() {
    let mut stage = outside(true);
    stage.says("hej");
    assert_eq!(stage.ok(bot(handover())), ["handed_to_desk"]);
    assert_eq!(stage.owes(), NOTHING, "no queue of ours");
    assert_eq!(stage.ask(bot(says("hej"))), Err(Refusal::NotServing));
    assert_eq!(stage.ok(desk(AppWhat::QueueNumber { number: 3 })), ["desk_number_told"]);
    assert_eq!(stage.ok(desk(AppWhat::QueueNumber { number: 0 })), NOTHING, "their turn is not a number");
    assert_eq!(
        stage.ok(desk(AppWhat::System { text: "Eva kommer".to_owned() })),
        ["system_said: Eva kommer"]
    );
    assert_eq!(stage.ok(desk(says("Hej, Eva här"))), ["application_said: Hej, Eva här"]);
    assert_eq!(stage.ok(desk(AppWhat::Done)), ["desk_done"]);
    assert_eq!(stage.ok(desk(AppWhat::Done)), NOTHING);
    assert_eq!(stage.says("en sak till"), ["message_received: en sak till", "handed_to_desk"]);
    assert_eq!(stage.ok(desk(AppWhat::HandToBot { group: None })), ["handed_to_bot"]);
    assert_eq!(stage.ok(desk(AppWhat::HandToBot { group: None })), NOTHING);
    stage.ok(bot(handover()));
    assert_eq!(stage.ok(desk(AppWhat::End { reason: "Tack!".to_owned() })), ["closed: Tack!"]);
    assert!(matches!(stage.journal.last().unwrap().event, Event::Closed { why: ClosedWhy::Application }));
    assert_eq!(stage.ask(desk(says("hej"))), Err(Refusal::Closed));
}

#[test]
fn our_bot_hands_over_to_an_outside_desk_and_gets_sessions_back() {
    let mut stage = Stage::new(with_policy(given(Some(script())), |policy| {
        policy.desk_key = Some("desk-key".to_owned())
    }));
    assert_eq!(stage.says("faktura").last().unwrap(), "handed_to_desk");
    let events = stage.ok(desk(AppWhat::HandToBot { group: Some("still-there".to_owned()) }));
    assert_eq!(events, ["handed_to_bot", "bot_started", "bot_said: Är du kvar?"]);
    assert_eq!(stage.says("ja").last().unwrap(), "handed_to_desk");
}

#[test]
fn a_closed_desk_sends_back_who_waits_and_leaves_who_talks() {
    let mut waits = outside(true);
    waits.says("hej");
    waits.ok(bot(handover()));
    let closed = ["platform_closed", "system_said: Vi har stängt."];
    assert_eq!(waits.ok(desk(AppWhat::PlatformClosed)), closed);
    assert_eq!(waits.ok(bot(says("Vi har stängt"))), ["application_said: Vi har stängt"]);
    assert_eq!(waits.ok(desk(AppWhat::PlatformClosed)), NOTHING, "once a closing");

    let mut talks = outside(true);
    talks.says("hej");
    talks.ok(bot(handover()));
    talks.ok(desk(says("hej")));
    assert_eq!(talks.ok(desk(AppWhat::PlatformClosed)), closed);
    assert_eq!(talks.ok(desk(says("vi fortsätter"))), ["application_said: vi fortsätter"]);
}

#[test]
fn a_handover_opens_a_session_and_nothing_else_of_an_application_does() {
    assert_eq!(outside(false).ok(bot(handover())), ["opened", "queued"]);
    assert_eq!(outside(true).ok(bot(handover())), ["opened", "handed_to_desk"]);
    assert_eq!(outside(true).ok(desk(AppWhat::HandToBot { group: None })), ["opened", "handed_to_bot"]);
    assert_eq!(outside(true).ask(desk(handover())), Err(Refusal::NotServing));
    assert_eq!(outside(true).ask(bot(says("hej"))), Err(Refusal::NotOpen));
    assert_eq!(outside(true).ask(word("other-key", handover())), Err(Refusal::NotServing));
}

#[test]
fn a_named_handover_is_that_agents_for_a_while() {
    let mut stage = outside(false);
    stage.says("hej");
    stage.ok(bot(AppWhat::HandToNamed { agent: agent("anna") }));
    let Event::Queued { wish: Some(wish), .. } = &stage.journal.last().unwrap().event else { panic!() };
    assert_eq!((&wish.agent, wish.until), (&agent("anna"), NOON + Duration::from_secs(120)));
}

#[test]
fn a_desk_that_says_nothing_is_not_waited_for_for_ever() {
    let mut stage = outside(true);
    stage.says("hej");
    stage.ok(bot(handover()));
    stage.wait(Duration::from_secs(3000));
    stage.ok(desk(says("hej")));
    assert_eq!(stage.expire().0, Duration::from_secs(3600), "from either side's last word");
}
