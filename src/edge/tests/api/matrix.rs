//! Every operation by every role: let in exactly as the table of permissions says, before anything else is looked at.

use switchboard_edge::api::{Access, Operation, Verb, operations};
use switchboard_edge::permissions::may;
use switchboard_journal::accounts::Role;

use crate::caller::{Request, Response, open};
use crate::doors::Center;

const STAFF: [(&str, Role); 5] = [
    ("demo-olle", Role::Owner),
    ("demo-ada", Role::Admin),
    ("demo-sven", Role::Supervisor),
    ("demo-bo", Role::Agent),
    ("demo-robot", Role::Integration),
];

/// Asks for something that is not there, so that nothing is ever done.
async fn ask(center: &Center, operation: &Operation, token: Option<&str>) -> Response {
    let path: Vec<&str> = operation
        .path()
        .split('/')
        .map(|word| if word.starts_with('{') { "nowhere" } else { word })
        .collect();
    let method = match operation.verb() {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
        Verb::Delete => "DELETE",
    };
    // No body is wanted by any operation that is never reached, and this one is none for those that are.
    let request = Request::new(method, path.join("/")).header("content-type", "application/json");
    let request = if operation.verb() == Verb::Get { request } else { request.text("\"nothing\"") };
    match token {
        Some(token) => request.by(token).to(center).await,
        None => request.to(center).await,
    }
}

#[actix_web::test]
async fn s17_every_operation_lets_in_whom_the_table_lets_in_and_nobody_else() {
    let center = open().await;
    for operation in operations() {
        let Access::Needs(deed) = operation.access() else { continue };
        let name = format!("{:?} {}", operation.verb(), operation.path());
        assert_eq!(ask(&center, &operation, None).await.status, 401, "{name}");
        for (token, role) in STAFF {
            let answer = ask(&center, &operation, Some(token)).await;
            assert_eq!(answer.status != 403, may(role, deed), "{name} by {token}: {answer:?}");
            assert_ne!(answer.status, 401, "{name} by {token}");
            assert!(answer.status < 500, "{name} by {token}: {answer:?}");
        }
    }
    center.close().await;
}

/// Things of the other workspace by the path that would lead to them, if they were one's own.
#[actix_web::test]
async fn s22_nothing_of_another_workspace_is_found_by_anybody() {
    let center = open().await;
    let put = Request::put("/queues/theirs").by("other-ada").of_version(0);
    assert_eq!(put.json(&serde_json::json!({"name": "Theirs"})).to(&center).await.status, 201);
    let put = Request::put("/teams/theirs").by("other-ada").of_version(0);
    assert_eq!(put.json(&serde_json::json!({"name": "Theirs"})).to(&center).await.status, 201);
    let draft = serde_json::json!({"start": "end", "nodes": {"end": {"node": "end"}}});
    let draft = Request::post("/flows/theirs/versions").by("other-ada").json(&draft).to(&center).await;
    assert_eq!(draft.status, 201, "{draft:?}");
    let paths = [
        "/queues/theirs",
        "/queues/theirs/decisions",
        "/teams/theirs",
        "/platforms/other-web",
        "/flows/theirs",
        "/flows/theirs/versions",
        "/flows/theirs/versions/1",
        "/live/queues/theirs",
    ];
    for path in paths {
        let own = Request::get(path).by("other-ada").to(&center).await;
        assert!(own.status == 200 || path.starts_with("/live"), "{path}: {own:?}");
        for token in ["demo-olle", "demo-ada", "demo-sven"] {
            let mut theirs = Request::get(path).by(token).to(&center).await;
            let mut unknown = Request::get(path.replace("theirs", "nobodys").replace("other-web", "nobodys"))
                .by(token)
                .to(&center)
                .await;
            for answer in [&mut theirs, &mut unknown] {
                assert_eq!(answer.problem(), (404, "not_found"), "{path} by {token}");
                answer.body.as_object_mut().unwrap().remove("requestId");
            }
            assert_eq!(theirs.body, unknown.body);
        }
    }
    for list in ["/queues", "/teams", "/platforms", "/flows", "/agents", "/live/queues"] {
        let seen = Request::get(list).by("demo-olle").to(&center).await.ok().to_string();
        assert!(!seen.contains("theirs") && !seen.contains("other-web"), "{list}: {seen}");
    }
    center.close().await;
}
