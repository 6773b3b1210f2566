//! What must hold whatever happened, as plain functions: over the events of a journal in their order (`Laws`), and over
//! the rows of a moment (`moment`). The simulation uses both, `journal verify` the first, a running server the second
//! (`watch`).
//!
//! They know the subjects' events and nothing of their state, so that a machine is never its own witness. What a journal
//! alone can say of itself (positions, chains, sealed contents) stays with the journal.

mod agents;
mod calls;
mod customers;
mod doors;
mod heard;
mod lines;
pub mod moment;
#[cfg(test)]
mod moment_tests;
mod sessions;
mod streams;
#[cfg(test)]
mod tests;
pub mod watch;

use std::fmt;

use crate::any::AnyEvent;
use crate::ids::{CustomerKey, Subject};
use crate::time::Timestamp;

/// An event as it stands in the journal.
#[derive(Debug, Clone, Copy)]
pub struct Witnessed<'a> {
    /// Whose.
    pub subject: &'a Subject,
    /// Its number in the stream.
    pub seq: u64,
    /// The customer's number of it.
    pub public: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: &'a AnyEvent,
    /// Of a session that opens: whose it is; none once they were erased.
    pub customer: Option<&'a CustomerKey>,
}

/// What is always true, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// Sequences and customers' numbers are dense from 1 (I05).
    DenseNumbers,
    /// Time never runs backwards within a stream (I05).
    TimeForward,
    /// What is for staff has no number of the customer's, and what is for everybody has one (S20).
    Audience,
    /// A session goes through its life in a legal order, and closed is closed (I16).
    LifeCycle,
    /// A session is served by one at a time (I13).
    OneOwner,
    /// A customer has one open session of a platform (I13).
    OneOpenSession,
    /// Nobody has more than their slots (I14).
    Capacity,
    /// An offer is held once and ends once.
    OfferOnce,
    /// An entry stands in line once, is held out to one at a time, and leaves as often as it came.
    LineOnce,
    /// The line is served in its order, and places told are those of the order (I15).
    QueueOrder,
    /// What is meant for one agent is offered to nobody else before its time.
    OnlyAgent,
    /// A closed queue takes in the patient alone, and a full one those who have a right to their place.
    ClosedDoor,
    /// A call goes forward, or back into a queue, and over is over.
    CallCycle,
    /// Who is in a call is freed when they leave it, and when it is over.
    CallGhost,
    /// Nobody hears what nobody has said.
    Heard,
    /// Of a moment: somebody waits while somebody could serve.
    SomebodyWaits,
    /// Of a moment: a session says that it is served or waits, and whoever serves it or keeps its line knows nothing of it.
    NoOwner,
    /// Of a moment: something was due long ago.
    TimerOverdue,
    /// Of a moment of rest: something was owed and never came.
    StillOwed,
}

impl Invariant {
    /// A stable name in snake_case, for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::DenseNumbers => "dense_numbers",
            Self::TimeForward => "time_forward",
            Self::Audience => "audience",
            Self::LifeCycle => "life_cycle",
            Self::OneOwner => "one_owner",
            Self::OneOpenSession => "one_open_session",
            Self::Capacity => "capacity",
            Self::OfferOnce => "offer_once",
            Self::LineOnce => "line_once",
            Self::QueueOrder => "queue_order",
            Self::OnlyAgent => "only_agent",
            Self::ClosedDoor => "closed_door",
            Self::CallCycle => "call_cycle",
            Self::CallGhost => "call_ghost",
            Self::Heard => "heard",
            Self::SomebodyWaits => "somebody_waits",
            Self::NoOwner => "no_owner",
            Self::TimerOverdue => "timer_overdue",
            Self::StillOwed => "still_owed",
        }
    }
}

/// Something that must hold and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// What should hold.
    pub invariant: Invariant,
    /// Where it was seen.
    pub subject: Subject,
    /// At which event; of a moment none.
    pub seq: Option<u64>,
    /// What was seen. Ids and numbers only.
    pub says: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { invariant, subject, seq, says } = self;
        match seq {
            Some(seq) => write!(f, "{} {subject} #{seq}: {says}", invariant.name()),
            None => write!(f, "{} {subject}: {says}", invariant.name()),
        }
    }
}

/// Every law at once, over events in the journal's order. What it keeps grows with the streams, not with their events.
#[derive(Debug, Default)]
pub struct Laws {
    streams: streams::Streams,
    sessions: sessions::Sessions,
    customers: customers::Customers,
    agents: agents::Agents,
    calls: calls::Calls,
    lines: lines::Lines,
    doors: doors::Doors,
    heard: heard::Heard,
    broken: Vec<Violation>,
}

impl Laws {
    /// The next event; what it breaks is returned.
    pub fn take(&mut self, seen: &Witnessed<'_>) -> Vec<Violation> {
        let mut notes = Notes { seen: *seen, broken: &mut self.broken };
        self.streams.take(&mut notes);
        match seen.event {
            AnyEvent::Session(event) => {
                self.sessions.take(event, &mut notes);
                self.customers.take(event, &mut notes);
                self.agents.serves(event, &mut notes);
            }
            AnyEvent::Agent(event) => {
                self.agents.take(event, &mut notes);
                self.calls.heard(event, &mut notes);
            }
            AnyEvent::Call(event) => self.calls.take(event, &mut notes),
            AnyEvent::Queue(event) => {
                self.lines.take(event, &mut notes);
                self.doors.take(event, &mut notes);
            }
        }
        self.heard.take(&mut notes);
        std::mem::take(&mut self.broken)
    }
}

/// One event under examination, and where to write what it breaks.
struct Notes<'a> {
    seen: Witnessed<'a>,
    broken: &'a mut Vec<Violation>,
}

impl Notes<'_> {
    /// Unless it holds, it is noted.
    fn must(&mut self, holds: bool, invariant: Invariant, says: impl FnOnce() -> String) {
        if !holds {
            let (subject, seq) = (self.seen.subject.clone(), Some(self.seen.seq));
            self.broken.push(Violation { invariant, subject, seq, says: says() });
        }
    }
}
