//! A customer who stops reading: the server's memory stays where it was, the agent notices nothing, the reader resumes.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::center::{self, PLATFORM};
use crate::line::Line;
use crate::server::Server;

/// Texts of the agent in each conversation: more than the kernel, the window and the backlog take together.
const TEXTS: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads until a frame of this kind comes.
async fn until(line: &mut Line, kind: &str) -> Value {
    let by = Instant::now() + PATIENCE;
    while Instant::now() < by {
        if let Some(frame) = line.next(Duration::from_millis(200)).await
            && frame["type"] == kind
        {
            return frame;
        }
    }
    panic!("no {kind} came");
}

/// A customer who writes once and is served; the session.
async fn served(customer: &mut Line, agent: &mut Line) -> Value {
    while customer.memory.user.is_none() {
        customer.next(Duration::from_millis(200)).await;
    }
    let mut text = customer.event("text");
    text["text"] = json!("Hello");
    customer.send(text).await;
    let offer = until(agent, "offer").await;
    agent
        .send(json!({"type": "accept", "id": format!("accept-{}", offer["offer"]), "offer": offer["offer"]}))
        .await;
    until(agent, "assigned").await["session"].clone()
}

/// The agent's texts, each acknowledged before the next; the longest wait.
async fn says_all(agent: &mut Line, session: &Value) -> Duration {
    let words = "word ".repeat(2_400);
    let mut longest = Duration::ZERO;
    for number in 0..TEXTS {
        let began = Instant::now();
        let id = format!("{session}-{number}");
        agent
            .send(json!({"type": "say", "id": id, "session": session, "text": format!("{number} {words}")}))
            .await;
        while until(agent, "ack").await["id"] != json!(id) {}
        longest = longest.max(began.elapsed());
    }
    longest
}

async fn reads_all(customer: &mut Line) {
    let mut heard = 0;
    let by = Instant::now() + PATIENCE;
    while heard < TEXTS {
        assert!(Instant::now() < by, "only {heard} of {TEXTS} texts came");
        if let Some(frame) = customer.next(Duration::from_millis(200)).await {
            heard += usize::from(frame["agent"]["type"] == "human");
        }
    }
}

#[test]
fn a_customer_who_stops_reading_costs_nobody_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let agents = center::agents(1);
    center::furnish(folder.path(), &agents, 2);
    let mut server = Server::over(folder, false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut agent = Line::agent(server.url(), &center::token(&agents[0]));
        agent.send(json!({"type": "ready", "id": "ready"})).await;
        until(&mut agent, "ack").await;

        let mut reader = Line::customer(server.url(), PLATFORM);
        let session = served(&mut reader, &mut agent).await;
        let (undisturbed, ()) =
            futures_util::future::join(says_all(&mut agent, &session), reads_all(&mut reader)).await;
        let before = server.memory_kib();

        let mut deaf = Line::customer(server.url(), PLATFORM);
        let session = served(&mut deaf, &mut agent).await;
        let longest = says_all(&mut agent, &session).await;
        let after = server.memory_kib();
        println!(
            "{before} KiB, then {after} KiB; the agent waited {undisturbed:?}, then {longest:?} at most"
        );
        assert!(after * 100 <= before * 110, "from {before} to {after} KiB");
        assert!(longest < Duration::from_secs(2), "the agent waited {longest:?}");
        // The line checks that nothing is missing, nothing comes twice, everything is in order.
        reads_all(&mut deaf).await;
    });
    server.stop();
    server.assert_sound();
}
