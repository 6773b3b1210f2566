//! Sign-ins by OpenID Connect: customers' and agents', with a throw-away issuer; a bot that is asked.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use switchboard_core::session::BotKind;
use switchboard_edge::EdgeSettings;
use switchboard_edge::buerokratt::settings::{BotSettings, IssuerSettings};

use crate::browser::{Browser, DESK, Served, agents, find, message, served, spoken, value};
use crate::doors::Center;
use crate::doors::center::platform;
use crate::outer::{BOT, HAND_OVER, ISSUER, World};

async fn center(world: &Arc<World>, change: impl FnOnce(&mut EdgeSettings)) -> Center {
    let mut settings = spoken();
    settings.buerokratt.outside = Some(Arc::clone(world) as _);
    settings.buerokratt.greeting = None;
    change(&mut settings);
    Center::open(settings).await
}

fn with_issuer(settings: &mut EdgeSettings) {
    settings.buerokratt.issuer =
        Some(IssuerSettings { issuer: ISSUER.to_owned(), audience: "gov".to_owned(), client: None });
}

#[actix_rt::test]
async fn trap_16_without_a_token_a_sign_in_is_refused_and_nothing_is_written() {
    let world = Arc::new(World::new());
    let center = center(&world, with_issuer).await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    for _ in 0..2 {
        assert_eq!(widget.refused("/login-with-tara-jwt", json!({})).await.0, 403);
    }
    assert_eq!(widget.post("/custom-jwt-userinfo", json!("clientCustomJwtCookie")).await.status, 403);
    let messages = widget.ok("/get-messages-by-chat-id", json!({})).await;
    assert!(!messages.to_string().contains("authentication"), "{messages}");
    center.close().await;
}

#[actix_rt::test]
async fn a_customer_signs_in_once_and_the_agent_is_told() {
    let world = Arc::new(World::new());
    let center = center(&world, with_issuer).await;
    let Served { customer: widget, anna, list: _list, id } = served(&center).await;
    let mut stream = anna.stream(&format!("/sse/cs-get-new-messages?chatId={id}&lastRead=")).await;
    anna.ok("/cs-post-event-message", agents(&id, "", "requested-authentication")).await;
    widget.cookies.borrow_mut().insert("JWTTOKEN".to_owned(), world.token("EE49003106521", "another"));
    for _ in 0..2 {
        assert_eq!(widget.refused("/login-with-tara-jwt", json!({})).await.0, 403, "not for us");
    }
    stream.event("authentication_failed").await;
    widget.cookies.borrow_mut().insert("JWTTOKEN".to_owned(), world.token("EE49003106521", "gov"));
    for _ in 0..3 {
        widget.ok("/login-with-tara-jwt", json!({"chatId": id})).await;
    }
    let told = stream.event("authentication_successful").await;
    assert_eq!((&told["authorRole"], &told["authorId"]), (&json!("backoffice-user"), &json!("")));
    let info = widget.ok("/custom-jwt-userinfo", json!("clientCustomJwtCookie")).await;
    assert_eq!((&info["personalCode"], &info["firstName"]), (&json!("EE49003106521"), &json!("Mari")));
    let history = anna.ok("/cs-get-messages-by-chat-id", json!({"chatId": id})).await;
    let count = |event: &str| history.as_array().unwrap().iter().filter(|one| one["event"] == event).count();
    assert_eq!((count("authentication_successful"), count("authentication_failed")), (1, 1), "once each");
    let chat = widget.ok("/get-chat-by-id", json!({})).await;
    assert_eq!((&chat["endUserId"], &chat["endUserLastName"]), (&json!("EE49003106521"), &json!("Maasikas")));
    center.close().await;
}

#[actix_rt::test]
async fn an_agent_signs_in_by_the_code_that_is_their_login() {
    let world = Arc::new(World::new());
    let center = center(&world, with_issuer).await;
    let token = center.doors.await_founder().unwrap();
    let founding = json!({
        "token": token, "workspace": "demo", "person": "olle", "login": "EE1", "password": "a long phrase of olle",
    });
    let founded = crate::doors::http::post(center.address, "/api/v1/bootstrap", None, &founding).await;
    assert_eq!(founded.status, 201);
    let browser = Browser { page: DESK, ..Browser::customer(&center) };
    browser.cookies.borrow_mut().insert("JWTTOKEN".to_owned(), world.token("EE2", "gov"));
    assert_eq!(browser.refused("/cs-login-with-tara-jwt", json!({})).await.0, 401, "a stranger");
    browser.cookies.borrow_mut().insert("JWTTOKEN".to_owned(), world.token("EE1", "gov"));
    assert_eq!(browser.call("/cs-login-with-tara-jwt").await.status, 200);
    assert!(!browser.cookies.borrow().contains_key("JWTTOKEN"), "taken back");
    let info = value(&browser.call("/cs-custom-jwt-userinfo").await.json());
    assert_eq!(info["login"], "ee1");
    center.close().await;
}

fn with_bot(settings: &mut EdgeSettings) {
    settings.buerokratt.bot = Some(BotSettings {
        url: BOT.to_owned(),
        key: "bot-key".to_owned(),
        name: "Bürokratt".to_owned(),
        hand_over: HAND_OVER.to_owned(),
        question: None,
    });
}

async fn bot_answers(center: &Center) {
    let mut values = platform("demo");
    values.bot = BotKind::Key { key: "bot-key".to_owned() };
    center.configure("demo-web", values).await;
}

#[actix_rt::test]
async fn a_bot_answers_first_and_hands_over_with_its_sentence() {
    let world = Arc::new(World::new());
    let center = center(&world, with_bot).await;
    bot_answers(&center).await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let mut list = anna.is_there().await;
    let chat = widget.ok("/init-chat", crate::browser::first("Tere")).await;
    assert_eq!(
        (&chat["customerSupportId"], &chat["customerSupportDisplayName"]),
        (&json!("chatbot"), &json!("Bürokratt"))
    );
    let mut stream = widget.stream("/sse/get-new-messages").await;
    let answer = stream.message("Te ütlesite: Tere").await;
    assert_eq!(
        (&answer["authorRole"], &answer["authorFirstName"]),
        (&json!("buerokratt"), &json!("Bürokratt"))
    );
    let rows = anna.ok("/cs-get-all-active-chats", json!({})).await;
    assert_eq!(rows, json!([]), "trap 20: the bot's chats are nobody's to take");
    widget.ok("/post-message", message("inimene", "2023-01-13T14:24:00.001Z")).await;
    let id = chat["id"].as_str().unwrap();
    list.until("handed over", |rows| find(rows, "id", id).is_some()).await;
    widget.ok("/post-message", message("halloo", "2023-01-13T14:24:00.002Z")).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked: Vec<_> = world.asked.lock().unwrap().iter().map(|one| one["message"].clone()).collect();
    assert_eq!(asked, [json!("Tere"), json!("inimene")], "only while it owns the chat");
    assert_eq!(world.asked.lock().unwrap()[0]["sender"], json!(id));
    let said = widget.ok("/get-messages-by-chat-id", json!({})).await;
    assert!(find(&said, "content", HAND_OVER).is_none(), "the sentence is for us");
    center.close().await;
}

#[actix_rt::test]
async fn a_bot_that_cannot_be_reached_leaves_the_chat_to_people() {
    let world = Arc::new(World::new());
    let center = center(&world, with_bot).await;
    bot_answers(&center).await;
    let (widget, anna) = (Browser::customer(&center), Browser::agent(&center, "demo-anna"));
    let mut list = anna.is_there().await;
    let id = widget.begins("katki").await;
    list.until("people", |rows| find(rows, "id", &id).is_some()).await;
    center.close().await;
}
