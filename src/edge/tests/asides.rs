//! What a customer's client tells of itself, for staff alone: the page it is on, what it has received. And what it is told
//! without a number: that it stands in line no longer.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::client::Socket;
use doors::{Center, settings};
use serde_json::{Value, json};

fn says(kind: &str, more: Value) -> Value {
    let mut frame = json!({"type": kind, "platformId": "demo-web", "userId": "u1"});
    frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    frame
}

fn on_page(url: &str) -> Value {
    says("customer_page", json!({"url": url, "title": "Your cart"}))
}

async fn open(anna: &mut Socket, session: &Value) {
    anna.send(&json!({"type": "open", "id": "o", "session": session})).await;
}

#[actix_web::test]
async fn staff_see_the_page_a_customer_is_on_also_when_they_look_later_and_nobody_once_they_left() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&says("heartbeat", json!({}))).await;
    customer.send(&on_page("https://shop.example/cart")).await;
    customer.send(&says("text", json!({"id": "m1", "text": "hello"}))).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    open(&mut anna, &session).await;
    let page = anna.wait_for("page").await;
    assert_eq!(
        (&page["address"], &page["title"]),
        (&json!("https://shop.example/cart"), &json!("Your cart"))
    );
    customer.send(&on_page("https://shop.example/cart")).await;
    customer.send(&on_page("https://shop.example/paid")).await;
    assert_eq!(
        anna.wait_for("page").await["address"],
        "https://shop.example/paid",
        "told again it is no news"
    );

    customer.send(&says("client_left", json!({"text": "", "at": "2026-03-02T10:00:00.000Z"}))).await;
    customer.wait_for("end_session").await;
    drop(customer);
    let (mut again, _) = center.customer("u2").await;
    again.send(&json!({"type": "heartbeat", "platformId": "demo-web", "userId": "u2"})).await;
    again
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "u2", "text": "hi", "id": "m1"}))
        .await;
    let other = again.wait_for("ack").await["session"].clone();
    open(&mut anna, &other).await;
    anna.hears_nothing_of("page", Duration::from_millis(300)).await;
    center.close().await;
}

#[actix_web::test]
async fn what_a_client_has_received_is_shown_once_and_only_of_its_own_open_session() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&says("heartbeat", json!({}))).await;
    customer.send(&says("text", json!({"id": "m1", "text": "hello"}))).await;
    let session = customer.wait_for("ack").await["session"].clone();
    let (mut anna, _) = center.console("demo-anna").await;
    open(&mut anna, &session).await;
    anna.wait_for("event").await;
    let other = "018f6b1e-7c3a-7000-8000-0000000000a7";
    customer.send(&says("messages_received", json!({"session": other, "seq": 9}))).await;
    customer.send(&says("messages_received", json!({"session": session, "seq": 2}))).await;
    assert_eq!(anna.wait_for("received").await["upTo"], 2);
    customer.send(&says("messages_received", json!({"session": session, "seq": 1}))).await;
    anna.hears_nothing_of("received", Duration::from_millis(300)).await;

    let (mut sofia, _) = center.console("demo-anna").await;
    open(&mut sofia, &session).await;
    assert_eq!(sofia.wait_for("received").await["upTo"], 2, "who looks later is told");
    center.close().await;
}

#[actix_web::test]
async fn whoever_is_served_is_told_that_the_line_is_over_though_no_words_say_so() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    assert_eq!(hello.get("standing"), None, "nothing is open");
    let (mut anna, _) = center.console("demo-anna").await;
    customer.send(&says("text", json!({"id": "m1", "text": "my invoice is wrong"}))).await;
    customer.wait_for("queue_number").await;
    let token = hello["token"].clone();
    let again = json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": token});
    let mut second = center.knock().await;
    second.send(&again).await;
    assert_eq!(second.wait_for("hello").await["standing"], "queued");

    anna.send(&json!({"type": "ready", "id": "r"})).await;
    let offer = anna.wait_for("offer").await;
    anna.send(&json!({"type": "accept", "id": "a", "offer": offer["offer"]})).await;
    for tab in [&mut customer, &mut second] {
        let over = tab.wait_for("out_of_line").await;
        assert_eq!(over.get("seq"), None, "it has no number");
    }
    let mut third = center.knock().await;
    third.send(&again).await;
    assert_eq!(third.wait_for("hello").await["standing"], "agent");
    center.close().await;
}
