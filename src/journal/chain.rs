//! The hash chain of a stream: over each event and the hash of its salted content, so that a changed row shows, and
//! content can be erased (a person's right) without breaking it.
//!
//! The chain leaves out the client stamp and the cause: the first holds a hash of what a person wrote and must be
//! erasable, the second is a note for people.

use sha2::{Digest as _, Sha256};
use switchboard_core::Timestamp;

/// 32 bytes of SHA-256.
pub type Digest = [u8; 32];

/// Content with the salt and hash that keep the chain whole after it is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The content as JSON.
    pub json: String,
    /// Random, erased with the content.
    pub salt: [u8; 16],
    /// SHA-256 of salt and JSON.
    pub hash: Digest,
}

/// The chain value before the first event.
pub const GENESIS: Digest = [0; 32];

/// Seals content under a salt.
pub fn seal(json: String, salt: [u8; 16]) -> Sealed {
    let hash = content_hash(&json, &salt);
    Sealed { json, salt, hash }
}

/// The hash of content under its salt.
pub fn content_hash(json: &str, salt: &[u8]) -> Digest {
    Sha256::new().chain_update(salt).chain_update(json.as_bytes()).finalize().into()
}

/// The hash that names an attachment.
pub fn blob_hash(bytes: &[u8]) -> Digest {
    Sha256::digest(bytes).into()
}

/// What the chain covers of one event.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Its place in the stream.
    pub seq: u64,
    /// The customer's number.
    pub public: Option<u64>,
    /// The fact's name.
    pub kind: &'a str,
    /// The version of the fact's form.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// The fact as JSON, byte for byte as stored.
    pub facts: &'a str,
    /// Who caused it.
    pub actor: &'a str,
    /// The hash of its salted content.
    pub content: Option<&'a Digest>,
}

/// The chain value after an event. Every part is preceded by its length or has a fixed one, so parts cannot run together.
pub fn link(before: &Digest, event: &Link<'_>) -> Digest {
    let mut hasher = Sha256::new()
        .chain_update(before)
        .chain_update(event.seq.to_be_bytes())
        .chain_update(event.public.unwrap_or(0).to_be_bytes())
        .chain_update(event.version.to_be_bytes())
        .chain_update(event.at.micros().to_be_bytes());
    for text in [event.kind, event.actor, event.facts] {
        hasher = hasher.chain_update((text.len() as u64).to_be_bytes()).chain_update(text.as_bytes());
    }
    if let Some(hash) = event.content {
        hasher = hasher.chain_update(hash);
    }
    hasher.finalize().into()
}
