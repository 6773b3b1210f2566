//! What a player has to remember to come back after the connection, or the server, was gone. Pure.
//!
//! It learns from every frame it reads and sends, says what to greet the server with, and checks what holds for every
//! reader: numbers of one session come in order, without a gap and without a repetition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A numbered frame that was not the next one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("session {session}: number {got} came after {last}")]
pub struct OutOfOrder {
    /// The session.
    pub session: String,
    /// The last number before.
    pub last: u64,
    /// The number that came.
    pub got: u64,
}

/// What a player remembers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Whether it should be connected now.
    pub connected: bool,
    /// The fields the script greeted with.
    pub greeting: Map<String, Value>,
    /// Customer: who the server says we are, and the token it gave.
    pub user: Option<String>,
    /// Customer: the token the server gave.
    pub token: Option<String>,
    /// The last number read of each session: for a customer the public one, for an agent the stream's.
    pub read: BTreeMap<String, u64>,
    /// Customer: the session last heard of.
    pub session: Option<String>,
    /// Agent: the last number of the agent's own stream.
    pub agent_seq: Option<u64>,
    /// Agent: the last position of the session list.
    pub position: Option<u64>,
    /// Application: the place last read of each feed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cursors: BTreeMap<String, String>,
    /// Frames with an id that were sent and not answered yet; sent again, unchanged, after a reconnect.
    pub unanswered: Vec<Value>,
}

impl Memory {
    /// The first frame of a connection: the script's fields, and from where to go on.
    pub fn hello(&self, agent: bool, token: Option<&str>) -> Value {
        let mut hello = self.greeting.clone();
        hello.insert("type".to_owned(), json!("hello"));
        if let Some(token) = token.or(self.token.as_deref()) {
            hello.entry("token").or_insert_with(|| json!(token));
        }
        if agent {
            let resume = self.resume();
            if !resume.is_empty() {
                hello.insert("resume".to_owned(), Value::Object(resume));
            }
            return Value::Object(hello);
        }
        if let Some(user) = &self.user {
            hello.insert("userId".to_owned(), json!(user));
        }
        if let Some(session) = &self.session {
            hello.insert("session".to_owned(), json!(session));
            hello.insert("after".to_owned(), json!(self.read.get(session).copied().unwrap_or_default()));
        }
        Value::Object(hello)
    }

    fn resume(&self) -> Map<String, Value> {
        let mut resume = Map::new();
        if let Some(position) = self.position {
            resume.insert("list".to_owned(), json!(position));
        }
        if let Some(seq) = self.agent_seq {
            resume.insert("agent".to_owned(), json!(seq));
        }
        if !self.read.is_empty() {
            resume.insert("open".to_owned(), json!(self.read));
        }
        resume
    }

    /// Notes a frame about to be sent.
    pub fn note_sent(&mut self, frame: &Value) {
        if id_of(frame).is_some() && !self.unanswered.contains(frame) {
            self.unanswered.push(frame.clone());
        }
    }

    /// What to send again after a reconnect. An opened session goes on where reading stopped.
    pub fn resends(&self) -> Vec<Value> {
        let mut frames = self.unanswered.clone();
        for frame in &mut frames {
            if kind(frame) == "open"
                && let Some(last) = text(frame, "session").and_then(|session| self.read.get(&session))
                && let Some(fields) = frame.as_object_mut()
            {
                fields.insert("after".to_owned(), json!(last));
            }
        }
        frames
    }

    /// Learns from what an application heard in one of its feeds: events of one session come in order, each once.
    pub fn note_heard(
        &mut self,
        direction: &str,
        cursor: Option<&String>,
        item: Option<&Value>,
    ) -> Result<(), OutOfOrder> {
        let Some(cursor) = cursor else { return Ok(()) };
        self.cursors.insert(direction.to_owned(), cursor.clone());
        let Some(event) = item.and_then(|item| item.get("event")) else { return Ok(()) };
        let (Some(session), Some(got)) = (text(event, "session"), number(event, "seq")) else {
            return Ok(());
        };
        // The other feed has the numbers between.
        let last = self.read.entry(format!("{direction}/{session}")).or_default();
        if got <= *last {
            return Err(OutOfOrder { session, last: *last, got });
        }
        *last = got;
        Ok(())
    }

    /// What an application posted was answered.
    pub fn note_posted(&mut self, item: &Value) {
        self.unanswered.retain(|sent| sent != item);
    }

    /// Learns from a frame that was read.
    pub fn note_read(&mut self, agent: bool, frame: &Value) -> Result<(), OutOfOrder> {
        match kind(frame) {
            "hello" => {
                self.user = text(frame, "userId").or(self.user.take());
                self.token = text(frame, "token").or(self.token.take());
                if frame.get("resync").is_some() {
                    self.read.clear();
                }
                Ok(())
            }
            "ack" | "refused" => {
                self.note_answer(frame);
                self.note_session(frame);
                Ok(())
            }
            "row" | "gone" => {
                self.position = number(frame, "position").or(self.position);
                Ok(())
            }
            "event" => self.advance(frame),
            _ if agent => {
                self.agent_seq = number(frame, "seq").max(self.agent_seq);
                Ok(())
            }
            _ => {
                self.session = text(frame, "session").or(self.session.take());
                self.advance(frame)
            }
        }
    }

    /// An answer may be the first to name a new session. One that names a session read before answers an old message
    /// sent again, and coming back to that session would mean to read all those after it anew.
    fn note_session(&mut self, answer: &Value) {
        let named = text(answer, "session");
        self.session = named.filter(|named| !self.read.contains_key(named)).or(self.session.take());
    }

    /// An opened session is read from its beginning (or from where it said), also when the next word never comes; a
    /// shut one is read until the server agreed.
    fn note_answer(&mut self, frame: &Value) {
        let answered = |sent: &Value| sent.get("id") == frame.get("id");
        for sent in self.unanswered.extract_if(.., |sent| answered(sent)) {
            let Some(session) = text(&sent, "session").filter(|_| kind(frame) == "ack") else { continue };
            match kind(&sent) {
                "open" => {
                    self.read.entry(session).or_insert(number(&sent, "after").unwrap_or_default());
                }
                "shut" => {
                    self.read.remove(&session);
                }
                _ => {}
            }
        }
    }

    fn advance(&mut self, frame: &Value) -> Result<(), OutOfOrder> {
        let (Some(session), Some(got)) = (text(frame, "session"), number(frame, "seq")) else {
            return Ok(());
        };
        let last = self.read.entry(session.clone()).or_default();
        if got != *last + 1 {
            return Err(OutOfOrder { session, last: *last, got });
        }
        *last = got;
        Ok(())
    }
}

/// The client's own id of a frame, or of the event an application posts in it.
pub fn id_of(frame: &Value) -> Option<&Value> {
    frame.get("event").unwrap_or(frame).get("id")
}

fn kind(frame: &Value) -> &str {
    frame.get("type").and_then(Value::as_str).unwrap_or_default()
}

fn text(frame: &Value, field: &str) -> Option<String> {
    frame.get(field).and_then(Value::as_str).map(str::to_owned)
}

fn number(frame: &Value, field: &str) -> Option<u64> {
    frame.get(field).and_then(Value::as_u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(session: &str, seq: u64) -> Value {
        json!({"type": "text", "text": "hej", "session": session, "seq": seq})
    }

    #[test]
    fn a_customer_comes_back_as_the_same_one_after_the_last_number() {
        let mut memory = Memory::default();
        memory.greeting.insert("platformId".to_owned(), json!("demo-web"));
        assert_eq!(memory.hello(false, None), json!({"type": "hello", "platformId": "demo-web"}));
        memory.note_read(false, &json!({"type": "hello", "userId": "u1", "token": "t1"})).unwrap();
        memory.note_read(false, &said("s1", 1)).unwrap();
        memory.note_read(false, &said("s1", 2)).unwrap();
        let hello = memory.hello(false, None);
        assert_eq!(
            hello,
            json!({"type": "hello", "platformId": "demo-web", "userId": "u1", "token": "t1", "session": "s1", "after": 2})
        );
    }

    #[test]
    fn a_gap_and_a_repetition_are_noticed() {
        for wrong in [1, 3] {
            let mut memory = Memory::default();
            memory.note_read(false, &said("s1", 1)).unwrap();
            let error = memory.note_read(false, &said("s1", wrong)).unwrap_err();
            assert_eq!((error.last, error.got), (1, wrong));
        }
    }

    #[test]
    fn a_frame_without_an_answer_is_sent_again_unchanged() {
        let mut memory = Memory::default();
        let text = json!({"type": "text", "text": "hej", "id": "t1"});
        memory.note_sent(&text);
        memory.note_sent(&json!({"type": "heartbeat"}));
        assert_eq!(memory.resends(), [text]);
        memory.note_read(false, &json!({"type": "ack", "id": "t1", "seq": 1, "session": "s1"})).unwrap();
        assert!(memory.resends().is_empty());
    }

    #[test]
    fn an_application_goes_on_behind_the_last_place_of_each_feed_and_notices_what_comes_twice() {
        let mut memory = Memory::default();
        let heard = |seq| json!({"direction": "inbound", "event": said("s1", seq)});
        let mut note = |direction: &str, cursor: Option<&str>, item: Option<Value>| {
            memory.note_heard(direction, cursor.map(str::to_owned).as_ref(), item.as_ref())
        };
        note("inbound", Some("a"), None).unwrap();
        note("inbound", Some("b"), Some(heard(1))).unwrap();
        note("inbound", None, Some(json!({"event": {"type": "heartbeat"}}))).unwrap();
        note("outbound", Some("c"), Some(heard(2))).unwrap();
        note("inbound", Some("d"), Some(heard(3))).unwrap();
        assert!(note("inbound", Some("e"), Some(heard(3))).is_err());
        assert_eq!((memory.cursors["inbound"].as_str(), memory.cursors["outbound"].as_str()), ("e", "c"));
    }

    #[test]
    fn what_an_application_posts_is_posted_again_until_it_is_answered() {
        let mut memory = Memory::default();
        let item = json!({"direction": "outbound", "event": {"type": "text", "id": "b1"}});
        memory.note_sent(&item);
        memory.note_sent(&json!({"direction": "outbound", "event": {"type": "typing_on"}}));
        assert_eq!(memory.resends().first(), Some(&item));
        assert_eq!(memory.resends().len(), 1, "signals are not");
        memory.note_posted(&item);
        assert!(memory.resends().is_empty());
    }

    #[test]
    fn the_answer_to_an_old_message_leads_nobody_back_to_its_session() {
        let mut memory = Memory::default();
        let ack = |id: &str, session: &str| json!({"type": "ack", "id": id, "seq": 1, "session": session});
        for session in ["s1", "s2"] {
            memory.note_read(false, &ack("t", session)).unwrap();
            assert_eq!(memory.session.as_deref(), Some(session), "a new one is news");
            memory.note_read(false, &said(session, 1)).unwrap();
        }
        memory.note_read(false, &ack("t", "s1")).unwrap();
        let hello = memory.hello(false, None);
        assert_eq!((&hello["session"], &hello["after"]), (&json!("s2"), &json!(1)));
    }

    #[test]
    fn an_agent_resumes_list_own_stream_and_opened_sessions() {
        let mut memory = Memory::default();
        memory.note_read(true, &json!({"type": "row", "position": 9, "row": {}})).unwrap();
        memory.note_read(true, &json!({"type": "offer", "offer": "q:1", "seq": 4})).unwrap();
        memory.note_sent(&json!({"type": "open", "session": "s1", "id": "o1"}));
        memory.note_read(true, &json!({"type": "event", "session": "s1", "seq": 1, "event": {}})).unwrap();
        assert_eq!(
            memory.hello(true, Some("secret")),
            json!({"type": "hello", "token": "secret", "resume": {"list": 9, "agent": 4, "open": {"s1": 1}}})
        );
        assert_eq!(memory.resends(), [json!({"type": "open", "session": "s1", "id": "o1", "after": 1})]);
    }
}
