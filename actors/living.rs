//! What a machine needs besides its rules to be lived in: its place among the commands, its settings, its volatile facts.

use std::sync::Arc;

use switchboard_core::{AnyCommand, AnyRecorded, Machine, Recorded, Timestamp};

use crate::book::Book;

/// A machine a host can run.
pub trait Living: Machine<Event: Unpin, Live: Unpin, Command: Unpin> + Unpin {
    /// The command, if it is one for this kind of subject.
    fn command(any: AnyCommand) -> Option<Self::Command>;

    /// The event as one of any subject.
    fn any(recorded: Arc<Recorded<Self::Event>>) -> AnyRecorded;

    /// The settings to decide with; none where the platform is unknown, and then nothing is decided.
    fn given(&self, book: &Book, command: Option<&Self::Command>) -> Option<Self::Given>;

    /// Volatile facts of a host that wakes now.
    fn live_at(now: Timestamp) -> Self::Live;
}
