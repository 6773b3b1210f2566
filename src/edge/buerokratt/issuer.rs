//! Sign-ins by OpenID Connect (RFC 7519, 7517; the way of TARA): a token of the configured issuer, checked against the keys it
//! publishes. Keys are fetched when they are needed and kept; an unknown one is looked for again, but not at every call.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::Timestamp;
use tokio::sync::Mutex;

use super::outside::{Outside, Unreached};
use super::settings::IssuerSettings;

/// A token is no longer than this, in bytes.
const LONGEST: usize = 16 * 1024;
/// Clocks may differ by so many seconds.
const LEEWAY: i64 = 30;
/// Keys are fetched anew after this long,
const KEPT: Duration = Duration::from_secs(60 * 60);
/// and for an unknown key not more often than this.
const NOT_SOONER: Duration = Duration::from_secs(30);

/// Why a token counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotSignedIn {
    /// No issuer is configured.
    #[error("nobody issues sign-ins here")]
    NoIssuer,
    /// Not the issuer's, not for us, or over.
    #[error("the token is not one of the issuer's for us")]
    Bad,
    /// The issuer's keys could not be had.
    #[error("the issuer cannot be reached: {0}")]
    Unreached(#[from] Unreached),
}

/// Somebody an issuer vouches for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedIn {
    /// Their personal code, or whatever the issuer knows them by.
    pub(super) code: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Value,
    exp: i64,
    nbf: Option<i64>,
    sub: String,
    nonce: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    #[serde(default)]
    profile_attributes: Names,
}

/// Names as TARA tells them.
#[derive(Default, Deserialize)]
struct Names {
    given_name: Option<String>,
    family_name: Option<String>,
}

#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    jwks_uri: String,
    #[serde(default)]
    authorization_endpoint: String,
    #[serde(default)]
    token_endpoint: String,
}

/// Where an issuer sends people to sign in, and where it exchanges codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ways {
    /// For a browser.
    pub(super) authorization: String,
    /// For us.
    pub(super) token: String,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// A published key; of kinds nobody here knows there is none.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kty")]
enum Key {
    #[serde(rename = "RSA")]
    Rsa { kid: Option<String>, n: String, e: String },
    #[serde(rename = "EC")]
    Ec { kid: Option<String>, x: String, y: String },
    #[serde(rename = "OKP")]
    Okp { kid: Option<String>, x: String },
}

impl Key {
    fn is_called(&self, kid: Option<&str>) -> bool {
        let (Self::Rsa { kid: mine, .. } | Self::Ec { kid: mine, .. } | Self::Okp { kid: mine, .. }) = self;
        kid.is_none() || mine.as_deref() == kid
    }

    /// The key fixes the algorithm: what a token says of its own is held against that.
    fn verifies(&self, algorithm: &str, signed: &[u8], signature: &[u8]) -> Option<()> {
        let bytes = |text: &str| BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()).ok();
        match (self, algorithm) {
            (Self::Rsa { n, e, .. }, "RS256") => RsaPublicKeyComponents { n: bytes(n)?, e: bytes(e)? }
                .verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature)
                .ok(),
            (Self::Ec { x, y, .. }, "ES256") => {
                let point = [vec![4], bytes(x)?, bytes(y)?].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(signed, signature).ok()
            }
            (Self::Okp { x, .. }, "EdDSA") => {
                UnparsedPublicKey::new(&ED25519, bytes(x)?).verify(signed, signature).ok()
            }
            _ => None,
        }
    }
}

/// The issuer's keys, as they were fetched last.
#[derive(Debug, Default)]
pub(super) struct Keys(Mutex<Fetched>);

#[derive(Debug, Default)]
struct Fetched {
    keys: Vec<Key>,
    ways: Ways,
    at: Option<Timestamp>,
}

impl Keys {
    /// Whom the token vouches for.
    pub(super) async fn check(
        &self,
        issuer: Option<&IssuerSettings>,
        outside: Option<&dyn Outside>,
        token: &str,
        now: Timestamp,
    ) -> Result<SignedIn, NotSignedIn> {
        let issuer = issuer.ok_or(NotSignedIn::NoIssuer)?;
        self.check_once(issuer, outside, token, now, None).await
    }

    /// The same of a token that must have been asked for with this number.
    pub(super) async fn check_once(
        &self,
        issuer: &IssuerSettings,
        outside: Option<&dyn Outside>,
        token: &str,
        now: Timestamp,
        once: Option<&str>,
    ) -> Result<SignedIn, NotSignedIn> {
        let outside = outside.ok_or(NotSignedIn::NoIssuer)?;
        let kid = kid_of(token).ok_or(NotSignedIn::Bad)?;
        let mut fetched = self.0.lock().await;
        let is_known = fetched.keys.iter().any(|key| key.is_called(kid.as_deref()));
        fetched.renew(issuer, outside, now, is_known).await?;
        vouched(token, issuer, &fetched.keys, now, once).ok_or(NotSignedIn::Bad)
    }

    /// The issuer's ways.
    pub(super) async fn ways(
        &self,
        issuer: &IssuerSettings,
        outside: Option<&dyn Outside>,
        now: Timestamp,
    ) -> Result<Ways, NotSignedIn> {
        let outside = outside.ok_or(NotSignedIn::NoIssuer)?;
        let mut fetched = self.0.lock().await;
        let is_known = !fetched.ways.token.is_empty();
        fetched.renew(issuer, outside, now, is_known).await?;
        let ways = fetched.ways.clone();
        let is_whole = !ways.token.is_empty() && !ways.authorization.is_empty();
        if is_whole {
            Ok(ways)
        } else {
            Err(Unreached("the issuer tells no ways to sign in".to_owned()).into())
        }
    }
}

impl Fetched {
    /// What is known is kept for a while; what is not is looked for, but not at every call, also after a try that failed.
    async fn renew(
        &mut self,
        issuer: &IssuerSettings,
        outside: &dyn Outside,
        now: Timestamp,
        is_known: bool,
    ) -> Result<(), Unreached> {
        let is_due = match self.at.map(|at| now.since(at)) {
            None => true,
            Some(age) => age >= KEPT || (!is_known && age >= NOT_SOONER),
        };
        if is_due {
            self.at = Some(now);
            (self.keys, self.ways) = fetch(issuer, outside).await?;
        }
        Ok(())
    }
}

async fn fetch(issuer: &IssuerSettings, outside: &dyn Outside) -> Result<(Vec<Key>, Ways), Unreached> {
    let unreadable = |why: serde_json::Error| Unreached(why.to_string());
    let address = format!("{}/.well-known/openid-configuration", issuer.issuer.trim_end_matches('/'));
    let told = outside.fetch(address, None).await?;
    let told: Discovered = serde_json::from_slice(&told).map_err(unreadable)?;
    if told.issuer != issuer.issuer {
        return Err(Unreached("what answers there is another issuer".to_owned()));
    }
    let set: KeySet =
        serde_json::from_slice(&outside.fetch(told.jwks_uri, None).await?).map_err(unreadable)?;
    let keys = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok()).collect();
    Ok((keys, Ways { authorization: told.authorization_endpoint, token: told.token_endpoint }))
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
}

fn kid_of(token: &str) -> Option<Option<String>> {
    let (header, _) = token.split_once('.').filter(|_| token.len() <= LONGEST)?;
    Some(read::<Header>(header)?.kid)
}

fn vouched(
    token: &str,
    issuer: &IssuerSettings,
    keys: &[Key],
    now: Timestamp,
    once: Option<&str>,
) -> Option<SignedIn> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
    let header: Header = read(header)?;
    let called = keys.iter().filter(|key| key.is_called(header.kid.as_deref()));
    called.filter_map(|key| key.verifies(&header.alg, signed.as_bytes(), &signature)).next()?;
    let claims: Claims = read(claims)?;
    let now = now.micros().div_euclid(1_000_000);
    let is_for_us = match &claims.aud {
        Value::String(one) => *one == issuer.audience,
        Value::Array(several) => several.iter().any(|one| one == issuer.audience.as_str()),
        _ => false,
    };
    let is_now = claims.exp > now - LEEWAY && claims.nbf.is_none_or(|from| from <= now + LEEWAY);
    let is_asked_for = once.is_none_or(|once| claims.nonce.as_deref() == Some(once));
    let is_good = claims.iss == issuer.issuer
        && is_for_us
        && is_now
        && is_asked_for
        && (1..=128).contains(&claims.sub.len());
    let Claims { sub, given_name, family_name, profile_attributes: names, .. } = claims;
    is_good.then(|| SignedIn {
        code: sub,
        first_name: given_name.or(names.given_name).unwrap_or_default(),
        last_name: family_name.or(names.family_name).unwrap_or_default(),
    })
}

#[cfg(test)]
#[path = "issuer_tests.rs"]
mod tests;
