//! Staff beside whoever serves, the customer's silence, left messages and read marks.

use std::time::Duration;

use super::properties::replay;
use super::stage::*;
use super::walks::left_message;
use crate::codes::{Codes, Labelled};
use crate::effect::ToSession;
use crate::machine::{Clockwork, Fact, Machine};
use crate::message::{Party, Texts};
use crate::session::{ClosedWhy, Command, Event, OnScale, Refusal, TransferTo};
use crate::signal::Presence;
use crate::time::Deadline;

const NOTHING: [&str; 0] = [];

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn served() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.accepted(1, "anna", 1);
    stage
}

fn cia() -> (crate::ids::AgentId, String) {
    (agent("cia"), "Cia".to_owned())
}

fn step_in() -> Command {
    let (agent, name) = cia();
    Command::StepIn { agent, name }
}

#[test]
fn who_steps_in_is_announced_and_heard_until_they_step_out() {
    let mut stage = served();
    assert_eq!(stage.ask(agent_text("cia", "hej")), Err(Refusal::NotServing));
    assert_eq!(stage.ok(step_in()), ["stepped_in: Cia är med."]);
    assert_eq!(stage.ok(step_in()), NOTHING);
    assert_eq!(stage.ok(agent_text("cia", "hej")), ["agent_said: hej"]);
    assert_eq!(stage.session.agent(), Some(&agent("anna")), "who serves is the same");
    assert_eq!(stage.ok(Command::StepOut { agent: agent("cia") }), ["stepped_out: Cia går."]);
    assert_eq!(stage.ask(agent_text("cia", "hej")), Err(Refusal::NotServing));
}

#[test]
fn one_steps_in_beside_an_agent_only() {
    let mut waiting = Stage::without_bot();
    waiting.says("hej");
    assert_eq!(waiting.ask(step_in()), Err(Refusal::NotServing));
    let mut stage = served();
    stage.ok(step_in());
    stage.ok(Command::AgentDone { agent: agent("anna") });
    assert_eq!(stage.ask(agent_text("cia", "hej")), Err(Refusal::NotServing), "over with the service");
}

#[test]
fn watching_whispering_and_notes_are_for_staff() {
    let mut stage = served();
    let watch = || Command::Watch { agent: agent("cia") };
    assert_eq!(stage.ok(watch()), ["watch_began"]);
    assert_eq!(stage.ok(watch()), NOTHING);
    let (agent_id, name) = cia();
    let whisper = Command::Whisper { agent: agent_id.clone(), name: name.clone(), text: "lugn".to_owned() };
    let note = Command::AddNote { by: Party::Agent(agent_id), name, text: "ringer".to_owned() };
    assert_eq!(stage.ok(whisper.clone()), ["whispered: lugn"]);
    assert_eq!(stage.ok(Command::Unwatch { agent: agent("cia") }), ["watch_ended"]);
    let shown = stage.journal.iter().filter(|recorded| recorded.public.is_some()).count();
    assert_eq!(stage.ok(note.clone()), ["note_added: ringer"]);
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ask(whisper), Err(Refusal::Closed));
    assert_eq!(stage.ok(note), ["note_added: ringer"], "also after the end");
    let after = stage.journal.iter().filter(|recorded| recorded.public.is_some()).count();
    assert_eq!(after, shown + 1, "the customer saw the end and nothing else");
}

#[test]
fn whoever_served_wraps_up() {
    let wrap = |name: &str| Command::WrapUp { agent: agent(name), code: "billing".to_owned(), note: None };
    let mut stage = served();
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ask(wrap("bertil")), Err(Refusal::NotServing));
    assert_eq!(stage.ok(wrap("anna")), ["wrapped_up"]);
}

#[test]
fn whoever_gave_it_on_still_wraps_up_and_only_with_a_code_of_the_workspace() {
    let wrap =
        |name: &str, code: &str| Command::WrapUp { agent: agent(name), code: code.to_owned(), note: None };
    let mut stage = served();
    let to = TransferTo::Queue { queue: "sales".parse().unwrap() };
    stage.ok(Command::Transfer { by: Party::Agent(agent("anna")), name: "Anna".to_owned(), to, note: None });
    assert_eq!(stage.ok(wrap("anna", "billing")), ["wrapped_up"]);
    stage.enqueued(2);
    stage.accepted(2, "bertil", 2);
    let settled = Labelled { code: "refund".to_owned(), label: Texts::default() };
    stage.given = with_policy(stage.given.clone(), |policy| {
        policy.wrap_up_codes = Codes::of(std::slice::from_ref(&settled))
    });
    assert_eq!(stage.ask(wrap("anna", "billing")), Err(Refusal::UnknownCode), "the list has changed");
    assert_eq!(stage.ok(wrap("anna", "refund")), ["wrapped_up"]);
    assert_eq!(stage.ok(wrap("bertil", "refund")), ["wrapped_up"]);
    assert_eq!(stage.ask(wrap("cia", "refund")), Err(Refusal::NotServing));
}

#[test]
fn company_that_vanishes_is_seen_to_go_and_every_agent_learns_when_theirs_ends() {
    let mut stage = served();
    let gone = || Command::Told(ToSession::CompanyGone { agent: agent("cia") });
    assert_eq!(stage.ok(gone()), NOTHING);
    assert_eq!(stage.ok(Command::Watch { agent: agent("cia") }), ["watch_began"]);
    assert_eq!(stage.owes(), ["agent/demo/cia company_joined"]);
    stage.ok(step_in());
    stage.ok(Command::Unwatch { agent: agent("cia") });
    assert_eq!(stage.owes(), NOTHING, "still company by the other way");
    stage.ok(Command::Watch { agent: agent("cia") });
    assert_eq!(stage.ok(gone()), ["stepped_out: Cia går.", "watch_ended"]);
    assert_eq!(stage.owes(), ["agent/demo/cia company_left"]);
    assert_eq!(stage.ask(agent_text("cia", "hej")), Err(Refusal::NotServing));
    // And what ends with the service, or with the session, is told as well.
    stage.ok(step_in());
    stage.ok(Command::AgentDone { agent: agent("anna") });
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended", "agent/demo/cia company_left"]);
    stage.ok(Command::Watch { agent: agent("cia") });
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.owes(), ["agent/demo/cia company_left"]);
}

#[test]
fn programs_note_transfer_and_put_back_as_themselves() {
    let robot = || Party::Application("crm".to_owned());
    let mut stage = served();
    let note = Command::AddNote { by: robot(), name: "CRM".to_owned(), text: "VIP".to_owned() };
    assert_eq!(stage.ok(note), ["note_added: VIP"]);
    let to = || TransferTo::Queue { queue: "sales".parse().unwrap() };
    let transfer = || Command::Transfer { by: robot(), name: "CRM".to_owned(), to: to(), note: None };
    assert_eq!(stage.ask(transfer()), Err(Refusal::NotServing), "whom an agent serves stays theirs");
    stage.ok(Command::PutBack { by: robot(), note: None, from: None });
    stage.ok(transfer());
    let by = |kind: &str| {
        let of_kind = stage.journal.iter().find(|recorded| recorded.event.describe().0 == kind);
        of_kind.map(|recorded| recorded.actor.clone())
    };
    for kind in ["note_added", "put_back", "transferred"] {
        assert_eq!(by(kind), Some(robot()), "{kind}");
    }
    // What was parked by a version that knew agents only still reads.
    let parked = r#"{"do": "put_back", "agent": "bot", "note": null}"#;
    let read: Command = serde_json::from_str(parked).unwrap();
    assert_eq!(read, Command::PutBack { by: Party::Agent(agent("bot")), note: None, from: None });
    let again: Command = serde_json::from_str(&serde_json::to_string(&transfer()).unwrap()).unwrap();
    assert_eq!(again, transfer());
}

#[test]
fn a_silent_customer_is_warned_then_the_agent_is_free_then_it_is_over() {
    let mut stage = served();
    assert_eq!(stage.session.deadline(), None, "it is not the customer's turn");
    stage.ok(agent_text("anna", "vilket nummer?"));
    let warned = vec!["silence_warned".to_owned(), "system_said: Är du kvar?".to_owned()];
    assert_eq!(stage.expire(), (secs(600), "customer silent to the agent", warned));
    let freed = vec!["released_for_silence".to_owned()];
    assert_eq!(stage.expire(), (secs(300), "customer silent to the warning", freed));
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended"]);
    assert_eq!(stage.expire().0, secs(1800));
    assert!(matches!(stage.journal.last().unwrap().event, Event::Closed { why: ClosedWhy::Silent }));
}

#[test]
fn a_reply_ends_the_silence_and_after_it_returns_to_the_same_agent() {
    let mut stage = served();
    stage.ok(agent_text("anna", "vilket nummer?"));
    stage.expire();
    stage.says("12");
    assert_eq!(stage.session.deadline(), None);
    stage.ok(agent_text("anna", "tack"));
    stage.wait(secs(100));
    stage.ok(agent_text("anna", "mer?"));
    assert_eq!(stage.expire().0, secs(600), "counted from the agent's last word");
    stage.expire();
    assert_eq!(stage.says("nej")[1], "queued");
    let Event::Queued { wish: Some(wish), .. } = &stage.journal.last().unwrap().event else { panic!() };
    assert_eq!(wish.agent, agent("anna"));
}

#[test]
fn no_time_for_silence_is_no_warning() {
    let patient = with_policy(given(None), |policy| policy.warn_silent_after = Duration::ZERO);
    let mut stage = Stage::new(patient);
    stage.says("hej");
    stage.accepted(1, "anna", 1);
    stage.ok(agent_text("anna", "hej"));
    assert_eq!(stage.session.deadline(), None);
}

#[test]
fn after_an_absence_of_ours_nobody_is_warned_at_once() {
    let mut stage = served();
    stage.ok(agent_text("anna", "hej"));
    let up_at = NOON + secs(5000);
    assert_eq!(stage.ok(Command::Clock(Clockwork::Resumed { down_from: NOON, up_at })), ["deadlines_moved"]);
    let due = Deadline { at: up_at + secs(30), why: "customer silent to the agent" };
    assert_eq!(stage.session.deadline(), Some(due));
}

#[test]
fn a_left_message_waits_for_staff_without_its_writer() {
    let mut stage = Stage::with_bot();
    let said = "message_left: ring mig";
    assert_eq!(
        stage.ok(left_message("ring mig")),
        ["opened", said, "system_said: Tack, vi hör av oss.", "queued"]
    );
    assert_eq!(stage.owes(), ["queue/demo/messages enqueue"]);
    assert_eq!(stage.enqueued(1), ["place_told"], "no line about a queue nobody stands in");
    assert_eq!(stage.presence(Presence::Lost), NOTHING);
    assert_eq!(stage.ok(Command::CustomerLeft), NOTHING, "that was said by leaving the message");
    assert_eq!(stage.session.deadline(), None);
    assert!(!stage.session.is_closed());
    let left = stage.journal.get(1).unwrap().content.clone().unwrap();
    assert_eq!(left.contact.unwrap().email.as_deref(), Some("CANARY@example.org"));
}

#[test]
fn a_message_left_in_line_changes_the_line() {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.presence(Presence::Present);
    let events = stage.ok(left_message("ring mig"));
    assert_eq!(events[..2], ["presence_changed", "message_left: ring mig"]);
    assert_eq!(stage.owes(), ["queue/demo/support leave", "queue/demo/messages enqueue"]);
    let mut served = served();
    let events = served.ok(left_message("ring mig"));
    assert_eq!(events, ["message_left: ring mig", "system_said: Tack, vi hör av oss."], "the agent sees it");
}

#[test]
fn read_marks_only_go_on_and_never_beyond_what_there_is() {
    let mut stage = served();
    let read = |up_to| Command::CustomerRead { up_to, at: Some(NOON + secs(9999)) };
    let shown = stage.journal.iter().filter_map(|recorded| recorded.public).max().unwrap();
    assert_eq!(stage.ok(read(1)), ["read_marked"]);
    assert_eq!(stage.ok(read(1)), NOTHING);
    assert_eq!(stage.ok(read(shown + 7)), ["read_marked"]);
    let expected = Event::ReadMarked { up_to: shown, at: Some(NOON) };
    assert_eq!(stage.journal.last().unwrap().event, expected, "and not in the future");
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ok(read(shown + 1)), ["read_marked"], "the end was read too");
    assert_eq!(Stage::with_bot().ask(read(1)), Err(Refusal::NotOpen));
}

#[test]
fn a_rating_is_kept_also_after_the_end_and_said_twice_it_is_said_once() {
    let mut stage = served();
    let rated = |score, text: &str| Command::CustomerRated {
        score,
        on_scale: None,
        text: Some(text.to_owned()).filter(|text| !text.is_empty()),
    };
    assert_eq!(stage.ok(rated(2, "")), ["rated"]);
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ok(rated(2, " ")), NOTHING);
    assert_eq!(stage.ok(rated(5, "snabbt")), ["rated: snabbt"], "the last word counts");
    let last = stage.journal.last().unwrap();
    assert_eq!(
        (&last.event, last.public),
        (&Event::Rated { score: 5, on_scale: None }, None),
        "for staff alone"
    );
    assert_eq!(Stage::with_bot().ask(rated(5, "")), Err(Refusal::NotOpen));
}

#[test]
fn a_rating_on_another_scale_is_kept_as_it_was_said() {
    let mut stage = served();
    let rated = |value| {
        let on_scale = OnScale { value, least: 0, most: 10 };
        Command::CustomerRated { score: on_scale.score(), on_scale: Some(on_scale), text: None }
    };
    assert_eq!(stage.ok(rated(10)), ["rated"]);
    assert_eq!(stage.ok(rated(9)), ["rated"], "another word, though the same of five steps");
    assert_eq!(stage.ok(rated(9)), NOTHING);
    let on_scale = Some(OnScale { value: 9, least: 0, most: 10 });
    assert_eq!(stage.journal.last().unwrap().event, Event::Rated { score: 5, on_scale });
}

#[test]
fn any_scale_is_told_in_five_steps() {
    let of = |least, most| (0..=11).map(|value| OnScale { value, least, most }.score()).collect::<Vec<_>>();
    assert_eq!(of(0, 10), [1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5]);
    assert_eq!(of(1, 5), [1, 1, 2, 3, 4, 5, 5, 5, 5, 5, 5, 5]);
    assert_eq!(of(3, 3)[0], 3, "no scale at all");
}

#[test]
fn an_explicit_start_begins_without_a_word() {
    let start = || Command::CustomerStart { opening: opening() };
    let mut stage = Stage::with_bot();
    let events = stage.ok(start());
    assert_eq!(events[..2], ["opened", "bot_started"]);
    assert_eq!(events[2], "bot_said: Hej! Vad gäller det?");
    assert_eq!(stage.ok(start()), NOTHING);
    assert_eq!(Stage::without_bot().ok(start()), ["opened", "queued"]);
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ask(start()), Err(Refusal::Closed), "another session is opened instead");
}

#[test]
fn who_closed_the_page_is_told_apart_and_has_a_little_longer() {
    let mut stage = served();
    stage.presence(Presence::Present);
    stage.ok(Command::PresenceChanged { presence: Presence::Lost, unloaded: true });
    let Event::PresenceChanged { unloaded, .. } = stage.journal.last().unwrap().event else { panic!() };
    assert!(unloaded);
    assert_eq!(stage.expire().0, secs(930));
}

#[test]
fn erasing_ends_it_once() {
    let mut stage = served();
    stage.ok(Command::Erase);
    assert!(matches!(stage.journal.last().unwrap().event, Event::Closed { why: ClosedWhy::Erased }));
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended"]);
    assert_eq!(stage.ok(Command::Erase), NOTHING);
}

#[test]
fn a_session_emptied_while_it_could_not_be_closed_ends_when_it_lives_again() {
    let mut stage = served();
    stage.journal.iter_mut().for_each(|event| event.content = None);
    stage.session = replay(&stage.journal);
    let due = stage.session.deadline().expect("it is over");
    assert!(due.at <= stage.now);
    stage.tick();
    assert!(matches!(stage.journal.last().unwrap().event, Event::Closed { why: ClosedWhy::Erased }));
    assert!(stage.owes().iter().any(|owed| owed.contains("anna")), "{:?}", stage.owes());
    assert_eq!(stage.ask(text_of("hej")), Err(Refusal::Closed));
}
