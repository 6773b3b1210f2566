//! An agent's actor: the host of its machine, with its connections' leases as its volatile facts.

use std::sync::Arc;

use switchboard_core::agent::{Agent, Command, Event, Given, Live};
use switchboard_core::{AnyCommand, AnyRecorded, Recorded, Timestamp};

use crate::book::Book;
use crate::living::Living;

impl Living for Agent {
    fn command(any: AnyCommand) -> Option<Command> {
        match any {
            AnyCommand::Agent(command) => Some(command),
            AnyCommand::Session(_) | AnyCommand::Queue(_) | AnyCommand::Call(_) => None,
        }
    }

    fn any(recorded: Arc<Recorded<Event>>) -> AnyRecorded {
        AnyRecorded::Agent(recorded)
    }

    fn given(&self, book: &Book, _: Option<&Command>) -> Option<Given> {
        Some(book.given_to_agents(self.workspace()))
    }

    fn live_at(now: Timestamp) -> Live {
        Live { alone_since: now, ..Live::default() }
    }
}
