//! I27, S36, S37: a person is exported whole, erased over the API or by the command, and is in no file after that; also
//! when the process is killed in between. Others keep everything.

use std::fs;
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use switchboard_core::{CustomerKey, PlatformId, Timestamp, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, Credential, Role};
use switchboard_journal::audit::By;
use switchboard_journal::customers::CustomerWrite;
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::{Journal, Options, Request, SqliteJournal, open};

use crate::center::{PLATFORM, agents, furnish};
use crate::line::Line;
use crate::server::Server;

const OWNER: &str = "owner-token-of-a-story";
/// What the person says and is called: each once unmistakable.
const CANARIES: [&str; 5] = ["canary-user", "canary-text", "canary-name", "canary-mail", "canary-attribute"];

/// A center with an owner who signs in by a token.
fn center() -> Server {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path(), &agents(1), 1);
    let credential = Credential {
        workspace: "story".parse().unwrap(),
        agent: "agent-1".parse().unwrap(),
        role: Role::Owner,
    };
    let hash = Sha256::digest(OWNER.as_bytes()).into();
    let write = AccountWrite::Credential { hash, credential };
    written(&folder.path().join("data"), |reply| Request::Account { write, reply });
    Server::over(folder, false)
}

/// Written into a folder no server uses.
fn written<T: Send + 'static>(
    data: &Path,
    request: impl FnOnce(Box<dyn FnOnce(Result<T, switchboard_journal::JournalError>) + Send>) -> Request,
) -> T {
    let (journal, _) = SqliteJournal::open(data, &Options::default(), |error| panic!("{error}")).unwrap();
    let (told, answered) = mpsc::channel();
    journal.submit(request(Box::new(move |outcome| drop(told.send(outcome))))).unwrap();
    let outcome = answered.recv().unwrap().unwrap();
    journal.stop();
    outcome
}

/// A customer says something, and hears that it is remembered.
pub fn says(server: &Server, platform: &str, user: &str, text: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut line = Line::customer(server.url(), platform);
        line.memory.greeting.insert("userId".to_owned(), json!(user));
        let by = Instant::now() + Duration::from_secs(30);
        while line.memory.user.is_none() {
            assert!(Instant::now() < by, "no hello");
            line.next(Duration::from_millis(100)).await;
        }
        let mut frame = line.event("text");
        frame["id"] = json!(format!("{user}-1"));
        frame["text"] = json!(text);
        line.send(frame).await;
        loop {
            assert!(Instant::now() < by, "no answer");
            let heard = line.next(Duration::from_millis(100)).await;
            if heard.is_some_and(|frame| frame["type"] == "ack") {
                return;
            }
        }
    });
}

/// The canary's record, with a profile that only they have.
fn known(server: &Server) -> String {
    says(server, PLATFORM, "canary-user", "canary-text, and more");
    says(server, PLATFORM, "other-user", "other-text");
    let found = server.call("GET", "/api/v1/customers?q=canary-user", OWNER, "", None);
    assert_eq!(found.0, 200, "{}", found.1);
    let found: Value = serde_json::from_str(&found.1).unwrap();
    let id = found["items"][0]["customer"].as_str().unwrap().to_owned();
    let profile = json!({"name": "canary-name", "email": "canary-mail@example.org",
        "attributes": {"note": "canary-attribute"}});
    let edit = |tag: &str| {
        let header = format!("If-Match: \"{tag}\"\r\n");
        server.call("PUT", &format!("/api/v1/customers/{id}"), OWNER, &header, Some(&profile)).0
    };
    assert_eq!(
        (edit("9"), edit("1"), edit("1")),
        (412, 200, 412),
        "an edit names the version it was made from"
    );
    id
}

/// Files below a folder that hold these bytes.
pub fn found(folder: &Path, word: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(found(&path, word));
        } else if fs::read(&path).unwrap().windows(word.len()).any(|bytes| bytes == word.as_bytes()) {
            files.push(path.display().to_string());
        }
    }
    files
}

/// None of these words is left in the data folder, or in what lies beside it: the log, copies.
pub fn assert_gone(server: &Server, words: &[&str]) {
    let folder = server.data().parent().unwrap().to_owned();
    let by = Instant::now() + Duration::from_secs(20);
    loop {
        let left: Vec<_> = words
            .iter()
            .flat_map(|word| found(&folder, word).into_iter().map(move |file| format!("{word} in {file}")))
            .collect();
        if left.is_empty() {
            break;
        }
        assert!(Instant::now() < by, "still there: {left:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Nothing of the person is left; what others said is.
fn assert_forgotten(server: &Server) {
    assert_gone(server, &CANARIES);
    let folder = server.data().parent().unwrap().to_owned();
    for word in ["other-user", "other-text"] {
        assert!(!found(&folder, word).is_empty(), "{word} is somebody else's");
    }
    server.assert_sound();
}

#[test]
fn i27_s37_a_person_is_exported_and_erased_over_the_api() {
    let mut server = center();
    let id = known(&server);
    let path = |what: &str| format!("/api/v1/customers/{id}{what}");
    let (status, export) = server.call("GET", &path("/export"), OWNER, "", None);
    assert_eq!(status, 200, "{export}");
    for word in CANARIES {
        assert!(export.contains(word), "{word} is missing in {export}");
    }
    assert!(!export.contains("other-"), "nobody else is in it");
    assert_eq!(server.call("POST", &path("/erase"), OWNER, "", None).0, 204);
    for what in ["", "/sessions", "/export"] {
        assert_eq!(server.call("GET", &path(what), OWNER, "", None).0, 404, "{what}");
    }
    assert_eq!(server.call("POST", &path("/erase"), OWNER, "", None).0, 404, "once");
    assert_forgotten(&server);
    let (_, log) = server.call("GET", "/api/v1/audit", OWNER, "", None);
    for deed in ["customer_edited", "customer_exported", "customer_erasure_asked", "customer_erased"] {
        assert!(log.contains(deed), "{deed} is missing in {log}");
    }
    server.stop();
    assert_forgotten(&server);
}

#[test]
fn i27_s37_a_person_is_exported_and_erased_by_the_command_when_no_server_runs() {
    let mut server = center();
    known(&server);
    let person = ["--data", "data", "--platform", PLATFORM, "--user", "canary-user"];
    let run = |what: &str| server_run(&server, what, &person);
    for what in ["export", "erase"] {
        let refused = run(what);
        assert_eq!(refused.0, Some(73), "{}", refused.1);
        assert!(refused.1.contains("API"), "{}", refused.1);
    }
    server.stop();
    let (code, export) = server_run(&server, "export", &person);
    assert_eq!(code, Some(0), "{export}");
    for word in CANARIES {
        assert!(export.contains(word), "{word} is missing in {export}");
    }
    assert_eq!(server_run(&server, "erase", &person).0, Some(0));
    assert_eq!(server_run(&server, "erase", &person).0, Some(1), "there is nobody any more");
    assert_forgotten(&server);
    server.start();
    assert_forgotten(&server);
}

fn server_run(server: &Server, what: &str, person: &[&str]) -> (Option<i32>, String) {
    let arguments: Vec<&str> = ["customer", what].into_iter().chain(person.iter().copied()).collect();
    let output = server.run(&arguments);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn i27_an_erasure_that_was_broken_off_is_carried_out_at_the_next_start() {
    let mut server = center();
    known(&server);
    server.kill();
    let views = open::look(&server.data()).unwrap();
    let workspace: WorkspaceId = "story".parse().unwrap();
    let (platform, key): (PlatformId, _) =
        (PLATFORM.parse().unwrap(), CustomerKey::new("canary-user").unwrap());
    let customer = views.customer_of(&workspace, &platform, &key).unwrap().unwrap();
    drop(views);
    let step = ErasureStep::Begin { workspace, customer, by: By::system(Timestamp(1)) };
    written(&server.data(), |reply| Request::Customer { write: CustomerWrite::Erasure(step), reply });
    server.start();
    assert_forgotten(&server);
}

#[test]
fn i27_a_kill_at_any_moment_of_an_erasure_loses_nothing_of_it() {
    for wait in [0, 2, 5, 10, 20, 50] {
        let mut server = center();
        let id = known(&server);
        let asked = server.begin_call("POST", &format!("/api/v1/customers/{id}/erase"), OWNER);
        std::thread::sleep(Duration::from_millis(wait));
        server.kill();
        drop(asked);
        server.start();
        // Perhaps it was killed before it had heard of it.
        let by = Instant::now() + Duration::from_secs(20);
        loop {
            let status = server.call("POST", &format!("/api/v1/customers/{id}/erase"), OWNER, "", None).0;
            if matches!(status, 204 | 404) {
                break;
            }
            assert!(Instant::now() < by, "still {status}");
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_forgotten(&server);
    }
}
