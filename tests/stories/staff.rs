//! What staff do with each other's sessions, told through the doors of the program: giving on, taking over, looking on,
//! and what is left of it when somebody vanishes.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use switchboard_journal::accounts::{AccountWrite, PlatformTimes, PlatformValues, Role};

use crate::center::{self, PLATFORM, workspace};
use crate::line::Line;
use crate::server::Server;

/// What does not come within this time never will.
const SOON: Duration = Duration::from_secs(15);

/// Long enough for something that should not happen to have happened.
const A_MOMENT: Duration = Duration::from_millis(400);

/// How long a transfer to an agent waits for them alone.
const ONLY_FOR: u64 = 2_000;

/// An agent without a connection is given up about two seconds later.
const SETTINGS: &str = "[agents]\noffer_patience_ms = 1000\nreach_patience_ms = 1000\nsessions_patience_ms = 1000\n\
                        [vigil]\nevery_ms = 100\npatience_ms = 3000\n";

/// Somebody with a console.
struct Console {
    name: &'static str,
    line: Line,
    heard: Vec<Value>,
    asked: u32,
}

impl Console {
    async fn of(server: &Server, name: &'static str) -> Self {
        let line = Line::agent(server.url(), &center::token(name));
        // Somebody who comes back begins with ids of their own.
        static CONSOLES: AtomicU32 = AtomicU32::new(0);
        let asked = CONSOLES.fetch_add(1, Ordering::Relaxed) * 1_000;
        let mut console = Self { name, line, heard: Vec::new(), asked };
        console.wait_for("hello", |_| true).await;
        console
    }

    /// Sends a command and waits for its answer.
    async fn ask(&mut self, mut command: Value) -> Value {
        self.asked += 1;
        let id = format!("{}-{}", self.name, self.asked);
        command["id"] = json!(id);
        self.line.send(command).await;
        self.find(|frame| frame["id"] == id, "an answer").await
    }

    async fn ok(&mut self, command: Value) {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "ack", "{}: {command}: {answer}", self.name);
    }

    /// The next frame of this kind, heard already or still to come.
    async fn wait_for(&mut self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.find(|frame| frame["type"] == kind && fits(frame), kind).await
    }

    async fn find(&mut self, fits: impl Fn(&Value) -> bool, what: &str) -> Value {
        if let Some(place) = self.heard.iter().position(&fits) {
            return self.heard.remove(place);
        }
        let by = tokio::time::Instant::now() + SOON;
        while tokio::time::Instant::now() < by {
            match self.line.next(Duration::from_millis(100)).await {
                Some(frame) if fits(&frame) => return frame,
                Some(frame) => self.heard.push(frame),
                None => {}
            }
        }
        panic!("{} never heard {what}; but: {:?}", self.name, self.heard);
    }

    /// Whether such a frame comes within a moment.
    async fn hears(&mut self, kind: &str) -> bool {
        let by = tokio::time::Instant::now() + A_MOMENT;
        while tokio::time::Instant::now() < by {
            if let Some(frame) = self.line.next(Duration::from_millis(50)).await {
                self.heard.push(frame);
            }
        }
        self.heard.iter().any(|frame| frame["type"] == kind)
    }

    /// Takes the next offer that still stands. Gives the session.
    async fn take(&mut self) -> String {
        self.ok(json!({"type": "ready"})).await;
        loop {
            let offer = self.wait_for("offer", |_| true).await;
            if self.ask(json!({"type": "accept", "offer": offer["offer"]})).await["type"] == "ack" {
                return self.assigned().await;
            }
        }
    }

    async fn assigned(&mut self) -> String {
        let assigned = self.wait_for("assigned", |_| true).await;
        assigned["session"].as_str().expect("a session").to_owned()
    }

    /// Why a session ended for this agent.
    async fn ended(&mut self, session: &str) -> String {
        let ended = self.wait_for("session_ended", |frame| frame["session"] == session).await;
        ended["why"].as_str().unwrap_or_default().to_owned()
    }

    /// The next event of this kind of a session this agent reads.
    async fn event(&mut self, kind: &str) -> Value {
        self.wait_for("event", |frame| frame["event"]["kind"] == kind).await
    }
}

/// A customer who says one thing, and everything they are shown.
struct Customer {
    line: Line,
    shown: Vec<Value>,
}

impl Customer {
    async fn writes(server: &Server, text: &str) -> Self {
        let mut customer = Self { line: Line::customer(server.url(), PLATFORM), shown: Vec::new() };
        while customer.line.memory.user.is_none() {
            customer.hear(A_MOMENT).await;
        }
        let mut frame = customer.line.event("text");
        frame["id"] = json!("first");
        frame["text"] = json!(text);
        customer.line.send(frame).await;
        customer.until(|frame| frame["type"] == "ack").await;
        customer
    }

    async fn hear(&mut self, within: Duration) {
        if let Some(frame) = self.line.next(within).await {
            self.shown.push(frame);
        }
    }

    async fn until(&mut self, fits: impl Fn(&Value) -> bool) {
        let by = tokio::time::Instant::now() + SOON;
        while !self.shown.iter().any(&fits) {
            assert!(tokio::time::Instant::now() < by, "the customer never saw it: {:?}", self.shown);
            self.hear(A_MOMENT).await;
        }
    }
}

/// Anna and Bo serve the line, Carl the small queue with room for one; Sven leads, and serves none.
fn center(capacity: u32) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let times =
        PlatformTimes { only_agent_for_ms: ONLY_FOR, pause_after_typing_ms: 0, ..PlatformTimes::default() };
    let agent = |name: &str, queues: &[&str]| center::agent(name, queues, capacity, Role::Agent);
    let writes: Vec<AccountWrite> = [
        vec![center::queue("line", json!({"name": "The line", "accept_within_ms": 20_000}))],
        vec![center::queue("small", json!({"name": "Small", "accept_within_ms": 20_000, "max_length": 1}))],
        vec![center::queue("list", json!({"name": "The list", "way": "pick"}))],
        agent("anna", &["line", "list"]),
        agent("bo", &["line", "list"]),
        agent("carl", &["small"]),
        center::agent("sven", &[], capacity, Role::Supervisor),
        vec![AccountWrite::Platform {
            platform: PLATFORM.parse().expect("a slug"),
            values: Box::new(PlatformValues {
                times,
                ..PlatformValues::named(workspace(), "Story", "line".parse().expect("a slug"))
            }),
        }],
    ]
    .concat();
    center::write(folder.path(), SETTINGS, writes);
    Server::over(folder, false)
}

fn told<F: Future<Output = ()>>(story: impl FnOnce(Server) -> F) {
    told_at(center(3), story);
}

fn told_at<F: Future<Output = ()>>(server: Server, story: impl FnOnce(Server) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(story(server));
}

fn about(session: &str, mut command: Value) -> Value {
    command["session"] = json!(session);
    command
}

#[test]
fn a_transfer_to_a_full_queue_waits_there() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let mut sessions = Vec::new();
        let mut customers = Vec::new();
        for text in ["first", "second"] {
            customers.push(Customer::writes(&server, text).await);
            let session = anna.take().await;
            anna.ok(about(&session, json!({"type": "transfer", "queue": "small", "note": text}))).await;
            assert_eq!(anna.ended(&session).await, "transferred");
            sessions.push(session);
        }
        // The queue takes one newcomer; what colleagues give on waits all the same, in the order of its age.
        let mut carl = Console::of(&server, "carl").await;
        assert_eq!([carl.take().await, carl.take().await], [sessions[0].as_str(), sessions[1].as_str()]);
        carl.ok(about(&sessions[1], json!({"type": "open"}))).await;
        assert_eq!(carl.event("transferred").await["content"]["note"], "second");
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn a_transfer_to_an_agent_who_does_not_answer_falls_to_whoever_is_there() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let _customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        let mut bo = Console::of(&server, "bo").await;
        bo.ok(json!({"type": "away", "reason": "lunch"})).await;
        anna.ok(about(&session, json!({"type": "transfer", "agent": "bo"}))).await;
        assert_eq!(anna.ended(&session).await, "transferred");
        assert!(!anna.hears("offer").await, "it is kept for Bo alone for a while");
        assert_eq!(anna.take().await, session, "then it is anybody's");
        assert!(!bo.hears("offer").await);
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn a_transfer_to_an_agent_who_is_there_is_theirs() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let mut customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        let mut bo = Console::of(&server, "bo").await;
        anna.ok(about(&session, json!({"type": "transfer", "agent": "bo", "note": "speaks Finnish"}))).await;
        assert_eq!(bo.take().await, session);
        bo.ok(about(&session, json!({"type": "open"}))).await;
        assert_eq!(bo.event("transferred").await["content"]["note"], "speaks Finnish");
        bo.ok(about(&session, json!({"type": "say", "text": "Hei!"}))).await;
        customer.until(|frame| frame["text"] == "Hei!").await;
        assert!(customer.shown.iter().all(|frame| !frame.to_string().contains("Finnish")));
        let refused = anna.ask(about(&session, json!({"type": "say", "text": "mine"}))).await;
        assert_eq!(refused["code"], "not_found", "it is Bo's now");
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn who_takes_over_serves_and_the_former_agent_is_told() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let mut customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        let mut sven = Console::of(&server, "sven").await;
        // Sven serves no queue and is not ready: he asked for it himself.
        sven.ok(json!({"type": "away"})).await;
        sven.ok(about(&session, json!({"type": "take_over"}))).await;
        assert_eq!(sven.assigned().await, session);
        assert_eq!(anna.ended(&session).await, "taken_over");
        sven.ok(about(&session, json!({"type": "say", "text": "Sven here"}))).await;
        customer.until(|frame| frame["text"] == "Sven here").await;
        sven.ok(about(&session, json!({"type": "put_back"}))).await;
        assert_eq!(sven.ended(&session).await, "put_back");
        assert_eq!(anna.take().await, session);
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn nobody_takes_over_more_than_they_have_room_for() {
    told_at(center(1), async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let mut bo = Console::of(&server, "bo").await;
        let _customers = [Customer::writes(&server, "one").await, Customer::writes(&server, "two").await];
        let (first, second) = (anna.take().await, bo.take().await);
        let mut sven = Console::of(&server, "sven").await;
        sven.ok(about(&first, json!({"type": "take_over"}))).await;
        assert_eq!(sven.assigned().await, first);
        let refused = sven.ask(about(&second, json!({"type": "take_over"}))).await;
        assert_eq!(refused["code"], "at_capacity");
        assert!(!bo.hears("session_ended").await, "and the customer keeps who serves them");
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn sessions_of_an_agent_who_vanishes_return_also_those_taken_over() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let _customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        let mut sven = Console::of(&server, "sven").await;
        sven.ok(about(&session, json!({"type": "take_over"}))).await;
        assert_eq!(sven.assigned().await, session);
        drop(sven);
        assert_eq!(anna.take().await, session, "back in its queue, and hers again");
        let mut sven = Console::of(&server, "sven").await;
        let refused = sven.ask(about(&session, json!({"type": "say", "text": "mine"}))).await;
        assert_eq!(refused["code"], "not_serving");
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn of_two_who_pick_the_same_one_gets_it_and_the_other_is_told_who() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let _customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        anna.ok(about(&session, json!({"type": "transfer", "queue": "list"}))).await;
        anna.ended(&session).await;
        let mut bo = Console::of(&server, "bo").await;
        anna.wait_for("row", |frame| frame["row"]["queue"] == "list").await;
        let pick = || about(&session, json!({"type": "pick"}));
        let (left, right) = futures_util::future::join(anna.ask(pick()), bo.ask(pick())).await;
        let (mut winner, loser) = match (left["type"] == "ack", right["type"] == "ack") {
            (true, false) => (anna, right),
            (false, true) => (bo, left),
            _ => panic!("{left} and {right}"),
        };
        assert_eq!(loser["code"], "taken", "{loser}");
        assert!(loser["detail"].as_str().unwrap_or_default().contains(winner.name), "{loser}");
        assert_eq!(winner.assigned().await, session);
        server.stop();
        server.assert_sound();
    });
}

#[test]
fn what_is_whispered_stays_among_staff_also_after_a_kill() {
    told(async |mut server| {
        let mut anna = Console::of(&server, "anna").await;
        let mut customer = Customer::writes(&server, "hello").await;
        let session = anna.take().await;
        anna.ok(about(&session, json!({"type": "open"}))).await;
        let mut sven = Console::of(&server, "sven").await;
        sven.ok(about(&session, json!({"type": "open"}))).await;
        sven.ok(about(&session, json!({"type": "whisper", "text": "CANARY-whisper"}))).await;
        assert_eq!(anna.event("whispered").await["content"]["text"], "CANARY-whisper");
        server.kill_and_restart();
        anna.ok(about(&session, json!({"type": "note", "text": "CANARY-note"}))).await;
        anna.ok(about(&session, json!({"type": "say", "text": "the end"}))).await;
        customer.until(|frame| frame["text"] == "the end").await;
        assert!(
            customer.shown.iter().all(|frame| !frame.to_string().contains("CANARY")),
            "{:?}",
            customer.shown
        );
        sven.event("note_added").await;
        server.stop();
        server.assert_sound();
    });
}
