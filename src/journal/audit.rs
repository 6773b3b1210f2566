//! Who did what to whom: the audit log's entries, and the chain that shows a changed one.
//!
//! An entry is written in the transaction of the deed it tells of (`sqlite/audit.rs`), and never changed. Each workspace
//! has its own numbers and its own chain. Details name settings and rights, never secrets or what customers said; they
//! are forgotten after their time, and the chain, which covers only their hash, stays whole.

use std::fmt;

use sha2::{Digest as _, Sha256};
use switchboard_core::{AgentId, Timestamp, WorkspaceId};

use crate::chain::Digest;

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Somebody who signed in.
    Person(AgentId),
    /// A program, by the id of its key.
    Key(String),
    /// A customer, about their own record.
    Customer,
    /// Whoever may run the program's commands on the data folder itself.
    Operator,
    /// The server by itself: at its start, or by the clock.
    System,
    /// Nobody we know: a sign-in that failed.
    Stranger,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(agent) => write!(f, "person:{agent}"),
            Self::Key(key) => write!(f, "key:{key}"),
            Self::Customer => f.write_str("customer"),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
            Self::Stranger => f.write_str("stranger"),
        }
    }
}

/// Who does it, and when: carried by every write that is audited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who.
    pub who: Who,
    /// When, by the server's clock.
    pub at: Timestamp,
}

impl By {
    /// The server itself.
    pub fn system(at: Timestamp) -> Self {
        Self { who: Who::System, at }
    }

    /// The entry of a deed done to something of a workspace; without details.
    pub fn did(&self, workspace: &WorkspaceId, what: &'static str, subject: impl Into<String>) -> AuditEntry {
        AuditEntry {
            at: self.at,
            workspace: Some(workspace.clone()),
            who: self.who.to_string(),
            what: what.to_owned(),
            subject: subject.into(),
            details: serde_json::Value::Null,
        }
    }
}

/// One entry, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// The tenant; none for what concerns the whole installation.
    pub workspace: Option<WorkspaceId>,
    /// Who did it: `person:anna`, `key:…`, `customer`, `operator`, `system`, `stranger`.
    pub who: String,
    /// The deed in snake_case, past tense: `customer_erased`.
    pub what: String,
    /// To whom or what: `customer/0190…`, `agent/anna`, `platform/demo-web`.
    pub subject: String,
    /// More about it, without secrets and without what customers said; null for nothing.
    pub details: serde_json::Value,
}

impl AuditEntry {
    /// The same with details.
    pub fn with(mut self, details: serde_json::Value) -> Self {
        self.details = details;
        self
    }
}

/// One entry, as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Audited {
    /// Dense from 1 within the workspace.
    pub seq: u64,
    /// The entry; its details are null once forgotten.
    pub entry: AuditEntry,
    /// The chain value after it, covering all entries before it.
    pub chain: Digest,
}

/// What the chain covers of an entry.
pub(crate) struct Link<'a> {
    pub seq: u64,
    pub at: Timestamp,
    pub texts: [&'a str; 4],
    pub details_hash: &'a Digest,
}

/// The chain value after an entry. Every text is preceded by its length, so that parts cannot run together.
pub(crate) fn link(before: &Digest, link: &Link<'_>) -> Digest {
    let mut hasher = Sha256::new()
        .chain_update(before)
        .chain_update(link.seq.to_be_bytes())
        .chain_update(link.at.micros().to_be_bytes())
        .chain_update(link.details_hash);
    for text in link.texts {
        hasher = hasher.chain_update((text.len() as u64).to_be_bytes()).chain_update(text.as_bytes());
    }
    hasher.finalize().into()
}

/// The hash of details as stored.
pub(crate) fn details_hash(json: &str) -> Digest {
    Sha256::digest(json.as_bytes()).into()
}
