//! The server that looks at itself, while it is hindered: under a full disk, on its way out, and with thousands of overdue
//! wake-ups before it, it accuses nobody; and what is wrong indeed it tells as soon as it could be put right.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use rustix::io::Errno;
use rustix::process::Signal;
use serde_json::json;
use switchboard_core::Subject;
use switchboard_journal::accounts::Role;
use switchboard_journal::{Journal, Options, Request, SqliteJournal};

use crate::center::{self, PLATFORM, token};
use crate::line::Line;
use crate::nth_sync::ends;
use crate::people::crowd_while;
use crate::server::{Server, free_address};
use crate::shim::Shim;

/// What does not come within this time never will.
const SOON: Duration = Duration::from_secs(60);
/// Long enough for whoever is out of patience.
const LONG: Duration = Duration::from_secs(7);
/// Wake-ups that are overdue at a start.
const OVERDUE: usize = 2_000;
const ALARM: &str = "an invariant is broken";

/// Looks often, and is soon out of patience.
const SETTINGS: &str = "[agents]\nreach_patience_ms = 1000\n[vigil]\nevery_ms = 100\npatience_ms = 3000\n";

/// A center with such a vigil, on a disk that obeys.
fn watched(agents: &[String]) -> (Server, Shim) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writes = center::writes(agents, 15);
    writes.extend(center::agent("olle", &[], 0, Role::Owner));
    center::write(folder.path(), SETTINGS, writes);
    let shim = Shim::in_folder(folder.path());
    let mut server = Server::unstarted(free_address(), folder, false);
    server.set_environment(shim.environment());
    (server, shim)
}

fn alarms(server: &Server) -> usize {
    server.log_text().matches(ALARM).count()
}

/// What supervisors are shown.
fn listed(server: &Server) -> serde_json::Value {
    let (status, body) = server.call("GET", "/api/v1/live/alarms", &token("olle"), "", None);
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

/// Who gives the sessions out is set aside: from now on somebody waits beside somebody free.
fn set_the_line_aside(server: &Server) {
    let line = Subject::Queue(center::workspace(), "line".parse().expect("a slug"));
    let fatal = |error| panic!("the journal failed: {error}");
    let (journal, _views) =
        SqliteJournal::open(&server.data(), &Options::default(), fatal).expect("a journal");
    let cause = Some("planted".to_owned());
    journal.submit(Request::Quarantine { subject: line, cause, reply: Box::new(|_| {}) }).expect("taken in");
    journal.stop();
}

async fn says(customer: &mut Line, id: &str) {
    while customer.memory.user.is_none() {
        customer.next(Duration::from_millis(100)).await;
    }
    let mut text = customer.event("text");
    (text["id"], text["text"]) = (json!(id), json!("canary"));
    customer.send(text).await;
}

/// Both read for a while.
async fn read(lines: &mut [Line; 2], time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        for line in &mut *lines {
            line.next(Duration::from_millis(50)).await;
        }
    }
}

/// An agent who is ready, and a customer who waits; both are stored.
async fn somebody_waits(server: &Server) -> [Line; 2] {
    let mut anna = Line::agent(server.url(), &token("anna"));
    anna.send(json!({"type": "ready", "id": "ready"})).await;
    let mut customer = Line::customer(server.url(), PLATFORM);
    says(&mut customer, "first").await;
    let mut lines = [anna, customer];
    read(&mut lines, Duration::from_millis(1_500)).await;
    lines
}

async fn until_told(server: &Server, lines: &mut [Line; 2]) {
    let began = Instant::now();
    while alarms(server) == 0 {
        assert!(began.elapsed() < SOON, "it is silent about what is wrong");
        read(lines, Duration::from_millis(100)).await;
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn sessions(server: &Server) -> String {
    let ask = |path| server.call("GET", path, &token("olle"), "", None).1;
    format!("{} {}", ask("/api/v1/sessions"), ask("/api/v1/live/agents"))
}

#[test]
fn a_full_disk_is_no_reason_for_an_alarm_and_hides_none() {
    let (mut server, shim) = watched(&["anna".to_owned()]);
    // The line is told what it is, and that it is open.
    server.start();
    server.stop();
    set_the_line_aside(&server);
    server.start();
    runtime().block_on(async {
        let mut lines = somebody_waits(&server).await;
        shim.fail_writes(Errno::NOSPC.raw_os_error());
        let began = Instant::now();
        for number in 0.. {
            says(&mut lines[1], &number.to_string()).await;
            read(&mut lines, Duration::from_millis(200)).await;
            if began.elapsed() > LONG {
                break;
            }
        }
        assert!(shim.refused() > 0, "nobody wrote");
        assert_eq!(alarms(&server), 0, "nothing could be put right: {}", server.log_text());
        shim.heal();
        // Who goes on talking is there; whoever is silent long enough counts as lost, and nobody waits then.
        let began = Instant::now();
        for number in 1_000.. {
            if alarms(&server) > 0 {
                break;
            }
            assert!(began.elapsed() < SOON, "it is silent about what is wrong: {}", sessions(&server));
            says(&mut lines[1], &number.to_string()).await;
            read(&mut lines, Duration::from_millis(500)).await;
        }
    });
    server.stop();
}

#[test]
fn a_house_on_its_way_out_accuses_nobody() {
    let agents = center::agents(3);
    let (mut server, _shim) = watched(&agents);
    server.start();
    let url = server.url();
    crowd_while(&url, 20, &agents, 7, |_| {
        for _ in 0..3 {
            std::thread::sleep(Duration::from_secs(2));
            server.signal(Signal::TERM);
            assert_eq!(ends(&mut server), Some(0));
            server.start();
        }
        std::thread::sleep(Duration::from_secs(1));
    });
    assert_eq!(alarms(&server), 0, "{}", server.log_text());
    assert_eq!(listed(&server)["items"], json!([]));
    server.stop();
    server.assert_sound();
}

#[test]
fn two_thousand_overdue_wake_ups_at_a_start_are_no_alarm_and_hide_none() {
    let (mut server, _shim) = watched(&["anna".to_owned()]);
    server.start();
    let url = server.url();
    crowd_while(&url, 10, &["anna".to_owned()], 7, |_| std::thread::sleep(Duration::from_secs(2)));
    server.stop();
    set_the_line_aside(&server);
    // As after a long standstill: everything is due at once, also of sessions that never came to be.
    let file = server.data().join("journal.sqlite");
    let mut conn = SqliteConnection::establish(file.to_str().expect("a path")).expect("a database");
    let mut sql = |words: &str| diesel::sql_query(words).execute(&mut conn).expect("written");
    let numbers =
        format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OVERDUE})");
    sql(&format!(
        "{numbers} INSERT INTO streams (name) SELECT printf('session/01900000-0000-7000-8000-%012x', i) FROM n"
    ));
    let due = sql(
        "INSERT OR REPLACE INTO wakeups (stream, at) SELECT id, 1 FROM streams WHERE name LIKE 'session/%'",
    );
    assert!(due >= OVERDUE, "{due}");
    drop(conn);
    server.start();
    std::thread::sleep(LONG);
    assert_eq!(alarms(&server), 0, "{}", server.log_text());
    runtime().block_on(async {
        let mut lines = somebody_waits(&server).await;
        until_told(&server, &mut lines).await;
    });
    let listed = listed(&server);
    let alarm = &listed["items"][0];
    assert_eq!(alarm["invariant"], "somebody_waits", "{listed}");
    let events = alarm["events"].as_array().expect("events");
    assert!(!events.is_empty() && events.iter().all(|event| event["seq"].is_u64()), "{listed}");
    assert!(!listed.to_string().contains("canary"), "nobody's words: {listed}");
    server.stop();
}
