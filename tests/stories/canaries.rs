//! I27, S37: a person who left something in every place there is, and is forgotten in all of them: what they wrote, were
//! written and what was said about them, pictures shown and not shown, contacts, attributes, a second identity.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_journal::accounts::{AccountWrite, PlatformTimes, PlatformValues, Role};

use crate::center::{self, PLATFORM, workspace};
use crate::erasure::{assert_gone, found};
use crate::line::Line;
use crate::server::Server;

/// What does not come within this time never will.
const SOON: Duration = Duration::from_secs(20);

const OWNER: &str = "olle";
/// The platform where an application answers.
const RELAY: &str = "story-relay";

/// Each said in one place.
const KEPT: [&str; 17] = [
    "canary-user",
    "canary-text",
    "canary-picture",
    "canary-upload",
    "canary-answer",
    "canary-note",
    "canary-whisper",
    "canary-transfer",
    "canary-wrapup",
    "canary-staff-upload",
    "canary-message",
    "canary-contact",
    "canary-relayed",
    "canary-application",
    "canary-name",
    "canary-mail",
    "canary-attribute",
];
/// Never kept at all.
const PREVIEW: &str = "canary-preview";

fn center() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let times =
        PlatformTimes { only_agent_for_ms: 500, pause_after_typing_ms: 0, ..PlatformTimes::default() };
    let line = "line".parse().unwrap();
    let values = PlatformValues {
        times,
        messages_queue: Some("letters".parse().unwrap()),
        ..PlatformValues::named(workspace(), "Story", line)
    };
    let writes: Vec<AccountWrite> = [
        vec![center::queue("line", json!({"name": "The line", "accept_within_ms": 20_000}))],
        vec![center::queue("letters", json!({"name": "Letters", "way": "pick", "channel": "message"}))],
        center::agent("anna", &["line"], 3, Role::Agent),
        center::agent("sven", &[], 1, Role::Supervisor),
        center::agent(OWNER, &[], 1, Role::Owner),
        vec![AccountWrite::Platform { platform: PLATFORM.parse().unwrap(), values: Box::new(values) }],
    ]
    .concat();
    center::write(folder.path(), "[log]\nlevel = \"trace\"\n", writes);
    Server::over(folder, false)
}

/// The smallest file that passes for a picture, with a word in a chunk of its own.
pub fn picture(word: &str) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\0\0\0\0".to_vec();
    file.extend(u32::try_from(word.len()).unwrap().to_be_bytes());
    file.extend(b"tEXt");
    file.extend(word.as_bytes());
    file.extend([0; 4]);
    file.extend([0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82]);
    file
}

/// Asks, and must be answered well.
fn ok(server: &Server, method: &str, path: &str, token: &str, headers: &str, body: Option<&Value>) -> Value {
    let (status, answer) = server.call(method, path, token, headers, body);
    assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
    if answer.is_empty() { Value::Null } else { serde_json::from_str(&answer).unwrap() }
}

fn upload(server: &Server, path: &str, token: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: image/png\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    stream.write_all(&[head.as_bytes(), bytes].concat()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{path}: {answer}");
    answer
}

/// A customer of a platform, over plain HTTP: their token.
fn hello(server: &Server, platform: &str) -> String {
    let greeting = json!({"type": "hello", "platformId": platform, "userId": "canary-user"});
    let welcome = ok(server, "POST", "/sermo/hello", "", "", Some(&greeting));
    welcome["token"].as_str().unwrap().to_owned()
}

fn says(server: &Server, platform: &str, token: &str, event: Value) -> Value {
    let mut whole = json!({"platformId": platform, "userId": "canary-user"});
    whole.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    ok(server, "POST", "/sermo/events", token, "", Some(&whole))
}

/// Somebody with a console.
struct Console(Line);

impl Console {
    async fn of(server: &Server, name: &str) -> Self {
        let mut console = Self(Line::agent(server.url(), &center::token(name)));
        console.until(|frame| frame["type"] == "hello").await;
        console
    }

    async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        let by = tokio::time::Instant::now() + SOON;
        while tokio::time::Instant::now() < by {
            match self.0.next(Duration::from_millis(100)).await {
                Some(frame) if fits(&frame) => return frame,
                _ => {}
            }
        }
        panic!("it never came")
    }

    async fn ok(&mut self, mut command: Value) {
        let id = format!("c-{}", switchboard::chat::fresh_id());
        command["id"] = json!(id);
        self.0.send(command.clone()).await;
        let answer = self.until(|frame| frame["id"] == id).await;
        assert_eq!(answer["type"], "ack", "{command}: {answer}");
    }
}

/// What staff say to the customer and about them.
async fn talk(server: &Server, session: &str) {
    let about = |command: Value| {
        let mut whole = json!({"session": session});
        whole.as_object_mut().unwrap().extend(command.as_object().unwrap().clone());
        whole
    };
    let mut anna = Console::of(server, "anna").await;
    anna.0.send(json!({"type": "ready", "id": "ready"})).await;
    let offer = anna.until(|frame| frame["type"] == "offer").await;
    anna.0.send(json!({"type": "accept", "offer": offer["offer"], "id": "accept"})).await;
    anna.until(|frame| frame["type"] == "assigned").await;
    anna.ok(about(json!({"type": "say", "text": "canary-answer"}))).await;
    anna.ok(about(json!({"type": "note", "text": "canary-note"}))).await;
    let images = format!("/api/v1/sessions/{session}/images");
    upload(server, &images, &center::token("anna"), &picture("canary-staff-upload"));
    let mut sven = Console::of(server, "sven").await;
    sven.ok(about(json!({"type": "watch"}))).await;
    sven.ok(about(json!({"type": "whisper", "text": "canary-whisper"}))).await;
    anna.ok(about(json!({"type": "transfer", "queue": "line", "note": "canary-transfer"}))).await;
    let offer = anna.until(|frame| frame["type"] == "offer").await;
    anna.0.send(json!({"type": "accept", "offer": offer["offer"], "id": "again"})).await;
    anna.until(|frame| frame["type"] == "assigned").await;
    anna.ok(about(json!({"type": "wrap_up", "code": "solved", "note": "canary-wrapup"}))).await;
}

/// The person is everywhere. Gives the id of their record.
fn everywhere(server: &Server) -> String {
    let owner = center::token(OWNER);
    let codes = json!({"name": "Story", "wrap_up_codes": [{"code": "solved", "label": {"en": "Solved"}}]});
    ok(server, "PUT", "/api/v1/workspace", &owner, "If-Match: \"0\"\r\n", Some(&codes));
    let token = hello(server, PLATFORM);
    let spelled = data_url(&picture("canary-picture"));
    let acked = says(
        server,
        PLATFORM,
        &token,
        json!({"type": "text", "id": "1", "text": "canary-text", "image": spelled}),
    );
    upload(server, "/sermo/images", &token, &picture("canary-upload"));
    says(server, PLATFORM, &token, json!({"type": "typing", "text": PREVIEW}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(talk(server, acked["session"].as_str().unwrap()));

    // Where an application answers, they are another identity, linked by hand.
    let key = json!({"name": "Robot", "scopes": ["feeds"]});
    let made = ok(server, "POST", "/api/v1/api-keys", &owner, "", Some(&key));
    let relay = json!({"workspace": "story", "name": "Relay", "language": "en", "queue": "line",
        "messages_queue": "letters", "bot": {"key": {"key": made["key"]}}});
    let path = format!("/api/v1/platforms/{RELAY}");
    ok(server, "PUT", &path, &owner, "If-None-Match: *\r\n", Some(&relay));
    let token = hello(server, RELAY);
    says(server, RELAY, &token, json!({"type": "text", "id": "1", "text": "canary-relayed"}));
    let spoken = json!({"type": "text", "id": "a1", "platformId": RELAY, "userId": "canary-user",
        "text": "canary-application", "agent": {"id": "bot", "name": "Robot"}});
    let feed = format!("/sermo/platforms/{RELAY}/feeds/outbound");
    ok(server, "POST", &feed, made["secret"].as_str().unwrap(), "", Some(&spoken));
    says(server, RELAY, &token, json!({"type": "client_left", "id": "2"}));
    let message = json!({"platformId": RELAY, "text": "canary-message", "id": "3",
        "contact": {"name": "canary-contact", "email": "canary-contact@example.org"}});
    ok(server, "POST", "/sermo/messages", &token, "", Some(&message));

    let all = ok(server, "GET", "/api/v1/customers?q=canary-user", &owner, "", None);
    let records = all["items"].as_array().unwrap();
    assert_eq!(records.len(), 2, "one on each platform: {all}");
    let mut ids: Vec<&str> = records.iter().map(|record| record["customer"].as_str().unwrap()).collect();
    // The one they were first known by.
    ids.sort_unstable();
    let path = format!("/api/v1/customers/{}", ids[0]);
    let identity = json!({"platform": RELAY, "user_id": "canary-user"});
    ok(server, "POST", &format!("{path}/link"), &owner, "", Some(&identity));
    let shown = ok(server, "GET", &path, &owner, "", None);
    let profile = json!({"name": "canary-name", "email": "canary-mail@example.org",
        "attributes": {"note": "canary-attribute"}});
    let version = format!("If-Match: \"{}\"\r\n", shown["version"]);
    ok(server, "PUT", &path, &owner, &version, Some(&profile));
    ids[0].to_owned()
}

pub fn data_url(bytes: &[u8]) -> String {
    format!("data:image/png;base64,{}", data_encoding::BASE64.encode(bytes))
}

fn assert_nothing_left(server: &Server) {
    let words: Vec<&str> = KEPT.iter().copied().chain([PREVIEW]).collect();
    assert_gone(server, &words);
}

/// All of it is somewhere now, or looking for it afterwards would prove nothing; except for what is never kept.
fn assert_all_there(server: &Server) {
    let folder = server.data();
    for word in KEPT {
        assert!(!found(&folder, word).is_empty(), "{word} is kept nowhere");
    }
    let beside = folder.parent().unwrap();
    assert_eq!(found(beside, PREVIEW), Vec::<String>::new(), "what was not sent is not kept");
}

/// A copy made now holds nothing of them either.
fn assert_backup_is_clean(server: &Server) {
    let made = server.run(&["backup", "--data", "data", "--to", "copy.sqlite"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_nothing_left(server);
}

#[test]
fn i27_s37_whoever_was_everywhere_is_nowhere_after_an_erasure_over_the_api() {
    let mut server = center();
    let id = everywhere(&server);
    assert_all_there(&server);
    let owner = center::token(OWNER);
    let export = ok(&server, "GET", &format!("/api/v1/customers/{id}/export"), &owner, "", None).to_string();
    let unsaid = ["canary-picture", "canary-upload", "canary-staff-upload"];
    for word in KEPT.iter().filter(|word| !unsaid.contains(word)) {
        assert!(export.contains(word), "{word} is not handed out: {export}");
    }
    ok(&server, "POST", &format!("/api/v1/customers/{id}/erase"), &owner, "", None);
    assert_nothing_left(&server);
    assert_backup_is_clean(&server);
    server.stop();
    assert_nothing_left(&server);
    server.assert_sound();
}

#[test]
fn i27_s37_whoever_was_everywhere_is_nowhere_after_an_erasure_by_the_command() {
    let mut server = center();
    everywhere(&server);
    server.stop();
    assert_all_there(&server);
    let erased =
        server.run(&["customer", "erase", "--data", "data", "--platform", RELAY, "--user", "canary-user"]);
    assert!(erased.status.success(), "{}", String::from_utf8_lossy(&erased.stderr));
    assert_nothing_left(&server);
    server.start();
    assert_backup_is_clean(&server);
    server.stop();
    server.assert_sound();
}
