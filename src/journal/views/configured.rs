//! Settings one by one, each with the version that an edit of it must name.

use diesel::prelude::*;
use switchboard_core::effect::QueueValues;
use switchboard_core::{QueueId, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::queues;
use crate::sqlite::values::{from_json, text, unsigned};

impl Views {
    /// A workspace's queues with their versions, in order of their ids.
    pub fn configured_queues(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Vec<(QueueId, u64, QueueValues)>, JournalError> {
        let rows: Vec<(String, i64, String)> = queues::table
            .filter(queues::workspace.eq(workspace.as_str()))
            .order(queues::queue)
            .select((queues::queue, queues::version, queues::settings))
            .load(&mut *self.conn()?)?;
        let read = |(queue, version, settings): (String, i64, String)| {
            Ok((text(&queue)?, unsigned(version), from_json(&settings)?))
        };
        rows.into_iter().map(read).collect()
    }

    /// A queue's version and settings.
    pub fn configured_queue(
        &self,
        workspace: &WorkspaceId,
        queue: &QueueId,
    ) -> Result<Option<(u64, QueueValues)>, JournalError> {
        let row: Option<(i64, String)> = queues::table
            .find((workspace.as_str(), queue.as_str()))
            .select((queues::version, queues::settings))
            .first(&mut *self.conn()?)
            .optional()?;
        row.map(|(version, settings)| Ok((unsigned(version), from_json(&settings)?))).transpose()
    }
}
