//! The doors' handle on the living house: ask, be heard, watch.
//!
//! Every method returns at once. A full mailbox is an answer (`busy`), never a wait and never a silent loss.

use actix::prelude::SendError;
use switchboard_core::session::Opening;
use switchboard_core::{AgentId, AnyCommand, SessionId, ShardId, Signal, Subject, Timestamp, WorkspaceId};
use switchboard_journal::OwedRow;

use crate::answer::{Answer, ReplyTo};
use crate::ask::{Ask, CustomerAsk, CustomerSign, ShardMessage};
use crate::book::Book;
use crate::clock::Clock;
use crate::directory::{Directory, Live, Shown, Topic};
use crate::effects::Carriers;
use crate::figures;

/// The house as doors see it. Clones share it.
#[derive(Clone)]
pub struct House {
    /// Who looks at what.
    pub directory: Directory,
    /// Settings of platforms.
    pub book: Book,
    /// The server's clock.
    pub clock: Clock,
    pub(crate) carriers: Carriers,
}

impl House {
    /// Sends a command without anybody's words to a subject. The answer comes through `ask.reply`, after the commit.
    pub fn ask(&self, subject: Subject, ask: Ask) {
        let shard = subject.shard();
        self.send(shard, ShardMessage::Ask { subject, ask });
    }

    /// The same of a command in which a person or a program says something: without what their workspace wants kept out of
    /// the journal. From here on nobody has the original.
    pub fn say(&self, workspace: &WorkspaceId, subject: Subject, mut ask: Ask) {
        if let (Some(redactor), AnyCommand::Session(command)) =
            (self.book.redactor(workspace), &mut ask.command)
        {
            command.each_text(&mut |text| redactor.redact(text));
        }
        self.ask(subject, ask);
    }

    /// Sends a customer's command, or a program's about them, to the session that is theirs, opening one for a text where
    /// none is open; without what their workspace wants kept out of the journal.
    pub fn customer(&self, mut ask: CustomerAsk) {
        if let Some(redactor) = self.book.redactor(&ask.opening.workspace) {
            ask.what.each_text(&mut |text| redactor.redact(text));
        }
        self.send(shard_of(&ask.opening), ShardMessage::Customer(ask));
    }

    /// Lets a customer's sign of life be heard. Lost under pressure: the next one comes soon.
    pub fn sign(&self, opening: Opening, connection: u64, mut sign: CustomerSign) {
        if let Some(redactor) = self.book.redactor(&opening.workspace) {
            match &mut sign {
                CustomerSign::Typing(unsent) => redactor.redact_unsent(unsent),
                CustomerSign::Page { address, title } => {
                    redactor.redact(address);
                    redactor.redact(title);
                }
                _ => {}
            }
        }
        self.send(shard_of(&opening), ShardMessage::Sign { opening, connection, sign });
    }

    /// Asserts, renews (a lease) or ends (none) an agent's connection. False when it was not taken in: assert it again.
    pub fn agent_connection(
        &self,
        workspace: &WorkspaceId,
        agent: &AgentId,
        connection: u64,
        lease: Option<Timestamp>,
    ) -> bool {
        let subject = Subject::Agent(workspace.clone(), agent.clone());
        self.send(subject.shard(), ShardMessage::AgentConnection { subject, connection, lease })
    }

    /// Shows an agent's typing to the session's customer and to other staff.
    pub fn agent_typing(&self, session: SessionId, signal: Signal) {
        if let Signal::Typing { on, .. } = &signal {
            self.directory.show_live_of(session, Live::AgentTyping(*on));
        }
        let shown = Shown::Signal { session, signal };
        self.directory.show(&Topic::Line(session), &shown);
        self.directory.show(&Topic::Subject(Subject::Session(session)), &shown);
    }

    /// Carries out what an administrator's write owes.
    pub fn carry(&self, owed: Vec<OwedRow>) {
        self.carriers.carry(owed);
    }

    /// What a subject's stream held was erased: should it live, it forgets what it remembers. Lost under pressure: it is
    /// fenced, and rests before long.
    pub fn reload(&self, subject: Subject) {
        self.send(subject.shard(), ShardMessage::Reload { subject });
    }

    /// Lets a quarantined subject go on; its parked commands are carried out in the order they came.
    pub fn release(&self, subject: Subject, reply: ReplyTo) {
        let shard = subject.shard();
        self.send(shard, ShardMessage::Release { subject, reply });
    }

    fn send(&self, shard: ShardId, message: ShardMessage) -> bool {
        let Some(recipient) = self.directory.shard(shard) else {
            refuse(message);
            return false;
        };
        match recipient.try_send(message) {
            Ok(()) => true,
            Err(error) => {
                let message = match error {
                    SendError::Full(message) => {
                        figures::mailbox_full("shard");
                        message
                    }
                    SendError::Closed(message) => message,
                };
                refuse(message);
                false
            }
        }
    }
}

/// Answers a message that could not be handed over.
pub(crate) fn refuse(message: ShardMessage) {
    match message {
        ShardMessage::Ask { ask, .. } => ask.reply.answer(Answer::busy()),
        ShardMessage::Customer(ask) => ask.reply.answer(Answer::busy()),
        ShardMessage::Release { reply, .. } | ShardMessage::Drain { reply } => reply.answer(Answer::busy()),
        _ => {}
    }
}

fn shard_of(opening: &Opening) -> ShardId {
    ShardId::of_customer(&opening.workspace, &opening.platform, &opening.customer)
}
