//! What a workspace wants kept out of its journal, from every door through which words come in.

use serde_json::{Value, json};
use switchboard_core::session::BotKind;

use crate::caller::{Request, open};
use crate::doors::http::{Stream, post};
use crate::doors::staff::Console;
use crate::doors::{Center, center, until};

/// In every text below; neither may be in any file afterwards.
const CARD: &str = "4111 1111 1111 1111";
const PERSONAL: &str = "811218-9876";

fn secrets() -> String {
    format!("card {CARD} of {PERSONAL}")
}

/// And this is what is there instead.
const STORED: &str = "card •••• 1111 of ••••";

async fn demand(center: &Center, workspace: &str, version: u64) {
    let values = json!({
        "name": "Demo", "redaction": {"cards": true, "patterns": [r"\b\d{6}[-+]?\d{4}\b"]},
    });
    let by = format!("{workspace}-ada");
    let put = Request::put("/workspace").by(&by).of_version(version).json(&values).to(center).await;
    assert!(matches!(put.status, 200 | 201), "{put:?}");
}

fn of_customer(user: &str, kind: &str, id: &str, more: Value) -> Value {
    let mut frame = json!({"type": kind, "platformId": "demo-web", "userId": user, "id": id});
    frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    frame
}

/// Everything in the data folder, as it lies there.
fn files(center: &Center) -> Vec<u8> {
    let files = std::fs::read_dir(center.folder()).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap_or_default()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[actix_web::test]
async fn s38_what_customers_agents_and_programs_say_is_redacted_before_it_is_kept() {
    let center = open().await;
    demand(&center, "demo", 0).await;
    let (mut customer, _) = center.customer("u1").await;
    let mut anna = Console::of(&center, "demo-anna").await;
    let text = of_customer("u1", "text", "m1", json!({"text": secrets()}));
    customer.send(&text).await;
    let ack = customer.wait_for("ack").await;
    assert_eq!(ack["id"], "m1", "{ack}");
    let session = anna.serve().await;
    let about = |kind: &str, more: Value| {
        let mut frame = json!({"type": kind, "session": session});
        frame.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        frame
    };
    anna.ok(about("open", json!({}))).await;
    assert_eq!(anna.event("message_received").await["content"]["text"], STORED);
    // The same again is the same: it is known by what was sent, not by what is kept.
    customer.send(&text).await;
    let again = customer.wait_for("ack").await;
    assert_eq!(again["seq"], ack["seq"], "{again}");

    customer
        .send(&json!({"type": "typing", "platformId": "demo-web", "userId": "u1", "text": "my 4111 1111"}))
        .await;
    while anna.wait_for("typing").await["preview"] != "my ••••" {}

    anna.ok(about("say", json!({"text": secrets()}))).await;
    let said = loop {
        let frame = customer.wait_for("text").await;
        if frame["agent"].is_object() {
            break frame;
        }
    };
    assert_eq!(said["text"], STORED);
    anna.ok(about("note", json!({"text": secrets()}))).await;
    anna.ok(about("whisper", json!({"text": secrets()}))).await;
    let note = Request::post(format!("/sessions/{session}/notes")).by("demo-sven");
    note.json(&json!({"text": secrets()})).to(&center).await.ok();
    anna.ok(about("put_back", json!({"note": secrets()}))).await;
    let taken = anna.serve().await;
    assert_eq!(taken, session);
    anna.ok(about("transfer", json!({"queue": "support", "note": secrets()}))).await;
    let transfer = json!({"queue": "support", "note": secrets()});
    Request::post(format!("/sessions/{session}/transfers")).by("demo-sven").json(&transfer).to(&center).await;
    anna.ok(about("wrap_up", json!({"code": "done", "note": secrets()}))).await;

    let left = json!({
        "platformId": "demo-web", "text": secrets(), "contact": {"email": "ada@example.org"}, "id": "l1",
    });
    let left = post(center.address, "/sermo/messages", None, &left).await;
    assert!(left.status < 300, "{left:?}");

    let mut values = center::platform("demo");
    values.bot = BotKind::Key { key: "robot".to_owned() };
    center.configure("demo-web", values).await;
    let (mut other, _) = center.customer("u2").await;
    other.send(&of_customer("u2", "text", "m1", json!({"text": "hello"}))).await;
    other.wait_for("ack").await;
    for (id, kind, more) in
        [("b1", "text", json!({"text": secrets()})), ("b2", "end_session", json!({"reasonText": secrets()}))]
    {
        let event = of_customer("u2", kind, id, more);
        let told =
            post(center.address, "/sermo/platforms/demo-web/feeds/outbound", Some("demo-robot"), &event);
        let told = told.await;
        assert!(told.status < 300, "{kind}: {told:?}");
    }
    other.wait_for("end_session").await;

    let subject = format!("session/{session}").parse().unwrap();
    let stored = center.views.transcript(&subject, 0, 1_000).unwrap();
    let stored = format!("{stored:?}");
    assert!(stored.matches(STORED).count() >= 7, "{stored}");
    until("it is all in a file", || holds(&files(&center), STORED)).await;
    let files = files(&center);
    for secret in [CARD, PERSONAL, "4111 1111", "41111111"] {
        assert!(!holds(&files, secret), "{secret} is on the disk");
    }
    center.close().await;
}

#[actix_web::test]
async fn s38_rules_are_a_workspaces_own_and_bad_ones_are_refused() {
    let center = open().await;
    demand(&center, "other", 0).await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&of_customer("u1", "text", "m1", json!({"text": secrets()}))).await;
    customer.wait_for("ack").await;
    let sessions = Request::get("/sessions").by("demo-sven").to(&center).await.ok();
    let session = sessions["items"][0]["session"].as_str().unwrap();
    let path = format!("/sessions/{session}/transcript");
    let transcript = Request::get(path).by("demo-sven").to(&center).await.ok().to_string();
    assert!(transcript.contains(&secrets()), "another workspace's rules: {transcript}");

    for (pattern, code) in [
        ("(", "not_a_pattern"),
        ("a*", "matches_empty_text"),
        (r"\w{5000}", "too_large"),
        (r"(a)\1", "not_a_pattern"),
    ] {
        let values = json!({"name": "Demo", "redaction": {"patterns": ["fine", pattern]}});
        let put = Request::put("/workspace").by("demo-ada").of_version(0).json(&values).to(&center).await;
        assert_eq!(put.problem(), (422, "invalid_body"), "{pattern}");
        let fault = &put.body["errors"][0];
        assert_eq!(
            (&fault["field"], &fault["code"]),
            (&json!("redaction.patterns[1]"), &json!(code)),
            "{fault}"
        );
    }
    let many = json!({"name": "Demo", "redaction": {"patterns": vec!["x"; 21]}});
    let put = Request::put("/workspace").by("demo-ada").of_version(0).json(&many).to(&center).await;
    assert_eq!(put.body["errors"][0]["code"], "too_many");
    let now = Request::get("/workspace").by("demo-ada").to(&center).await.ok();
    assert_eq!(now["settings"]["redaction"]["patterns"], json!([]), "nothing was taken");

    // What was taken counts from the next text on, and no longer once it is taken back.
    demand(&center, "demo", 0).await;
    customer.send(&of_customer("u1", "text", "m2", json!({"text": format!("again {CARD}")}))).await;
    customer.wait_for("ack").await;
    let path = format!("/sessions/{session}/transcript");
    let transcript = Request::get(&path).by("demo-sven").to(&center).await.ok().to_string();
    assert!(transcript.contains("again •••• 1111"), "{transcript}");
    center.close().await;
}

#[actix_web::test]
async fn s38_an_event_nobody_here_can_read_is_handed_on_only_where_nothing_is_redacted() {
    let center = open().await;
    let bearer = [("Authorization", "Bearer demo-robot")];
    let feed = "/sermo/platforms/demo-web/feeds/inbound";
    let mut inbound = Stream::open(center.address, feed, &bearer).await.expect("the stream opens");
    let (mut customer, _) = center.customer("u1").await;
    for (round, is_heard) in [(1, true), (2, false)] {
        customer.send(&of_customer("u1", "from_the_future", "f", json!({"more": CARD}))).await;
        customer.send(&of_customer("u1", "heartbeat", "h", json!({}))).await;
        let first = inbound.next().await.expect("something live").data["event"]["type"].clone();
        assert_eq!(first, if is_heard { "from_the_future" } else { "heartbeat" }, "{round}");
        if is_heard {
            assert_eq!(inbound.next().await.expect("more").data["event"]["type"], "heartbeat");
            demand(&center, "demo", 0).await;
        }
    }
    center.close().await;
}
