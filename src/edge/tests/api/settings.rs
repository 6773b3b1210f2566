//! Settings: read, made, changed against their version, and felt by those they concern.

use serde_json::{Value, json};

use crate::caller::{Request, Response, open};
use crate::doors::{Center, until};

async fn put(center: &Center, path: &str, version: u64, body: &Value) -> Response {
    Request::put(path).by("demo-ada").of_version(version).json(body).to(center).await
}

#[actix_web::test]
async fn an_edit_names_the_version_it_was_made_from() {
    let center = open().await;
    let values = json!({"name": "Sales", "accept_within_ms": 20_000});
    let bare = Request::put("/queues/sales").by("demo-ada").json(&values).to(&center).await;
    assert_eq!(bare.problem(), (428, "condition_required"));
    let made = put(&center, "/queues/sales", 0, &values).await;
    assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")), "{made:?}");
    assert_eq!(made.header("location"), Some("/api/v1/queues/sales"));
    assert_eq!(put(&center, "/queues/sales", 0, &values).await.problem(), (412, "condition_failed"));
    let other = json!({"name": "Sales and more"});
    assert_eq!(put(&center, "/queues/sales", 7, &other).await.problem(), (412, "condition_failed"));
    let changed = put(&center, "/queues/sales", 1, &other).await;
    assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
    let read = Request::get("/queues/sales").by("demo-sven").to(&center).await;
    assert_eq!(read.header("etag"), Some("\"2\""));
    let read = read.ok();
    assert_eq!(read["settings"]["name"], "Sales and more");
    assert_eq!(read["settings"]["accept_within_ms"], 30_000, "what is not sent has its default again");
    assert_eq!(put(&center, "/queues/unknown", 1, &other).await.problem(), (412, "condition_failed"));
    center.close().await;
}

#[actix_web::test]
async fn what_cannot_be_is_refused_field_by_field() {
    let center = open().await;
    let cases = [
        ("/queues/q", json!({"name": " ", "accept_within_ms": 1}), vec!["name", "accept_within_ms"]),
        ("/queues/q", json!({"name": "Q", "colour": "red"}), vec!["colour"]),
        (
            "/agents/a",
            json!({"name": "A", "queues": ["support", "nowhere"], "capacity": 1}),
            vec!["queues[1]"],
        ),
        ("/agents/a", json!({"name": "A", "queues": ["support", "support"], "capacity": 1}), vec!["queues"]),
        ("/agents/a", json!({"name": "A", "queues": [], "capacity": 1, "role": "owner"}), vec!["role"]),
        ("/teams/t", json!({"name": "T", "agents": ["nobody"]}), vec!["agents[0]"]),
        (
            "/workspace",
            json!({"name": "W", "break_reasons": [{"code": "a b", "label": {}}]}),
            vec!["break_reasons[0].code", "break_reasons[0].label"],
        ),
        (
            "/platforms/p",
            json!({"workspace": "other", "name": "P", "language": "en", "queue": "nowhere",
            "flow": "none", "origins": ["https://a.org/x"]}),
            vec!["workspace", "queue", "flow", "origins[0]"],
        ),
    ];
    for (path, body, fields) in cases {
        let answer = put(&center, path, 0, &body).await;
        assert_eq!(answer.problem(), (422, "invalid_body"), "{path} {body}");
        let named: Vec<&str> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault["field"].as_str().unwrap())
            .collect();
        assert_eq!(named, fields, "{path} {body}");
    }
    center.close().await;
}

#[actix_web::test]
async fn a_platforms_id_belongs_to_one_workspace() {
    let center = open().await;
    let web = json!({"workspace": "demo", "name": "Web", "language": "en", "queue": "support"});
    assert_eq!(put(&center, "/platforms/other-web", 0, &web).await.problem(), (409, "name_taken"));
    assert_eq!(put(&center, "/platforms/other-web", 1, &web).await.problem(), (412, "condition_failed"));
    assert_eq!(put(&center, "/platforms/kiosk", 0, &web).await.status, 201);
    let known = center.doors_book().platform(&"kiosk".parse().unwrap());
    assert!(known.is_some(), "customers can come in at once");
    center.close().await;
}

#[actix_web::test]
async fn a_team_gives_its_agents_its_queues_and_takes_them_again() {
    let center = open().await;
    assert_eq!(put(&center, "/queues/vip", 0, &json!({"name": "VIP"})).await.status, 201);
    let team = json!({"name": "Best", "agents": ["bo"], "queues": ["vip"]});
    assert_eq!(put(&center, "/teams/best", 0, &team).await.status, 201);
    let queues = || {
        center.views.configuration().unwrap().agents[&("demo".parse().unwrap(), "bo".parse().unwrap())]
            .queues
            .clone()
    };
    assert_eq!(queues(), ["vip".parse().unwrap()]);
    let bo: switchboard_core::Subject = "agent/demo/bo".parse().unwrap();
    let told = || {
        center
            .views
            .transcript(&bo, 0, 100)
            .unwrap()
            .iter()
            .filter(|event| event.kind == "configured")
            .count()
    };
    until("bo hears of it", || told() == 2).await;
    let shown = Request::get("/agents/bo").by("demo-ada").to(&center).await.ok();
    assert_eq!(
        (&shown["settings"]["queues"], &shown["version"]),
        (&json!([]), &json!(1)),
        "their own are as they were"
    );

    assert_eq!(
        put(&center, "/teams/best", 1, &json!({"name": "The best", "agents": ["bo"], "queues": ["vip"]}))
            .await
            .status,
        200
    );
    assert_eq!(told(), 2, "another name of the team is nothing to an agent");

    let stale = Request::new("DELETE", "/teams/best").by("demo-ada").of_version(1).to(&center).await;
    assert_eq!(stale.problem(), (412, "condition_failed"));
    let retired = Request::new("DELETE", "/teams/best").by("demo-ada").of_version(2).to(&center).await;
    assert_eq!(retired.status, 204, "{retired:?}");
    assert_eq!(queues(), []);
    until("bo hears of that, too", || told() == 3).await;
    assert_eq!(Request::get("/teams/best").by("demo-ada").to(&center).await.problem(), (404, "not_found"));
    assert_eq!(put(&center, "/teams/best", 0, &team).await.problem(), (409, "name_taken"));
    center.close().await;
}

#[actix_web::test]
async fn the_workspace_has_its_reasons_and_codes() {
    let center = open().await;
    let first = Request::get("/workspace").by("demo-bo").to(&center).await;
    assert_eq!(first.header("etag"), Some("\"0\""));
    let values = json!({"name": "Demo", "languages": ["sv", "en"],
        "break_reasons": [{"code": "lunch", "label": {"sv": "Lunch", "en": "Lunch"}}],
        "wrap_up_codes": [{"code": "solved", "label": {"en": "Solved"}}],
        "canned_responses": [{"code": "hello", "label": {"en": "Hello {customer}"}}],
        "second_factor": "optional", "redaction": {"cards": false, "patterns": []}});
    assert_eq!(put(&center, "/workspace", 0, &values).await.status, 201);
    let read = Request::get("/workspace").by("demo-bo").to(&center).await.ok();
    assert_eq!(read["settings"], values);
    center.close().await;
}

#[actix_web::test]
async fn s40_every_change_is_in_the_audit_log() {
    let center = open().await;
    put(&center, "/queues/sales", 0, &json!({"name": "Sales"})).await.ok();
    let log = center.views.audit(Some(&"demo".parse().unwrap()), None, 100).unwrap();
    let last = &log.first().unwrap().entry;
    assert_eq!(
        (last.who.as_str(), last.what.as_str(), last.subject.as_str()),
        ("person:ada", "queue_configured", "queue/sales")
    );
    assert!(put(&center, "/queues/sales", 0, &json!({"name": "Sales"})).await.status == 412);
    let again = center.views.audit(Some(&"demo".parse().unwrap()), None, 100).unwrap();
    assert_eq!(again.len(), log.len(), "what was refused changed nothing");
    center.close().await;
}
