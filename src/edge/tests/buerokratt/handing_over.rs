//! How a chat of today's widget gets from the bot to people, and what its customer is told where there are none.

use std::sync::Arc;

use serde_json::{Value, json};
use switchboard_core::effect::QueueValues;
use switchboard_core::session::BotKind;
use switchboard_edge::buerokratt::settings::{BotSettings, UnavailableSettings};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::{Accounted, Journal, Request};

use crate::browser::{Browser, find, first, spoken};
use crate::doors::center::platform;
use crate::doors::{Center, until};
use crate::outer::{BOT, HAND_OVER, World};

const V2: &str = "/buerokratt/v2";

async fn post(browser: &Browser<'_>, path: &str, body: Value) -> (u16, Value) {
    let json = [("Content-Type", "application/json")];
    let answered = browser.send("POST", &format!("{V2}{path}"), &json, body.to_string().as_bytes()).await;
    (answered.status, answered.json()["response"].clone())
}

fn says(text: &str) -> Value {
    json!({
        "message": {"chatId": "", "content": text, "authorTimestamp": "2026-01-13T14:24:00.001Z", "authorRole": "end-user"},
        "holidays": [], "holidayNames": "", "domain": "none",
    })
}

async fn messages(browser: &Browser<'_>) -> Value {
    post(browser, "/chats/messages/all", json!({})).await.1
}

/// With a bot that hands over with its sentence; a question before that is a setting.
async fn center(question: Option<&str>) -> Center {
    let mut settings = spoken();
    settings.buerokratt.outside = Some(Arc::new(World::new()) as _);
    settings.buerokratt.bot = Some(BotSettings {
        url: BOT.to_owned(),
        key: "bot-key".to_owned(),
        name: "Bürokratt".to_owned(),
        hand_over: HAND_OVER.to_owned(),
        question: question.map(str::to_owned),
    });
    settings.buerokratt.unavailable = UnavailableSettings {
        organization: Some("Oleme suletud".to_owned()),
        holiday: Some("Täna on püha".to_owned()),
        agents: Some("Kedagi pole".to_owned()),
        asks_contacts: true,
    };
    let center = Center::open(settings).await;
    let mut values = platform("demo");
    values.bot = BotKind::Key { key: "bot-key".to_owned() };
    center.configure("demo-web", values).await;
    center
}

async fn closed(center: &Center, hours: Value) {
    let mut values = QueueValues::named("Support");
    values.hours = Some(serde_json::from_value(hours).unwrap());
    let (workspace, queue) = ("demo".parse().unwrap(), "support".parse().unwrap());
    let write = AccountWrite::Queue { workspace, queue, values };
    let (done, kept) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome| drop(done.send(outcome)));
    center.journal.submit(Request::Account { write, reply }).unwrap();
    let accounted: Accounted = kept.await.unwrap().unwrap();
    center.living.house.carry(accounted.owed);
    center.living.house.book.read(&center.views.configuration().unwrap());
    let is_closed = || {
        let row = center.views.queue(&"demo".parse().unwrap(), &"support".parse().unwrap()).unwrap();
        row.is_some_and(|row| !row.open)
    };
    until("it is closed", is_closed).await;
}

#[actix_rt::test]
async fn a_customer_is_asked_first_and_told_where_nobody_is_at_work() {
    let center = center(Some("Kas suunan teid inimesele?")).await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let (status, chat) = post(&widget, "/chats/init", first("inimene")).await;
    assert_eq!((status, &chat["customerSupportId"]), (200, &json!("chatbot")));
    let question = find(&messages(&widget).await, "event", "ask_to_forward_to_csa").unwrap();
    assert_eq!(question["content"], "Kas suunan teid inimesele?");
    let answers = |event: &str| {
        json!({
            "id": question["id"], "event": event, "content": "", "authorRole": "backoffice-user",
            "authorTimestamp": "2026-01-13T14:30:00.001Z",
        })
    };
    assert_eq!(post(&widget, "/chats/messages/event", answers("continue_chatting_with_bot")).await.0, 200);
    let yes = json!({"message": answers("forwarded_to_backoffice"), "holidays": [], "holidayNames": ""});
    assert_eq!(post(&widget, "/chats/forwards/forward-to-backoffice", yes.clone()).await.0, 200);
    let told =
        find(&messages(&widget).await, "event", "unavailable_csas_ask_contacts").expect("nobody is there");
    assert_eq!((&told["content"], &told["authorRole"]), (&json!("Kedagi pole"), &json!("buerokratt")));
    let answered = find(&messages(&widget).await, "event", "forwarded_to_backoffice").unwrap();
    assert_eq!(answered["id"], question["id"], "the question carries its answer");
    let mut list = anna.is_there().await;
    let id = chat["id"].as_str().unwrap();
    until("she is at work", || {
        let row = center.views.queue(&"demo".parse().unwrap(), &"support".parse().unwrap()).unwrap();
        row.is_some_and(|row| row.working > 0)
    })
    .await;
    assert_eq!(post(&widget, "/chats/forwards/forward-to-backoffice", yes.clone()).await.0, 200);
    list.until("handed over", |rows| find(rows, "id", id).is_some()).await;
    let late = post(&widget, "/chats/forwards/forward-to-backoffice", yes).await;
    assert_eq!(late, (400, json!("bot_is_not_active")), "people have it");
    center.close().await;
}

#[actix_rt::test]
async fn a_bot_that_fails_while_nobody_is_at_work_is_told_as_todays_widget_knows_it() {
    let center = center(None).await;
    let widget = Browser::customer(&center);
    assert_eq!(post(&widget, "/chats/init", first("katki")).await, (420, json!("Bot error")));
    assert!(widget.cookies.borrow().is_empty(), "it begins another chat when it tries again");
    assert_eq!(post(&widget, "/chats/init", first("Tere")).await.0, 200);
    for _ in 0..2 {
        assert_eq!(post(&widget, "/chats/messages/add", says("katki")).await.0, 420, "asked about each time");
    }
    let anna = Browser::agent(&center, "demo-anna");
    let mut list = anna.is_there().await;
    until("she is at work", || {
        let row = center.views.queue(&"demo".parse().unwrap(), &"support".parse().unwrap()).unwrap();
        row.is_some_and(|row| row.working > 0)
    })
    .await;
    assert_eq!(post(&widget, "/chats/messages/add", says("katki")).await.0, 200, "people go on");
    list.until("people", |rows| find(rows, "lastMessage", "katki").is_some()).await;
    let said = messages(&widget).await;
    let count = said.as_array().unwrap().iter().filter(|one| one["content"] == "katki").count();
    assert_eq!(count, 1, "said once, however often it was sent");
    center.close().await;
}

#[actix_rt::test]
async fn outside_the_hours_the_customer_is_told_so_and_on_a_holiday_that_it_is_one() {
    let center = center(None).await;
    let widget = Browser::customer(&center);
    post(&widget, "/chats/init", first("Tere")).await;
    let forward = json!({"message": {"event": "forwarded_to_backoffice"}});
    assert_eq!(
        post(&widget, "/chats/forwards/forward-to-backoffice", forward).await.0,
        400,
        "nothing was asked"
    );
    closed(&center, json!({"zone": "UTC", "week": {}})).await;
    post(&widget, "/chats/messages/add", says("inimene")).await;
    let said = messages(&widget).await;
    assert!(find(&said, "event", "unavailable_organization_ask_contacts").is_some(), "{said}");
    let now = center.living.house.clock.now().to_rfc3339();
    let exceptions = json!({ &now[..10]: [] });
    closed(&center, json!({"zone": "UTC", "week": {}, "exceptions": exceptions})).await;
    let other = Browser::customer(&center);
    post(&other, "/chats/init", first("inimene")).await;
    let told = find(&messages(&other).await, "event", "unavailable_holiday_ask_contacts").expect("a holiday");
    assert_eq!(told["content"], "Täna on püha");
    // The form for contacts is answered, and ends the chat.
    let filled = json!({
        "id": told["id"], "event": "contact-information-fulfilled", "content": "a@b.ee",
        "authorTimestamp": "2026-01-13T14:31:00.001Z", "authorRole": "end-user",
    });
    assert_eq!(post(&other, "/chats/messages/event", filled).await.0, 200);
    let end = json!({"message": {"event": "unavailable-contact-information-fulfilled"}, "status": "IDLE"});
    assert_eq!(post(&other, "/chats/end", end).await.0, 200);
    center.close().await;
}
