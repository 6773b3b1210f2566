//! The agent's side: offers, several chats at once under numbers, and one's own words until they are safe.

mod chats;
mod listed;
mod staff;

use std::time::Duration;

use serde_json::{Map, Value, json};

use self::chats::Chats;
use self::listed::Listed;
use super::{Reaction, Side, number, refusal, text};
use crate::client::CONSOLE_DOOR;

const HELP: &str = "Enter or /accept  take the chat offered     /decline  let somebody else take it\n\
                    /1, /2, …  write to that chat           /chats    which chats are open\n\
                    /done      done with the current chat   /wrapped  it is written up\n\
                    /away …    pause, for a reason          /ready    go on\n\
                    /list      every chat you may see       /pick 1   take that one, where agents pick\n\
                    /quit      go away                      /help     this\n\
                    Anything else is said in the current chat.";

/// An agent in a terminal.
#[derive(Debug)]
pub struct Agent {
    token: String,
    /// The agent's id, once the server said it.
    agent: String,
    wants_chats: bool,
    greeted: bool,
    every: Duration,
    /// The last number of the agent's own stream.
    seq: u64,
    /// The last position of the session list.
    position: u64,
    /// Offers that stand, oldest first.
    offers: Vec<String>,
    chats: Chats,
    listed: Listed,
    /// Sessions to be written up, oldest first.
    wrap_ups: Vec<String>,
    /// Commands sent and not answered, in order.
    unanswered: Vec<Value>,
    new_id: fn() -> String,
}

impl Agent {
    /// An agent with a token; `new_id` makes the ids of commands.
    pub fn new(token: String, new_id: fn() -> String) -> Self {
        Self {
            token,
            agent: String::new(),
            wants_chats: true,
            greeted: false,
            every: Duration::from_secs(10),
            seq: 0,
            position: 0,
            offers: Vec::new(),
            chats: Chats::default(),
            listed: Listed::default(),
            wrap_ups: Vec::new(),
            unanswered: Vec::new(),
            new_id,
        }
    }

    /// A command with an id, kept until it is answered.
    fn command(&mut self, mut command: Value) -> Value {
        if let Some(fields) = command.as_object_mut() {
            fields.insert("id".to_owned(), json!((self.new_id)()));
        }
        self.unanswered.push(command.clone());
        command
    }

    fn greeted(&mut self, frame: &Value) -> Reaction {
        self.agent = text(frame, "/agent").to_owned();
        self.every = number(frame, "/heartbeatEvery").map_or(self.every, Duration::from_millis);
        let mut reaction = Reaction { send: self.unanswered.clone(), ..Reaction::default() };
        if self.greeted {
            reaction.show.push("* Connected again.".to_owned());
        } else {
            // What came before this hello is history; the list shows which chats are ours.
            self.seq = number(frame, "/agentSeq").unwrap_or_default();
            reaction
                .show
                .push(format!("* Signed in as {}. /help lists what can be typed.", text(frame, "/name")));
        }
        self.greeted = true;
        let ready = frame.get("ready").and_then(Value::as_bool).unwrap_or_default();
        if self.wants_chats && !ready {
            reaction.send.push(self.command(json!({"type": "ready"})));
        } else if ready {
            reaction.show.push("* Ready: waiting for chats.".to_owned());
        }
        reaction
    }

    fn offered(&mut self, frame: &Value) -> Reaction {
        let offer = text(frame, "/offer").to_owned();
        if offer.is_empty() || self.offers.contains(&offer) {
            return Reaction::default();
        }
        self.offers.push(offer);
        Reaction::show(format!(
            "» A chat from the queue {} is offered to you. Enter takes it, /decline leaves it to others.",
            text(frame, "/queue")
        ))
    }

    fn offer_over(&mut self, frame: &Value) -> Reaction {
        let stood = self.offers.iter().position(|offer| offer == text(frame, "/offer"));
        match stood {
            Some(place) => {
                self.offers.remove(place);
                Reaction::show(format!("« The offer ended ({}).", text(frame, "/why")))
            }
            None => Reaction::default(),
        }
    }

    /// A chat is ours: open it to read along.
    fn take_in(&mut self, session: &str) -> Reaction {
        let Some(number) = self.chats.add(session) else { return Reaction::default() };
        let open = self.command_once(json!({"type": "open", "session": session}));
        let current = if self.chats.current() == Some(number) { ", what you write goes there" } else { "" };
        Reaction {
            show: vec![format!("[{number}] * This chat is yours{current}.")],
            send: vec![open],
            quit: false,
        }
    }

    /// Looks on at a session of the list.
    fn watch(&mut self, place: &str) -> Reaction {
        let Some(session) = self.listed.session(place).map(str::to_owned) else {
            return Reaction::show(format!(
                "! nothing in the list has the number {place:?}\n{}",
                self.listed.show()
            ));
        };
        let Some(number) = self.chats.add(&session) else {
            return Reaction::show("! that chat is open already");
        };
        let watch = self.command_once(json!({"type": "watch", "session": session}));
        let mut reaction = self.chats.select(&number.to_string());
        reaction.show.insert(
            0,
            format!("[{number}] * You look on. /whisper speaks to staff, /in to the customer as well."),
        );
        reaction.send.push(watch);
        reaction
    }

    fn unwatch(&mut self) -> Reaction {
        let Some(session) = self.chats.current_session().map(str::to_owned) else {
            return Reaction::show("! no chat is open");
        };
        let mut reaction = self.chats.ended(&session, "");
        reaction.send.push(self.command_once(json!({"type": "shut", "session": session})));
        reaction
    }

    /// Something about the current chat beyond talking in it.
    fn handle(&mut self, line: &str) -> Option<Reaction> {
        let mut command = match staff::command(line)? {
            Ok(command) => command,
            Err(missing) => return Some(Reaction::show(missing)),
        };
        let Some(session) = self.chats.current_session() else {
            return Some(Reaction::show("! no chat is open; wait for an offer, or /watch one of the /list"));
        };
        if let Some(fields) = command.as_object_mut() {
            fields.insert("session".to_owned(), json!(session));
        }
        Some(Reaction::send(self.command(command)))
    }

    /// A chat is over for us. Should it come back, it is read from its beginning again.
    fn let_go(&mut self, session: &str, why: &str) -> Reaction {
        let mut reaction = self.chats.ended(session, why);
        if !reaction.show.is_empty() {
            reaction.send.push(self.command_once(json!({"type": "shut", "session": session})));
        }
        reaction
    }

    /// A command about reading: what is read is told anew by the hello of each connection, so it need not be repeated.
    fn command_once(&mut self, command: Value) -> Value {
        let command = self.command(command);
        self.unanswered.pop();
        command
    }

    fn row(&mut self, frame: &Value) -> Reaction {
        self.position = number(frame, "/position").unwrap_or(self.position);
        self.listed.row(frame.get("row").unwrap_or(&Value::Null));
        let ours = text(frame, "/row/standing") == "agent" && text(frame, "/row/agent") == self.agent;
        if ours { self.take_in(text(frame, "/row/session")) } else { Reaction::default() }
    }

    /// Done with a chat: perhaps it is to be written up.
    fn session_ended(&mut self, frame: &Value) -> Reaction {
        let session = text(frame, "/session");
        let mut reaction = self.let_go(session, text(frame, "/why"));
        if !text(frame, "/wrapUpUntil").is_empty() && !self.wrap_ups.iter().any(|known| known == session) {
            self.wrap_ups.push(session.to_owned());
            reaction.show.push("* Time to write it up. /wrapped when you have.".to_owned());
        }
        reaction
    }

    fn wrapped(&mut self) -> Reaction {
        let Some(session) = self.wrap_ups.first().cloned() else {
            return Reaction::show("! nothing is to be written up");
        };
        Reaction::send(self.command(json!({"type": "finish_wrap_up", "session": session})))
    }

    fn pick(&mut self, number: &str) -> Reaction {
        let Some(session) = self.listed.session(number) else {
            return Reaction::show(format!("! nobody waits under {number}\n{}", self.listed.show()));
        };
        let pick = json!({"type": "pick", "session": session});
        Reaction::send(self.command(pick))
    }

    fn away(&mut self, reason: &str) -> Reaction {
        self.wants_chats = false;
        let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
        let away = match reason {
            Some(reason) => json!({"type": "away", "reason": reason}),
            None => json!({"type": "away"}),
        };
        Reaction::send(self.command(away))
    }

    /// Somebody else may have said so.
    fn state(&self, frame: &Value) -> Reaction {
        let by = text(frame, "/by");
        if by.is_empty() {
            return Reaction::default();
        }
        let ready = frame.get("ready").and_then(Value::as_bool).unwrap_or_default();
        let state = if ready { "ready" } else { "away" };
        let reason = text(frame, "/reason");
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        Reaction::show(format!("* {by} has set you {state}{why}."))
    }

    fn answer_offer(&mut self, kind: &str) -> Reaction {
        if self.offers.is_empty() {
            return Reaction::show("! no chat is offered to you right now");
        }
        let offer = self.offers.remove(0);
        Reaction::send(self.command(json!({"type": kind, "offer": offer})))
    }

    fn in_current(&mut self, kind: &str, words: Option<&str>) -> Reaction {
        let Some(session) = self.chats.current_session().map(str::to_owned) else {
            return Reaction::show("! no chat is open; wait for an offer, or pick one with /1");
        };
        let mut command = json!({"type": kind, "session": session});
        if let (Some(words), Some(fields)) = (words, command.as_object_mut()) {
            fields.insert("text".to_owned(), json!(words));
            self.chats.said(&session, words);
        }
        Reaction::send(self.command(command))
    }

    fn answered(&mut self, frame: &Value) -> Option<Value> {
        let id = frame.get("id")?;
        let place = self.unanswered.iter().position(|sent| sent.get("id") == Some(id))?;
        Some(self.unanswered.remove(place))
    }

    fn resume(&self) -> Value {
        let open: Map<String, Value> =
            self.chats.read().map(|(session, seq)| (session.to_owned(), json!(seq))).collect();
        json!({"list": self.position, "agent": self.seq, "open": open})
    }
}

impl Side for Agent {
    fn door(&self) -> &'static str {
        CONSOLE_DOOR
    }

    fn hello(&self) -> Value {
        let mut hello = json!({"type": "hello", "token": self.token});
        if let (true, Some(fields)) = (self.greeted, hello.as_object_mut()) {
            fields.insert("resume".to_owned(), self.resume());
        }
        hello
    }

    fn heard(&mut self, frame: &Value) -> Reaction {
        let kind = text(frame, "/type");
        if !matches!(
            kind,
            "hello" | "ack" | "refused" | "event" | "typing" | "row" | "gone" | "queue" | "agent"
        ) {
            self.seq = number(frame, "/seq").map_or(self.seq, |seq| seq.max(self.seq));
        }
        match kind {
            "hello" => self.greeted(frame),
            "ack" => match self.answered(frame).as_ref().map(|sent| text(sent, "/type")) {
                Some("ready") => Reaction::show("* Ready: waiting for chats."),
                Some("away") => Reaction::show("* Away: nobody new is sent to you."),
                _ => Reaction::default(),
            },
            "refused" => {
                let sent = self.answered(frame);
                let words = sent.as_ref().map_or("", |sent| text(sent, "/text"));
                let about = if words.is_empty() { String::new() } else { format!(" — not sent: {words}") };
                Reaction::show(format!("{}{about}", refusal(frame)))
            }
            "offer" => self.offered(frame),
            "offer_ended" => self.offer_over(frame),
            "assigned" => {
                self.offers.retain(|offer| offer != text(frame, "/offer"));
                self.take_in(text(frame, "/session"))
            }
            "session_ended" => self.session_ended(frame),
            "wrap_up_ended" => {
                self.wrap_ups.retain(|session| session != text(frame, "/session"));
                Reaction::show("* Written up: the slot is free.")
            }
            "pick_refused" => Reaction::show(format!("! not taken ({})", text(frame, "/why"))),
            "state" => self.state(frame),
            "row" => self.row(frame),
            "gone" => {
                self.position = number(frame, "/position").unwrap_or(self.position);
                self.listed.gone(text(frame, "/session"));
                Reaction::default()
            }
            "event" => self.chats.event(&self.agent, frame),
            "typing" => self.chats.typing(frame),
            _ => Reaction::default(),
        }
    }

    fn typed(&mut self, line: &str) -> Reaction {
        let line = line.trim();
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match line {
            "" if self.offers.is_empty() => Reaction::default(),
            "" | "/accept" => self.answer_offer("accept"),
            "/decline" => self.answer_offer("decline"),
            "/done" => self.in_current("done", None),
            "/ready" => {
                self.wants_chats = true;
                Reaction::send(self.command(json!({"type": "ready"})))
            }
            "/wrapped" => self.wrapped(),
            "/chats" => Reaction::show(self.chats.list()),
            "/list" => Reaction::show(self.listed.show()),
            "/unwatch" => self.unwatch(),
            "/quit" => Reaction::quit("* Gone. Your chats return to the queue unless you come back soon."),
            "/help" => Reaction::show(format!("{HELP}\n{}", staff::HELP)),
            _ if first == "/away" => self.away(rest),
            _ if first == "/pick" => self.pick(rest.trim()),
            _ => match line.strip_prefix('/') {
                Some(number) if number.parse::<usize>().is_ok() => self.chats.select(number),
                Some(_) => match line.strip_prefix("/watch") {
                    Some(place) => self.watch(place.trim()),
                    None => self.handle(line).unwrap_or_else(|| {
                        Reaction::show(format!("! {line} means nothing here\n{HELP}\n{}", staff::HELP))
                    }),
                },
                None => self.in_current("say", Some(line)),
            },
        }
    }

    fn heartbeat(&self) -> Value {
        json!({"type": "heartbeat"})
    }

    fn heartbeat_every(&self) -> Duration {
        self.every
    }
}

#[cfg(test)]
#[path = "agent_tests.rs"]
mod tests;
