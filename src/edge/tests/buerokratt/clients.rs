//! The public clients as far as they decide what people see: how each merges what it receives into what it shows, when it
//! drops a stream and opens another, and with which cursor (the widget of January 2023, the agents' pages of 2023).

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::browser::{Browser, Frames};

/// A wait for what must come.
const SOON: Duration = Duration::from_secs(10);

/// A hand never does two things in one millisecond.
pub fn now() -> String {
    static TICKS: AtomicU32 = AtomicU32::new(0);
    let tick = TICKS.fetch_add(1, Ordering::SeqCst);
    format!("2023-01-13T15:{:02}:{:02}.{:03}Z", tick / 60_000 % 60, tick / 1_000 % 60, tick % 1_000)
}

fn text<'a>(message: &'a Value, member: &str) -> &'a str {
    message[member].as_str().unwrap_or_default()
}

/// The instant to the millisecond, however its zone is written.
fn instant(message: &Value) -> &str {
    text(message, "authorTimestamp").get(..23).unwrap_or_default()
}

fn is_same(one: &Value, other: &Value) -> bool {
    instant(one) == instant(other) && text(one, "authorRole") == text(other, "authorRole")
}

fn take_over(shown: &mut Value, received: &Value, members: &[&str]) {
    let all: Vec<_> = received.as_object().unwrap().keys().cloned().collect();
    for name in all.iter().filter(|name| members.is_empty() || members.contains(&name.as_str())) {
        shown[name] = received[name].clone();
    }
}

fn without(batch: &mut Vec<Value>, id: &Value) {
    batch.retain(|message| message["id"] != *id);
}

/// How often each thing is shown: what has an event by that, the rest by its words.
fn times(shown: &[Value], what: &str) -> usize {
    let is_it = |message: &&Value| match text(message, "event") {
        "" | "greeting" => text(message, "content") == what,
        event => event == what,
    };
    shown.iter().filter(is_it).count()
}

/// The widget: its stream is dropped after every batch, and comes back with its own clock's time.
pub struct Widget<'a> {
    browser: &'a Browser<'a>,
    pub shown: Vec<Value>,
}

impl<'a> Widget<'a> {
    pub fn new(browser: &'a Browser<'a>) -> Self {
        Self { browser, shown: Vec::new() }
    }

    /// Shows it at once, then sends it.
    pub async fn says(&mut self, words: &str) {
        let message = crate::browser::message(words, &now());
        self.shown.push(message.clone());
        self.browser.ok("/post-message", message).await;
    }

    /// Answers the question that is shown, under the hand's own instant.
    pub async fn answers(&mut self, question: &str, answer: &str) {
        let place = self.shown.iter().position(|one| text(one, "event") == question).expect("it is shown");
        let message = &mut self.shown[place];
        message["event"] = json!(answer);
        message["authorTimestamp"] = json!(now());
        message["authorRole"] = json!("end-user");
        self.browser.ok("/post-message-with-new-event", message.clone()).await;
    }

    fn receives(&mut self, batch: &Value) {
        let mut batch = batch.as_array().unwrap().clone();
        batch.retain(|message| text(message, "event") != "greeting");
        let state_changing: Vec<_> =
            batch.iter().filter(|one| text(one, "event") == "ask-permission-ignored").cloned().collect();
        for shown in &mut self.shown {
            if let Some(same) = batch.iter().find(|received| is_same(shown, received)).cloned() {
                take_over(shown, &same, &[]);
                without(&mut batch, &same["id"]);
            }
        }
        self.shown.extend(batch);
        for changed in state_changing {
            for shown in self.shown.iter_mut().filter(|shown| shown["id"] == changed["id"]) {
                *shown = changed.clone();
            }
        }
    }

    /// Listens until that is shown.
    pub async fn shows(&mut self, what: &str) {
        let listening = async {
            while times(&self.shown, what) == 0 {
                let path = "/sse/get-new-messages?chatId=x&timeRangeBegin=2999-01-01T00:00:00.000Z";
                let batch = self.browser.stream(path).await.next().await;
                self.receives(&batch);
            }
        };
        timeout(SOON, listening).await.unwrap_or_else(|_| panic!("{what} is not shown"));
    }

    pub fn times(&self, what: &str) -> usize {
        times(&self.shown, what)
    }
}

/// The agents' pages, with one chat open.
pub struct Desk<'a> {
    browser: &'a Browser<'a>,
    chat: String,
    pub shown: Vec<Value>,
    last_read: String,
    stream: Option<(String, Frames)>,
}

impl<'a> Desk<'a> {
    /// Opens a chat: its history first.
    pub async fn open(browser: &'a Browser<'a>, chat: &str) -> Self {
        let history = browser.ok("/cs-get-messages-by-chat-id", json!({"chatId": chat})).await;
        let shown = history.as_array().unwrap().clone();
        let last_read = text(shown.last().expect("never empty"), "updated").to_owned();
        Self { browser, chat: chat.to_owned(), shown, last_read, stream: None }
    }

    /// Asks the customer something; nothing is shown before it comes by the stream.
    pub async fn asks(&self, question: &str) {
        self.posts("/cs-post-event-message", "", question).await;
    }

    /// Says something, as another of the agent's pages would: it comes by the stream too.
    pub async fn says(&self, words: &str) {
        self.posts("/cs-post-message", words, "").await;
    }

    async fn posts(&self, path: &str, words: &str, event: &str) {
        let mut message = crate::browser::agents(&self.chat, words, event);
        message["authorTimestamp"] = json!(now());
        self.browser.ok(path, message).await;
    }

    /// Takes a question back that is shown, before it is asked again.
    pub async fn ignores(&mut self, question: &str) {
        let place = self.shown.iter().position(|one| text(one, "event") == question).expect("it is shown");
        let message = &mut self.shown[place];
        message["event"] = json!(format!("{question}-ignored"));
        message["authorTimestamp"] = json!(now());
        self.browser.ok("/cs-post-message-with-new-event", message.clone()).await;
    }

    fn receives(&mut self, batch: &Value) {
        let mut batch = batch.as_array().unwrap().clone();
        for shown in &mut self.shown {
            if let Some(same) = batch.iter().find(|received| is_same(shown, received)).cloned() {
                take_over(shown, &same, &["id", "created", "updated"]);
                without(&mut batch, &same["id"]);
            }
        }
        for (events, members) in [
            (&["ask-permission-accepted", "ask-permission-rejected"][..], &[][..]),
            (&["contact-information-rejected"], &["event"]),
        ] {
            let answer = batch.iter().find(|one| events.contains(&text(one, "event"))).cloned();
            let Some(answer) = answer else { continue };
            for shown in self.shown.iter_mut().filter(|shown| shown["id"] == answer["id"]) {
                take_over(shown, &answer, members);
            }
            without(&mut batch, &answer["id"]);
        }
        self.shown.extend(batch);
        let last = self.shown.last().map(|last| text(last, "updated").to_owned());
        self.last_read = last.filter(|last| !last.is_empty()).unwrap_or_else(|| self.last_read.clone());
    }

    /// Listens until that is shown; another cursor is another stream.
    pub async fn shows(&mut self, what: &str) {
        let listening = async {
            while times(&self.shown, what) == 0 {
                let cursor = self.last_read.split('+').next().unwrap().to_owned();
                if self.stream.as_ref().is_none_or(|(of, _)| *of != cursor) {
                    let path = format!("/sse/cs-get-new-messages?chatId={}&lastRead={cursor}", self.chat);
                    self.stream = Some((cursor, self.browser.stream(&path).await));
                }
                let batch = self.stream.as_mut().unwrap().1.next().await;
                self.receives(&batch);
            }
        };
        timeout(SOON, listening).await.unwrap_or_else(|_| panic!("{what} is not shown"));
    }

    pub fn times(&self, what: &str) -> usize {
        times(&self.shown, what)
    }
}
