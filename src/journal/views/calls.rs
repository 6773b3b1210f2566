//! Telephone calls for lists and boards: the lines they keep of themselves, and their reports.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use switchboard_core::machine::CallState;
use switchboard_core::{AgentId, CallId, QueueId, Subject, Timestamp, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::{call_rows, streams};
use crate::sqlite::callers::Number;
use crate::sqlite::calls::{self, LINE, LineColumns, ListedCall, StoredReport};
use crate::sqlite::values::{signed, to_word};

/// Which calls; what is none leaves everything in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// How far it is.
    pub state: Option<CallState>,
    /// Over, or not.
    pub open: Option<bool>,
    /// In this queue, or last come from it: ours, or the provider's where it is none of ours.
    pub queue: Option<String>,
    /// This agent is in it.
    pub agent: Option<AgentId>,
    /// With this number.
    pub number: Option<String>,
    /// First heard of at this instant or later, or not over.
    pub since: Option<Timestamp>,
    /// Numbered below this.
    pub before: Option<u64>,
    /// Changed after this position.
    pub changed_after: Option<u64>,
    /// What whoever asks may see.
    pub visible: CallsVisible,
}

/// What of a workspace's calls somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CallsVisible {
    /// Every call.
    #[default]
    All,
    /// Calls this agent is in, and calls of these queues.
    Of {
        /// Who.
        agent: AgentId,
        /// The queues they serve.
        queues: Vec<QueueId>,
    },
}

/// Callers in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub callers: u32,
    /// Since when the first of them waits.
    pub oldest: Timestamp,
}

impl Views {
    /// Calls of a workspace, newest first, at most so many; none for all.
    pub fn calls(
        &self,
        workspace: &WorkspaceId,
        filter: &CallFilter,
        limit: Option<u32>,
    ) -> Result<Vec<ListedCall>, JournalError> {
        use call_rows as row;
        let mut rows = row::table
            .filter(row::workspace.eq(workspace.to_string()))
            .order(row::id.desc())
            .select(LINE)
            .into_boxed();
        if let Some(limit) = limit {
            rows = rows.limit(i64::from(limit));
        }
        if let Some(state) = &filter.state {
            rows = rows.filter(row::state.eq(to_word(state)?));
        }
        if let Some(open) = filter.open {
            rows = rows.filter(row::open.eq(open));
        }
        if let Some(queue) = &filter.queue {
            rows = rows.filter(row::queue.eq(queue.clone()));
        }
        if let Some(agent) = &filter.agent {
            rows = rows.filter(
                sql::<Bool>("instr(agents, ").bind::<Text, _>(calls::among(agent.as_str())).sql(") > 0"),
            );
        }
        if let Some(number) = &filter.number {
            rows = rows.filter(row::their_number.eq(number.clone()));
        }
        if let Some(since) = filter.since {
            rows = rows.filter(row::open.or(row::created_at.ge(since.micros())));
        }
        if let Some(before) = filter.before {
            rows = rows.filter(row::id.lt(signed(before)));
        }
        if let Some(position) = filter.changed_after {
            rows = rows.filter(row::position.gt(signed(position)));
        }
        if let CallsVisible::Of { agent, queues } = &filter.visible {
            let queues: Vec<String> = queues.iter().map(ToString::to_string).collect();
            let is_in =
                sql::<Bool>("instr(agents, ").bind::<Text, _>(calls::among(agent.as_str())).sql(") > 0");
            let theirs = row::queue.is_not_null().and(row::queue.eq_any(queues));
            rows = rows.filter(theirs.assume_not_null().or(is_in));
        }
        let columns: Vec<LineColumns> = rows.load(&mut *self.conn()?)?;
        columns.into_iter().map(calls::listed).collect()
    }

    /// A call's line.
    pub fn call(&self, workspace: &WorkspaceId, call: &CallId) -> Result<Option<ListedCall>, JournalError> {
        let columns: Option<LineColumns> = call_rows::table
            .inner_join(streams::table)
            .filter(streams::name.eq(Subject::Call(workspace.clone(), call.clone()).to_string()))
            .select(LINE)
            .first(&mut *self.conn()?)
            .optional()?;
        columns.map(calls::listed).transpose()
    }

    /// Calls with a number, however it is spelled, newest first, at most so many; none for what is no number. Those of the
    /// last ten thousand calls that end alike.
    pub fn calls_with(
        &self,
        workspace: &WorkspaceId,
        phone: &str,
        limit: u32,
    ) -> Result<Vec<ListedCall>, JournalError> {
        let Some(number) = Number::of(phone) else { return Ok(Vec::new()) };
        let columns: Vec<LineColumns> = call_rows::table
            .filter(call_rows::workspace.eq(workspace.as_str()))
            .filter(call_rows::their_number.like(number.pattern()))
            .order(call_rows::id.desc())
            .limit(10_000)
            .select(LINE)
            .load(&mut *self.conn()?)?;
        let mut found = Vec::new();
        for columns in columns {
            let listed = calls::listed(columns)?;
            let is_same = number.is(listed.row.their_number.as_deref().unwrap_or_default());
            if is_same && found.len() < limit as usize {
                found.push(listed);
            }
        }
        Ok(found)
    }

    /// Reports of a call after a sequence, in their order, at most so many.
    pub fn reports(
        &self,
        subject: &Subject,
        after: u64,
        limit: Option<u32>,
    ) -> Result<Vec<StoredReport>, JournalError> {
        calls::reports(&mut *self.conn()?, subject, after, limit.map_or(i64::MAX, i64::from))
    }

    /// How many calls wait in each queue, ours or the provider's.
    pub fn callers(&self, workspace: &WorkspaceId) -> Result<BTreeMap<String, Waiting>, JournalError> {
        let rows: Vec<(Option<String>, i64)> = call_rows::table
            .filter(call_rows::workspace.eq(workspace.as_str()))
            .filter(call_rows::open)
            .filter(call_rows::state.eq(to_word(&CallState::Waiting)?))
            .select((call_rows::queue, call_rows::since))
            .load(&mut *self.conn()?)?;
        let mut waiting = BTreeMap::new();
        for (queue, since) in rows.into_iter().filter_map(|(queue, since)| Some((queue?, Timestamp(since)))) {
            let line = waiting.entry(queue).or_insert(Waiting { callers: 0, oldest: since });
            line.callers = line.callers.saturating_add(1);
            line.oldest = line.oldest.min(since);
        }
        Ok(waiting)
    }

    /// Calls of all workspaces that are to be sent on, the most urgent first.
    pub fn to_delegate(&self, limit: u32) -> Result<Vec<ListedCall>, JournalError> {
        let columns: Vec<LineColumns> = call_rows::table
            .filter(call_rows::delegate_by.is_not_null())
            .order(call_rows::delegate_by)
            .limit(i64::from(limit))
            .select(LINE)
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(calls::listed).collect()
    }

    /// Whether this number called before this call.
    pub fn has_called_before(
        &self,
        workspace: &WorkspaceId,
        number: &str,
        id: u64,
    ) -> Result<bool, JournalError> {
        let earlier = call_rows::table
            .filter(call_rows::workspace.eq(workspace.as_str()))
            .filter(call_rows::their_number.eq(number))
            .filter(call_rows::id.lt(signed(id)));
        Ok(diesel::select(diesel::dsl::exists(earlier)).get_result(&mut *self.conn()?)?)
    }
}
