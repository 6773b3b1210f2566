//! Customers and agents who go on talking whatever happens to the server, and keep a log of what they were told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::line::Line;

/// What one reader saw of each session: number → (kind, text).
pub type Seen = BTreeMap<String, BTreeMap<u64, (String, String)>>;

/// What somebody said: its text, and the answer it got.
pub struct Said {
    pub text: String,
    /// Session and number, once acknowledged.
    pub acked: Option<(String, u64)>,
}

/// What a person can swear to afterwards.
#[derive(Default)]
pub struct Log {
    pub said: Vec<Said>,
    pub seen: Seen,
    /// Sessions as this customer was told they closed.
    pub ended: BTreeSet<String>,
}

/// Where a crowd stands; shared by all of it.
#[derive(Default)]
pub struct Stage {
    /// Say nothing new; get everything answered.
    pub settle: AtomicBool,
    /// Go home.
    pub over: AtomicBool,
    /// How many said everything and got every answer.
    pub settled: AtomicUsize,
}

/// A small generator of numbers, so that a run can be repeated from its seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Talks, up to `window` texts on their way at once; every twelfth text or so leaves and begins again.
pub async fn customer(mut line: Line, name: String, window: usize, mut dice: Dice, stage: &Stage) -> Log {
    let mut log = Log::default();
    let mut leaving = None;
    let mut counted = false;
    while !stage.over.load(Ordering::SeqCst) {
        let pause = Duration::from_millis(20 + dice.below(120));
        if let Some(frame) = line.next(pause).await {
            customer_heard(&mut log, &mut leaving, &frame);
            continue;
        }
        let on_their_way = line.memory.unanswered.len();
        let may_speak = line.memory.user.is_some() && leaving.is_none() && on_their_way < window;
        if stage.settle.load(Ordering::SeqCst) {
            if !counted && on_their_way == 0 && leaving.is_none() {
                counted = true;
                stage.settled.fetch_add(1, Ordering::SeqCst);
            }
        } else if may_speak && on_their_way == 0 && line.memory.session.is_some() && dice.below(12) == 0 {
            let mut frame = line.event("client_left");
            let id = format!("{name}-left-{}", log.said.len());
            frame["id"] = json!(id);
            leaving = line.memory.session.clone().filter(|session| !log.ended.contains(session));
            if leaving.is_some() {
                line.send(frame).await;
            }
        } else if may_speak {
            let text = format!("{name} says {}", log.said.len());
            let mut frame = line.event("text");
            frame["id"] = json!(format!("{name}-{}", log.said.len()));
            frame["text"] = json!(text);
            log.said.push(Said { text, acked: None });
            line.send(frame).await;
        }
    }
    if !counted {
        println!("{name} waits: leaving {leaving:?}, without an answer {:?}", line.memory.unanswered);
    }
    log
}

fn customer_heard(log: &mut Log, leaving: &mut Option<String>, frame: &Value) {
    let session = frame["session"].as_str().unwrap_or_default().to_owned();
    let number = frame["seq"].as_u64();
    match frame["type"].as_str().unwrap_or_default() {
        "hello" => {}
        "ack" => {
            let said = frame["id"].as_str().and_then(|id| id.rsplit('-').next()?.parse::<usize>().ok());
            let is_text = !frame["id"].as_str().unwrap_or_default().contains("-left-");
            if let (Some(index), true, Some(number)) = (said, is_text, number) {
                log.said[index].acked = Some((session, number));
            }
        }
        "refused" => panic!("refused: {frame}"),
        kind => {
            let Some(number) = number else { return };
            let text = frame["text"].as_str().or(frame["reasonText"].as_str()).unwrap_or_default();
            log.seen.entry(session.clone()).or_default().insert(number, (kind.to_owned(), text.to_owned()));
            if kind == "end_session" {
                if leaving.as_ref() == Some(&session) {
                    *leaving = None;
                }
                log.ended.insert(session);
            }
        }
    }
}

/// Takes what is offered, opens what is theirs, answers what is said.
pub async fn agent(mut line: Line, name: String, stage: &Stage) -> Log {
    let mut log = Log::default();
    let mut opened = BTreeSet::new();
    line.send(json!({"type": "ready", "id": format!("{name}-ready")})).await;
    while !stage.over.load(Ordering::SeqCst) {
        let Some(frame) = line.next(Duration::from_millis(50)).await else { continue };
        let commands = agent_heard(&mut log, &mut opened, &name, &frame, stage.settle.load(Ordering::SeqCst));
        for command in commands {
            line.send(command).await;
        }
    }
    log
}

fn agent_heard(
    log: &mut Log,
    opened: &mut BTreeSet<String>,
    name: &str,
    frame: &Value,
    quiet: bool,
) -> Vec<Value> {
    let session =
        frame["session"].as_str().or(frame["row"]["session"].as_str()).unwrap_or_default().to_owned();
    match frame["type"].as_str().unwrap_or_default() {
        "offer" => {
            let offer = frame["offer"].as_str().unwrap_or_default();
            vec![json!({"type": "accept", "offer": offer, "id": format!("{name}-takes-{offer}")})]
        }
        "assigned" => open(opened, name, session),
        "row" if frame["row"]["agent"] == name && frame["row"]["standing"] == "agent" => {
            open(opened, name, session)
        }
        "session_ended" if opened.remove(&session) => {
            vec![json!({"type": "shut", "session": session, "id": format!("{name}-shuts-{session}")})]
        }
        "event" => {
            let kind = frame["event"]["kind"].as_str().unwrap_or_default();
            let text = frame["content"]["text"].as_str().unwrap_or_default();
            let number = frame["seq"].as_u64().unwrap_or_default();
            log.seen.entry(session.clone()).or_default().insert(number, (kind.to_owned(), text.to_owned()));
            let answers = kind == "message_received" && !quiet && opened.contains(&session);
            if !answers {
                return Vec::new();
            }
            let reply = format!("{name} heard {text}");
            let id = format!("{name}-says-{}", log.said.len());
            log.said.push(Said { text: reply.clone(), acked: None });
            vec![json!({"type": "say", "session": session, "text": reply, "id": id})]
        }
        "ack" => {
            let said: Option<usize> =
                frame["id"].as_str().and_then(|id| id.strip_prefix(&format!("{name}-says-"))?.parse().ok());
            if let (Some(index), Some(number)) = (said, frame["seq"].as_u64()) {
                log.said[index].acked = Some((String::new(), number));
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn open(opened: &mut BTreeSet<String>, name: &str, session: String) -> Vec<Value> {
    let id = format!("{name}-opens-{session}");
    if !opened.insert(session.clone()) {
        return Vec::new();
    }
    vec![json!({"type": "open", "session": session, "id": id})]
}
