//! Lines of the views as their tables hold them.

use diesel::prelude::*;
use switchboard_core::machine::{AgentRow, QueueRow, SessionRow, Standing};
use switchboard_core::{CustomerKey, Timestamp};

use super::values::{from_json, from_word, signed, text, to_word, unsigned, unsigned32};
use crate::error::JournalError;
use crate::schema::{agent_rows, queue_rows, session_rows};

/// A session's line and the position of the event that changed it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where in the journal the line changed last.
    pub position: u64,
    /// The line.
    pub row: SessionRow,
}

/// The line of a session as its columns hold it.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = session_rows, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SessionColumns {
    stream: i64,
    position: i64,
    session: String,
    workspace: String,
    platform: String,
    customer: String,
    standing: String,
    queue: Option<String>,
    agent: Option<String>,
    since: i64,
    opened_at: i64,
    presence: String,
    open: bool,
    channel: String,
}

impl SessionColumns {
    /// The number of its stream.
    pub(crate) fn stream(&self) -> i64 {
        self.stream
    }

    /// Its id, which grows with time.
    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    /// The columns of a line.
    pub(super) fn of(stream: i64, position: u64, row: &SessionRow) -> Result<Self, JournalError> {
        Ok(Self {
            stream,
            position: signed(position),
            session: row.session.to_string(),
            workspace: row.workspace.to_string(),
            platform: row.platform.to_string(),
            customer: row.customer.as_str().to_owned(),
            standing: to_word(&row.standing)?,
            queue: row.queue.as_ref().map(ToString::to_string),
            agent: row.agent.as_ref().map(ToString::to_string),
            since: row.since.micros(),
            opened_at: row.opened_at.micros(),
            presence: to_word(&row.presence)?,
            open: row.standing != Standing::Closed,
            channel: to_word(&row.channel)?,
        })
    }

    /// The line, as read.
    pub(crate) fn read(self) -> Result<Listed, JournalError> {
        let customer = CustomerKey::new(self.customer);
        let row = SessionRow {
            session: text(&self.session)?,
            workspace: text(&self.workspace)?,
            platform: text(&self.platform)?,
            customer: customer.map_err(|error| JournalError::Damaged(error.to_string()))?,
            standing: from_word(self.standing)?,
            queue: self.queue.as_deref().map(text).transpose()?,
            agent: self.agent.as_deref().map(text).transpose()?,
            since: Timestamp(self.since),
            opened_at: Timestamp(self.opened_at),
            presence: from_word(self.presence)?,
            channel: from_word(self.channel)?,
        };
        Ok(Listed { position: unsigned(self.position), row })
    }
}

/// An agent's line as its columns hold it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = agent_rows)]
pub(crate) struct AgentColumns {
    workspace: String,
    agent: String,
    ready: bool,
    reachable: bool,
    reason: Option<String>,
    since: i64,
    loads: String,
    capacities: String,
}

impl AgentColumns {
    /// The line, as read.
    pub(crate) fn read(self) -> Result<AgentRow, JournalError> {
        Ok(AgentRow {
            workspace: text(&self.workspace)?,
            agent: text(&self.agent)?,
            ready: self.ready,
            reachable: self.reachable,
            reason: self.reason,
            since: Timestamp(self.since),
            loads: from_json(&self.loads)?,
            capacities: from_json(&self.capacities)?,
        })
    }
}

/// A queue's line as its columns hold it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = queue_rows)]
pub(crate) struct QueueColumns {
    workspace: String,
    queue: String,
    waiting: i32,
    oldest: Option<i64>,
    open: bool,
    changes_at: Option<i64>,
    working: i32,
    max_length: Option<i32>,
    estimated_wait_ms: Option<i64>,
    estimate_ends: Option<i64>,
    answer_within_ms: i64,
    ended: String,
}

impl QueueColumns {
    /// The line, as read.
    pub(crate) fn read(self) -> Result<QueueRow, JournalError> {
        Ok(QueueRow {
            workspace: text(&self.workspace)?,
            queue: text(&self.queue)?,
            waiting: unsigned32(self.waiting),
            oldest: self.oldest.map(Timestamp),
            open: self.open,
            changes_at: self.changes_at.map(Timestamp),
            working: unsigned32(self.working),
            max_length: self.max_length.map(unsigned32),
            estimated_wait_ms: self.estimated_wait_ms.map(unsigned),
            estimate_ends: self.estimate_ends.map(Timestamp),
            answer_within_ms: unsigned(self.answer_within_ms),
            ended: from_json(&self.ended)?,
        })
    }
}
