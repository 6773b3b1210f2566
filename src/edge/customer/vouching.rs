//! Does the site say so? A short-lived signed token (JWT, RFC 7519), checked against the keys of the platform.
//!
//! The key fixes the algorithm: what a token says of its own is only held against that. Pure but for the keys' material,
//! which is given opened. That a token counts once is the journal's part.

use std::collections::BTreeMap;

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use switchboard_core::{PlatformId, Timestamp};
use switchboard_journal::customers::{Profile, Vouched};
use switchboard_journal::site_keys::Algorithm;

/// A token is no longer than this, in bytes.
const LONGEST: usize = 16 * 1024;
/// It ends at most so many seconds after it was issued.
const LIFE: i64 = 600;
/// The site's clock may differ by so many seconds.
const LEEWAY: i64 = 30;

/// Why a token counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotVouched {
    /// Not a token of this site for this platform; nothing more is told.
    #[error("the token is not one of this site's for this platform")]
    Bad,
    /// It has ended.
    #[error("the token has ended; ask the site for a new one")]
    Expired,
}

/// A key of the platform, ready to check with.
pub(crate) struct OpenKey {
    /// Its name in tokens.
    pub id: String,
    /// How it signs.
    pub algorithm: Algorithm,
    /// The secret, or the public key.
    pub material: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Claims {
    aud: Audience,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    jti: String,
    sub: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    #[serde(default)]
    attributes: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self, platform: &PlatformId) -> bool {
        match self {
            Self::One(named) => named == platform.as_str(),
            Self::Several(named) => named.iter().any(|named| named == platform.as_str()),
        }
    }
}

/// What the site says by this token.
pub(crate) fn check(
    token: &str,
    platform: &PlatformId,
    keys: &[OpenKey],
    now: Timestamp,
) -> Result<Vouched, NotVouched> {
    let (signed, key) = signed_by(token, keys).ok_or(NotVouched::Bad)?;
    let claims =
        signed.split_once('.').and_then(|(_, claims)| read::<Claims>(claims)).ok_or(NotVouched::Bad)?;
    let now = now.micros().div_euclid(1_000_000);
    if !claims.aud.names(platform) || !is_named(&claims.sub) || !is_named(&claims.jti) {
        return Err(NotVouched::Bad);
    }
    if claims.exp <= now {
        return Err(NotVouched::Expired);
    }
    let lives_long = claims.exp > now + LIFE + LEEWAY || claims.exp.saturating_sub(claims.iat) > LIFE;
    let is_early = claims.iat > now + LEEWAY || claims.nbf.is_some_and(|from| from > now + LEEWAY);
    let Claims { exp, jti, sub, name, email, phone, attributes, .. } = claims;
    let profile = Profile { name, email, phone, attributes };
    if lives_long || is_early || profile.check().is_err() {
        return Err(NotVouched::Bad);
    }
    Ok(Vouched {
        external: sub,
        profile,
        site_key: key.id.clone(),
        token: Sha256::digest(format!("{}\0{jti}", key.id)).into(),
        until: Timestamp(exp.saturating_mul(1_000_000)),
    })
}

fn is_named(text: &str) -> bool {
    (1..=128).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// The signed part of a token, and the key that signed it.
fn signed_by<'a, 'k>(token: &'a str, keys: &'k [OpenKey]) -> Option<(&'a str, &'k OpenKey)> {
    if token.len() > LONGEST {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    if claims.contains('.') {
        return None;
    }
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    let header: Header = read(header)?;
    if header.crit.is_some() {
        return None;
    }
    let fits = |key: &&OpenKey| {
        header.alg == named(key.algorithm) && header.kid.as_ref().is_none_or(|kid| *kid == key.id)
    };
    let key = keys.iter().filter(fits).find(|key| verifies(key, signed.as_bytes(), &signature))?;
    Some((signed, key))
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
}

fn named(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Hs256 => "HS256",
        Algorithm::EdDsa => "EdDSA",
    }
}

/// Both compare in constant time.
fn verifies(key: &OpenKey, signed: &[u8], signature: &[u8]) -> bool {
    match key.algorithm {
        Algorithm::Hs256 => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, &key.material);
            hmac::verify(&secret, signed, signature).is_ok()
        }
        Algorithm::EdDsa => UnparsedPublicKey::new(&ED25519, &key.material).verify(signed, signature).is_ok(),
    }
}

#[cfg(test)]
#[path = "vouching_tests.rs"]
mod tests;
