//! Counts for operators: how much there is of what, without saying whose.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::Views;
use crate::error::JournalError;
use crate::schema::{outbox, quarantine, session_rows};

/// How much there is of what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Open sessions by their standing, by its name in the row.
    pub sessions: Vec<(String, u64)>,
    /// Outbox rows not yet settled, without those set aside.
    pub owed: u64,
    /// Outbox rows given up until somebody looks.
    pub owed_aside: u64,
    /// Quarantined subjects.
    pub quarantined: u64,
}

impl Views {
    /// Counts everything; walks the open sessions and what is owed, not the history.
    pub fn counts(&self) -> Result<Counts, JournalError> {
        let conn = &mut *self.conn()?;
        let sessions: Vec<(String, i64)> = session_rows::table
            .filter(session_rows::open)
            .group_by(session_rows::standing)
            .select((session_rows::standing, count_star()))
            .order(session_rows::standing)
            .load(conn)?;
        let owed: i64 = outbox::table.filter(outbox::set_aside.eq(false)).count().get_result(conn)?;
        let owed_aside: i64 = outbox::table.filter(outbox::set_aside).count().get_result(conn)?;
        let quarantined: i64 = quarantine::table.count().get_result(conn)?;
        Ok(Counts {
            sessions: sessions
                .into_iter()
                .map(|(standing, count)| (standing, count.unsigned_abs()))
                .collect(),
            owed: owed.unsigned_abs(),
            owed_aside: owed_aside.unsigned_abs(),
            quarantined: quarantined.unsigned_abs(),
        })
    }
}
