//! From one life of a subject to the next: what was owed, who was connected, and what was promised.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::plot::{count, open, opened, send, texts_of};
use house::*;
use switchboard_actors::probe::Point;
use switchboard_actors::{Answer, Ask, CustomerSign, Shown, Topic, Tuning};
use switchboard_core::{AnyCommand, Subject, agent, session};
use switchboard_journal::{ClientStamp, JournalError};

#[actix::test]
async fn a_resend_behind_an_append_that_fails_is_not_accepted() {
    let (test, _, session) = opened().await;
    test.journal.set_auto(false);
    let first = send(&test, 1);
    settle().await;
    let second = send(&test, 1);
    settle().await;
    test.journal.fail_next(JournalError::DiskFull);
    test.journal.set_auto(true);
    assert_eq!(refused(&first.await.unwrap()), "disk_full");
    let second = second.await.unwrap();
    assert!(!accepted(&second), "{second:?}");
    assert_eq!(texts_of(&test, session).len(), 1);
}

#[actix::test]
async fn a_host_told_to_reload_reads_its_stream_again_and_loses_nothing_on_its_way() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    test.journal.set_auto(false);
    let on_its_way = send(&test, 1);
    settle().await;
    // Whoever reads the stream meets this; so it tells that it was read, and that a fall on the way heals.
    plot.plant(Point::Replay, &subject, 1);
    test.house().reload(subject);
    settle().await;
    test.journal.set_auto(true);
    assert!(accepted(&on_its_way.await.unwrap()));
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(plot.left(), 0, "nothing was remembered");
    assert!(accepted(&test.customer_says("u1", "mer").await));
    assert_eq!(texts_of(&test, session).len(), 3);
}

#[actix::test]
async fn what_a_dead_host_owed_is_carried_on_though_a_command_found_it_dead_first() {
    let (test, plot, session) = opened().await;
    test.journal.set_auto(false);
    let asked = test.customer_sends_without_waiting("u1", "Faktura", None);
    settle().await;
    *plot.meanwhile.lock().unwrap() = Some(test.house().clone());
    plot.plant(Point::Shell, &Subject::Session(session), 1);
    let _ = test.customer_sends_without_waiting("u1", "mer", None).await;
    test.journal.set_auto(true);
    let _ = asked.await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(count(&test, &queue_subject(), "enqueued"), 1);
}

#[actix::test]
async fn what_a_dead_host_owed_is_carried_on_though_the_journal_could_not_tell_at_first() {
    let (test, plot, session) = opened().await;
    test.journal.set_auto(false);
    let _asked = test.customer_sends_without_waiting("u1", "Faktura", None);
    settle().await;
    plot.plant(Point::Shell, &Subject::Session(session), 1);
    let _ = test.customer_sends_without_waiting("u1", "mer", None).await;
    settle().await;
    test.journal.commit_next();
    test.journal.fail_next(JournalError::DiskFull);
    test.journal.commit_next();
    test.journal.set_auto(true);
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(count(&test, &queue_subject(), "enqueued"), 1);
    assert!(test.journal.outbox().is_empty());
}

#[actix::test]
async fn a_connection_that_shows_while_the_agents_host_goes_to_rest_counts() {
    let tuning = Tuning { passivate_after: Duration::from_secs(1), ..Tuning::default() };
    let (test, _) = open(tuning).await;
    test.configure_agent("anna", 1).await;
    test.journal.set_auto(false);
    while test.journal.waiting() == 0 {
        settle().await;
    }
    test.connect_agent("anna", 1, Duration::from_secs(25));
    settle().await;
    test.journal.set_auto(true);
    settle().await;
    assert_eq!(count(&test, &agent_subject("anna"), "reachable"), 1);
}

#[actix::test]
async fn an_agents_connections_outlive_their_host() {
    let (test, plot) = open(Tuning::default()).await;
    test.ready_agent("anna", 1).await;
    plot.plant(Point::Shell, &agent_subject("anna"), 1);
    assert_eq!(test.agent("anna", agent::Command::BecomeReady { by: None }).await, Answer::Unknown);
    test.customer_says("u1", "Hej").await;
    test.customer_says("u1", "Faktura").await;
    assert_eq!(count(&test, &agent_subject("anna"), "held"), 1);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(count(&test, &agent_subject("anna"), "offer_ended"), 0);
}

#[actix::test]
async fn a_full_disk_is_not_hammered() {
    let (test, _, _) = opened().await;
    tokio::time::sleep(Duration::from_secs(3_590)).await;
    test.journal.set_auto(false);
    let mut tries = 0;
    for _ in 0..20_000 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        // Reading goes well, writing does not.
        if test.journal.waiting() > 0 {
            tries += 1;
            if tries % 2 == 1 {
                test.journal.fail_next(JournalError::DiskFull);
            }
            test.journal.commit_next();
        }
    }
    assert!((3..100).contains(&tries), "{tries} requests in twenty seconds");
}

#[actix::test]
async fn a_customer_lost_while_nothing_can_be_stored_is_lost_all_the_same() {
    let (test, _, session) = opened().await;
    let subject = Subject::Session(session);
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    settle().await;
    assert_eq!(count(&test, &subject, "presence_changed"), 1);
    test.journal.fail_next(JournalError::DiskFull);
    test.house().sign(opening("u1"), 1, CustomerSign::Unloaded);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(count(&test, &subject, "presence_changed"), 2);
}

#[actix::test]
async fn a_customer_who_was_forgotten_is_back_with_the_next_heartbeat() {
    let (test, _, session) = opened().await;
    let subject = Subject::Session(session);
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    test.house().sign(opening("u1"), 1, CustomerSign::Unloaded);
    settle().await;
    test.house().sign(opening("u1"), 2, CustomerSign::Alive);
    settle().await;
    assert_eq!(count(&test, &subject, "presence_changed"), 3, "present, lost, present");
}

#[actix::test]
async fn the_house_closes_though_a_host_dies_over_it() {
    let (test, plot, session) = opened().await;
    plot.plant(Point::Shell, &Subject::Session(session), 1);
    assert!(test.living.drain(Duration::from_secs(5)).await);
    assert_eq!(plot.left(), 0);
}

#[actix::test]
async fn what_waits_for_a_host_that_goes_to_rest_and_dies_is_answered() {
    let tuning = Tuning { passivate_after: Duration::from_secs(1), ..Tuning::default() };
    let (test, plot) = open(tuning).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    plot.plant(Point::Shell, &Subject::Session(session), 1);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(plot.left(), 0);
    assert!(accepted(&test.customer_says("u1", "Faktura").await));
    let left = session::Command::CustomerLeft;
    assert!(accepted(&test.session(session, left).await));
}

#[actix::test]
async fn a_rule_that_panics_with_every_tick_sets_its_subject_aside() {
    let (test, plot, session) = opened().await;
    let subject = Subject::Session(session);
    tokio::time::sleep(Duration::from_secs(3_590)).await;
    plot.plant(Point::Follow, &subject, 50);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(test.journal.quarantine_cause(&subject).is_some());
    assert!(plot.left() > 40, "{} of 50 left", plot.left());
}

#[actix::test]
async fn a_tick_that_panics_is_tried_less_and_less_often() {
    let (_test, plot, session) = opened().await;
    tokio::time::sleep(Duration::from_secs(3_500)).await;
    plot.plant(Point::Decide, &Subject::Session(session), 1_000);
    tokio::time::sleep(Duration::from_secs(160)).await;
    let tries = 1_000 - plot.left();
    assert!((5..25).contains(&tries), "{tries} in a minute");
}

#[actix::test]
async fn a_place_is_forgotten_when_the_line_is_left() {
    let (test, plot, session) = opened().await;
    test.customer_says("u1", "Faktura").await;
    test.customer_says("u2", "Hej").await;
    test.customer_says("u2", "Faktura").await;
    // Places are shown a second after the last time; just before that one leaves, and the queue hears of it just after.
    tokio::time::sleep(Duration::from_millis(960)).await;
    plot.plant(Point::Decide, &queue_subject(), 2);
    assert!(accepted(&test.session(session, session::Command::CustomerLeft).await));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(count(&test, &queue_subject(), "left"), 1);
    let line = test.look(Topic::Line(session));
    settle().await;
    assert_eq!(line.shown().len(), 0, "{:?}", line.shown());
}

#[actix::test]
async fn an_old_message_sent_again_beside_a_new_one_does_not_hide_the_session_that_opens() {
    let (test, _, session) = opened().await;
    assert!(accepted(&send(&test, 1).await.unwrap()));
    assert!(accepted(&test.session(session, session::Command::CustomerLeft).await));
    let (again, new) = (send(&test, 1), send(&test, 2));
    assert_eq!(session_of(&again.await.unwrap()), session);
    let next = session_of(&new.await.unwrap());
    assert_ne!(next, session);
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    settle().await;
    assert_eq!(count(&test, &Subject::Session(next), "presence_changed"), 1);
}

#[actix::test]
async fn a_message_of_an_earlier_session_sent_again_amid_the_next_one_gets_its_first_answer() {
    let (test, _, session) = opened().await;
    assert!(accepted(&send(&test, 1).await.unwrap()));
    assert!(accepted(&test.session(session, session::Command::CustomerLeft).await));
    let next = session_of(&send(&test, 2).await.unwrap());
    assert_ne!(next, session);
    let mut answer = send(&test, 1).await.unwrap();
    for _ in 0..3 {
        if accepted(&answer) {
            break;
        }
        assert_eq!(refused(&answer), "busy");
        settle().await;
        answer = send(&test, 1).await.unwrap();
    }
    assert_eq!(session_of(&answer), session, "where it is");
    let stamp = ClientStamp { sender: 1, id: 1, body: 7 };
    assert_eq!(refused(&test.customer_sends("u1", "otherwise", Some(stamp)).await), "id_reused");
    assert!(accepted(&send(&test, 3).await.unwrap()));
    assert_eq!(texts_of(&test, next).len(), 2);
}

#[actix::test]
async fn who_waits_for_a_commit_that_fails_is_not_told_that_nothing_is_stored() {
    let (test, _, _) = opened().await;
    // A sync that fails leaves behind what the next start may find whole.
    test.journal.fail_next(JournalError::Database("disk I/O error".to_owned()));
    assert_eq!(send(&test, 1).await.unwrap(), Answer::Unknown);
}

#[actix::test]
async fn a_list_learns_of_what_a_dead_host_could_not_show_it_any_more() {
    let (test, plot, session) = opened().await;
    let list = test.look(Topic::Desk(workspace()));
    test.journal.set_auto(false);
    let (reply, gone) = reply_channel();
    let left = AnyCommand::Session(session::Command::CustomerLeft);
    test.house().ask(Subject::Session(session), Ask::from_client(left, None, reply));
    settle().await;
    plot.plant(Point::Shell, &Subject::Session(session), 1);
    let _ = test.customer_sends_without_waiting("u1", "mer", None).await;
    test.journal.set_auto(true);
    let _ = gone.await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(count(&test, &Subject::Session(session), "closed"), 1);
    let told = list.shown().iter().any(|shown| matches!(shown, Shown::Row(_) | Shown::Lagged));
    assert!(told, "its line is gone, and nobody said so");
}
