//! Pictures on their way out: whole, in order, resumed, one at a time; for customers and for applications.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use data_encoding::BASE64;
use doors::http::{Stream, post, request};
use doors::{Center, center, settings};
use serde_json::{Value, json};
use switchboard_core::session::BotKind;
use switchboard_edge::EdgeSettings;

const FEEDS: &str = "/sermo/platforms/demo-web/feeds";
const ROBOT: (&str, &str) = ("Authorization", "Bearer demo-robot");

/// A center whose platform has the robot for its bot.
async fn open(settings: EdgeSettings) -> Center {
    let center = Center::open(settings).await;
    let mut values = center::platform("demo");
    values.bot = BotKind::Key { key: "robot".to_owned() };
    center.configure("demo-web", values).await;
    center
}

/// A picture of about so many bytes, each unlike the next.
fn picture(bytes: usize, nth: u8) -> String {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\0\0\0\0".to_vec();
    file.resize(file.len() + bytes, nth);
    file.extend([0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    format!("data:image/png;base64,{}", BASE64.encode(&file))
}

fn text(id: &str, text: &str, image: Option<&str>) -> Value {
    let mut event = json!({"type": "text", "id": id, "platformId": "demo-web", "userId": "u1", "text": text});
    if let Some(image) = image {
        event["image"] = json!(image);
    }
    event
}

async fn robot_says(center: &Center, event: &Value) {
    let answer = post(center.address, &format!("{FEEDS}/outbound"), Some("demo-robot"), event).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
}

/// The texts of the robot that come next, each with its picture.
async fn heard(customer: &mut doors::client::Socket, count: usize) -> Vec<(String, Value)> {
    let mut texts = Vec::new();
    while texts.len() < count {
        let frame = customer.wait_for("text").await;
        if frame["direction"].is_null() {
            texts.push((frame["text"].as_str().unwrap().to_owned(), frame["image"].clone()));
        }
    }
    texts
}

#[actix_web::test]
async fn a_customer_is_shown_pictures_whole_and_in_order_also_on_coming_back() {
    let center = open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    customer.send(&text("m1", "show me", None)).await;
    customer.wait_for("ack").await;
    let (large, small) = (picture(2_000_000, 1), picture(20, 2));
    for (id, image) in [("b1", Some(&large)), ("b2", None), ("b3", Some(&small)), ("b4", None)] {
        robot_says(&center, &text(id, id, image.map(String::as_str))).await;
    }
    let all = [("b1", json!(large)), ("b2", Value::Null), ("b3", json!(small)), ("b4", Value::Null)];
    let all = all.map(|(id, image)| (id.to_owned(), image));
    assert!(heard(&mut customer, 4).await == all, "as it happens");

    let (token, session) = (&hello["token"], customer_session(&center));
    let again = json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": token,
                       "session": session, "after": 1});
    let mut back = center.knock().await;
    back.send(&again).await;
    assert!(heard(&mut back, 4).await == all, "on coming back");

    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let last = format!("{session}:2");
    let headers = [("Authorization", bearer.as_str()), ("Last-Event-ID", last.as_str())];
    let mut stream = Stream::open(center.address, "/sermo/stream", &headers).await.unwrap();
    for (number, (id, image)) in all.into_iter().enumerate().skip(1) {
        let event = stream.numbered().await;
        assert_eq!(event.id, Some(format!("{session}:{}", number + 2)));
        assert!(event.data["text"] == id && event.data["image"] == image, "where sockets are blocked");
    }
    center.close().await;
}

fn customer_session(center: &Center) -> String {
    let customer = "u1".to_owned().try_into().unwrap();
    center.views.open_session(&"demo-web".parse().unwrap(), &customer).unwrap().unwrap().to_string()
}

#[actix_web::test]
async fn ones_own_picture_comes_back_by_its_id() {
    let center = open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("m1", "look", Some(&picture(1_000, 3)))).await;
    let echo = customer.wait_for("text").await;
    assert_eq!((&echo["direction"], &echo["image"]), (&json!("inbound"), &Value::Null));
    assert_eq!(echo["imageId"].as_str().unwrap().len(), 64);
    center.close().await;
}

#[actix_web::test]
async fn applications_get_pictures_whole_one_a_page_where_they_are_large() {
    // One picture at a time for all that come from here.
    let center = open(EdgeSettings { pictures_per_address: 1, ..settings() }).await;
    let mut inbound = Stream::open(center.address, &format!("{FEEDS}/inbound"), &[ROBOT]).await.unwrap();
    let mut beside = Stream::open(center.address, &format!("{FEEDS}/inbound"), &[ROBOT]).await.unwrap();
    let (mut customer, _) = center.customer("u1").await;
    let images: Vec<_> = (0..2).map(|nth| picture(3_000_000, nth)).collect();
    for (nth, image) in images.iter().enumerate() {
        customer.send(&text(&format!("m{nth}"), &format!("{nth}"), Some(image))).await;
        assert_eq!(customer.wait_for("ack").await["id"], format!("m{nth}"));
        customer.send(&text(&format!("n{nth}"), &format!("after {nth}"), None)).await;
        assert_eq!(customer.wait_for("ack").await["id"], format!("n{nth}"));
    }
    let listens = async |stream: &mut Stream| {
        for (nth, image) in images.iter().enumerate() {
            let event = stream.numbered().await.data["event"].clone();
            assert!(event["text"] == format!("{nth}") && event["image"] == *image);
            assert_eq!(stream.numbered().await.data["event"]["text"], format!("after {nth}"));
        }
    };
    tokio::join!(listens(&mut inbound), listens(&mut beside));
    let (mut after, mut told) = (String::new(), Vec::new());
    loop {
        let path = format!("{FEEDS}/inbound?after={after}");
        let page = request(center.address, "GET", &path, &[ROBOT], b"").await;
        if page.status == 503 {
            // The streams beside it still have the seat.
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            continue;
        }
        let page = page.json();
        let events: Vec<_> = page["items"].as_array().unwrap().iter().map(|item| &item["event"]).collect();
        assert!(events.iter().filter(|event| event["image"].is_string()).count() <= 1);
        told.extend(events.into_iter().cloned());
        after = page["next"].as_str().unwrap().to_owned();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(told.len(), 4);
    for (nth, image) in images.iter().enumerate() {
        assert!(told[2 * nth]["image"] == *image && told[2 * nth + 1]["image"].is_null());
    }
    center.close().await;
}
