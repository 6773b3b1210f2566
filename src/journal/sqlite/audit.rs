//! The audit log's table: one insert for whoever writes something audited, pages for whoever reads, lines to verify.

use diesel::prelude::*;
use switchboard_core::{Timestamp, WorkspaceId};

use super::values::{digest, from_json, signed, text, to_json, unsigned};
use crate::audit::{AuditEntry, Audited, Link, details_hash, link};
use crate::chain::{Digest, GENESIS};
use crate::error::JournalError;
use crate::schema::{audit, counters};

/// How the installation's own entries are filed: a workspace's name is never empty.
const INSTALLATION: &str = "";

/// A line of the log as its columns hold it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = audit)]
pub(crate) struct AuditLine {
    workspace: String,
    seq: i64,
    at: i64,
    who: String,
    what: String,
    subject: String,
    details: Option<String>,
    details_hash: Vec<u8>,
    chain: Vec<u8>,
}

/// Writes an entry. Called in the transaction of what it tells of, so that neither is there without the other.
pub(crate) fn note(conn: &mut SqliteConnection, entry: &AuditEntry) -> Result<(), JournalError> {
    let workspace = filed(entry.workspace.as_ref());
    let (last, before) = end(conn, workspace)?;
    let (seq, details) = (last + 1, to_json(&entry.details)?);
    let hash = details_hash(&details);
    let texts = [workspace, entry.who.as_str(), entry.what.as_str(), entry.subject.as_str()];
    let chain = link(&before, &Link { seq, at: entry.at, texts, details_hash: &hash });
    diesel::insert_into(audit::table)
        .values((
            audit::workspace.eq(workspace),
            audit::seq.eq(signed(seq)),
            audit::at.eq(entry.at.micros()),
            audit::who.eq(entry.who.as_str()),
            audit::what.eq(entry.what.as_str()),
            audit::subject.eq(entry.subject.as_str()),
            audit::details.eq(details),
            audit::details_hash.eq(hash.as_slice()),
            audit::chain.eq(chain.as_slice()),
        ))
        .execute(conn)?;
    // Counted apart, so that an end that was cut off is missed.
    diesel::replace_into(counters::table)
        .values((counters::name.eq(counter(workspace)), counters::last.eq(signed(seq))))
        .execute(conn)?;
    Ok(())
}

fn filed(workspace: Option<&WorkspaceId>) -> &str {
    workspace.map_or(INSTALLATION, WorkspaceId::as_str)
}

/// The counter that knows how many entries there were.
pub(crate) fn counter(workspace: &str) -> String {
    format!("audit/{workspace}")
}

fn end(conn: &mut SqliteConnection, workspace: &str) -> Result<(u64, Digest), JournalError> {
    let last: Option<(i64, Vec<u8>)> = audit::table
        .filter(audit::workspace.eq(workspace))
        .order(audit::seq.desc())
        .select((audit::seq, audit::chain))
        .first(conn)
        .optional()?;
    match last {
        Some((seq, chain)) => Ok((unsigned(seq), digest(&chain)?)),
        None => Ok((0, GENESIS)),
    }
}

/// Entries before a number, the newest first; `before` none begins with the newest of all.
pub(crate) fn page(
    conn: &mut SqliteConnection,
    workspace: Option<&WorkspaceId>,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Audited>, JournalError> {
    let lines: Vec<AuditLine> = audit::table
        .filter(audit::workspace.eq(filed(workspace)))
        .filter(audit::seq.lt(before.map_or(i64::MAX, signed)))
        .order(audit::seq.desc())
        .limit(i64::from(limit))
        .select(AuditLine::as_select())
        .load(conn)?;
    lines.into_iter().map(AuditLine::read).collect()
}

/// Lines in the order of their numbers, to verify: after this one, at most so many.
pub(crate) fn lines(
    conn: &mut SqliteConnection,
    after: Option<(&str, u64)>,
    limit: u32,
) -> QueryResult<Vec<AuditLine>> {
    let all = audit::table.order((audit::workspace, audit::seq)).limit(i64::from(limit)).into_boxed();
    let rest = match after {
        None => all,
        Some((workspace, seq)) => all.filter(
            audit::workspace
                .gt(workspace.to_owned())
                .or(audit::workspace.eq(workspace.to_owned()).and(audit::seq.gt(signed(seq)))),
        ),
    };
    rest.select(AuditLine::as_select()).load(conn)
}

impl AuditLine {
    /// Which log it belongs to, and its number there.
    pub(crate) fn place(&self) -> (&str, u64) {
        (&self.workspace, unsigned(self.seq))
    }

    /// The chain value stored with it.
    pub(crate) fn chain(&self) -> Result<Digest, JournalError> {
        digest(&self.chain)
    }

    /// Whether it is what was written after this chain value.
    pub(crate) fn follows(&self, before: &Digest) -> bool {
        let (Ok(hash), Ok(chain)) = (digest(&self.details_hash), digest(&self.chain)) else { return false };
        let texts = [self.workspace.as_str(), &self.who, &self.what, &self.subject];
        let told = Link { seq: unsigned(self.seq), at: Timestamp(self.at), texts, details_hash: &hash };
        let kept = self.details.as_deref().is_none_or(|details| details_hash(details) == hash);
        kept && link(before, &told) == chain
    }

    fn read(self) -> Result<Audited, JournalError> {
        let workspace = match self.workspace.as_str() {
            INSTALLATION => None,
            workspace => Some(text(workspace)?),
        };
        let details = self.details.as_deref().map(from_json).transpose()?;
        let entry = AuditEntry {
            at: Timestamp(self.at),
            workspace,
            who: self.who,
            what: self.what,
            subject: self.subject,
            details: details.unwrap_or(serde_json::Value::Null),
        };
        Ok(Audited { seq: unsigned(self.seq), entry, chain: digest(&self.chain)? })
    }
}
