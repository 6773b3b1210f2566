//! The journal as exported, held against what people can swear to.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::people::{Log, Said};

/// One event of a session.
pub struct Event {
    pub kind: String,
    pub text: String,
    pub public: Option<u64>,
}

/// Every session's events, by number.
pub struct Ledger {
    sessions: BTreeMap<String, BTreeMap<u64, Event>>,
}

impl Ledger {
    pub fn read(exported: &[Value]) -> Self {
        let mut sessions: BTreeMap<String, BTreeMap<u64, Event>> = BTreeMap::new();
        for line in exported {
            let Some(session) = line["stream"].as_str().and_then(|stream| stream.strip_prefix("session/"))
            else {
                continue;
            };
            let content: Value = line["content"]
                .as_str()
                .map_or(Value::Null, |text| serde_json::from_str(text).expect("content is JSON"));
            let event = Event {
                kind: line["kind"].as_str().unwrap_or_default().to_owned(),
                text: content["text"].as_str().unwrap_or_default().to_owned(),
                public: line["public"].as_u64(),
            };
            let seq = line["seq"].as_u64().expect("a number");
            let before = sessions.entry(session.to_owned()).or_default().insert(seq, event);
            assert!(before.is_none(), "{session} has two events {seq}");
        }
        Self { sessions }
    }

    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// Sessions that wait in a queue at the end, each with what happened to it last.
    pub fn waiting(&self) -> Vec<String> {
        let mut waiting = Vec::new();
        for (session, events) in &self.sessions {
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

    /// The text of a public event.
    pub fn public(&self, session: &str, number: u64) -> Option<&str> {
        let events = self.sessions.get(session)?;
        events.values().find(|event| event.public == Some(number)).map(|event| event.text.as_str())
    }

    /// Where texts of this kind are recorded, with how often.
    fn records(&self, kind: &str, text: &str) -> Vec<(&str, u64, Option<u64>)> {
        let mut found = Vec::new();
        for (session, events) in &self.sessions {
            for (seq, event) in events.iter().filter(|(_, event)| event.kind == kind && event.text == text) {
                found.push((session.as_str(), *seq, event.public));
            }
        }
        found
    }

    /// Acknowledged: exactly once, where the acknowledgement said. Unknown: at most once. In the order of saying.
    pub fn check_customer(&self, name: &str, log: &Log, in_order: bool) {
        let mut last = BTreeMap::new();
        for (index, said) in log.said.iter().enumerate() {
            let found = self.records("message_received", &said.text);
            assert!(found.len() <= 1, "{:?} is recorded {} times", said.text, found.len());
            let Some((session, number)) = &said.acked else { continue };
            let (there, seq, public) =
                *found.first().unwrap_or_else(|| panic!("{:?} was acknowledged and is lost", said.text));
            assert_eq!((there, public), (session.as_str(), Some(*number)), "{:?} is elsewhere", said.text);
            let before = last.insert(session.clone(), seq);
            assert!(
                !in_order || before.is_none_or(|before| before < seq),
                "{name}: text {index} is out of order"
            );
        }
        self.check_customers_view(name, log);
    }

    /// Everything public, in every session the customer read, exactly as recorded and to the end.
    fn check_customers_view(&self, name: &str, log: &Log) {
        for (session, seen) in &log.seen {
            let events =
                self.sessions.get(session).unwrap_or_else(|| panic!("{session} was seen and is lost"));
            let public: BTreeMap<u64, &Event> =
                events.values().filter_map(|event| Some((event.public?, event))).collect();
            let numbers: Vec<u64> = seen.keys().copied().collect();
            let recorded: Vec<u64> = public.keys().copied().collect();
            assert_eq!(numbers, recorded, "{name} did not see all of {session}");
            for (number, (kind, text)) in seen {
                assert_eq!((kind.as_str(), text), (frame_of(&public[number].kind), &public[number].text));
            }
        }
    }

    /// What agents said is recorded once if acknowledged; what they saw is what is recorded, without a gap.
    pub fn check_agent(&self, name: &str, log: &Log) {
        for Said { text, acked } in &log.said {
            let found = self.records("agent_said", text);
            assert!(found.len() <= 1, "{text:?} is recorded {} times", found.len());
            assert!(acked.is_none() || found.len() == 1, "{text:?} was acknowledged and is lost");
            let number = acked.as_ref().map(|(_, number)| *number);
            assert!(number.is_none_or(|number| found[0].1 == number), "{text:?} is elsewhere");
        }
        for (session, seen) in &log.seen {
            let events =
                self.sessions.get(session).unwrap_or_else(|| panic!("{session} was seen and is lost"));
            for (place, (number, (kind, text))) in seen.iter().enumerate() {
                assert_eq!(*number, place as u64 + 1, "{name} missed an event of {session}");
                assert_eq!((kind, text), (&events[number].kind, &events[number].text));
            }
        }
    }
}

/// The Sermo frame a public event is shown as.
fn frame_of(kind: &str) -> &str {
    match kind {
        "message_received" | "bot_said" | "agent_said" => "text",
        "place_told" => "queue_number",
        "system_said" => "system_text",
        "closed" => "end_session",
        other => other,
    }
}
