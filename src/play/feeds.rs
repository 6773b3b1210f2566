//! An application's two feeds, as one connection: what it hears of a platform, and what it posts.

use serde_json::{Value, json};

use super::memory::Memory;
use crate::client::{ClientError, EventStream, ServerUrl, http};

/// Both directions, as items and addresses name them.
const DIRECTIONS: [&str; 2] = ["inbound", "outbound"];

/// What was heard: in which feed, where it stands there, and the item.
#[derive(Debug)]
pub struct HeardItem {
    /// `inbound` or `outbound`.
    pub direction: &'static str,
    /// To be resumed behind; what is live has none.
    pub cursor: Option<String>,
    /// The item, unless it was only a place to come back to.
    pub item: Option<Value>,
}

/// Both feeds of a platform, open.
#[derive(Debug)]
pub struct Feeds {
    server: ServerUrl,
    path: String,
    token: String,
    inbound: EventStream,
    outbound: EventStream,
}

impl Feeds {
    /// Opens both behind what was heard before.
    pub async fn open(server: &ServerUrl, token: &str, memory: &Memory) -> Result<Self, ClientError> {
        let platform = memory.greeting.get("platformId").and_then(Value::as_str);
        let platform = platform.ok_or_else(|| ClientError::ended("connect names no platformId"))?;
        let path = format!("/sermo/platforms/{platform}/feeds");
        let [inbound, outbound] = DIRECTIONS.map(|direction| {
            let last = memory.cursors.get(direction).map(String::as_str);
            let path = format!("{path}/{direction}");
            async move { EventStream::open(server, &path, token, last).await }
        });
        let (inbound, outbound) = (inbound.await?, outbound.await?);
        Ok(Self { server: server.clone(), path, token: token.to_owned(), inbound, outbound })
    }

    /// The next word of either feed. Safe to drop half-way: nothing is lost.
    pub async fn next(&mut self) -> Result<HeardItem, ClientError> {
        let [inbound, outbound] = DIRECTIONS;
        let (direction, event) = tokio::select! {
            event = self.inbound.next() => (inbound, event?),
            event = self.outbound.next() => (outbound, event?),
        };
        Ok(HeardItem { direction, cursor: event.id, item: event.data })
    }

    /// Posts an item into the feed it names, and gives the answer, with its status; none where there is none.
    pub async fn post(&self, item: &Value) -> Result<Option<Value>, ClientError> {
        let direction = item.get("direction").and_then(Value::as_str);
        let direction = DIRECTIONS.into_iter().find(|known| Some(*known) == direction);
        let (Some(direction), Some(event)) = (direction, item.get("event")) else {
            return Err(ClientError::ended(
                r#"an application sends {"direction": "inbound" or "outbound", "event": {…}}"#,
            ));
        };
        let path = format!("{}/{direction}", self.path);
        let answered = http::post(&self.server, &path, &self.token, event).await?;
        Ok(match answered.body {
            Value::Object(mut body) => {
                body.insert("status".to_owned(), json!(answered.status));
                Some(Value::Object(body))
            }
            _ => None,
        })
    }
}
