//! Odd and hostile JSON over the sockets: refused by name, and the connection goes on (faults F25 to F27).

use serde_json::json;

use super::doors::{Center, settings};

#[actix_web::test]
async fn f27_however_deep_the_nesting_it_is_refused_and_nothing_overflows() {
    let center = Center::open(settings()).await;
    let (mut socket, _) = center.customer("deep").await;
    for depth in [100, 1_000, 10_000, 60_000] {
        for frame in
            ["[".repeat(depth), format!("{{\"type\":\"text\",\"text\":{}", "{\"a\":".repeat(depth / 6))]
        {
            socket.send_text(&frame).await;
            let refused = socket.wait_for("refused").await;
            assert!(matches!(refused["code"].as_str(), Some("bad_json" | "bad_event")), "{depth}: {refused}");
        }
    }
    let closed = format!("{{\"type\":\"heartbeat\",\"more\":{}{}}}", "[".repeat(120), "]".repeat(120));
    socket.send_text(&closed).await;
    socket
        .send(&json!({"type": "text", "platformId": "demo-web", "userId": "deep", "text": "still here"}))
        .await;
    socket.wait_for("ack").await;
    center.close().await;
}

#[actix_web::test]
async fn f26_odd_json_is_refused_by_name_and_changes_nothing() {
    let center = Center::open(settings()).await;
    let (mut socket, _) = center.customer("odd").await;
    let before = center.position();
    for frame in [
        "",
        "null",
        "NaN",
        "[]",
        "\"text\"",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":NaN}",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":1e400}",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":\"\\ud800\"}",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":\"a\"",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":\"a\"}}",
        "{\"type\":\"text\",\"platformId\":\"demo-web\",\"userId\":\"odd\",\"text\":'a'}",
        "{type:\"text\"}",
        "{\"type\":\"text\",,}",
        "{\"type\":[\"text\"]}",
        "\u{feff}{\"type\":\"heartbeat\"}",
    ] {
        socket.send_text(frame).await;
        let refused = socket.wait_for("refused").await;
        assert!(matches!(refused["code"].as_str(), Some("bad_json" | "bad_event")), "{frame}: {refused}");
    }
    assert_eq!(center.position(), before);
    center.close().await;
}
