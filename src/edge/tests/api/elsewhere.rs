//! The other workspace, with one of everything an operation can name, so that not finding it means something.

use serde_json::{Value, json};
use switchboard_core::{Timestamp, WorkspaceId};
use switchboard_edge::tokens;
use switchboard_journal::accounts::{AccountWrite, Role};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{Link, NewPerson, PeopleWrite, Place, SignIn};

use crate::caller::{Request, write};
use crate::doors::Center;
use crate::doors::client::Socket;
use crate::reporting::report_of;

/// What is in it, and its owner.
pub struct Elsewhere {
    pub session: String,
    pub customer: String,
    pub api_key: String,
    pub site_key: String,
    /// The customer's token, which opens a customer's door and nothing of the API.
    pub customers_token: String,
    /// Keeps the customer there.
    _socket: Socket,
}

/// The token of a sign-in of somebody who is made for it.
pub async fn hire(center: &Center, workspace: &str, name: &str, role: Role) -> String {
    let workspace: WorkspaceId = workspace.parse().unwrap();
    let place = Place { workspace: workspace.clone(), agent: name.parse().unwrap() };
    let (by, now) = (By { who: Who::Operator, at: Timestamp(1) }, center.living.house.clock.now());
    let person = NewPerson { place: place.clone(), login: format!("{name}@{workspace}"), role };
    let link = Link { hash: tokens::hash(&format!("link {workspace} {name}")), expires_at: now };
    write(center, AccountWrite::People(Box::new(PeopleWrite::Invite { person, link, by }))).await;
    for number in 0..3 {
        let sign_in = SignIn {
            id: sign_in(name, number),
            place: place.clone(),
            created_at: now,
            used_at: now,
            address: "127.0.0.1".to_owned(),
            client: "test".to_owned(),
        };
        let hash = tokens::hash(&token(workspace.as_str(), name, number));
        let begun = PeopleWrite::SignIn { hash, sign_in, spent: None, forget_before: Timestamp(0) };
        write(center, AccountWrite::People(Box::new(begun))).await;
    }
    token(workspace.as_str(), name, 0)
}

fn token(workspace: &str, name: &str, number: u8) -> String {
    format!("sbs_{workspace}-{name}-{number}")
}

fn sign_in(name: &str, number: u8) -> String {
    format!("sign-in-{number}-of-{name}")
}

impl Elsewhere {
    /// Furnishes it, by its own owner's hands.
    pub async fn furnish(center: &Center, owner: &str) -> Self {
        let edits = [
            ("/queues/theirs", json!({"name": "Theirs"})),
            ("/teams/theirs", json!({"name": "Theirs"})),
            ("/agents/far", json!({"name": "Far", "queues": ["theirs"], "capacity": {"chat": 2}})),
        ];
        for (path, values) in edits {
            let put = Request::put(path).by(owner).of_version(0).json(&values).to(center).await;
            assert_eq!(put.status, 201, "{path}: {put:?}");
        }
        let draft = Request::post("/flows/theirs/versions").by(owner).json(&script()).to(center).await;
        assert_eq!(draft.status, 201, "{draft:?}");
        let mut socket = center.knock().await;
        socket.send(&json!({"type": "hello", "platformId": "other-web", "userId": "u-far"})).await;
        let hello = socket.next().await;
        let customers_token = hello["token"].as_str().expect("a token").to_owned();
        let text = json!({"type": "text", "platformId": "other-web", "userId": "u-far", "id": "m1", "text": "hello"});
        socket.send(&text).await;
        socket.wait_for("ack").await;
        let sessions = Request::get("/sessions").by(owner).to(center).await.ok();
        let session = sessions["items"][0]["session"].as_str().expect("a session").to_owned();
        let customers = Request::get("/customers").by(owner).to(center).await.ok();
        let customer = customers["items"][0]["customer"].as_str().expect("a customer").to_owned();
        report_of(center, "other", "theirs", "call.ongoing", Some("theirs"), Some("11999990000")).await;
        let key = json!({"name": "Theirs", "scopes": ["settings:read"]});
        let key = Request::post("/api-keys").by(owner).json(&key).to(center).await.ok();
        let site = json!({"name": "Theirs", "algorithm": "HS256"});
        let site =
            Request::post("/platforms/other-web/site-keys").by(owner).json(&site).to(center).await.ok();
        Self {
            session,
            customer,
            api_key: key["key"].as_str().unwrap().to_owned(),
            site_key: site["key"].as_str().unwrap().to_owned(),
            customers_token,
            _socket: socket,
        }
    }

    /// The path with what is there in the place of every name; `owner` is whose people are named.
    pub fn path(&self, template: &str, owner: &str) -> String {
        let name = |word: &str| match word {
            "{queue}" | "{team}" | "{flow}" | "{call}" => "theirs".to_owned(),
            "{agent}" => "far".to_owned(),
            "{platform}" => "other-web".to_owned(),
            "{version}" => "1".to_owned(),
            "{session}" => self.session.clone(),
            "{customer}" => self.customer.clone(),
            "{person}" => owner.to_owned(),
            "{sign_in}" => sign_in(owner, if template.starts_with("/me") { 1 } else { 2 }),
            "{key}" if template.starts_with("/api-keys") => self.api_key.clone(),
            "{key}" => self.site_key.clone(),
            word if word.starts_with('{') => panic!("say here what {word} of {template} is"),
            word => word.to_owned(),
        };
        template.split('/').map(name).collect::<Vec<_>>().join("/")
    }

    /// Whatever of it could be seen in an answer.
    pub fn marks(&self) -> [&str; 8] {
        let [session, customer, api_key, site_key] =
            [&self.session, &self.customer, &self.api_key, &self.site_key];
        ["theirs", "Theirs", "other-web", "omar", session, customer, api_key, site_key]
    }
}

/// The same path with names of nothing, of the same shape.
pub fn nowhere(template: &str) -> String {
    let name = |word: &str| match word {
        "{session}" | "{customer}" => "018f6b1e-7c3a-7000-8000-0000000000a7".to_owned(),
        "{version}" => "1".to_owned(),
        word if word.starts_with('{') => "nobodys".to_owned(),
        word => word.to_owned(),
    };
    template.split('/').map(name).collect::<Vec<_>>().join("/")
}

fn script() -> Value {
    json!({"start": "end", "nodes": {"end": {"node": "end"}}})
}

/// A body that would do, so that the handler itself is reached; null where none is wanted.
pub fn body(workspace: &str, method: &str, template: &str) -> Value {
    match (method, template) {
        ("GET" | "DELETE", _) => Value::Null,
        ("POST", "/people/{person}/reset-link" | "/customers/{customer}/erase") => Value::Null,
        ("POST", "/callers/erase") => json!({"number": "+46 8 123 456 78"}),
        ("POST", "/sessions/{session}/notes") => json!({"text": "a note"}),
        ("POST", "/sessions/{session}/transfers") => json!({"queue": "support", "note": "yours"}),
        ("POST", "/sessions/{session}/put-back") => json!({"note": "not mine"}),
        ("POST", "/sessions/{session}/hand-to-bot") => json!({"group": "end"}),
        ("POST", "/agents/{agent}/state") => json!({"ready": false}),
        ("PUT", "/agents/{agent}") => json!({"name": "Far", "queues": ["support"], "capacity": {"chat": 2}}),
        ("PUT", "/queues/{queue}" | "/teams/{team}") => json!({"name": "Theirs"}),
        ("PUT", "/platforms/{platform}") => {
            json!({"workspace": workspace, "name": "Theirs", "language": "en", "queue": "support"})
        }
        ("PUT", "/customers/{customer}") => json!({"name": "Nora"}),
        ("POST", "/customers/{customer}/link" | "/customers/{customer}/unlink") => {
            json!({"platform": "other-web", "user_id": "u-far"})
        }
        ("POST", "/flows/{flow}/versions") => script(),
        ("PUT", "/flows/{flow}/published") => json!({"version": 1}),
        ("POST", "/flows/{flow}/versions/{version}/dry-runs") => json!({"language": "en", "texts": ["hi"]}),
        ("PUT", "/people/{person}") => json!({"login": "x@example.org", "role": "owner", "disabled": false}),
        ("POST", "/platforms/{platform}/site-keys") => json!({"name": "Theirs", "algorithm": "HS256"}),
        _ => panic!("say here what {method} {template} takes"),
    }
}
