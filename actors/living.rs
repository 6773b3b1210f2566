//! What a machine needs besides its rules to be lived in: its place among the commands, its settings, its volatile facts.

use switchboard_core::{AnyCommand, AnyEvent, Machine, Timestamp};

use crate::book::Book;

/// A machine a host can run.
pub trait Living: Machine<Event: Into<AnyEvent> + Unpin, Live: Unpin, Command: Unpin> + Unpin {
    /// The command, if it is one for this kind of subject.
    fn command(any: AnyCommand) -> Option<Self::Command>;

    /// The settings to decide with; none where the platform is unknown, and then nothing is decided.
    fn given(&self, book: &Book, command: Option<&Self::Command>) -> Option<Self::Given>;

    /// Volatile facts of a host that wakes now.
    fn live_at(now: Timestamp) -> Self::Live;
}
