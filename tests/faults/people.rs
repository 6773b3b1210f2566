//! Customers and agents who go on talking whatever happens to the server, and keep a history of it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use switchboard::client::ServerUrl;

use crate::center::{self, PLATFORM};
use crate::dials::Dice;
use crate::history::{Answer, Client, History, Moments, Said, Saw, Side, Told};
use crate::line::Line;

/// Long enough for every resend to be answered.
const SETTLES_WITHIN: Duration = Duration::from_secs(60);
/// Long enough for the last events to reach every reader.
const QUIET: Duration = Duration::from_secs(3);

/// Where a crowd stands; shared by all of it.
#[derive(Default)]
pub struct Stage {
    /// Say nothing new; get everything answered.
    pub settle: AtomicBool,
    /// Customers go home.
    pub over: AtomicBool,
    /// So do agents. Later, since a customer's last sign of life may still be an event for them to read.
    closed: AtomicBool,
    /// How many said everything and got every answer.
    pub settled: AtomicUsize,
    /// Promises so far.
    pub promised: AtomicUsize,
    moments: Moments,
}

/// Everybody talks until the stage says that it is over.
async fn crowd(urls: &[ServerUrl], customers: usize, agents: &[String], seed: u64, stage: &Stage) -> History {
    let visits = (0..customers).map(|index| {
        let dice = Dice::new(seed + index as u64);
        let window = if index % 2 == 0 { 1 } else { 3 };
        let line = Line::customer(urls[index % urls.len()].clone(), PLATFORM);
        customer(line, format!("customer{index}"), window, dice, stage)
    });
    let staff = agents
        .iter()
        .map(|name| agent(Line::agent(urls[0].clone(), &center::token(name)), name.clone(), stage));
    let visits = async {
        let clients = join_all(visits).await;
        tokio::time::sleep(QUIET).await;
        stage.closed.store(true, Ordering::SeqCst);
        clients
    };
    let (mut clients, staff) = join(visits, join_all(staff)).await;
    clients.extend(staff);
    History { clients, settled: true }
}

/// The same on a runtime of its own, while `meanwhile` happens to the server; then everybody gets their last answers.
pub fn crowd_while(
    url: &ServerUrl,
    customers: usize,
    agents: &[String],
    seed: u64,
    meanwhile: impl FnOnce(&Stage) + Send,
) -> History {
    crowd_over(std::slice::from_ref(url), customers, agents, seed, meanwhile)
}

/// The same for customers who come in by different ways in turn; agents come by the first.
pub fn crowd_over(
    urls: &[ServerUrl],
    customers: usize,
    agents: &[String],
    seed: u64,
    meanwhile: impl FnOnce(&Stage) + Send,
) -> History {
    let stage = Stage::default();
    // What happens comes from a thread of its own: people go on while nobody answers.
    std::thread::scope(|threads| {
        threads.spawn(|| {
            let home = SendHome(&stage);
            meanwhile(&stage);
            settle(&stage, customers);
            drop(home);
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(crowd(urls, customers, agents, seed, &stage))
    })
}

/// Nobody says anything new; waits until these customers have every answer.
fn settle(stage: &Stage, customers: usize) {
    stage.settle.store(true, Ordering::SeqCst);
    let began = Instant::now();
    while stage.settled.load(Ordering::SeqCst) < customers {
        assert!(began.elapsed() < SETTLES_WITHIN, "some customers never got their answers");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(QUIET);
}

/// Sends customers home when it is dropped, also by a failure.
struct SendHome<'a>(&'a Stage);

impl Drop for SendHome<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}

/// What a customer does next.
enum Deed {
    Says,
    /// The same once more, as a client does that forgot its answer.
    SaysAgain(usize),
    /// More than anybody may say at once.
    SaysTooMuch,
    Leaves,
}

/// A customer at their line.
struct Customer<'a> {
    line: Line,
    me: Client,
    /// The frame of every send.
    frames: Vec<Value>,
    window: usize,
    dice: Dice,
    /// The session that was left, until it has ended.
    leaving: Option<String>,
    ended: BTreeSet<String>,
    stage: &'a Stage,
}

/// Talks, up to `window` texts on their way at once; every twelfth text or so leaves and begins again.
async fn customer(line: Line, name: String, window: usize, dice: Dice, stage: &Stage) -> Client {
    let me = Client::new(&name, Side::Customer);
    let (frames, ended) = (Vec::new(), BTreeSet::new());
    let mut one = Customer { line, me, frames, window, dice, leaving: None, ended, stage };
    let mut counted = false;
    while !stage.over.load(Ordering::SeqCst) {
        let pause = Duration::from_millis(20 + one.dice.below(120));
        if let Some(frame) = one.line.next(pause).await {
            one.heard(&frame);
        } else if stage.settle.load(Ordering::SeqCst) {
            if !counted && one.line.memory.unanswered.is_empty() && one.leaving.is_none() {
                counted = true;
                stage.settled.fetch_add(1, Ordering::SeqCst);
            }
        } else if let Some(deed) = one.next_deed() {
            one.does(deed).await;
        }
    }
    if !counted {
        let (leaving, unanswered) = (&one.leaving, &one.line.memory.unanswered);
        println!("{name} waits: leaving {leaving:?}, without an answer {unanswered:?}");
    }
    one.me.user = one.line.memory.user.take();
    one.me
}

impl Customer<'_> {
    fn next_deed(&mut self) -> Option<Deed> {
        let on_their_way = self.line.memory.unanswered.len();
        if self.line.memory.user.is_none() || self.leaving.is_some() || on_their_way >= self.window {
            return None;
        }
        let is_quiet = on_their_way == 0 && self.line.memory.session.is_some();
        Some(match self.dice.below(72) {
            0..6 if is_quiet => Deed::Leaves,
            6..9 if !self.frames.is_empty() => {
                let which = self.dice.below(self.frames.len() as u64);
                Deed::SaysAgain(usize::try_from(which).expect("an index"))
            }
            9 => Deed::SaysTooMuch,
            _ => Deed::Says,
        })
    }

    async fn does(&mut self, deed: Deed) {
        let (name, count) = (self.me.name.clone(), self.frames.len());
        let text = match deed {
            Deed::Says => format!("{name} says {count}"),
            Deed::SaysTooMuch => format!("{name} says {count} {}", "on and ".repeat(2_500)),
            Deed::SaysAgain(which) => {
                let frame = self.frames[which].clone();
                let is_on_its_way = self.line.memory.unanswered.contains(&frame);
                if !is_on_its_way {
                    self.line.send(frame).await;
                }
                return;
            }
            Deed::Leaves => {
                let mut frame = self.line.event("client_left");
                frame["id"] = json!(format!("{name}-left-{}", self.stage.moments.next()));
                let session = self.line.memory.session.clone();
                self.leaving = session.filter(|session| !self.ended.contains(session));
                return if self.leaving.is_some() {
                    self.line.send(frame).await
                };
            }
        };
        let mut frame = self.line.event("text");
        frame["id"] = json!(format!("{name}-{count}"));
        frame["text"] = json!(text);
        self.frames.push(frame.clone());
        self.me.said.push(Said::new(text, self.stage.moments.next()));
        self.line.send(frame).await;
    }

    fn heard(&mut self, frame: &Value) {
        let session = frame["session"].as_str().unwrap_or_default().to_owned();
        let number = frame["seq"].as_u64();
        match frame["type"].as_str().unwrap_or_default() {
            "hello" => {}
            "ack" | "refused" => {
                let id = frame["id"].as_str().unwrap_or_default();
                let index =
                    id.strip_prefix(&format!("{}-", self.me.name)).and_then(|index| index.parse().ok());
                let Some(index) = index else { return };
                let said: &mut Said = self.me.said.get_mut::<usize>(index).expect("it was said");
                said.answers.push(told(frame, Some(session), self.stage));
            }
            kind => {
                let Some(number) = number else { return };
                let text = frame["text"].as_str().or(frame["reasonText"].as_str()).unwrap_or_default();
                if kind == "end_session" {
                    self.leaving.take_if(|leaving| *leaving == session);
                    self.ended.insert(session.clone());
                }
                let (kind, text, connection) = (kind.to_owned(), text.to_owned(), self.line.connected);
                self.me.saw.push(Saw { session, number, kind, text, connection });
            }
        }
    }
}

/// What an answer says.
fn told(frame: &Value, session: Option<String>, stage: &Stage) -> Told {
    let answer = match frame["code"].as_str() {
        Some(code) => Answer::Refused { code: code.to_owned() },
        None => {
            stage.promised.fetch_add(1, Ordering::Relaxed);
            Answer::Acked { session, number: frame["seq"].as_u64().unwrap_or_default() }
        }
    };
    Told { at: stage.moments.next(), answer }
}

/// Takes what is offered, opens what is theirs, answers what is said.
async fn agent(mut line: Line, name: String, stage: &Stage) -> Client {
    let mut me = Client::new(&name, Side::Agent);
    line.send(json!({"type": "ready", "id": format!("{name}-ready")})).await;
    while !stage.closed.load(Ordering::SeqCst) {
        let Some(frame) = line.next(Duration::from_millis(50)).await else { continue };
        for command in agent_heard(&mut me, line.connected, &frame, stage) {
            line.send(command).await;
        }
    }
    me
}

fn agent_heard(me: &mut Client, connection: usize, frame: &Value, stage: &Stage) -> Vec<Value> {
    let name = me.name.clone();
    let session =
        frame["session"].as_str().or(frame["row"]["session"].as_str()).unwrap_or_default().to_owned();
    match frame["type"].as_str().unwrap_or_default() {
        "offer" => {
            let offer = frame["offer"].as_str().unwrap_or_default();
            vec![json!({"type": "accept", "offer": offer, "id": format!("{name}-takes-{offer}")})]
        }
        "assigned" => open(me, session),
        "row" if frame["row"]["agent"] == name && frame["row"]["standing"] == "agent" => open(me, session),
        "session_ended" if me.reads.remove(&session) => {
            vec![json!({"type": "shut", "session": session, "id": format!("{name}-shuts-{session}")})]
        }
        "event" => {
            let kind = frame["event"]["kind"].as_str().unwrap_or_default().to_owned();
            let text = frame["content"]["text"].as_str().unwrap_or_default().to_owned();
            let number = frame["seq"].as_u64().unwrap_or_default();
            let answers = kind == "message_received"
                && !stage.settle.load(Ordering::SeqCst)
                && me.reads.contains(&session);
            let reply = format!("{name} heard {text}");
            me.saw.push(Saw { session: session.clone(), number, kind, text, connection });
            if !answers {
                return Vec::new();
            }
            let id = format!("{name}-says-{}", me.said.len());
            me.said.push(Said::new(reply.clone(), stage.moments.next()));
            vec![json!({"type": "say", "session": session, "text": reply, "id": id})]
        }
        "ack" | "refused" => {
            let said: Option<usize> =
                frame["id"].as_str().and_then(|id| id.strip_prefix(&format!("{name}-says-"))?.parse().ok());
            if let Some(index) = said {
                me.said[index].answers.push(told(frame, None, stage));
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn open(me: &mut Client, session: String) -> Vec<Value> {
    let id = format!("{}-opens-{session}", me.name);
    if !me.reads.insert(session.clone()) {
        return Vec::new();
    }
    vec![json!({"type": "open", "session": session, "id": id})]
}
