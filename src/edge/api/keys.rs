//! Keys of programs: made, listed, revoked. A key is shown once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use switchboard_journal::people::{ApiKey, PeopleWrite};
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::at::At;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::people::there;
use crate::accounts::{change, keys};
use crate::permissions::{Deed, Scope};
use crate::problem::{Failed, Fault, Problem};

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct Key {
    /// Its name in paths and in the audit log; the key itself begins with it.
    key: String,
    /// What people call it.
    name: String,
    /// What it may do.
    scopes: BTreeSet<String>,
    created_at: At,
    /// `person:anna`.
    created_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<At>,
    /// To about a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<At>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<At>,
}

impl From<ApiKey> for Key {
    fn from(kept: ApiKey) -> Self {
        Self {
            key: kept.id,
            name: kept.name,
            scopes: kept.scopes,
            created_at: At(kept.created_at),
            created_by: kept.created_by,
            expires_at: kept.expires_at.map(At),
            used_at: kept.used_at.map(At),
            revoked_at: kept.revoked_at.map(At),
        }
    }
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// What people call it.
    name: String,
    /// What it may do.
    scopes: BTreeSet<Scope>,
    /// Good until; for ever if not said.
    expires_at: Option<At>,
}

/// A key that was made.
#[derive(Debug, Serialize, ToSchema)]
struct Made {
    /// Its name in paths.
    key: String,
    /// The whole key, for `Authorization: Bearer`: shown this once.
    secret: String,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/api-keys", Deed::ManageKeys, list)
            .says("The workspace's API keys", "Revoked and expired ones too, in order of their names."),
        Operation::post("/api-keys", Deed::ManageKeys, make)
            .creates()
            .secret()
            .says("Makes an API key", "The key is shown this once; only its hash is kept."),
        Operation::delete("/api-keys/{key}", Deed::ManageKeys, revoke)
            .says("Revokes an API key", "From now on it is refused."),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Key>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let kept = call.look(move |views| views.api_keys(&workspace)).await?;
    Ok(Answer::new(call.query.of(kept.into_iter().map(Key::from), |key| key.key.clone())?))
}

async fn make(call: Call<Json<NewKey>>) -> Result<Answer<Made>, Failed> {
    let NewKey { name, scopes, expires_at } = &call.body.0;
    let (caller, now) = (call.caller()?, call.doors.house.clock.now());
    let mut faults = Vec::new();
    if !(1..=200).contains(&name.trim().chars().count()) {
        faults.push(Fault::new(
            "name",
            "not_a_name",
            "a name has 1 to 200 characters, not all of them blank",
        ));
    }
    if scopes.is_empty() {
        faults.push(Fault::new("scopes", "no_scope", "a key that may do nothing is of no use"));
    }
    if expires_at.is_some_and(|at| at.0 <= now) {
        faults.push(Fault::new("expires_at", "in_the_past", "must lie ahead"));
    }
    if !faults.is_empty() {
        return Err(Failed::body(faults));
    }
    let (id, secret, hash) = keys::mint().map_err(|_| Problem::Internal)?;
    let by = caller.by(now);
    let key = ApiKey {
        id: id.clone(),
        workspace: caller.workspace.clone(),
        name: name.trim().to_owned(),
        scopes: scopes.iter().map(|scope| keys::spelled(*scope)).collect(),
        created_at: now,
        created_by: by.who.to_string(),
        expires_at: expires_at.map(|at| at.0),
        used_at: None,
        revoked_at: None,
    };
    there(change(&call.doors, PeopleWrite::MintKey { hash, key, by }).await?)?;
    let place = format!("/api-keys/{id}");
    Ok(Answer::new(Made { key: id, secret }).created_at(place))
}

async fn revoke(call: Call) -> Result<Nothing, Failed> {
    let (caller, id) = (call.caller()?, call.named::<String>("key")?);
    let by = caller.by(call.doors.house.clock.now());
    let workspace = caller.workspace.clone();
    there(change(&call.doors, PeopleWrite::RevokeKey { workspace, id, by }).await?)?;
    Ok(Nothing)
}
