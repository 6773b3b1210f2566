//! Telephone calls over the API: lists and their pages, filters, a call at a moment, a customer's calls.

use serde_json::{Value, json};

use crate::caller::{Request, open};
use crate::doors::Center;
use crate::reporting::report_of;

/// The provider of `demo` reports something; waits until it is stored.
async fn report(center: &Center, call: &str, name: &str, queue: Option<&str>, number: Option<&str>) {
    report_of(center, "demo", call, name, queue, number).await;
}

async fn names(center: &Center, by: &str, query: &str) -> Vec<String> {
    let page = Request::get(format!("/calls{query}")).by(by).to(center).await.ok();
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["call"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn the_list_is_filtered_paged_and_shows_what_one_may_see() {
    let center = open().await;
    report(&center, "1", "call.waiting", Some("support"), Some("11999990000")).await;
    report(&center, "2", "call.ongoing", Some("900"), None).await;
    report(&center, "2", "actor.entered", None, None).await;
    report(&center, "3", "call.finished", None, None).await;
    for (query, expected) in [
        ("", vec!["3", "2", "1"]),
        ("?limit=2", vec!["3", "2"]),
        ("?open=true", vec!["2", "1"]),
        ("?state=finished", vec!["3"]),
        ("?queue=support", vec!["1"]),
        ("?queue=900", vec!["2"]),
        ("?agent=anna", vec!["2"]),
        ("?agent=ann", vec![]),
        ("?their_number=11999990000", vec!["1"]),
        ("?since=2100-01-01T00:00:00Z", vec!["2", "1"]),
    ] {
        assert_eq!(names(&center, "demo-sven", query).await, expected, "{query}");
    }
    assert_eq!(names(&center, "demo-anna", "").await, ["2", "1"], "her call, and one of her queue");
    assert!(
        names(&center, "demo-bo", "").await.is_empty() && names(&center, "other-sven", "").await.is_empty()
    );
    let page = Request::get("/calls?limit=2").by("demo-sven").to(&center).await.ok();
    let next = page["next"].as_str().unwrap();
    assert_eq!(names(&center, "demo-sven", &format!("?limit=2&after={next}")).await, ["1"]);
    for path in ["/calls/1", "/calls/1/events"] {
        assert_eq!(Request::get(path).by("demo-bo").to(&center).await.status, 404);
        assert_eq!(Request::get(path).by("other-sven").to(&center).await.status, 404);
    }
    let refused = Request::get("/calls?their_number=11999990000").by("demo-anna").to(&center).await;
    assert_eq!(refused.status, 403);
    center.close().await;
}

#[actix_web::test]
async fn a_call_is_shown_at_a_moment_and_event_by_event() {
    let center = open().await;
    for name in ["call.new", "call.waiting", "call.finished"] {
        report(&center, "1", name, Some("support"), Some("11999990000")).await;
    }
    let page = Request::get("/calls/1/events?limit=2").by("demo-sven").to(&center).await.ok();
    assert_eq!((page["items"].as_array().unwrap().len(), &page["next"]), (2, &json!("2")));
    let rest = Request::get("/calls/1/events?after=2").by("demo-sven").to(&center).await.ok();
    assert_eq!(
        (&rest["items"][0]["moved"], &rest["items"][0]["report"]),
        (&json!("finished"), &json!("call.finished"))
    );
    let then = Request::get("/calls/1?at=2").by("demo-anna").to(&center).await.ok();
    assert_eq!(
        (&then["call"]["state"], &then["call"]["their_number"]),
        (&json!("waiting"), &json!("********000"))
    );
    let masked = Request::get("/calls/1/events").by("demo-anna").to(&center).await.ok();
    assert_eq!(masked["items"][0]["event"]["their_number"], "********000");
    assert_eq!(Request::get("/calls/1?at=soon").by("demo-sven").to(&center).await.status, 400);
    let queue = Request::get("/live/queues/support").by("demo-sven").to(&center).await.ok();
    assert_eq!(queue["callers"], 0);
    center.close().await;
}

#[actix_web::test]
async fn a_customers_calls_are_those_with_their_number_however_it_is_spelled() {
    let center = open().await;
    report(&center, "1", "call.new", None, Some("11999990000")).await;
    report(&center, "2", "call.new", None, Some("5511999990000")).await;
    report(&center, "3", "call.new", None, Some("21999990000")).await;
    crate::sessions::waiting(&center, "u1").await;
    let page = Request::get("/customers").by("demo-sven").to(&center).await.ok();
    let customer = page["items"][0]["customer"].as_str().unwrap().to_owned();
    let path = format!("/customers/{customer}/calls");
    let calls = async || Request::get(&*path).by("demo-anna").to(&center).await.ok()["items"].clone();
    assert_eq!(calls().await, json!([]), "no number is known");
    let profile = json!({"phone": "+55 (11) 99999-0000"});
    let version = page["items"][0]["version"].as_u64().unwrap();
    let edit = Request::new("PUT", format!("/customers/{customer}")).by("demo-sven").json(&profile);
    edit.of_version(version).to(&center).await.ok();
    let found: Vec<Value> = calls().await.as_array().unwrap().clone();
    assert_eq!(found.iter().map(|call| call["call"].as_str().unwrap()).collect::<Vec<_>>(), ["2", "1"]);
    assert_eq!(Request::get(&*path).by("demo-bo").to(&center).await.status, 404, "no customer of his");
    center.close().await;
}
