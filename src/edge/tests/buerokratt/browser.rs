//! A browser as far as the dialect needs one: it keeps cookies, names its page, reads envelopes and streams.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Value, json};
use switchboard_edge::EdgeSettings;
use switchboard_edge::buerokratt::settings::BuerokrattSettings;

use crate::doors::center::PAGE;
use crate::doors::http::{self, Answered, Stream};
use crate::doors::{Center, settings};

pub const BASE: &str = "/buerokratt/v1";
/// The page agents work on.
pub const DESK: &str = "https://desk.example.org";

pub fn spoken() -> EdgeSettings {
    let buerokratt = BuerokrattSettings {
        platform: Some("demo-web".parse().unwrap()),
        agent_pages: vec![DESK.to_owned()],
        greeting: Some("Tere!\nKuidas saan aidata?".to_owned()),
        shows_wait: true,
        ..BuerokrattSettings::default()
    };
    EdgeSettings { buerokratt, ..settings() }
}

pub async fn center() -> Center {
    Center::open(spoken()).await
}

/// One browser with one page open.
pub struct Browser<'a> {
    pub center: &'a Center,
    pub page: &'static str,
    pub cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    /// A customer's.
    pub fn customer(center: &'a Center) -> Self {
        Self { center, page: PAGE, cookies: RefCell::default() }
    }

    /// An agent's, signed in already.
    pub fn agent(center: &'a Center, token: &str) -> Self {
        let browser = Self { center, page: DESK, cookies: RefCell::default() };
        browser.cookies.borrow_mut().insert("customJwtCookie".to_owned(), token.to_owned());
        browser
    }

    fn cookie(&self) -> String {
        let cookies = self.cookies.borrow();
        let pairs: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let cookie = self.cookie();
        let mut all = vec![("Origin", self.page)];
        if !cookie.is_empty() {
            all.push(("Cookie", &cookie));
        }
        all.extend(headers);
        let answered = http::request(self.center.address, method, path, &all, body).await;
        for line in answered.head.lines() {
            let Some(set) = line.to_lowercase().strip_prefix("set-cookie: ").map(|_| &line[12..]) else {
                continue;
            };
            let (name, rest) = set.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            let mut cookies = self.cookies.borrow_mut();
            match value {
                "" => drop(cookies.remove(name)),
                value => drop(cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        answered
    }

    pub async fn post(&self, path: &str, body: Value) -> Answered {
        let json = [("Content-Type", "application/json")];
        self.send("POST", &format!("{BASE}{path}"), &json, body.to_string().as_bytes()).await
    }

    /// A call without a body, as some are.
    pub async fn call(&self, path: &str) -> Answered {
        self.send("POST", &format!("{BASE}{path}"), &[], b"").await
    }

    /// A call that must succeed, as the clients look at it: the first member of `data`.
    pub async fn ok(&self, path: &str, body: Value) -> Value {
        let answered = self.post(path, body.clone()).await;
        let shown = String::from_utf8_lossy(&answered.body).into_owned();
        assert_eq!(answered.status, 200, "{path} {body}: {shown}");
        value(&answered.json())
    }

    /// The same of a call that answers in the envelope of the newer router.
    pub async fn ok_newer(&self, path: &str) -> Value {
        let answered = self.post(path, json!({})).await;
        let shown = String::from_utf8_lossy(&answered.body).into_owned();
        assert_eq!(answered.status, 200, "{path}: {shown}");
        answered.json()["response"].clone()
    }

    pub async fn refused(&self, path: &str, body: Value) -> (u16, String) {
        let answered = self.post(path, body.clone()).await;
        assert!(answered.status >= 400, "{path} {body} was taken");
        (answered.status, answered.json()["error"].as_str().unwrap().to_owned())
    }

    pub async fn stream(&self, path: &str) -> Frames {
        let cookie = self.cookie();
        let headers = [("Origin", self.page), ("Cookie", cookie.as_str())];
        let stream = Stream::open(self.center.address, &format!("{BASE}{path}"), &headers).await;
        Frames(stream.expect("the stream opens"))
    }

    /// Begins a chat: its id.
    pub async fn begins(&self, text: &str) -> String {
        let chat = self.ok("/init-chat", first(text)).await;
        chat["id"].as_str().unwrap().to_owned()
    }

    /// Opens the list of chats, which is an agent's connection, and wants chats from now on.
    pub async fn is_there(&self) -> Frames {
        let mut list = self.stream("/sse/cs-get-all-active-chats").await;
        list.next().await;
        let id = self.ok("/cs-custom-jwt-userinfo", json!("customJwtCookie")).await["idCode"].clone();
        self.ok(
            "/cs-set-customer-support-activity",
            json!({"customerSupportStatus": "true", "customerSupportId": id}),
        )
        .await;
        list
    }
}

/// A customer's chat that Anna has taken, with the list on her screen, which is her connection.
pub struct Served<'a> {
    pub customer: Browser<'a>,
    pub anna: Browser<'a>,
    pub list: Frames,
    pub id: String,
}

/// Somebody said "Tere", and Anna has claimed the chat.
pub async fn served(center: &Center) -> Served<'_> {
    let (customer, anna) = (Browser::customer(center), Browser::agent(center, "demo-anna"));
    let list = anna.is_there().await;
    let id = customer.begins("Tere").await;
    anna.ok("/cs-claim-chat", json!({"id": id})).await;
    Served { customer, anna, list, id }
}

/// What the clients take out of an answer.
pub fn value(answer: &Value) -> Value {
    assert_eq!(answer["error"], Value::Null, "{answer}");
    let data = answer["data"].as_object().unwrap_or_else(|| panic!("no envelope: {answer}"));
    assert_eq!(data.len(), 1, "{answer}");
    data.values().next().unwrap().clone()
}

/// A stream as the clients read it.
pub struct Frames(pub Stream);

impl Frames {
    /// The next frame's value.
    pub async fn next(&mut self) -> Value {
        let event = self.0.next().await.expect("the stream goes on");
        assert_eq!((event.id, event.name), (None, None), "unnamed, without an id");
        assert_eq!(event.data["statusCodeValue"], 200);
        value(&event.data["body"])
    }

    /// The next frame that has such a thing in it.
    pub async fn until(&mut self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..100 {
            let value = self.next().await;
            if holds(&value) {
                return value;
            }
        }
        panic!("never: {what}");
    }

    /// The next message with this text.
    pub async fn message(&mut self, text: &str) -> Value {
        let batch = self.until(text, |batch| find(batch, "content", text).is_some()).await;
        find(&batch, "content", text).unwrap()
    }

    /// The next message with this event.
    pub async fn event(&mut self, event: &str) -> Value {
        let batch = self.until(event, |batch| find(batch, "event", event).is_some()).await;
        find(&batch, "event", event).unwrap()
    }
}

/// The element of a list with this member.
pub fn find(list: &Value, member: &str, value: &str) -> Option<Value> {
    list.as_array()?.iter().find(|one| one[member] == value).cloned()
}

pub fn first(text: &str) -> Value {
    json!({
        "message": {"chatId": null, "content": text, "authorTimestamp": "2023-01-13T14:23:52.953Z", "authorRole": "end-user"},
        "endUserTechnicalData": {"endUserUrl": "https://www.example.org/et", "endUserOs": "Mozilla/5.0"},
    })
}

pub fn message(text: &str, at: &str) -> Value {
    json!({"chatId": "stale", "content": text, "authorTimestamp": at, "authorRole": "end-user"})
}

pub fn event(event: &str) -> Value {
    json!({"content": "", "event": event, "authorTimestamp": "2023-01-13T14:25:00.000Z", "authorRole": "end-user"})
}

/// An agent's message in a chat.
pub fn agents(chat: &str, text: &str, event: &str) -> Value {
    json!({
        "chatId": chat, "content": text, "event": event, "authorTimestamp": "2023-02-02T07:44:42.612Z",
        "authorFirstName": "Mary-Änn", "authorId": "somebody else", "authorRole": "backoffice-user",
    })
}
