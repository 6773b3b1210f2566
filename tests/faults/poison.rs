//! A poison event: a stored event no rule can take. Its subject is set aside and seen, what is said to it is kept, everybody
//! else goes on; and when the cause is mended, the operators release it.
//!
//! Rules that panic cannot be reached from outside, since the program has no way in for that: the hosts' own tests plant
//! them (`actors/tests/supervision.rs`, `neighbours.rs`, `quarantine.rs`).

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::{Value, json};
use switchboard_journal::accounts::Role;

use crate::center::{self, PLATFORM};
use crate::journal::Journal;
use crate::line::Line;
use crate::server::Server;

const SOON: Duration = Duration::from_secs(40);

/// Changes the database beside the server.
fn change(server: &Server, sql: &str) {
    let file = server.data().join("journal.sqlite");
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).expect("a database");
    conn.batch_execute(&format!("PRAGMA busy_timeout = 5000; {sql}")).expect("changed");
}

/// The first text of this session, as it is and as nobody can read it.
fn poison(server: &Server, session: &str, poisoned: bool) {
    let (from, to) = if poisoned { ("message", "nonsense") } else { ("nonsense", "message") };
    change(
        server,
        &format!(
            "UPDATE events SET facts = replace(facts, '{from}_received', '{to}_received') WHERE kind = \
             'message_received' AND stream = (SELECT id FROM streams WHERE name = 'session/{session}')"
        ),
    );
}

/// Says it until it is answered for good; the answer.
async fn says(line: &mut Line, id: &str) -> Value {
    while line.memory.user.is_none() {
        line.next(Duration::from_millis(100)).await;
    }
    let mut frame = line.event("text");
    frame["id"] = json!(id);
    frame["text"] = json!(id);
    line.send(frame).await;
    let by = Instant::now() + SOON;
    loop {
        assert!(Instant::now() < by, "{id} was never answered");
        match line.next(Duration::from_millis(200)).await {
            Some(frame) if frame["id"] == *id && frame["type"] != "text" => return frame,
            _ => {}
        }
    }
}

fn listed(server: &Server) -> (String, Value) {
    let output = server.run(&["quarantine", "list", "--data", "data"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (status, body) = server.call("GET", "/api/v1/quarantine", &center::token("boss"), "", None);
    assert_eq!(status, 200, "{body}");
    let body: Value = serde_json::from_str(&body).expect("JSON");
    (String::from_utf8_lossy(&output.stdout).into_owned(), body["items"].clone())
}

fn release(server: &Server, by: &str, subject: &str) -> u16 {
    let body = json!({"subject": subject});
    server.call("POST", "/api/v1/quarantine/releases", &center::token(by), "", Some(&body)).0
}

/// Waits until this holds of the commands that wait for the session in quarantine; none when nothing is set aside.
fn until(server: &Server, holds: impl Fn(Option<u64>) -> bool) -> Option<u64> {
    let by = Instant::now() + SOON;
    loop {
        let (_, items) = listed(server);
        let waiting = items[0]["waiting"].as_u64();
        if holds(waiting) {
            return waiting;
        }
        assert!(Instant::now() < by, "{items}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn f16_a_poison_event_sets_its_session_aside_and_is_released_with_everything_said_meanwhile() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writes = center::writes(&center::agents(1), 15);
    writes.extend(center::agent("boss", &["line"], 1, Role::Admin));
    center::write(folder.path(), "", writes);
    let mut server = Server::over(folder, false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut poisoned = Line::customer(server.url(), PLATFORM);
    let mut other = Line::customer(server.url(), PLATFORM);
    let session = runtime.block_on(async {
        says(&mut other, "first of the other").await;
        says(&mut poisoned, "first").await["session"].as_str().expect("a session").to_owned()
    });
    let subject = format!("session/{session}");
    server.kill();
    poison(&server, &session, true);
    server.start();

    let answer = runtime.block_on(says(&mut poisoned, "kept"));
    assert_eq!((&answer["type"], &answer["delayed"]), (&json!("ack"), &json!(true)), "{answer}");
    assert_eq!(runtime.block_on(says(&mut other, "unharmed"))["type"], "ack");
    // What is noted of the customer's presence may wait there, too.
    let waiting = until(&server, |waiting| waiting >= Some(1));
    let (said, items) = listed(&server);
    assert!(said.contains(&subject) && said.contains("commands wait"), "{said}");
    assert_eq!((&items[0]["subject"], &items[0]["cause"]), (&json!(subject), &json!("unreadable stream")));
    assert!(server.get("/readyz").expect("an answer").starts_with("HTTP/1.1 200"));
    assert_eq!(release(&server, "agent-1", &subject), 403, "that is not an agent's business");

    // Set aside is set aside, also after a kill; and nothing that was kept is lost by a release that comes too early.
    server.kill_and_restart();
    assert_eq!(release(&server, "boss", &subject), 204);
    let answer = runtime.block_on(says(&mut poisoned, "kept, too"));
    assert_eq!((&answer["type"], &answer["delayed"]), (&json!("ack"), &json!(true)), "{answer}");
    until(&server, |now| now > waiting);

    poison(&server, &session, false);
    assert_eq!(release(&server, "boss", &subject), 204);
    until(&server, |waiting| waiting.is_none());
    assert_eq!(listed(&server).0.trim(), "Nothing is set aside.");
    let answer = runtime.block_on(says(&mut poisoned, "last"));
    assert_eq!((&answer["type"], &answer["session"]), (&json!("ack"), &json!(session)), "{answer}");
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    let texts = journal.events.iter().filter(|event| event.stream == subject);
    let texts: Vec<&str> =
        texts.filter(|event| event.kind == "message_received").map(|event| event.text.as_str()).collect();
    assert_eq!(
        texts,
        ["first", "kept", "kept, too", "last"],
        "each once, in the order in which they were said"
    );
}
