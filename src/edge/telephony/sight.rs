//! What of a call somebody may see, wherever it is shown.

use switchboard_core::machine::CallRow;
use switchboard_journal::views::CallsVisible;
use switchboard_wire::teravoz::{Sight, masked};

/// Whether somebody may see a call.
pub(crate) fn sees(visible: &CallsVisible, row: &CallRow) -> bool {
    let CallsVisible::Of { agent, queues } = visible else { return true };
    row.our_queue.as_ref().is_some_and(|queue| queues.contains(queue))
        || row.actors.iter().any(|actor| actor.agent.as_ref() == Some(agent))
}

/// A call's line as somebody may see it.
pub(crate) fn shown(mut row: CallRow, sight: Sight) -> CallRow {
    if !sight.numbers {
        row.their_number = row.their_number.map(|number| masked(&number));
    }
    if !sight.recordings {
        row.recordings.clear();
    }
    row
}
