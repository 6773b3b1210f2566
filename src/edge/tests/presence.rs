//! Presence follows from what is heard on the sockets: heartbeats, signs of life, and their end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::client::Socket;
use doors::http::request;
use doors::{Center, settings, until};
use serde_json::json;
use switchboard_core::AgentId;
use switchboard_core::agent::Patience;
use switchboard_edge::EdgeSettings;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn is_reachable(center: &Center) -> bool {
    let anna: AgentId = "anna".parse().unwrap();
    center.views.agent(&"demo".parse().unwrap(), &anna).unwrap().is_some_and(|row| row.reachable)
}

#[actix_web::test]
async fn an_agent_is_there_as_long_as_the_client_is_heard() {
    let limits = EdgeSettings { agent_lease: millis(400), beat: millis(30), ..settings() };
    let patience = Patience {
        offer: millis(100),
        reach: millis(200),
        sessions: Duration::from_secs(60),
        ..Patience::default()
    };
    let center = Center::with_patience(limits, patience).await;
    let (mut anna, _) = center.console("demo-anna").await;
    until("she is reachable", || is_reachable(&center)).await;
    for _ in 0..10 {
        anna.send(&json!({"type": "heartbeat"})).await;
        tokio::time::sleep(millis(100)).await;
        assert!(is_reachable(&center), "her client is heard");
    }
    until("a silent client counts no longer, though its socket is open", || !is_reachable(&center)).await;
    assert_eq!(center.doors.connections(), 1);
    anna.send(&json!({"type": "heartbeat"})).await;
    until("heard again, she is back", || is_reachable(&center)).await;
    drop(anna);
    until("a socket that ends takes her along", || !is_reachable(&center)).await;
    center.close().await;
}

#[actix_web::test]
async fn a_client_that_is_never_heard_is_asked_and_then_closed() {
    let limits =
        EdgeSettings { ping_after: millis(100), dead_after: millis(400), beat: millis(30), ..settings() };
    let center = Center::open(limits).await;
    let (mut lively, _) = center.customer("lively").await;
    let (_silent, _) = center.customer("silent").await;
    assert_eq!(center.doors.connections(), 2);
    // Reading answers the server's pings; the other client does not even read.
    lively.hears_nothing(millis(1_000)).await;
    assert_eq!(center.doors.connections(), 1);
    center.close().await;
}

#[actix_web::test]
async fn typing_is_shown_at_a_pace_and_the_newest_word_arrives() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "hello"})).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "open", "id": "o", "session": session})).await;
    anna.wait_for("ack").await;
    for letters in 1..=40 {
        let text = "x".repeat(letters);
        customer
            .send(&json!({"type": "typing", "platformId": "demo-web", "userId": "u1", "text": text}))
            .await;
    }
    let mut previews = 0;
    loop {
        let typing = anna.wait_for("typing").await;
        previews += 1;
        if typing["preview"] == "x".repeat(40) {
            break;
        }
    }
    assert!(previews <= 4, "{previews} of 40");
    center.close().await;
}

#[actix_web::test]
async fn a_slower_pace_of_previews_is_obeyed() {
    let center = Center::open(EdgeSettings { typing_per_second: 1, ..settings() }).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "hello"})).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "open", "id": "o", "session": session})).await;
    anna.wait_for("ack").await;
    for text in ["a", "ab", "abc"] {
        customer
            .send(&json!({"type": "typing", "platformId": "demo-web", "userId": "u1", "text": text}))
            .await;
    }
    assert_eq!(anna.wait_for("typing").await["preview"], "a");
    anna.hears_nothing_of("typing", millis(500)).await;
    assert_eq!(anna.wait_for("typing").await["preview"], "abc");
    center.close().await;
}

#[actix_web::test]
async fn an_agent_who_types_no_more_is_shown_so_after_the_platforms_time() {
    let center = Center::open(settings()).await;
    let mut values = doors::center::platform("demo");
    values.times.typing_off_after_ms = 300;
    center.configure("demo-web", values).await;
    let (mut customer, _) = center.customer("u1").await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "r"})).await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "hello"})).await;
    let offer = anna.wait_for("offer").await;
    anna.send(&json!({"type": "accept", "id": "a", "offer": offer["offer"]})).await;
    anna.wait_for("assigned").await;
    let types = json!({"type": "typing", "session": offer["session"], "on": true});
    anna.send(&types).await;
    customer.wait_for("typing_on").await;
    for _ in 0..8 {
        customer.hears_nothing_of("typing_off", millis(60)).await;
        anna.send(&types).await;
    }
    customer.wait_for("typing_off").await;
    center.close().await;
}

#[actix_web::test]
async fn what_an_agent_forgot_to_end_ends_with_the_socket() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "r"})).await;
    customer.send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "hello"})).await;
    let offer = anna.wait_for("offer").await;
    anna.send(&json!({"type": "accept", "id": "a", "offer": offer["offer"]})).await;
    anna.wait_for("assigned").await;
    anna.send(&json!({"type": "typing", "session": offer["session"], "on": true})).await;
    customer.wait_for("typing_on").await;

    let (mut bo, _): (Socket, _) = center.console("demo-bo").await;
    bo.send(&json!({"type": "typing", "session": offer["session"], "on": true})).await;
    drop(anna);
    customer.wait_for("typing_off").await;
    let heard = tokio::time::timeout(millis(100), customer.wait_for("typing_on")).await;
    assert!(heard.is_err(), "who does not serve is not seen typing");
    center.close().await;
}

#[actix_web::test]
async fn the_last_word_of_a_page_with_a_socket_comes_as_a_request() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    let (mut sven, _) = center.console("demo-sven").await;
    let word = |kind: &str| json!({"type": kind, "platformId": "demo-web", "userId": "u1", "text": "hej", "at": "2026-01-01T00:00:00Z"});
    customer.send(&word("text")).await;
    let ack = customer.wait_for("ack").await;
    sven.send(&json!({"type": "open", "id": "o", "session": ack["session"]})).await;
    customer.send(&word("heartbeat")).await;
    while sven.wait_for("event").await["event"]["presence"] != "present" {}
    let bearer = format!("Bearer {}", hello["token"].as_str().unwrap());
    let gone = async |connection: &str| {
        let headers = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("X-Connection-Id", connection),
        ];
        let body = word("client_unload").to_string();
        request(center.address, "POST", "/sermo/events", &headers, body.as_bytes()).await.status
    };
    assert_eq!(gone("another tab").await, 204, "says nothing of this one");
    while let Ok(frame) = tokio::time::timeout(Duration::from_millis(200), sven.next()).await {
        assert_ne!(frame["event"]["presence"], "lost", "{frame}");
    }
    assert_eq!(gone(hello["connectionId"].as_str().unwrap()).await, 204);
    let lost = loop {
        let frame = sven.wait_for("event").await;
        if frame["event"]["presence"] == "lost" {
            break frame;
        }
    };
    assert_eq!(lost["event"]["unloaded"], true);
    center.close().await;
}
