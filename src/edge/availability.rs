//! Whether a platform's customers would be served now, from its queue's line on the board. The public door and the API
//! spell it, each in its own way.

use switchboard_core::machine::QueueRow;
use switchboard_core::{PlatformId, QueueId, Timestamp, WorkspaceId};
use switchboard_journal::JournalError;

use crate::doors::Doors;

/// A platform as a newcomer would find it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Availability {
    /// Its primary queue.
    pub queue: QueueId,
    /// Within its hours.
    pub open: bool,
    /// When it opens, while it is closed and something is planned.
    pub opens_at: Option<Timestamp>,
    /// When it closes, while it is open and something is planned.
    pub closes_at: Option<Timestamp>,
    /// Open, and the line is not too long.
    pub available: bool,
    /// Agents who serve it, are ready and reachable.
    pub working: u32,
    /// The place a newcomer would get; 1 is next.
    pub position: u32,
    /// What a newcomer would wait, in milliseconds, when known.
    pub estimated_wait_ms: Option<u64>,
}

impl Availability {
    fn of(row: QueueRow, now: Timestamp) -> Self {
        let has_room = row.max_length.is_none_or(|most| row.waiting < most);
        Self {
            estimated_wait_ms: row.wait_at(now),
            queue: row.queue,
            open: row.open,
            opens_at: row.changes_at.filter(|_| !row.open),
            closes_at: row.changes_at.filter(|_| row.open),
            available: row.open && has_room,
            working: row.working,
            position: row.waiting.saturating_add(1),
        }
    }
}

/// The platform's availability and whose it is; none when no such platform, or no queue behind it, is known yet.
pub(crate) async fn look(
    doors: &Doors,
    platform: &PlatformId,
) -> Result<Option<(WorkspaceId, Availability)>, JournalError> {
    let Some(platform) = doors.house.book.platform(platform) else { return Ok(None) };
    let workspace = platform.values.workspace.clone();
    let (of, queue) = (workspace.clone(), platform.values.queue.clone());
    let row = doors.reader.read(move |records| records.views().queue(&of, &queue)).await?;
    let now = doors.house.clock.now();
    Ok(row.map(|row| (workspace, Availability::of(row, now))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> QueueRow {
        QueueRow {
            workspace: "demo".parse().unwrap(),
            queue: "support".parse().unwrap(),
            waiting: 2,
            oldest: None,
            open: true,
            changes_at: Some(Timestamp(0)),
            working: 1,
            max_length: Some(3),
            estimated_wait_ms: Some(1_000),
            estimate_ends: Some(Timestamp(5)),
            answer_within_ms: 60_000,
            ended: Vec::new(),
        }
    }

    #[test]
    fn a_line_is_available_while_it_is_open_and_short_enough() {
        let of = |row| Availability::of(row, Timestamp(4));
        let open = of(row());
        assert_eq!((open.available, open.position, open.open), (true, 3, true));
        assert_eq!((open.closes_at.is_some(), open.opens_at), (true, None));
        assert!(!of(QueueRow { waiting: 3, ..row() }).available);
        assert!(of(QueueRow { waiting: 300, max_length: None, ..row() }).available);
        assert_eq!(of(QueueRow { working: 0, ..row() }).working, 0);
        let closed = of(QueueRow { open: false, ..row() });
        assert_eq!((closed.available, closed.open, closed.closes_at), (false, false, None));
        assert!(closed.opens_at.is_some());
    }

    #[test]
    fn the_wait_of_a_line_that_has_stood_still_for_long_is_unknown() {
        let at = |now| Availability::of(row(), Timestamp(now)).estimated_wait_ms;
        assert_eq!((at(4), at(5)), (Some(1_000), None));
    }
}
