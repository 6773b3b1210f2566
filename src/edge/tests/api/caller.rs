//! A client of the API: plain HTTP/1.1, one connection a request.

use serde_json::Value;

use switchboard_core::{AgentId, WorkspaceId};
use switchboard_edge::{EdgeSettings, tokens};
use switchboard_journal::accounts::{AccountWrite, Credential, Role};
use switchboard_journal::{Journal, Request as Asked};

use crate::contract;
use crate::doors::{self, Center};

/// The center of `doors/center.rs`, and in each workspace an admin (`demo-ada`) and an owner (`demo-olle`).
pub async fn open() -> Center {
    open_with(doors::settings()).await
}

/// The same with other limits.
pub async fn open_with(settings: EdgeSettings) -> Center {
    staffed(Center::open(settings).await).await
}

/// The same of any center.
pub async fn staffed(center: Center) -> Center {
    for workspace in ["demo", "other"] {
        for (name, role) in [("ada", Role::Admin), ("olle", Role::Owner)] {
            let workspace_id: WorkspaceId = workspace.parse().unwrap();
            let agent: AgentId = name.parse().unwrap();
            let hash = tokens::hash(&format!("{workspace}-{name}"));
            let credential = Credential { workspace: workspace_id, agent, role };
            write(&center, AccountWrite::Credential { hash, credential }).await;
        }
    }
    contract::learn(Request::get("/openapi.json").to(&center).await.ok());
    center
}

/// Writes a plain row.
pub async fn write(center: &Center, write: AccountWrite) {
    let (done, kept) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome: Result<_, _>| {
        let _ = done.send(outcome.map(|_| ()));
    });
    center.journal.submit(Asked::Account { write, reply }).unwrap();
    kept.await.unwrap().unwrap();
}

/// A request in the making.
pub struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Null when there was no body.
    pub body: Value,
}

impl Request {
    pub fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: None }
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path)
    }

    pub fn post(path: impl Into<String>) -> Self {
        Self::new("POST", path)
    }

    pub fn put(path: impl Into<String>) -> Self {
        Self::new("PUT", path)
    }

    /// An edit of this version; of none for 0.
    pub fn of_version(self, version: u64) -> Self {
        match version {
            0 => self.header("if-none-match", "*"),
            version => self.header("if-match", format!("\"{version}\"")),
        }
    }

    /// With the credential of somebody of `doors/center.rs`: `demo-sven`.
    pub fn by(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").text(body.to_string())
    }

    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub async fn to(self, center: &Center) -> Response {
        let Self { method, path, headers, body } = self;
        let mut text = format!("{method} /api/v1{path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = body.unwrap_or_default();
        text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        let answer = Response::read(&center.http(&text).await);
        if let Some(document) = contract::known() {
            contract::check(document, method, &path, &answer);
        }
        answer
    }
}

impl Response {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a whole answer");
        let mut lines = head.lines();
        let status =
            lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: Vec<_> =
            headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
        let body = if chunked { unchunked(body) } else { body.to_owned() };
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(&body).expect(&body) };
        Self { status: status.expect("a status"), headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Status and code of a problem.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self:?}");
        (self.status, self.body["code"].as_str().expect("a code"))
    }

    /// The body of a success.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.body
    }
}

fn unchunked(mut rest: &str) -> String {
    let mut whole = String::new();
    while let Some((size, tail)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a chunk's size");
        if size == 0 {
            break;
        }
        whole.push_str(&tail[..size]);
        rest = &tail[size + 2..];
    }
    whole
}
