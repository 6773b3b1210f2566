//! Boards for those who may see them, and lists agents pick from, through the real door.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_core::effect::{QueueValues, WayOfWork};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::{Accounted, Journal, Request};

/// The support queue becomes a list that agents take from.
async fn becomes_a_list(center: &Center) {
    let values = QueueValues { way: WayOfWork::Pick, ..QueueValues::named("Support") };
    let (workspace, queue) = ("demo".parse().unwrap(), "support".parse().unwrap());
    let (done, kept) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome| {
        let _ = done.send(outcome);
    });
    let write = AccountWrite::Queue { workspace, queue, values };
    center.journal.submit(Request::Account { write, reply }).unwrap();
    let kept: Accounted = kept.await.unwrap().unwrap();
    let before = center.position();
    center.living.house.carry(kept.owed);
    doors::until("the queue knows", || center.position() > before).await;
}

fn text(user: &str, id: &str) -> Value {
    json!({"type": "text", "platformId": "demo-web", "userId": user, "id": id, "text": "hello"})
}

#[actix_web::test]
async fn an_agent_who_is_away_picks_and_writes_and_a_late_one_learns_the_name() {
    let center = Center::open(settings()).await;
    becomes_a_list(&center).await;
    let (mut anna, _) = center.console("demo-anna").await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m1")).await;
    customer.wait_for("system_text").await;
    let row = anna.wait_for("row").await;
    let session = row["row"]["session"].clone();
    anna.hears_nothing_of("offer", Duration::from_millis(50)).await;

    let pick = |id: &str| json!({"type": "pick", "id": id, "session": session});
    let (mut sven, _) = center.console("demo-sven").await;
    sven.send(&pick("p1")).await;
    assert_eq!(sven.wait_for("refused").await["code"], "unknown_agent", "does not serve it");
    anna.send(&pick("p1")).await;
    anna.wait_for("assigned").await;
    anna.send(&json!({"type": "say", "id": "s", "session": session, "text": "let me look"})).await;
    assert_eq!(customer.wait_for("text").await["text"], "let me look");
    anna.send(&json!({"type": "pick", "id": "p2", "session": "018f6b1e-7c3a-7000-8000-0000000000a7"})).await;
    assert_eq!(anna.wait_for("refused").await["code"], "not_found");
    let (mut stranger, _) = center.console("other-anna").await;
    stranger.send(&pick("p1")).await;
    assert_eq!(stranger.wait_for("refused").await["code"], "not_found", "another workspace's");
    center.close().await;
}

#[actix_web::test]
async fn an_offering_queue_is_not_picked_from() {
    let center = Center::open(settings()).await;
    let (mut anna, _) = center.console("demo-anna").await;
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m1")).await;
    let session = anna.wait_for("row").await["row"]["session"].clone();
    customer.wait_for("system_text").await;
    anna.send(&json!({"type": "pick", "id": "p", "session": session})).await;
    assert_eq!(anna.wait_for("refused").await["code"], "not_pick_queue");
    anna.send(&json!({"type": "finish_wrap_up", "id": "w", "session": session})).await;
    assert_eq!(anna.wait_for("refused").await["code"], "not_writing_up");
    center.close().await;
}

#[actix_web::test]
async fn a_supervisor_sees_the_boards_and_an_agent_does_not() {
    let center = Center::open(settings()).await;
    let (mut sven, _) = center.console("demo-sven").await;
    let board = sven.wait_for("queue").await;
    assert_eq!(
        (&board["row"]["queue"], &board["row"]["waiting"], &board["row"]["open"], &board["row"]["working"]),
        (&json!("support"), &json!(0), &json!(true), &json!(0))
    );
    for name in ["anna", "bo", "robot", "sven"] {
        let agent = sven.wait_for("agent").await;
        assert_eq!(
            (&agent["row"]["agent"], &agent["row"]["capacities"]),
            (&json!(name), &json!({"chat": 3}))
        );
    }
    let (mut anna, _) = center.console("demo-anna").await;
    anna.send(&json!({"type": "away", "id": "a", "reason": "lunch"})).await;
    loop {
        let agent = sven.wait_for("agent").await;
        if agent["row"]["agent"] == "anna" && agent["row"]["reason"] == "lunch" {
            break;
        }
    }
    let (mut customer, _) = center.customer("u1").await;
    customer.send(&text("u1", "m1")).await;
    loop {
        if sven.wait_for("queue").await["row"]["waiting"] == 1 {
            break;
        }
    }
    anna.hears_nothing_of("queue", Duration::from_millis(50)).await;
    // A fresh snapshot for whoever connects now.
    let (mut again, _) = center.console("demo-sven").await;
    assert_eq!(again.wait_for("queue").await["row"]["waiting"], 1);
    center.close().await;
}
