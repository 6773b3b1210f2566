//! A disk with too little room: said aloud to people, and forgotten as soon as there is room again.

use serde_json::{Value, json};

use super::doors::{Center, settings};

fn text(id: &str) -> Value {
    json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": id, "text": format!("text {id}")})
}

#[actix_web::test]
async fn what_people_send_is_refused_while_there_is_no_room_and_what_was_stored_stays_stored() {
    let center = Center::open(settings()).await;
    let (mut socket, _) = center.customer("u1").await;
    socket.send(&text("m1")).await;
    let stored = socket.wait_for("ack").await;
    let (mut anna, _) = center.console("demo-anna").await;

    center.journal.set_short_of_space(true);
    socket.send(&text("m2")).await;
    let refused = socket.wait_for("refused").await;
    assert_eq!((&refused["id"], &refused["code"]), (&json!("m2"), &json!("disk_full")), "{refused}");
    assert!(refused["retryAfter"].as_u64().is_some_and(|seconds| seconds > 0), "{refused}");
    socket.send(&text("m1")).await;
    let again = socket.wait_for("ack").await;
    assert_eq!(
        (&again["session"], &again["seq"]),
        (&stored["session"], &stored["seq"]),
        "a resend is answered"
    );
    anna.send(&json!({"type": "open", "id": "o", "session": stored["session"]})).await;
    anna.wait_for("event").await;

    center.journal.set_short_of_space(false);
    socket.send(&text("m2")).await;
    let ack = socket.wait_for("ack").await;
    assert_eq!(ack["id"], "m2", "{ack}");
    center.close().await;
}
