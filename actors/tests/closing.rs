//! Closing time under paused time: who waits is served on or told, who talks goes on, and each closing is said once.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::*;
use serde_json::json;
use switchboard_actors::Tuning;
use switchboard_core::{SessionId, Subject, agent};
use switchboard_journal::accounts::AccountWrite;

const MINUTE: Duration = Duration::from_secs(60);

/// How the time until closing is spent.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meanwhile {
    Awake,
    AtRest,
    Restarted,
}

const ALL: [Meanwhile; 3] = [Meanwhile::Awake, Meanwhile::AtRest, Meanwhile::Restarted];

fn plan(meanwhile: Meanwhile) -> Plan {
    let rests = meanwhile == Meanwhile::AtRest;
    let passivate_after = Duration::from_secs(if rests { 1 } else { 1_000_000 });
    Plan { tuning: Tuning { passivate_after, ..Tuning::default() }, ..Plan::default() }
}

/// The tests begin on a Friday at eight; the queue closes at 8:17, and the next day is from eight to five.
async fn opened(meanwhile: Meanwhile, at_closing: &str) -> TestHouse {
    let test = TestHouse::open(plan(meanwhile)).await;
    let shift = |from: &str, to: &str| json!([{"from": from, "to": to}]);
    let week = json!({"friday": shift("06:00", "08:17"), "saturday": shift("08:00", "17:00")});
    let values = json!({
        "name": "Kundservice", "at_closing": at_closing, "hours": {"zone": "UTC", "week": week},
    });
    let values = serde_json::from_value(values).unwrap();
    test.write(AccountWrite::Queue { workspace: workspace(), queue: queue(), values }).await;
    test
}

/// Past the closing.
async fn until_closed(test: TestHouse, meanwhile: Meanwhile) -> TestHouse {
    tokio::time::sleep(8 * MINUTE).await;
    if meanwhile != Meanwhile::Restarted {
        tokio::time::sleep(10 * MINUTE).await;
        return test;
    }
    let start = test.house().clock.now() + MINUTE;
    let journal = test.kill();
    tokio::time::sleep(MINUTE).await;
    let test = TestHouse::open(Plan { journal, start, ..plan(meanwhile) }).await;
    tokio::time::sleep(9 * MINUTE).await;
    test
}

fn count(test: &TestHouse, session: SessionId, kind: &str) -> usize {
    test.kinds(&Subject::Session(session)).iter().filter(|known| *known == kind).count()
}

/// Talks with the bot until it hands over.
async fn handed_over(test: &TestHouse, customer: &str) -> SessionId {
    let session = session_of(&test.customer_says(customer, "Hej").await);
    test.customer_says(customer, "Faktura").await;
    session
}

#[actix::test]
async fn who_waits_at_closing_time_is_served_on_unless_it_is_set_otherwise_and_newcomers_are_told() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile, "serve").await;
        let waits = handed_over(&test, "u1").await;
        let test = until_closed(test, meanwhile).await;
        assert_eq!(count(&test, waits, "platform_closed"), 0, "{meanwhile:?}: still in line");
        let late = handed_over(&test, "u2").await;
        assert_eq!(count(&test, late, "platform_closed"), 1, "{meanwhile:?}");
        test.customer_says("u2", "Hallå").await;
        test.customer_says("u2", "Faktura").await;
        assert_eq!(
            count(&test, late, "turned_away"),
            2,
            "{meanwhile:?}: {:?}",
            test.kinds(&Subject::Session(late))
        );
        assert_eq!(count(&test, late, "platform_closed"), 1, "{meanwhile:?}: once a closing");
        test.ready_agent("anna", 1).await;
        assert!(
            test.kinds(&agent_subject("anna")).iter().any(|kind| kind == "held"),
            "{meanwhile:?}: served on"
        );
    }
}

#[actix::test]
async fn or_they_are_told_once_and_back_at_the_bot_while_who_talks_goes_on() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile, "tell").await;
        test.ready_agent("anna", 1).await;
        test.connect_agent("anna", 2, Duration::from_secs(86_400));
        let talks = handed_over(&test, "u1").await;
        let held = test.journal.events_of(&agent_subject("anna"));
        let held = held.iter().find(|event| event.kind == "held").unwrap();
        let agent::Event::Held { offer, .. } = serde_json::from_str(&held.facts).unwrap() else {
            unreachable!()
        };
        assert!(accepted(&test.agent("anna", agent::Command::Accept { offer }).await));
        let waits = handed_over(&test, "u2").await;
        let test = until_closed(test, meanwhile).await;
        assert_eq!(count(&test, waits, "turned_away"), 1, "{meanwhile:?}");
        assert_eq!(count(&test, waits, "platform_closed"), 1, "{meanwhile:?}");
        assert_eq!(count(&test, talks, "platform_closed"), 0, "{meanwhile:?}: who talks goes on");
        assert_eq!(count(&test, talks, "closed"), 0, "{meanwhile:?}");
        test.customer_says("u2", "Hallå").await;
        assert!(count(&test, waits, "bot_started") >= 2, "{meanwhile:?}: the bot begins anew");

        // The next day's closing is another one. A day takes its time, so once is enough.
        if meanwhile != Meanwhile::Awake {
            continue;
        }
        tokio::time::sleep(24 * 60 * MINUTE).await;
        let next = handed_over(&test, "u2").await;
        assert_ne!(next, waits, "{meanwhile:?}: too long ago");
        assert_eq!(count(&test, next, "platform_closed"), 0, "{meanwhile:?}: it is open");
        tokio::time::sleep(8 * 60 * MINUTE + 50 * MINUTE).await;
        assert_eq!(
            count(&test, next, "platform_closed"),
            1,
            "{meanwhile:?}: {:?}",
            test.kinds(&Subject::Session(next))
        );
    }
}

/// So the oldest that can be seen after a quiet night are those who came back to the bot shortly before its end.
#[actix::test]
async fn who_is_sent_back_by_a_closing_and_says_nothing_is_at_the_bot_for_an_hour_from_then() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile, "tell").await;
        let waits = handed_over(&test, "u2").await;
        // A minute or two after the closing, at 8:17.
        let test = until_closed(test, meanwhile).await;
        assert_eq!(count(&test, waits, "turned_away"), 1, "{meanwhile:?}");
        tokio::time::sleep(57 * MINUTE).await;
        assert_eq!(count(&test, waits, "closed"), 0, "{meanwhile:?}: it began an hour ago at most");
        tokio::time::sleep(4 * MINUTE).await;
        assert_eq!(
            count(&test, waits, "closed"),
            1,
            "{meanwhile:?}: {:?}",
            test.kinds(&Subject::Session(waits))
        );
    }
}
