//! Is the audit log as it was written? Every line follows from the one before, and none is missing, the last included.

use std::collections::HashMap;

use super::{Fault, PAGE, Report};
use crate::chain::GENESIS;
use crate::error::JournalError;
use crate::sqlite::audit;
use crate::views::Views;

/// Checks every workspace's log.
pub(super) fn check(
    views: &Views,
    counters: &HashMap<String, u64>,
    report: &mut Report,
) -> Result<(), JournalError> {
    let (mut workspace, mut seq, mut before) = (String::new(), 0, GENESIS);
    let mut ends: HashMap<String, u64> = HashMap::new();
    loop {
        let after = Some((workspace.as_str(), seq));
        let page = audit::lines(&mut *views.conn()?, after, PAGE)?;
        for line in &page {
            let (of, number) = line.place();
            if of != workspace {
                (workspace, seq, before) = (of.to_owned(), 0, GENESIS);
            }
            if number != seq + 1 {
                report.note(Fault::AuditGap {
                    workspace: workspace.clone(),
                    expected: seq + 1,
                    found: number,
                });
            }
            if !line.follows(&before) {
                report.note(Fault::Audit { workspace: workspace.clone(), seq: number });
            }
            report.audited += 1;
            // From what is stored, so that one changed line is reported once.
            (seq, before) = (number, line.chain().unwrap_or(GENESIS));
            ends.insert(audit::counter(&workspace), number);
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    for (counter, last) in counters.iter().filter(|(name, _)| name.starts_with("audit/")) {
        let found = ends.get(counter).copied().unwrap_or(0);
        // More than were counted when the counters were read: the log was written meanwhile.
        if found < *last {
            let workspace = counter.trim_start_matches("audit/").to_owned();
            report.note(Fault::AuditCut { workspace, last: *last, found });
        }
    }
    Ok(())
}
