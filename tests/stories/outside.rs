//! Applications outside, as the examples of the docs: a bot and a desk in Python at the real binary, with keys made over
//! the API. And clients of streams while the server stops and starts: told to come back, nothing lost, nothing twice.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use switchboard_journal::accounts::Role;

use crate::center::{self, PLATFORM};
use crate::line::Line;
use crate::server::Server;

/// A busy machine may take its time; nothing here waits for so long when all is well.
const SOON: Duration = Duration::from_secs(60);

const OWNER: &str = "olga";

/// An example at work; it ends with its test.
struct Example {
    child: Child,
    said: Receiver<String>,
}

impl Example {
    fn start(server: &Server, file: &str, key: &str, more: &[&str]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples").join(file);
        let url = format!("http://{}", server.address());
        let mut command = Command::new("python3");
        command.arg(path).args([&url, PLATFORM, key]).args(more);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("python3 is there: scripts/prepare installs it");
        let (says, said) = channel();
        let streams: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let says = says.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = says.send(line);
                }
            });
        }
        Self { child, said }
    }

    /// It says a line with this in it.
    fn until(&self, words: &str) -> String {
        let by = Instant::now() + SOON;
        loop {
            let left = by.saturating_duration_since(Instant::now());
            let line = self.said.recv_timeout(left).unwrap_or_else(|_| panic!("it never said {words:?}"));
            if line.contains(words) {
                return line;
            }
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A center with two agents and an owner.
fn center() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writes = center::writes(&center::agents(2), 5);
    writes.extend(center::agent(OWNER, &[], 0, Role::Owner));
    center::write(folder.path(), "", writes);
    Server::over(folder, false)
}

fn ok(server: &Server, method: &str, path: &str, headers: &str, body: Option<&Value>) -> Value {
    let (status, body) = server.call(method, path, &center::token(OWNER), headers, body);
    assert!((200..300).contains(&status), "{method} {path}: {status} {body}");
    serde_json::from_str(&body).expect("JSON")
}

/// A key for feeds: its id and its secret.
fn key(server: &Server, name: &str) -> (String, String) {
    let key = json!({"name": name, "scopes": ["feeds"]});
    let made = ok(server, "POST", "/api/v1/api-keys", "", Some(&key));
    let text = |field: &str| made[field].as_str().expect("a text").to_owned();
    (text("key"), text("secret"))
}

/// Has an outside bot answer on the platform, and an outside desk if there is one.
fn hand_out(server: &Server, bot: &str, desk: Option<&str>) {
    let path = format!("/api/v1/platforms/{PLATFORM}");
    let shown = ok(server, "GET", &path, "", None);
    let mut settings = shown["settings"].clone();
    assert!(settings.is_object(), "{shown}");
    settings["bot"] = json!({"key": {"key": bot}});
    if let Some(desk) = desk {
        settings["desk"] = json!({"key": {"key": desk}});
    }
    let version = format!("If-Match: \"{}\"\r\n", shown["version"]);
    ok(server, "PUT", &path, &version, Some(&settings));
}

/// What one may post as this application about somebody.
fn posted(server: &Server, secret: &str, event: &Value) -> (u16, Value) {
    let path = format!("/sermo/platforms/{PLATFORM}/feeds/outbound");
    let (status, body) = server.call("POST", &path, secret, "", Some(event));
    (status, serde_json::from_str(&body).unwrap_or_default())
}

/// Somebody at a socket.
struct Guest(Line, usize);

impl Guest {
    async fn says(&mut self, text: &str) {
        while self.0.memory.user.is_none() {
            self.0.next(SOON).await;
        }
        self.1 += 1;
        let mut event = self.0.event("text");
        event["id"] = json!(format!("m{}", self.1));
        event["text"] = json!(text);
        self.0.send(event).await;
    }

    /// The next frame of this type from the other side.
    async fn hears(&mut self, kind: &str) -> Value {
        let by = Instant::now() + SOON;
        while Instant::now() < by {
            let Some(frame) = self.0.next(Duration::from_secs(1)).await else { continue };
            assert_ne!(frame["type"], "refused", "{frame}");
            if frame["type"] == kind && frame["direction"].is_null() {
                return frame;
            }
        }
        panic!("no {kind} came");
    }

    async fn hears_text(&mut self, text: &str) -> Value {
        let frame = self.hears("text").await;
        assert_eq!(frame["text"], text, "{frame}");
        frame
    }
}

fn told(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(story);
}

#[test]
fn an_outside_bot_answers_hands_over_to_our_queue_and_goes_on_after_a_restart() {
    let mut server = center();
    let (id, secret) = key(&server, "The bot");
    hand_out(&server, &id, None);
    let cursor = server.data().join("../bot.cursor").to_str().expect("a path").to_owned();
    let start = |server: &Server| Example::start(server, "outside_bot.py", &secret, &[&cursor]);
    let mut bot = Some(start(&server));
    bot.as_ref().unwrap().until("listening to the inbound feed");
    told(async {
        let mut guest = Guest(Line::customer(server.url(), PLATFORM), 0);
        guest.says("Hello?").await;
        let echo = guest.hears_text("You said: Hello?").await;
        assert_eq!(echo["agent"], json!({"id": "bot", "name": "Echo", "type": "bot"}));
        // What is said while the bot is away it answers when it is back: once.
        while !std::fs::read_to_string(&cursor).is_ok_and(|cursor| !cursor.is_empty()) {
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(bot.take());
        guest.says("Are you there?").await;
        bot = Some(start(&server));
        guest.hears_text("You said: Are you there?").await;

        // The server stops and starts: all of them come back.
        server.stop();
        guest.says("And now?").await;
        server.start();
        guest.hears_text("You said: And now?").await;

        guest.says("A person, please").await;
        guest.hears_text("I fetch a person for you.").await;
        assert_eq!(guest.hears("queue_number").await["queueNumber"], 1);
        let mut agent = Line::agent(server.url(), &center::token("agent-1"));
        agent.send(json!({"type": "ready", "id": "r"})).await;
        let mut session = Value::Null;
        while session.is_null() {
            let Some(frame) = agent.next(SOON).await else { continue };
            match frame["type"].as_str() {
                Some("offer") => {
                    agent.send(json!({"type": "accept", "id": "a", "offer": frame["offer"]})).await;
                }
                Some("assigned") => session = frame["session"].clone(),
                _ => {}
            }
        }
        agent.send(json!({"type": "say", "id": "s", "session": session, "text": "Here I am"})).await;
        agent.next(SOON).await;
        assert_eq!(guest.hears_text("Here I am").await["agent"]["type"], "human");
        let user = guest.0.memory.user.clone().expect("a name");
        let late =
            json!({"type": "text", "id": "late", "platformId": PLATFORM, "userId": user, "text": "Me too"});
        let (status, problem) = posted(&server, &secret, &late);
        assert_eq!((status, &problem["code"]), (409, &json!("not_serving")), "{problem}");
    });
    drop(bot);
    server.stop();
    server.assert_sound();
}

#[test]
fn an_outside_desk_answers_types_hands_back_and_is_done() {
    let mut server = center();
    let ((bot_id, bot_key), (desk_id, desk_key)) = (key(&server, "The bot"), key(&server, "The desk"));
    hand_out(&server, &bot_id, Some(&desk_id));
    let bot = Example::start(&server, "outside_bot.py", &bot_key, &[]);
    bot.until("listening to the inbound feed");
    let desk = Example::start(&server, "outside_desk.py", &desk_key, &[]);
    desk.until("listening to the");
    desk.until("listening to the");
    told(async {
        let mut guest = Guest(Line::customer(server.url(), PLATFORM), 0);
        for round in ["first", "second"] {
            guest.says(round).await;
            guest.hears_text(&format!("You said: {round}")).await;
            guest.says("A human, please").await;
            guest.hears_text("I fetch a person for you.").await;
            assert_eq!(guest.hears("queue_number").await["queueNumber"], 1);
            assert_eq!(guest.hears("system_text").await["text"], "You talk to Dora.");
            let dora = guest.hears_text("This is Dora. How can I help?").await;
            assert_eq!(dora["agent"], json!({"id": "dora", "name": "Dora", "type": "human"}));
            guest.says("My invoice is wrong").await;
            guest.hears("typing_on").await;
            guest.hears_text("I see: My invoice is wrong").await;
            if round == "first" {
                let user = guest.0.memory.user.clone().expect("a name");
                let late = json!({"type": "text", "id": "late", "platformId": PLATFORM, "userId": user, "text": "x"});
                assert_eq!(posted(&server, &bot_key, &late).1["code"], "not_serving", "the desk serves");
                guest.says("Back to the robot").await;
                guest.hears_text("The bot takes over.").await;
            }
        }
        guest.says("Bye").await;
        guest.hears_text("Good bye!").await;
        guest.hears("agent_done").await;
    });
    drop((bot, desk));
    server.stop();
    server.assert_sound();
}

#[test]
fn a_scenario_has_applications_with_keys_of_their_own() {
    let mut server = center();
    let (id, secret) = key(&server, "The bot");
    hand_out(&server, &id, None);
    let folder = server.data().join("..");
    let credentials = json!({"server": server.url().to_string(), "workspace": "story", "platform": PLATFORM,
        "agents": [], "applications": [{"application": "bot", "key": secret}]});
    std::fs::write(folder.join("credentials"), credentials.to_string()).expect("written");
    let steps = r#"
        {"as":"app:bot","connect":{"platformId":"$platform"}}
        {"as":"customer","connect":{"platformId":"$platform"}}
        {"as":"customer","expect":{"type":"hello","userId":"$user"}}
        {"as":"customer","send":{"type":"text","platformId":"$platform","userId":"$user","text":"Hello?","id":"1"}}
        {"as":"app:bot","expect":{"direction":"inbound","event":{"type":"text","userId":"$user","text":"Hello?"}}}
        {"as":"app:bot","send":{"direction":"outbound","event":{"type":"text","platformId":"$platform","userId":"$user","text":"Yes","id":"b"}}}
        {"as":"app:bot","expect":{"status":200,"type":"ack","id":"b"}}
        {"as":"customer","expect":{"type":"text","text":"Yes","agent":{"type":"bot"}}}"#;
    std::fs::write(folder.join("steps"), steps).expect("written");
    let played = server.run(&["play", "steps", "--credentials", "credentials"]);
    let said = String::from_utf8_lossy(&played.stderr).into_owned();
    assert!(played.status.success(), "{said}");

    let stranger = credentials.to_string().replace(&secret, "sbk_nobody");
    std::fs::write(folder.join("credentials"), stranger).expect("written");
    let refused = server.run(&["play", "steps", "--credentials", "credentials"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("answered 401"), "{said}");
    server.stop();
    server.assert_sound();
}

#[test]
fn an_example_with_a_wrong_key_says_so_and_ends() {
    let server = center();
    for file in ["outside_bot.py", "outside_desk.py"] {
        let mut example = Example::start(&server, file, "not-a-key", &[]);
        example.until("the feed is refused: 401");
        assert_eq!(example.child.wait().expect("it ends").code(), Some(1), "{file}");
    }
}

/// A client of a stream: its connection, line by line.
struct Stream {
    lines: BufReader<TcpStream>,
    /// What the server said about coming back, in milliseconds.
    retry: Option<u64>,
    last: Option<String>,
}

impl Stream {
    fn open(server: &Server, path: &str, token: &str, last: Option<&str>) -> Self {
        let mut stream = TcpStream::connect(server.address()).expect("it listens");
        stream.set_read_timeout(Some(SOON)).expect("a time limit");
        let last = last.map(|last| format!("Last-Event-ID: {last}\r\n")).unwrap_or_default();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: test\r\nAccept: text/event-stream\r\n\
             Authorization: Bearer {token}\r\n{last}\r\n"
        )
        .expect("sent");
        let mut stream = Self { lines: BufReader::new(stream), retry: None, last: None };
        assert!(stream.line().expect("an answer").starts_with("HTTP/1.1 200"));
        stream
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let count = self.lines.read_line(&mut line).expect("something, soon");
        (count > 0).then(|| line.trim_end().to_owned())
    }

    /// The next event: its name and its data; none when the stream has ended.
    fn next(&mut self) -> Option<(String, Value)> {
        let (mut name, mut data) = (String::new(), None);
        loop {
            let line = self.line()?;
            match line.split_once(": ") {
                Some(("retry", wait)) => self.retry = wait.parse().ok(),
                Some(("id", id)) => self.last = Some(id.to_owned()),
                Some(("event", event)) => event.clone_into(&mut name),
                Some(("data", json)) => data = Some(serde_json::from_str(json).expect("JSON")),
                _ if line.is_empty() => {
                    if let Some(data) = data.take() {
                        return Some((name, data));
                    }
                }
                _ => {}
            }
        }
    }

    /// The texts until this one.
    fn texts_until(&mut self, last: &str) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.last().is_none_or(|text| text != last) {
            let (_, data) = self.next().expect("the stream goes on");
            let event = if data["event"].is_object() { &data["event"] } else { &data };
            if event["type"] == "text" && event["direction"] == "inbound" {
                texts.push(event["text"].as_str().expect("a text").to_owned());
            }
        }
        texts
    }

    /// It is told to come back, and ends.
    fn is_told_to_come_back(&mut self) {
        assert!(self.retry.is_some_and(|wait| (1..=10_000).contains(&wait)), "{:?}", self.retry);
        let mut told = None;
        while let Some((name, data)) = self.next() {
            told = Some((name, data["code"].clone()));
        }
        assert_eq!(told, Some(("close".to_owned(), json!(1001))));
    }
}

#[test]
fn streams_are_told_to_come_back_and_resume_behind_what_they_had() {
    let mut server = center();
    let (id, secret) = key(&server, "The bot");
    hand_out(&server, &id, None);
    let hello = json!({"type": "hello", "platformId": PLATFORM, "userId": "ada"});
    let (status, hello) = server.call("POST", "/sermo/hello", "", "", Some(&hello));
    assert_eq!(status, 200, "{hello}");
    let hello: Value = serde_json::from_str(&hello).expect("JSON");
    let token = hello["token"].as_str().expect("a token").to_owned();
    let says = |server: &Server, number: u32| {
        let text = json!({"type": "text", "platformId": PLATFORM, "userId": "ada", "id": format!("t{number}"),
            "text": number.to_string()});
        let (status, answer) = server.call("POST", "/sermo/events", &token, "", Some(&text));
        assert_eq!(status, 200, "{answer}");
    };
    let feed = format!("/sermo/platforms/{PLATFORM}/feeds/inbound");
    let paths = [("/sermo/stream", token.as_str()), (feed.as_str(), secret.as_str())];
    let mut streams = paths.map(|(path, token)| Stream::open(&server, path, token, None));
    let mut heard: [Vec<String>; 2] = Default::default();
    let mut said = 0;
    for _ in 0..3 {
        for _ in 0..4 {
            said += 1;
            says(&server, said);
        }
        for (stream, heard) in streams.iter_mut().zip(&mut heard) {
            heard.extend(stream.texts_until(&said.to_string()));
        }
        // Within the time of the drain, which stop() asserts, and of their own accord.
        server.stop();
        for stream in &mut streams {
            stream.is_told_to_come_back();
        }
        server.start();
        // Before they are back.
        said += 1;
        says(&server, said);
        for (stream, (path, token)) in streams.iter_mut().zip(paths) {
            let last = stream.last.take().expect("an id");
            *stream = Stream::open(&server, path, token, Some(&last));
        }
    }
    for (stream, mut heard) in streams.iter_mut().zip(heard) {
        heard.extend(stream.texts_until(&said.to_string()));
        assert_eq!(heard, (1..=said).map(|number| number.to_string()).collect::<Vec<_>>());
    }
    server.stop();
    server.assert_sound();
}
