//! How much one credential may ask for, and one address at once.

use serde_json::json;
use switchboard_edge::EdgeSettings;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::caller::{Request, Response, open_with};
use crate::doors::{Center, settings};

async fn ask(center: &Center, token: &str) -> Response {
    Request::get("/queues").by(token).to(center).await
}

#[actix_web::test]
async fn s28_each_sign_in_and_each_key_keeps_a_pace_of_its_own_and_is_told_what_is_left() {
    let center = open_with(EdgeSettings { calls_per_second: 1, calls_at_once: 3, ..settings() }).await;
    let key = json!({"name": "Board", "scopes": ["settings:read"]});
    let key = Request::post("/api-keys").by("demo-olle").json(&key).to(&center).await.ok();
    let key = key["secret"].as_str().unwrap().to_owned();
    for token in ["demo-sven", &key] {
        // One a second is earned meanwhile, so on a slow machine it takes a few more to be too many.
        let mut answers = Vec::new();
        while answers.last().is_none_or(|answer: &Response| answer.status == 200) && answers.len() < 100 {
            answers.push(ask(&center, token).await);
        }
        let first = &answers[0];
        assert_eq!(first.header("ratelimit-policy"), Some("\"caller\";q=3;w=1"));
        assert_eq!(first.header("ratelimit"), Some("\"caller\";r=2;t=0"), "of three, one is used");
        assert!(answers.len() > 3, "three at once are free");
        let refused = answers.last().unwrap();
        assert_eq!(refused.problem(), (429, "rate_limited"));
        let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=2).contains(&seconds));
        assert_eq!(refused.header("ratelimit"), Some(&*format!("\"caller\";r=0;t={seconds}")));
    }
    // Nobody else waits for them; and who is nobody has no pace to be told of.
    assert_eq!(ask(&center, "demo-bo").await.status, 200);
    let nobody = ask(&center, "made-up").await;
    assert_eq!((nobody.status, nobody.header("ratelimit")), (401, None));
    center.close().await;
}

#[actix_web::test]
async fn s28_only_so_many_requests_of_one_address_are_under_way_at_once() {
    let center = open_with(EdgeSettings { under_way_per_address: 2, ..settings() }).await;
    // Two whose bodies do not come.
    let mut waiting = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(center.address).await.unwrap();
        let head = "POST /api/v1/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        waiting.push(stream);
    }
    let mut refused = ask(&center, "demo-sven").await;
    while refused.status == 200 {
        // The two have not been heard of yet.
        refused = ask(&center, "demo-sven").await;
    }
    assert_eq!(refused.problem(), (429, "too_many_at_once"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    let alive = center.http("GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(alive.starts_with("HTTP/1.1 200"), "{alive}");
    let mut first = waiting.pop().unwrap();
    first.write_all(b"{\"a\": 1}!").await.unwrap();
    let mut answer = [0; 64];
    assert!(first.read(&mut answer).await.unwrap() > 0, "it is answered");
    while ask(&center, "demo-sven").await.status == 429 {}
    center.close().await;
}
