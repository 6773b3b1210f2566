//! The agents' pages of 2023.

use serde_json::json;

use crate::browser::{Browser, Served, agents, center, event, find, message, served};

#[actix_rt::test]
async fn the_list_tells_of_chats_that_wait_are_taken_and_end() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let mut list = anna.is_there().await;
    let id = widget.begins("Tere").await;
    let rows = list.until("it waits", |rows| find(rows, "id", &id).is_some()).await;
    let row = find(&rows, "id", &id).unwrap();
    assert_eq!((&row["customerSupportId"], &row["customerSupportDisplayName"]), (&json!(""), &json!("")));
    let claimed = anna.ok("/cs-claim-chat", json!({"id": id})).await;
    assert_eq!((&claimed["id"], &claimed["customerSupportId"]), (&json!(id), &json!("anna")));
    let mine = |rows: &serde_json::Value| {
        find(rows, "id", &id).is_some_and(|row| row["customerSupportId"] == "anna")
    };
    list.until("it is hers", mine).await;
    widget.ok("/post-message", message("Veel üks asi", "2023-01-13T14:24:00.001Z")).await;
    let told = |rows: &serde_json::Value| {
        find(rows, "id", &id).is_some_and(|row| row["lastMessage"] == "Veel üks asi")
    };
    list.until("its last message", told).await;
    let ended = anna.ok("/cs-end-chat", agents(&id, "", "answered")).await;
    assert_eq!((&ended["status"], &ended["id"]), (&json!("ENDED"), &json!(id)));
    list.until("gone", |rows| find(rows, "id", &id).is_none()).await;
    let ended = anna.ok("/cs-get-all-ended-chats", json!({})).await;
    assert_eq!(find(&ended, "id", &id).unwrap()["labels"], "");
    let found = anna.ok("/cs-get-chat-ids-matching-message-search", json!({"searchKey": "ÜKS ASI"})).await;
    assert_eq!(found, json!([{"chatId": id}]));
    center.close().await;
}

#[actix_rt::test]
async fn of_two_who_claim_one_gets_it_and_the_other_is_told() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let (anna, sven) = (Browser::agent(&center, "demo-anna"), Browser::agent(&center, "demo-sven"));
    let (_a, _s) = (anna.is_there().await, sven.is_there().await);
    let id = widget.begins("Tere").await;
    sven.ok("/cs-claim-chat", json!({"id": id})).await;
    let (status, _) = anna.refused("/cs-claim-chat", json!({"id": id})).await;
    assert!(status == 403 || status == 404, "another's chat: {status}");
    let theirs = anna.refused("/cs-post-message", agents(&id, "Tere", "")).await;
    assert!(theirs.0 == 403 || theirs.0 == 404);
    center.close().await;
}

#[actix_rt::test]
async fn a_chat_is_given_to_a_colleague_at_once_and_everybody_is_told_by_whom() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let (anna, sven) = (Browser::agent(&center, "demo-anna"), Browser::agent(&center, "demo-sven"));
    let (_a, mut list) = (anna.is_there().await, sven.is_there().await);
    let id = widget.begins("Tere").await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    let redirect = json!({
        "id": id, "customerSupportDisplayName": "SVEN", "customerSupportId": "anna",
        "forwardedByUser": "anna", "forwardedFromCsa": "anna", "forwardedToCsa": "sven",
    });
    let chat = anna.ok("/cs-redirect-chat", redirect).await;
    assert_eq!((&chat["id"], &chat["customerSupportId"]), (&json!(id), &json!("sven")));
    let row = list
        .until("his", |rows| find(rows, "id", &id).is_some_and(|row| row["customerSupportId"] == "sven"))
        .await;
    assert_eq!(find(&row, "id", &id).unwrap()["event"], "redirected");
    let history = sven.ok("/cs-get-messages-by-chat-id", json!({"chatId": id})).await;
    let told = find(&history, "event", "redirected").unwrap();
    assert_eq!(
        [&told["forwardedByUser"], &told["forwardedFromCsa"], &told["forwardedToCsa"]],
        [&json!("anna"), &json!("anna"), &json!("sven")]
    );
    sven.ok("/cs-post-message", agents(&id, "Nüüd mina", "")).await;
    center.close().await;
}

#[actix_rt::test]
async fn nobody_is_given_a_chat_who_is_not_there() {
    let center = center().await;
    let Served { anna, id, .. } = served(&center).await;
    for (to, why) in [("bo", "csa_is_offline"), ("nobody", "no_such_agent")] {
        let redirect = json!({"id": id, "forwardedToCsa": to});
        assert_eq!(anna.refused("/cs-redirect-chat", redirect).await, (403, why.to_owned()));
    }
    let history = anna.ok("/cs-get-messages-by-chat-id", json!({"chatId": id})).await;
    assert!(find(&history, "event", "redirected").is_none());
    center.close().await;
}

#[actix_rt::test]
async fn presence_is_told_in_texts_and_going_away_gives_chats_back() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let _list = anna.is_there().await;
    let asked = json!({"customerSupportId": "anna"});
    let there = anna.ok("/cs-get-customer-support-activity", asked.clone()).await;
    assert_eq!((&there[0]["active"], &there[0]["customerSupportStatus"]), (&json!("true"), &json!("online")));
    let id = widget.begins("Tere").await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    let away = json!({"customerSupportStatus": "false", "customerSupportId": "anna"});
    let told = anna.ok("/cs-set-customer-support-activity", away).await;
    assert_eq!((&told[0]["active"], &told[0]["customerSupportStatus"]), (&json!("false"), &json!("idle")));
    anna.ok("/cs-remove-attached-chats", asked).await;
    let chat = widget.ok("/get-chat-by-id", json!({})).await;
    assert_eq!(chat["customerSupportId"], "");
    let others = json!({"customerSupportStatus": "true", "customerSupportId": "bo"});
    assert_eq!(
        anna.refused("/cs-set-customer-support-activity", others).await,
        (403, "not_allowed".to_owned())
    );
    center.close().await;
}

#[actix_rt::test]
async fn read_marks_previews_and_ends_reach_the_stream_of_messages() {
    let center = center().await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    anna.ok("/cs-post-message", agents(&id, "Palun", "")).await;
    let mut stream = anna.stream(&format!("/sse/cs-get-new-messages?chatId={id}&lastRead=")).await;
    stream.message("Palun").await;
    widget.ok("/post-message", event("message-read")).await;
    let read = stream.event("message-read").await;
    assert_eq!(
        (&read["authorRole"], &read["content"], &read["chatid"]),
        (&json!("end-user"), &json!(""), &json!(id))
    );
    widget.ok("/post-message-preview", json!({"chatId": id, "content": "kirjut"})).await;
    widget.ok("/post-message", message("kirjutan", "2023-01-13T14:26:00.001Z")).await;
    stream.message("kirjutan").await;
    widget.ok("/end-chat", event("CLIENT_LEFT_WITH_ACCEPTED")).await;
    let left = stream.event("CLIENT_LEFT_WITH_ACCEPTED").await;
    assert_eq!(left["authorRole"], "end-user");
    assert_eq!(anna.refused("/cs-end-chat", agents(&id, "", "ACCEPTED")).await.1, "chat_has_ended");
    center.close().await;
}

#[actix_rt::test]
async fn every_reason_there_is_ends_a_chat_and_no_other() {
    let center = center().await;
    let anna = Browser::agent(&center, "demo-anna");
    let _list = anna.is_there().await;
    for reason in
        ["ACCEPTED", "HATE_SPEECH", "OTHER", "RESPONSE_SENT_TO_CLIENT_EMAIL", "answered", "terminated"]
    {
        let widget = Browser::customer(&center);
        let id = widget.begins("Tere").await;
        anna.ok("/cs-claim-chat", json!({"id": id})).await;
        assert_eq!(anna.refused("/cs-end-chat", agents(&id, "", "because")).await.1, "no_such_reason");
        anna.ok("/cs-end-chat", agents(&id, "", reason)).await;
        let list = widget.ok("/get-messages-by-chat-id", json!({})).await;
        assert!(find(&list, "event", reason).is_some(), "{reason} as it was spelled");
    }
    center.close().await;
}

#[actix_rt::test]
async fn who_works_here_and_how_the_parts_are() {
    let center = center().await;
    let anna = Browser::agent(&center, "demo-anna");
    let info = anna.ok("/cs-custom-jwt-userinfo", json!("customJwtCookie")).await;
    assert_eq!((&info["idCode"], &info["displayName"]), (&json!("anna"), &json!("ANNA")));
    assert_eq!(info["authorities"], json!(["ROLE_CUSTOMER_SUPPORT_AGENT"]));
    let health = anna.ok("/cs-get-components-healthz-status", json!({})).await;
    for name in ["TIM", "RUUTER", "DMAPPER", "RESQL"] {
        assert!(find(&health["data"], "name", name).is_some(), "{health}");
    }
    center.close().await;
}
