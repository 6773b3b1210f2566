//! The session list with its filters.

use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel::sqlite::Sqlite;
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, CustomerKey, PlatformId, QueueId, SessionId, Timestamp, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::session_rows;
use crate::sqlite::columns::SessionColumns;
use crate::sqlite::values::to_word;
use crate::sqlite::words::{are_not_taken_in, looked_through, were_said, were_served_by};

/// Of what the index does not hold yet, so many sessions are looked through for words, the newest ones.
const MOST_LOOKED_THROUGH: usize = 2_000;

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
    /// With all of these words, or words that begin with them, said in it.
    pub said: Option<String>,
    /// Not over, or over.
    pub running: Option<bool>,
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
    /// What this agent serves, or served and nobody does now, and what waits in these queues.
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
        let mut found = {
            let rows = fitting(filter)?.filter(session_rows::workspace.eq(workspace.to_string()));
            let rows = match &filter.said {
                Some(said) => rows.filter(were_said(said)),
                None => rows,
            };
            let rows = rows.order(session_rows::session.desc()).limit(i64::from(limit));
            rows.select(SessionColumns::as_select()).load(&mut *self.conn()?)?
        };
        if let Some(said) = &filter.said {
            found.extend(self.look_through(workspace, filter, said)?);
            found.sort_by(|a, b| b.session().cmp(a.session()));
            found.dedup_by(|a, b| a.session() == b.session());
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        found.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
    }

    /// Sessions with these words among the newest the index does not hold yet.
    fn look_through(
        &self,
        workspace: &WorkspaceId,
        filter: &SessionFilter,
        said: &str,
    ) -> Result<Vec<SessionColumns>, JournalError> {
        let conn = &mut *self.conn()?;
        // The plus keeps SQLite from going through all that is over, in the order of the workspace's list.
        let here = sql::<Bool>("+session_rows.workspace = ").bind::<Text, _>(workspace.to_string());
        let rows = fitting(filter)?.filter(are_not_taken_in()).filter(here);
        let mut rows: Vec<SessionColumns> = rows.select(SessionColumns::as_select()).load(conn)?;
        rows.sort_by(|a, b| b.session().cmp(a.session()));
        rows.truncate(MOST_LOOKED_THROUGH);
        let streams: Vec<i64> = rows.iter().map(SessionColumns::stream).collect();
        let found = looked_through(conn, &streams, said)?;
        rows.retain(|columns| found.contains(&columns.stream()));
        Ok(rows)
    }
}

/// Lines of sessions of any workspace that fit all but the words.
fn fitting(filter: &SessionFilter) -> Result<session_rows::BoxedQuery<'static, Sqlite>, JournalError> {
    use session_rows as row;
    let mut rows = row::table.into_boxed();
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
    match filter.running {
        Some(true) => rows = rows.filter(row::open),
        Some(false) => rows = rows.filter(not(row::open)),
        None => {}
    }
    if let Some(at) = filter.closed_since {
        rows = rows.filter(row::open.eq(false)).filter(row::since.ge(at.micros()));
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
    Ok(rows)
}
