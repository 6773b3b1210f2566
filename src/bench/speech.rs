//! What the two servers are told and what they say: the product's own doors, and the few words of the floor.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::json;

use super::center::{PLATFORM, token};
use super::server::Which;
use crate::client::{CONSOLE_DOOR, CUSTOMER_DOOR};

/// As much of any frame as the load looks at.
#[derive(Debug, Deserialize)]
pub struct Frame<'a> {
    /// What it is.
    #[serde(rename = "type", borrow)]
    pub kind: Cow<'a, str>,
    /// The client's id, in what answers a command.
    #[serde(borrow)]
    pub id: Option<Cow<'a, str>>,
    /// The session it is about.
    #[serde(borrow)]
    pub session: Option<Cow<'a, str>>,
    /// Who a customer is, in the answer to a hello.
    #[serde(borrow, rename = "userId")]
    pub user: Option<Cow<'a, str>>,
    /// In a refusal: worth another try after so many seconds.
    #[serde(rename = "retryAfter")]
    pub retry_after: Option<u64>,
    /// A customer's token, there.
    #[serde(borrow)]
    pub token: Option<Cow<'a, str>>,
    /// What was said, to the floor's agents.
    #[serde(borrow)]
    pub text: Option<Cow<'a, str>>,
    /// The event, on a console.
    #[serde(borrow)]
    pub event: Option<Event<'a>>,
    /// And what was said in it.
    #[serde(borrow)]
    pub content: Option<Content<'a>>,
}

/// An event on a console.
#[derive(Debug, Deserialize)]
pub struct Event<'a> {
    /// What happened.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
}

/// Its words.
#[derive(Debug, Deserialize)]
pub struct Content<'a> {
    /// What was said.
    #[serde(borrow)]
    pub text: Option<Cow<'a, str>>,
}

impl Frame<'_> {
    /// What a customer said, where an agent reads it.
    pub fn said(&self) -> Option<&str> {
        match &self.event {
            Some(event) if event.kind == "message_received" => self.content.as_ref()?.text.as_deref(),
            Some(_) => None,
            None => self.text.as_deref().filter(|_| self.kind == "text"),
        }
    }
}

/// Where a customer of this agent comes in.
pub fn customer_door(which: Which, agent: u32, number: u32) -> String {
    match which {
        Which::Product => CUSTOMER_DOOR.to_owned(),
        Which::Floor => format!("/customer/{agent}/{number}"),
    }
}

/// Where an agent comes in.
pub fn agent_door(which: Which, agent: u32) -> String {
    match which {
        Which::Product => CONSOLE_DOOR.to_owned(),
        Which::Floor => format!("/agent/{agent}"),
    }
}

/// A customer's first frame, of somebody new or of somebody known.
pub fn customer_hello(known: Option<(&str, &str)>) -> String {
    match known {
        None => json!({"type": "hello", "platformId": PLATFORM}),
        Some((user, token)) => {
            json!({"type": "hello", "platformId": PLATFORM, "userId": user, "token": token})
        }
    }
    .to_string()
}

/// An agent's first frame.
pub fn agent_hello(agent: u32) -> String {
    json!({"type": "hello", "token": token(agent)}).to_string()
}

/// A customer's words.
pub fn text(which: Which, user: &str, id: &str, text: &str) -> String {
    match which {
        Which::Product => {
            json!({"type": "text", "platformId": PLATFORM, "userId": user, "id": id, "text": text})
                .to_string()
        }
        Which::Floor => json!({"id": id, "text": text}).to_string(),
    }
}

/// A customer's sign of life.
pub fn heartbeat(user: &str) -> String {
    json!({"type": "heartbeat", "platformId": PLATFORM, "userId": user}).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_reads_what_customers_said_and_nothing_else() {
        let said = |text| serde_json::from_str::<Frame<'_>>(text).unwrap().said().map(str::to_owned);
        let event = r#"{"type":"event","n":3,"session":"s","event":{"kind":"message_received"},"content":{"text":"Hej"}}"#;
        assert_eq!(said(event), Some("Hej".to_owned()));
        assert_eq!(said(r#"{"type":"event","event":{"kind":"agent_said"},"content":{"text":"Hej"}}"#), None);
        assert_eq!(said(r#"{"type":"text","id":"7","text":"Hej"}"#), Some("Hej".to_owned()));
        assert_eq!(said(r#"{"type":"row","position":7,"row":{"session":"s"}}"#), None);
        assert_eq!(said(r#"{"type":"ack","id":"7","seq":1}"#), None);
    }
}
