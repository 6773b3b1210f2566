//! A request that comes again under its idempotency key.

use serde_json::{Value, json};

use crate::caller::{Request, Response, open};
use crate::doors::Center;

fn script(text: &str) -> Value {
    json!({"start": "a", "nodes": {"a": {"node": "say", "text": {"en": text}, "then": "b"}, "b": {"node": "end"}}})
}

async fn draft(center: &Center, token: &str, key: &str, text: &str) -> Response {
    let post = Request::post("/flows/greeter/versions").by(token).header("idempotency-key", key);
    post.json(&script(text)).to(center).await
}

#[actix_web::test]
async fn the_same_request_is_carried_out_once_and_answered_alike() {
    let center = open().await;
    let first = draft(&center, "demo-ada", "k1", "Hello").await;
    let again = draft(&center, "demo-ada", "k1", "Hello").await;
    assert_eq!((first.status, &first.body), (201, &again.body));
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(draft(&center, "demo-ada", "k1", "Other").await.problem(), (422, "key_reused"));
    assert_eq!(
        draft(&center, "demo-olle", "k1", "Hello").await.body["script"]["version"],
        2,
        "keys are the caller's own"
    );
    assert_eq!(draft(&center, "demo-ada", "k2", "Hello").await.body["script"]["version"], 3);
    center.close().await;
}

#[actix_web::test]
async fn what_was_refused_may_be_asked_again_under_its_key() {
    let center = open().await;
    let run = |text: &str| {
        let post =
            Request::post("/flows/greeter/versions/1/dry-runs").by("demo-ada").header("idempotency-key", "k");
        post.json(&json!({"texts": [text]})).to(&center)
    };
    assert_eq!(run("hi").await.problem(), (404, "not_found"));
    draft(&center, "demo-ada", "k1", "Hello").await.ok();
    assert_eq!(run("hi").await.status, 200);
    center.close().await;
}

#[actix_web::test]
async fn requests_at_the_same_time_are_carried_out_once() {
    let center = open().await;
    let all = futures_util::future::join_all((0..8).map(|_| draft(&center, "demo-ada", "k1", "Hello"))).await;
    assert!(all.iter().all(|one| one.status == 201 || one.problem() == (409, "in_progress")), "{all:?}");
    assert!(all.iter().any(|one| one.status == 201));
    let versions = Request::get("/flows/greeter/versions").by("demo-ada").to(&center).await.ok();
    assert_eq!(versions["items"].as_array().unwrap().len(), 1);
    center.close().await;
}

#[actix_web::test]
async fn a_key_that_is_none_is_refused() {
    let center = open().await;
    assert_eq!(
        draft(&center, "demo-ada", &"k".repeat(129), "Hello").await.problem(),
        (400, "invalid_header")
    );
    center.close().await;
}
