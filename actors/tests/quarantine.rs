//! Subjects that are set aside: what is kept for them, and what becomes of it when they are released.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::plot::{Plot, count, opened, send, texts_of};
use house::*;
use switchboard_actors::Answer;
use switchboard_actors::probe::Point;
use switchboard_core::{SessionId, Subject, session};
use switchboard_journal::JournalError;
use tokio::sync::oneshot;

/// Five panics of `apply` set the session aside; then these texts are parked.
async fn set_aside(test: &TestHouse, plot: &Plot, session: SessionId, ids: std::ops::Range<u64>) {
    plot.plant(Point::Apply, &Subject::Session(session), 5);
    for _ in 0..5 {
        assert_eq!(refused(&test.customer_says("u1", "x").await), "faulted");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    for id in ids {
        assert_eq!(send(test, id).await.unwrap(), Answer::Delayed);
    }
}

fn release(test: &TestHouse, subject: &Subject) -> oneshot::Receiver<Answer> {
    let (reply, told) = reply_channel();
    test.house().release(subject.clone(), reply);
    told
}

#[actix::test]
async fn released_commands_keep_their_order_when_the_index_is_asked_for_each() {
    let (test, plot, session) = opened().await;
    // A snapshot: the host wakes without remembering older message ids.
    tokio::time::sleep(Duration::from_secs(400)).await;
    set_aside(&test, &plot, session, 10..14).await;
    assert!(accepted(&release(&test, &Subject::Session(session)).await.unwrap()));
    settle().await;
    let texts = texts_of(&test, session);
    assert_eq!(texts.len(), 5, "{texts:?}");
    assert!((10..14).zip(&texts[1..]).all(|(id, text)| text.contains(&format!("text {id}"))), "{texts:?}");
}

#[actix::test]
async fn a_released_command_is_kept_until_it_is_durable() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    set_aside(&test, &plot, session, 10..13).await;
    test.journal.set_auto(false);
    let mut told = release(&test, &subject);
    while told.try_recv().is_err() {
        test.journal.commit_next();
        settle().await;
    }
    test.journal.commit_next();
    settle().await;
    test.journal.fail_next(JournalError::DiskFull);
    test.journal.set_auto(true);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(texts_of(&test, session).len(), 4, "{:?}", test.kinds(&subject));
    assert!(test.journal.parked(&subject).is_empty());
}

#[actix::test]
async fn a_released_command_is_kept_when_its_subject_falls_again() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    set_aside(&test, &plot, session, 10..13).await;
    plot.plant(Point::Apply, &subject, 1);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let texts = texts_of(&test, session);
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert!((10..13).zip(&texts[1..]).all(|(id, text)| text.contains(&format!("text {id}"))), "{texts:?}");
}

#[actix::test]
async fn a_subject_that_dies_five_times_in_a_minute_is_set_aside() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    plot.plant(Point::Shell, &subject, 5);
    for _ in 0..5 {
        assert_eq!(test.customer_says("u1", "x").await, Answer::Unknown);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(test.journal.quarantine_cause(&subject).is_some());
    assert_eq!(test.customer_says("u1", "later").await, Answer::Delayed);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    settle().await;
    assert_eq!(texts_of(&test, session).len(), 2);
}

#[actix::test]
async fn a_host_that_is_set_aside_and_dies_stays_set_aside() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    set_aside(&test, &plot, session, 10..12).await;
    plot.plant(Point::Shell, &subject, 1);
    assert_eq!(test.customer_says("u1", "x").await, Answer::Unknown);
    settle().await;
    assert_eq!(send(&test, 12).await.unwrap(), Answer::Delayed);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    settle().await;
    let texts = texts_of(&test, session);
    assert!((10..13).zip(&texts[1..]).all(|(id, text)| text.contains(&format!("text {id}"))), "{texts:?}");
    plot.plant(Point::Shell, &subject, 1);
    assert_eq!(test.customer_says("u1", "x").await, Answer::Unknown);
    assert!(accepted(&test.customer_says("u1", "free again").await), "a release is not forgotten either");
}

#[actix::test]
async fn a_released_command_without_an_id_is_carried_out_once() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    set_aside(&test, &plot, session, 0..0).await;
    assert_eq!(test.customer_says("u1", "kept").await, Answer::Delayed);
    assert_eq!(test.customer_says("u1", "kept").await, Answer::Delayed);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    settle().await;
    assert_eq!(texts_of(&test, session).len(), 3);
    tokio::time::sleep(Duration::from_secs(400)).await;
    test.customer_says("u1", "later").await;
    assert_eq!(texts_of(&test, session).len(), 4, "resting and waking does not say it again");
    assert!(test.journal.parked(&subject).is_empty());
}

#[actix::test]
async fn what_was_said_to_a_session_set_aside_is_kept_though_it_closed_meanwhile() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    set_aside(&test, &plot, session, 10..11).await;
    let left = session::Command::CustomerLeft;
    assert_eq!(test.session(session, left).await, Answer::Delayed);
    assert_eq!(send(&test, 11).await.unwrap(), Answer::Delayed);
    assert_eq!(send(&test, 12).await.unwrap(), Answer::Delayed);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(count(&test, &subject, "closed"), 1);
    assert_eq!(texts_of(&test, session).len(), 2);
    let mut sessions = test.journal.subjects();
    sessions.retain(|other| matches!(other, Subject::Session(other) if *other != session));
    let [Subject::Session(next)] = sessions[..] else { panic!("{sessions:?}") };
    let texts = texts_of(&test, next);
    assert!((11..13).zip(&texts).all(|(id, text)| text.contains(&format!("text {id}"))), "{texts:?}");
    assert_eq!(texts.len(), 2);
    assert!(test.journal.parked(&subject).is_empty());
}

#[actix::test]
async fn a_stream_that_cannot_be_read_keeps_nobody_waiting() {
    let (test, _, session) = opened().await;
    let subject = Subject::Session(session);
    tokio::time::sleep(Duration::from_secs(300)).await;
    test.damage(Some(&subject));
    assert_eq!(test.customer_says("u1", "kept").await, Answer::Delayed);
    test.damage(None);
    assert!(accepted(&release(&test, &subject).await.unwrap()));
    settle().await;
    assert_eq!(texts_of(&test, session).len(), 2);
}
