//! Full mailboxes, resends, rest and drain: what is answered when there is too much, or no more.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod house;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use house::*;
use switchboard_actors::probe::{Point, Probe};
use switchboard_actors::watchdog::Watchdog;
use switchboard_actors::{Answer, Clock, CustomerAsk, CustomerWord, House, Tuning};
use switchboard_core::effect::WayOfWork;
use switchboard_core::{AnyCommand, SessionId, Subject, session};
use switchboard_journal::{ClientStamp, JournalError};

async fn open(tuning: Tuning) -> TestHouse {
    tokio::time::pause();
    let test = TestHouse::open(Plan { tuning, ..Plan::default() }).await;
    test.configure_queue(WayOfWork::Offer).await;
    settle().await;
    test
}

async fn opened() -> (TestHouse, SessionId) {
    let test = open(Tuning::default()).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    (test, session)
}

fn stamp(id: u64, body: u64) -> Option<ClientStamp> {
    Some(ClientStamp { sender: 9, id, body })
}

#[actix::test]
async fn a_full_mailbox_answers_busy_and_loses_nothing_it_took() {
    let (test, session) = opened().await;
    let told: Vec<_> =
        (0..500).map(|n| test.customer_sends_without_waiting("u1", &format!("{n}"), None)).collect();
    let mut taken = 0;
    for one in told {
        match one.await.unwrap() {
            Answer::Accepted { .. } => taken += 1,
            Answer::Refused(refused) => {
                assert_eq!(refused.code, "busy");
                assert!(refused.retry_after.is_some());
            }
            other => panic!("{other:?}"),
        }
    }
    let texts =
        test.kinds(&Subject::Session(session)).iter().filter(|kind| *kind == "message_received").count();
    assert!((64..500).contains(&taken), "{taken}");
    assert_eq!(texts, taken + 1);
}

#[actix::test]
async fn a_journal_without_room_answers_busy_and_goes_on_later() {
    let (test, _) = opened().await;
    test.journal.set_auto(false);
    test.journal.set_capacity(0);
    assert_eq!(refused(&test.customer_says("u1", "too much").await), "busy");
    test.journal.set_capacity(100);
    test.journal.set_auto(true);
    assert!(accepted(&test.customer_says("u1", "again").await));
}

#[actix::test]
async fn a_full_disk_is_said_and_the_session_goes_on_when_there_is_room() {
    let (test, session) = opened().await;
    test.journal.fail_next(JournalError::DiskFull);
    assert_eq!(refused(&test.customer_says("u1", "no room").await), "disk_full");
    settle().await;
    assert!(accepted(&test.customer_says("u1", "room").await));
    let texts =
        test.kinds(&Subject::Session(session)).iter().filter(|kind| *kind == "message_received").count();
    assert_eq!(texts, 2);
}

#[actix::test]
async fn the_same_id_gets_the_same_answer_and_another_body_is_refused() {
    let (test, session) = opened().await;
    let first = test.customer_sends("u1", "en gång", stamp(1, 1)).await;
    assert!(accepted(&first));
    assert_eq!(test.customer_sends("u1", "en gång", stamp(1, 1)).await, first);
    assert_eq!(refused(&test.customer_sends("u1", "annat", stamp(1, 2)).await), "id_reused");
    // Across a rest, by the index.
    tokio::time::sleep(Duration::from_secs(400)).await;
    assert_eq!(test.customer_sends("u1", "en gång", stamp(1, 1)).await, first);
    // Across the end of the session: the resend opens no other one.
    test.session(session, session::Command::CustomerLeft).await;
    assert_eq!(test.customer_sends("u1", "en gång", stamp(1, 1)).await, first);
    assert_eq!(test.journal.subjects().iter().filter(|s| matches!(s, Subject::Session(_))).count(), 1);
}

#[actix::test]
async fn a_resend_while_the_first_is_under_way_waits_for_its_commit() {
    let (test, _) = opened().await;
    test.journal.set_auto(false);
    let mut first = test.customer_sends_without_waiting("u1", "en gång", stamp(1, 1));
    settle().await;
    let mut second = test.customer_sends_without_waiting("u1", "en gång", stamp(1, 1));
    settle().await;
    assert!(first.try_recv().is_err() && second.try_recv().is_err(), "nothing is told before it is durable");
    test.journal.set_auto(true);
    assert_eq!(first.await.unwrap(), second.await.unwrap());
}

#[actix::test]
async fn many_writers_of_one_customer_open_one_session() {
    let test = open(Tuning::default()).await;
    let told: Vec<_> =
        (0..20).map(|n| test.customer_sends_without_waiting("u1", &format!("{n}"), stamp(n, n))).collect();
    let mut sessions = Vec::new();
    for one in told {
        sessions.push(session_of(&one.await.unwrap()));
    }
    sessions.dedup();
    assert_eq!(sessions.len(), 1);
}

#[actix::test]
async fn a_text_after_the_end_opens_another_session() {
    let (test, session) = opened().await;
    test.session(session, session::Command::CustomerLeft).await;
    let next = session_of(&test.customer_says("u1", "Hej igen").await);
    assert_ne!(next, session);
    let nothing =
        test.ask(Subject::Session(session), AnyCommand::Session(session::Command::CustomerLeft)).await;
    assert!(accepted(&nothing), "leaving twice is leaving once");
}

#[actix::test]
async fn leaving_before_anything_was_said_is_refused() {
    let test = open(Tuning::default()).await;
    let (reply, told) = reply_channel();
    let what = CustomerWord::Left;
    test.house().customer(CustomerAsk { opening: opening("u1"), what, fresh: fresh(), client: None, reply });
    assert_eq!(refused(&told.await.unwrap()), "not_open");
}

#[actix::test]
async fn a_host_rests_with_a_snapshot_and_wakes_from_it() {
    let (test, session) = opened().await;
    let subject = Subject::Session(session);
    tokio::time::sleep(Duration::from_secs(400)).await;
    let snapshot = test.journal.snapshot(&subject).unwrap();
    assert_eq!(snapshot.seq, test.journal.head(&subject).seq);
    assert!(test.journal.wake_up(&subject).is_some());
    assert!(accepted(&test.customer_says("u1", "Faktura").await));
    assert!(test.kinds(&subject).contains(&"queued".to_owned()), "the bot went on where it was");
}

#[actix::test]
async fn what_arrives_while_a_host_goes_to_rest_is_served() {
    let (test, _) = opened().await;
    for round in 0..40 {
        tokio::time::sleep(Duration::from_millis(119_990 + round)).await;
        assert!(accepted(&test.customer_says("u1", "nu").await), "round {round}");
    }
}

#[actix::test]
async fn drain_puts_everybody_to_rest_and_refuses_newcomers() {
    let (test, session) = opened().await;
    test.ready_agent("anna", 1).await;
    assert!(test.living.drain(Duration::from_secs(5)).await);
    assert_eq!(refused(&test.customer_says("u1", "sent").await), "busy");
    let head = test.journal.head(&Subject::Session(session));
    assert_eq!(test.journal.snapshot(&Subject::Session(session)).unwrap().seq, head.seq);
}

/// Real time, but only as much as is needed.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not within ten seconds: {what}");
}

#[actix::test]
async fn a_standing_arbiter_is_noticed_and_its_return_too() {
    let arbiter = actix::Arbiter::new();
    let watchdog = Watchdog::start(vec![arbiter.handle()], Clock::system(), |_| {}).unwrap();
    let pulse = watchdog.pulse();
    until("it beats", || pulse.is_regular()).await;
    let before = pulse.stalls();
    arbiter.spawn_fn(|| std::thread::sleep(Duration::from_millis(1_500)));
    until("its standing is noticed", || !pulse.is_regular()).await;
    until("its return is noticed", || pulse.is_regular()).await;
    assert!(pulse.stalls() > before);
    arbiter.stop();
}

/// While the first text finds its session over, and the shard knows that already, the second one arrives.
struct Interjection {
    armed: AtomicBool,
    second: Mutex<Option<(House, CustomerAsk)>>,
}

impl Probe for Interjection {
    fn at(&self, point: Point, _: &Subject) {
        if point == Point::Decide && self.armed.load(Ordering::Relaxed) {
            let second = self.second.lock().unwrap().take();
            if let Some((house, ask)) = second {
                house.customer(ask);
            }
        }
    }
}

#[actix::test]
async fn a_customer_who_writes_quickly_while_the_session_ends_is_heard_in_order() {
    tokio::time::pause();
    let between = Arc::new(Interjection { armed: AtomicBool::new(false), second: Mutex::new(None) });
    let test = TestHouse::open(Plan { probe: Some(between.clone()), ..Plan::default() }).await;
    let ended = session_of(&test.customer_says("u1", "Hej").await);
    let ask = |what| {
        let (reply, told) = reply_channel();
        (CustomerAsk { opening: opening("u1"), what, fresh: fresh(), client: None, reply }, told)
    };
    test.journal.set_auto(false);
    test.house().customer(ask(CustomerWord::Left).0);
    settle().await;
    let (second, second_told) = ask(CustomerWord::text("two"));
    *between.second.lock().unwrap() = Some((test.house().clone(), second));
    between.armed.store(true, Ordering::Relaxed);
    let (first, first_told) = ask(CustomerWord::text("one"));
    test.house().customer(first);
    test.journal.set_auto(true);
    let (first, second) = (first_told.await.unwrap(), second_told.await.unwrap());
    let next = session_of(&first);
    assert_ne!(next, ended);
    assert_eq!(session_of(&second), next);
    let texts: Vec<String> = test
        .journal
        .events_of(&Subject::Session(next))
        .into_iter()
        .filter_map(|event| event.content)
        .collect();
    let place = |text: &str| texts.iter().position(|content| content.contains(text)).unwrap();
    assert!(place("one") < place("two"), "{texts:?}");
}
