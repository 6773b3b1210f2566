//! Settings one by one, each with the version that an edit of it must name.

use diesel::prelude::*;
use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::{AgentId, PlatformId, QueueId, TeamId, WorkspaceId};

use super::Views;
use crate::accounts::PlatformValues;
use crate::error::JournalError;
use crate::schema::{agents, platforms, queues, teams, workspaces};
use crate::settings::{TeamValues, WorkspaceValues};
use crate::sqlite::values::{from_json, text, unsigned};

/// A setting of a list: its id, its version, its values.
type Listed<I, V> = (I, u64, V);

fn listed<I, V>((id, version, settings): (String, i64, String)) -> Result<Listed<I, V>, JournalError>
where
    I: std::str::FromStr<Err: std::fmt::Display>,
    V: serde::de::DeserializeOwned,
{
    Ok((text(&id)?, unsigned(version), from_json(&settings)?))
}

fn versioned<V: serde::de::DeserializeOwned>(
    row: Option<(i64, String)>,
) -> Result<Option<(u64, V)>, JournalError> {
    row.map(|(version, settings)| Ok((unsigned(version), from_json(&settings)?))).transpose()
}

impl Views {
    /// The workspace's own settings; none before they were written first.
    pub fn configured_workspace(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<(u64, WorkspaceValues)>, JournalError> {
        let row = workspaces::table
            .find(workspace.as_str())
            .select((workspaces::version, workspaces::settings))
            .first(&mut *self.conn()?);
        versioned(row.optional()?)
    }

    /// A workspace's platforms, in order of their ids.
    pub fn configured_platforms(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Vec<Listed<PlatformId, PlatformValues>>, JournalError> {
        let rows: Vec<(String, i64, String)> = platforms::table
            .filter(platforms::workspace.eq(workspace.as_str()))
            .order(platforms::platform)
            .select((platforms::platform, platforms::version, platforms::settings))
            .load(&mut *self.conn()?)?;
        rows.into_iter().map(listed).collect()
    }

    /// A platform's version and settings; none where it is another workspace's.
    pub fn configured_platform(
        &self,
        workspace: &WorkspaceId,
        platform: &PlatformId,
    ) -> Result<Option<(u64, PlatformValues)>, JournalError> {
        let row = platforms::table
            .find(platform.as_str())
            .filter(platforms::workspace.eq(workspace.as_str()))
            .select((platforms::version, platforms::settings))
            .first(&mut *self.conn()?);
        versioned(row.optional()?)
    }

    /// A workspace's queues, in order of their ids.
    pub fn configured_queues(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Vec<Listed<QueueId, QueueValues>>, JournalError> {
        let rows: Vec<(String, i64, String)> = queues::table
            .filter(queues::workspace.eq(workspace.as_str()))
            .order(queues::queue)
            .select((queues::queue, queues::version, queues::settings))
            .load(&mut *self.conn()?)?;
        rows.into_iter().map(listed).collect()
    }

    /// A queue's version and settings.
    pub fn configured_queue(
        &self,
        workspace: &WorkspaceId,
        queue: &QueueId,
    ) -> Result<Option<(u64, QueueValues)>, JournalError> {
        let row = queues::table
            .find((workspace.as_str(), queue.as_str()))
            .select((queues::version, queues::settings))
            .first(&mut *self.conn()?);
        versioned(row.optional()?)
    }

    /// A workspace's agents with their own settings, without their teams' queues, in order of their ids.
    pub fn configured_agents(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Vec<Listed<AgentId, AgentValues>>, JournalError> {
        let rows: Vec<(String, i64, String)> = agents::table
            .filter(agents::workspace.eq(workspace.as_str()))
            .order(agents::agent)
            .select((agents::agent, agents::version, agents::settings))
            .load(&mut *self.conn()?)?;
        rows.into_iter().map(listed).collect()
    }

    /// An agent's version and own settings.
    pub fn configured_agent(
        &self,
        workspace: &WorkspaceId,
        agent: &AgentId,
    ) -> Result<Option<(u64, AgentValues)>, JournalError> {
        let row = agents::table
            .find((workspace.as_str(), agent.as_str()))
            .select((agents::version, agents::settings))
            .first(&mut *self.conn()?);
        versioned(row.optional()?)
    }

    /// A workspace's teams that are not retired, in order of their ids.
    pub fn configured_teams(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Vec<Listed<TeamId, TeamValues>>, JournalError> {
        let rows: Vec<(String, i64, String)> = teams::table
            .filter(teams::workspace.eq(workspace.as_str()))
            .filter(teams::retired.eq(false))
            .order(teams::team)
            .select((teams::team, teams::version, teams::settings))
            .load(&mut *self.conn()?)?;
        rows.into_iter().map(listed).collect()
    }
}
