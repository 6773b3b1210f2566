//! Customers as records: what staff see beside a conversation, and who sees whom; how long what is kept; keys of sites.

use serde_json::{Value, json};

use crate::caller::{Request, Response, open};
use crate::doors::Center;
use crate::sessions::waiting;

async fn get(center: &Center, token: &str, path: &str) -> Response {
    Request::get(path).by(token).to(center).await
}

/// What the audit log says of this deed, the newest first: who did it to what.
async fn audited(center: &Center, deed: &str) -> Vec<(String, String)> {
    let log = get(center, "demo-ada", "/audit?limit=200").await.ok();
    let lines = log["items"].as_array().unwrap().iter().filter(|line| line["what"] == deed);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines.map(|line| (text(&line["who"]), text(&line["subject"]))).collect()
}

#[actix_web::test]
async fn staff_see_the_customer_of_a_session_they_may_open_and_others_see_nobody() {
    let center = open().await;
    let session = waiting(&center, "u1").await["session"].as_str().unwrap().to_owned();
    let card = format!("/sessions/{session}/customer");
    let seen = get(&center, "demo-anna", &card).await;
    assert_eq!((seen.status, seen.header("etag")), (200, Some("\"1\"")), "{seen:?}");
    let known = &seen.body["customer"]["identities"][0];
    assert_eq!((&known["platform"], &known["user_id"]), (&json!("demo-web"), &json!("u1")));
    assert_eq!(known["proof"], "anonymous", "and how that is known");
    assert_eq!(seen.body["open"], json!([session]));
    assert_eq!(seen.body["sessions"][0]["session"], json!(session));
    let subject = format!("session/{session}");
    assert_eq!(audited(&center, "customer_read").await, [("person:anna".to_owned(), subject)]);

    let record = format!("/customers/{}", seen.body["customer"]["customer"].as_str().unwrap());
    let name = json!({"name": "Ada", "attributes": {"contract": "gold"}});
    for path in [&card, &record, &format!("{record}/sessions")] {
        assert_eq!(get(&center, "demo-sven", path).await.status, 200, "{path}");
        assert_eq!(
            get(&center, "demo-bo", path).await.problem(),
            (404, "not_found"),
            "{path}: no queue of his"
        );
        assert_eq!(get(&center, "other-sven", path).await.problem(), (404, "not_found"), "{path}");
        assert_eq!(get(&center, "demo-robot", path).await.problem(), (403, "not_allowed"), "{path}");
    }
    let edit =
        |token: &'static str| Request::put(record.clone()).by(token).of_version(1).json(&name).to(&center);
    assert_eq!(edit("demo-bo").await.problem(), (404, "not_found"));
    assert_eq!(edit("demo-anna").await.ok()["version"], 2, "by the version of the card");
    assert_eq!(get(&center, "demo-anna", &card).await.ok()["customer"]["name"], "Ada");

    assert_eq!(get(&center, "demo-anna", "/customers?q=u1").await.problem(), (403, "not_allowed"));
    let found = get(&center, "demo-sven", "/customers?q=u1").await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    center.close().await;
}

#[actix_web::test]
async fn earlier_sessions_come_a_page_at_a_time() {
    let center = open().await;
    let (mut customer, _) = center.customer("u1").await;
    let mut sessions = Vec::new();
    for number in 0..3 {
        let event = |kind: &str, id: String| json!({"type": kind, "platformId": "demo-web", "userId": "u1", "id": id, "text": "hej"});
        customer.send(&event("text", format!("t{number}"))).await;
        sessions.push(customer.wait_for("ack").await["session"].as_str().unwrap().to_owned());
        if number < 2 {
            customer.send(&event("client_left", format!("l{number}"))).await;
            customer.wait_for("ack").await;
        }
    }
    sessions.reverse();
    let path = format!("/sessions/{}/customer?limit=2", sessions[0]);
    let first = get(&center, "demo-anna", &path).await.ok();
    assert_eq!(first["open"], json!([sessions[0]]));
    let after = format!("{path}&after={}", first["next"].as_str().unwrap());
    let rest = get(&center, "demo-anna", &after).await.ok();
    assert_eq!((&rest["next"], &rest["open"]), (&Value::Null, &first["open"]));
    let pages = [&first["sessions"], &rest["sessions"]].map(|page| page.as_array().unwrap().clone()).concat();
    let listed: Vec<&str> = pages.iter().map(|line| line["session"].as_str().unwrap()).collect();
    assert_eq!(listed, sessions);
    assert_eq!(audited(&center, "customer_read").await.len(), 1, "a second page is the same reading");
    center.close().await;
}

#[actix_web::test]
async fn how_long_what_is_kept_is_set_by_admins_within_bounds() {
    let center = open().await;
    let read = get(&center, "demo-bo", "/retention").await;
    assert_eq!(read.header("etag"), Some("\"0\""));
    assert_eq!(read.body, json!({"text_days": 365, "attachment_days": 30, "audit_days": 90}));
    let put = |token: &'static str, version: Option<u64>, values: Value| {
        let request = Request::put("/retention").by(token).json(&values);
        match version {
            Some(version) => request.of_version(version).to(&center),
            None => request.to(&center),
        }
    };
    let values = json!({"text_days": 10, "attachment_days": 5, "audit_days": 20});
    assert_eq!(put("demo-sven", Some(0), values.clone()).await.problem(), (403, "not_allowed"));
    assert_eq!(put("demo-ada", None, values.clone()).await.problem(), (428, "condition_required"));
    assert_eq!(put("demo-ada", Some(7), values.clone()).await.problem(), (412, "condition_failed"));
    let beyond = json!({"text_days": 0, "attachment_days": 5, "audit_days": 36501});
    let refused = put("demo-ada", Some(0), beyond).await;
    assert_eq!(refused.problem(), (422, "invalid_body"));
    let fields: Vec<&str> = refused.body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["text_days", "audit_days"]);
    assert_eq!(put("demo-ada", Some(0), values.clone()).await.ok(), values);
    assert_eq!(get(&center, "demo-bo", "/retention").await.header("etag"), Some("\"1\""));
    assert_eq!(audited(&center, "retention_changed").await.len(), 1);
    let others = get(&center, "other-sven", "/retention").await.ok();
    assert_eq!(others["text_days"], 365, "each workspace its own");
    center.close().await;
}

#[actix_web::test]
async fn keys_of_a_site_are_made_shown_once_and_revoked() {
    let center = open().await;
    let path = "/platforms/demo-web/site-keys";
    let make = |token: &'static str, body: Value| Request::post(path).by(token).json(&body).to(&center);
    let public = "A".repeat(43);
    for (body, field, code) in [
        (json!({"name": "", "algorithm": "HS256"}), "name", "not_a_name"),
        (json!({"name": "a", "algorithm": "HS256", "public_key": public}), "public_key", "not_wanted"),
        (json!({"name": "a", "algorithm": "EdDSA"}), "public_key", "missing"),
        (json!({"name": "a", "algorithm": "EdDSA", "public_key": "AAAA"}), "public_key", "not_a_key"),
        (json!({"name": "a", "algorithm": "none"}), "algorithm", "not_readable"),
    ] {
        let refused = make("demo-ada", body).await;
        assert_eq!(refused.problem(), (422, "invalid_body"));
        let fault = &refused.body["errors"][0];
        assert_eq!((&fault["field"], &fault["code"]), (&json!(field), &json!(code)), "{refused:?}");
    }
    let asked = json!({"name": "shop", "algorithm": "HS256"});
    assert_eq!(make("demo-sven", asked.clone()).await.problem(), (403, "not_allowed"));
    assert_eq!(make("other-ada", asked.clone()).await.problem(), (404, "not_found"), "not theirs");
    let made = make("demo-ada", asked).await;
    assert_eq!(made.status, 201, "{made:?}");
    let (key, secret) = (made.body["key"].as_str().unwrap(), made.body["secret"].as_str().unwrap());
    make("demo-ada", json!({"name": "partner", "algorithm": "EdDSA", "public_key": public})).await.ok();
    let listed = get(&center, "demo-bo", path).await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(secret), "shown once");
    let revoke = |token: &'static str| Request::new("DELETE", format!("{path}/{key}")).by(token).to(&center);
    assert_eq!(revoke("other-ada").await.problem(), (404, "not_found"));
    assert_eq!(revoke("demo-ada").await.status, 204);
    let listed = get(&center, "demo-bo", path).await.ok();
    let revoked = listed["items"].as_array().unwrap().iter().find(|item| item["key"] == key).unwrap();
    assert!(revoked["revoked_at"].is_string(), "{revoked}");
    assert_eq!(audited(&center, "site_key_created").await.len(), 2);
    center.close().await;
}
