//! A rush of customers: more lines and words change at once than a console may have waiting. A console that reads is not
//! closed for it; it reads from the journal what came too fast.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use std::collections::BTreeMap;
use std::sync::Arc;

use doors::client::Socket;
use doors::{Center, settings};
use serde_json::{Value, json};
use switchboard_actors::{Shown, ShownRow, Topic};
use switchboard_core::machine::Row;
use switchboard_edge::EdgeSettings;

const CUSTOMERS: usize = 40;
/// Customers who talk all at once, and how many words each has on their way.
const TALKERS: usize = 12;
const WORDS: usize = 5;

fn narrow() -> EdgeSettings {
    EdgeSettings { window: 2, backlog: 16, ..settings() }
}

fn said(user: &str, kind: &str, id: &str) -> Value {
    json!({"type": kind, "platformId": "demo-web", "userId": user, "id": id, "text": id})
}

/// Reads until as many lines are on the screen.
async fn lines(console: &mut Socket, lines: &mut BTreeMap<String, String>, wanted: usize) {
    while lines.len() != wanted {
        let frame = console.next().await;
        let session = || frame["session"].as_str().or(frame["row"]["session"].as_str()).unwrap().to_owned();
        match frame["type"].as_str().unwrap() {
            "row" => {
                lines.insert(session(), frame["row"]["standing"].to_string());
            }
            "gone" => {
                lines.remove(&session());
            }
            _ => {}
        }
    }
}

/// Every open line shown once more, at once, as if each had changed.
fn show_all_again(center: &Center) {
    let desk = Topic::Desk("demo".parse().unwrap());
    let open = center.views.open_sessions(None).unwrap();
    assert_eq!(open.len(), CUSTOMERS);
    let position = center.position();
    for listed in open {
        let row = Row::Session(listed.row);
        center.living.house.directory.show(&desk, &Shown::Row(Arc::new(ShownRow { position, row })));
    }
}

#[actix_web::test]
async fn a_console_that_reads_is_not_closed_for_what_comes_too_fast() {
    let center = Center::open(narrow()).await;
    let (mut anna, _) = center.console("demo-anna").await;
    let mut customers = Vec::new();
    for number in 0..CUSTOMERS {
        let user = format!("u{number}");
        customers.push((center.customer(&user).await.0, user));
    }
    for (customer, user) in &mut customers {
        customer.send(&said(user, "text", "first")).await;
    }
    let mut screen = BTreeMap::new();
    lines(&mut anna, &mut screen, CUSTOMERS).await;
    assert!(screen.values().all(|standing| standing.contains("queued")), "{screen:?}");

    show_all_again(&center);
    for (customer, user) in &mut customers {
        customer.send(&said(user, "client_left", "last")).await;
    }
    lines(&mut anna, &mut screen, 0).await;
    center.close().await;
}

#[actix_web::test]
async fn words_that_come_too_fast_are_read_from_the_journal_without_a_gap() {
    let center = Center::open(narrow()).await;
    let (mut anna, _) = center.console("demo-anna").await;
    let (mut customers, mut heard) = (Vec::new(), BTreeMap::new());
    for number in 0..TALKERS {
        let user = format!("u{number}");
        let (mut customer, _) = center.customer(&user).await;
        customer.send(&said(&user, "text", "first")).await;
        let session = customer.wait_for("ack").await["session"].as_str().unwrap().to_owned();
        anna.send(&json!({"type": "open", "id": user, "session": session})).await;
        heard.insert(session, 0);
        customers.push((customer, user));
    }
    for round in 1..=10 {
        for word in 0..WORDS {
            for (customer, user) in &mut customers {
                customer.send(&said(user, "text", &format!("{round}-{word}"))).await;
            }
        }
        // Their first words besides.
        let all = TALKERS * (1 + round * WORDS);
        while heard.values().sum::<usize>() < all {
            let event = anna.wait_for("event").await;
            if event["event"]["kind"] == "message_received" {
                let nth = heard.get_mut(event["session"].as_str().unwrap()).unwrap();
                let words = match *nth {
                    0 => "first".to_owned(),
                    nth => format!("{}-{}", 1 + (nth - 1) / WORDS, (nth - 1) % WORDS),
                };
                assert_eq!(event["content"]["text"], words, "as it was said, without a gap");
                *nth += 1;
            }
        }
    }
    center.close().await;
}
