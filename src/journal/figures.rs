//! What the journal tells of its work, as figures. Who reads them is not known here; with no reader they cost nothing.

use std::time::Duration;

use crate::error::JournalError;

/// A batch was committed: how long that took, and of how many requests it was.
pub(crate) fn committed(took: Duration, requests: usize) {
    metrics::histogram!("switchboard_journal_commit_seconds").record(took.as_secs_f64());
    metrics::histogram!("switchboard_journal_batch_requests").record(as_figure(requests));
}

/// A batch was lost.
pub(crate) fn failed(error: &JournalError) {
    let why = match error {
        JournalError::DiskFull => "disk_full",
        JournalError::ReadOnly => "read_only",
        _ => "database",
    };
    metrics::counter!("switchboard_journal_failures_total", "why" => why).increment(1);
}

/// Sizes far below the point where a float loses ones.
fn as_figure(size: usize) -> f64 {
    f64::from(u32::try_from(size).unwrap_or(u32::MAX))
}
