//! Writing settings that administrators edit: the version first, then the row, what it owes, and the line of the audit log.

use diesel::prelude::*;
use switchboard_core::flow::Flow;
use switchboard_core::{AgentId, FlowId, TeamId, WorkspaceId};

use super::accounts;
use super::values::{signed, to_json, unsigned};
use super::{agents, audit};
use crate::accounts::AccountOutcome;
use crate::error::JournalError;
use crate::request::{Accounted, OwedRow};
use crate::schema::{flows, platforms, published_flows, queues, teams, workspaces};
use crate::settings::{Change, ConfiguredWrite, TeamValues, WorkspaceValues};

/// Makes a change; gives the new version, and what it owes.
pub(super) fn write(conn: &mut SqliteConnection, write: &ConfiguredWrite) -> Result<Accounted, JournalError> {
    let ConfiguredWrite { by, workspace, expected, change } = write;
    let found = found(conn, workspace, change)?;
    if found != *expected {
        return Err(JournalError::Conflict);
    }
    let owed = make(conn, workspace, change, found)?;
    let version = self::found(conn, workspace, change)?;
    // Writing what is there already changes nothing, so there is nothing to tell.
    if version != found {
        let (what, subject) = told(change);
        let details = serde_json::json!({ "version": version });
        audit::note(conn, &by.did(workspace, what, subject).with(details))?;
    }
    Ok(Accounted { outcome: AccountOutcome::Configured { version }, owed })
}

/// The version that is there; 0 for none, or none of this workspace.
fn found(conn: &mut SqliteConnection, workspace: &WorkspaceId, change: &Change) -> Result<u64, JournalError> {
    let tenant = workspace.as_str();
    let version: Option<i64> = match change {
        Change::Workspace(_) => {
            workspaces::table.find(tenant).select(workspaces::version).first(conn).optional()?
        }
        Change::Platform(platform, _) => platforms::table
            .find(platform.as_str())
            .filter(platforms::workspace.eq(tenant))
            .select(platforms::version)
            .first(conn)
            .optional()?,
        Change::Queue(queue, _) => {
            queues::table.find((tenant, queue.as_str())).select(queues::version).first(conn).optional()?
        }
        Change::Agent(agent, _) => agents::version(conn, workspace, agent)?,
        Change::Team(team, _) | Change::TeamRetired(team) => teams::table
            .find((tenant, team.as_str()))
            .filter(teams::retired.eq(false))
            .select(teams::version)
            .first(conn)
            .optional()?,
        Change::FlowDrafted(flow) => newest(conn, workspace, &flow.flow)?,
        Change::FlowPublished(flow, _) => published_flows::table
            .find(flow.as_str())
            .filter(published_flows::workspace.eq(tenant))
            .select(published_flows::revision)
            .first(conn)
            .optional()?,
    };
    Ok(version.map_or(0, unsigned))
}

fn newest(conn: &mut SqliteConnection, workspace: &WorkspaceId, flow: &FlowId) -> QueryResult<Option<i64>> {
    flows::table
        .filter(flows::workspace.eq(workspace.as_str()))
        .filter(flows::flow.eq(flow.as_str()))
        .select(diesel::dsl::max(flows::version))
        .first(conn)
}

type Owing = Result<Vec<OwedRow>, JournalError>;

fn make(conn: &mut SqliteConnection, workspace: &WorkspaceId, change: &Change, found: u64) -> Owing {
    match change {
        Change::Workspace(values) => write_workspace(conn, workspace, values)?,
        Change::Platform(platform, values) => {
            accounts::write_platform(conn, platform, values)?;
        }
        Change::Queue(queue, values) => {
            return Ok(Vec::from_iter(accounts::write_queue(conn, workspace, queue, values)?));
        }
        Change::Agent(agent, values) => {
            return Ok(Vec::from_iter(agents::write(conn, workspace, agent, values)?));
        }
        Change::Team(team, values) => return write_team(conn, workspace, team, Some(values), found),
        Change::TeamRetired(team) => return write_team(conn, workspace, team, None, found),
        Change::FlowDrafted(flow) => draft(conn, workspace, flow, found)?,
        Change::FlowPublished(flow, version) => publish(conn, workspace, flow, *version)?,
    }
    Ok(Vec::new())
}

pub(super) fn write_workspace(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    values: &WorkspaceValues,
) -> Result<(), JournalError> {
    let settings = to_json(values)?;
    let last = workspaces::table.find(workspace.as_str()).select((workspaces::version, workspaces::settings));
    let Some(version) = accounts::next_version(last.first(conn).optional()?, &settings) else {
        return Ok(());
    };
    diesel::replace_into(workspaces::table)
        .values((
            workspaces::workspace.eq(workspace.as_str()),
            workspaces::version.eq(signed(version)),
            workspaces::settings.eq(settings),
        ))
        .execute(conn)?;
    Ok(())
}

/// Writes a team, or retires it; whoever is given other queues by that is owed their settings.
fn write_team(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    team: &TeamId,
    values: Option<&TeamValues>,
    found: u64,
) -> Owing {
    let place = (workspace.as_str(), team.as_str());
    let before: Option<bool> = teams::table.find(place).select(teams::retired).first(conn).optional()?;
    if before == Some(true) {
        return Err(JournalError::Refused(format!(
            "there was a team {team} before; its name is not used again"
        )));
    }
    let known = agents::teams(conn, workspace)?;
    if values.is_some() && known.get(team) == values {
        return Ok(Vec::new());
    }
    let kept = values.or_else(|| known.get(team)).cloned().unwrap_or_default();
    let members = known.get(team).into_iter().chain(values).flat_map(|team| &team.agents);
    let members: std::collections::BTreeSet<AgentId> = members.cloned().collect();
    let given = agents::given(conn, workspace, &members)?;
    diesel::replace_into(teams::table)
        .values((
            teams::workspace.eq(workspace.as_str()),
            teams::team.eq(team.as_str()),
            teams::version.eq(signed(found + 1)),
            teams::settings.eq(to_json(&kept)?),
            teams::retired.eq(values.is_none()),
        ))
        .execute(conn)?;
    agents::give_again(conn, workspace, given)
}

/// Keeps the next version of a flow; nobody is given it yet.
fn draft(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    flow: &Flow,
    found: u64,
) -> Result<(), JournalError> {
    let foreign = flows::table
        .filter(flows::flow.eq(flow.flow.as_str()))
        .filter(flows::workspace.ne(workspace.as_str()))
        .select(flows::version);
    if foreign.first::<i64>(conn).optional()?.is_some() {
        return Err(JournalError::Refused(format!("the name {} is taken", flow.flow)));
    }
    let flow = Flow { version: found + 1, ..flow.clone() };
    accounts::insert_flow(conn, workspace, &flow)
}

/// From now on new sessions begin with this version.
pub(super) fn publish(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    flow: &FlowId,
    version: u64,
) -> Result<(), JournalError> {
    let known: Option<String> = flows::table
        .find((flow.as_str(), signed(version)))
        .filter(flows::workspace.eq(workspace.as_str()))
        .select(flows::flow)
        .first(conn)
        .optional()?;
    if known.is_none() {
        return Err(JournalError::Refused(format!("there is no version {version} of {flow}")));
    }
    let revision: Option<i64> = published_flows::table
        .find(flow.as_str())
        .select(published_flows::revision)
        .first(conn)
        .optional()?;
    diesel::replace_into(published_flows::table)
        .values((
            published_flows::flow.eq(flow.as_str()),
            published_flows::workspace.eq(workspace.as_str()),
            published_flows::version.eq(signed(version)),
            published_flows::revision.eq(revision.unwrap_or(0) + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// How the audit log tells it.
fn told(change: &Change) -> (&'static str, String) {
    match change {
        Change::Workspace(_) => ("workspace_configured", "workspace".to_owned()),
        Change::Platform(platform, _) => ("platform_configured", format!("platform/{platform}")),
        Change::Queue(queue, _) => ("queue_configured", format!("queue/{queue}")),
        Change::Agent(agent, _) => ("agent_configured", format!("agent/{agent}")),
        Change::Team(team, _) => ("team_configured", format!("team/{team}")),
        Change::TeamRetired(team) => ("team_retired", format!("team/{team}")),
        Change::FlowDrafted(flow) => ("flow_drafted", format!("flow/{}", flow.flow)),
        Change::FlowPublished(flow, version) => ("flow_published", format!("flow/{flow}/{version}")),
    }
}
