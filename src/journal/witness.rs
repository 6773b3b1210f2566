//! Stored events as the core's laws see them.

use serde::de::DeserializeOwned;
use switchboard_core::invariants::{Laws, Violation, Witnessed};
use switchboard_core::{AnyEvent, Content, CustomerKey, Subject, agent, call, queue, session};

use crate::error::JournalError;
use crate::request::StoredEvent;
use crate::upcast::upcast;

/// Holds the next stored event against the laws. Fails when it cannot be read.
pub fn witness(laws: &mut Laws, stored: &StoredEvent) -> Result<Vec<Violation>, JournalError> {
    let stored = upcast(stored.clone());
    let event = event_of(&stored)?;
    let customer = opener(&stored, &event)?;
    Ok(laws.take(&Witnessed {
        subject: &stored.subject,
        seq: stored.seq,
        public: stored.public,
        at: stored.at,
        event: &event,
        customer: customer.as_ref(),
    }))
}

fn event_of(stored: &StoredEvent) -> Result<AnyEvent, JournalError> {
    Ok(match &stored.subject {
        Subject::Session(_) => read::<session::Event>(stored, &stored.facts)?.into(),
        Subject::Agent(..) => read::<agent::Event>(stored, &stored.facts)?.into(),
        Subject::Queue(..) => read::<queue::Event>(stored, &stored.facts)?.into(),
        Subject::Call(..) => read::<call::Event>(stored, &stored.facts)?.into(),
    })
}

fn opener(stored: &StoredEvent, event: &AnyEvent) -> Result<Option<CustomerKey>, JournalError> {
    match (event, &stored.content) {
        (AnyEvent::Session(session::Event::Opened { .. }), Some(content)) => {
            Ok(read::<Content>(stored, content)?.customer)
        }
        _ => Ok(None),
    }
}

fn read<T: DeserializeOwned>(stored: &StoredEvent, json: &str) -> Result<T, JournalError> {
    let damaged = |error| JournalError::Damaged(format!("{} #{}: {error}", stored.subject, stored.seq));
    serde_json::from_str(json).map_err(damaged)
}
