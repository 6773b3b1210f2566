//! What every client can swear to afterwards: what it sent and when, what it was promised or refused, what it was shown.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The moments of one run, in the order in which its clients lived them.
#[derive(Clone, Default)]
pub struct Moments(Arc<AtomicU64>);

impl Moments {
    /// A moment after all those before.
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// Everybody of a run.
#[derive(Default)]
pub struct History {
    pub clients: Vec<Client>,
    /// Everybody got every answer and had time to read: who lacks something now has lost it.
    pub settled: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Sees a session's public events, by the customer's numbers.
    Customer,
    /// Sees everything of the sessions it opened, by the stream's numbers.
    Agent,
}

/// One client, over all its connections.
pub struct Client {
    pub name: String,
    pub side: Side,
    /// Who the server says it is.
    pub user: Option<String>,
    pub said: Vec<Said>,
    pub saw: Vec<Saw>,
    /// Agents: the sessions it had open at the end.
    pub reads: BTreeSet<String>,
}

/// One send; its text is nobody else's, and said once.
pub struct Said {
    pub text: String,
    /// When it left for the first time.
    pub sent: u64,
    /// What came back: nothing is *unknown*, and more than one answer came to who asked again.
    pub answers: Vec<Told>,
}

/// An answer, and when it came.
pub struct Told {
    pub at: u64,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Promised, under this number of this session (agents hear the number alone).
    Acked { session: Option<String>, number: u64 },
    /// Never: nothing of it is stored.
    Refused { code: String },
}

/// One numbered frame that was read.
pub struct Saw {
    pub session: String,
    pub number: u64,
    /// An event's kind for agents, a frame's type for customers.
    pub kind: String,
    pub text: String,
    /// On the client's how-manieth connection.
    pub connection: usize,
}

impl Client {
    pub fn new(name: &str, side: Side) -> Self {
        Self {
            name: name.to_owned(),
            side,
            user: None,
            said: Vec::new(),
            saw: Vec::new(),
            reads: BTreeSet::new(),
        }
    }

    /// The kind of event a send of this client becomes.
    pub fn speaks(&self) -> &'static str {
        match self.side {
            Side::Customer => "message_received",
            Side::Agent => "agent_said",
        }
    }
}

impl Said {
    pub fn new(text: String, sent: u64) -> Self {
        Self { text, sent, answers: Vec::new() }
    }

    /// The first promise: its session and number.
    pub fn promise(&self) -> Option<(Option<&str>, u64)> {
        self.answers.iter().find_map(|told| match &told.answer {
            Answer::Acked { session, number } => Some((session.as_deref(), *number)),
            Answer::Refused { .. } => None,
        })
    }

    /// When the first promise came.
    pub fn promised_at(&self) -> Option<u64> {
        let mut promises = self.answers.iter().filter(|told| matches!(told.answer, Answer::Acked { .. }));
        promises.next().map(|told| told.at)
    }

    /// Refused, and never promised.
    pub fn is_refused(&self) -> bool {
        self.promise().is_none() && !self.answers.is_empty()
    }
}

impl History {
    /// Every send, with who sent it.
    pub fn sends(&self) -> impl Iterator<Item = (&Client, &Said)> {
        self.clients.iter().flat_map(|client| client.said.iter().map(move |said| (client, said)))
    }

    /// How many sends were promised.
    pub fn promised(&self) -> usize {
        self.sends().filter(|(_, said)| said.promise().is_some()).count()
    }
}
