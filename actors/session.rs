//! A session's actor: the host of its machine, with the customer's last typing as its volatile fact.

use std::sync::Arc;

use switchboard_core::session::{Command, Event, Given, Live, Session};
use switchboard_core::{AnyCommand, AnyRecorded, Recorded, Timestamp};

use crate::book::Book;
use crate::living::Living;

impl Living for Session {
    fn command(any: AnyCommand) -> Option<Command> {
        match any {
            AnyCommand::Session(command) => Some(command),
            AnyCommand::Agent(_) | AnyCommand::Queue(_) | AnyCommand::Call(_) => None,
        }
    }

    fn any(recorded: Arc<Recorded<Event>>) -> AnyRecorded {
        AnyRecorded::Session(recorded)
    }

    fn given(&self, book: &Book, command: Option<&Command>) -> Option<Given> {
        if let Some(platform) = self.platform() {
            return book.given(platform, self.pinned());
        }
        book.given(&command?.opening()?.platform, None)
    }

    fn live_at(_: Timestamp) -> Live {
        Live::default()
    }
}
