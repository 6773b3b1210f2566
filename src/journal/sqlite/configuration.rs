//! Reading plain rows.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use switchboard_core::effect::AgentValues;
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, Timestamp, WorkspaceId};

use super::values::{from_json, from_word, text, unsigned};
use crate::accounts::{Configuration, Credential, CustomerToken};
use crate::chain::Digest;
use crate::error::JournalError;
use crate::schema::{
    agents, attachments, credentials, customer_tokens, flows, notes, platforms, published_flows, queues,
    workspaces,
};
use crate::settings::{TeamValues, WorkspaceValues, with_teams};

/// Everything configured.
pub(crate) fn everything(conn: &mut SqliteConnection) -> Result<Configuration, JournalError> {
    let mut all = Configuration::default();
    let rows: Vec<(String, i64, String)> =
        platforms::table.select((platforms::platform, platforms::version, platforms::settings)).load(conn)?;
    for (platform, version, settings) in rows {
        all.platforms.insert(text(&platform)?, (unsigned(version), from_json(&settings)?));
    }
    let rows: Vec<(String, String)> =
        workspaces::table.select((workspaces::workspace, workspaces::settings)).load(conn)?;
    for (workspace, settings) in rows {
        all.workspaces.insert(text(&workspace)?, from_json(&settings)?);
    }
    let rows: Vec<(String, String, String)> =
        queues::table.select((queues::workspace, queues::queue, queues::settings)).load(conn)?;
    for (workspace, queue, settings) in rows {
        all.queues.insert((text(&workspace)?, text(&queue)?), from_json(&settings)?);
    }
    all.agents = agents(conn)?;
    let rows: Vec<(String, i64, String)> =
        flows::table.select((flows::flow, flows::version, flows::script)).load(conn)?;
    for (flow, version, script) in rows {
        all.flows.insert((text(&flow)?, unsigned(version)), from_json(&script)?);
    }
    let rows: Vec<(String, i64)> =
        published_flows::table.select((published_flows::flow, published_flows::version)).load(conn)?;
    for (flow, version) in rows {
        all.published.insert(text(&flow)?, unsigned(version));
    }
    let rows: Vec<(String, String)> =
        workspaces::table.select((workspaces::workspace, workspaces::settings)).load(conn)?;
    for (workspace, settings) in rows {
        let settings: WorkspaceValues = from_json(&settings)?;
        all.redactions.insert(text(&workspace)?, settings.redaction);
    }
    Ok(all)
}

/// What every agent is given as things stand.
pub(crate) fn agents(
    conn: &mut SqliteConnection,
) -> Result<BTreeMap<(WorkspaceId, AgentId), AgentValues>, JournalError> {
    let mut all = BTreeMap::new();
    let rows: Vec<(String, String, String)> =
        agents::table.select((agents::workspace, agents::agent, agents::settings)).load(conn)?;
    let mut teams: BTreeMap<WorkspaceId, Vec<TeamValues>> = BTreeMap::new();
    for (workspace, agent, settings) in rows {
        let (workspace, agent): (WorkspaceId, AgentId) = (text(&workspace)?, text(&agent)?);
        if !teams.contains_key(&workspace) {
            let known = super::agents::teams(conn, &workspace)?;
            teams.insert(workspace.clone(), known.into_values().collect());
        }
        let theirs = teams.get(&workspace).into_iter().flatten();
        let given = with_teams(&agent, &from_json(&settings)?, theirs);
        all.insert((workspace, agent), given);
    }
    Ok(all)
}

/// An agent's settings.
pub(crate) fn agent(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    agent: &AgentId,
) -> Result<Option<AgentValues>, JournalError> {
    let whose = BTreeSet::from([agent.clone()]);
    Ok(super::agents::given(conn, workspace, &whose)?.remove(agent))
}

/// Whether a workspace has this queue.
pub(crate) fn has_queue(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    queue: &QueueId,
) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(queues::table.find((workspace.as_str(), queue.as_str()))))
        .get_result(conn)
}

/// What a customer's token stands for.
pub(crate) fn customer_token(
    conn: &mut SqliteConnection,
    hash: &Digest,
) -> Result<Option<CustomerToken>, JournalError> {
    let row: Option<(String, String, Option<String>, i64)> = customer_tokens::table
        .find(hash.as_slice())
        .select((
            customer_tokens::platform,
            customer_tokens::customer,
            customer_tokens::origin,
            customer_tokens::minted_at,
        ))
        .first(conn)
        .optional()?;
    let Some((platform, customer, origin, minted_at)) = row else { return Ok(None) };
    Ok(Some(CustomerToken {
        platform: text(&platform)?,
        customer: CustomerKey::new(customer).map_err(|error| JournalError::Damaged(error.to_string()))?,
        origin,
        minted_at: Timestamp(minted_at),
    }))
}

/// Whether a customer has any token.
pub(crate) fn has_customer_token(
    conn: &mut SqliteConnection,
    platform: &PlatformId,
    customer: &CustomerKey,
) -> QueryResult<bool> {
    let minted = customer_tokens::table
        .filter(customer_tokens::platform.eq(platform.as_str()))
        .filter(customer_tokens::customer.eq(customer.as_str()));
    diesel::select(diesel::dsl::exists(minted)).get_result(conn)
}

/// Whose credential this is.
pub(crate) fn credential(
    conn: &mut SqliteConnection,
    hash: &Digest,
) -> Result<Option<Credential>, JournalError> {
    let row: Option<(String, String, String)> = credentials::table
        .find(hash.as_slice())
        .select((credentials::workspace, credentials::agent, credentials::role))
        .first(conn)
        .optional()?;
    let Some((workspace, agent, role)) = row else { return Ok(None) };
    Ok(Some(Credential { workspace: text(&workspace)?, agent: text(&agent)?, role: from_word(role)? }))
}

/// A note of the installation.
pub(crate) fn note(conn: &mut SqliteConnection, name: &str) -> QueryResult<Option<String>> {
    notes::table.find(name).select(notes::text).first(conn).optional()
}

/// An attachment: its media type and bytes.
pub(crate) fn blob(conn: &mut SqliteConnection, hash: &Digest) -> QueryResult<Option<(String, Vec<u8>)>> {
    attachments::table
        .find(hash.as_slice())
        .select((attachments::media, attachments::bytes))
        .first(conn)
        .optional()
}

/// Keeps an attachment; the same bytes again change nothing.
pub(super) fn keep_blob(
    conn: &mut SqliteConnection,
    hash: &Digest,
    media: &str,
    bytes: &[u8],
) -> QueryResult<()> {
    diesel::insert_or_ignore_into(attachments::table)
        .values((
            attachments::hash.eq(hash.as_slice()),
            attachments::media.eq(media),
            attachments::bytes.eq(bytes),
        ))
        .execute(conn)
        .map(|_| ())
}
