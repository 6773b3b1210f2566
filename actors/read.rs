//! Reading stored events back into the core's types.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use switchboard_core::{AnyRecorded, Content, Machine, Party, Recorded, Subject, session};
use switchboard_journal::views::Stored;
use switchboard_journal::{JournalError, StoredEvent};

/// Reads an event of any subject, by the kind of its stream.
pub fn read_event(stored: &StoredEvent) -> Result<AnyRecorded, JournalError> {
    match &stored.subject {
        Subject::Session(_) => read(stored).map(Arc::new).map(AnyRecorded::Session),
        Subject::Agent(..) => read(stored).map(Arc::new).map(AnyRecorded::Agent),
        Subject::Queue(..) => read(stored).map(Arc::new).map(AnyRecorded::Queue),
        Subject::Call(..) => read(stored).map(Arc::new).map(AnyRecorded::Call),
    }
}

/// Reads a session's event.
pub fn read_session_event(stored: &StoredEvent) -> Result<Arc<Recorded<session::Event>>, JournalError> {
    match read_event(stored)? {
        AnyRecorded::Session(recorded) => Ok(recorded),
        _ => Err(JournalError::Damaged(format!("{} is no session", stored.subject))),
    }
}

/// Reads an event of a known kind of subject.
pub(crate) fn read<E: DeserializeOwned>(stored: &StoredEvent) -> Result<Recorded<E>, JournalError> {
    let damaged = |what: String| {
        JournalError::Damaged(format!(
            "{} event {} at position {}: {what}",
            stored.subject, stored.seq, stored.position
        ))
    };
    let event = serde_json::from_str(&stored.facts).map_err(|e| damaged(format!("facts: {e}")))?;
    let content = match &stored.content {
        Some(json) => {
            Some(serde_json::from_str::<Content>(json).map_err(|e| damaged(format!("content: {e}")))?)
        }
        None => None,
    };
    let actor = Party::parse(&stored.actor).ok_or_else(|| damaged(format!("actor {:?}", stored.actor)))?;
    Ok(Recorded { seq: stored.seq, public: stored.public, at: stored.at, actor, event, content })
}

/// A subject as its stream tells it: the kept state, then what came after.
pub fn rebuilt<M: Machine>(subject: &Subject, stored: &Stored) -> Result<M, JournalError> {
    let mut machine = match &stored.snapshot {
        Some(kept) => serde_json::from_str(&kept.state)
            .map_err(|error| JournalError::Damaged(format!("{subject}: snapshot: {error}")))?,
        None => M::blank(subject),
    };
    for event in &stored.tail {
        machine.apply(&read::<M::Event>(event)?);
    }
    Ok(machine)
}
