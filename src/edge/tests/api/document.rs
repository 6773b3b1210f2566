//! The document and its page.

use std::collections::BTreeSet;

use serde_json::Value;
use switchboard_edge::api::{BASE, operations};

use crate::caller::{Request, open};
use crate::doors::Center;

/// The document, as everybody may read it.
async fn document(center: &Center) -> Value {
    Request::get("/openapi.json").to(center).await.ok()
}

#[actix_web::test]
async fn the_document_has_every_operation_and_no_other() {
    let center = open().await;
    let document = document(&center).await;
    assert_eq!(document["openapi"], "3.1.0");
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let verbs = item.as_object().unwrap().keys();
        documented.extend(verbs.map(|verb| format!("{} {path}", verb.to_uppercase())));
    }
    let listed: BTreeSet<String> =
        operations().iter().map(|one| format!("{} {BASE}{}", one.verb().method(), one.path())).collect();
    assert_eq!(listed.len(), operations().len(), "no operation is listed twice");
    assert_eq!(documented, listed);
    center.close().await;
}

#[actix_web::test]
async fn every_operation_says_what_it_is_for_under_a_name_of_its_own() {
    let center = open().await;
    let document = document(&center).await;
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            assert_ne!(operation["summary"], "", "{verb} {path}");
            assert!(names.insert(operation["operationId"].to_string()), "{verb} {path}");
        }
    }
    center.close().await;
}

#[actix_web::test]
async fn every_reference_leads_somewhere() {
    let center = open().await;
    let document = document(&center).await;
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            let name = to.strip_prefix("#/components/schemas/").expect(to);
            assert!(schemas.contains_key(name), "{name}");
        }
        open.extend(value.as_object().into_iter().flat_map(|object| object.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    center.close().await;
}

#[actix_web::test]
async fn s29_the_page_needs_nobody_else() {
    let center = open().await;
    let page = center.http("GET /api/v1/docs HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let policy = page.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe") && !policy.contains("http"));
    assert!(!page.contains("://"), "nothing is fetched from elsewhere");
    for file in ["docs.css", "docs.js"] {
        let part = format!("GET /api/v1/{file} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assert!(center.http(&part).await.starts_with("HTTP/1.1 200"));
    }
    center.close().await;
}

#[actix_web::test]
async fn every_way_to_fail_is_told_by_its_status_and_its_codes() {
    let center = open().await;
    let document = document(&center).await;
    let codes = |path: &str, verb: &str, status: &str| -> BTreeSet<String> {
        let answer = &document["paths"][path][verb]["responses"][status];
        let schema = &answer["content"]["application/problem+json"]["schema"];
        let listed = schema["allOf"][1]["properties"]["code"]["enum"].as_array();
        listed.into_iter().flatten().map(|code| code.as_str().unwrap().to_owned()).collect()
    };
    let set = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<BTreeSet<_>>();
    let queue = "/api/v1/queues/{queue}";
    assert_eq!(codes(queue, "get", "404"), set(&["not_found"]));
    assert!(codes(queue, "get", "412").is_empty(), "what is only read has no condition");
    assert_eq!(codes(queue, "put", "428"), set(&["condition_required"]));
    assert_eq!(codes(queue, "put", "409"), set(&["name_taken"]));
    assert!(codes("/api/v1/queues", "get", "400").contains("invalid_cursor"));
    assert!(codes("/api/v1/sign-in", "post", "401").contains("wrong_credentials"));
    for (path, item) in document["paths"].as_object().unwrap() {
        for (verb, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(!responses.contains_key("default"), "{verb} {path}: every status has its name");
            assert_eq!(
                responses.contains_key("401"),
                operation["security"].is_array() || {
                    path.ends_with("/sign-in") || path.ends_with("/bootstrap")
                },
                "{verb} {path}"
            );
        }
    }
    center.close().await;
}
