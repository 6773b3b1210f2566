//! Who calls the API: found by what the request carries, never by what it says of itself.
//!
//! The workspace comes from the credential alone. Whatever is wrong with a credential, the answer is the same.

use std::collections::BTreeSet;
use std::fmt;

use actix_web::HttpRequest;
use actix_web::http::header;
use switchboard_core::{AgentId, Timestamp, WorkspaceId};
use switchboard_journal::accounts::Role;
use switchboard_journal::audit;

use crate::auth;
use crate::doors::Doors;
use crate::permissions::{Deed, Scope, key_may, may};
use crate::problem::{Failed, Problem};

/// Whoever calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The tenant whose things are called.
    pub workspace: WorkspaceId,
    /// A person or a program.
    pub who: Who,
    /// What a person may do; `Integration` for a key.
    pub role: Role,
    /// What a key may do; empty for a person.
    pub scopes: BTreeSet<Scope>,
}

/// A person or a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody with a role.
    Person(AgentId),
    /// An API key, by its id.
    Key(String),
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(person) => write!(f, "person:{person}"),
            Self::Key(key) => write!(f, "key:{key}"),
        }
    }
}

impl Caller {
    /// Whether the one table of permissions allows it: persons by their role, keys by their scopes.
    pub fn may(&self, deed: Deed) -> bool {
        match self.who {
            Who::Person(_) => may(self.role, deed),
            Who::Key(_) => key_may(&self.scopes, deed),
        }
    }

    /// The person who calls; none for a key.
    pub fn person(&self) -> Option<&AgentId> {
        match &self.who {
            Who::Person(person) => Some(person),
            Who::Key(_) => None,
        }
    }

    /// As whom the audit log knows them.
    pub fn by(&self, at: Timestamp) -> audit::By {
        let who = match &self.who {
            Who::Person(person) => audit::Who::Person(person.clone()),
            Who::Key(key) => audit::Who::Key(key.clone()),
        };
        audit::By { who, at }
    }
}

/// Who sent this request.
pub(crate) async fn of(doors: &Doors, request: &HttpRequest) -> Result<Caller, Failed> {
    let token = bearer(request).ok_or(Problem::NotAuthenticated)?;
    let digest = auth::hash(token);
    let found = doors.reader.read(move |records| records.credential(&digest)).await?;
    let credential = found.ok_or(Problem::NotAuthenticated)?;
    Ok(Caller {
        workspace: credential.workspace,
        who: Who::Person(credential.agent),
        role: credential.role,
        scopes: BTreeSet::new(),
    })
}

/// The token of `Authorization: Bearer ...`.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
