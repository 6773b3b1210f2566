//! Pictures at the doors (F29, S41): what is no picture is refused at its head, and memory stays where it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use data_encoding::BASE64;
use doors::client::Socket;
use doors::http::{post, request};
use doors::staff::Console;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_edge::EdgeSettings;

fn png(padding: usize) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\0\0\0\0".to_vec();
    file.resize(file.len() + padding, 7);
    file.extend([0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    file
}

fn with_picture(id: &str, image: &str) -> Value {
    json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": id, "text": "look", "image": image})
}

fn url(media: &str, bytes: &[u8]) -> String {
    format!("data:{media};base64,{}", BASE64.encode(bytes))
}

#[actix_web::test]
async fn a_picture_of_megabytes_is_kept_and_what_follows_it_stays_behind_it() {
    let center = Center::open(settings()).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&with_picture("p1", &url("image/png", &png(4_000_000)))).await;
    customer
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "m2", "text": "and?"}))
        .await;
    let (first, second) = (customer.wait_for("ack").await, customer.wait_for("ack").await);
    assert_eq!((&first["id"], &second["id"]), (&json!("p1"), &json!("m2")));
    assert!(first["seq"].as_u64() < second["seq"].as_u64());
    customer.send(&with_picture("p1", &url("image/png", &png(4_000_000)))).await;
    assert_eq!(customer.wait_for("ack").await, first, "a resend is answered alike");
    customer.send(&with_picture("p1", &url("image/png", &png(3)))).await;
    assert_eq!(customer.wait_for("refused").await["code"], "id_reused", "another picture is another body");
    center.close().await;
}

#[actix_web::test]
async fn s41_what_is_no_picture_is_refused_and_nothing_is_said() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    let token = hello["token"].as_str().unwrap();
    let mut huge = png(0);
    huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let polyglot = [png(0), b"<script>alert(1)</script>".to_vec()].concat();
    let cases = [
        (url("image/svg+xml", b"<svg onload='alert(1)'/>"), 415, "image_type_not_taken"),
        (url("image/png", b"<svg onload='alert(1)'/>"), 400, "image_type_differs"),
        (url("image/jpeg", &png(0)), 400, "image_type_differs"),
        (url("image/png", &polyglot), 400, "image_damaged"),
        (url("image/png", &huge), 400, "image_dimensions"),
        ("data:image/png;base64,%%%%".to_owned(), 400, "image_not_base64"),
        (url("image/png", &png(5_300_000)), 413, "image_too_large"),
    ];
    for (image, status, code) in cases {
        customer.send(&with_picture("x", &image)).await;
        let refused = customer.wait_for("refused").await;
        assert_eq!((&refused["code"], &refused["id"]), (&json!(code), &json!("x")));
        let answer = post(center.address, "/sermo/events", Some(token), &with_picture("x", &image)).await;
        assert_eq!((answer.status, &answer.json()["code"]), (status, &json!(code)));
    }
    assert!(
        center
            .views
            .open_session(&"demo-web".parse().unwrap(), &"u1".to_owned().try_into().unwrap())
            .unwrap()
            .is_none()
    );
    center.close().await;
}

#[actix_web::test]
async fn s41_large_frames_are_for_pictures_of_those_who_are_in() {
    let center = Center::open(settings()).await;
    let big = with_picture("x", &url("image/png", &png(1_000_000)));

    let mut stranger = center.knock().await;
    stranger.send(&big).await;
    assert_eq!(stranger.refused_and_closed().await, ("frame_too_large".to_owned(), 1009), "before the hello");

    let (mut customer, _) = center.customer("u1").await;
    let mut long = json!({"type": "text", "platformId": "demo-web", "userId": "u1", "text": "look"});
    long["more"] = json!("x".repeat(100_000));
    customer.send(&long).await;
    assert_eq!(
        customer.refused_and_closed().await,
        ("frame_too_large".to_owned(), 1009),
        "without a picture"
    );

    let mut agent = Socket::connect(center.address, "/console/socket", None).await.unwrap();
    agent.send(&big).await;
    assert_eq!(agent.refused_and_closed().await, ("frame_too_large".to_owned(), 1009), "on another door");
    center.close().await;
}

#[actix_web::test]
async fn s41_only_so_many_large_frames_are_on_their_way_at_once() {
    let center = Center::open(EdgeSettings { pictures_per_address: 1, ..settings() }).await;
    let (mut first, _) = center.customer("u1").await;
    let (mut second, _) = center.customer("u2").await;
    // Its head tells of a megabyte, of which nothing comes.
    first.send_head(1_000_000).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let mut image = with_picture("x", &url("image/png", &png(1_000_000)));
    image["userId"] = json!("u2");
    let _ = second.try_send(&image).await;
    assert_eq!(second.next_or_close().await, Err(1013));
    drop(first);
    let (mut third, _) = center.customer("u3").await;
    image["userId"] = json!("u3");
    for _ in 0..50 {
        if third.try_send(&image).await
            && third.next_or_close().await.is_ok_and(|frame| frame["type"] == "ack")
        {
            return center.close().await;
        }
        third = center.customer("u3").await.0;
        image["userId"] = json!("u3");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the seat was never free again");
}

#[actix_web::test]
async fn s41_an_uploaded_picture_is_its_customers_and_comes_back_as_a_file() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    let (_, other) = center.customer("u2").await;
    let bearer = |hello: &Value| format!("Bearer {}", hello["token"].as_str().unwrap());
    let (mine, theirs) = (bearer(&hello), bearer(&other));
    let upload = async |bearer: &str, kind: &str, bytes: &[u8]| {
        let headers = [("Authorization", bearer), ("Content-Type", kind)];
        request(center.address, "POST", "/sermo/images", &headers, bytes).await
    };
    let uploaded = upload(&mine, "image/png", &png(1_000)).await;
    assert_eq!(uploaded.status, 201);
    let id = uploaded.json()["imageId"].as_str().unwrap().to_owned();
    for (kind, bytes, status) in [
        ("image/jpeg", png(0), 400),
        ("image/svg+xml", b"<svg/>".to_vec(), 415),
        ("image/png", png(5_300_000), 413),
    ] {
        assert_eq!(upload(&mine, kind, &bytes).await.status, status, "{kind}");
    }

    let fetch = async |bearer: &str, path: &str| {
        request(center.address, "GET", path, &[("Authorization", bearer)], b"").await
    };
    let path = format!("/sermo/images/{id}");
    let file = fetch(&mine, &path).await;
    assert_eq!((file.status, file.body.len()), (200, png(1_000).len()));
    assert_eq!(file.header("content-type"), Some("image/png"));
    assert!(file.header("content-disposition").is_some_and(|how| how.starts_with("attachment")));
    assert_eq!(file.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert_eq!(fetch(&theirs, &path).await.status, 404, "not theirs, so it does not exist");
    assert_eq!(fetch("Bearer nobody", &path).await.status, 401);

    let named = |user: &str| json!({"type": "text", "platformId": "demo-web", "userId": user, "id": "p", "text": "look", "imageId": id});
    let answer = post(center.address, "/sermo/events", other["token"].as_str(), &named("u2")).await;
    assert_eq!((answer.status, &answer.json()["code"]), (404, &json!("not_found")));
    customer.send(&named("u1")).await;
    assert_eq!(customer.wait_for("ack").await["id"], "p");

    let staff = format!("/api/v1/attachments/{id}");
    assert_eq!(fetch("Bearer demo-anna", &staff).await.body, file.body, "it waits in her queue");
    assert_eq!(fetch("Bearer demo-sven", &staff).await.status, 200);
    for token in ["demo-bo", "other-sven", "demo-robot"] {
        assert_eq!(fetch(&format!("Bearer {token}"), &staff).await.status, 404, "{token}");
    }
    assert_eq!(fetch("Bearer nobody", &staff).await.status, 401);
    center.close().await;
}

/// What staff show goes through the same checks, and belongs to one session and one person until it is said.
#[actix_web::test]
async fn s41_staff_say_with_a_picture_the_customer_may_fetch_and_strangers_may_not() {
    let center = Center::open(settings()).await;
    let (mut customer, hello) = center.customer("u1").await;
    let mut anna = Console::of(&center, "demo-anna").await;
    let text = |user: &str| json!({"type": "text", "platformId": "demo-web", "userId": user, "id": "m1", "text": "hello"});
    customer.send(&text("u1")).await;
    let session = anna.serve().await;
    let upload = async |token: &str, session: &str, kind: &str, bytes: &[u8]| {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", kind)];
        request(center.address, "POST", &format!("/api/v1/sessions/{session}/images"), &headers, bytes).await
    };
    let cases = [
        ("image/jpeg", png(0), 422),
        ("image/svg+xml", b"<svg/>".to_vec(), 415),
        ("application/json", b"{}".to_vec(), 415),
        ("image/png", b"<svg/>".to_vec(), 422),
        ("image/png", [png(0), b"<script>".to_vec()].concat(), 422),
        ("image/png", png(5_300_000), 413),
    ];
    for (kind, bytes, status) in cases {
        assert_eq!(upload("demo-anna", &session, kind, &bytes).await.status, status, "{kind}");
    }
    for token in ["demo-bo", "other-sven"] {
        assert_eq!(upload(token, &session, "image/png", &png(0)).await.status, 404, "{token}");
    }
    let uploaded = upload("demo-anna", &session, "image/png", &png(1_000)).await;
    assert_eq!(uploaded.status, 201, "{uploaded:?}");
    let image = uploaded.json()["image_id"].as_str().unwrap().to_owned();
    let (mine, staff) = (format!("/sermo/images/{image}"), format!("/api/v1/attachments/{image}"));
    let fetch = async |token: &str, path: &str| {
        let bearer = format!("Bearer {token}");
        request(center.address, "GET", path, &[("Authorization", bearer.as_str())], b"").await
    };
    let token = hello["token"].as_str().unwrap();
    assert_eq!(fetch(token, &mine).await.status, 404, "nothing was said with it yet");
    assert_eq!(
        (fetch("demo-anna", &staff).await.status, fetch("demo-sven", &staff).await.status),
        (200, 404)
    );

    let say = |image: &str| json!({"type": "say", "session": session, "text": "look", "imageId": image});
    for unknown in ["nothing", &"ab".repeat(32)] {
        assert_eq!(anna.refused(say(unknown)).await, "not_found");
    }
    anna.ok(say(&image)).await;
    let said = loop {
        let said = customer.wait_for("text").await;
        if said["imageId"].is_string() {
            break said;
        }
    };
    assert_eq!((&said["imageId"], &said["text"]), (&json!(image), &json!("look")));
    anna.ok(json!({"type": "open", "session": session})).await;
    let told = anna.event("agent_said").await;
    assert_eq!((&told["content"]["attachment"]["id"], &told["public"]), (&json!(image), &said["seq"]));
    assert_eq!(fetch(token, &mine).await.body, png(1_000));
    anna.ok(say(&image)).await;

    // Read by who may read the session; who does not serve it leaves a line in the audit log.
    for (token, status) in [("demo-anna", 200), ("demo-sven", 200), ("demo-bo", 404), ("other-sven", 404)] {
        assert_eq!(fetch(token, &staff).await.status, status, "{token}");
    }
    let log = center.views.audit(Some(&"demo".parse().unwrap()), None, 100).unwrap();
    let reads = log.iter().filter(|line| line.entry.what == "picture_read");
    let reads: Vec<_> = reads.map(|line| (line.entry.who.as_str(), line.entry.subject.clone())).collect();
    assert_eq!(reads, [("person:sven", format!("session/{session}"))]);

    // Another session of hers does not know it.
    let (mut other, _) = center.customer("u2").await;
    other.send(&text("u2")).await;
    let elsewhere = anna.serve().await;
    let say = json!({"type": "say", "session": elsewhere, "text": "look", "imageId": image});
    assert_eq!(anna.refused(say).await, "not_found");
    center.close().await;
}
