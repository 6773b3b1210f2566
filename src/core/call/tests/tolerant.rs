//! protocols/teravoz 5, decision by decision.

use std::time::Duration;

use super::{Stage, actor, report, sent};
use crate::call::{Ages, Command, Delegated, Event, Given, Refusal, Report};
use crate::machine::{CallState, Clockwork, Machine};
use crate::message::Party;

#[test]
fn every_order_of_the_page_ends_well() {
    use CallState::{Finished, Ongoing};
    let orders: [(&str, &[&str], CallState); 6] = [
        ("inbound", &["call.new", "call.standby", "call.waiting", "call.ongoing", "call.finished"], Finished),
        ("outbound", &["call.new", "call.waiting", "call.ongoing", "call.finished"], Finished),
        ("sandbox", &["call.new", "call.standby", "call.ongoing", "call.finished"], Finished),
        ("abandon", &["call.new", "call.waiting", "call.queue-abandon", "call.finished"], Finished),
        ("one customer's spelling", &["call.new", "call.on-going"], Ongoing),
        ("backwards", &["call.finished", "call.ongoing", "call.waiting", "call.new"], Finished),
    ];
    for (what, names, state) in orders {
        let mut stage = Stage::tolerant();
        stage.hear_all(names);
        assert_eq!(stage.state(), Some(state), "{what}");
        assert_eq!(stage.said.len(), names.len(), "{what}: every report is kept");
    }
}

#[test]
fn whatever_is_heard_first_opens_the_call_where_it_is() {
    let opens = [
        ("call.standby", CallState::Standby),
        ("call.ongoing", CallState::Ongoing),
        ("call.data-provided", CallState::New),
        ("actor.entered", CallState::New),
        ("peer.ringing", CallState::New),
        ("something.nobody-knows", CallState::New),
        ("call.recording-available", CallState::Finished),
        ("call.queue-abandon", CallState::Finished),
    ];
    for (name, state) in opens {
        let mut stage = Stage::tolerant();
        stage.hear(name).unwrap();
        assert_eq!(stage.state(), Some(state), "{name}");
    }
}

#[test]
fn a_call_returns_into_a_queue_only_by_a_later_word() {
    let mut stage = Stage::tolerant();
    stage.report(sent("call.waiting", 10)).unwrap();
    stage.report(sent("call.ongoing", 20)).unwrap();
    for early in [sent("call.waiting", 20), sent("call.waiting", 15), report("call.waiting")] {
        stage.report(early).unwrap();
        assert_eq!(stage.state(), Some(CallState::Ongoing), "late, or of no known time");
    }
    stage.report(sent("call.waiting", 30)).unwrap();
    assert_eq!(stage.state(), Some(CallState::Waiting), "back in a queue");
    stage.report(sent("call.ongoing", 20)).unwrap();
    assert_eq!(stage.state(), Some(CallState::Waiting), "said of the time before");
    stage.report(sent("call.ongoing", 31)).unwrap();
    assert_eq!(stage.state(), Some(CallState::Ongoing));
    stage.hear("call.finished").unwrap();
    stage.report(sent("call.waiting", 40)).unwrap();
    assert_eq!(stage.state(), Some(CallState::Finished), "over is over");
}

#[test]
fn our_agents_are_in_it_from_entering_to_leaving_or_to_its_end() {
    let mut stage = Stage::tolerant();
    stage.hear("call.new").unwrap();
    let enters = || actor("actor.entered", "Anna@Example.org");
    assert_eq!(stage.report(enters()), Ok(vec!["reported", "agent_joined"]));
    assert_eq!(stage.report(enters()), Ok(vec!["reported"]), "in already");
    assert_eq!(stage.report(actor("actor.entered", "stranger")), Ok(vec!["reported"]), "not ours");
    let row = stage.row().unwrap();
    assert_eq!(row.actors.len(), 2);
    assert_eq!(row.actors[0].agent, Some("anna".parse().unwrap()));
    assert_eq!(stage.report(actor("actor.left", "anna@example.org")), Ok(vec!["reported", "agent_left"]));
    assert_eq!(stage.report(actor("actor.left", "anna@example.org")), Ok(vec!["reported"]));
    assert_eq!(stage.report(enters()), Ok(vec!["reported", "agent_joined"]), "in again");
    assert_eq!(stage.hear("call.finished"), Ok(vec!["reported", "agent_left"]));
    assert!(stage.row().unwrap().actors.is_empty());
    assert_eq!(stage.report(enters()), Ok(vec!["reported"]), "nobody is bound to what is over");
}

#[test]
fn an_abandon_ends_the_waiting_and_frees_whoever_was_in_it() {
    let mut stage = Stage::tolerant();
    stage.hear_all(&["call.new", "call.waiting"]);
    stage.report(actor("actor.entered", "anna@example.org")).unwrap();
    assert_eq!(stage.hear("call.queue-abandon"), Ok(vec!["reported", "agent_left"]));
    let row = stage.row().unwrap();
    assert!(row.abandoned && row.state == CallState::Finished);
    assert_eq!(stage.hear("call.finished"), Ok(vec!["reported"]), "which in some tenants follows");
}

#[test]
fn a_call_nothing_is_heard_of_is_given_up_in_every_state_but_the_last() {
    let ages = Ages::default();
    for (name, age) in [
        ("call.new", ages.arriving),
        ("call.standby", ages.arriving),
        ("call.waiting", ages.waiting),
        ("call.ongoing", ages.ongoing),
    ] {
        let mut stage = Stage::tolerant();
        stage.hear(name).unwrap();
        stage.report(actor("actor.entered", "anna@example.org")).unwrap();
        assert_eq!(stage.call.deadline().unwrap().at, stage.now + age, "{name}");
        stage.rest(age - Duration::from_secs(1));
        assert_eq!(stage.ask(&Command::Clock(Clockwork::Tick)), Ok(vec![]), "a stray tick");
        stage.rest(Duration::from_secs(1));
        assert_eq!(stage.ask(&Command::Clock(Clockwork::Tick)), Ok(vec!["lost_sight", "agent_left"]));
        let row = stage.row().unwrap();
        assert!(row.lost_sight && row.state == CallState::Finished && row.actors.is_empty());
        assert_eq!(stage.call.deadline(), None);
        assert_eq!(stage.hear("call.finished"), Ok(vec!["reported"]), "the late word is kept");
    }
}

#[test]
fn each_step_begins_a_new_age() {
    let mut stage = Stage::tolerant();
    stage.hear("call.new").unwrap();
    stage.rest(Duration::from_secs(9 * 60));
    stage.hear("call.waiting").unwrap();
    assert_eq!(stage.call.deadline().unwrap().at, stage.now + Ages::default().waiting);
}

#[test]
fn a_call_that_stands_by_is_to_be_sent_on_once_and_in_time() {
    let within = Duration::from_secs(10);
    let mut stage = Stage::with(Given { delegate_within: Some(within), ..Stage::tolerant().given });
    stage.hear_all(&["call.new", "call.standby"]);
    let by = stage.row().unwrap().delegate_by;
    assert_eq!(by, Some(stage.now + within));
    stage.rest(Duration::from_secs(1));
    stage.hear("call.standby").unwrap();
    assert_eq!(stage.row().unwrap().delegate_by, by, "once");
    // The provider's own step may come before its answer.
    stage.hear("call.waiting").unwrap();
    let taken = Delegated::Taken { destination: "900".to_owned(), tries: 1 };
    assert_eq!(stage.ask(&Command::Delegated(taken.clone())), Ok(vec!["delegated"]));
    assert_eq!(stage.ask(&Command::Delegated(taken)), Err(Refusal::NotDelegating), "once");
    assert_eq!(stage.row().unwrap().delegate_by, None);

    let mut late = Stage::with(stage.given.clone());
    late.hear_all(&["call.standby"]);
    late.rest(within);
    assert_eq!(late.ask(&Command::Clock(Clockwork::Tick)), Ok(vec!["delegated"]));
    let last = &late.said.last().unwrap().event;
    assert_eq!(last, &Event::Delegated { outcome: Delegated::Expired });
}

#[test]
fn a_standby_that_comes_too_late_asks_for_nothing() {
    let within = Some(Duration::from_secs(10));
    let mut stage = Stage::with(Given { delegate_within: within, ..Stage::tolerant().given });
    stage.hear_all(&["call.waiting", "call.standby"]);
    assert_eq!(stage.row().unwrap().delegate_by, None);
}

#[test]
fn what_belongs_to_no_call_is_kept_and_told_to_whom_it_names() {
    let mut stage = Stage::tolerant();
    stage.call = crate::call::Call::blank(&"call/demo/".parse().unwrap());
    let paused = actor("actor.paused", "anna@example.org");
    assert_eq!(stage.report(paused), Ok(vec!["reported", "agent_phone"]));
    assert_eq!(stage.report(actor("actor.paused", "stranger")), Ok(vec!["reported"]));
    assert_eq!(stage.hear("dialer.expired"), Ok(vec!["reported"]));
    assert_eq!(stage.report(actor("actor.entered", "anna@example.org")), Ok(vec!["reported"]));
    assert!(stage.row().is_none() && stage.call.deadline().is_none());
}

#[test]
fn the_row_says_what_was_told_last_and_keeps_what_was_told_first() {
    let mut stage = Stage::tolerant();
    let told = |name: &str, queue: &str| Report {
        queue: Some(queue.to_owned()),
        their_number: Some("11999990000".to_owned()),
        our_number: Some("0800000000".to_owned()),
        direction: Some(crate::machine::Direction::Inbound),
        recording: Some("https://api.example.org/recording/1.wav".to_owned()),
        ..report(name)
    };
    stage.report(told("call.new", "900")).unwrap();
    let mut other = told("call.waiting", "901");
    other.their_number = Some("0".to_owned());
    stage.report(other).unwrap();
    let row = stage.row().unwrap();
    assert_eq!((row.queue.as_deref(), row.our_queue), (Some("901"), None), "the last queue, none of ours");
    assert_eq!(row.their_number.as_deref(), Some("11999990000"), "who calls does not change");
    assert_eq!(row.recordings.len(), 2);
    assert_eq!(stage.said[0].actor, Party::System);
    let content = stage.said[0].content.as_ref().unwrap();
    assert_eq!(content.text.as_deref(), Some(r#"{"type":"call.new"}"#), "the whole report, as sent");
}
