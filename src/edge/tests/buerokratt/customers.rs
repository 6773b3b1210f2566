//! The customers' widget of 2023.

use serde_json::{Value, json};

use crate::browser::{Browser, Served, agents, center, event, find, message, served};

#[actix_rt::test]
async fn a_chat_is_begun_talked_in_and_looked_at_after_a_reload() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let chat = widget.ok("/init-chat", crate::browser::first("Tere")).await;
    assert_eq!((&chat["status"], &chat["customerSupportId"]), (&json!("OPEN"), &json!("")));
    assert_eq!(
        (&chat["lastMessage"], &chat["endUserUrl"]),
        (&json!("Tere"), &json!("https://www.example.org/et"))
    );
    assert!(widget.cookies.borrow().contains_key("chatJwt"));
    widget.ok("/post-message", message("Kus on mu avaldus?", "2023-01-13T14:24:00.001Z")).await;
    let reread = widget.ok("/get-chat-by-id", json!({"id": chat["id"]})).await;
    assert_eq!(reread["id"], chat["id"]);
    let list = widget.ok("/get-messages-by-chat-id", json!({"id": chat["id"]})).await;
    let said: Vec<_> =
        list.as_array().unwrap().iter().map(|one| (one["event"].clone(), one["content"].clone())).collect();
    assert_eq!(said[0], (json!("greeting"), json!("Tere!\nKuidas saan aidata?")));
    assert_eq!(said[1].1, "Tere");
    let second = find(&list, "content", "Kus on mu avaldus?").unwrap();
    assert_eq!(second["authorTimestamp"], "2023-01-13T14:24:00.001+00:00");
    center.close().await;
}

#[actix_rt::test]
async fn what_an_agent_says_reaches_the_stream_and_the_chat_says_who_has_it() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let id = widget.begins("Tere").await;
    let mut chat = widget.stream(&format!("/sse/get-chat-by-id?id={id}")).await;
    assert_eq!(chat.next().await["customerSupportId"], "", "at once");
    let _list = anna.is_there().await;
    anna.ok(
        "/cs-claim-chat",
        json!({"id": id, "customerSupportDisplayName": "ANNA", "customerSupportId": "anna"}),
    )
    .await;
    let claimed = chat.until("claimed", |chat| chat["customerSupportId"] == "anna").await;
    assert_eq!(claimed["customerSupportDisplayName"], "ANNA");
    let mut stream =
        widget.stream("/sse/get-new-messages?chatId=x&timeRangeBegin=2999-01-01T00:00:00.000Z").await;
    anna.ok("/cs-post-message", agents(&id, "Tere, vaatan kohe.", "")).await;
    let said = stream.message("Tere, vaatan kohe.").await;
    assert_eq!((&said["authorRole"], &said["authorId"]), (&json!("backoffice-user"), &json!("anna")));
    assert_eq!(
        (&said["authorFirstName"], &said["authorTimestamp"]),
        (&json!("ANNA"), &json!("2023-02-02T07:44:42.612+00:00"))
    );
    center.close().await;
}

#[actix_rt::test]
async fn a_customer_ends_it_and_their_cookies_are_worth_nothing() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let before = widget.cookies.borrow().clone();
    widget.ok("/end-chat", event("client-left")).await;
    assert!(widget.cookies.borrow().is_empty(), "cleared");
    *widget.cookies.borrow_mut() = before;
    for path in ["/get-chat-by-id", "/get-messages-by-chat-id", "/end-chat"] {
        assert_eq!(widget.refused(path, json!({})).await, (403, "chat_has_ended".to_owned()), "{path}");
    }
    assert_eq!(widget.refused("/post-message", message("veel", "2023-01-13T14:24:00.001Z")).await.0, 403);
    center.close().await;
}

#[actix_rt::test]
async fn around_a_chat_a_widget_is_told_of_greeting_and_wait() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let greeting = crate::browser::value(&widget.call("/get-greeting-message").await.json());
    assert_eq!(greeting, json!({"isActive": true, "est": "Tere!\\nKuidas saan aidata?"}));
    let wait = crate::browser::value(&widget.call("/get-estimated-waiting-time").await.json());
    assert_eq!(wait, json!({"isActive": false, "time": "0"}), "nothing to go by yet");
    let without = widget.call("/estimated-waiting-time").await.json();
    let expected = json!({"response": {"durationInSeconds": "", "positionInUnassignedChats": "0"}});
    assert_eq!(without, expected);
    let id = widget.begins("Tere").await;
    Browser::customer(&center).begins("Mina ka").await;
    let path = format!("{}/estimated-waiting-time?chatId={id}", crate::browser::BASE);
    let mut told = Value::Null;
    for _ in 0..200 {
        told = widget.send("GET", &path, &[], b"").await.json();
        if told["response"]["positionInUnassignedChats"] == "1" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(told["response"]["positionInUnassignedChats"], "1", "{told}");
    center.close().await;
}

#[actix_rt::test]
async fn questions_are_answered_by_editing_them_and_contacts_are_a_message() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    let mut stream = widget.stream("/sse/get-new-messages?chatId=x&timeRangeBegin=").await;
    let mut desk = anna.stream(&format!("/sse/cs-get-new-messages?chatId={id}&lastRead=")).await;
    for question in ["ask-permission", "contact-information", "requested-authentication"] {
        anna.ok("/cs-post-event-message", agents(&id, "", question)).await;
    }
    let mut asked = stream.event("ask-permission").await;
    let mut contacts = stream.event("contact-information").await;
    asked["event"] = json!("ask-permission-accepted");
    widget.ok("/post-message-with-new-event", asked.clone()).await;
    let answered = desk.event("ask-permission-accepted").await;
    assert_eq!(
        (&answered["id"], &answered["created"]),
        (&asked["id"], &asked["created"]),
        "the same message"
    );
    assert!(answered["updated"].as_str() > asked["updated"].as_str());
    contacts["event"] = json!("contact-information-rejected");
    widget
        .ok("/post-message-with-new-event", json!({"id": contacts["id"], "event": contacts["event"]}))
        .await;
    desk.event("contact-information-rejected").await;
    let mut told = message("a@b.ee", "2023-01-13T14:30:00.000Z");
    told["event"] = json!("contact-information-fulfilled");
    widget.ok("/post-message", told).await;
    assert_eq!(desk.event("contact-information-fulfilled").await["content"], "a@b.ee");
    let list = anna.ok("/cs-get-all-active-chats", json!({})).await;
    let row = find(&list, "id", &id).unwrap();
    assert_eq!((&row["contactsMessage"], &row["lastMessage"]), (&json!("a@b.ee"), &json!("a@b.ee")));
    center.close().await;
}

#[actix_rt::test]
async fn a_thumb_a_rating_and_a_comment() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    anna.ok("/cs-post-message", agents(&id, "Palun", "")).await;
    let messages = widget.ok("/get-messages-by-chat-id", json!({})).await;
    let mut said = find(&messages, "content", "Palun").unwrap();
    said["rating"] = json!("liked");
    widget.ok("/post-message-with-rating", said.clone()).await;
    let history = anna.ok("/cs-get-messages-by-chat-id", json!({"chatId": id})).await;
    let rated = find(&history, "content", "Palun").unwrap();
    assert_eq!(
        (&rated["rating"], &rated["event"], &rated["id"]),
        (&json!("liked"), &json!("rating"), &said["id"])
    );
    anna.ok("/cs-end-chat", agents(&id, "", "ACCEPTED")).await;
    // Trap 18: the cookie stays good for this.
    assert_eq!(
        widget.refused("/post-chat-feedback-text", json!({"feedbackText": "ok"})).await.1,
        "not_rated"
    );
    widget.ok("/post-chat-feedback-rating", json!({"chatId": id, "feedbackRating": 9})).await;
    widget.ok("/post-chat-feedback-text", json!({"chatId": id, "feedbackText": "kiire"})).await;
    assert_eq!(widget.refused("/post-chat-feedback-rating", json!({"feedbackRating": 11})).await.0, 400);
    let transcript = center.views.transcript(&format!("session/{id}").parse().unwrap(), 0, 100).unwrap();
    let rated: Vec<_> = transcript.iter().filter(|event| event.kind == "rated").collect();
    assert_eq!(rated.len(), 2);
    for event in rated {
        assert!(event.facts.contains(r#""value":9,"least":0,"most":10"#), "as it was said: {}", event.facts);
    }
    center.close().await;
}

#[actix_rt::test]
async fn another_institution_has_none_of_our_chats() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let chats = crate::browser::value(&widget.call("/origin-forward").await.json());
    assert_eq!(chats[0]["externalId"], "");
    assert_eq!(widget.call("/remove-chat-forwarding-value").await.status, 200);
    center.close().await;
}
