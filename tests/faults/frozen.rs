//! A process that stands still, as a machine does that is frozen or paused: when it goes on, nobody is taken for gone.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use switchboard_journal::accounts::AccountWrite;

use crate::center;
use crate::checker::assert_holds;
use crate::dials;
use crate::journal::Journal;
use crate::kills::told;
use crate::people::crowd_while;
use crate::server::Server;

const CUSTOMERS: usize = 12;
const AGENTS: usize = 3;

/// A frozen machine takes longer than everybody's patience here.
const SETTINGS: &str = "ping_after_ms = 700\ndead_after_ms = 3000\n[agents]\noffer_patience_ms = 1000\n\
                        reach_patience_ms = 1500\nsessions_patience_ms = 1000\n";
const PATIENCE: [(&str, u64); 3] =
    [("unstable_after_ms", 5_500), ("lost_after_ms", 6_000), ("lost_for_ms", 1_000)];

/// The center of the stories, with little patience.
fn impatient(agents: &[String]) -> Vec<AccountWrite> {
    let mut writes = center::writes(agents, 15);
    for write in &mut writes {
        match write {
            AccountWrite::Platform { values, .. } => {
                let mut times: Value = serde_json::to_value(&values.times).expect("times");
                for (name, time) in PATIENCE {
                    times[name] = json!(time);
                }
                values.times = serde_json::from_value(times).expect("times");
            }
            AccountWrite::Queue { queue, .. } => {
                let name = queue.as_str().to_owned();
                let values = json!({"name": "The line", "accept_within_ms": 3_000});
                *write = center::queue(&name, values);
            }
            _ => {}
        }
    }
    writes
}

#[test]
fn f13_who_stood_still_takes_nobody_for_gone_and_closes_no_socket() {
    let frozen = dials::time(Duration::from_secs(8));
    let agents = center::agents(AGENTS);
    let folder = tempfile::tempdir().expect("a folder");
    center::write(folder.path(), SETTINGS, impatient(&agents));
    let mut server = Server::over(folder, false);
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, dials::seed(), |_| {
        for _ in 0..2 {
            std::thread::sleep(Duration::from_secs(2));
            server.signal(Signal::STOP);
            std::thread::sleep(frozen);
            server.signal(Signal::CONT);
        }
        std::thread::sleep(Duration::from_secs(3));
    });
    server.stop();
    server.assert_sound();
    let exported = server.exported();
    let journal = Journal::read(&exported);
    assert_holds(&history, &journal);
    println!("frozen twice for {frozen:?}; {}", told(&history, &journal));
    let taken_for_gone: Vec<&Value> = exported.iter().filter(|event| is_expiry(event)).collect();
    assert!(taken_for_gone.is_empty(), "{} of them: {:?}", taken_for_gone.len(), taken_for_gone.first());
    for client in &history.clients {
        assert!(client.saw.iter().all(|saw| saw.connection == 1), "{} was cut off", client.name);
    }
    let log = server.log_text();
    assert_eq!(log.matches("the process stood still").count(), 2, "and says so");
}

/// What happens to those who are taken for gone.
fn is_expiry(event: &Value) -> bool {
    let facts = event["facts"].as_str().unwrap_or_default();
    match event["kind"].as_str().unwrap_or_default() {
        "unreachable" | "session_given_up" | "returned" => true,
        "presence_changed" => facts.contains("\"lost\"") || facts.contains("\"unstable\""),
        "offer_ended" => facts.contains("expired") || facts.contains("connection_gone"),
        "closed" => facts.contains("customer_lost"),
        _ => false,
    }
}
