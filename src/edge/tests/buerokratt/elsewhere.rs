//! One house: a chat of this dialect in our console, and a session of another dialect on an agent's page of this one.

use serde_json::json;

use crate::browser::{Browser, agents, center, find, message};
use crate::doors::staff::Console;

#[actix_rt::test]
async fn an_agent_in_our_console_serves_a_chat_begun_here() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let mut console = Console::of(&center, "demo-anna").await;
    let id = widget.begins("Tere").await;
    let served = console.serve().await;
    assert_eq!(served, id);
    let mut stream = widget.stream("/sse/get-new-messages?chatId=x&timeRangeBegin=").await;
    console.ok(json!({"type": "say", "session": id, "text": "Tere konsoolist"})).await;
    let said = stream.message("Tere konsoolist").await;
    assert_eq!((&said["authorRole"], &said["authorFirstName"]), (&json!("backoffice-user"), &json!("ANNA")));
    console.ok(json!({"type": "open", "session": id, "after": 0})).await;
    widget.ok("/post-message", message("Aitäh", "2023-01-13T14:24:00.001Z")).await;
    loop {
        let event = console.event("message_received").await;
        if event["content"]["text"] == "Aitäh" {
            break;
        }
    }
    center.close().await;
}

#[actix_rt::test]
async fn an_agents_page_serves_a_session_of_another_dialect() {
    let center = center().await;
    let (mut customer, hello) = center.customer("u1").await;
    let anna = Browser::agent(&center, "demo-anna");
    let mut list = anna.is_there().await;
    let (platform, user) = (&hello["platformId"], &hello["userId"]);
    customer.send(&json!({"type": "text", "platformId": platform, "userId": user, "text": "Hej"})).await;
    let rows = list.until("it waits", |rows| find(rows, "lastMessage", "Hej").is_some()).await;
    let id = find(&rows, "lastMessage", "Hej").unwrap()["id"].as_str().unwrap().to_owned();
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    anna.ok("/cs-post-message", agents(&id, "Hej från Tallinn", "")).await;
    loop {
        let frame = customer.wait_for("text").await;
        if frame["text"] == "Hej från Tallinn" {
            assert_eq!(frame["agent"]["name"], "ANNA");
            break;
        }
    }
    let ended = anna.ok("/cs-end-chat", agents(&id, "", "ACCEPTED")).await;
    assert_eq!(ended["status"], "ENDED");
    customer.wait_for("end_session").await;
    center.close().await;
}
