//! Whatever is wrong is refused by name, has no effect, and harms nobody else.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::client::Socket;
use doors::{Center, center, settings};
use serde_json::json;
use switchboard_edge::EdgeSettings;
use tokio_tungstenite::tungstenite::protocol::frame::coding::Data;

#[actix_web::test]
async fn the_first_frame_must_be_a_hello() {
    let center = Center::open(settings()).await;
    let cases = [
        (r#"{"type":"heartbeat","platformId":"demo-web","userId":"u1"}"#, "not_authenticated"),
        (r#"{"type":"anything"}"#, "not_authenticated"),
        ("{", "bad_json"),
        ("[]", "bad_event"),
        (r#"{"type":"hello"}"#, "bad_event"),
        (r#"{"type":"hello","platformId":7}"#, "bad_event"),
        (r#"{"type":"hello","platformId":"nowhere"}"#, "unknown_platform"),
        (r#"{"type":"hello","platformId":"demo-web","token":"made-up"}"#, "foreign_token"),
    ];
    for (frame, code) in cases {
        let mut socket = center.knock().await;
        socket.send_text(frame).await;
        assert_eq!(socket.refused_and_closed().await, (code.to_owned(), 1008), "{frame}");
    }
    for frame in [r#"{"type":"ready","id":"1"}"#, r#"{"type":"hello","token":"no"}"#, r#"{"type":"hello"}"#] {
        let mut socket = Socket::connect(center.address, "/console/socket", None).await.unwrap();
        socket.send_text(frame).await;
        assert_eq!(socket.refused_and_closed().await.1, 1008, "{frame}");
    }
    doors::until("every seat is free again", || center.doors.sockets() == 0).await;
    center.close().await;
}

#[actix_web::test]
async fn a_hello_must_come_in_time() {
    let center = Center::open(EdgeSettings { hello_within: Duration::from_millis(100), ..settings() }).await;
    let mut socket = center.knock().await;
    assert_eq!(socket.refused_and_closed().await, ("not_authenticated".to_owned(), 1008));
    let (mut quick, _) = center.customer("u1").await;
    quick.hears_nothing(Duration::from_millis(300)).await;
    center.close().await;
}

#[actix_web::test]
async fn what_is_wrong_after_the_hello_is_refused_and_changes_nothing() {
    let center = Center::open(settings()).await;
    let (mut socket, _) = center.customer("u1").await;
    let before = center.position();
    let me = json!({"platformId": "demo-web", "userId": "u1"});
    let event = |more: serde_json::Value| {
        let mut event = me.clone();
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event.to_string()
    };
    let cases = [
        ("{".to_owned(), "bad_json"),
        (r#"{"type":"text","text":"a","text":"b"}"#.to_owned(), "bad_json"),
        (format!("{}{}", "[".repeat(300), "]".repeat(300)), "bad_json"),
        ("7".to_owned(), "bad_event"),
        (event(json!({"type": "text", "id": "1"})), "bad_event"),
        (event(json!({"type": "text", "id": "1", "text": 7})), "bad_event"),
        (event(json!({"type": "text", "id": "1", "text": " \n "})), "empty_text"),
        (event(json!({"type": "text", "id": "1", "text": "x".repeat(16 * 1024 + 1)})), "text_too_long"),
        (
            event(json!({"type": "text", "text": "see", "image": "data:image/png;base64,"})),
            "image_type_differs",
        ),
        (event(json!({"type": "text", "text": "hi", "userId": "somebody"})), "foreign_user"),
        (event(json!({"type": "client_left", "userId": "somebody"})), "foreign_user"),
        (event(json!({"type": "text", "text": "hi", "platformId": "other-web"})), "foreign_user"),
        (json!({"type": "hello", "platformId": "demo-web"}).to_string(), "bad_event"),
    ];
    for (frame, code) in cases {
        socket.send_text(&frame).await;
        let refused = socket.next().await;
        assert_eq!((&refused["type"], &refused["code"]), (&json!("refused"), &json!(code)), "{frame:.200}");
        if frame.contains(r#""id":"1""#) {
            assert_eq!(refused["id"], "1");
        }
    }
    socket.send(&json!({"type": "customer_mood", "mood": 7})).await;
    socket.hears_nothing(Duration::from_millis(100)).await;
    assert_eq!(center.position(), before, "nothing of it is remembered");
    socket.send_text(&event(json!({"type": "text", "id": "2", "text": "good"}))).await;
    assert_eq!(socket.wait_for("ack").await["id"], "2");
    center.close().await;
}

#[actix_web::test]
async fn frames_that_cannot_be_read_end_the_socket_with_their_own_code() {
    let center = Center::open(settings()).await;
    let (mut bystander, _) = center.customer("bystander").await;

    let (mut socket, _) = center.customer("binary").await;
    socket.send_binary(vec![1, 2, 3]).await;
    assert_eq!(socket.refused_and_closed().await, ("not_text".to_owned(), 1003));

    let (mut socket, _) = center.customer("utf8").await;
    socket.send_raw(vec![b'{', 0xff, 0xfe], Data::Text, true).await;
    assert_eq!(socket.refused_and_closed().await, ("invalid_utf8".to_owned(), 1007));

    for size in [64 * 1024 + 1, 100_000, 3_000_000] {
        let (mut socket, _) = center.customer(&format!("large-{size}")).await;
        socket.send_raw(vec![b'x'; size], Data::Text, true).await;
        assert_eq!(socket.refused_and_closed().await, ("frame_too_large".to_owned(), 1009), "{size}");
    }

    let (mut socket, _) = center.customer("parts").await;
    socket.send_raw(br#"{"type":"te"#.to_vec(), Data::Text, false).await;
    socket.send_raw(br#"xt","platformId":"demo-web","#.to_vec(), Data::Continue, false).await;
    socket.send_raw(br#""userId":"parts","id":"p","text":"whole"}"#.to_vec(), Data::Continue, true).await;
    assert_eq!(socket.wait_for("ack").await["id"], "p");

    let (mut socket, _) = center.customer("many-parts").await;
    socket.send_raw(vec![b'x'; 40_000], Data::Text, false).await;
    socket.send_raw(vec![b'x'; 40_000], Data::Continue, true).await;
    assert_eq!(socket.refused_and_closed().await, ("frame_too_large".to_owned(), 1009));

    let (mut socket, _) = center.customer("disorder").await;
    socket.send_raw(vec![b'x'], Data::Continue, true).await;
    assert_eq!(socket.refused_and_closed().await, ("bad_frame".to_owned(), 1002));

    bystander
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "bystander", "text": "hi"}))
        .await;
    bystander.wait_for("ack").await;
    center.close().await;
}

#[actix_web::test]
async fn a_token_opens_its_own_customers_door_and_no_other() {
    let center = Center::open(settings()).await;
    let (_, hello) = center.customer("u1").await;
    let token = hello["token"].as_str().unwrap();
    assert_eq!(hello["userId"], "u1");

    let (_, stranger) = center.customer("u1").await;
    assert_ne!(stranger["userId"], "u1", "without the token the name is taken");
    assert!(stranger["token"].is_string());

    let foreign = [
        json!({"type": "hello", "platformId": "demo-web", "userId": "u2", "token": token}),
        json!({"type": "hello", "platformId": "other-web", "userId": "u1", "token": token}),
        json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": &token[1..]}),
    ];
    for hello in foreign {
        let mut socket = center.knock().await;
        socket.send(&hello).await;
        assert_eq!(socket.refused_and_closed().await, ("foreign_token".to_owned(), 1008), "{hello}");
    }
    let again = json!({"type": "hello", "platformId": "demo-web", "token": token});
    let mut page = Socket::connect(center.address, "/sermo/socket", Some(center::PAGE)).await.unwrap();
    page.send(&again).await;
    assert_eq!(page.refused_and_closed().await.0, "foreign_token", "it was not minted for a page");

    let mut socket = center.knock().await;
    socket.send(&again).await;
    let hello = socket.next().await;
    assert_eq!((&hello["userId"], hello.get("token")), (&json!("u1"), None));
    center.close().await;
}

#[actix_web::test]
async fn pages_come_in_by_their_platforms_list() {
    let center = Center::open(settings()).await;
    let hello = json!({"type": "hello", "platformId": "demo-web"});
    for (page, lets_in) in [
        (center::PAGE, true),
        ("https://evil.example", false),
        ("null", false),
        ("https://www.example.org.evil.example", false),
    ] {
        let mut socket = Socket::connect(center.address, "/sermo/socket", Some(page)).await.unwrap();
        socket.send(&hello).await;
        if lets_in {
            assert_eq!(socket.next().await["type"], "hello");
        } else {
            assert_eq!(socket.refused_and_closed().await, ("origin_not_allowed".to_owned(), 1008), "{page}");
        }
    }
    let own = format!("http://{}", center.address);
    for (page, status) in [(own.as_str(), None), ("https://evil.example", Some(403)), ("null", Some(403))] {
        let opened = Socket::connect(center.address, "/console/socket", Some(page)).await;
        assert_eq!(opened.err(), status, "{page}");
    }
    center.close().await;
}

#[actix_web::test]
async fn too_much_at_once_is_said_aloud() {
    let limits = EdgeSettings {
        texts_per_second: 1,
        texts_at_once: 3,
        connections_per_address: 2,
        connections_per_customer: 1,
        ..settings()
    };
    let center = Center::open(limits).await;
    let (mut socket, hello) = center.customer("u1").await;
    let token = hello["token"].clone();
    for number in 0..5 {
        let text = json!({"type": "text", "id": number.to_string(), "platformId": "demo-web", "userId": "u1", "text": "hi"});
        socket.send(&text).await;
    }
    let mut refused = 0;
    let mut answered = 0;
    while answered < 5 {
        let frame = socket.next().await;
        if frame["type"] == "refused" {
            assert_eq!((&frame["code"], &frame["retryAfter"]), (&json!("rate_limited"), &json!(1)));
            refused += 1;
        }
        answered += usize::from(frame["type"] == "ack" || frame["type"] == "refused");
    }
    assert_eq!(refused, 2);
    let hello = json!({"type": "hello", "platformId": "demo-web", "token": token});
    let mut tab = center.knock().await;
    tab.send(&hello).await;
    assert_eq!(tab.refused_and_closed().await, ("too_many_connections".to_owned(), 1013));
    doors::until("its seat is free", || center.doors.sockets() == 1).await;
    let second = Socket::connect(center.address, "/sermo/socket", None).await;
    assert!(second.is_ok());
    assert_eq!(Socket::connect(center.address, "/sermo/socket", None).await.err(), Some(429));
    center.close().await;
}

#[actix_web::test]
async fn http_answers_in_problem_documents() {
    let center = Center::open(settings()).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let post = "POST /livez HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    for (request, status, code) in [
        (get("/nowhere"), "404", "not_found"),
        (post.to_owned(), "405", "method_not_allowed"),
        (get("/sermo/socket"), "400", "not_a_websocket"),
    ] {
        let answer = center.http(&request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(
            answer.contains("application/problem+json") && answer.contains(&format!("\"code\":\"{code}\""))
        );
    }
    assert!(center.http(&get("/livez")).await.starts_with("HTTP/1.1 200"));
    assert!(center.http(&get("/readyz")).await.starts_with("HTTP/1.1 200"));
    assert!(center.http(&get("/status")).await.contains(r#""status":"ok""#));

    let (mut socket, _) = center.customer("u1").await;
    let doors = center.doors.clone();
    let left = actix_rt::spawn(async move { doors.drain(Duration::from_secs(2)).await });
    assert_eq!(socket.next_or_close().await, Err(1001));
    assert_eq!(left.await.unwrap(), 0);
    assert!(center.http(&get("/readyz")).await.contains("not ready: accepting"));
    assert!(center.http(&get("/livez")).await.starts_with("HTTP/1.1 200"));
    assert_eq!(Socket::connect(center.address, "/sermo/socket", None).await.err(), Some(503));
    center.close().await;
}
