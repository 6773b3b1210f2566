//! Before anybody is there.

use crate::caller::Request;
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
