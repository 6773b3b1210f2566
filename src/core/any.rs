//! A command or an event of any subject: what travels between doors, shards and journal.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::effect::Told;
use crate::machine::{Audience, Clockwork, Fact, Recorded};
use crate::message::Content;
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

/// An event of any subject with its place in its stream. Whoever is shown it shares it.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyRecorded {
    /// Of a session.
    Session(Arc<Recorded<session::Event>>),
    /// Of an agent.
    Agent(Arc<Recorded<agent::Event>>),
    /// Of a queue.
    Queue(Arc<Recorded<queue::Event>>),
    /// Of a call.
    Call(Arc<Recorded<call::Event>>),
}

/// The same part of whichever it is.
macro_rules! each {
    ($self:expr, $recorded:ident => $part:expr) => {
        match $self {
            AnyRecorded::Session($recorded) => $part,
            AnyRecorded::Agent($recorded) => $part,
            AnyRecorded::Queue($recorded) => $part,
            AnyRecorded::Call($recorded) => $part,
        }
    };
}

impl AnyRecorded {
    /// Dense from 1 within the stream.
    pub fn seq(&self) -> u64 {
        each!(self, recorded => recorded.seq)
    }

    /// Dense from 1 over what the customer may see.
    pub fn public(&self) -> Option<u64> {
        each!(self, recorded => recorded.public)
    }

    /// The erasable half.
    pub fn content(&self) -> Option<&Content> {
        each!(self, recorded => recorded.content.as_ref())
    }

    /// The fact alone.
    pub fn event(&self) -> AnyEvent {
        each!(self, recorded => recorded.event.clone().into())
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
