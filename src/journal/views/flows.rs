//! Flows: their versions, and which of them is published.

use std::collections::BTreeMap;

use diesel::prelude::*;
use switchboard_core::flow::Flow;
use switchboard_core::{FlowId, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::schema::{flows, published_flows};
use crate::sqlite::values::{from_json, signed, text, unsigned};

/// A flow of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowSummary {
    /// Its id.
    pub id: FlowId,
    /// The newest version.
    pub newest: u64,
    /// The version new sessions begin with.
    pub published: Option<u64>,
    /// Counts up with every publication; 0 before the first.
    pub revision: u64,
}

impl Views {
    /// A workspace's flows, in order of their ids.
    pub fn configured_flows(&self, workspace: &WorkspaceId) -> Result<Vec<FlowSummary>, JournalError> {
        let conn = &mut *self.conn()?;
        let newest: Vec<(String, Option<i64>)> = flows::table
            .filter(flows::workspace.eq(workspace.as_str()))
            .group_by(flows::flow)
            .order(flows::flow)
            .select((flows::flow, diesel::dsl::max(flows::version)))
            .load(conn)?;
        let published: Vec<(String, i64, i64)> = published_flows::table
            .filter(published_flows::workspace.eq(workspace.as_str()))
            .select((published_flows::flow, published_flows::version, published_flows::revision))
            .load(conn)?;
        let published: BTreeMap<String, (u64, u64)> = published
            .into_iter()
            .map(|(flow, version, revision)| (flow, (unsigned(version), unsigned(revision))))
            .collect();
        let summary = |(flow, newest): (String, Option<i64>)| {
            let now = published.get(&flow);
            Ok(FlowSummary {
                id: text(&flow)?,
                newest: newest.map_or(0, unsigned),
                published: now.map(|(version, _)| *version),
                revision: now.map_or(0, |(_, revision)| *revision),
            })
        };
        newest.into_iter().map(summary).collect()
    }

    /// Every version of a flow, oldest first.
    pub fn flow_versions(&self, flow: &FlowId) -> Result<Vec<Flow>, JournalError> {
        let scripts: Vec<String> = flows::table
            .filter(flows::flow.eq(flow.as_str()))
            .order(flows::version)
            .select(flows::script)
            .load(&mut *self.conn()?)?;
        scripts.iter().map(|script| from_json(script)).collect()
    }

    /// A version of a flow.
    pub fn flow_version(&self, flow: &FlowId, version: u64) -> Result<Option<Flow>, JournalError> {
        let script: Option<String> = flows::table
            .find((flow.as_str(), signed(version)))
            .select(flows::script)
            .first(&mut *self.conn()?)
            .optional()?;
        script.as_deref().map(from_json).transpose()
    }
}
