//! The customer's side: what is said, by whom, the place in line, and one's own words until they are safe.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Reaction, Side, number, refusal, text, wait};
use crate::client::CUSTOMER_DOOR;

const HELP: &str = "Write a line to say it. A number picks one of the choices shown.\n\
                    /leave  leave the chat for good     /quit  go away without leaving     /help  this";

/// A customer in a terminal.
#[derive(Debug)]
pub struct Customer {
    platform: String,
    user: Option<String>,
    token: Option<String>,
    session: Option<String>,
    /// The last number seen in that session.
    seq: u64,
    /// Sent and not acknowledged, in order.
    unsafe_yet: Vec<Value>,
    choices: Vec<String>,
    /// The place in line last shown.
    place: Option<u64>,
    every: Duration,
    greeted: bool,
    leaving: bool,
    new_id: fn() -> String,
}

impl Customer {
    /// A customer of a platform; `new_id` makes the ids of messages.
    pub fn new(
        platform: String,
        user: Option<String>,
        token: Option<String>,
        new_id: fn() -> String,
    ) -> Self {
        Self {
            platform,
            user,
            token,
            session: None,
            seq: 0,
            unsafe_yet: Vec::new(),
            choices: Vec::new(),
            place: None,
            every: Duration::from_secs(5),
            greeted: false,
            leaving: false,
            new_id,
        }
    }

    fn event(&self, kind: &str) -> Value {
        json!({"type": kind, "platformId": self.platform, "userId": self.user})
    }

    fn say(&mut self, kind: &str, words: &str) -> Reaction {
        let mut frame = self.event(kind);
        if let Some(fields) = frame.as_object_mut() {
            fields.insert("text".to_owned(), json!(words));
            fields.insert("id".to_owned(), json!((self.new_id)()));
        }
        self.unsafe_yet.push(frame.clone());
        Reaction::send(frame)
    }

    fn greeted(&mut self, frame: &Value) -> Reaction {
        let named = |field| frame.get(field).and_then(Value::as_str).map(str::to_owned);
        self.user = named("userId").or(self.user.take());
        self.token = named("token").or(self.token.take());
        self.every = number(frame, "/heartbeatEvery").map_or(self.every, Duration::from_millis);
        if frame.get("resync").is_some() {
            // What we have seen is not known there: everything that follows is news.
            self.seq = 0;
        }
        let mut reaction = Reaction { send: self.resends(), ..Reaction::default() };
        let word = if self.greeted {
            "Connected again."
        } else {
            "Connected. Write something; /help lists what else there is."
        };
        self.greeted = true;
        reaction.show.push(format!("* {word}"));
        reaction
    }

    /// Everything unacknowledged, unchanged, so that a server that has it already recognises it.
    fn resends(&self) -> Vec<Value> {
        let mut frames = self.unsafe_yet.clone();
        for frame in &mut frames {
            if let Some(fields) = frame.as_object_mut() {
                fields.insert("userId".to_owned(), json!(self.user));
            }
        }
        frames
    }

    /// Notes a numbered frame; false when it was seen before.
    fn advance(&mut self, frame: &Value) -> bool {
        let (Some(seq), session) = (number(frame, "/seq"), text(frame, "/session")) else {
            return true;
        };
        if self.session.as_deref() != Some(session) {
            self.session = Some(session.to_owned());
            self.seq = 0;
        }
        let news = seq > self.seq;
        self.seq = self.seq.max(seq);
        news
    }

    fn answered(&mut self, frame: &Value) -> Option<Value> {
        let id = frame.get("id")?;
        let place = self.unsafe_yet.iter().position(|sent| sent.get("id") == Some(id))?;
        Some(self.unsafe_yet.remove(place))
    }

    fn spoken(&mut self, frame: &Value) -> Reaction {
        if text(frame, "/direction") == "inbound" {
            return Reaction::default();
        }
        let speaker = match text(frame, "/agent/name") {
            "" => "Center",
            name => name,
        };
        if text(frame, "/agent/type") == "human" {
            self.place = None;
        }
        let mut reaction = Reaction::show(format!("{speaker}: {}", text(frame, "/text")));
        let choices = frame.get("choices").and_then(Value::as_array);
        self.choices = choices.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        for (index, choice) in self.choices.iter().enumerate() {
            reaction.show.push(format!("    {}) {choice}", index + 1));
        }
        reaction
    }

    /// A place is told when it changed; the first one is told by an event and by a signal.
    fn placed(&mut self, frame: &Value) -> Reaction {
        let place = number(frame, "/queueNumber");
        if std::mem::replace(&mut self.place, place) == place {
            return Reaction::default();
        }
        let estimate = number(frame, "/estimatedWait");
        let estimate = estimate.map_or(String::new(), |millis| format!(", about {} to wait", wait(millis)));
        Reaction::show(format!("* Your place in line: {}{estimate}", place.unwrap_or_default()))
    }

    fn ended(&mut self, frame: &Value) -> Reaction {
        self.choices.clear();
        let line = match text(frame, "/reasonText") {
            "" => "* The chat has ended.".to_owned(),
            reason => format!("* The chat has ended: {reason}"),
        };
        if self.leaving {
            Reaction::quit(line)
        } else {
            Reaction::show(format!("{line} Write again to begin a new one."))
        }
    }
}

impl Side for Customer {
    fn door(&self) -> &'static str {
        CUSTOMER_DOOR
    }

    fn hello(&self) -> Value {
        let mut hello = json!({"type": "hello", "platformId": self.platform});
        if let Some(fields) = hello.as_object_mut() {
            for (field, value) in [("userId", &self.user), ("token", &self.token), ("session", &self.session)]
            {
                if let Some(value) = value {
                    fields.insert(field.to_owned(), json!(value));
                }
            }
            if self.session.is_some() {
                fields.insert("after".to_owned(), json!(self.seq));
            }
        }
        hello
    }

    fn heard(&mut self, frame: &Value) -> Reaction {
        let kind = text(frame, "/type");
        match kind {
            "hello" => return self.greeted(frame),
            "ack" => {
                self.answered(frame);
                return Reaction::default();
            }
            "refused" => {
                let lost = self.answered(frame);
                let words = lost.as_ref().map_or("", |sent| text(sent, "/text"));
                let about = if words.is_empty() { String::new() } else { format!(" — not sent: {words}") };
                return Reaction::show(format!("{}{about}", refusal(frame)));
            }
            _ => {}
        }
        if !self.advance(frame) {
            return Reaction::default();
        }
        match kind {
            "text" => self.spoken(frame),
            "queue_number" => self.placed(frame),
            "system_text" => Reaction::show(format!("* {}", text(frame, "/text"))),
            "typing_on" => Reaction::show("* …is writing"),
            "agent_done" => Reaction::show("* The agent is done. Write again if there is more."),
            "platform_closed" => Reaction::show("* The center is closed for now."),
            "end_session" => self.ended(frame),
            _ => Reaction::default(),
        }
    }

    fn typed(&mut self, line: &str) -> Reaction {
        match line.trim() {
            "" => Reaction::default(),
            "/help" => Reaction::show(HELP),
            "/quit" => Reaction::quit("* Gone. The chat stays open for a while."),
            "/leave" if self.session.is_none() => Reaction::quit("* Gone; nothing was said."),
            "/leave" => {
                self.leaving = true;
                self.say("client_left", "The customer left the chat.")
            }
            command if command.starts_with('/') => {
                Reaction::show(format!("! {command} means nothing here\n{HELP}"))
            }
            words => {
                let chosen = words.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                let chosen = chosen.and_then(|index| self.choices.get(index)).cloned();
                self.choices.clear();
                match chosen {
                    Some(choice) => {
                        let mut reaction = self.say("text", &choice);
                        reaction.show.push(format!("you: {choice}"));
                        reaction
                    }
                    None => self.say("text", words),
                }
            }
        }
    }

    fn heartbeat(&self) -> Value {
        self.event("heartbeat")
    }

    fn heartbeat_every(&self) -> Duration {
        self.every
    }
}

#[cfg(test)]
#[path = "customer_tests.rs"]
mod tests;
