//! A center whose workspace `demo` was founded by Olle, with people who have passwords.

use serde_json::{Value, json};

use crate::caller::{Request, Response};
use crate::doors::{Center, settings};

/// Everybody's password begins so, and ends with their name.
pub fn password(person: &str) -> String {
    format!("a long phrase of {person}")
}

pub struct Office {
    pub center: Center,
    /// Olle's, an owner.
    pub owner: String,
}

impl Office {
    pub async fn open() -> Self {
        let center = Center::open(settings()).await;
        let token = center.doors.await_founder().unwrap();
        let founded = Request::new("POST", "/bootstrap").json(&founding(&token)).to(&center).await;
        assert_eq!(founded.status, 201, "{founded:?}");
        let mut office = Self { center, owner: String::new() };
        office.owner = office.token("olle").await;
        office
    }

    /// Signs somebody in: their token.
    pub async fn token(&self, person: &str) -> String {
        let signed_in = self.sign_in(&knock(person)).await.ok();
        signed_in["token"].as_str().unwrap().to_owned()
    }

    pub async fn sign_in(&self, body: &Value) -> Response {
        Request::new("POST", "/sign-in").json(body).to(&self.center).await
    }

    pub async fn get(&self, token: &str, path: &str) -> Response {
        Request::get(path).by(token).to(&self.center).await
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Response {
        Request::new("POST", path).by(token).json(body).to(&self.center).await
    }

    pub async fn delete(&self, token: &str, path: &str) -> Response {
        Request::new("DELETE", path).by(token).to(&self.center).await
    }

    /// Changes a person as they are now.
    pub async fn edit(&self, token: &str, person: &str, change: Value) -> Response {
        let path = format!("/people/{person}");
        let now = self.get(&self.owner, &path).await;
        let etag = now.header("etag").unwrap().to_owned();
        let mut body =
            json!({"login": now.body["login"], "role": now.body["role"], "disabled": now.body["disabled"]});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        Request::new("PUT", path).by(token).header("if-match", etag).json(&body).to(&self.center).await
    }

    /// Invites somebody: the token of their link.
    pub async fn invite(&self, person: &str, role: &str) -> String {
        let body = json!({"person": person, "login": login(person), "role": role});
        let invited = self.post(&self.owner, "/people", &body).await;
        assert_eq!(invited.status, 201, "{invited:?}");
        invited.body["token"].as_str().unwrap().to_owned()
    }

    pub async fn set_password(&self, link: &str, password: &str) -> Response {
        let body = json!({"token": link, "password": password});
        Request::new("POST", "/password-by-link").json(&body).to(&self.center).await
    }

    /// Somebody with a password, signed in: their token.
    pub async fn hire(&self, person: &str, role: &str) -> String {
        let link = self.invite(person, role).await;
        self.set_password(&link, &password(person)).await.ok();
        self.token(person).await
    }

    /// What the audit log says of the workspace, oldest first.
    pub fn deeds(&self) -> Vec<String> {
        let audited = self.center.views.audit(Some(&"demo".parse().unwrap()), None, 200).unwrap();
        audited.into_iter().rev().map(|audited| audited.entry.what).collect()
    }
}

pub fn founding(token: &str) -> Value {
    json!({
        "token": token, "workspace": "demo", "person": "olle", "login": "Olle@Example.org",
        "password": password("olle"),
    })
}

pub fn login(person: &str) -> String {
    format!("{person}@example.org")
}

pub fn knock(person: &str) -> Value {
    json!({"login": login(person), "password": password(person), "as": "token"})
}
