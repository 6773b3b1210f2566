//! The hash chain of a stream (DECISIONS 4, 5): over facts and the hash of salted content, so that content can be
//! erased without breaking it, and a changed row shows.

use sha2::{Digest as _, Sha256};

use crate::request::{Digest, Sealed};

/// The chain value before the first event.
pub const GENESIS: Digest = [0; 32];

/// Seals content under a salt.
pub fn seal(json: String, salt: [u8; 16]) -> Sealed {
    let hash = Sha256::new().chain_update(salt).chain_update(json.as_bytes()).finalize().into();
    Sealed { json, salt, hash }
}

/// The chain value after an event: over the one before, the event's number, its facts and its content's hash.
pub fn link(before: &Digest, seq: u64, facts: &str, content: Option<&Digest>) -> Digest {
    let mut hasher = Sha256::new()
        .chain_update(before)
        .chain_update(seq.to_be_bytes())
        .chain_update((facts.len() as u64).to_be_bytes())
        .chain_update(facts.as_bytes());
    if let Some(hash) = content {
        hasher = hasher.chain_update(hash);
    }
    hasher.finalize().into()
}
