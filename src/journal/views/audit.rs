//! Reading the audit log.

use switchboard_core::WorkspaceId;

use super::Views;
use crate::audit::Audited;
use crate::error::JournalError;
use crate::sqlite::audit;

impl Views {
    /// Entries of a workspace (none: of the whole installation) before a number, the newest first, at most so many.
    pub fn audit(
        &self,
        workspace: Option<&WorkspaceId>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Audited>, JournalError> {
        audit::page(&mut *self.conn()?, workspace, before, limit)
    }
}
