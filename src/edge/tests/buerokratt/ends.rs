//! Ends that nobody says: a customer's silence, a tab that was closed, also where the server began anew in between.

use std::time::Duration;

use serde_json::json;

use crate::browser::{BASE, Browser, agents, center, event, find, first, spoken};
use crate::doors::center::{PAGE, platform};
use crate::doors::http;

#[actix_rt::test]
async fn a_customer_who_says_nothing_for_long_is_ended_and_may_still_say_how_it_was() {
    let center = center().await;
    let mut values = platform("demo");
    values.times.warn_silent_after_ms = 300;
    values.times.close_silent_after_ms = 300;
    values.times.released_for_ms = 300;
    center.configure("demo-web", values).await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let mut list = anna.is_there().await;
    let id = widget.begins("Tere").await;
    // A list is told once a second: a chat that came and went within one would never be on it.
    list.until("on the list", |rows| find(rows, "id", &id).is_some()).await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    let mut chat = widget.stream("/sse/get-chat-by-id?id=x").await;
    anna.ok("/cs-post-message", agents(&id, "Kas olete seal?", "")).await;
    let ended = chat.until("ended", |chat| chat["status"] == "ENDED").await;
    assert!(!ended["ended"].as_str().unwrap().is_empty());
    list.until("off the list", |rows| find(rows, "id", &id).is_none()).await;
    let said = widget.ok("/get-messages-by-chat-id", json!({})).await;
    let last = find(&said, "event", "CLIENT_LEFT_FOR_UNKNOWN_REASONS").expect("why it ended");
    assert_eq!(last["authorRole"], "end-user");
    widget.ok("/post-chat-feedback-rating", json!({"chatId": id, "feedbackRating": 4})).await;
    assert_eq!(widget.refused("/post-message", event("message-read")).await.1, "chat_has_ended");
    center.close().await;
}

#[actix_rt::test]
async fn a_closed_tab_is_waited_for_after_a_restart_too_unless_its_page_came_back() {
    let center = center().await;
    let chats = [Browser::customer(&center), Browser::customer(&center)];
    let mut ids = Vec::new();
    for widget in &chats {
        let begun =
            widget.send("POST", "/buerokratt/v2/chats/init", &[], first("Tere").to_string().as_bytes()).await;
        ids.push(begun.json()["response"]["id"].clone());
    }
    let beacon = async |path: &str, id: &serde_json::Value| {
        let body = json!({"chatId": id, "timeout": 600}).to_string();
        let path = format!("/buerokratt/v2/{path}-termination-queue");
        http::request(center.address, "POST", &path, &[("Origin", PAGE)], body.as_bytes()).await.status
    };
    for id in &ids {
        assert_eq!(beacon("add-chat-to", id).await, 200);
    }
    assert_eq!(beacon("remove-chat-from", &ids[1]).await, 200);
    // What is held in memory is gone with the doors; what was asked for is in the journal.
    let (anew, server) = center.doors_anew(spoken()).await;
    let asked = http::request(anew, "POST", &format!("{BASE}/get-greeting-message"), &[], b"").await;
    assert_eq!(asked.status, 200);
    let taken_back = async |id: &serde_json::Value| {
        let body = json!({"chatId": id}).to_string();
        let path = "/buerokratt/v2/remove-chat-from-termination-queue";
        let before = center.position();
        assert_eq!(http::request(anew, "POST", path, &[], body.as_bytes()).await.status, 200);
        center.position() > before
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(taken_back(&ids[0]).await, "it was waited for, and could be taken back");
    assert!(!taken_back(&ids[1]).await, "that one had been taken back before");
    for widget in &chats {
        assert_eq!(widget.ok("/get-chat-by-id", json!({})).await["status"], "OPEN");
    }
    server.stop(false).await;
    center.close().await;
}
