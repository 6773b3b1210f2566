//! Every operation by everybody: let in exactly as the table of permissions says, before anything else is looked at; and
//! whatever is another workspace's is as if it were not there.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use switchboard_edge::api::{Access, Operation, operations};
use switchboard_edge::permissions::{Scope, key_may, may};
use switchboard_journal::accounts::Role;

use crate::caller::{Request, Response, open};
use crate::doors::Center;
use crate::elsewhere::{self, Elsewhere, hire};

const ROLES: [(&str, Role); 5] = [
    ("olle", Role::Owner),
    ("ada", Role::Admin),
    ("sven", Role::Supervisor),
    ("bo", Role::Agent),
    ("robot", Role::Integration),
];

const SCOPES: [Scope; 10] = [
    Scope::SettingsRead,
    Scope::SettingsWrite,
    Scope::SessionsRead,
    Scope::SessionsWrite,
    Scope::LiveRead,
    Scope::CustomersRead,
    Scope::CustomersWrite,
    Scope::Feeds,
    Scope::CallsRead,
    Scope::CallsPrivate,
];

/// Asks for something that is not there, so that nothing is ever done.
async fn ask(center: &Center, operation: &Operation, token: Option<&str>) -> Response {
    let path: Vec<&str> = operation
        .path()
        .split('/')
        .map(|word| if word.starts_with('{') { "nowhere" } else { word })
        .collect();
    let method = method(operation);
    // No body is wanted by any operation that is never reached, and this one is none for those that are.
    let request = Request::new(method, path.join("/")).header("content-type", "application/json");
    let request = if method == "GET" { request } else { request.text("\"nothing\"") };
    match token {
        Some(token) => request.by(token).to(center).await,
        None => request.to(center).await,
    }
}

fn method(operation: &Operation) -> &'static str {
    ["GET", "POST", "PUT", "DELETE"].into_iter().find(|name| *name == operation.verb().method()).unwrap()
}

fn name(operation: &Operation) -> String {
    format!("{} {}", method(operation), operation.path())
}

/// A key of the workspace with this one scope.
async fn key(center: &Center, workspace: &str, scope: Scope) -> String {
    let body = json!({"name": "Program", "scopes": [scope]});
    let by = format!("{workspace}-olle");
    let made = Request::post("/api-keys").by(&by).json(&body).to(center).await.ok();
    made["secret"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn s17_every_operation_lets_in_whom_the_table_lets_in_and_nobody_else() {
    let center = open().await;
    let mut callers = Vec::new();
    for workspace in ["demo", "other"] {
        callers
            .extend(ROLES.map(|(name, role)| (format!("{workspace}-{name}"), Some(role), BTreeSet::new())));
        for scope in SCOPES {
            callers.push((key(&center, workspace, scope).await, None, BTreeSet::from([scope])));
        }
    }
    let (_customer, hello) = center.customer("u1").await;
    let customers_token = hello["token"].as_str().unwrap();
    let revoked = key(&center, "demo", Scope::SettingsRead).await;
    let id = revoked.split_at(16).0;
    let gone = Request::new("DELETE", format!("/api-keys/{id}")).by("demo-olle").to(&center).await;
    assert_eq!(gone.status, 204, "{gone:?}");
    let mut public = Vec::new();
    for operation in operations() {
        let name = name(&operation);
        let Access::Needs(deed) = operation.access() else {
            public.push(name);
            continue;
        };
        for nobody in [None, Some("made-up"), Some("sbk_made-up"), Some(customers_token), Some(&*revoked)] {
            let answer = ask(&center, &operation, nobody).await;
            assert_eq!(answer.problem(), (401, "not_authenticated"), "{name} by {nobody:?}");
        }
        for (token, role, scopes) in &callers {
            let allowed = role.map_or_else(|| key_may(scopes, deed), |role| may(role, deed));
            let answer = ask(&center, &operation, Some(token)).await;
            assert_eq!(answer.status != 403, allowed, "{name} by {token} {scopes:?}: {answer:?}");
            assert_ne!(answer.status, 401, "{name} by {token} {scopes:?}");
            assert!(answer.status < 500, "{name} by {token} {scopes:?}: {answer:?}");
        }
    }
    assert_eq!(public, ["POST /bootstrap", "POST /sign-in", "POST /password-by-link"], "open to everybody");
    center.close().await;
}

/// What an answer tells, but for the request it answers.
fn told(answer: &Response) -> (u16, Value) {
    let mut body = answer.body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("requestId");
    }
    (answer.status, body)
}

async fn really_ask(
    center: &Center,
    operation: &Operation,
    path: String,
    token: &str,
    body: &Value,
) -> Response {
    let request = Request::new(method(operation), path).by(token);
    let request = if operation.is_conditional() { request.of_version(1) } else { request };
    let request = if body.is_null() { request } else { request.json(body) };
    request.to(center).await
}

/// Every operation that names something, asked with a body that would do: by strangers, who learn nothing; then by the
/// other workspace's own owner, who finds it, so that the first half could have failed.
#[actix_web::test]
async fn s22_anothers_thing_is_as_one_that_is_not_there_for_every_operation() {
    let center = open().await;
    let omar = hire(&center, "other", "omar", Role::Owner).await;
    let olga = hire(&center, "demo", "olga", Role::Owner).await;
    let there = Elsewhere::furnish(&center, &omar).await;
    let all_scopes = json!({"name": "All", "scopes": SCOPES});
    let program = Request::post("/api-keys").by(&olga).json(&all_scopes).to(&center).await.ok();
    let program = program["secret"].as_str().unwrap().to_owned();
    // A picture is no JSON: `pictures.rs` tries what is another's.
    let named =
        |operation: &Operation| operation.path().contains('{') && !operation.path().ends_with("/images");
    let mut naming: Vec<_> = operations().into_iter().filter(named).collect();
    let before = center.position();
    let audited = |workspace: &str| center.views.audit(Some(&workspace.parse().unwrap()), None, 900).unwrap();
    let deeds = audited("other").len();
    for operation in &naming {
        let (template, name) = (operation.path(), name(operation));
        // Names of flows and platforms are of the whole installation: a new one of this name would be made.
        if name == "POST /flows/{flow}/versions" {
            continue;
        }
        let body = elsewhere::body("demo", method(operation), template);
        for token in [&olga, &program] {
            let theirs = really_ask(&center, operation, there.path(template, "omar"), token, &body).await;
            let unknown = really_ask(&center, operation, elsewhere::nowhere(template), token, &body).await;
            assert_eq!(told(&theirs), told(&unknown), "{name}");
            assert!(matches!(theirs.status, 403 | 404 | 412), "{name}: {theirs:?}");
            assert!(theirs.status != 403 || *token == program, "{name}: {theirs:?}");
        }
    }
    let draft = elsewhere::body("demo", "POST", "/flows/{flow}/versions");
    let taken = Request::post("/flows/theirs/versions").by(&olga).json(&draft).to(&center).await;
    assert!(matches!(taken.status, 404 | 409), "{taken:?}");
    assert_eq!(center.position(), before, "nothing came of it");
    assert_eq!(audited("other").len(), deeds, "nor is it on the other's record");
    for operation in operations().iter().filter(|operation| !operation.path().contains('{')) {
        if method(operation) == "GET" && operation.access() != Access::Public {
            let seen = really_ask(&center, operation, operation.path().to_owned(), &olga, &Value::Null).await;
            let seen = seen.ok().to_string();
            assert!(!there.marks().iter().any(|mark| seen.contains(mark)), "{}: {seen}", name(operation));
        }
    }
    for list in [
        "/queues",
        "/teams",
        "/platforms",
        "/flows",
        "/people",
        "/api-keys",
        "/customers",
        "/sessions",
        "/calls",
    ] {
        let seen = Request::get(list).by(&omar).to(&center).await.ok().to_string();
        assert!(there.marks().iter().any(|mark| seen.contains(mark)), "{list} by its own owner: {seen}");
    }
    // What takes away comes last, and of that the customer before the session's things are gone.
    let order = |operation: &Operation| match method(operation) {
        "GET" => 0,
        "PUT" => 1,
        "POST" if !operation.path().ends_with("/erase") => 2,
        "POST" => 3,
        _ => 4,
    };
    naming.sort_by_key(order);
    for operation in &naming {
        let body = elsewhere::body("other", method(operation), operation.path());
        let path = there.path(operation.path(), "omar");
        let own = really_ask(&center, operation, path, &omar, &body).await;
        let is_found = !matches!(own.status, 401 | 403 | 404) && own.status < 500;
        assert!(is_found, "{} by its own owner: {own:?}", name(operation));
    }
    center.close().await;
}
