//! Writing plain rows. What a row owes to its subject is written beside it, in the same transaction.

use diesel::prelude::*;
use switchboard_core::effect::QueueValues;
use switchboard_core::flow::Flow;
use switchboard_core::{PlatformId, QueueId, WorkspaceId};

use super::values::{signed, to_json, to_word, unsigned};
use super::{agents, audit, outbox, people, repeats, settings, uploads};
use crate::accounts::{
    AccountOutcome, AccountWrite, Credential, CustomerToken, PlatformValues, foreign, published,
};
use crate::chain::Digest;
use crate::configured::{administration, configured_queue};
use crate::error::JournalError;
use crate::request::{Accounted, OwedRow};
use crate::schema::{counters, credentials, customer_tokens, flows, notes, platforms, queues};

/// Writes what is to be written; gives what came of it and what it owes.
pub(super) fn write(conn: &mut SqliteConnection, write: &AccountWrite) -> Result<Accounted, JournalError> {
    let owed = match write {
        AccountWrite::Queue { workspace, queue, values } => write_queue(conn, workspace, queue, values)?,
        AccountWrite::Agent { workspace, agent, values } => agents::write(conn, workspace, agent, values)?,
        AccountWrite::Workspace { workspace, values } => {
            settings::write_workspace(conn, workspace, values)?;
            None
        }
        AccountWrite::Platform { platform, values } => write_platform(conn, platform, values)?,
        AccountWrite::Flow { workspace, flow } => write_flow(conn, workspace, flow)?,
        AccountWrite::CustomerToken { hash, token } => write_token(conn, hash, token)?,
        AccountWrite::Credential { hash, credential } => write_credential(conn, hash, credential)?,
        AccountWrite::Note { name, text } => write_note(conn, name, text)?,
        AccountWrite::People(write) => {
            let outcome = AccountOutcome::People(people::write(conn, write)?);
            return Ok(Accounted { outcome, owed: Vec::new() });
        }
        AccountWrite::Upload(upload) => {
            uploads::note(conn, upload)?;
            None
        }
        AccountWrite::Configured(write) => {
            let accounted = settings::write(conn, write)?;
            accounted.owed.iter().try_for_each(|row| outbox::owe(conn, row))?;
            return Ok(accounted);
        }
        AccountWrite::Repeat(repeat) => {
            return Ok(Accounted { outcome: repeats::write(conn, repeat)?, owed: Vec::new() });
        }
        AccountWrite::Audit(entry) => {
            audit::note(conn, entry)?;
            None
        }
    };
    if let Some(row) = &owed {
        outbox::owe(conn, row)?;
    }
    Ok(Accounted::from(Vec::from_iter(owed)))
}

type Owing = Result<Option<OwedRow>, JournalError>;

pub(super) fn write_queue(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    queue: &QueueId,
    values: &QueueValues,
) -> Owing {
    let settings = to_json(values)?;
    let place = (workspace.as_str(), queue.as_str());
    let last = queues::table.find(place).select((queues::version, queues::settings)).first(conn);
    let Some(version) = next_version(last.optional()?, &settings) else { return Ok(None) };
    diesel::replace_into(queues::table)
        .values((
            queues::workspace.eq(workspace.as_str()),
            queues::queue.eq(queue.as_str()),
            queues::version.eq(signed(version)),
            queues::settings.eq(settings),
        ))
        .execute(conn)?;
    let seq = count(conn, &administration(workspace))?;
    Ok(Some(configured_queue(workspace, queue, values, version, seq)))
}

pub(super) fn write_platform(
    conn: &mut SqliteConnection,
    platform: &PlatformId,
    values: &PlatformValues,
) -> Owing {
    let settings = to_json(values)?;
    let last: Option<(String, i64, String)> = platforms::table
        .find(platform.as_str())
        .select((platforms::workspace, platforms::version, platforms::settings))
        .first(conn)
        .optional()?;
    if last.as_ref().is_some_and(|(workspace, ..)| workspace != values.workspace.as_str()) {
        return Err(foreign(platform));
    }
    let last = last.map(|(_, version, settings)| (version, settings));
    let Some(version) = next_version(last, &settings) else { return Ok(None) };
    diesel::replace_into(platforms::table)
        .values((
            platforms::platform.eq(platform.as_str()),
            platforms::workspace.eq(values.workspace.as_str()),
            platforms::version.eq(signed(version)),
            platforms::settings.eq(settings),
        ))
        .execute(conn)?;
    Ok(None)
}

/// One more than the last version; none when nothing would change.
pub(super) fn next_version(last: Option<(i64, String)>, settings: &str) -> Option<u64> {
    match last {
        Some((_, stored)) if stored == settings => None,
        Some((version, _)) => Some(unsigned(version) + 1),
        None => Some(1),
    }
}

/// The next number of a counter, from 1.
pub(super) fn count(conn: &mut SqliteConnection, name: &str) -> Result<u64, JournalError> {
    let last: Option<i64> = counters::table.find(name).select(counters::last).first(conn).optional()?;
    let next = last.unwrap_or(0) + 1;
    diesel::replace_into(counters::table)
        .values((counters::name.eq(name), counters::last.eq(next)))
        .execute(conn)?;
    Ok(unsigned(next))
}

fn write_flow(conn: &mut SqliteConnection, workspace: &WorkspaceId, flow: &Flow) -> Owing {
    let script = to_json(flow)?;
    let place = (flow.flow.as_str(), signed(flow.version));
    let kept: Option<String> = flows::table.find(place).select(flows::script).first(conn).optional()?;
    match kept {
        Some(kept) if kept == script => Ok(None),
        Some(_) => Err(published(flow)),
        None => {
            insert_flow(conn, workspace, flow)?;
            settings::publish(conn, workspace, &flow.flow, flow.version)?;
            Ok(None)
        }
    }
}

/// Keeps a version of a flow that is not there yet.
pub(super) fn insert_flow(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    flow: &Flow,
) -> Result<(), JournalError> {
    diesel::insert_into(flows::table)
        .values((
            flows::flow.eq(flow.flow.as_str()),
            flows::version.eq(signed(flow.version)),
            flows::workspace.eq(workspace.as_str()),
            flows::script.eq(to_json(flow)?),
        ))
        .execute(conn)?;
    Ok(())
}

fn write_token(conn: &mut SqliteConnection, hash: &Digest, token: &CustomerToken) -> Owing {
    diesel::insert_or_ignore_into(customer_tokens::table)
        .values((
            customer_tokens::hash.eq(hash.as_slice()),
            customer_tokens::platform.eq(token.platform.as_str()),
            customer_tokens::customer.eq(token.customer.as_str()),
            customer_tokens::origin.eq(token.origin.as_deref()),
            customer_tokens::minted_at.eq(token.minted_at.micros()),
        ))
        .execute(conn)?;
    Ok(None)
}

fn write_credential(conn: &mut SqliteConnection, hash: &Digest, credential: &Credential) -> Owing {
    diesel::replace_into(credentials::table)
        .values((
            credentials::hash.eq(hash.as_slice()),
            credentials::workspace.eq(credential.workspace.as_str()),
            credentials::agent.eq(credential.agent.as_str()),
            credentials::role.eq(to_word(&credential.role)?),
        ))
        .execute(conn)?;
    Ok(None)
}

fn write_note(conn: &mut SqliteConnection, name: &str, text: &str) -> Owing {
    diesel::replace_into(notes::table).values((notes::name.eq(name), notes::text.eq(text))).execute(conn)?;
    Ok(None)
}
