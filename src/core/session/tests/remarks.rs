//! What is said in a dialect's own terms, changes of what was said, and the end with a reason.

use super::stage::*;
use crate::effect::Bind;
use crate::machine::Recorded;
use crate::message::{Content, Party};
use crate::session::{Amendment, ClosedWhy, Command, Event, Refusal, Remark, TransferTo};
use crate::time::Timestamp;

fn served() -> Stage {
    let mut stage = Stage::without_bot();
    stage.says("hej");
    stage.enqueued(1);
    stage.accepted(1, "anna", 1);
    stage
}

fn by(name: &str) -> Party {
    Party::Agent(agent(name))
}

fn remark(by: Party, label: &str, text: Option<&str>) -> Command {
    let remark = Remark {
        label: label.to_owned(),
        text: text.map(str::to_owned),
        authored_at: Some(Timestamp(7)),
        ..Remark::default()
    };
    Command::Remark { by, name: None, remark }
}

fn amend(by: Party, label: Option<&str>, rating: Option<&str>, text: Option<&str>) -> Command {
    let some = |text: Option<&str>| text.map(str::to_owned);
    let amendment = Amendment {
        message: 2,
        label: some(label),
        rating: some(rating),
        text: some(text),
        authored_at: Some(Timestamp(8)),
    };
    Command::Amend { by, amendment }
}

fn end(by: Party) -> Command {
    let remark = Remark { label: "ACCEPTED".to_owned(), ..Remark::default() };
    Command::End { by, name: Some("Anna".to_owned()), remark }
}

#[test]
fn a_remark_is_kept_as_it_was_spelled_with_its_authors_time() {
    let mut stage = served();
    stage.ok(remark(by("anna"), "ask-permission", None));
    stage.ok(remark(Party::Customer, "contact-information-fulfilled", Some("a@b.ee")));
    let last = stage.journal.last().unwrap();
    let label = "contact-information-fulfilled".to_owned();
    assert_eq!(last.event, Event::Remarked { label, authored_at: Some(Timestamp(7)) });
    assert_eq!((last.content.as_ref(), last.public), (Some(&Content::text("a@b.ee")), None));
    let asked = &stage.journal[stage.journal.len() - 2];
    assert_eq!((asked.content.as_ref(), &asked.actor), (None, &by("anna")));
}

#[test]
fn only_whom_the_customer_hears_remarks_and_only_while_it_lives() {
    let mut stage = served();
    assert_eq!(stage.ask(remark(by("bertil"), "ask-permission", None)), Err(Refusal::NotServing));
    assert_eq!(stage.ask(amend(by("bertil"), Some("x"), None, None)), Err(Refusal::NotServing));
    stage.ok(Command::CustomerLeft);
    for party in [Party::Customer, Party::System, by("anna")] {
        assert_eq!(stage.ask(remark(party, "message-read", None)), Err(Refusal::Closed));
    }
    let fresh = remark(Party::Customer, "message-read", None);
    assert_eq!(Stage::without_bot().ask(fresh), Err(Refusal::NotOpen));
}

#[test]
fn an_amendment_names_the_message_and_the_journal_keeps_both() {
    let mut stage = served();
    let before = stage.journal.clone();
    stage.ok(amend(Party::Customer, Some("ask-permission-accepted"), None, Some("jah")));
    let last = stage.journal.last().unwrap();
    let label = Some("ask-permission-accepted".to_owned());
    assert_eq!(
        last.event,
        Event::Amended { message: 2, label, rating: None, authored_at: Some(Timestamp(8)) }
    );
    assert_eq!(stage.journal[..before.len()], before[..], "what was said stays");
}

#[test]
fn a_rating_of_a_message_may_come_after_the_end_and_words_may_not() {
    let mut stage = served();
    stage.ok(Command::CustomerLeft);
    assert_eq!(stage.ok(amend(Party::Customer, None, Some("liked"), None)), ["amended"]);
    assert_eq!(stage.ask(amend(Party::Customer, Some("x"), None, None)), Err(Refusal::Closed));
    assert_eq!(stage.ask(amend(Party::Customer, None, None, Some("x"))), Err(Refusal::Closed));
}

#[test]
fn the_end_tells_its_reason_first_and_frees_the_agent() {
    let mut stage = served();
    assert_eq!(stage.ask(end(by("bertil"))), Err(Refusal::NotServing));
    let said = stage.ok(end(by("anna")));
    assert_eq!(said[0], "remarked");
    let closed = |stage: &Stage| match stage.journal.last() {
        Some(Recorded { event: Event::Closed { why }, .. }) => Some(*why),
        _ => None,
    };
    assert_eq!(closed(&stage), Some(ClosedWhy::AgentEnded));
    assert_eq!(stage.owes(), ["agent/demo/anna session_ended"]);
    assert_eq!(stage.ask(end(by("anna"))), Err(Refusal::Closed), "once");
    let mut left = served();
    left.ok(end(Party::Customer));
    assert_eq!(closed(&left), Some(ClosedWhy::CustomerLeft));
}

#[test]
fn given_at_once_it_binds_as_if_they_had_asked_for_it() {
    let mut stage = served();
    let to = TransferTo::Agent { agent: agent("bertil"), queue: None, at_once: true };
    let by = by("anna");
    stage.ok(Command::Transfer { by, name: "Anna".to_owned(), to, note: None });
    let Event::Queued { wish: Some(wish), .. } = &stage.journal.last().unwrap().event else {
        panic!("it waits")
    };
    assert_eq!((wish.agent.as_str(), wish.bind), ("bertil", Bind::Take));
}

#[test]
fn events_and_commands_of_before_read_as_they_did() {
    let event: Event = serde_json::from_str(r#"{"kind":"message_received","silent_until":5}"#).unwrap();
    assert_eq!(event, Event::MessageReceived { silent_until: Timestamp(5), authored_at: None });
    let event: Event = serde_json::from_str(r#"{"kind":"agent_said","agent":"anna"}"#).unwrap();
    assert_eq!(event, Event::AgentSaid { agent: agent("anna"), silent_at: None, authored_at: None });
    assert_eq!(serde_json::to_string(&event).unwrap(), r#"{"kind":"agent_said","agent":"anna"}"#);
    let to: TransferTo = serde_json::from_str(r#"{"to":"agent","agent":"anna"}"#).unwrap();
    assert_eq!(to, TransferTo::Agent { agent: agent("anna"), queue: None, at_once: false });
}
