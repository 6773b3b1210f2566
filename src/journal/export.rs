//! The journal as it leaves the house: every event as it was written, with all that proves it.

use data_encoding::HEXLOWER;
use serde_json::json;

use crate::chain::Digest;
use crate::chain::Link;
use crate::error::JournalError;
use crate::request::StoredEvent;
use crate::sqlite::events::{EventRow, hashes};
use crate::sqlite::values::subject;

/// One event with its hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The event as it was written, not upcast.
    pub event: StoredEvent,
    /// The salt of its content; gone once erased.
    pub salt: Option<Vec<u8>>,
    /// The hash of its salted content; stays.
    pub content_hash: Option<Digest>,
    /// The chain value after it.
    pub chain: Digest,
    /// What caused it, for people.
    pub cause: Option<String>,
}

impl Exported {
    pub(crate) fn read(row: EventRow, stream: &str) -> Result<Self, JournalError> {
        let (chain, content_hash) = hashes(&row)?;
        let (salt, cause) = (row.salt.clone(), row.cause.clone());
        Ok(Self { event: row.into_event(&subject(stream)?), salt, content_hash, chain, cause })
    }

    /// What the chain covers of it.
    pub fn link(&self) -> Link<'_> {
        self.event.link(self.content_hash.as_ref())
    }

    /// A line of JSON. Facts and content stay the texts they are stored as, since the hashes are over those bytes.
    pub fn to_json(&self) -> String {
        json!({
            "position": self.event.position,
            "stream": self.event.subject.to_string(),
            "seq": self.event.seq,
            "public": self.event.public,
            "kind": self.event.kind,
            "version": self.event.version,
            "at": self.event.at.micros(),
            "facts": self.event.facts,
            "content": self.event.content,
            "salt": self.salt.as_deref().map(|salt| HEXLOWER.encode(salt)),
            "contentHash": self.content_hash.map(|hash| HEXLOWER.encode(&hash)),
            "chain": HEXLOWER.encode(&self.chain),
            "actor": self.event.actor,
            "cause": self.cause,
        })
        .to_string()
    }
}
