//! The server looks at itself: what stays wrong is told with the subject's last events, and when it is over; and a busy house
//! is never accused.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::json;
use switchboard_core::Subject;
use switchboard_journal::accounts::Role;
use switchboard_journal::{Journal, Options, Request, SqliteJournal};

use crate::center::{self, PLATFORM, token};
use crate::line::Line;
use crate::people::crowd_while;
use crate::server::{Server, free_address};

/// What does not come within this time never will.
const SOON: Duration = Duration::from_secs(30);

/// Looks often, and is soon out of patience.
fn settings(inside: std::net::SocketAddr, patience_ms: u64) -> String {
    format!(
        "[server]\nmetrics_listen = \"{inside}\"\n[agents]\nreach_patience_ms = 1000\n\
         [vigil]\nevery_ms = 100\npatience_ms = {patience_ms}\n"
    )
}

/// A subject of a stopped server is set aside, as after five falls.
fn set_aside(data: &Path, subject: Subject) {
    let fatal = |error| panic!("the journal failed: {error}");
    let (journal, _views) = SqliteJournal::open(data, &Options::default(), fatal).expect("a journal");
    let (answer, answered) = mpsc::channel();
    let reply = Box::new(move |outcome| {
        let _ = answer.send(outcome);
    });
    let cause = Some("planted".to_owned());
    journal.submit(Request::Quarantine { subject, cause, reply }).expect("taken in");
    answered.recv().expect("answered").expect("noted");
    journal.stop();
}

/// The agent's line is kept alive until this is so.
async fn until(anna: &mut Line, what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < SOON, "never: {what}");
        anna.next(Duration::from_millis(100)).await;
    }
}

fn figure(inside: std::net::SocketAddr, name: &str) -> Option<f64> {
    let figures = crate::operations::get(inside, "/metrics");
    figures.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
}

const WAITS: &str = "switchboard_invariant_violations_total{invariant=\"somebody_waits\"}";

#[test]
fn who_waits_beside_somebody_free_is_an_alarm_until_it_is_put_right() {
    let (folder, inside) = (tempfile::tempdir().expect("a folder"), free_address());
    let mut writes = center::writes(&["anna".to_owned()], 2);
    writes.extend(center::agent("olle", &[], 0, Role::Owner));
    center::write(folder.path(), &settings(inside, 500), writes);
    let mut server = Server::over(folder, false);
    server.stop();
    let line = Subject::Queue(center::workspace(), "line".parse().expect("a slug"));
    set_aside(&server.data(), line.clone());
    server.start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut anna = Line::agent(server.url(), &token("anna"));
        anna.send(json!({"type": "ready", "id": "ready"})).await;
        let mut customer = Line::customer(server.url(), PLATFORM);
        while customer.memory.user.is_none() {
            customer.next(Duration::from_millis(100)).await;
        }
        let mut text = customer.event("text");
        (text["id"], text["text"]) = (json!("1"), json!("canary"));
        customer.send(text).await;
        until(&mut anna, "the alarm", || figure(inside, WAITS) == Some(1.0)).await;

        let status = server.get("/status").expect("an answer");
        assert!(status.contains("\"degraded\""), "{status}");
        assert!(status.contains("{\"name\":\"invariants\",\"ok\":false}"), "{status}");
        assert!(server.get("/readyz").expect("an answer").starts_with("HTTP/1.1 200"), "work goes on");
        let detail = crate::operations::get(inside, "/status");
        assert!(detail.contains("\"violations\":{\"somebody_waits\":1}"), "{detail}");
        let log = server.log_text();
        let alarm = log.lines().find(|line| line.contains("an invariant is broken")).expect("a line");
        for word in ["ERROR", "somebody_waits", "session/", "while anna is free", " queued"] {
            assert!(alarm.contains(word), "{word}: {alarm}");
        }
        assert!(!alarm.contains("canary"), "{alarm}");

        let release = json!({"subject": line.to_string()});
        let released = server.call("POST", "/api/v1/quarantine/releases", &token("olle"), "", Some(&release));
        assert!(released.0 < 300, "{released:?}");
        until(&mut anna, "its end", || server.log_text().contains("the invariant holds again")).await;
        assert_eq!(figure(inside, WAITS), Some(1.0), "told once");
        assert_eq!(figure(inside, "switchboard_invariants_broken"), Some(0.0));
        assert!(server.get("/status").expect("an answer").contains("\"status\":\"ok\""));
    });
    server.stop();
}

#[test]
fn a_busy_house_and_one_that_was_killed_are_accused_of_nothing() {
    let (folder, inside) = (tempfile::tempdir().expect("a folder"), free_address());
    let agents = center::agents(4);
    // Fewer slots than customers: somebody always waits, and somebody is always just free.
    center::write(folder.path(), &settings(inside, 2_000), center::writes(&agents, 3));
    let mut server = Server::over(folder, false);
    let url = server.url();
    crowd_while(&url, 30, &agents, 4, |_| {
        for _ in 0..2 {
            std::thread::sleep(Duration::from_secs(4));
            server.kill_and_restart();
        }
        std::thread::sleep(Duration::from_secs(6));
    });
    assert!(figure(inside, "switchboard_vigil_seconds_count").is_some_and(|looks| looks > 20.0), "it looked");
    server.stop();
    server.assert_sound();
}
