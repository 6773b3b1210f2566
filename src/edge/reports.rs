//! What operators are told, and where it comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

/// Where the reports come from. They may block: each is asked on a thread that may.
#[derive(Clone)]
pub struct Reports {
    /// The figures as Prometheus reads them.
    pub figures: Arc<dyn Fn() -> String + Send + Sync>,
    /// How it is, in detail.
    pub detail: Arc<dyn Fn() -> Detail + Send + Sync>,
}

/// What `/status` adds for operators. Sizes in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detail {
    /// Free on the data folder's file system; none when the system does not say.
    pub disk_free_bytes: Option<u64>,
    /// People's commands are refused until there is room again.
    pub disk_is_short: bool,
    /// Requests that wait for the journal's writer.
    pub writer_depth: u64,
    /// Sockets open now.
    pub connections: u64,
    /// Open sessions by who serves them.
    pub sessions: BTreeMap<String, u64>,
    /// Owed and not yet settled.
    pub outbox: u64,
    /// Subjects set aside until somebody releases them.
    pub quarantined: u64,
    /// What must hold and does not, by its name: how many subjects it is so for.
    pub violations: BTreeMap<String, u64>,
}
