//! Secrets that let somebody in, and what is kept of them: a hash. Also the hashes that stand for a client's message.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use switchboard_journal::{ClientStamp, Digest};

use crate::denied::Denied;

/// Bytes of randomness in a token.
const TOKEN_BYTES: usize = 32;

/// SHA-256 of a token: what is stored and looked up.
pub fn hash(token: &str) -> Digest {
    Sha256::digest(token.as_bytes()).into()
}

/// A new token, and its hash.
pub fn mint() -> Result<(String, Digest), Denied> {
    let token = BASE64URL_NOPAD.encode(&random::<TOKEN_BYTES>()?);
    let digest = hash(&token);
    Ok((token, digest))
}

/// The same with a word before it that says what it is, for people and for those who search for lost secrets.
pub(crate) fn mint_as(prefix: &str) -> Result<(String, Digest), Denied> {
    let token = format!("{prefix}{}", BASE64URL_NOPAD.encode(&random::<TOKEN_BYTES>()?));
    let digest = hash(&token);
    Ok((token, digest))
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Denied> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Denied::NoRandomness)?;
    Ok(bytes)
}

/// A client message as the journal's index keeps it: hashes that no other sender can steer.
pub(crate) fn stamp(sender: &[&str], id: &str, body: &[&str]) -> ClientStamp {
    ClientStamp { sender: short_hash(sender), id: short_hash(&[id]), body: short_hash(body) }
}

fn short_hash(parts: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..]: Digest = hasher.finalize().into();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_only_their_hash_is_told() {
        let (token, digest) = mint().unwrap();
        assert_eq!(token.len(), 43);
        assert_eq!(hash(&token), digest);
        assert_ne!(mint().unwrap().0, token);
    }

    #[test]
    fn parts_of_a_stamp_cannot_run_together() {
        let left = stamp(&["web", "ab"], "1", &["text", "hej"]);
        let right = stamp(&["weba", "b"], "1", &["texth", "ej"]);
        assert_ne!(left.sender, right.sender);
        assert_ne!(left.body, right.body);
        assert_eq!(left.id, right.id);
    }
}
