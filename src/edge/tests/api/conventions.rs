//! What holds for every operation: credentials, problems, request ids, queries, other workspaces.

use crate::caller::{Request, open};

#[actix_web::test]
async fn without_a_valid_credential_nothing_is_said() {
    let center = open().await;
    let none = Request::get("/queues").to(&center).await;
    let wrong = Request::get("/queues").by("demo-nobody").to(&center).await;
    let other = Request::get("/queues").header("authorization", "Basic ZGVtby1zdmVu").to(&center).await;
    for answer in [&none, &wrong, &other] {
        assert_eq!(answer.problem(), (401, "not_authenticated"));
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    center.close().await;
}

#[actix_web::test]
async fn s17_what_the_table_does_not_allow_is_refused() {
    let center = open().await;
    let robot = Request::get("/queues").by("demo-robot").to(&center).await;
    assert_eq!(robot.problem(), (403, "not_allowed"));
    center.close().await;
}

#[actix_web::test]
async fn s22_anothers_thing_is_answered_exactly_as_one_that_does_not_exist() {
    let center = open().await;
    let mine = Request::get("/queues/support").by("demo-sven").to(&center).await;
    assert_eq!(mine.status, 200, "{mine:?}");
    assert_eq!(mine.header("etag"), Some("\"1\""));
    for path in ["/queues/nowhere", "/queues/not%20a%20slug"] {
        let mut unknown = Request::get(path).by("demo-sven").to(&center).await;
        assert_eq!(unknown.problem(), (404, "not_found"));
        let mut nothing = Request::get("/nothing-is-here").by("demo-sven").to(&center).await;
        for body in [&mut unknown.body, &mut nothing.body] {
            body.as_object_mut().unwrap().remove("requestId");
        }
        assert_eq!(unknown.body, nothing.body);
    }
    center.close().await;
}

#[actix_web::test]
async fn s32_a_problem_names_its_request_and_nothing_of_our_insides() {
    let center = open().await;
    let answer = Request::get("/queues?limit=none&x=1").by("demo-sven").to(&center).await;
    assert_eq!(answer.problem(), (400, "invalid_query"));
    assert_eq!(answer.body["requestId"].as_str(), answer.header("x-request-id"));
    assert_eq!(answer.body["type"], "urn:switchboard:problem:invalid_query");
    let fine = Request::get("/queues").by("demo-sven").to(&center).await;
    assert!(fine.header("x-request-id").is_some_and(|id| id.len() == 36));
    assert_eq!(fine.header("cache-control"), Some("no-store"));
    center.close().await;
}

#[actix_web::test]
async fn unknown_queries_methods_and_bodies_are_refused() {
    let center = open().await;
    let ask = |request: Request| request.by("demo-sven").to(&center);
    assert_eq!(ask(Request::get("/queues?colour=red")).await.problem(), (400, "invalid_query"));
    assert_eq!(ask(Request::get("/queues?after=nonsense")).await.problem(), (400, "invalid_cursor"));
    assert_eq!(ask(Request::new("PATCH", "/queues")).await.problem(), (405, "method_not_allowed"));
    let body = Request::get("/queues").text("{}").header("content-type", "application/json");
    assert_eq!(ask(body).await.problem(), (400, "invalid_json"));
    center.close().await;
}
