//! Customers where sockets are blocked: requests and a stream, with the guarantees of the socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::center::PAGE;
use doors::http::{Stream, post, request};
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_edge::EdgeSettings;

const WEB: &str = "demo-web";

/// A customer who said hello over HTTP; their token.
async fn hello(center: &Center, user: &str) -> String {
    let hello = json!({"type": "hello", "platformId": WEB, "userId": user});
    let answer = post(center.address, "/sermo/hello", None, &hello).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let welcome = answer.json();
    assert_eq!((&welcome["type"], &welcome["userId"]), (&json!("hello"), &json!(user)));
    assert!(welcome["connectionId"].as_str().is_some_and(|id| id.len() == 32));
    welcome["token"].as_str().expect("a token").to_owned()
}

fn text(user: &str, id: &str, text: &str) -> Value {
    json!({"type": "text", "platformId": WEB, "userId": user, "id": id, "text": text})
}

async fn say(center: &Center, token: &str, event: &Value) -> (u16, Value) {
    let answer = post(center.address, "/sermo/events", Some(token), event).await;
    let body = if answer.body.is_empty() { Value::Null } else { answer.json() };
    (answer.status, body)
}

async fn stream(center: &Center, token: &str, last: Option<&str>) -> Stream {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("Authorization", bearer.as_str())];
    headers.extend(last.map(|last| ("Last-Event-ID", last)));
    Stream::open(center.address, "/sermo/stream", &headers).await.expect("the stream opens")
}

#[actix_web::test]
async fn a_conversation_without_a_socket() {
    let center = Center::open(settings()).await;
    let token = hello(&center, "u1").await;
    let mut heard = stream(&center, &token, None).await;
    let welcome = heard.next().await.unwrap();
    assert_eq!((&welcome.data["type"], &welcome.data["session"]), (&json!("hello"), &Value::Null));

    let (status, ack) = say(&center, &token, &text("u1", "m1", "hej")).await;
    assert_eq!(
        (status, &ack["type"], &ack["id"], &ack["seq"]),
        (200, &json!("ack"), &json!("m1"), &json!(1))
    );
    let first = heard.numbered().await;
    assert_eq!((&first.data["text"], &first.data["direction"]), (&json!("hej"), &json!("inbound")));
    assert_eq!(first.id.unwrap(), format!("{}:1", ack["session"].as_str().unwrap()));
    assert_eq!(heard.wait_for("queue_number").await.data["queueNumber"], 1);

    assert_eq!(
        say(&center, &token, &text("u1", "m1", "hej")).await,
        (200, ack),
        "a resend is answered alike"
    );
    let (status, refused) = say(&center, &token, &text("u1", "m1", "other")).await;
    assert_eq!((status, &refused["code"]), (409, &json!("id_reused")));

    let read = json!({
        "type": "messages_read", "platformId": WEB, "userId": "u1", "id": "r", "text": "read",
        "at": "2020-02-18T12:14:11.386Z", "seq": 1
    });
    assert_eq!(say(&center, &token, &read).await.0, 200);
    let left = json!({"type": "client_left", "platformId": WEB, "userId": "u1", "id": "l"});
    assert_eq!(say(&center, &token, &left).await.0, 200);
    heard.wait_for("end_session").await;
    assert_eq!(say(&center, &token, &read).await.1["code"], "not_open");
    center.close().await;
}

#[actix_web::test]
async fn a_stream_resumes_without_a_gap_and_without_an_echo() {
    let center = Center::open(EdgeSettings { page: 3, ..settings() }).await;
    let token = hello(&center, "u1").await;
    for number in 0..8 {
        assert_eq!(say(&center, &token, &text("u1", &format!("m{number}"), "more")).await.0, 200);
    }
    let mut all = Vec::new();
    let mut reader = stream(&center, &token, None).await;
    for number in 1..=9 {
        let event = reader.numbered().await;
        assert_eq!(event.data["seq"], number);
        all.push(event);
    }
    for seen in &all {
        let mut again = stream(&center, &token, seen.id.as_deref()).await;
        for expected in all.iter().skip_while(|event| *event != seen).skip(1) {
            assert_eq!(again.numbered().await, *expected);
        }
        // Live from here on.
        let id = format!("after-{}", seen.data["seq"]);
        let (_, ack) = say(&center, &token, &text("u1", &id, "live")).await;
        let mut next = again.numbered().await;
        while next.data["seq"] != ack["seq"] {
            next = again.numbered().await;
        }
        assert_eq!(next.data["text"], "live");
    }
    let bearer = format!("Bearer {token}");
    let broken = [("Authorization", bearer.as_str()), ("Last-Event-ID", "12")];
    assert_eq!(Stream::open(center.address, "/sermo/stream", &broken).await.err(), Some(400));
    center.close().await;
}

#[actix_web::test]
async fn heartbeats_typing_and_unloading_reach_the_agents_over_requests_too() {
    let center = Center::open(settings()).await;
    let token = hello(&center, "u1").await;
    let (_, ack) = say(&center, &token, &text("u1", "m1", "hej")).await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "open", "id": "o", "session": ack["session"]})).await;
    anna.wait_for("ack").await;

    let sign = |kind: &str| json!({"type": kind, "platformId": WEB, "userId": "u1", "at": "2026-01-01T00:00:00Z", "text": "wri"});
    assert_eq!(say(&center, &token, &sign("heartbeat")).await, (204, Value::Null));
    while anna.wait_for("event").await["event"]["presence"] != "present" {}
    assert_eq!(say(&center, &token, &sign("typing")).await.0, 204);
    while anna.wait_for("typing").await["preview"] != "wri" {}
    assert_eq!(say(&center, &token, &sign("client_unload")).await.0, 204);
    while anna.wait_for("event").await["event"]["presence"] != "lost" {}
    assert_eq!(say(&center, &token, &sign("something_new")).await.0, 204, "unknown types are tolerated");
    center.close().await;
}

#[actix_web::test]
async fn what_may_not_be_said_is_refused_with_its_status() {
    let center = Center::open(EdgeSettings { texts_at_once: 2, texts_per_second: 1, ..settings() }).await;
    let token = hello(&center, "u1").await;
    let cases = [
        (json!({"type": "text", "platformId": WEB, "userId": "u2", "text": "x"}), 403, "foreign_user"),
        (json!({"type": "text", "platformId": WEB, "userId": "u1", "text": " "}), 400, "empty_text"),
        (json!({"type": "text", "platformId": WEB, "userId": "u1"}), 400, "bad_event"),
        (json!({"type": "hello", "platformId": WEB}), 400, "bad_event"),
        (json!({"type": "client_left", "platformId": WEB, "userId": "u1", "id": "x"}), 409, "not_open"),
    ];
    for (event, status, code) in cases {
        let (got, refused) = say(&center, &token, &event).await;
        assert_eq!((got, &refused["code"]), (status, &json!(code)), "{event}");
    }
    let (status, refused) = say(&center, "no-such-token", &text("u1", "a", "x")).await;
    assert_eq!((status, &refused["code"]), (401, &json!("foreign_token")));
    let answer = post(center.address, "/sermo/events", None, &text("u1", "a", "x")).await;
    assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("not_authenticated")));
    let answer =
        post(center.address, "/sermo/hello", None, &json!({"type": "hello", "platformId": "none"})).await;
    assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("unknown_platform")));
    let seized = json!({"type": "hello", "platformId": WEB, "userId": "u1"});
    assert_ne!(post(center.address, "/sermo/hello", None, &seized).await.json()["userId"], "u1");

    say(&center, &token, &text("u1", "b1", "x")).await;
    say(&center, &token, &text("u1", "b2", "x")).await;
    let answer = post(center.address, "/sermo/events", Some(&token), &text("u1", "b3", "x")).await;
    assert_eq!((answer.status, &answer.json()["code"]), (429, &json!("rate_limited")), "S28");
    assert!(answer.header("retry-after").is_some());
    center.close().await;
}

#[actix_web::test]
async fn s28_requests_of_one_address_keep_a_pace() {
    let center =
        Center::open(EdgeSettings { requests_per_second: 1, requests_at_once: 3, ..settings() }).await;
    let token = hello(&center, "u1").await;
    let mut statuses = Vec::new();
    for number in 0..3 {
        statuses.push(say(&center, &token, &text("u1", &format!("m{number}"), "x")).await.0);
    }
    assert_eq!(statuses, [200, 200, 429]);
    center.close().await;
}

#[actix_web::test]
async fn s23_pages_are_let_in_by_name_and_nothing_is_reflected() {
    let center = Center::open(settings()).await;
    let hello = json!({"type": "hello", "platformId": WEB, "userId": "u1"}).to_string();
    let knock = async |origin: &str| {
        let headers = [("Content-Type", "application/json"), ("Origin", origin)];
        request(center.address, "POST", "/sermo/hello", &headers, hello.as_bytes()).await
    };
    let welcome = knock(PAGE).await;
    assert_eq!(welcome.status, 200);
    assert_eq!(welcome.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(welcome.header("access-control-allow-credentials"), None);
    assert_eq!(welcome.header("vary"), Some("Origin"));
    for origin in
        ["https://evil.example", "null", "https://www.example.org.evil.example", "http://www.example.org"]
    {
        let refused = knock(origin).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (403, &json!("origin_not_allowed")),
            "{origin}"
        );
        assert_eq!(refused.header("access-control-allow-origin"), None, "{origin}");
        let headers = [("Origin", origin), ("Access-Control-Request-Method", "POST")];
        let preflight = request(center.address, "OPTIONS", "/sermo/events", &headers, b"").await;
        assert_eq!(
            (preflight.status, preflight.header("access-control-allow-origin")),
            (403, None),
            "{origin}"
        );
    }
    let headers = [("Origin", PAGE), ("Access-Control-Request-Method", "POST")];
    let preflight = request(center.address, "OPTIONS", "/sermo/events", &headers, b"").await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some(PAGE)));
    assert!(
        preflight.header("access-control-allow-headers").is_some_and(|all| all.contains("authorization"))
    );

    // S24: a token is of use on the page it was made for only, also for a stream.
    let token = welcome.json()["token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    for origin in [None, Some("https://evil.example")] {
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(origin.map(|origin| ("Origin", origin)));
        assert_eq!(
            Stream::open(center.address, "/sermo/stream", &headers).await.err(),
            Some(401),
            "{origin:?}"
        );
    }
    let headers = [("Authorization", bearer.as_str()), ("Origin", PAGE)];
    assert!(Stream::open(center.address, "/sermo/stream", &headers).await.is_ok());
    assert_eq!(Stream::open(center.address, "/sermo/stream", &[]).await.err(), Some(401));
    center.close().await;
}

/// S25: a form of another page can send neither JSON nor a header of its own without asking first.
#[actix_web::test]
async fn s25_only_json_changes_anything() {
    let center = Center::open(settings()).await;
    let token = hello(&center, "u1").await;
    let bearer = format!("Bearer {token}");
    let body = text("u1", "m1", "x").to_string();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        for path in ["/sermo/hello", "/sermo/events"] {
            let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
            let answer = request(center.address, "POST", path, &headers, body.as_bytes()).await;
            assert_eq!((answer.status, &answer.json()["code"]), (415, &json!("not_json")), "{kind} {path}");
        }
    }
    center.close().await;
}

/// S26: a body is as large as a frame, unless it carries a picture.
#[actix_web::test]
async fn s26_large_bodies_are_refused() {
    let center = Center::open(settings()).await;
    let token = hello(&center, "u1").await;
    let mut long = text("u1", "m1", "x");
    long["more"] = json!("x".repeat(70_000));
    assert_eq!(say(&center, &token, &long).await.0, 413);
    long["more"] = json!("x".repeat(8_000_000));
    assert_eq!(say(&center, &token, &long).await.0, 413);
    let mut hello = json!({"type": "hello", "platformId": WEB});
    hello["more"] = json!("x".repeat(70_000));
    assert_eq!(post(center.address, "/sermo/hello", None, &hello).await.status, 413);
    let deep =
        format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).chars().take(60_000).collect::<String>();
    let bearer = format!("Bearer {token}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    assert_eq!(request(center.address, "POST", "/sermo/events", &headers, deep.as_bytes()).await.status, 400);
    center.close().await;
}

#[actix_web::test]
async fn a_silent_stream_shows_signs_of_life_and_one_that_drains_ends() {
    let times = EdgeSettings {
        ping_after: Duration::from_millis(100),
        dead_after: Duration::from_secs(3),
        ..settings()
    };
    let center = Center::open(times).await;
    let token = hello(&center, "u1").await;
    let mut heard = stream(&center, &token, None).await;
    heard.next().await.expect("a hello");
    tokio::time::sleep(Duration::from_secs(4)).await;
    say(&center, &token, &text("u1", "m1", "still here?")).await;
    heard.numbered().await;
    assert!(heard.comments > 5, "{} signs of life", heard.comments);

    let doors = center.doors.clone();
    let (left, ended) = tokio::join!(doors.drain(Duration::from_secs(5)), async {
        while let Some(event) = heard.next().await {
            if event.name.as_deref() == Some("close") {
                return event.data["code"].clone();
            }
        }
        Value::Null
    });
    assert_eq!((left, ended), (0, json!(1001)));
    assert_eq!(say(&center, &token, &text("u1", "m2", "x")).await.0, 503);
    center.close().await;
}

#[actix_web::test]
async fn a_stream_whose_client_is_gone_gives_its_seat_back() {
    let times = EdgeSettings { ping_after: Duration::from_millis(100), ..settings() };
    let center = Center::open(times).await;
    let token = hello(&center, "u1").await;
    let mut heard = stream(&center, &token, None).await;
    heard.next().await.expect("a hello");
    assert_eq!(center.doors.sockets(), 1);
    drop(heard);
    let doors = center.doors.clone();
    doors::until("the seat is free", || doors.sockets() == 0 && doors.connections() == 0).await;
    center.close().await;
}

#[actix_web::test]
async fn anybody_may_ask_whether_somebody_is_there() {
    let center = Center::open(settings()).await;
    let ask = async |platform: &str| {
        let path = format!("/sermo/platforms/{platform}/availability");
        request(center.address, "GET", &path, &[("Origin", PAGE)], b"").await
    };
    let answer = ask(WEB).await;
    assert_eq!(answer.header("cache-control"), Some("public, max-age=2"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(PAGE));
    let told = answer.json();
    assert_eq!((&told["platformId"], &told["queueId"]), (&json!(WEB), &json!("support")));
    assert_eq!(
        (&told["open"], &told["available"], &told["hasWorkingAgents"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!((&told["position"], &told["estimatedWait"]), (&json!(1), &Value::Null));
    let token = hello(&center, "u1").await;
    say(&center, &token, &text("u1", "m1", "hej")).await;
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "ready", "id": "r"})).await;
    anna.wait_for("offer").await;
    let mut told = ask(WEB).await.json();
    for _ in 0..100 {
        if told["position"] == 2 && told["hasWorkingAgents"] == true {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        told = ask(WEB).await.json();
    }
    assert_eq!((&told["position"], &told["hasWorkingAgents"]), (&json!(2), &json!(true)));
    assert_eq!(ask("nowhere").await.status, 404);
    center.close().await;
}

/// A message left without a token is left once, however often it is sent; and nobody gets at it by sending it again.
#[actix_web::test]
async fn s20_a_left_message_sent_again_is_the_same_and_shows_nothing() {
    let center = Center::open(settings()).await;
    let left = |id: &str, text: &str, email: &str| json!({"platformId": WEB, "text": text, "contact": {"email": email}, "id": id});
    let post = async |body: &Value| {
        loop {
            let answer = post(center.address, "/sermo/messages", None, body).await;
            // At the very same time one of two may be asked to come again; nothing is stored of it.
            if answer.status != 503 {
                assert_eq!(answer.status, 201, "{answer:?}");
                return answer.json();
            }
            assert_eq!(answer.json()["code"], "busy");
        }
    };
    let message = left("l1", "call me", "ada@example.org");
    let (first, mut second) = tokio::join!(post(&message), post(&message));
    let mut first = first;
    if first.get("token").is_none() {
        std::mem::swap(&mut first, &mut second);
    }
    assert!(first["token"].is_string(), "{first}");
    let third = post(&message).await;
    for again in [&second, &third] {
        assert!(again.get("token").is_none(), "{again}");
        for field in ["session", "seq", "userId", "id"] {
            assert_eq!(again[field], first[field], "{field}: {again}");
        }
    }
    assert_eq!(center.views.open_sessions(None).unwrap().len(), 1);
    // Strangers who chose the same id, and another message of the same person, are kept.
    for (text, email) in [("call me", "bo@example.org"), ("call me now", "ada@example.org")] {
        let other = post(&left("l1", text, email)).await;
        assert!(other["token"].is_string() && other["session"] != first["session"], "{other}");
    }
    assert_eq!(center.views.open_sessions(None).unwrap().len(), 3);
    // It was heard once, and is found with the token that was given once.
    let mut heard = stream(&center, first["token"].as_str().unwrap(), None).await;
    assert_eq!(heard.numbered().await.data["text"], "call me");
    center.close().await;
}

#[actix_web::test]
async fn a_message_may_be_left_and_found_again() {
    let center = Center::open(EdgeSettings { messages_per_minute: 3, ..settings() }).await;
    let left = |contact: Value| json!({"platformId": WEB, "text": "call me", "contact": contact, "id": "l1"});
    let answer =
        post(center.address, "/sermo/messages", None, &left(json!({"email": "ada@example.org"}))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let ack = answer.json();
    assert_eq!((&ack["type"], &ack["id"]), (&json!("ack"), &json!("l1")));
    let token = ack["token"].as_str().unwrap();
    let mut heard = stream(&center, token, None).await;
    let found = heard.numbered().await;
    assert_eq!((&found.data["session"], &found.data["text"]), (&ack["session"], &json!("call me")));

    let again =
        post(center.address, "/sermo/messages", Some(token), &left(json!({"phone": "+46 70 123 45 67"})))
            .await;
    assert!(matches!(again.status, 201 | 409), "{again:?}");
    let nobody = post(center.address, "/sermo/messages", None, &left(json!({"name": "Ada"}))).await;
    assert_eq!((nobody.status, &nobody.json()["code"]), (400, &json!("bad_contact")));
    let mut last = again;
    for _ in 0..3 {
        last =
            post(center.address, "/sermo/messages", None, &left(json!({"email": "ada@example.org"}))).await;
    }
    assert_eq!((last.status, &last.json()["code"]), (429, &json!("rate_limited")), "S28");
    center.close().await;
}

#[actix_web::test]
async fn a_rating_is_of_ones_own_conversation_also_when_it_is_over() {
    let center = Center::open(settings()).await;
    let token = hello(&center, "u1").await;
    let (_, ack) = say(&center, &token, &text("u1", "m1", "hej")).await;
    let session = ack["session"].clone();
    let left = json!({"type": "client_left", "platformId": WEB, "userId": "u1", "text": "left",
        "at": "2026-03-02T10:00:00.000Z", "id": "l1"});
    assert_eq!(say(&center, &token, &left).await.0, 200);
    let rating = |user: &str, score: u8| {
        json!({"type": "rating", "platformId": WEB, "userId": user, "session": session, "score": score,
            "text": "quick", "id": "r1"})
    };
    let (status, ack) = say(&center, &token, &rating("u1", 4)).await;
    assert_eq!((status, &ack["type"], &ack["id"]), (200, &json!("ack"), &json!("r1")));
    assert_eq!(ack["seq"], Value::Null, "it is for staff: no number of the customer's");
    assert_eq!(say(&center, &token, &rating("u1", 6)).await.0, 400);

    let other = hello(&center, "u2").await;
    let (status, refused) = say(&center, &other, &rating("u2", 1)).await;
    assert_eq!((status, &refused["code"]), (409, &json!("not_open")));
    center.close().await;
}

/// Browsers name the page in a POST of the widget's frame, and not in the GET beside it.
#[actix_web::test]
async fn our_own_page_is_let_in_whether_or_not_its_requests_name_it() {
    let center = Center::open(settings()).await;
    let own = [("Origin", "http://test"), ("Content-Type", "application/json")];
    let body = json!({"type": "hello", "platformId": WEB, "userId": "u1"}).to_string();
    let welcome = request(center.address, "POST", "/sermo/hello", &own, body.as_bytes()).await;
    assert_eq!(welcome.status, 200, "{welcome:?}");
    let token = welcome.json()["token"].as_str().unwrap().to_owned();
    let mut heard = stream(&center, &token, None).await;
    assert_eq!(heard.next().await.unwrap().data["type"], "hello");
    let foreign = [("Origin", "http://elsewhere.test"), ("Content-Type", "application/json")];
    let refused = request(center.address, "POST", "/sermo/hello", &foreign, body.as_bytes()).await;
    assert_eq!(refused.status, 403, "another page is none of ours");
    center.close().await;
}
