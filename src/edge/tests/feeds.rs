//! Applications outside: what they hear, what they may say, and how they come back to where they were.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use doors::http::{Answered, Stream, post, request};
use doors::{Center, center, settings};
use serde_json::{Value, json};
use switchboard_core::session::{BotKind, DeskKind};

const FEEDS: &str = "/sermo/platforms/demo-web/feeds";
const ROBOT: &str = "demo-robot";

/// A center whose platform has the robot for its bot.
async fn open() -> Center {
    let center = Center::open(settings()).await;
    let mut values = center::platform("demo");
    values.bot = BotKind::Key { key: "robot".to_owned() };
    center.configure("demo-web", values).await;
    center
}

async fn page(center: &Center, direction: &str, query: &str) -> Answered {
    let bearer = format!("Bearer {ROBOT}");
    let path = format!("{FEEDS}/{direction}{query}");
    request(center.address, "GET", &path, &[("Authorization", &bearer)], b"").await
}

async fn listen(center: &Center, direction: &str, last: Option<&str>) -> Stream {
    let bearer = format!("Bearer {ROBOT}");
    let mut headers = vec![("Authorization", bearer.as_str())];
    headers.extend(last.map(|last| ("Last-Event-ID", last)));
    Stream::open(center.address, &format!("{FEEDS}/{direction}"), &headers).await.expect("the stream opens")
}

/// The next kept event of a stream, with its cursor.
async fn kept(stream: &mut Stream) -> (String, Value) {
    loop {
        let event = stream.next().await.expect("the stream goes on");
        if let Some(id) = event.id {
            return (id, event.data["event"].clone());
        }
    }
}

async fn say(center: &Center, direction: &str, event: Value) -> (u16, Value) {
    let answer = post(center.address, &format!("{FEEDS}/{direction}"), Some(ROBOT), &event).await;
    let body = if answer.body.is_empty() { Value::Null } else { answer.json() };
    (answer.status, body)
}

fn about(kind: &str, id: &str, more: Value) -> Value {
    let mut event = json!({"type": kind, "id": id, "platformId": "demo-web", "userId": "u1"});
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

#[actix_web::test]
async fn an_outside_bot_hears_answers_and_hands_over() {
    let center = open().await;
    let mut inbound = listen(&center, "inbound", None).await;
    let mut outbound = listen(&center, "outbound", None).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&about("text", "m1", json!({"text": "hej"}))).await;
    customer.wait_for("ack").await;
    let (first, heard) = kept(&mut inbound).await;
    assert_eq!(
        (&heard["type"], &heard["text"], &heard["userId"]),
        (&json!("text"), &json!("hej"), &json!("u1"))
    );

    let answer = about("text", "b1", json!({"text": "god dag", "agent": {"id": "bot", "name": "Robot"}}));
    let (status, ack) = say(&center, "outbound", answer.clone()).await;
    assert_eq!((status, &ack["type"]), (200, &json!("ack")), "{ack}");
    loop {
        let frame = customer.wait_for("text").await;
        if frame["text"] == "god dag" {
            assert_eq!(frame["agent"]["name"], "Robot");
            break;
        }
    }
    assert_eq!(say(&center, "outbound", answer).await.1, ack, "a resend is answered alike");
    let over = about("handover_to_agent", "b2", json!({}));
    assert_eq!(say(&center, "outbound", over).await.0, 200);
    customer.wait_for("queue_number").await;
    let again = about("handover_to_agent", "b3", json!({}));
    assert_eq!(say(&center, "outbound", again).await.0, 200, "a handover told twice is taken once");
    let late = about("text", "b4", json!({"text": "still me"}));
    let (status, problem) = say(&center, "outbound", late).await;
    assert_eq!((status, &problem["code"]), (409, &json!("not_serving")));

    assert_eq!(kept(&mut outbound).await.1["text"], "god dag");
    assert_eq!(kept(&mut outbound).await.1["type"], "handover_to_agent");
    customer.send(&about("text", "m2", json!({"text": "hello?"}))).await;
    assert_eq!(kept(&mut inbound).await.1["text"], "hello?");
    let mut again = listen(&center, "inbound", Some(&first)).await;
    assert_eq!(kept(&mut again).await.1["text"], "hello?", "resumed right behind the first");
    center.close().await;
}

#[actix_web::test]
async fn pages_hold_the_same_and_go_on() {
    let center = open().await;
    let (mut customer, _) = center.customer("u1").await;
    for number in 0..7 {
        customer.send(&about("text", &format!("m{number}"), json!({"text": format!("{number}")}))).await;
        customer.wait_for("ack").await;
    }
    let (mut texts, mut after) = (Vec::new(), String::new());
    loop {
        let page = page(&center, "inbound", &format!("?limit=2&after={after}")).await;
        assert_eq!(page.status, 200);
        let page = page.json();
        for item in page["items"].as_array().unwrap() {
            assert_eq!(item["direction"], "inbound");
            texts.push(item["event"]["text"].as_str().unwrap().to_owned());
        }
        after = page["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(texts, ["0", "1", "2", "3", "4", "5", "6"]);
    let nothing = page(&center, "inbound", &format!("?after={after}")).await.json();
    assert_eq!((&nothing["items"], &nothing["next"]), (&json!([]), &json!(after)));
    for (query, code) in [
        ("?after=12", "invalid_cursor"),
        ("?limit=0", "invalid_query"),
        ("?limit=999", "invalid_query"),
        ("?x=1", "invalid_query"),
    ] {
        let refused = page(&center, "inbound", query).await;
        assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(code)), "{query}");
    }
    center.close().await;
}

#[actix_web::test]
async fn what_is_live_is_heard_also_before_a_session_opens() {
    let center = open().await;
    let mut inbound = listen(&center, "inbound", None).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&about("heartbeat", "h", json!({}))).await;
    customer.send(&about("typing", "t", json!({"text": "he"}))).await;
    let mut live = Vec::new();
    while live.len() < 2 {
        let event = inbound.next().await.unwrap();
        assert_eq!((&event.id, &event.data["cursor"]), (&None, &Value::Null), "no position");
        live.push(event.data["event"]["type"].as_str().unwrap().to_owned());
    }
    live.sort();
    assert_eq!(live, ["heartbeat", "typing"]);
    let odd = about("customer_identified", "x", json!({"brandId": "b", "text": "two\nlines"}));
    assert_eq!(say(&center, "inbound", odd.clone()).await.0, 202);
    assert_eq!(inbound.next().await.unwrap().data["event"], odd, "untouched");
    center.close().await;
}

#[actix_web::test]
async fn what_a_customer_says_in_a_type_nobody_knows_is_handed_on_untouched_and_only_about_themselves() {
    let center = open().await;
    let mut inbound = listen(&center, "inbound", None).await;
    let (mut customer, _) = center.customer("u1").await;
    for (kind, user) in [
        ("from_the_future", "u2"),
        ("message_left", "u1"),
        ("end_session", "u1"),
        ("handover_to_agent", "u1"),
    ] {
        let mut odd = about(kind, "x", json!({"text": "hej", "queueNumber": 1}));
        odd["userId"] = json!(user);
        customer.send(&odd).await;
    }
    let odd = about("from_the_future", "y", json!({"more": {"of": ["it", 1]}, "text": "two\nlines"}));
    customer.send(&odd).await;
    customer.hears_nothing(std::time::Duration::from_millis(100)).await;
    assert_eq!(inbound.next().await.unwrap().data, json!({"direction": "inbound", "event": odd}));

    // The same where sockets are blocked.
    let hello = json!({"type": "hello", "platformId": "demo-web"});
    let hello = post(center.address, "/sermo/hello", None, &hello).await.json();
    let mut odd = about("from_the_future", "z", json!({}));
    odd["userId"] = hello["userId"].clone();
    let answer = post(center.address, "/sermo/events", hello["token"].as_str(), &odd).await;
    assert_eq!(answer.status, 204);
    assert_eq!(inbound.next().await.unwrap().data["event"], odd);
    center.close().await;
}

#[actix_web::test]
async fn a_channel_speaks_for_its_customers_and_nobody_takes_their_names() {
    let center = open().await;
    let mut inbound = listen(&center, "inbound", None).await;
    let mut text = about("text", "f1", json!({"text": "from afar"}));
    text["userId"] = json!("messenger-17");
    let (status, ack) = say(&center, "inbound", text.clone()).await;
    assert_eq!((status, &ack["type"]), (200, &json!("ack")), "{ack}");
    assert_eq!(kept(&mut inbound).await.1["userId"], "messenger-17");
    assert_eq!(say(&center, "inbound", text).await.1, ack);
    let thief = json!({"type": "hello", "platformId": "demo-web", "userId": "messenger-17"});
    let welcome = post(center.address, "/sermo/hello", None, &thief).await.json();
    assert_ne!(welcome["userId"], "messenger-17");
    assert_eq!(welcome["session"], Value::Null);
    center.close().await;
}

#[actix_web::test]
async fn feeds_are_for_programs_of_the_workspace_only() {
    let center = open().await;
    let knock = async |token: Option<&str>, path: &str| {
        let bearer = token.map(|token| format!("Bearer {token}"));
        let headers: Vec<_> = bearer.iter().map(|bearer| ("Authorization", bearer.as_str())).collect();
        request(center.address, "GET", path, &headers, b"").await.status
    };
    let here = format!("{FEEDS}/inbound");
    assert_eq!(knock(None, &here).await, 401);
    assert_eq!(knock(Some("nobody"), &here).await, 401);
    assert_eq!(knock(Some("demo-anna"), &here).await, 403, "no feeds for persons");
    assert_eq!(knock(Some("other-robot"), &here).await, 404, "another workspace's");
    assert_eq!(knock(Some(ROBOT), "/sermo/platforms/other-web/feeds/inbound").await, 404);
    assert_eq!(knock(Some(ROBOT), &format!("{FEEDS}/sideways")).await, 404);
    assert_eq!(knock(Some(ROBOT), &here).await, 200);
    let refused = say(
        &center,
        "outbound",
        json!({"type": "text", "platformId": "other-web", "userId": "u", "text": "x"}),
    )
    .await;
    assert_eq!((refused.0, &refused.1["code"]), (422, &json!("invalid_body")));
    center.close().await;
}

#[actix_web::test]
async fn what_a_customer_does_stands_in_the_inbound_feed_in_order() {
    let center = open().await;
    let mut inbound = listen(&center, "inbound", None).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&about("heartbeat", "h1", json!({}))).await;
    customer.send(&about("text", "m1", json!({"text": "hej"}))).await;
    customer.wait_for("text").await;
    let at = "2020-02-18T12:14:11.386Z";
    customer.send(&about("messages_read", "r1", json!({"text": "read", "at": at}))).await;
    assert_eq!(customer.wait_for("ack").await["id"], "r1");
    customer.send(&about("client_unload", "u1", json!({"at": at}))).await;
    let mut kinds = Vec::new();
    while kinds.len() < 3 {
        let (_, event) = kept(&mut inbound).await;
        if event["type"] == "messages_read" {
            assert_eq!(
                (&event["at"], &event["upTo"], &event["text"]),
                (&json!(at), &json!(1), &json!("read"))
            );
        }
        kinds.push(event["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(kinds, ["text", "messages_read", "client_unload"]);
    customer.send(&about("client_left", "l1", json!({"at": at}))).await;
    customer.wait_for("end_session").await;
    let (_, left) = kept(&mut inbound).await;
    assert_eq!((&left["type"], &left["userId"]), (&json!("client_left"), &json!("u1")));
    center.close().await;
}

/// One key may be both: then what it says counts for the part it has now.
#[actix_web::test]
async fn a_desk_says_all_a_desk_can_and_hands_over_in_every_form() {
    let center = open().await;
    let mut values = center::platform("demo");
    values.bot = BotKind::Key { key: "robot".to_owned() };
    values.desk = DeskKind::Key { key: "robot".to_owned() };
    center.configure("demo-web", values).await;
    let mut outbound = listen(&center, "outbound", None).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&about("text", "m1", json!({"text": "hej"}))).await;
    customer.wait_for("ack").await;
    let does = async |kind: &str, id: &str, more: Value| {
        let (status, answer) = say(&center, "outbound", about(kind, id, more)).await;
        assert!(matches!(status, 200 | 202), "{kind}: {status} {answer}");
    };
    // The older name, to people; then as people do.
    does("handover_to", "1", json!({})).await;
    let (_, over) = kept(&mut outbound).await;
    assert_eq!((&over["type"], &over["queueId"]), (&json!("handover_to_agent"), &Value::Null));
    does("queue_number", "2", json!({"queueNumber": 2})).await;
    assert_eq!(customer.wait_for("queue_number").await["queueNumber"], 2);
    does("queue_number", "2a", json!({"queueNumber": 0})).await;
    customer.hears_nothing_of("queue_number", std::time::Duration::from_millis(100)).await;
    does("system_text", "3", json!({"text": "Dora comes"})).await;
    assert_eq!(customer.wait_for("system_text").await["text"], "Dora comes");
    does("typing_on", "4", json!({})).await;
    customer.wait_for("typing_on").await;
    does("typing_off", "5", json!({})).await;
    customer.wait_for("typing_off").await;
    does("text", "6", json!({"text": "God dag", "agent": {"id": "dora", "name": "Dora", "type": "human"}}))
        .await;
    assert_eq!(
        customer.wait_for("text").await["agent"],
        json!({"id": "dora", "name": "Dora", "type": "human"})
    );
    // To the bot by the older name, and to people by the newer, with all they can carry.
    does("handover_to", "7", json!({"agent": {"id": "bot", "name": "Bot"}, "flowGroupId": "refund"})).await;
    let refused = say(&center, "outbound", about("agent_done", "8", json!({}))).await;
    assert_eq!((refused.0, &refused.1["code"]), (409, &json!("not_serving")), "a bot is not done");
    does("handover_to_agent", "9", json!({"queueId": "support"})).await;
    does("handover_to_bot", "10", json!({"flowGroupId": "end"})).await;
    does("handover_to_agent", "11", json!({})).await;
    let mut overs = Vec::new();
    while overs.len() < 4 {
        let (_, event) = kept(&mut outbound).await;
        let kind = event["type"].as_str().unwrap().to_owned();
        if kind.starts_with("handover") {
            overs.push((kind, event["flowGroupId"].clone(), event["queueId"].clone()));
        }
    }
    let (to_bot, to_agent) = ("handover_to_bot".to_owned(), "handover_to_agent".to_owned());
    assert_eq!(
        overs,
        [
            (to_bot.clone(), json!("refund"), Value::Null),
            (to_agent.clone(), Value::Null, json!("support")),
            (to_bot, json!("end"), Value::Null),
            (to_agent, Value::Null, Value::Null),
        ]
    );
    does("platform_closed", "12", json!({})).await;
    customer.wait_for("platform_closed").await;
    assert_eq!(kept(&mut outbound).await.1["type"], "platform_closed");
    does("end_session", "13", json!({"reasonText": "Välkommen åter"})).await;
    assert_eq!(customer.wait_for("end_session").await["reasonText"], "Välkommen åter");
    center.close().await;
}
