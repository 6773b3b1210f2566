//! What can go wrong with the journal.

/// Why a request was not taken in, or could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The writer's inbox is full: say so, and let the asker come again.
    #[error("the journal is busy")]
    Busy,
    /// The writer has stopped.
    #[error("the journal is closed")]
    Closed,
    /// "Database or disk is full": the only write error one recovers from.
    #[error("the disk is full")]
    DiskFull,
    /// The file system has become read-only: nothing can be written until it is not. What was under way when that was
    /// seen may be stored or not.
    #[error("the disk is read-only")]
    ReadOnly,
    /// What was to be written contradicts what is there: a published version of a flow never changes, for instance.
    #[error("refused: {0}")]
    Refused(String),
    /// Somebody else was there first: another version than expected, a name that is taken.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// Anything else the database said. After a write error the process ends with code 74.
    #[error("the database failed: {0}")]
    Database(String),
    /// A stored row does not read as what it should be.
    #[error("the journal is damaged: {0}")]
    Damaged(String),
}

/// Why an append did not happen. Whatever the cause, the incarnation that sent it is fenced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The incarnation was fenced before (a newer one loaded, or an earlier append of it failed).
    #[error("this incarnation is fenced")]
    Fenced,
    /// The stream is not where the append thought it was.
    #[error("the stream has moved on")]
    Conflict,
    /// The outbox row was settled before: the command had its effect already.
    #[error("already settled")]
    AlreadySettled,
    /// A second open session of one customer, or a client id used twice.
    #[error("not unique: {0}")]
    NotUnique(String),
    /// The journal itself.
    #[error(transparent)]
    Journal(#[from] JournalError),
}
