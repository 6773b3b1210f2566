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
