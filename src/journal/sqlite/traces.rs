//! What was erased stands in the log beside the database until that is emptied.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::erasing;
use crate::error::JournalError;

/// A reader in the way is waited for so long, and asked again no sooner than this.
const PATIENCE_MS: u32 = 200;
const AGAIN: Duration = Duration::from_secs(1);

/// Whether the log may hold what was erased.
pub(super) struct Traces {
    left: bool,
    tried: Option<Instant>,
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

impl Traces {
    /// At the start: a process may have ended between the erasure and the emptying.
    pub(super) fn left(conn: &mut SqliteConnection) -> Result<Self, JournalError> {
        let mut traces = Self { left: erasing::leaves_traces(conn)?, tried: None };
        traces.clear(conn)?;
        Ok(traces)
    }

    /// Something is being erased.
    pub(super) fn note(&mut self) {
        self.left = true;
        self.tried = None;
    }

    /// Empties the log, between transactions; erasures that waited for it are complete then.
    pub(super) fn clear(&mut self, conn: &mut SqliteConnection) -> Result<(), JournalError> {
        if !self.left || self.tried.is_some_and(|tried| tried.elapsed() < AGAIN) {
            return Ok(());
        }
        self.tried = Some(Instant::now());
        conn.batch_execute(&format!("PRAGMA busy_timeout = {PATIENCE_MS}"))?;
        let done: Result<Vec<Checkpoint>, _> =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").load(conn);
        conn.batch_execute("PRAGMA busy_timeout = 5000")?;
        if done?.iter().any(|checkpoint| checkpoint.busy != 0) {
            return Ok(());
        }
        erasing::complete(conn)?;
        self.left = false;
        Ok(())
    }
}
