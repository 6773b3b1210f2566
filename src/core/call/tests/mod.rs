//! The two machines, by tables of the protocol page and by generated lives.

#[cfg(feature = "planted")]
mod planted;
mod properties;
mod strict;
mod tolerant;

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use super::{Ages, Call, Command, Event, Given, Lines, Refusal, Report};
use crate::ids::Subject;
use crate::machine::{CallRow, CallState, Ctx, Fact, Machine, Recorded, Row};
use crate::time::Timestamp;

/// A call on a stage: its machine, the clock, and everything it ever said.
#[derive(Clone)]
pub(super) struct Stage {
    pub call: Call,
    pub given: Given,
    pub now: Timestamp,
    pub said: Vec<Recorded<Event>>,
}

pub(super) fn lines() -> Arc<Lines> {
    Arc::new(Lines {
        queues: [("900".to_owned(), "support".parse().unwrap())].into(),
        agents: [("anna@example.org".to_owned(), "anna".parse().unwrap())].into(),
        call_takes: None,
    })
}

impl Stage {
    pub fn tolerant() -> Self {
        Self::with(Given { lines: lines(), ..Given::default() })
    }

    pub fn strict() -> Self {
        Self::with(Given { strict: true, lines: lines(), ..Given::default() })
    }

    pub fn with(given: Given) -> Self {
        let subject: Subject = "call/demo/1463669263.30033".parse().unwrap();
        Self { call: Call::blank(&subject), given, now: Timestamp::from_millis(1_000), said: Vec::new() }
    }

    /// Lets time pass.
    pub fn rest(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    /// A command, applied as a host does; the names of what it led to.
    pub fn ask(&mut self, command: &Command) -> Result<Vec<&'static str>, Refusal> {
        let ctx = Ctx { now: self.now, given: &self.given, live: &() };
        let drafts = self.call.decide(&ctx, command)?;
        let mut names = Vec::new();
        for draft in drafts {
            let seq = self.said.len() as u64 + 1;
            names.push(draft.event.describe().0);
            let recorded = Recorded {
                seq,
                public: None,
                at: self.now,
                actor: draft.actor,
                event: draft.event,
                content: draft.content,
            };
            self.call.apply(&recorded);
            let _ = self.call.effects(&recorded);
            self.said.push(recorded);
        }
        Ok(names)
    }

    pub fn report(&mut self, report: Report) -> Result<Vec<&'static str>, Refusal> {
        self.ask(&Command::Report(Box::new(report)))
    }

    /// A report of this type with nothing else in it.
    pub fn hear(&mut self, name: &str) -> Result<Vec<&'static str>, Refusal> {
        self.report(report(name))
    }

    /// Several, all of which must be taken.
    pub fn hear_all(&mut self, names: &[&str]) {
        names.iter().for_each(|name| drop(self.hear(name).unwrap()));
    }

    pub fn row(&self) -> Option<CallRow> {
        match self.call.row() {
            Some(Row::Call(row)) => Some(*row),
            _ => None,
        }
    }

    pub fn state(&self) -> Option<CallState> {
        self.call.state()
    }
}

pub(super) fn report(name: &str) -> Report {
    Report {
        name: name.to_owned(),
        uuid: Uuid::nil(),
        sent_at: None,
        queue: None,
        actor: None,
        extension: None,
        direction: None,
        our_number: None,
        their_number: None,
        recording: None,
        event: format!(r#"{{"type":"{name}"}}"#),
    }
}

/// Somebody enters or leaves.
pub(super) fn actor(name: &str, who: &str) -> Report {
    Report { actor: Some(who.to_owned()), extension: Some("200".to_owned()), ..report(name) }
}

/// Sent at this second by the provider's clock.
pub(super) fn sent(name: &str, second: i64) -> Report {
    Report { sent_at: Some(Timestamp::from_millis(second * 1_000)), ..report(name) }
}

#[test]
fn the_order_of_states_is_the_order_of_a_call() {
    use CallState::{Finished, New, Ongoing, Standby, Waiting};
    assert!(New < Standby && Standby < Waiting && Waiting < Ongoing && Ongoing < Finished);
    assert!(Ages::default().of(Finished).is_none());
}
