//! Before anybody is there.

use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountWrite, Role};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{NewPerson, PeopleWrite, Place};

use crate::caller::{Request, write};
use crate::doors::{Center, settings};
use crate::office::{founding, knock};
use serde_json::json;

#[actix_web::test]
async fn s1_until_the_bootstrap_nothing_else_is_answered_and_afterwards_it_is_not() {
    let center = Center::open(settings()).await;
    let token = center.doors.await_founder().unwrap();
    for path in ["/queues", "/me", "/openapi.json", "/nowhere"] {
        let answer = Request::get(path).by("demo-anna").to(&center).await;
        assert_eq!(answer.problem(), (503, "not_bootstrapped"), "{path}");
    }
    let early = Request::new("POST", "/sign-in").json(&knock("olle")).to(&center).await;
    assert_eq!(early.problem(), (503, "not_bootstrapped"));
    for path in ["/sermo/socket", "/console/socket"] {
        let refused = crate::doors::client::Socket::connect(center.address, path, None).await;
        assert_eq!(refused.err(), Some(503), "{path}");
    }
    for path in ["/livez", "/readyz", "/status"] {
        let answer =
            center.http(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    let bootstrap = |body: &serde_json::Value| Request::new("POST", "/bootstrap").json(body).to(&center);
    assert_eq!(bootstrap(&founding("sbb_guess")).await.problem(), (401, "not_authenticated"));
    let mut weak = founding(&token);
    weak["password"] = json!("password1");
    assert_eq!(bootstrap(&weak).await.problem(), (422, "invalid_body"));
    assert_eq!(bootstrap(&founding(&token)).await.status, 201);
    assert_eq!(bootstrap(&founding(&token)).await.problem(), (409, "already_bootstrapped"));

    let owner = Request::new("POST", "/sign-in").json(&knock("olle")).to(&center).await.ok();
    assert_eq!(
        (&owner["role"], &owner["person"], &owner["workspace"]),
        (&json!("owner"), &json!("olle"), &json!("demo"))
    );
    center.close().await;
}

/// The owner and their password are one write: there is never one without the other. Whoever lost the answer and asks
/// again is told, and the server goes on from there.
#[actix_web::test]
async fn s1_the_bootstrap_is_done_as_a_whole_or_not_at_all() {
    let center = Center::open(settings()).await;
    let token = center.doors.await_founder().unwrap();
    let mut nameless = founding(&token);
    nameless["login"] = json!("");
    let refused = Request::new("POST", "/bootstrap").json(&nameless).to(&center).await;
    assert_eq!(refused.problem(), (422, "invalid_body"));
    assert!(center.views.people(&"demo".parse().unwrap()).unwrap().is_empty());

    // As it is when the client went away, or the connection broke, before the answer.
    let place = Place { workspace: "demo".parse().unwrap(), agent: "olle".parse().unwrap() };
    let person = NewPerson { place: place.clone(), login: "olle@example.org".to_owned(), role: Role::Owner };
    let by = By { who: Who::Operator, at: Timestamp(1) };
    let found = PeopleWrite::Found { person, password: "$argon2id$of-olle".to_owned(), by };
    write(&center, AccountWrite::People(Box::new(found))).await;
    let olle = center.views.person(&place).unwrap().unwrap();
    assert_eq!(olle.password.as_deref(), Some("$argon2id$of-olle"), "with the person, at once");
    let again = Request::new("POST", "/bootstrap").json(&founding(&token)).to(&center).await;
    assert_eq!(again.problem(), (409, "already_bootstrapped"));
    assert_eq!(Request::get("/me").to(&center).await.status, 401, "the doors are open");
    center.close().await;
}
