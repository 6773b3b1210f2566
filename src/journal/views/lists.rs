//! Lists and boards: the lines that subjects keep of themselves.

use diesel::prelude::*;
use switchboard_core::machine::{AgentRow, QueueRow};
use switchboard_core::{AgentId, QueueId, SessionId, Subject, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::{agent_rows, parked, quarantine, queue_rows, session_rows, streams};
use crate::sqlite::columns::{AgentColumns, Listed, QueueColumns, SessionColumns};
use crate::sqlite::values::{signed, subject};

impl Views {
    /// A session's line.
    pub fn session(&self, session: SessionId) -> Result<Option<Listed>, JournalError> {
        let columns: Option<SessionColumns> = session_rows::table
            .inner_join(streams::table)
            .filter(streams::name.eq(Subject::Session(session).to_string()))
            .select(SessionColumns::as_select())
            .first(&mut *self.conn()?)
            .optional()?;
        columns.map(SessionColumns::read).transpose()
    }

    /// Sessions of a workspace whose line changed after a position, closed ones too, in the order of their changes.
    pub fn sessions_since(
        &self,
        workspace: &WorkspaceId,
        after_position: u64,
        limit: u32,
    ) -> Result<Vec<Listed>, JournalError> {
        let columns: Vec<SessionColumns> = session_rows::table
            .filter(session_rows::workspace.eq(workspace.as_str()))
            .filter(session_rows::position.gt(signed(after_position)))
            .order(session_rows::position)
            .limit(i64::from(limit))
            .select(SessionColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(SessionColumns::read).collect()
    }

    /// Open sessions of a workspace, or of all, in the order of their changes.
    pub fn open_sessions(&self, workspace: Option<&WorkspaceId>) -> Result<Vec<Listed>, JournalError> {
        let mut open = session_rows::table
            .filter(session_rows::open)
            .order(session_rows::position)
            .select(SessionColumns::as_select())
            .into_boxed();
        if let Some(workspace) = workspace {
            open = open.filter(session_rows::workspace.eq(workspace.to_string()));
        }
        let columns: Vec<SessionColumns> = open.load(&mut *self.conn()?)?;
        columns.into_iter().map(SessionColumns::read).collect()
    }

    /// An agent's line.
    pub fn agent(&self, workspace: &WorkspaceId, agent: &AgentId) -> Result<Option<AgentRow>, JournalError> {
        let columns: Option<AgentColumns> = agent_rows::table
            .filter(agent_rows::workspace.eq(workspace.as_str()))
            .filter(agent_rows::agent.eq(agent.as_str()))
            .select(AgentColumns::as_select())
            .first(&mut *self.conn()?)
            .optional()?;
        columns.map(AgentColumns::read).transpose()
    }

    /// The agents' board of a workspace.
    pub fn agents(&self, workspace: &WorkspaceId) -> Result<Vec<AgentRow>, JournalError> {
        let columns: Vec<AgentColumns> = agent_rows::table
            .filter(agent_rows::workspace.eq(workspace.as_str()))
            .order(agent_rows::agent)
            .select(AgentColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(AgentColumns::read).collect()
    }

    /// A queue's line.
    pub fn queue(&self, workspace: &WorkspaceId, queue: &QueueId) -> Result<Option<QueueRow>, JournalError> {
        let columns: Option<QueueColumns> = queue_rows::table
            .filter(queue_rows::workspace.eq(workspace.as_str()))
            .filter(queue_rows::queue.eq(queue.as_str()))
            .select(QueueColumns::as_select())
            .first(&mut *self.conn()?)
            .optional()?;
        columns.map(QueueColumns::read).transpose()
    }

    /// The queues' board of a workspace.
    pub fn queues(&self, workspace: &WorkspaceId) -> Result<Vec<QueueRow>, JournalError> {
        let columns: Vec<QueueColumns> = queue_rows::table
            .filter(queue_rows::workspace.eq(workspace.as_str()))
            .order(queue_rows::queue)
            .select(QueueColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(QueueColumns::read).collect()
    }

    /// Who must live after a start without being asked: queues with sessions in line and agents recorded as reachable.
    pub fn to_wake(&self) -> Result<Vec<Subject>, JournalError> {
        let conn = &mut *self.conn()?;
        let queues: Vec<String> = queue_rows::table
            .inner_join(streams::table)
            .filter(queue_rows::waiting.gt(0))
            .order(streams::name)
            .select(streams::name)
            .load(conn)?;
        let agents: Vec<String> = agent_rows::table
            .inner_join(streams::table)
            .filter(agent_rows::reachable)
            .order(streams::name)
            .select(streams::name)
            .load(conn)?;
        queues.iter().chain(&agents).map(|name| subject(name)).collect()
    }

    /// Quarantined subjects: why, and how many commands wait for their release.
    pub fn quarantined(&self) -> Result<Vec<(Subject, String, u64)>, JournalError> {
        let conn = &mut *self.conn()?;
        let rows: Vec<(i64, String, String)> = quarantine::table
            .inner_join(streams::table)
            .order(streams::name)
            .select((quarantine::stream, streams::name, quarantine::cause))
            .load(conn)?;
        rows.into_iter()
            .map(|(stream, name, cause)| {
                let waiting: i64 =
                    parked::table.filter(parked::stream.eq(stream)).count().get_result(conn)?;
                Ok((subject(&name)?, cause, waiting.unsigned_abs()))
            })
            .collect()
    }
}
