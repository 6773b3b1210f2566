//! The session list with its filters.

use diesel::prelude::*;
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Timestamp, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::session_rows;
use crate::sqlite::columns::SessionColumns;
use crate::sqlite::values::to_word;
use crate::sqlite::words::{were_said, were_served_by};

/// Which sessions; what is none leaves everything in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Who serves, in a word.
    pub standing: Option<Standing>,
    /// Waiting in this queue, or last come from it.
    pub queue: Option<QueueId>,
    /// Served by this agent.
    pub agent: Option<AgentId>,
    /// Come in there.
    pub platform: Option<PlatformId>,
    /// Of this customer.
    pub customer: Option<CustomerKey>,
    /// Closed at this instant or later.
    pub closed_since: Option<Timestamp>,
    /// Over, with all of these words, or words that begin with them, said in it.
    pub said: Option<String>,
    /// Opened before this one.
    pub before: Option<SessionId>,
    /// What whoever asks may see.
    pub visible: Visible,
}

/// What of a workspace somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Visible {
    /// Every session.
    #[default]
    All,
    /// What this agent serves, or served and is over, and what waits in these queues.
    Of {
        /// Who.
        agent: AgentId,
        /// The queues they serve.
        queues: Vec<QueueId>,
    },
}

impl Views {
    /// Sessions of a workspace, newest first, at most so many.
    pub fn list_sessions(
        &self,
        workspace: &WorkspaceId,
        filter: &SessionFilter,
        limit: u32,
    ) -> Result<Vec<SessionRow>, JournalError> {
        use session_rows as row;
        let mut rows = row::table
            .filter(row::workspace.eq(workspace.to_string()))
            .order(row::session.desc())
            .limit(i64::from(limit))
            .select(SessionColumns::as_select())
            .into_boxed();
        if let Some(standing) = &filter.standing {
            rows = rows.filter(row::standing.eq(to_word(standing)?));
        }
        if let Some(queue) = &filter.queue {
            rows = rows.filter(row::queue.eq(queue.to_string()));
        }
        if let Some(agent) = &filter.agent {
            rows = rows.filter(row::agent.eq(agent.to_string()));
        }
        if let Some(platform) = &filter.platform {
            rows = rows.filter(row::platform.eq(platform.to_string()));
        }
        if let Some(customer) = &filter.customer {
            rows = rows.filter(row::customer.eq(customer.as_str().to_owned()));
        }
        if let Some(at) = filter.closed_since {
            rows = rows.filter(row::open.eq(false)).filter(row::since.ge(at.micros()));
        }
        if let Some(said) = &filter.said {
            rows = rows.filter(were_said(said));
        }
        if let Some(before) = filter.before {
            rows = rows.filter(row::session.lt(before.to_string()));
        }
        if let Visible::Of { agent, queues } = &filter.visible {
            let queues: Vec<String> = queues.iter().map(ToString::to_string).collect();
            let waits = row::standing.eq(to_word(&Standing::Queued)?).and(row::queue.eq_any(queues));
            let mine = row::agent.is_not_null().and(row::agent.eq(agent.to_string()));
            let mine = mine.or(waits.and(row::queue.is_not_null())).assume_not_null();
            rows = rows.filter(mine.or(were_served_by(agent)));
        }
        let columns: Vec<SessionColumns> = rows.load(&mut *self.conn()?)?;
        columns.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
    }
}
