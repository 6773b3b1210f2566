//! How a person is forgotten: the steps, each one transaction, each harmless when repeated.
//!
//! An erasure is noted first, so that a crash at any point is followed by its completion. Then the person's open sessions
//! are closed by their hosts. Then each stream of theirs is emptied: it is fenced, so that no living host writes its
//! content back, content and salts are deleted, and so are its snapshot, its parked commands, its line in the list and
//! attachments nobody else names. The chain, which covers the hash of the salted content, stays whole. At last their
//! tokens, identities and record go, the log beside the database is emptied, and the erasure counts as complete. Deleted
//! bytes are overwritten (`pool.rs`). Calls have no owner but a number: they are emptied in the step that deletes the record,
//! and those that are not over are told before to keep nothing more.

use switchboard_core::{CallId, CustomerId, SessionId, Timestamp, WorkspaceId};

use crate::audit::By;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasureStep {
    /// Notes that a person is to be erased; their sessions. Unknown when there is no such record.
    Begin {
        /// The tenant.
        workspace: WorkspaceId,
        /// The person's record.
        customer: CustomerId,
        /// Who asked.
        by: By,
    },
    /// The sessions that are left of a person whose erasure has begun.
    Remaining {
        /// The person's record.
        customer: CustomerId,
    },
    /// Empties a session's stream.
    Session {
        /// The session.
        session: SessionId,
    },
    /// Calls that are not over, of somebody who is to be forgotten: their hosts are to be told first.
    OpenCalls(Callers),
    /// Takes a number out of every call that has it, in one step; how many calls those were. Harmless when repeated.
    Number {
        /// The tenant.
        workspace: WorkspaceId,
        /// The number, however it is spelled.
        number: String,
        /// Who asked.
        by: By,
    },
    /// Deletes the record and all that belongs to it, and takes its number out of calls; with sessions left, names them and
    /// deletes nothing. Complete once the log beside the database is emptied, which the writer does before it answers.
    Finish {
        /// The person's record.
        customer: CustomerId,
        /// When.
        at: Timestamp,
    },
    /// Forgets what is older than each workspace keeps it, at most so many sessions or rows; how many it were.
    Sweep {
        /// By the server's clock.
        now: Timestamp,
        /// At most so many at once.
        limit: u32,
    },
    /// How long a workspace keeps what.
    Keep {
        /// The tenant.
        workspace: WorkspaceId,
        /// How long.
        retention: Retention,
        /// The version this was decided on; none for whatever it is.
        expected: Option<u64>,
        /// Who.
        by: By,
    },
}

/// Who called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callers {
    /// A person, by the number of their record.
    Of(CustomerId),
    /// Whoever has this number.
    With(WorkspaceId, String),
}

/// A call of a workspace.
pub type CallOf = (WorkspaceId, CallId);

/// How long a workspace keeps what, in days; counted from a session's or a call's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Retention {
    /// What was said.
    pub text_days: u32,
    /// Attachments.
    pub attachment_days: u32,
    /// Details of the audit log; its lines stay.
    pub audit_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { text_days: 365, attachment_days: 30, audit_days: 90 }
    }
}
