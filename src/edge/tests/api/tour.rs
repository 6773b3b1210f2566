//! A tour of every operation: each is seen to succeed and to fail, and each answer is what the document says.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use switchboard_edge::api::{BASE, Operation, operations};

use crate::caller::{Request, Response, open};
use crate::contract;
use crate::doors::{Center, until};

/// Resources whose every operation is on the tour; others are visited by tests of their own.
const TOURED: [&str; 11] = [
    "workspace",
    "platforms",
    "queues",
    "agents",
    "teams",
    "flows",
    "sessions",
    "live",
    "quarantine",
    "outbox",
    "decisions",
];

/// Which operations were seen to succeed, and which to fail.
struct Tour<'a> {
    center: &'a Center,
    seen: BTreeSet<(String, bool)>,
}

impl Tour<'_> {
    async fn ask(
        &mut self,
        method: &'static str,
        path: &str,
        body: Option<Value>,
        version: Option<u64>,
    ) -> Response {
        let mut request = Request::new(method, path).by("demo-olle");
        if let Some(body) = body {
            request = request.json(&body);
        }
        if let Some(version) = version {
            request = request.of_version(version);
        }
        let answer = request.to(self.center).await;
        let template = contract::template(contract::known().unwrap(), path).unwrap();
        self.seen.insert((format!("{method} {template}"), answer.status < 400));
        answer
    }

    async fn get(&mut self, path: &str) -> Value {
        self.ask("GET", path, None, None).await.ok()
    }
}

#[actix_web::test]
async fn every_operation_answers_as_its_document_says_in_success_and_in_failure() {
    let center = open().await;
    let mut tour = Tour { center: &center, seen: BTreeSet::new() };
    let (mut customer, _) = center.customer("u1").await;
    customer
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "1", "text": "hello"}))
        .await;
    customer.wait_for("ack").await;
    until("a decision was made", || {
        let queue = "queue/demo/support".parse().unwrap();
        !center.views.events_of_kinds(&queue, &["nobody_eligible"], 0, 9).unwrap().is_empty()
    })
    .await;
    let session = center.views.open_sessions(None).unwrap()[0].row.session;

    let edits = [
        ("/workspace", json!({"name": "Demo", "languages": ["en"]})),
        (
            "/queues/sales",
            json!({"name": "Sales", "hours": {"zone": "Europe/Stockholm",
            "week": {"monday": [{"from": "08:00", "to": "17:00"}]}}, "when_full": {"overflow": {"queue": "support"}}}),
        ),
        ("/agents/eva", json!({"name": "Eva", "queues": ["sales"], "capacity": {"chat": 2, "message": 5}})),
        ("/teams/all", json!({"name": "All", "agents": ["eva", "anna"], "queues": ["sales"]})),
        (
            "/platforms/kiosk",
            json!({"workspace": "demo", "name": "Kiosk", "language": "en", "queue": "sales",
            "notices": {"queued": {"en": "wait"}}}),
        ),
    ];
    for (path, values) in edits {
        assert_eq!(tour.ask("PUT", path, Some(values.clone()), Some(0)).await.status, 201, "{path}");
        let read = tour.get(path).await;
        let again = tour.ask("PUT", path, Some(read["settings"].clone()), Some(1)).await;
        assert_eq!(again.status, 200, "what was read can be written back: {path} {again:?}");
        assert_eq!(tour.ask("PUT", path, Some(values), None).await.status, 428);
    }
    let script = json!({"start": "pick", "nodes": {
        "pick": {"node": "choose", "text": {"en": "What?"}, "options": [{"label": {"en": "Bill"}, "then": "look"}], "otherwise": "look"},
        "look": {"node": "match", "cases": [{"any_of": ["bill*"], "then": "over"}], "otherwise": "wait"},
        "wait": {"node": "listen", "then": "look"}, "over": {"node": "hand_over", "queue": "sales"}}});
    assert_eq!(tour.ask("POST", "/flows/greeter/versions", Some(script), None).await.status, 201);
    tour.ask("POST", "/flows/greeter/versions", Some(json!({"start": 1})), None).await;
    tour.ask("PUT", "/flows/greeter/published", Some(json!({"version": 1})), Some(0)).await.ok();
    tour.ask("PUT", "/flows/greeter/published", Some(json!({"version": 1})), None).await;
    let texts = json!({"language": "en", "texts": ["hi", "bill"]});
    tour.ask("POST", "/flows/greeter/versions/1/dry-runs", Some(texts), None).await.ok();
    tour.ask("POST", "/flows/greeter/versions/1/dry-runs", Some(json!({"texts": 1})), None).await;

    let of_session = format!("/sessions/{session}");
    for path in [
        "/queues",
        "/agents",
        "/teams",
        "/platforms",
        "/flows",
        "/flows/greeter/versions",
        "/sessions",
        "/live/queues",
        "/live/agents",
        "/live/alarms",
        "/quarantine",
        "/outbox/set-aside",
    ] {
        tour.get(path).await;
        assert_eq!(tour.ask("GET", &format!("{path}?limit=0"), None, None).await.status, 400, "{path}");
    }
    for path in [
        "/queues/support/decisions",
        "/flows/greeter",
        "/flows/greeter/versions/1",
        "/live/queues/support",
        "/live/agents/anna",
        "/platforms/demo-web/availability",
        &of_session,
        &format!("{of_session}/events"),
        &format!("{of_session}/transcript"),
        &format!("{of_session}/customer"),
        &format!("{of_session}/decisions"),
    ] {
        tour.get(path).await;
        tour.ask("GET", &format!("{path}?nothing=1"), None, None).await;
    }
    for path in ["/workspace", "/queues/x", "/agents/x", "/teams/x", "/platforms/x"] {
        tour.ask("GET", &format!("{path}?nothing=1"), None, None).await;
    }
    assert_eq!(tour.ask("DELETE", "/teams/all", None, Some(1)).await.status, 204);
    tour.ask("DELETE", "/teams/all", None, Some(1)).await;
    let nobody = json!({"subject": format!("session/{session}")});
    tour.ask("POST", "/quarantine/releases", Some(nobody), None).await;
    tour.ask("POST", "/agents/anna/state", Some(json!({"ready": false, "reason": "ill"})), None).await.ok();
    let contrary =
        tour.ask("POST", "/agents/anna/state", Some(json!({"ready": true, "reason": "ill"})), None).await;
    assert_eq!(contrary.body["errors"][0]["field"], "reason");
    actions(&mut tour, &of_session).await;
    assert_eq!(tour.ask("POST", &format!("{of_session}/images"), Some(json!({})), None).await.status, 415);

    // A subject that is set aside needs a defect to be planted in it: the actors' own tests of quarantine release one.
    // Only what somebody serves is put back: the console's tests do that. A picture is no JSON: `pictures.rs` uploads some.
    let told_elsewhere = [
        ("POST", "/quarantine/releases"),
        ("POST", "/sessions/{session}/put-back"),
        ("POST", "/sessions/{session}/images"),
    ];
    let toured = |operation: &Operation| {
        let path = operation.path();
        TOURED.contains(&path.split('/').nth(1).unwrap()) && !path.contains("/site-keys")
    };
    for operation in operations().into_iter().filter(toured) {
        let method = operation.verb().method();
        for is_success in [true, false] {
            if is_success && told_elsewhere.contains(&(method.as_str(), operation.path())) {
                continue;
            }
            let one = (format!("{method} {BASE}{}", operation.path()), is_success);
            assert!(tour.seen.contains(&one), "not seen: {one:?}");
        }
    }
    center.close().await;
}

/// What can be done to a session.
async fn actions(tour: &mut Tour<'_>, session: &str) {
    let note = json!({"text": "wants their money back"});
    let transfer = json!({"queue": "sales", "note": "a buyer"});
    let (back, bot) = (json!({"note": "not mine"}), json!({"group": "end"}));
    for (tail, body) in [("notes", note), ("transfers", transfer)] {
        let done = tour.ask("POST", &format!("{session}/{tail}"), Some(body), None).await.ok();
        assert!(done["seq"].as_u64().is_some(), "{tail}: {done}");
        tour.ask("POST", &format!("{session}/{tail}"), Some(json!({"what": 1})), None).await;
    }
    let nobody =
        tour.ask("POST", &format!("{session}/transfers"), Some(json!({"agent": "nobody"})), None).await;
    assert_eq!(nobody.body["errors"][0]["field"], "agent");
    for (tail, body) in [("put-back", back), ("hand-to-bot", bot)] {
        tour.ask("POST", &format!("{session}/{tail}"), Some(body), None).await;
        tour.ask("POST", &format!("{session}/{tail}"), Some(json!({"what": 1})), None).await;
    }
}
