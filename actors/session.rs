//! A session's actor: the host of its machine, with the customer's last typing as its volatile fact.

use switchboard_core::session::{Command, Given, Live, Session};
use switchboard_core::{AnyCommand, Timestamp};

use crate::book::Book;
use crate::living::Living;

impl Living for Session {
    fn command(any: AnyCommand) -> Option<Command> {
        match any {
            AnyCommand::Session(command) => Some(command),
            AnyCommand::Agent(_) | AnyCommand::Queue(_) | AnyCommand::Call(_) => None,
        }
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
