//! Every operation by every role: let in exactly as the table of permissions says, before anything else is looked at.

use switchboard_edge::api::{Access, Operation, Verb, operations};
use switchboard_edge::permissions::may;
use switchboard_journal::accounts::Role;

use crate::caller::{Request, Response};
use crate::doors::{Center, settings};

const STAFF: [(&str, Role); 3] =
    [("demo-bo", Role::Agent), ("demo-sven", Role::Supervisor), ("demo-robot", Role::Integration)];

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
    let center = Center::open(settings()).await;
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
