//! Who calls the API: found by what the request carries, never by what it says of itself.
//!
//! The workspace comes from the credential alone. Whatever is wrong with a credential, the answer is the same.

use std::collections::BTreeSet;
use std::fmt;

use actix_web::HttpRequest;
use actix_web::http::header;
use switchboard_core::{AgentId, Timestamp, WorkspaceId};
use switchboard_journal::accounts::{Credential, Role};
use switchboard_journal::people::Place;
use switchboard_journal::{Digest, audit};

use crate::accounts::keys;
use crate::accounts::standing::{self, Standing};
use crate::doors::Doors;
use crate::origin;
use crate::permissions::{Deed, Scope, key_may, may};
use crate::problem::{Failed, Problem};
use crate::tokens;

/// The cookie of a sign-in: of this host alone, over TLS alone.
pub(crate) const COOKIE: &str = "__Host-switchboard";

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
    /// The hash of what the request carried.
    pub token: Digest,
    /// The sign-in's name; none for a key, nor for a credential of the demo.
    pub sign_in: Option<String>,
    /// A second factor is demanded of this person, and there is none yet.
    pub lacks_factor: bool,
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
    /// Refuses what the one table of permissions does not allow; and whatever is not the setting up of a second factor
    /// where that must come first.
    pub(crate) fn must_be_allowed(&self, deed: Deed, sets_up_factor: bool) -> Result<(), Problem> {
        match self.may(deed) {
            false => Err(Problem::NotAllowed),
            true if self.lacks_factor && !sets_up_factor => Err(Problem::SecondFactorRequired),
            true => Ok(()),
        }
    }

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

    /// The person's place; none for a key.
    pub(crate) fn place(&self) -> Option<Place> {
        self.person().map(|agent| Place { workspace: self.workspace.clone(), agent: agent.clone() })
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

/// Who sent this request: by a key or a token in `Authorization`, else by the cookie of a sign-in. A cookie comes with
/// whatever a browser sends, so what changes something must show that a page of ours sent it.
pub(crate) async fn of(doors: &Doors, request: &HttpRequest) -> Result<Caller, Failed> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let token = bearer(request).ok_or(Problem::NotAuthenticated)?;
        let is_key = token.starts_with(keys::PREFIX);
        return if is_key { program(doors, token).await } else { person(doors, token).await };
    }
    let token = cookie(request).ok_or(Problem::NotAuthenticated)?;
    let caller = person(doors, token).await?;
    let is_ours = request.method().is_safe() || is_our_page(doors, request);
    if is_ours { Ok(caller) } else { Err(Problem::PageNotTrusted.into()) }
}

async fn person(doors: &Doors, token: &str) -> Result<Caller, Failed> {
    let standing = standing::of(doors, tokens::hash(token)).await?.ok_or(Problem::NotAuthenticated)?;
    let Standing { credential: Credential { workspace, agent, role }, token, sign_in, lacks_factor, .. } =
        standing;
    let (who, scopes) = (Who::Person(agent), BTreeSet::new());
    Ok(Caller { workspace, who, role, scopes, token, sign_in, lacks_factor })
}

async fn program(doors: &Doors, whole: &str) -> Result<Caller, Failed> {
    let program = keys::of(doors, whole).await?.ok_or(Problem::NotAuthenticated)?;
    Ok(Caller {
        workspace: program.workspace,
        who: Who::Key(program.key),
        role: Role::Integration,
        scopes: program.scopes,
        token: tokens::hash(whole),
        sign_in: None,
        lacks_factor: false,
    })
}

/// Whether a page of ours sent this: another one can send neither the header nor, without our leave, be asked for it.
pub(crate) fn is_our_page(doors: &Doors, request: &HttpRequest) -> bool {
    request.headers().get("x-switchboard").is_some_and(|value| value == "1")
        && origin::console_allows(request, &doors.settings.console_origins, doors.settings.secure)
}

/// The sign-in in the request's cookie.
fn cookie(request: &HttpRequest) -> Option<&str> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, token)| token)
}

/// The token of `Authorization: Bearer ...`.
pub(crate) fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
