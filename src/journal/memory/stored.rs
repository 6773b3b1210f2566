//! An event as the memory journal keeps it, and how one is made.

use switchboard_core::Subject;

use crate::chain::Digest;
use crate::request::{NewEvent, StoredEvent};

/// A stored event with what only `verify` looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) event: StoredEvent,
    pub(super) chain: Digest,
    pub(super) content_hash: Option<Digest>,
}

impl Stored {
    pub(super) fn new(position: u64, subject: &Subject, event: &NewEvent) -> Self {
        let stored = StoredEvent {
            position,
            subject: subject.clone(),
            seq: event.seq,
            public: event.public,
            kind: event.kind.clone(),
            version: event.version,
            at: event.at,
            facts: event.facts.clone(),
            content: event.content.as_ref().map(|sealed| sealed.json.clone()),
            actor: event.actor.clone(),
            client: event.client,
        };
        Self {
            event: stored,
            chain: event.chain,
            content_hash: event.content.as_ref().map(|sealed| sealed.hash),
        }
    }
}
