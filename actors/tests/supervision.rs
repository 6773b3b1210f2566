//! Every way a rule or the shell can panic: whom it harms, what is answered, how the subject comes back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod house;

use std::sync::Arc;
use std::time::Duration;

use house::*;
use switchboard_actors::Answer;
use switchboard_actors::probe::Point;
use switchboard_core::effect::WayOfWork;
use switchboard_core::{SessionId, Subject, Timestamp, session};
use switchboard_journal::{ClientStamp, Head, NewEvent, chain};
use tokio::sync::oneshot;

async fn opened(point: Point) -> (TestHouse, Arc<Trap>, SessionId) {
    tokio::time::pause();
    let trap = Trap::new(point);
    let plan = Plan { probe: Some(trap.clone()), ..Plan::default() };
    let test = TestHouse::open(plan).await;
    test.configure_queue(WayOfWork::Offer).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    (test, trap, session)
}

/// Sends texts without waiting in between.
fn burst(test: &TestHouse, texts: std::ops::Range<u64>) -> Vec<oneshot::Receiver<Answer>> {
    texts
        .map(|n| {
            let stamp = ClientStamp { sender: 1, id: n, body: n };
            test.customer_sends_without_waiting("u1", &format!("text {n}"), Some(stamp))
        })
        .collect()
}

async fn answers(told: Vec<oneshot::Receiver<Answer>>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for one in told {
        answers.push(one.await.unwrap());
    }
    answers
}

fn texts_of(test: &TestHouse, session: SessionId) -> Vec<String> {
    let events = test.journal.events_of(&Subject::Session(session));
    let said = events.into_iter().filter(|event| event.kind == "message_received");
    said.map(|event| event.content.unwrap_or_default()).collect()
}

#[actix::test]
async fn decide_panics_and_those_behind_are_served() {
    let (test, trap, session) = opened(Point::Decide).await;
    trap.set(&Subject::Session(session), 1);
    let got = answers(burst(&test, 0..4)).await;
    assert_eq!(refused(&got[0]), "faulted");
    assert!(got[1..].iter().all(accepted), "{got:?}");
    assert_eq!(texts_of(&test, session).len(), 4);
}

#[actix::test]
async fn apply_panics_and_what_was_in_flight_and_behind_is_answered_in_order() {
    let (test, trap, session) = opened(Point::Apply).await;
    test.journal.set_auto(false);
    let mut told = burst(&test, 0..2);
    settle().await;
    trap.set(&Subject::Session(session), 1);
    told.extend(burst(&test, 2..8));
    settle().await;
    test.journal.set_auto(true);
    let got = answers(told).await;
    assert!(got[..2].iter().all(accepted), "{got:?}");
    assert_eq!(refused(&got[2]), "faulted");
    assert!(got[3..].iter().all(accepted), "{got:?}");
    let texts = texts_of(&test, session);
    assert_eq!(texts.len(), 8);
    let order: Vec<usize> = [0, 1, 3, 4, 5, 6, 7]
        .iter()
        .map(|n| texts.iter().position(|t| t.contains(&format!("text {n}"))).unwrap())
        .collect();
    assert!(order.is_sorted(), "{texts:?}");
}

#[actix::test]
async fn a_timer_armed_before_a_fall_fires_once() {
    let (test, trap, session) = opened(Point::Apply).await;
    trap.set(&Subject::Session(session), 1);
    assert_eq!(refused(&test.customer_says("u1", "x").await), "faulted");
    tokio::time::sleep(Duration::from_secs(3601)).await;
    let kinds = test.kinds(&Subject::Session(session));
    assert_eq!(kinds.iter().filter(|kind| *kind == "closed").count(), 1, "{kinds:?}");
}

#[actix::test]
async fn an_effect_panics_and_what_was_committed_stands() {
    let (test, trap, session) = opened(Point::Effects).await;
    trap.set(&Subject::Session(session), 1);
    assert!(accepted(&test.customer_says("u1", "Faktura").await));
    let kinds = test.kinds(&Subject::Session(session));
    assert!(kinds.contains(&"place_told".to_owned()), "what was owed is carried out all the same: {kinds:?}");
    assert!(accepted(&test.customer_says("u1", "mer").await));
}

#[actix::test]
async fn the_shell_panics_and_a_new_life_begins_without_traffic() {
    let (test, trap, session) = opened(Point::Shell).await;
    trap.set(&Subject::Session(session), 1);
    assert_eq!(test.customer_says("u1", "lost").await, Answer::Unknown);
    tokio::time::sleep(Duration::from_secs(3601)).await;
    let kinds = test.kinds(&Subject::Session(session));
    assert_eq!(kinds.iter().filter(|kind| *kind == "closed").count(), 1, "{kinds:?}");
}

#[actix::test]
async fn another_writer_takes_the_next_number() {
    let (test, _, session) = opened(Point::Shell).await;
    let head = steal(&test, session);
    let got = answers(burst(&test, 0..3)).await;
    assert!(got.iter().all(|answer| refused(answer) == "busy"), "{got:?}");
    settle().await;
    let again = test.customer_says("u1", "again").await;
    assert!(matches!(again, Answer::Accepted { seq, .. } if seq == head.seq + 2), "{again:?}");
}

/// Another process writes the stream's next event.
fn steal(test: &TestHouse, session: SessionId) -> Head {
    let subject = Subject::Session(session);
    let head = test.journal.head(&subject);
    let event = session::Event::MessageReceived { silent_until: Timestamp(i64::MAX), authored_at: None };
    let foreign = NewEvent {
        seq: head.seq + 1,
        public: Some(head.public + 1),
        kind: "message_received".to_owned(),
        version: 1,
        at: head.at,
        facts: serde_json::to_string(&event).unwrap(),
        content: None,
        chain: chain::GENESIS,
        actor: "customer".to_owned(),
        client: None,
        cause: None,
    };
    test.journal.steal(&subject, foreign.linked(&head.chain));
    head
}

#[actix::test]
async fn five_falls_set_a_subject_aside_and_its_commands_survive_until_released() {
    let (test, trap, session) = opened(Point::Apply).await;
    let subject = Subject::Session(session);
    trap.set(&subject, 5);
    for n in 0..5 {
        assert_eq!(refused(&test.customer_says("u1", &format!("{n}")).await), "faulted");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(test.journal.quarantine_cause(&subject).is_some());
    let got = answers(burst(&test, 10..13)).await;
    assert!(got.iter().all(|answer| *answer == Answer::Delayed), "{got:?}");
    assert!(texts_of(&test, session).len() == 1);

    let (reply, told) = reply_channel();
    test.house().release(subject.clone(), reply);
    assert!(accepted(&told.await.unwrap()));
    settle().await;
    let texts = texts_of(&test, session);
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert!(
        ["text 10", "text 11", "text 12"].iter().zip(&texts[1..]).all(|(want, text)| text.contains(want))
    );
    assert!(test.journal.parked(&subject).is_empty());
    assert!(accepted(&test.customer_says("u1", "after").await));
}

#[actix::test]
async fn replay_that_panics_sets_the_subject_aside() {
    let (test, trap, session) = opened(Point::Replay).await;
    let subject = Subject::Session(session);
    tokio::time::sleep(Duration::from_secs(300)).await;
    steal(&test, session);
    trap.set(&subject, 5);
    let first = test.customer_says("u1", "Hej igen").await;
    assert_eq!(first, Answer::Delayed);
    assert!(test.journal.quarantine_cause(&subject).is_some());
    let (reply, told) = reply_channel();
    test.house().release(subject, reply);
    assert!(accepted(&told.await.unwrap()));
    settle().await;
    assert_eq!(texts_of(&test, session).len(), 3);
}

#[actix::test]
async fn an_owed_command_at_fault_is_set_aside_and_the_queue_goes_on() {
    let (test, trap, _) = opened(Point::Decide).await;
    trap.set(&queue_subject(), 3);
    test.customer_says("u1", "Faktura").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(test.journal.set_aside().len(), 1);
    let other = session_of(&test.customer_says("u2", "Hej").await);
    test.customer_says("u2", "Faktura").await;
    let kinds = test.kinds(&Subject::Session(other));
    assert!(kinds.contains(&"place_told".to_owned()), "{kinds:?}");
    tokio::time::sleep(Duration::from_secs(15)).await;
    let waiting = test.journal.events_of(&queue_subject());
    let entered = waiting.iter().filter(|event| event.kind == "enqueued").count();
    assert_eq!(entered, 2, "the first customer's session asks the queue again");
}

#[actix::test]
async fn a_message_that_always_panics_is_refused_for_good_after_three_tries_and_others_are_not() {
    let (test, trap, session) = opened(Point::Decide).await;
    let subject = Subject::Session(session);
    let stamp = |id| Some(ClientStamp { sender: 1, id, body: id });
    trap.set(&subject, 100);
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(refused(&test.customer_sends("u1", "gift", stamp(1)).await));
    }
    assert_eq!(codes, ["faulted", "faulted", "set_aside", "set_aside"]);
    trap.set(&subject, 0);
    assert_eq!(refused(&test.customer_sends("u1", "gift", stamp(1)).await), "set_aside");
    assert!(accepted(&test.customer_sends("u1", "annat", stamp(2)).await));
    assert!(test.journal.quarantine_cause(&subject).is_none(), "the command is at fault, never the subject");
}
