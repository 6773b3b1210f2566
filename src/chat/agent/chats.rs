//! The chats an agent has open in the terminal, each under a number, and how their events read.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::chat::{Reaction, number, text};

/// The open chats.
#[derive(Debug, Default)]
pub struct Chats {
    open: BTreeMap<usize, Chat>,
    current: Option<usize>,
}

#[derive(Debug, Default)]
struct Chat {
    session: String,
    /// The last number read of its stream.
    read: u64,
    /// Our own words on their way: the person saw them when typing them.
    own: VecDeque<String>,
    /// The customer is writing, and the person was told.
    writing: bool,
}

impl Chats {
    /// Takes a chat in under the lowest free number; none if it is open already.
    pub fn add(&mut self, session: &str) -> Option<usize> {
        if session.is_empty() || self.find(session).is_some() {
            return None;
        }
        let number = (1..).find(|number| !self.open.contains_key(number))?;
        self.open.insert(number, Chat { session: session.to_owned(), ..Chat::default() });
        self.current.get_or_insert(number);
        Some(number)
    }

    /// The number of the chat that what is written goes to.
    pub fn current(&self) -> Option<usize> {
        self.current
    }

    /// The session that what is written goes to.
    pub fn current_session(&self) -> Option<&str> {
        self.open.get(&self.current?).map(|chat| chat.session.as_str())
    }

    /// Every open session with the last number read.
    pub fn read(&self) -> impl Iterator<Item = (&str, u64)> {
        self.open.values().map(|chat| (chat.session.as_str(), chat.read))
    }

    /// Notes words of ours on their way.
    pub fn said(&mut self, session: &str, words: &str) {
        if let Some(chat) = self.open.values_mut().find(|chat| chat.session == session) {
            chat.own.push_back(words.to_owned());
        }
    }

    /// Picks the chat that what is written goes to.
    pub fn select(&mut self, number: &str) -> Reaction {
        match number.parse().ok().filter(|number| self.open.contains_key(number)) {
            Some(number) => {
                self.current = Some(number);
                Reaction::show(format!("[{number}] * What you write goes there now."))
            }
            None => Reaction::show(format!("! there is no chat {number}\n{}", self.list())),
        }
    }

    /// Which chats are open, for the person.
    pub fn list(&self) -> String {
        if self.open.is_empty() {
            return "* No chat is open.".to_owned();
        }
        let mark = |number| if self.current == Some(number) { " (current)" } else { "" };
        let lines = self.open.keys().map(|number| format!("[{number}]{}", mark(*number)));
        format!("* Open: {}", lines.collect::<Vec<_>>().join(", "))
    }

    /// A chat is no longer ours.
    pub fn ended(&mut self, session: &str, why: &str) -> Reaction {
        let Some(number) = self.find(session) else { return Reaction::default() };
        self.open.remove(&number);
        let why = if why.is_empty() { String::new() } else { format!(" ({})", why.replace('_', " ")) };
        let mut reaction = Reaction::show(format!("[{number}] * The chat is over for you{why}."));
        if self.current == Some(number) {
            self.current = self.open.keys().next().copied();
            let next = self.current.map(|next| format!("[{next}] * What you write goes there now."));
            reaction.show.extend(next);
        }
        reaction
    }

    /// Somebody is writing; told once for each message.
    pub fn typing(&mut self, frame: &Value) -> Reaction {
        let Some(number) = self.find(text(frame, "/session")) else { return Reaction::default() };
        let Some(chat) = self.open.get_mut(&number) else { return Reaction::default() };
        let on = frame.get("on").and_then(Value::as_bool).unwrap_or_default();
        if chat.writing == on {
            return Reaction::default();
        }
        chat.writing = on;
        match (on, text(frame, "/preview")) {
            (false, _) => Reaction::default(),
            (true, "") => Reaction::show(format!("[{number}] …the customer is writing")),
            (true, preview) => Reaction::show(format!("[{number}] …the customer is writing: {preview}")),
        }
    }

    /// An event of an open chat.
    pub fn event(&mut self, me: &str, frame: &Value) -> Reaction {
        let Some(place) = self.find(text(frame, "/session")) else { return Reaction::default() };
        let Some(chat) = self.open.get_mut(&place) else { return Reaction::default() };
        let seq = number(frame, "/seq").unwrap_or_default();
        if seq <= chat.read {
            return Reaction::default();
        }
        chat.read = seq;
        let kind = text(frame, "/event/kind");
        if kind == "message_received" {
            chat.writing = false;
        }
        let words = text(frame, "/content/text");
        if kind == "agent_said"
            && text(frame, "/event/agent") == me
            && chat.own.front().is_some_and(|own| own == words)
        {
            chat.own.pop_front();
            return Reaction::default();
        }
        match line(kind, frame) {
            Some(line) => Reaction::show(format!("[{place}] {line}")),
            None => Reaction::default(),
        }
    }

    fn find(&self, session: &str) -> Option<usize> {
        self.open.iter().find(|(_, chat)| chat.session == session).map(|(number, _)| *number)
    }
}

/// How an event reads; none for what a person need not see.
fn line(kind: &str, frame: &Value) -> Option<String> {
    let words = text(frame, "/content/text");
    let name = text(frame, "/content/name");
    match kind {
        "message_received" => Some(format!("Customer: {words}")),
        "bot_said" => Some(format!("{}: {words}", if name.is_empty() { "Bot" } else { name })),
        "agent_said" => Some(format!("{}: {words}", if name.is_empty() { "Agent" } else { name })),
        "system_said" | "stepped_in" | "stepped_out" => Some(format!("* {words}")),
        "whispered" => Some(format!("(whisper) {name}: {words}")),
        "note_added" => Some(format!("(note) {name}: {words}")),
        "transferred" | "put_back" | "taken_over" | "handed_to_bot" | "wrapped_up" | "watch_began"
        | "watch_ended" => Some(format!("* {}{}", kind.replace('_', " "), details(frame))),
        "queued" => Some(format!("* Waiting in the queue {}", text(frame, "/event/queue"))),
        "presence_changed" => Some(match text(frame, "/event/presence") {
            "lost" => "* The customer is gone, perhaps only for a moment".to_owned(),
            "unstable" => "* The customer's connection is unstable".to_owned(),
            _ => "* The customer is there".to_owned(),
        }),
        "closed" => Some(format!("* Closed: {}", text(frame, "/event/why").replace('_', " "))),
        _ => None,
    }
}

/// By whom and where to, and the note that came with it.
fn details(frame: &Value) -> String {
    let named =
        ["/event/by", "/event/agent", "/event/toAgent", "/event/toQueue", "/event/group", "/event/code"];
    let mut words: Vec<&str> = named.iter().map(|name| text(frame, name)).collect();
    words.push(text(frame, "/content/note"));
    words.retain(|word| !word.is_empty());
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}
