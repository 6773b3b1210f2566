//! A stored report as its readers know it.

use switchboard_core::Content;
use switchboard_core::call::Event;
use switchboard_journal::views::StoredReport;
use switchboard_wire::teravoz::ReportLine;

/// The report; none for what does not read as one.
pub(super) fn line(stored: &StoredReport, call: &str) -> Option<ReportLine> {
    let Ok(Event::Reported { uuid, .. }) = serde_json::from_str(&stored.event.facts) else { return None };
    let content = stored.event.content.as_deref();
    let content: Option<Content> = content.and_then(|content| serde_json::from_str(content).ok());
    Some(ReportLine::new(stored.id, call, uuid, content.and_then(|content| content.text).as_deref()))
}
