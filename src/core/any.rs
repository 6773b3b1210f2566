//! A command or an event of any subject: what travels between doors, shards and journal.

use serde::{Deserialize, Serialize};

use crate::effect::Told;
use crate::machine::{Audience, Clockwork, Fact};
use crate::{agent, call, queue, session};

/// A command of any subject.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnyCommand {
    /// For a session.
    Session(session::Command),
    /// For an agent.
    Agent(agent::Command),
    /// For a queue.
    Queue(queue::Command),
    /// For a call.
    Call(call::Command),
}

impl From<Told> for AnyCommand {
    fn from(told: Told) -> Self {
        match told {
            Told::Session(told) => Self::Session(session::Command::Told(told)),
            Told::Agent(told) => Self::Agent(agent::Command::Told(told)),
            Told::Queue(told) => Self::Queue(queue::Command::Told(told)),
        }
    }
}

/// An event of any subject. Read back by the kind of its stream, never by guessing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum AnyEvent {
    /// Of a session.
    Session(session::Event),
    /// Of an agent.
    Agent(agent::Event),
    /// Of a queue.
    Queue(queue::Event),
    /// Of a call.
    Call(call::Event),
}

impl AnyEvent {
    /// The fact's stable name and who may see it.
    pub fn describe(&self) -> (&'static str, Audience) {
        match self {
            Self::Session(event) => event.describe(),
            Self::Agent(event) => event.describe(),
            Self::Queue(event) => event.describe(),
            Self::Call(event) => event.describe(),
        }
    }
}

impl From<session::Event> for AnyEvent {
    fn from(event: session::Event) -> Self {
        Self::Session(event)
    }
}

impl From<agent::Event> for AnyEvent {
    fn from(event: agent::Event) -> Self {
        Self::Agent(event)
    }
}

impl From<queue::Event> for AnyEvent {
    fn from(event: queue::Event) -> Self {
        Self::Queue(event)
    }
}

impl From<call::Event> for AnyEvent {
    fn from(event: call::Event) -> Self {
        Self::Call(event)
    }
}

macro_rules! clockwork {
    ($($subject:ident),*) => {$(
        impl From<Clockwork> for $subject::Command {
            fn from(clockwork: Clockwork) -> Self {
                Self::Clock(clockwork)
            }
        }
    )*};
}
clockwork!(session, agent, queue, call);
