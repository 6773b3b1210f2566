//! Forgetting by age: each workspace's own times, in small portions.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;
use switchboard_core::{SessionId, Subject, Timestamp, WorkspaceId};

use super::values::{signed, signed32, text, unsigned, unsigned32};
use super::{audit, callers, erasing};
use crate::audit::By;
use crate::customers::CustomerOutcome;
use crate::erasing::Retention;
use crate::error::JournalError;
use crate::schema::{platforms, retention};

/// How long a workspace keeps what, and the version of that; version 0 where nothing was set.
pub(crate) fn of(conn: &mut SqliteConnection, workspace: &str) -> Result<(u64, Retention), JournalError> {
    let row: Option<(i64, i32, i32, i32)> = retention::table
        .find(workspace)
        .select((retention::version, retention::text_days, retention::attachment_days, retention::audit_days))
        .first(conn)
        .optional()?;
    Ok(match row {
        None => (0, Retention::default()),
        Some((version, text, attachments, audit)) => {
            let kept = Retention {
                text_days: unsigned32(text),
                attachment_days: unsigned32(attachments),
                audit_days: unsigned32(audit),
            };
            (unsigned(version), kept)
        }
    })
}

/// Sets how long a workspace keeps what.
pub(super) fn set(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    kept: &Retention,
    expected: Option<u64>,
    by: &By,
) -> Result<CustomerOutcome, JournalError> {
    let (version, before) = of(conn, workspace.as_str())?;
    if expected.is_some_and(|expected| expected != version) {
        return Err(JournalError::Conflict);
    }
    if version > 0 && before == *kept {
        return Ok(CustomerOutcome::Done(version));
    }
    diesel::replace_into(retention::table)
        .values((
            retention::workspace.eq(workspace.as_str()),
            retention::version.eq(signed(version + 1)),
            retention::text_days.eq(signed32(kept.text_days)),
            retention::attachment_days.eq(signed32(kept.attachment_days)),
            retention::audit_days.eq(signed32(kept.audit_days)),
        ))
        .execute(conn)?;
    let entry = by.did(workspace, "retention_changed", format!("workspace/{workspace}"));
    audit::note(conn, &entry.with(json!({ "before": before, "after": kept })))?;
    Ok(CustomerOutcome::Done(version + 1))
}

/// What was too old, and how much more of it there may be.
pub(super) struct Swept {
    /// Sessions whose streams were emptied.
    pub(super) sessions: Vec<SessionId>,
    /// Calls whose streams were emptied.
    pub(super) calls: Vec<Subject>,
    /// All that was forgotten.
    pub(super) count: u32,
}

/// Sessions to empty and the rest that is too old, at most so many of each.
pub(super) fn sweep(conn: &mut SqliteConnection, now: Timestamp, limit: u32) -> Result<Swept, JournalError> {
    let of_platforms: Vec<String> = platforms::table.select(platforms::workspace).distinct().load(conn)?;
    let workspaces: BTreeSet<String> = of_platforms.into_iter().chain(callers::workspaces(conn)?).collect();
    let (mut sessions, mut calls, mut count) = (Vec::new(), Vec::new(), 0_u32);
    for workspace in workspaces {
        let (_, kept) = of(conn, &workspace)?;
        for (_, session) in
            erasing::ended_before(conn, &workspace, days_before(now, kept.text_days), i64::from(limit))?
        {
            sessions.push(text(&session)?);
        }
        let old = days_before(now, kept.text_days);
        calls.extend(callers::forget_old(conn, &workspace, old, i64::from(limit))?);
        let attachments = days_before(now, kept.attachment_days);
        count += erasing::shed_attachments(conn, &workspace, attachments, i64::from(limit))?;
        count += shorten_audit(conn, &workspace, days_before(now, kept.audit_days), limit)?;
        count += drop_deserted(conn, &workspace, days_before(now, kept.text_days), limit)?;
    }
    count += u32::try_from(sessions.len() + calls.len()).unwrap_or(u32::MAX);
    Ok(Swept { sessions, calls, count })
}

fn days_before(now: Timestamp, days: u32) -> Timestamp {
    Timestamp(now.micros().saturating_sub(i64::from(days) * 24 * 60 * 60 * 1_000_000))
}

fn shorten_audit(
    conn: &mut SqliteConnection,
    workspace: &str,
    before: Timestamp,
    limit: u32,
) -> Result<u32, JournalError> {
    let shortened = diesel::sql_query(
        "UPDATE audit SET details = NULL WHERE id IN (SELECT id FROM audit
            WHERE workspace = ? AND at < ? AND details IS NOT NULL LIMIT ?)",
    )
    .bind::<Text, _>(workspace)
    .bind::<BigInt, _>(before.micros())
    .bind::<BigInt, _>(i64::from(limit))
    .execute(conn)?;
    Ok(u32::try_from(shortened).unwrap_or(u32::MAX))
}

/// Identities nobody vouched for or linked, without a session left, and then records without an identity.
fn drop_deserted(
    conn: &mut SqliteConnection,
    workspace: &str,
    before: Timestamp,
    limit: u32,
) -> Result<u32, JournalError> {
    let mut dropped = 0;
    for query in [
        "DELETE FROM identities WHERE rowid IN (SELECT i.rowid FROM identities i
            WHERE i.workspace = ? AND i.since < ? AND i.proof = 'anonymous' AND NOT EXISTS
                (SELECT 1 FROM session_rows s WHERE s.platform = i.platform AND s.customer = i.key) LIMIT ?)",
        // A key without a session has nothing left that its token would guard.
        "DELETE FROM customer_tokens WHERE rowid IN (SELECT t.rowid FROM customer_tokens t
            JOIN platforms p ON p.platform = t.platform WHERE p.workspace = ? AND t.minted_at < ? AND NOT EXISTS
                (SELECT 1 FROM session_rows s WHERE s.platform = t.platform AND s.customer = t.customer) LIMIT ?)",
        "DELETE FROM customers WHERE rowid IN (SELECT c.rowid FROM customers c
            WHERE c.workspace = ? AND c.created_at < ? AND c.external IS NULL
                AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.customer = c.customer)
                AND NOT EXISTS (SELECT 1 FROM identities i WHERE i.home = c.customer) LIMIT ?)",
    ] {
        dropped += diesel::sql_query(query)
            .bind::<Text, _>(workspace)
            .bind::<BigInt, _>(before.micros())
            .bind::<BigInt, _>(i64::from(limit))
            .execute(conn)?;
    }
    Ok(u32::try_from(dropped).unwrap_or(u32::MAX))
}
