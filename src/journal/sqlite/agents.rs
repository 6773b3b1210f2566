//! Agents' settings: their own, and what they are given together with the queues of their teams.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use switchboard_core::effect::AgentValues;
use switchboard_core::{AgentId, TeamId, WorkspaceId};

use super::accounts::{count, next_version};
use super::values::{from_json, signed, text, to_json, unsigned};
use crate::configured::{administration, configured_agent};
use crate::error::JournalError;
use crate::request::OwedRow;
use crate::schema::{agents, teams};
use crate::settings::{TeamValues, with_teams};

/// The version of an agent's own settings.
pub(super) fn version(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    agent: &AgentId,
) -> QueryResult<Option<i64>> {
    agents::table.find((workspace.as_str(), agent.as_str())).select(agents::version).first(conn).optional()
}

/// The teams of a workspace that are not retired.
pub(crate) fn teams(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
) -> Result<BTreeMap<TeamId, TeamValues>, JournalError> {
    let rows: Vec<(String, String)> = teams::table
        .filter(teams::workspace.eq(workspace.as_str()))
        .filter(teams::retired.eq(false))
        .select((teams::team, teams::settings))
        .load(conn)?;
    rows.iter().map(|(team, settings)| Ok((text(team)?, from_json(settings)?))).collect()
}

/// What these agents are given as things stand; those who are not there are left out.
pub(crate) fn given(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    whose: &BTreeSet<AgentId>,
) -> Result<BTreeMap<AgentId, AgentValues>, JournalError> {
    let teams = teams(conn, workspace)?;
    let mut given = BTreeMap::new();
    for agent in whose {
        let own: Option<String> = agents::table
            .find((workspace.as_str(), agent.as_str()))
            .select(agents::settings)
            .first(conn)
            .optional()?;
        if let Some(own) = own {
            given.insert(agent.clone(), with_teams(agent, &from_json(&own)?, teams.values()));
        }
    }
    Ok(given)
}

/// Writes an agent's own settings, and owes them what they are given if that has changed.
pub(super) fn write(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    agent: &AgentId,
    values: &AgentValues,
) -> Result<Option<OwedRow>, JournalError> {
    let whose = BTreeSet::from([agent.clone()]);
    let before = given(conn, workspace, &whose)?;
    let settings = to_json(values)?;
    let last: Option<(i64, String, i64)> = agents::table
        .find((workspace.as_str(), agent.as_str()))
        .select((agents::version, agents::settings, agents::given))
        .first(conn)
        .optional()?;
    let counted = last.as_ref().map_or(0, |(.., given)| *given);
    let last = last.map(|(version, settings, _)| (version, settings));
    let Some(version) = next_version(last, &settings) else { return Ok(None) };
    diesel::replace_into(agents::table)
        .values((
            agents::workspace.eq(workspace.as_str()),
            agents::agent.eq(agent.as_str()),
            agents::version.eq(signed(version)),
            agents::settings.eq(settings),
            agents::given.eq(counted),
        ))
        .execute(conn)?;
    let after = given(conn, workspace, &whose)?;
    match after.get(agent).filter(|after| before.get(agent) != Some(after)) {
        Some(after) => give(conn, workspace, agent, after).map(Some),
        None => Ok(None),
    }
}

/// Owes their settings to those who are given others than before.
pub(super) fn give_again(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    before: BTreeMap<AgentId, AgentValues>,
) -> Result<Vec<OwedRow>, JournalError> {
    let whose = before.keys().cloned().collect();
    let mut owed = Vec::new();
    for (agent, after) in given(conn, workspace, &whose)? {
        if before.get(&agent) != Some(&after) {
            owed.push(give(conn, workspace, &agent, &after)?);
        }
    }
    Ok(owed)
}

fn give(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    agent: &AgentId,
    values: &AgentValues,
) -> Result<OwedRow, JournalError> {
    let place = agents::table.find((workspace.as_str(), agent.as_str()));
    diesel::update(place).set(agents::given.eq(agents::given + 1)).execute(conn)?;
    let version: i64 = place.select(agents::given).first(conn)?;
    let seq = count(conn, &administration(workspace))?;
    Ok(configured_agent(workspace, agent, values, unsigned(version), seq))
}
