//! The whole conversation through the living house: bot, queue, agent, done, left.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod house;

use std::time::Duration;

use house::*;
use switchboard_actors::{Shown, Topic};
use switchboard_core::effect::WayOfWork;
use switchboard_core::{AnyEvent, CustomerKey, Signal, Subject, agent, session};

#[actix::test]
async fn a_customer_and_an_agent_talk() {
    tokio::time::pause();
    let test = TestHouse::open(Plan::default()).await;
    test.configure_queue(WayOfWork::Offer).await;
    test.ready_agent("anna", 2).await;
    let customer = test.look(Topic::Customer(platform(), CustomerKey::new("u1").unwrap()));
    let desk = test.look(Topic::Subject(agent_subject("anna")));

    let session = session_of(&test.customer_says("u1", "Hej").await);
    assert_eq!(customer.kinds(), ["message_received", "bot_said", "bot_said"]);
    test.customer_says("u1", "Jag vill ändra faktura 70557076").await;
    let kinds = test.kinds(&Subject::Session(session));
    assert!(kinds.contains(&"queued".to_owned()), "{kinds:?}");

    let offer = desk
        .events()
        .into_iter()
        .find_map(|event| match event {
            AnyEvent::Agent(agent::Event::Held { offer, .. }) => Some(offer),
            _ => None,
        })
        .unwrap();
    assert!(accepted(&test.agent("anna", agent::Command::Accept { offer }).await));
    let text = session::Command::AgentText {
        agent: agent_id("anna"),
        name: "Anna".to_owned(),
        text: "Jag skickar ett SMS".to_owned(),
        attachment: None,
        authored_at: None,
    };
    assert!(accepted(&test.session(session, text).await));
    let done = session::Command::AgentDone { agent: agent_id("anna") };
    assert!(accepted(&test.session(session, done).await));
    assert!(accepted(&test.session(session, session::Command::CustomerLeft).await));
    let seen = customer.kinds();
    let told = ["place_told", "system_said", "system_said", "agent_said", "agent_done", "closed"];
    assert!(seen.ends_with(&told), "{seen:?}");
    assert!(test.journal.outbox().is_empty(), "{:?}", test.journal.outbox());
}

#[actix::test]
async fn a_place_is_told_once_and_again_only_when_it_moves() {
    tokio::time::pause();
    let test = TestHouse::open(Plan::default()).await;
    test.configure_queue(WayOfWork::Offer).await;
    let waiting = |customer: &'static str| {
        let test = &test;
        async move {
            let session = session_of(&test.customer_says(customer, "Hej").await);
            let line = test.look(Topic::Line(session));
            test.customer_says(customer, "Faktura").await;
            (session, line)
        }
    };
    let (first, _) = waiting("u1").await;
    let (_, line) = waiting("u2").await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(line.shown().len(), 0, "the event told it");
    test.session(first, session::Command::CustomerLeft).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let places: Vec<u32> = line
        .shown()
        .iter()
        .map(|shown| match shown {
            Shown::Signal { signal: Signal::Place { place, .. }, .. } => *place,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(places, [1]);
}
