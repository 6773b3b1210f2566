//! A few hundred made-up calls through the real doors, over many connections, with a server that is killed in between: every
//! report is held against what the call board lists of its call, and the board against the reports.

use std::collections::BTreeSet;
use std::pin::pin;

use futures_util::StreamExt;
use serde_json::json;
use switchboard::callers::{Amiss, Cast, Ledger, Lives, Reporter, Said, answer, told};

use crate::phone::{Board, center};
use crate::server::Server;

const OPEN: &str = "open_socket = true\nlisted_for_ms = 0";

fn lives(at_once: usize) -> Lives {
    let agents = ["anna", "bertil", "cecilia", "david", "somebody@example.org"].map(str::to_owned).into();
    let queues = vec!["kundservice".to_owned(), "900".to_owned()];
    Lives::new(11, "1463669263", Cast { at_once, agents, queues })
}

/// Reports until so many calls were begun, or everybody came to their end.
async fn play(reporter: &Reporter, lives: &mut Lives, until: u64, ledger: &mut Ledger) {
    let is_over = move |lives: &Lives| lives.begun() >= until;
    let mut reported = pin!(reporter.report_all(told(lives, None, is_over)));
    while let Some((said, _, answered)) = reported.next().await {
        ledger.note(&said, answer(&answered));
    }
}

/// What is amiss of all calls.
async fn held(server: &Server, ledger: &Ledger) -> Amiss {
    let mut board = Board::open(server).await;
    let mut amiss = Amiss::default();
    for call in ledger.calls() {
        amiss += ledger.hold(call, &board.events(call).await);
    }
    let known: BTreeSet<&str> = ledger.calls().collect();
    for call in board.calls(json!({})).await {
        let call = call["aggregate_id"].as_str().expect("an id");
        assert!(known.contains(call), "{call} was never reported");
    }
    amiss
}

#[tokio::test]
async fn three_hundred_calls_are_kept_event_by_event() {
    let mut server = center(OPEN);
    let (reporter, mut ledger, mut lives) = (Reporter::new(server.url(), None), Ledger::default(), lives(60));
    play(&reporter, &mut lives, 300, &mut ledger).await;
    lives.close();
    play(&reporter, &mut lives, u64::MAX, &mut ledger).await;
    let (kept, again, unsure) = ledger.counts();
    assert_eq!(unsure, 0, "everything is answered with its number");
    assert!(kept > 1_500 && again > 20, "{kept} kept, {again} known again");
    assert!(held(&server, &ledger).await.is_nothing(), "{:?}", held(&server, &ledger).await);
    let mut board = Board::open(&server).await;
    let over = board.calls(json!({"state": "FINISHED"})).await;
    assert_eq!(over.len(), 300, "everybody came to their end");
    drop((board, reporter));
    server.stop();
    server.assert_sound();
}

#[tokio::test]
async fn a_killed_server_has_kept_whatever_it_answered_and_knows_again_what_comes_again() {
    let mut server = center(OPEN);
    let (mut ledger, mut lives) = (Ledger::default(), lives(30));
    let mut unsure: Vec<Said> = Vec::new();
    for round in 1..=3 {
        let reporter = Reporter::new(server.url(), None);
        let is_over = move |lives: &Lives| lives.begun() >= round * 40;
        {
            let mut reported = pin!(reporter.report_all(told(&mut lives, None, is_over)));
            let mut heard = 0;
            while let Some((said, _, answered)) = reported.next().await {
                ledger.note(&said, answer(&answered));
                heard += 1;
                if heard == 60 {
                    server.kill();
                }
                if answered.is_err() {
                    unsure.push(said);
                }
            }
        }
        server.start();
        assert!(
            held(&server, &ledger).await.is_nothing(),
            "after kill {round}: {:?}",
            held(&server, &ledger).await
        );
    }
    // A provider that asked again would be answered, and nothing would be there twice that cannot happen twice.
    assert!(!unsure.is_empty(), "somebody was not answered");
    let reporter = Reporter::new(server.url(), None);
    for said in unsure.into_iter().filter(|said| said.report["type"] == "call.new") {
        let answered = reporter.report(&said.report).await;
        ledger.note(&Said { is_again: true, ..said }, answer(&answered));
    }
    assert!(held(&server, &ledger).await.is_nothing());
    lives.close();
    play(&reporter, &mut lives, u64::MAX, &mut ledger).await;
    assert!(held(&server, &ledger).await.is_nothing());
    server.stop();
    server.assert_sound();
}

#[test]
fn calls_are_played_by_the_command_until_their_time_is_over() {
    let server = center(OPEN);
    let url = server.url().to_string();
    let played = server.run(&[
        "play",
        "--calls",
        "20",
        "--per-second",
        "200",
        "--seconds",
        "1",
        "--server",
        &url,
        "--queue",
        "kundservice",
    ]);
    let said = String::from_utf8_lossy(&played.stdout);
    assert!(played.status.success(), "{said}{}", String::from_utf8_lossy(&played.stderr));
    assert!(said.contains(" calls: ") && said.contains(", 0 of which it is not known."), "{said}");
    let calls = server.exported().iter().filter(|event| event["kind"] == "reported").count();
    let kept = format!(" calls: {calls} reports kept");
    assert!(said.contains(&kept), "{kept} of {said}");
    let refused = server.run(&["play", "--calls", "1", "--server", &url, "--secret", "x", "--seconds", "0"]);
    assert!(refused.status.success(), "a secret nobody asked for is no harm");
}
