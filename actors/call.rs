//! A telephone call's actor: the host of its machine. It has no volatile facts; its provider and the clock tell it things.

use std::sync::Arc;

use switchboard_core::call::{Call, Command, Event, Given};
use switchboard_core::{AnyCommand, AnyRecorded, Recorded, Timestamp};

use crate::book::Book;
use crate::living::Living;

impl Living for Call {
    fn command(any: AnyCommand) -> Option<Command> {
        match any {
            AnyCommand::Call(command) => Some(command),
            AnyCommand::Session(_) | AnyCommand::Agent(_) | AnyCommand::Queue(_) => None,
        }
    }

    fn any(recorded: Arc<Recorded<Event>>) -> AnyRecorded {
        AnyRecorded::Call(recorded)
    }

    fn given(&self, book: &Book, _: Option<&Command>) -> Option<Given> {
        Some(book.given_to_calls(self.workspace()))
    }

    fn live_at(_: Timestamp) {}
}
