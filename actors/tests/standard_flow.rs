//! The whole conversation through the living house: bot, queue, agent, done, left.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod house;

use house::*;
use switchboard_actors::Topic;
use switchboard_core::effect::WayOfWork;
use switchboard_core::{AnyEvent, CustomerKey, Subject, agent, session};

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
