//! A queue's actor: the host of its machine. It has no volatile facts; it is told by other subjects and by the clock.

use std::sync::Arc;

use switchboard_core::queue::{Command, Event, Queue};
use switchboard_core::{AnyCommand, AnyRecorded, Recorded, Timestamp};

use crate::book::Book;
use crate::living::Living;

impl Living for Queue {
    fn command(any: AnyCommand) -> Option<Command> {
        match any {
            AnyCommand::Queue(command) => Some(command),
            AnyCommand::Session(_) | AnyCommand::Agent(_) | AnyCommand::Call(_) => None,
        }
    }

    fn any(recorded: Arc<Recorded<Event>>) -> AnyRecorded {
        AnyRecorded::Queue(recorded)
    }

    fn given(&self, _: &Book, _: Option<&Command>) -> Option<()> {
        Some(())
    }

    fn live_at(_: Timestamp) {}
}
