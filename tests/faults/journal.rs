//! The journal as exported, as far as clients could have a part in it.

use std::collections::BTreeMap;

use serde_json::Value;

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    pub position: u64,
    pub stream: String,
    pub seq: u64,
    pub public: Option<u64>,
    pub kind: String,
    pub text: String,
    /// Of the event that opens a session: whose it is.
    pub customer: Option<String>,
}

/// Every event, by position.
#[derive(Clone, Default, Debug)]
pub struct Journal {
    pub events: Vec<Event>,
}

impl Event {
    /// The session whose event it is.
    pub fn session(&self) -> Option<&str> {
        self.stream.strip_prefix("session/")
    }

    fn read(line: &Value) -> Self {
        let content: Value = line["content"]
            .as_str()
            .map_or(Value::Null, |text| serde_json::from_str(text).expect("content is JSON"));
        Self {
            position: line["position"].as_u64().expect("a position"),
            stream: line["stream"].as_str().expect("a stream").to_owned(),
            seq: line["seq"].as_u64().expect("a number"),
            public: line["public"].as_u64(),
            kind: line["kind"].as_str().expect("a kind").to_owned(),
            text: content["text"].as_str().unwrap_or_default().to_owned(),
            customer: content["customer"].as_str().map(str::to_owned),
        }
    }
}

impl Journal {
    pub fn read(exported: &[Value]) -> Self {
        Self { events: exported.iter().map(Event::read).collect() }
    }

    /// Every session's events, by number.
    pub fn sessions(&self) -> BTreeMap<&str, BTreeMap<u64, &Event>> {
        let mut sessions: BTreeMap<&str, BTreeMap<u64, &Event>> = BTreeMap::new();
        for event in &self.events {
            if let Some(session) = event.session() {
                sessions.entry(session).or_default().insert(event.seq, event);
            }
        }
        sessions
    }

    /// Sessions that wait in a queue at the end, each with what happened to it last.
    pub fn waiting(&self) -> Vec<String> {
        let mut waiting = Vec::new();
        for (session, events) in self.sessions() {
            let turns = events.values().rev().map(|event| event.kind.as_str());
            let mut turns =
                turns.filter(|kind| ["queued", "assigned", "agent_done", "closed"].contains(kind));
            if turns.next() == Some("queued") {
                let last: Vec<&str> =
                    events.values().rev().take(4).map(|event| event.kind.as_str()).collect();
                waiting.push(format!("{session}: {}", last.join(" < ")));
            }
        }
        waiting
    }
}
