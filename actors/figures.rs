//! What the living house tells of itself, as figures. Who reads them is not known here; with no reader they cost nothing.

use switchboard_core::Subject;

/// A host begins its life.
pub(crate) fn begun(subject: &Subject) {
    metrics::gauge!("switchboard_hosts", "kind" => kind(subject)).increment(1);
}

/// A host ends.
pub(crate) fn ended(subject: &Subject) {
    metrics::gauge!("switchboard_hosts", "kind" => kind(subject)).decrement(1);
}

/// A host throws its state away and rebuilds it from the journal.
pub(crate) fn restarted(subject: &Subject) {
    metrics::counter!("switchboard_host_restarts_total", "kind" => kind(subject)).increment(1);
}

/// A subject was quarantined.
pub(crate) fn set_aside(subject: &Subject) {
    metrics::counter!("switchboard_set_aside_total", "kind" => kind(subject)).increment(1);
}

/// A mailbox was full and answered so: `shard` or `host`.
pub(crate) fn mailbox_full(whose: &'static str) {
    metrics::counter!("switchboard_mailbox_full_total", "mailbox" => whose).increment(1);
}

fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Session(_) => "session",
        Subject::Agent(..) => "agent",
        Subject::Queue(..) => "queue",
        Subject::Call(..) => "call",
    }
}
