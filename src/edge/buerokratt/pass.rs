//! A customer's pass to their chat: a signed token (JWT, RFC 7519) in a cookie, which says which chat is theirs.
//!
//! Signed with a key of this installation alone; nothing of it is stored. It ends when the customer ends the chat, which
//! whoever takes it looks up.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use switchboard_core::{SessionId, Timestamp};
use switchboard_journal::sealing::{Sealer, SealingError};

/// A token is no longer than this, in bytes.
const LONGEST: usize = 4 * 1024;
/// The head of every pass: nothing else is taken.
const HEAD: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const PURPOSE: &str = "buerokratt/chat";

/// What a pass says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Claims {
    chat_id: SessionId,
    /// Another institution's; nobody's here.
    forward_to: String,
    iat: i64,
    exp: i64,
}

fn key(sealer: &Sealer, purpose: &str) -> Result<hmac::Key, SealingError> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &sealer.derived(purpose)?))
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// Claims as a signed token, for one purpose alone.
pub(super) fn sign<C: Serialize>(sealer: &Sealer, purpose: &str, claims: &C) -> Result<String, SealingError> {
    let claims = serde_json::to_vec(claims).unwrap_or_default();
    let signed = format!("{}.{}", BASE64URL_NOPAD.encode(HEAD.as_bytes()), BASE64URL_NOPAD.encode(&claims));
    let signature = hmac::sign(&key(sealer, purpose)?, signed.as_bytes());
    Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref())))
}

/// The claims of a token signed for this purpose; whether they still hold is the asker's to see.
pub(super) fn open<C: DeserializeOwned>(sealer: &Sealer, purpose: &str, token: &str) -> Option<C> {
    let (signed, signature) = token.rsplit_once('.').filter(|_| token.len() <= LONGEST)?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    hmac::verify(&key(sealer, purpose).ok()?, signed.as_bytes(), &signature).ok()?;
    let (_, claims) = signed.split_once('.')?;
    serde_json::from_slice(&BASE64URL_NOPAD.decode(claims.as_bytes()).ok()?).ok()
}

/// A name for a chat that is always the same, and from which its id does not follow; empty if there is none to be had.
pub(super) fn alias(sealer: &Sealer, chat: SessionId) -> String {
    let key = key(sealer, "buerokratt/alias").ok();
    let tag = key.map(|key| hmac::sign(&key, chat.to_string().as_bytes()));
    tag.and_then(|tag| Some(BASE64URL_NOPAD.encode(tag.as_ref().get(..16)?))).unwrap_or_default()
}

/// A pass to a chat from now on.
pub(super) fn issue(
    sealer: &Sealer,
    chat: SessionId,
    now: Timestamp,
    lasts: Duration,
) -> Result<String, SealingError> {
    let claims =
        Claims { chat_id: chat, forward_to: String::new(), iat: seconds(now), exp: seconds(now + lasts) };
    sign(sealer, PURPOSE, &claims)
}

/// The chat a pass is for; none where it is not ours, or is over.
pub(super) fn chat_of(sealer: &Sealer, pass: &str, now: Timestamp) -> Option<SessionId> {
    let claims: Claims = open(sealer, PURPOSE, pass)?;
    (claims.exp > seconds(now)).then_some(claims.chat_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

    fn chat() -> SessionId {
        "018f6b1e-7c3a-7000-8000-0000000000a7".parse().unwrap()
    }

    #[test]
    fn a_pass_is_good_for_its_chat_until_it_ends() {
        let sealer = Sealer::of(&[7; 32]);
        let pass = issue(&sealer, chat(), NOW, Duration::from_secs(60)).unwrap();
        assert_eq!(chat_of(&sealer, &pass, NOW), Some(chat()));
        assert_eq!(chat_of(&sealer, &pass, NOW + Duration::from_secs(60)), None);
        assert_eq!(chat_of(&Sealer::of(&[8; 32]), &pass, NOW), None, "another installation's");
        assert!(open::<Claims>(&sealer, "something else", &pass).is_none(), "another purpose's");
    }

    #[test]
    fn what_was_changed_is_no_pass() {
        let sealer = Sealer::of(&[7; 32]);
        let pass = issue(&sealer, chat(), NOW, Duration::from_secs(60)).unwrap();
        let (signed, signature) = pass.rsplit_once('.').unwrap();
        let unsigned = format!(
            "{}.{}.",
            BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#),
            signed.split_once('.').unwrap().1
        );
        for wrong in [
            String::new(),
            signed.to_owned(),
            format!("{signed}."),
            format!("{signed}x.{signature}"),
            unsigned,
            "a".repeat(10_000),
        ] {
            assert_eq!(chat_of(&sealer, &wrong, NOW), None, "{wrong}");
        }
    }
}
