//! A client that stops reading costs little, harms nobody, is closed, and resumes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::time::Duration;

use doors::client::Socket;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_edge::EdgeSettings;

/// 10 KB each: more than the kernel, the window and the backlog take together.
const ROUNDS: usize = 800;

/// Resident memory of this process, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn text(user: &str, id: usize) -> Value {
    let words = "slow ".repeat(2_000);
    json!({"type": "text", "platformId": "demo-web", "userId": user, "id": id.to_string(), "text": words})
}

#[actix_web::test]
async fn a_reader_that_stops_is_closed_and_resumes_while_others_go_on() {
    // Nobody is closed for being silent here: only for not keeping up.
    let limits = EdgeSettings { dead_after: Duration::from_secs(600), ..settings() };
    let center = Center::open(limits).await;
    let (mut writer, hello) = center.customer("u1").await;
    let again = json!({"type": "hello", "platformId": "demo-web", "token": hello["token"]});
    writer.send(&text("u1", 0)).await;
    let session = writer.wait_for("ack").await["session"].clone();

    let mut frozen = Socket::with_small_buffer(center.address).await;
    frozen.send(&again).await;
    // It has everything there is, and from here on reads nothing.
    while tokio::time::timeout(Duration::from_millis(300), frozen.numbered()).await.is_ok() {}
    let open = center.doors.connections();
    let mut slowest = Duration::ZERO;
    let mut warm = 0;
    for number in 1..=ROUNDS {
        let begun = std::time::Instant::now();
        let id = number.to_string();
        writer.send(&text("u1", number)).await;
        while writer.wait_for("ack").await["id"] != json!(id) {}
        slowest = slowest.max(begun.elapsed());
        if number == ROUNDS / 8 {
            warm = memory();
        }
    }
    let grown = memory().saturating_sub(warm);
    assert!(slowest < Duration::from_secs(2), "the writer waited {slowest:?}");
    // What a frozen client may have waiting is bounded in bytes: a window on its way, its copy being written, and as
    // much again behind it. The journal's caches grow a little, too.
    assert!(grown < 8 * 1024, "memory grew by {grown} KiB");
    doors::until("its seat is free", || center.doors.connections() < open).await;

    let mut back = center.knock().await;
    let mut resume = again.clone();
    resume["session"] = session;
    resume["after"] = json!(1);
    back.send(&resume).await;
    assert_eq!(back.next().await["type"], "hello");
    let mut number = 2;
    let mut words = 0;
    while words < ROUNDS {
        let frame = back.numbered().await;
        assert_eq!(frame["seq"], number);
        number += 1;
        words += usize::from(frame["direction"] == "inbound");
    }
    center.close().await;
}
