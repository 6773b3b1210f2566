//! What people see in the public clients, after each has merged what it was sent.

use serde_json::json;

use crate::browser::{Browser, Served, agents, center, event, find, first, message, served};
use crate::clients::{Desk, Widget};

#[actix_rt::test]
async fn an_answer_is_shown_to_both_once_in_the_place_of_its_question() {
    let center = center().await;
    let Served { customer, anna, list: _list, id } = served(&center).await;
    let (mut widget, mut desk) = (Widget::new(&customer), Desk::open(&anna, &id).await);
    for (question, answer) in [
        ("ask-permission", "ask-permission-accepted"),
        ("contact-information", "contact-information-rejected"),
        ("requested-chat-forward", "requested-chat-forward-rejected"),
    ] {
        desk.asks(question).await;
        desk.shows(question).await;
        widget.shows(question).await;
        widget.answers(question, answer).await;
        desk.shows(answer).await;
        // Its next batch brings the answer, too.
        let next = format!("ja {question}?");
        desk.says(&next).await;
        widget.shows(&next).await;
        assert_eq!((widget.times(answer), widget.times(question)), (1, 0), "{question}: {:?}", widget.shown);
        if question != "requested-chat-forward" {
            assert_eq!((desk.times(answer), desk.times(question)), (1, 0), "{question}: {:?}", desk.shown);
        }
    }
    center.close().await;
}

#[actix_rt::test]
async fn trap_30_an_answer_faster_than_the_desks_stream_is_shown_all_the_same() {
    let center = center().await;
    let Served { customer, anna, list: _list, id } = served(&center).await;
    // Its history is read before anything is asked, and its stream opens after it was answered.
    let (mut widget, mut desk) = (Widget::new(&customer), Desk::open(&anna, &id).await);
    desk.asks("ask-permission").await;
    widget.shows("ask-permission").await;
    widget.answers("ask-permission", "ask-permission-accepted").await;
    desk.says("Tänan").await;
    desk.shows("ask-permission-accepted").await;
    desk.shows("Tänan").await;
    assert_eq!((desk.times("ask-permission-accepted"), desk.times("Tänan")), (1, 1), "{:?}", desk.shown);
    center.close().await;
}

#[actix_rt::test]
async fn a_question_asked_again_is_shown_as_ignored_once_to_both() {
    let center = center().await;
    let Served { customer, anna, list: _list, id } = served(&center).await;
    let (mut widget, mut desk) = (Widget::new(&customer), Desk::open(&anna, &id).await);
    desk.asks("ask-permission").await;
    desk.shows("ask-permission").await;
    widget.shows("ask-permission").await;
    desk.ignores("ask-permission").await;
    widget.shows("ask-permission-ignored").await;
    desk.says("Veel kord").await;
    widget.shows("Veel kord").await;
    desk.shows("Veel kord").await;
    let ignored = "ask-permission-ignored";
    assert_eq!((widget.times(ignored), desk.times(ignored)), (1, 1), "{:?}\n{:?}", widget.shown, desk.shown);
    center.close().await;
}

#[actix_rt::test]
async fn who_is_nobody_yet_has_empty_names_where_pages_compare_with_those() {
    let center = center().await;
    let (customer, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let id = customer.begins("Tere").await;
    let list = anna.ok("/cs-get-all-active-chats", json!({})).await;
    let row = find(&list, "id", &id).unwrap();
    for name in ["endUserFirstName", "endUserLastName", "endUserId", "endUserEmail", "endUserPhone"] {
        assert_eq!(row[name], "", "{name}");
    }
    let institutions = anna.ok("/cs-get-all-establishments", json!({})).await;
    assert_eq!(institutions["establishments"], json!([]));
    center.close().await;
}

#[actix_rt::test]
async fn who_says_yes_to_another_institution_stays_in_the_chat() {
    let center = center().await;
    let Served { customer, anna, list: _list, id } = served(&center).await;
    let mut widget = Widget::new(&customer);
    let asked = json!({
        "chatId": id, "event": "requested-chat-forward", "authorTimestamp": "2023-02-02T07:44:42.612Z",
        "authorFirstName": "ANNA", "authorId": "anna", "authorRole": "backoffice-user",
        "content": {"selectedMessageIds": ["a", "b"], "institution": "PPA"},
    });
    anna.ok("/cs-post-redirect-request-message", asked.clone()).await;
    let other = json!({"event": "ask-permission"});
    let refused = anna.refused("/cs-post-redirect-request-message", other).await;
    assert_eq!(refused, (400, "bad_field".to_owned()));
    widget.shows("requested-chat-forward").await;
    let said = find(&json!(widget.shown), "event", "requested-chat-forward").unwrap();
    let content: serde_json::Value = serde_json::from_str(said["content"].as_str().unwrap()).unwrap();
    assert_eq!(content, asked["content"], "what was asked is kept");
    widget.answers("requested-chat-forward", "requested-chat-forward-accepted").await;
    let chats = crate::browser::value(&customer.call("/origin-forward").await.json());
    assert_eq!((&chats[0]["id"], &chats[0]["externalId"]), (&json!(id), &json!("")), "looked into unasked");
    center.close().await;
}

#[actix_rt::test]
async fn who_waits_in_an_agents_line_can_be_given_to_a_colleague_unclaimed() {
    let center = center().await;
    let customer = Browser::customer(&center);
    let (anna, sven) = (Browser::agent(&center, "demo-anna"), Browser::agent(&center, "demo-sven"));
    let _list = sven.is_there().await;
    let id = customer.begins("Tere").await;
    let redirect = json!({"id": id, "customerSupportDisplayName": "SVEN", "customerSupportId": "sven"});
    assert_eq!(anna.ok("/cs-redirect-chat", redirect).await["customerSupportId"], "sven");
    center.close().await;
}

#[actix_rt::test]
async fn an_agents_last_words_are_shown_before_the_end_stops_the_widgets_streams() {
    let center = center().await;
    let Served { customer, anna, list: _list, id } = served(&center).await;
    let mut words = agents(&id, "Head aega!", "");
    words["authorTimestamp"] = json!("2023-02-02T07:44:43.000Z");
    anna.ok("/cs-post-message", words).await;
    anna.ok("/cs-end-chat", agents(&id, "", "ACCEPTED")).await;
    // Both streams open after both were said; whichever speaks first decides.
    let mut chat = customer.stream("/sse/get-chat-by-id?id=x").await;
    let mut messages = customer.stream("/sse/get-new-messages?timeRangeBegin=2999-01-01T00:00:00Z").await;
    let ended = chat.until("ended", |chat| chat["status"] == "ENDED");
    let said = messages.message("Head aega!");
    tokio::pin!(ended, said);
    tokio::select! {
        biased;
        _ = &mut ended => panic!("the end came first, and the widget listens no more"),
        _ = &mut said => {}
    }
    ended.await;
    center.close().await;
}

#[actix_rt::test]
async fn what_an_agent_asks_for_instead_of_listening_is_the_same() {
    let center = center().await;
    let (customer, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let id = customer.begins("Tere").await;
    let history = anna.ok("/cs-get-messages-by-chat-id", json!({"chatId": id})).await;
    let last = history.as_array().unwrap().last().unwrap()["updated"].as_str().unwrap().to_owned();
    customer.ok("/post-message", event("message-read")).await;
    customer.ok("/post-message", message("uus", "2023-01-13T14:24:00.001Z")).await;
    let new = anna.ok("/cs-get-new-messages", json!({"chatId": id, "lastRead": last})).await;
    assert!(find(&new, "content", "Tere").is_none(), "known already: {new}");
    assert_eq!(find(&new, "event", "message-read").unwrap()["chatid"], json!(id));
    assert_eq!(find(&new, "content", "uus").unwrap()["preview"], "");
    center.close().await;
}

#[actix_rt::test]
async fn a_first_message_sent_by_a_page_whose_clock_is_slow_is_the_only_one_of_its_instant() {
    let center = center().await;
    let customer = Browser::customer(&center);
    let mut body = first("Tere");
    body["message"]["authorTimestamp"] = json!("2001-01-01T00:00:00.000Z");
    customer.ok("/init-chat", body).await;
    let mut widget = Widget::new(&customer);
    widget.shown.push(json!({
        "content": "Tere", "authorTimestamp": "2001-01-01T00:00:00.000Z", "authorRole": "end-user",
    }));
    widget.says("veel").await;
    widget.shows("veel").await;
    assert_eq!((widget.times("Tere"), widget.times("veel")), (1, 1), "{:?}", widget.shown);
    center.close().await;
}
