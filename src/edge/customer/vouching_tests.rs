//! S13: which tokens count.

use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::json;

use super::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
const SECOND: i64 = 1_700_000_000;

fn platform() -> PlatformId {
    "demo-web".parse().unwrap()
}

fn pair() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()
}

fn keys() -> Vec<OpenKey> {
    let public = pair().public_key().as_ref().to_vec();
    vec![
        OpenKey { id: "k1".to_owned(), algorithm: Algorithm::Hs256, material: vec![7; 32] },
        OpenKey { id: "k2".to_owned(), algorithm: Algorithm::EdDsa, material: public },
    ]
}

fn part(value: &Value) -> String {
    BASE64URL_NOPAD.encode(value.to_string().as_bytes())
}

fn by_secret(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
}

fn by_pair(header: &Value, claims: &Value) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = pair().sign(signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

fn claims() -> Value {
    json!({"aud": "demo-web", "exp": SECOND + 300, "iat": SECOND, "jti": "t1", "sub": "cust-7",
        "name": "Eva Ek", "email": "eva@example.org", "attributes": {"plan": "gold"}})
}

fn with(field: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[field] = value;
    claims
}

fn hs256(claims: &Value) -> Result<Vouched, NotVouched> {
    check(&by_secret(&json!({"alg": "HS256"}), claims, &[7; 32]), &platform(), &keys(), NOW)
}

#[test]
fn s13_both_algorithms_are_read() {
    let vouched = hs256(&claims()).unwrap();
    assert_eq!((vouched.external.as_str(), vouched.site_key.as_str()), ("cust-7", "k1"));
    assert_eq!(vouched.profile.email.as_deref(), Some("eva@example.org"));
    assert_eq!(vouched.until, Timestamp((SECOND + 300) * 1_000_000));
    let signed = by_pair(&json!({"alg": "EdDSA", "kid": "k2"}), &with("aud", json!(["x", "demo-web"])));
    let other = check(&signed, &platform(), &keys(), NOW).unwrap();
    assert_eq!(other.site_key, "k2");
    assert_ne!(other.token, vouched.token, "a token id counts for its key alone");
}

#[test]
fn s13_what_is_not_signed_so_counts_for_nothing() {
    let keys = keys();
    let public = &keys[1].material;
    let good = by_secret(&json!({"alg": "HS256"}), &claims(), &[7; 32]);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let tokens = [
        by_secret(&json!({"alg": "HS256"}), &claims(), &[8; 32]),
        by_secret(&json!({"alg": "none"}), &claims(), &[7; 32]),
        by_secret(&json!({"alg": "HS512"}), &claims(), &[7; 32]),
        // The public key as a secret: the algorithm is the key's, not the token's.
        by_secret(&json!({"alg": "HS256", "kid": "k2"}), &claims(), public),
        by_secret(&json!({"alg": "EdDSA", "kid": "k2"}), &claims(), public),
        by_secret(&json!({"alg": "HS256", "kid": "k9"}), &claims(), &[7; 32]),
        by_secret(&json!({"alg": "HS256", "crit": ["x"]}), &claims(), &[7; 32]),
        format!("{signed}."),
        signed.to_owned(),
        format!("{signed}.{signature}.x"),
        format!("{}.{}.", part(&json!({"alg": "none"})), part(&claims())),
        format!("{}.{}.{signature}", part(&json!({"alg": "HS256"})), part(&with("sub", json!("cust-8")))),
        String::new(),
        "..".to_owned(),
        "x".repeat(LONGEST + 1),
    ];
    for token in tokens {
        assert_eq!(check(&token, &platform(), &keys, NOW), Err(NotVouched::Bad), "{token}");
    }
    assert_eq!(check(&good, &platform(), &[], NOW), Err(NotVouched::Bad));
}

#[test]
fn s13_claims_are_wanted_in_full_and_within_their_bounds() {
    for (field, value) in [
        ("aud", json!("other-web")),
        ("aud", json!([])),
        ("exp", json!(SECOND + 700)),
        ("exp", json!((SECOND + 300).to_string())),
        ("exp", json!(i64::MAX)),
        ("exp", Value::Null),
        ("iat", json!(SECOND + 100)),
        ("iat", json!(SECOND - 400)),
        ("iat", Value::Null),
        ("nbf", json!(SECOND + 100)),
        ("nbf", json!("never")),
        ("jti", json!("")),
        ("jti", Value::Null),
        ("sub", json!("")),
        ("sub", json!("x".repeat(129))),
        ("name", json!("x".repeat(257))),
        ("attributes", json!({"a": "x".repeat(9000)})),
    ] {
        assert_eq!(hs256(&with(field, value.clone())), Err(NotVouched::Bad), "{field} {value}");
    }
    assert_eq!(hs256(&with("exp", json!(SECOND))), Err(NotVouched::Expired));
    assert!(hs256(&with("iat", json!(SECOND - 300))).is_ok());
    assert!(hs256(&with("iss", json!("anybody"))).is_ok(), "what is not asked for is passed over");
}
