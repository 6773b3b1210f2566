//! Today's widget (v2): the same chats under other names, with hints instead of whole frames.

use std::time::Duration;

use serde_json::{Value, json};
use switchboard_edge::EdgeSettings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::browser::{Browser, agents, center, find, first};
use crate::doors::Center;
use crate::doors::http::Stream;

const V2: &str = "/buerokratt/v2";

async fn get(browser: &Browser<'_>, path: &str) -> (u16, Value) {
    let answered =
        browser.send("GET", &format!("{V2}{path}"), &[("Content-Type", "application/json")], b"").await;
    (answered.status, answered.json()["response"].clone())
}

async fn post(browser: &Browser<'_>, path: &str, body: Value) -> (u16, Value) {
    let json = [("Content-Type", "application/json")];
    let answered = browser.send("POST", &format!("{V2}{path}"), &json, body.to_string().as_bytes()).await;
    (answered.status, answered.json()["response"].clone())
}

async fn beacon(center: &Center, path: &str, body: Value) -> u16 {
    let text = [("Content-Type", "text/plain;charset=UTF-8"), ("Origin", crate::doors::center::PAGE)];
    let body = body.to_string();
    crate::doors::http::request(center.address, "POST", &format!("{V2}{path}"), &text, body.as_bytes())
        .await
        .status
}

fn said(text: &str) -> Value {
    json!({
        "message": {"chatId": "", "content": text, "authorTimestamp": "2026-01-13T14:24:00.001Z", "authorRole": "end-user"},
        "holidays": [], "holidayNames": "", "domain": "none",
    })
}

async fn begun(widget: &Browser<'_>) -> String {
    let mut body = first("Tere");
    body["message"]["chatId"] = json!("");
    let (status, chat) = post(widget, "/chats/init", body).await;
    assert_eq!(status, 200, "{chat}");
    chat["id"].as_str().unwrap().to_owned()
}

async fn hints(center: &Center, path: &str) -> Stream {
    // Without credentials, on a base of its own.
    Stream::open(center.address, &format!("{V2}{path}"), &[]).await.expect("the stream opens")
}

#[actix_rt::test]
async fn trap_24_the_widgets_settings_are_texts_and_the_greetings_flag_is_none() {
    let center = Center::open(EdgeSettings {
        buerokratt: switchboard_edge::buerokratt::settings::BuerokrattSettings {
            widget: [("widgetColor".to_owned(), "#123456".to_owned())].into(),
            ..crate::browser::spoken().buerokratt
        },
        ..crate::doors::settings()
    })
    .await;
    let widget = Browser::customer(&center);
    let (_, settings) = get(&widget, "/chats/config/widget?domain=none").await;
    assert_eq!(
        (&settings["isBurokrattActive"], &settings["widgetColor"]),
        (&json!("true"), &json!("#123456"))
    );
    assert!(settings.as_object().unwrap().values().all(Value::is_string), "{settings}");
    let (_, notice) = get(&widget, "/chats/config/emergency-notice?domain=").await;
    assert_eq!(notice["isEmergencyNoticeVisible"], "false");
    assert_eq!(get(&widget, "/chats/config/name-visibility").await.1, json!("true"));
    assert_eq!(get(&widget, "/chats/greeting?domain=none").await.1["isActive"], json!(true));
    assert_eq!(get(&widget, "/auth/jwt/userinfo").await, (200, Value::Null));
    center.close().await;
}

#[actix_rt::test]
async fn a_chat_of_today_is_begun_hinted_at_fetched_and_ended() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let _list = anna.is_there().await;
    let id = begun(&widget).await;
    assert_eq!(post(&widget, "/tim/add-key", json!({"chatId": id, "timeout": 10})).await.0, 200);
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    let (_, before) = post(&widget, "/chats/messages/all", json!({"chatId": id})).await;
    let cursor = before.as_array().unwrap().last().unwrap()["created"].as_str().unwrap().replace('+', "%2B");
    anna.ok("/cs-post-message", agents(&id, "Palun", "")).await;
    // Trap 28: connected only now, and told all the same.
    let mut stream = hints(&center, &format!("/sse/notifications/{id}")).await;
    let hint = stream.next().await.unwrap();
    assert_eq!((&hint.name, &hint.data["type"]), (&None, &json!("message")));
    let (_, new) = get(&widget, &format!("/chats/messages/new?timeRangeBegin={cursor}")).await;
    assert!(find(&new, "content", "Palun").is_some(), "{new}");
    assert_eq!(post(&widget, "/chats/messages/add", said("Aitäh")).await.0, 200);
    assert_eq!(stream.next().await.unwrap().data["type"], "message");
    assert_eq!(post(&widget, "/chats/messages/preview", json!({"chatId": id, "content": "_"})).await.0, 200);
    assert_eq!(stream.next().await.unwrap().data["type"], "preview");
    assert_eq!(post(&widget, "/chats/messages/add", said(&"a".repeat(3_001))).await.0, 400);
    assert_eq!(get(&widget, "/auth/jwt/extend").await.0, 200);
    let contact = json!({"chatId": id, "endUserEmail": "a@b.ee", "endUserPhone": ""});
    assert_eq!(post(&widget, "/chats/users/contact", contact).await.0, 200);
    let (_, chat) = post(&widget, "/chats/get", json!({"chatId": id})).await;
    assert_eq!(chat["endUserEmail"], "a@b.ee");
    let end = json!({
        "message": {"chatId": id, "event": "CLIENT_LEFT_WITH_ACCEPTED", "authorTimestamp": "2026-01-13T14:25:00.001Z", "authorRole": "end-user"},
        "status": "ENDED",
    });
    let cookies = widget.cookies.borrow().clone();
    assert_eq!(post(&widget, "/chats/end", end.clone()).await.0, 200);
    let nobodys = post(&widget, "/chats/get", json!({"chatId": id})).await;
    assert_eq!(
        (nobodys.0, &nobodys.1["status"], &nobodys.1["lastMessage"]),
        (200, &json!("ENDED"), &json!(""))
    );
    *widget.cookies.borrow_mut() = cookies;
    assert_eq!(post(&widget, "/chats/end", end).await, (400, json!("chat_has_ended")));
    assert_eq!(post(&widget, "/chats/messages/add", said("veel")).await.0, 400);
    center.close().await;
}

#[actix_rt::test]
async fn trap_7_what_was_never_sent_is_fetched_also_by_a_page_whose_clock_runs_ahead() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let _list = anna.is_there().await;
    let id = begun(&widget).await;
    post(&widget, "/chats/messages/all", json!({"chatId": id})).await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    anna.ok("/cs-post-message", agents(&id, "Palun", "")).await;
    let path = "/chats/messages/new?timeRangeBegin=2999-01-01T00:00:00.000Z";
    let (_, new) = get(&widget, path).await;
    let cursor = find(&new, "content", "Palun").expect("never sent")["updated"].clone();
    assert_eq!(get(&widget, path).await.1, json!([]), "once it was, the cursor counts");
    let exact = cursor.as_str().unwrap().split('+').next().unwrap();
    let (_, after) = get(&widget, &format!("/chats/messages/new?timeRangeBegin={exact}")).await;
    assert_eq!(after, json!([]), "the newest widget's cursor: what changed last");
    center.close().await;
}

#[actix_rt::test]
async fn feedback_counts_also_when_it_overtakes_or_is_overtaken_by_the_customers_own_end() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let id = begun(&widget).await;
    assert_eq!(
        post(&widget, "/chats/feedbacks/rating", json!({"chatId": id, "feedbackRating": 7})).await.0,
        200
    );
    let cookies = widget.cookies.borrow().clone();
    let end =
        json!({"message": {"chatId": id, "event": "CLIENT_LEFT_WITH_NO_RESOLUTION"}, "status": "ENDED"});
    assert_eq!(post(&widget, "/chats/end", end).await.0, 200);
    // On its way when the end was: with the cookie of before.
    *widget.cookies.borrow_mut() = cookies;
    let text = json!({"chatId": id, "feedbackText": "aeglane"});
    assert_eq!(post(&widget, "/chats/feedbacks/text", text).await.0, 200);
    let unrated = Browser::customer(&center);
    let id = begun(&unrated).await;
    let text = json!({"chatId": id, "feedbackText": "hea"});
    assert_eq!(post(&unrated, "/chats/feedbacks/text", text).await.0, 200, "words without a rating");
    let (_, messages) = post(&unrated, "/chats/messages/all", json!({})).await;
    assert!(find(&messages, "content", "hea").is_none(), "are no message");
    center.close().await;
}

#[actix_rt::test]
async fn contacts_are_told_as_an_answer_to_a_question_or_on_their_own() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let _list = anna.is_there().await;
    let id = begun(&widget).await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    anna.ok("/cs-post-event-message", agents(&id, "", "contact-information")).await;
    let (_, messages) = post(&widget, "/chats/messages/all", json!({})).await;
    let question = find(&messages, "event", "contact-information").unwrap();
    let told = |id: Value, content: &str| {
        json!({
            "id": id, "content": content, "event": "contact-information-fulfilled", "preview": "",
            "authorRole": "end-user", "authorTimestamp": "2026-01-13T14:24:00.001Z",
        })
    };
    assert_eq!(post(&widget, "/chats/messages/event", told(question["id"].clone(), "a@b.ee")).await.0, 200);
    let mut nameless = told(Value::Null, "c@d.ee");
    nameless["authorTimestamp"] = json!("2026-01-13T14:25:00.001Z");
    assert_eq!(post(&widget, "/chats/messages/event", nameless).await.0, 200);
    let (_, messages) = post(&widget, "/chats/messages/all", json!({})).await;
    let answered = find(&messages, "content", "a@b.ee").unwrap();
    assert_eq!((&answered["id"], &answered["authorRole"]), (&question["id"], &json!("end-user")));
    assert_eq!(find(&messages, "content", "c@d.ee").unwrap()["event"], "contact-information-fulfilled");
    let (status, chats) = post(&widget, "/chats/forwards/add", json!({})).await;
    assert_eq!((status, &chats[0]["externalId"]), (200, &json!("")));
    center.close().await;
}

#[actix_rt::test]
async fn the_list_and_the_line_hint_too() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let mut list = hints(&center, "/sse/notifications/chat-list").await;
    let id = begun(&widget).await;
    loop {
        let hint = list.next().await.unwrap().data;
        assert_eq!(hint["status"], "Chat Status Changed");
        // Widgets look whether there is a name; whose id it was, nobody needs to know.
        assert!(!hint["chatId"].as_str().unwrap().is_empty() && hint["chatId"] != json!(id), "{hint}");
        if get(&widget, "/chats/get").await.1["customerSupportId"] == "" {
            break;
        }
    }
    let (_, wait) = post(&widget, "/chats/estimated-waiting-time", json!({"chatId": id})).await;
    assert_eq!(wait["positionInUnassignedChats"], "1");
    center.close().await;
}

#[actix_rt::test]
async fn what_is_said_in_a_chat_hints_at_no_change_of_the_list_and_who_takes_it_does_to_everybody() {
    let center = center().await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let _screen = anna.is_there().await;
    let id = begun(&widget).await;
    let mut lists = [
        hints(&center, "/sse/notifications/chat-list").await,
        hints(&center, "/sse/notifications/chat-list").await,
    ];
    let rest = Duration::from_millis(1_500);
    while tokio::time::timeout(rest, lists[0].next()).await.is_ok() {}
    while tokio::time::timeout(rest, lists[1].next()).await.is_ok() {}
    for text in ["üks", "kaks"] {
        assert_eq!(post(&widget, "/chats/messages/add", said(text)).await.0, 200);
    }
    assert!(tokio::time::timeout(rest, lists[0].next()).await.is_err(), "every widget would fetch for it");
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    let [one, other] = &mut lists;
    let (one, other) = (one.next().await.unwrap().data, other.next().await.unwrap().data);
    assert_eq!(one, other);
    center.close().await;
}

#[actix_rt::test]
async fn trap_27_a_place_in_line_is_an_object_though_the_widget_takes_it_for_a_number() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let id = begun(&widget).await;
    let mut queue = hints(&center, &format!("/sse/queue/{id}")).await;
    assert_eq!(queue.next().await.unwrap().data, json!({"order": 1}));
    center.close().await;
}

#[actix_rt::test]
async fn trap_29_streams_of_today_need_no_cookie_so_another_host_name_has_connections_of_its_own() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let id = begun(&widget).await;
    let mut elsewhere = tokio::net::TcpStream::connect(center.address).await.unwrap();
    let page = crate::doors::center::PAGE;
    let asked = format!(
        "GET {V2}/sse/notifications/{id} HTTP/1.1\r\nHost: notifications.example.org\r\nOrigin: {page}\r\n\r\n"
    );
    elsewhere.write_all(asked.as_bytes()).await.unwrap();
    let mut heard = String::new();
    while !heard.contains("\"type\":\"message\"") {
        let mut bytes = [0; 1024];
        let read = elsewhere.read(&mut bytes).await.unwrap();
        assert!(read > 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    assert!(heard.to_lowercase().contains(&format!("access-control-allow-origin: {page}")), "{heard}");
    // As many as one browser opens for several tabs, where nothing but the browser counts them.
    let mut all = Vec::new();
    for _ in 0..24 {
        all.push(hints(&center, &format!("/sse/notifications/{id}")).await);
    }
    for stream in &mut all {
        assert_eq!(stream.next().await.unwrap().data["type"], "message");
    }
    center.close().await;
}

#[actix_rt::test]
async fn a_tab_that_was_closed_ends_its_chat_unless_it_is_back_or_somebody_listens() {
    let center = center().await;
    let (gone, back, listening) =
        (Browser::customer(&center), Browser::customer(&center), Browser::customer(&center));
    let (first, second, third) = (begun(&gone).await, begun(&back).await, begun(&listening).await);
    let mut stream = hints(&center, &format!("/sse/notifications/{third}")).await;
    stream.next().await.unwrap();
    for id in [&first, &second, &third] {
        assert_eq!(
            beacon(&center, "/add-chat-to-termination-queue", json!({"chatId": id, "timeout": 1})).await,
            200
        );
    }
    assert_eq!(beacon(&center, "/remove-chat-from-termination-queue", json!({"chatId": second})).await, 200);
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(post(&gone, "/chats/get", json!({})).await.1["status"], "ENDED");
    assert_eq!(post(&gone, "/chats/messages/all", json!({})).await.0, 400);
    for widget in [&back, &listening] {
        assert_eq!(post(widget, "/chats/get", json!({})).await.1["status"], "OPEN");
    }
    let strange = json!({"chatId": "018f6b1e-7c3a-7000-8000-0000000000a7", "timeout": 1});
    assert_eq!(beacon(&center, "/add-chat-to-termination-queue", strange).await, 404);
    center.close().await;
}

#[actix_rt::test]
async fn what_is_not_offered_is_refused_in_the_dialects_own_shape() {
    let center = center().await;
    let widget = Browser::customer(&center);
    for path in ["/chats/messages/llm", "/chats/download", "/agents/chats/pending"] {
        assert_eq!(post(&widget, path, json!({})).await, (404, json!("not_found")), "{path}");
    }
    center.close().await;
}
