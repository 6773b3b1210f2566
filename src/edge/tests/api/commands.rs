//! Every command of the console by everybody: its own list, each role, the own and another workspace.

use serde_json::{Value, json};
use switchboard_edge::COMMANDS;
use switchboard_edge::permissions::{Deed, may};
use switchboard_journal::accounts::Role;

use crate::caller::{Request, open};
use crate::doors::Center;
use crate::doors::client::Socket;
use crate::doors::staff::Console;

const STAFF: [(&str, Role); 4] =
    [("olle", Role::Owner), ("ada", Role::Admin), ("sven", Role::Supervisor), ("bo", Role::Agent)];

/// A frame of this type in which every field some command needs is filled in.
fn frame(name: &str, session: &str) -> Value {
    let target = if name == "transfer" { "queue" } else { "agent" };
    json!({
        "type": name, target: "support", "session": session, "offer": "support:999", "ready": true,
        "text": "x", "code": "x",
    })
}

/// How a command is answered on a connection of its own, so that what another did does not help it.
async fn answered(center: &Center, token: &str, name: &str, session: &str) -> String {
    let answer = Console::of(center, token).await.ask(frame(name, session)).await;
    answer["code"].as_str().unwrap_or("done").to_owned()
}

/// The customer's socket, and the session Anna serves.
async fn served(center: &Center) -> (Socket, Console, String) {
    let (mut customer, _) = center.customer("u1").await;
    let mut anna = Console::of(center, "demo-anna").await;
    let text = json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": "1", "text": "hello"});
    customer.send(&text).await;
    let session = anna.serve().await;
    (customer, anna, session)
}

#[actix_web::test]
async fn s19_every_command_by_role_and_workspace() {
    let center = open().await;
    let (_customer, _anna, session) = served(&center).await;
    let unknown = "018f6b1e-7c3a-7000-8000-0000000000a7";
    for (name, role) in STAFF {
        for command in COMMANDS {
            let what = format!("{name} {}", command.name);
            let other = format!("other-{name}");
            let foreign = answered(&center, &other, command.name, &session).await;
            assert_eq!(foreign == "not_allowed", !may(role, command.deed), "other/{what}: {foreign}");
            let nowhere = answered(&center, &other, command.name, unknown).await;
            assert_eq!(foreign, nowhere, "other/{what}: as what is not there");
            let is_about_it = !matches!(command.deed, Deed::TakeChats | Deed::Force);
            if is_about_it && may(role, command.deed) && !matches!(command.name, "shut" | "unwatch") {
                assert_eq!(foreign, "not_found", "other/{what}");
            }
            // Who takes over serves: that is asked at the end, by the next test.
            if command.name == "take_over" && may(role, command.deed) {
                continue;
            }
            let own = answered(&center, &format!("demo-{name}"), command.name, &session).await;
            let sees = may(role, Deed::SeeAll);
            let allowed =
                may(role, command.deed) && command.beyond.is_none_or(|deed| !sees || may(role, deed));
            assert_eq!(own == "not_allowed", !allowed, "demo/{what}: {own}");
            if is_about_it && allowed && !matches!(command.name, "shut" | "unwatch") {
                assert_eq!(own == "not_found", !sees, "demo/{what}: {own}");
            }
        }
    }
    let subject = format!("session/{session}").parse().unwrap();
    let kinds: Vec<_> =
        center.views.transcript(&subject, 0, 1_000).unwrap().into_iter().map(|event| event.kind).collect();
    assert!(!kinds.contains(&"closed".to_owned()), "{kinds:?}");
    center.close().await;
}

/// Who serves it may do all of it: so a refusal above is the table's, not that of an odd frame.
#[actix_web::test]
async fn s19_who_serves_is_heard_with_every_command_of_theirs() {
    for command in COMMANDS.iter().filter(|command| may(Role::Agent, command.deed)) {
        let center = open().await;
        let (_customer, mut anna, session) = served(&center).await;
        let answer = anna.ask(frame(command.name, &session)).await;
        let code = answer["code"].as_str().unwrap_or("done");
        assert!(!matches!(code, "not_allowed" | "not_found"), "{}: {answer}", command.name);
        center.close().await;
    }
    for (name, role) in STAFF.into_iter().filter(|(_, role)| may(*role, Deed::TakeOver)) {
        let center = open().await;
        let (_customer, _anna, session) = served(&center).await;
        let answer = answered(&center, &format!("demo-{name}"), "take_over", &session).await;
        assert!(!matches!(&*answer, "not_allowed" | "not_found"), "{name} as {role:?}: {answer}");
        center.close().await;
    }
}

/// Programs, customers and nobody have no console.
#[actix_web::test]
async fn s17_a_console_opens_for_people_of_staff_alone() {
    let center = open().await;
    let (_customer, hello) = center.customer("u1").await;
    let key = json!({"name": "All", "scopes": ["sessions:read", "sessions:write", "live:read", "feeds"]});
    let key = Request::post("/api-keys").by("demo-olle").json(&key).to(&center).await.ok();
    for token in [key["secret"].as_str().unwrap(), hello["token"].as_str().unwrap(), "demo-robot", "made-up"]
    {
        let mut socket = Socket::connect(center.address, "/console/socket", None).await.unwrap();
        socket.send(&json!({"type": "hello", "token": token})).await;
        let refused = socket.next().await;
        assert_eq!(refused["type"], "refused", "{refused}");
        assert!(matches!(refused["code"].as_str(), Some("not_authenticated" | "not_allowed")), "{refused}");
    }
    center.close().await;
}
