//! The boards of queues and agents, for those who may see who waits and who works.
//!
//! Rows are states: a client has none at first and gets all of them, then each that changes, the newest only where it
//! cannot keep up. After something was missed all of them come again.

use std::collections::BTreeMap;

use switchboard_core::machine::{AgentRow, QueueRow, Row};
use switchboard_core::{AgentId, QueueId};

/// Whose row it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    Queue(QueueId),
    Agent(AgentId),
}

/// What is known of the boards on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Boards {
    sees: bool,
    /// All rows must be read.
    behind: bool,
    /// Rows to be shown, each with its position.
    pending: BTreeMap<Whose, (u64, Row)>,
}

impl Boards {
    /// For somebody who sees the boards, or does not.
    pub(super) fn new(sees: bool) -> Self {
        Self { sees, behind: sees, pending: BTreeMap::new() }
    }

    /// Whether all rows are to be read.
    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    /// Something was missed.
    pub(super) fn lagged(&mut self) {
        self.behind = self.sees;
    }

    /// All rows as they were at a position or later. What has changed since is shown already, or waits here.
    pub(super) fn read(&mut self, position: u64, queues: Vec<QueueRow>, agents: Vec<AgentRow>) {
        self.behind = false;
        let rows = queues.into_iter().map(Row::Queue).chain(agents.into_iter().map(Row::Agent));
        for (whose, row) in rows.filter_map(|row| Some((whose(&row)?, row))) {
            self.pending.entry(whose).or_insert((position, row));
        }
    }

    /// A row has changed.
    pub(super) fn live(&mut self, position: u64, row: &Row) {
        if let Some(whose) = whose(row).filter(|_| self.sees) {
            self.pending.insert(whose, (position, row.clone()));
        }
    }

    /// The next row to show.
    pub(super) fn next(&mut self) -> Option<(u64, Row)> {
        self.pending.pop_first().map(|(_, row)| row)
    }
}

fn whose(row: &Row) -> Option<Whose> {
    match row {
        Row::Queue(row) => Some(Whose::Queue(row.queue.clone())),
        Row::Agent(row) => Some(Whose::Agent(row.agent.clone())),
        Row::Session(_) | Row::Call(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use switchboard_core::Timestamp;

    use super::*;

    fn queue(name: &str, waiting: u32) -> QueueRow {
        QueueRow {
            workspace: "demo".parse().unwrap(),
            queue: name.parse().unwrap(),
            waiting,
            oldest: None,
            open: true,
            changes_at: None,
            working: 0,
            max_length: None,
            estimated_wait_ms: None,
            estimate_ends: None,
            answer_within_ms: 60_000,
            ended: Vec::new(),
        }
    }

    fn agent(name: &str) -> AgentRow {
        AgentRow {
            workspace: "demo".parse().unwrap(),
            agent: name.parse().unwrap(),
            ready: true,
            reason: None,
            reachable: true,
            since: Timestamp(0),
            loads: 0.into(),
            capacities: 1.into(),
        }
    }

    fn all(boards: &mut Boards) -> Vec<(u64, Row)> {
        std::iter::from_fn(|| boards.next()).collect()
    }

    #[test]
    fn all_rows_first_and_then_the_newest_of_each() {
        let mut boards = Boards::new(true);
        assert!(boards.is_behind());
        // A change while the rows are read is newer than what is read.
        boards.live(9, &Row::Queue(queue("sales", 2)));
        boards.read(7, vec![queue("sales", 1), queue("support", 0)], vec![agent("anna")]);
        assert!(!boards.is_behind());
        let expected = [
            (9, Row::Queue(queue("sales", 2))),
            (7, Row::Queue(queue("support", 0))),
            (7, Row::Agent(agent("anna"))),
        ];
        assert_eq!(all(&mut boards), expected);
        for waiting in 1..5 {
            boards.live(10 + u64::from(waiting), &Row::Queue(queue("sales", waiting)));
        }
        assert_eq!(all(&mut boards), [(14, Row::Queue(queue("sales", 4)))], "only how it is now");
        boards.lagged();
        assert!(boards.is_behind());
    }

    #[test]
    fn who_may_not_see_the_boards_is_shown_nothing() {
        let mut boards = Boards::new(false);
        boards.live(9, &Row::Queue(queue("sales", 2)));
        boards.lagged();
        assert!(!boards.is_behind() && boards.next().is_none());
    }
}
