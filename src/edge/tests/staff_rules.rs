//! What staff may and may not do by the workspace's rules: its codes, whose sessions are read, and who counts as there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::center::keep;
use doors::client::Socket;
use doors::http::{Answered, request};
use doors::staff::Console;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_actors::{Ask, ReplyTo};
use switchboard_core::agent::Patience;
use switchboard_core::{AnyCommand, SessionId, Subject, session};
use switchboard_edge::{EdgeSettings, tokens};
use switchboard_journal::accounts::{AccountWrite, Credential, Role};

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

async fn with_admin(center: Center) -> Center {
    let credential =
        Credential { workspace: "demo".parse().unwrap(), agent: "ada".parse().unwrap(), role: Role::Admin };
    keep(&center.journal, AccountWrite::Credential { hash: tokens::hash("demo-ada"), credential }).await;
    center
}

async fn get(center: &Center, token: &str, path: &str) -> Answered {
    let bearer = format!("Bearer {token}");
    request(center.address, "GET", &format!("/api/v1{path}"), &[("Authorization", &bearer)], b"").await
}

/// Changes a setting as it is now, or makes it.
async fn put(center: &Center, path: &str, values: &Value) {
    let now = get(center, "demo-ada", path).await;
    let condition = match now.header("etag").filter(|tag| *tag != "\"0\"") {
        Some(tag) => ("If-Match", tag.to_owned()),
        None => ("If-None-Match", "*".to_owned()),
    };
    let headers = [
        ("Authorization", "Bearer demo-ada"),
        ("Content-Type", "application/json"),
        (condition.0, condition.1.as_str()),
    ];
    let path = format!("/api/v1{path}");
    let done = request(center.address, "PUT", &path, &headers, values.to_string().as_bytes()).await;
    assert!(done.status < 300, "{path}: {done:?}");
}

async fn says(customer: &mut Socket, id: &str) {
    let text = json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": id, "text": "hello"});
    customer.send(&text).await;
}

#[actix_web::test]
async fn a_list_of_codes_holds_from_the_moment_it_is_settled() {
    let center = with_admin(Center::open(settings()).await).await;
    let (mut customer, _) = center.customer("u1").await;
    let (mut anna, mut sven) =
        (Console::of(&center, "demo-anna").await, Console::of(&center, "demo-sven").await);
    says(&mut customer, "m1").await;
    let session = anna.serve().await;
    let away = |reason: &str| json!({"type": "away", "reason": reason});
    let force = |reason: &str| json!({"type": "force", "agent": "anna", "ready": false, "reason": reason});
    let sum_up = |code: &str| json!({"type": "wrap_up", "session": session, "code": code});
    anna.ok(away("anything")).await;
    anna.ok(sum_up("anything")).await;

    let labelled = |code: &str| json!([{"code": code, "label": {"en": code}}]);
    let workspace = |reason: &str, code: &str| json!({"name": "Demo", "break_reasons": labelled(reason), "wrap_up_codes": labelled(code)});
    put(&center, "/workspace", &workspace("lunch", "billing")).await;
    assert_eq!(anna.refused(away("pause")).await, "unknown_reason");
    assert_eq!(sven.refused(force("pause")).await, "unknown_reason", "supervisors have no other words");
    assert_eq!(anna.refused(sum_up("anything")).await, "unknown_code");
    anna.ok(away("lunch")).await;
    anna.ok(json!({"type": "away"})).await;
    sven.ok(force("lunch")).await;
    anna.ok(sum_up("billing")).await;
    let (_, hello) = center.console("demo-anna").await;
    assert_eq!((&hello["breakReasons"], &hello["wrapUpCodes"]), (&labelled("lunch"), &labelled("billing")));

    put(&center, "/workspace", &workspace("meeting", "refund")).await;
    assert_eq!(anna.refused(sum_up("billing")).await, "unknown_code");
    assert_eq!(
        sven.refused(json!({"type": "force", "agent": "bo", "ready": false, "reason": "lunch"})).await,
        "unknown_reason"
    );
    anna.ok(sum_up("refund")).await;
    // Over the API it is the same word of the same supervisor.
    let state = async |token: &str, body: Value| {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let path = "/api/v1/agents/anna/state";
        let answer = request(center.address, "POST", path, &headers, body.to_string().as_bytes()).await;
        (answer.status, answer.json()["code"].clone())
    };
    let away = |reason: &str| json!({"ready": false, "reason": reason});
    assert_eq!(state("demo-sven", away("pause")).await, (409, json!("unknown_reason")));
    assert_eq!(state("demo-bo", away("meeting")).await, (403, json!("not_allowed")));
    assert_eq!(state("demo-sven", away("meeting")).await, (200, Value::Null));
    let told = loop {
        let state = anna.wait_for("state").await;
        if state["reason"] == "meeting" {
            break state;
        }
    };
    assert_eq!(told["by"], "sven");
    center.close().await;
}

#[actix_web::test]
async fn s20_what_was_declined_or_given_on_is_read_no_longer() {
    let center = with_admin(Center::open(settings()).await).await;
    put(&center, "/queues/sales", &json!({"name": "Sales"})).await;
    put(&center, "/agents/bo", &json!({"name": "BO", "queues": ["sales"], "capacity": {"chat": 3}})).await;
    let (mut customer, _) = center.customer("u1").await;
    let (mut anna, mut bo) = (Console::of(&center, "demo-anna").await, Console::of(&center, "demo-bo").await);
    anna.ok(json!({"type": "ready"})).await;
    says(&mut customer, "m1").await;
    let offer = anna.wait_for("offer").await;
    let session = offer["session"].as_str().unwrap().to_owned();
    let about = |what: &str| json!({"type": what, "session": session});
    let transcript = format!("/sessions/{session}/transcript");
    anna.ok(about("open")).await;
    assert_eq!(bo.refused(about("open")).await, "not_found", "another queue's");
    anna.ok(json!({"type": "decline", "offer": offer["offer"]})).await;
    anna.ok(json!({"type": "away"})).await;

    // It goes where Anna does not serve: once offered is nothing.
    let mut sven = Console::of(&center, "demo-sven").await;
    let onto = |queue: &str| json!({"type": "transfer", "session": session, "queue": queue});
    sven.ok(onto("sales")).await;
    assert_eq!(bo.serve().await, session);
    bo.ok(about("open")).await;
    for what in ["open", "say", "note"] {
        let mut command = about(what);
        command["text"] = json!("x");
        assert_eq!(anna.refused(command).await, "not_found", "{what}");
    }
    let reads = async |token: &str| get(&center, token, &transcript).await.status;
    assert_eq!((reads("demo-anna").await, reads("demo-bo").await), (404, 200));
    // A console that connects anew does not know it either.
    let mut again = Console::of(&center, "demo-anna").await;
    assert_eq!(again.refused(about("open")).await, "not_found");

    // Given on, it is Anna's to read, and no longer Bo's; he still sums it up.
    bo.ok(json!({"type": "away"})).await;
    bo.ok(onto("support")).await;
    assert_eq!(anna.serve().await, session);
    let mut word = about("say");
    word["text"] = json!("between us");
    anna.ok(word).await;
    customer.wait_for("text").await;
    assert_eq!(bo.refused(about("open")).await, "not_found");
    assert_eq!((reads("demo-anna").await, reads("demo-bo").await), (200, 404));
    let mut sum_up = about("wrap_up");
    sum_up["code"] = json!("moved");
    bo.ok(sum_up).await;
    bo.socket.hears_nothing_of("event", millis(300)).await;

    // Nobody's since: whoever served it reads it, whoever never did does not.
    anna.ok(about("done")).await;
    bo.ok(about("open")).await;
    assert_eq!(bo.event("agent_said").await["content"]["text"], "between us");
    assert_eq!((reads("demo-anna").await, reads("demo-bo").await), (200, 200));
    let mut fresh = Console::of(&center, "demo-bo").await;
    fresh.ok(about("open")).await;
    center.close().await;
}

#[actix_web::test]
async fn a_supervisor_who_vanishes_is_company_no_longer() {
    let limits = EdgeSettings { agent_lease: millis(400), beat: millis(30), ..settings() };
    let patience = Patience { reach: millis(200), company: millis(600), ..Patience::default() };
    let center = Center::with_patience(limits, patience).await;
    let (mut customer, _) = center.customer("u1").await;
    let mut anna = Console::of(&center, "demo-anna").await;
    says(&mut customer, "m1").await;
    let session = anna.serve().await;
    anna.ok(json!({"type": "open", "session": session})).await;

    // Stepped in, and the socket ends.
    let mut sven = Console::of(&center, "demo-sven").await;
    sven.ok(json!({"type": "step_in", "session": session})).await;
    anna.event("stepped_in").await;
    drop(sven);
    assert_eq!(anna.event("stepped_out").await["event"]["agent"], "sven");
    // Looks on by a word of a console that was lost before it could say that it ends.
    let id: SessionId = session.parse().unwrap();
    let watch = session::Command::Watch { agent: "sven".parse().unwrap() };
    let ask = Ask::from_client(AnyCommand::Session(watch), None, ReplyTo::nobody());
    center.living.house.ask(Subject::Session(id), ask);
    anna.event("watch_began").await;
    let ended = anna.event("watch_ended").await;
    assert_eq!((&ended["event"]["agent"], &ended["actor"]), (&json!("sven"), &json!("system")));
    center.close().await;
}

#[actix_web::test]
async fn a_queue_that_closes_by_its_hours_tells_who_waits_and_who_comes_and_lets_who_talks_go_on() {
    let center = with_admin(Center::open(settings()).await).await;
    put(&center, "/queues/support", &json!({"name": "Support", "at_closing": "tell"})).await;
    let writes =
        |user: &str| json!({"type": "text", "platformId": "demo-web", "userId": user, "text": "hej"});
    let (mut talks, _) = center.customer("u1").await;
    talks.send(&writes("u1")).await;
    let mut anna = Console::of(&center, "demo-anna").await;
    let session = anna.serve().await;
    anna.ok(json!({"type": "away"})).await;
    let (mut waits, _) = center.customer("u2").await;
    waits.send(&writes("u2")).await;
    waits.wait_for("queue_number").await;

    let never = json!({"zone": "UTC", "week": {}});
    put(&center, "/queues/support", &json!({"name": "Support", "at_closing": "tell", "hours": never})).await;
    let told = waits.wait_for("platform_closed").await;
    assert_eq!((&told["platformId"], &told["userId"]), (&json!("demo-web"), &json!("u2")));
    let (mut comes, _) = center.customer("u3").await;
    comes.send(&writes("u3")).await;
    comes.wait_for("platform_closed").await;
    talks.hears_nothing_of("platform_closed", millis(300)).await;
    anna.ok(json!({"type": "say", "session": session, "text": "still here"})).await;
    let text = loop {
        let frame = talks.wait_for("text").await;
        if frame["agent"]["type"] == "human" {
            break frame;
        }
    };
    assert_eq!(text["text"], "still here");
    center.close().await;
}
