//! Flows: drafts, what is wrong with them, publishing, rolling back, trying out.

use serde_json::{Value, json};

use crate::caller::{Request, Response, open};
use crate::doors::Center;

fn script(greeting: &str) -> Value {
    json!({"start": "hello", "nodes": {
        "hello": {"node": "say", "text": {"en": greeting}, "then": "ask"},
        "ask": {"node": "ask", "text": {"en": "Your name?"}, "save": "name", "then": "people"},
        "people": {"node": "hand_over"},
    }})
}

async fn draft(center: &Center, script: &Value) -> Response {
    Request::post("/flows/greeter/versions").by("demo-ada").json(script).to(center).await
}

async fn publish(center: &Center, revision: u64, version: u64) -> Response {
    let publication = Request::put("/flows/greeter/published").by("demo-ada").of_version(revision);
    publication.json(&json!({"version": version})).to(center).await
}

/// What a customer who comes in now is greeted with.
async fn greeted(center: &Center, user: &str) -> String {
    let (mut customer, _) = center.customer(user).await;
    customer
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": user, "id": "1", "text": "hi"}))
        .await;
    loop {
        let frame = customer.next().await;
        if frame["type"] == "text" && frame["text"] != "hi" {
            return frame["text"].as_str().unwrap().to_owned();
        }
    }
}

#[actix_web::test]
async fn new_sessions_begin_with_what_is_published_and_old_ones_stay() {
    let center = open().await;
    let first = draft(&center, &script("Hello")).await;
    assert_eq!(
        (first.status, first.header("location")),
        (201, Some("/api/v1/flows/greeter/versions/1")),
        "{first:?}"
    );
    assert_eq!(first.body["problems"], json!([]));
    let platform =
        json!({"workspace": "demo", "name": "Demo", "language": "en", "queue": "support", "flow": "greeter"});
    let set =
        |version| Request::put("/platforms/demo-web").by("demo-ada").of_version(version).json(&platform);
    let early = set(1).to(&center).await;
    assert_eq!(early.body["errors"][0]["field"], "flow", "a draft is not for customers: {early:?}");
    assert_eq!(publish(&center, 0, 1).await.status, 200);
    assert_eq!(set(1).to(&center).await.status, 200);
    assert_eq!(greeted(&center, "u1").await, "Hello");

    assert_eq!(draft(&center, &script("Good day")).await.body["script"]["version"], 2);
    assert_eq!(greeted(&center, "u2").await, "Hello", "a draft changes nothing");
    assert_eq!(publish(&center, 0, 2).await.problem(), (412, "condition_failed"));
    let published = publish(&center, 1, 2).await;
    assert_eq!((published.header("etag"), &published.body["published"]), (Some("\"2\""), &json!(2)));
    assert_eq!(greeted(&center, "u3").await, "Good day");

    assert_eq!(publish(&center, 2, 1).await.body["published"], 1, "rolled back");
    assert_eq!(greeted(&center, "u4").await, "Hello");
    let versions = Request::get("/flows/greeter/versions").by("demo-bo").to(&center).await.ok();
    assert_eq!(versions["items"][0], json!({"version": 1, "is_published": true, "problems": 0}));
    center.close().await;
}

#[actix_web::test]
async fn what_is_wrong_is_told_by_node_and_keeps_it_from_being_published() {
    let center = open().await;
    let broken = json!({"start": "hello", "nodes": {
        "hello": {"node": "say", "text": {"en": " "}, "then": "gone"},
        "alone": {"node": "end"},
    }});
    let kept = draft(&center, &broken).await;
    assert_eq!(kept.status, 201, "{kept:?}");
    let problems = kept.body["problems"].as_array().unwrap();
    let told: Vec<_> =
        problems.iter().map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [("nodes.hello", "unknown_node"), ("nodes.alone", "unreachable"), ("nodes.hello", "empty_text")]
    );
    let refused = publish(&center, 0, 1).await;
    assert_eq!(refused.problem(), (422, "flow_has_problems"));
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 3);
    assert_eq!(publish(&center, 0, 9).await.problem(), (422, "unknown_version"));
    center.close().await;
}

#[actix_web::test]
async fn a_dry_run_opens_nothing() {
    let center = open().await;
    draft(&center, &script("Hello")).await.ok();
    let before = center.position();
    let run = Request::post("/flows/greeter/versions/1/dry-runs").by("demo-bo");
    let tried = run.json(&json!({"texts": ["hi", "Eva"]})).to(&center).await.ok();
    assert_eq!(tried["turns"][0]["said"][1]["text"], "Your name?");
    assert_eq!(tried["turns"][0]["then"], "waits");
    assert_eq!(tried["turns"][1]["then"], "hands_over");
    assert_eq!(center.position(), before);
    center.close().await;
}
