//! Every timer of the flow under paused time, in a living host, across its rest, and across a restart of the process.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::*;
use switchboard_actors::probe::Point;
use switchboard_actors::{CustomerSign, Shown, Topic, Tuning};
use switchboard_core::effect::WayOfWork;
use switchboard_core::session::TransferTo;
use switchboard_core::{AnyEvent, OfferId, Party, SessionId, Signal, Subject, Timestamp, agent, session};

const MINUTE: Duration = Duration::from_secs(60);

/// How the time until a deadline is spent.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meanwhile {
    /// The host stays awake.
    Awake,
    /// The host is put to rest after a second.
    AtRest,
    /// The process is killed half way, and another one started.
    Restarted,
}

const ALL: [Meanwhile; 3] = [Meanwhile::Awake, Meanwhile::AtRest, Meanwhile::Restarted];

fn tuning(meanwhile: Meanwhile) -> Tuning {
    let passivate_after = match meanwhile {
        Meanwhile::AtRest => Duration::from_secs(1),
        Meanwhile::Awake | Meanwhile::Restarted => Duration::from_secs(1_000_000),
    };
    Tuning { passivate_after, ..Tuning::default() }
}

async fn opened(meanwhile: Meanwhile) -> TestHouse {
    let test = TestHouse::open(Plan { tuning: tuning(meanwhile), ..Plan::default() }).await;
    test.configure_queue(WayOfWork::Offer).await;
    test
}

/// Lets so much time pass; a restart takes ten seconds of it.
async fn pass(test: TestHouse, meanwhile: Meanwhile, time: Duration) -> TestHouse {
    if meanwhile != Meanwhile::Restarted {
        tokio::time::sleep(time).await;
        return test;
    }
    tokio::time::sleep(time / 2).await;
    let down = Duration::from_secs(10).min(time / 4);
    let start = test.house().clock.now() + down;
    let journal = test.kill();
    tokio::time::sleep(down).await;
    let test = TestHouse::open(Plan { journal, start, tuning: tuning(meanwhile), ..Plan::default() }).await;
    tokio::time::sleep(time - time / 2 - down).await;
    test
}

fn has(test: &TestHouse, subject: &Subject, kind: &str) -> bool {
    test.kinds(subject).iter().any(|known| known == kind)
}

fn closed(test: &TestHouse, session: SessionId) -> bool {
    has(test, &Subject::Session(session), "closed")
}

/// Not yet a minute before, but a minute after.
async fn closes_after(test: TestHouse, meanwhile: Meanwhile, session: SessionId, time: Duration) {
    let test = pass(test, meanwhile, time - MINUTE).await;
    assert!(!closed(&test, session), "{meanwhile:?}: too early");
    tokio::time::sleep(2 * MINUTE).await;
    assert!(closed(&test, session), "{meanwhile:?}: {:?}", test.kinds(&Subject::Session(session)));
}

async fn held_offer(test: &TestHouse, name: &str) -> OfferId {
    test.journal
        .events_of(&agent_subject(name))
        .iter()
        .rev()
        .find(|event| event.kind == "held")
        .map(|event| match serde_json::from_str(&event.facts).unwrap() {
            agent::Event::Held { offer, .. } => offer,
            other => unreachable!("{other:?}"),
        })
        .unwrap()
}

/// A session that waits, with the bot behind it.
async fn waiting(test: &TestHouse, customer: &str) -> SessionId {
    let session = session_of(&test.customer_says(customer, "Hej").await);
    test.customer_says(customer, "Faktura").await;
    session
}

/// A session that anna serves.
async fn served(test: &TestHouse, customer: &str) -> SessionId {
    let session = waiting(test, customer).await;
    let offer = held_offer(test, "anna").await;
    assert!(accepted(&test.agent("anna", agent::Command::Accept { offer }).await));
    session
}

#[actix::test]
async fn a_session_left_with_the_bot_closes_after_an_hour() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        let session = session_of(&test.customer_says("u1", "Hej").await);
        closes_after(test, meanwhile, session, 60 * MINUTE).await;
    }
}

#[actix::test]
async fn a_released_session_closes_after_half_an_hour() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        let session = served(&test, "u1").await;
        let done = session::Command::AgentDone { agent: agent_id("anna") };
        assert!(accepted(&test.session(session, done).await));
        closes_after(test, meanwhile, session, 30 * MINUTE).await;
    }
}

#[actix::test]
async fn a_lost_customers_session_closes_after_a_quarter() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.house().sign(opening("u1"), 1, CustomerSign::Connected);
        let session = session_of(&test.customer_says("u1", "Hej").await);
        test.house().sign(opening("u1"), 1, CustomerSign::Alive);
        tokio::time::sleep(Duration::from_secs(47)).await;
        let kinds = test.kinds(&Subject::Session(session));
        let presence = kinds.iter().filter(|kind| *kind == "presence_changed").count();
        assert_eq!(presence, 3, "present, unstable, lost: {kinds:?}");
        closes_after(test, meanwhile, session, 15 * MINUTE).await;
    }
}

#[actix::test]
async fn an_offer_nobody_answers_expires_and_is_offered_on() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        test.ready_agent("bertil", 1).await;
        waiting(&test, "u1").await;
        assert!(has(&test, &agent_subject("anna"), "held"));
        let test = pass(test, meanwhile, Duration::from_secs(20)).await;
        for name in ["anna", "bertil"] {
            test.connect_agent(name, 2, Duration::from_secs(86_400));
        }
        tokio::time::sleep(Duration::from_secs(8)).await;
        assert!(!has(&test, &agent_subject("anna"), "offer_ended"), "{meanwhile:?}: too early");
        // Half a minute after it was made, or after the process is back.
        tokio::time::sleep(Duration::from_secs(22)).await;
        assert!(has(&test, &agent_subject("anna"), "offer_ended"), "{meanwhile:?}");
        assert!(has(&test, &agent_subject("bertil"), "held"), "{meanwhile:?}");
    }
}

#[actix::test]
async fn an_offer_ends_after_a_restart_when_its_agent_does_not_return() {
    tokio::time::pause();
    let test = opened(Meanwhile::Restarted).await;
    test.ready_agent("anna", 1).await;
    waiting(&test, "u1").await;
    let test = pass(test, Meanwhile::Restarted, Duration::from_secs(20)).await;
    tokio::time::sleep(MINUTE).await;
    assert!(has(&test, &agent_subject("anna"), "offer_ended"));
    assert!(has(&test, &agent_subject("anna"), "unreachable"));
}

#[actix::test]
async fn an_agent_without_a_connection_is_given_up_and_the_session_returns_to_its_queue() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.configure_agent("anna", 1).await;
        test.connect_agent("anna", 1, Duration::from_secs(25));
        settle().await;
        test.agent("anna", agent::Command::BecomeReady { by: None }).await;
        let session = served(&test, "u1").await;
        // 25 s of lease, 30 s of patience, 60 s until the sessions go.
        let test = pass(test, Meanwhile::Awake, Duration::from_secs(57)).await;
        assert!(has(&test, &agent_subject("anna"), "unreachable"), "{meanwhile:?}");
        assert!(!has(&test, &Subject::Session(session), "agent_vanished"), "{meanwhile:?}");
        let test = pass(test, meanwhile, Duration::from_secs(40)).await;
        assert!(!has(&test, &Subject::Session(session), "agent_vanished"), "{meanwhile:?}");
        tokio::time::sleep(2 * MINUTE).await;
        assert!(has(&test, &Subject::Session(session), "agent_vanished"), "{meanwhile:?}");
        let again = test.kinds(&Subject::Session(session)).iter().filter(|kind| *kind == "queued").count();
        assert_eq!(again, 2, "{meanwhile:?}");
    }
}

#[actix::test]
async fn whoever_watches_and_vanishes_watches_no_longer_after_a_grace() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        let session = served(&test, "u1").await;
        test.connect_agent("sven", 9, Duration::from_secs(25));
        let (agent, name) = (agent_id("sven"), "Sven".to_owned());
        let watch = session::Command::Watch { agent: agent.clone() };
        assert!(accepted(&test.session(session, watch).await));
        assert!(accepted(&test.session(session, session::Command::StepIn { agent, name }).await));
        // 25 s of lease, 60 s of patience.
        let test = pass(test, Meanwhile::Awake, Duration::from_secs(60)).await;
        assert!(has(&test, &agent_subject("sven"), "unreachable"), "{meanwhile:?}");
        let test = pass(test, meanwhile, Duration::from_secs(20)).await;
        let gone = |test: &TestHouse| {
            ["watch_ended", "stepped_out"].map(|kind| has(test, &Subject::Session(session), kind))
        };
        assert_eq!(gone(&test), [false, false], "{meanwhile:?}");
        tokio::time::sleep(2 * MINUTE).await;
        assert_eq!(gone(&test), [true, true], "{meanwhile:?}");
        let told = test.kinds(&agent_subject("sven"));
        assert_eq!(told.iter().filter(|kind| *kind == "company_given_up").count(), 1, "{meanwhile:?}");
    }
}

#[actix::test]
async fn the_bot_waits_until_the_customer_stops_typing() {
    tokio::time::pause();
    let test = opened(Meanwhile::Awake).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    let staff = test.look(Topic::Subject(Subject::Session(session)));
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    test.house().sign(opening("u1"), 1, CustomerSign::Typing("Fakt".to_owned()));
    settle().await;
    test.customer_says("u1", "Faktura").await;
    tokio::time::sleep(Duration::from_millis(2_900)).await;
    assert!(!has(&test, &Subject::Session(session), "queued"));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(has(&test, &Subject::Session(session), "queued"));
    let queued = staff
        .events()
        .into_iter()
        .any(|event| matches!(event, AnyEvent::Session(session::Event::Queued { .. })));
    assert!(queued);
}

#[actix::test]
async fn a_deadline_about_people_waits_for_them_after_a_restart() {
    tokio::time::pause();
    let test = opened(Meanwhile::Restarted).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    let start: Timestamp = test.house().clock.now() + 120 * MINUTE;
    let journal = test.kill();
    let test = TestHouse::open(Plan { journal, start, ..Plan::default() }).await;
    tokio::time::sleep(Duration::from_secs(25)).await;
    assert!(!closed(&test, session), "half a minute of grace after the server came back");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(closed(&test, session));
}

#[actix::test]
async fn a_customer_who_does_not_return_after_a_restart_is_lost() {
    tokio::time::pause();
    let test = opened(Meanwhile::Restarted).await;
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    let session = session_of(&test.customer_says("u1", "Hej").await);
    test.house().sign(opening("u1"), 1, CustomerSign::Alive);
    settle().await;
    let start = test.house().clock.now() + MINUTE;
    let journal = test.kill();
    let test = TestHouse::open(Plan { journal, start, ..Plan::default() }).await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let presence = |test: &TestHouse| {
        let kinds = test.kinds(&Subject::Session(session));
        kinds.iter().filter(|kind| *kind == "presence_changed").count()
    };
    assert_eq!(presence(&test), 1, "a restart is grace");
    tokio::time::sleep(Duration::from_secs(40)).await;
    assert_eq!(presence(&test), 3, "unstable, then lost");
}

#[actix::test]
async fn wrap_up_holds_the_slot_until_it_is_over() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        test.configure_writer("anna", 1, 4 * MINUTE).await;
        let first = served(&test, "u1").await;
        let done = session::Command::AgentDone { agent: agent_id("anna") };
        assert!(accepted(&test.session(first, done).await));
        waiting(&test, "u2").await;
        let test = pass(test, meanwhile, 3 * MINUTE).await;
        test.connect_agent("anna", 2, Duration::from_secs(86_400));
        let held = |test: &TestHouse| {
            test.kinds(&agent_subject("anna")).iter().filter(|kind| *kind == "held").count()
        };
        assert_eq!(held(&test), 1, "{meanwhile:?}: still writing up");
        tokio::time::sleep(MINUTE + Duration::from_secs(5)).await;
        assert!(has(&test, &agent_subject("anna"), "wrap_up_ended"), "{meanwhile:?}");
        assert_eq!(held(&test), 2, "{meanwhile:?}: the slot is free");
    }
}

#[actix::test]
async fn a_silent_customer_is_warned_and_the_agent_is_free() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        let session = served(&test, "u1").await;
        let text = session::Command::AgentText {
            agent: agent_id("anna"),
            name: "Anna".to_owned(),
            text: "Vilket nummer?".to_owned(),
            attachment: None,
            authored_at: None,
        };
        assert!(accepted(&test.session(session, text).await));
        let test = pass(test, meanwhile, MINUTE).await;
        test.connect_agent("anna", 2, Duration::from_secs(86_400));
        tokio::time::sleep(8 * MINUTE).await;
        let subject = Subject::Session(session);
        assert!(!has(&test, &subject, "silence_warned"), "{meanwhile:?}: too early");
        tokio::time::sleep(2 * MINUTE).await;
        assert!(has(&test, &subject, "silence_warned"), "{meanwhile:?}: {:?}", test.kinds(&subject));
        assert!(!has(&test, &agent_subject("anna"), "session_ended"), "{meanwhile:?}: too early");
        tokio::time::sleep(5 * MINUTE).await;
        assert!(has(&test, &subject, "released_for_silence"), "{meanwhile:?}: {:?}", test.kinds(&subject));
        assert!(has(&test, &agent_subject("anna"), "session_ended"), "{meanwhile:?}: the agent is free");
        closes_after(test, Meanwhile::Awake, session, 29 * MINUTE).await;
    }
}

#[actix::test]
async fn an_unsent_text_is_forgotten_after_a_while_and_when_it_is_sent() {
    tokio::time::pause();
    let test = opened(Meanwhile::Awake).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    let looker = test.look(Topic::Subject(Subject::Session(session)));
    let previews = || {
        let shown = looker.news();
        let previews = shown.into_iter().filter_map(|shown| match shown {
            Shown::Signal { signal: Signal::Typing { preview, .. }, .. } => preview,
            _ => None,
        });
        previews.collect::<Vec<_>>()
    };
    let types = |text: &str| test.house().sign(opening("u1"), 1, CustomerSign::Typing(text.to_owned()));
    types("Fakt");
    tokio::time::sleep(Duration::from_secs(8)).await;
    types("Faktu");
    tokio::time::sleep(Duration::from_secs(8)).await;
    assert_eq!(previews(), ["Fakt", "Faktu"], "ten seconds from the last keystroke");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(previews(), [""]);
    types("Faktura");
    settle().await;
    test.customer_says("u1", "Faktura").await;
    assert_eq!(previews(), ["Faktura", ""]);
    tokio::time::sleep(Duration::from_secs(20)).await;
    assert_eq!(previews(), [""; 0], "forgotten already");
}

#[actix::test]
async fn nobody_is_lost_on_a_platform_without_heartbeats() {
    tokio::time::pause();
    let test = opened(Meanwhile::Awake).await;
    let mut settings = configuration(Default::default());
    settings.platforms.values_mut().for_each(|(_, values)| values.heartbeats = false);
    test.house().book.read(&settings);
    let session = session_of(&test.customer_says("u1", "Hej").await);
    test.house().sign(opening("u1"), 1, CustomerSign::Connected);
    tokio::time::sleep(30 * MINUTE).await;
    assert!(!has(&test, &Subject::Session(session), "presence_changed"));
    assert!(!closed(&test, session));
}

#[actix::test]
async fn a_reloaded_page_is_back_within_its_grace_and_a_closed_one_is_lost() {
    tokio::time::pause();
    let test = opened(Meanwhile::Awake).await;
    let session = session_of(&test.customer_says("u1", "Hej").await);
    let subject = Subject::Session(session);
    let presences = |test: &TestHouse| {
        let events = test.journal.events_of(&subject);
        let changes = events.iter().filter(|event| event.kind == "presence_changed");
        changes.map(|event| event.facts.contains("unloaded")).collect::<Vec<_>>()
    };
    let sign = |connection, sign| test.house().sign(opening("u1"), connection, sign);
    sign(1, CustomerSign::Connected);
    sign(2, CustomerSign::Connected);
    sign(2, CustomerSign::Unloaded);
    settle().await;
    assert_eq!(presences(&test), [false], "the other tab is still there");
    sign(1, CustomerSign::Unloaded);
    settle().await;
    assert_eq!(presences(&test), [false, true]);
    tokio::time::sleep(Duration::from_secs(5)).await;
    sign(3, CustomerSign::Connected);
    settle().await;
    assert_eq!(presences(&test), [false, true, false], "it was a refresh");
    sign(3, CustomerSign::Disconnected);
    tokio::time::sleep(2 * MINUTE).await;
    assert_eq!(presences(&test)[3..], [false, false], "unstable, then lost: no page was closed");
    assert!(!closed(&test, session));
}

#[actix::test]
async fn the_same_agent_is_preferred_for_half_a_minute_then_anybody() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.ready_agent("anna", 1).await;
        let first = served(&test, "u1").await;
        let done = session::Command::AgentDone { agent: agent_id("anna") };
        assert!(accepted(&test.session(first, done).await));
        waiting(&test, "u2").await;
        let offer = held_offer(&test, "anna").await;
        assert!(accepted(&test.agent("anna", agent::Command::Accept { offer }).await));
        test.ready_agent("bertil", 1).await;
        test.customer_says("u1", "En sak till").await;
        assert!(!has(&test, &agent_subject("bertil"), "held"), "{meanwhile:?}: anna is wished for");
        let test = pass(test, meanwhile, Duration::from_secs(20)).await;
        for name in ["anna", "bertil"] {
            test.connect_agent(name, 2, Duration::from_secs(86_400));
        }
        settle().await;
        assert!(!has(&test, &agent_subject("bertil"), "held"), "{meanwhile:?}: still wished for");
        // The wish ends half a minute after it was made, or after the process is back.
        tokio::time::sleep(Duration::from_secs(30)).await;
        assert!(has(&test, &agent_subject("bertil"), "held"), "{meanwhile:?}: anybody now");
    }
}

#[actix::test]
async fn a_session_given_to_one_agent_waits_two_minutes_for_them_then_anybody() {
    tokio::time::pause();
    for meanwhile in ALL {
        let test = opened(meanwhile).await;
        test.configure_agent("bertil", 1).await;
        test.ready_agent("anna", 1).await;
        let session = served(&test, "u1").await;
        let given = session::Command::Transfer {
            by: Party::Agent(agent_id("anna")),
            name: "Anna".to_owned(),
            to: TransferTo::Agent { agent: agent_id("bertil"), queue: None, at_once: false },
            note: None,
        };
        assert!(accepted(&test.session(session, given).await));
        let asked = |test: &TestHouse| {
            test.kinds(&agent_subject("anna")).iter().filter(|kind| *kind == "held").count()
        };
        let test = pass(test, meanwhile, Duration::from_secs(100)).await;
        test.connect_agent("anna", 2, Duration::from_secs(86_400));
        settle().await;
        assert_eq!(asked(&test), 1, "{meanwhile:?}: it is for Bertil, who is away");
        tokio::time::sleep(MINUTE).await;
        assert_eq!(asked(&test), 2, "{meanwhile:?}: anybody now");
    }
}

#[actix::test]
async fn a_queue_whose_question_was_set_aside_is_asked_again() {
    tokio::time::pause();
    for meanwhile in ALL {
        let trap = Trap::new(Point::Decide);
        let plan = Plan { probe: Some(trap.clone()), tuning: tuning(meanwhile), ..Plan::default() };
        let test = TestHouse::open(plan).await;
        test.configure_queue(WayOfWork::Offer).await;
        trap.set(&queue_subject(), 3);
        let session = waiting(&test, "u1").await;
        let test = pass(test, meanwhile, Duration::from_secs(8)).await;
        assert!(!has(&test, &Subject::Session(session), "place_told"), "{meanwhile:?}");
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(has(&test, &Subject::Session(session), "queue_asked_again"), "{meanwhile:?}");
        assert!(has(&test, &Subject::Session(session), "place_told"), "{meanwhile:?}");
    }
}
