//! Tokens of a throw-away issuer: its keys, their kinds, and what is no token of its.

use std::sync::atomic::{AtomicUsize, Ordering};

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::super::outside::{Later, Letter};
use super::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

/// A key made for this test alone, and a token it signed.
const RSA_N: &str = "rW_Aidieq-rJsOR0U5INjkDmQcgJJJVn61dwFmizhY-dvZbZeT4aNyQMbYQlTuu5L8ow5xoar4LhNCewlGlSJ1UoJKFdsZyM\
     s2ZQtcomw2eqh98DFGZNGiDrwYeR9UDrFnRT8nIABsZMguiesk0oL32wzLutCVUWK2R1RVluuPZlD_NMiuIoKV5XB3IDHkDR\
     Tpj-Z7j3hHInps5sYfkpTvWLeCInBY_bH0Hp5VfTOF1-5QqeYk1f_8dLxasy95UKrjbZi_S-9ZNpj_DWVTOzpesD2nQrYw0b\
     jYKSTSSCKATWiZm2p1dg1M7gGVLFieCc7lp5RvJvrASJowHuWIQf2w";
const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6InJzYS0xIiwidHlwIjoiSldUIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxl\
     IiwiYXVkIjoiZ292Iiwic3ViIjoiRUU0OTAwMzEwNjUyMSIsImV4cCI6MTcwMDAwMzYwMCwiaWF0IjoxNzAwMDAwMDAwLCJw\
     cm9maWxlX2F0dHJpYnV0ZXMiOnsiZ2l2ZW5fbmFtZSI6Ik1hcnkgXHUwMGM0bm4iLCJmYW1pbHlfbmFtZSI6Ik9cdTIwMTlD\
     b25uZVx1MDE3ZSJ9fQ.Y5UhbUVMtfhOHm01IOnPt8qFWiSdrUoDbUq37YLpElQpJwNkhIor3_Skpr5okjzurPdY5MDsRjHah\
     R4fkDvIruNK5vVtTkAyalpgAv7Hvn1nKXEcTkoD9ECXc91Z7ItrxhbIEnJR74ywkdvt-weKb_lfUgfE4RXT3QcNtmBfJjp_d\
     rPyTRECkGtahCS4G7ei8_eHT0A8BhTY-6yF6ajJ6ImkNcVlfXWDP1TkaKUhGSkpAY87zw1uR1bYTRm7e5bv-pWCZ7wvxBZSC\
     GzWHmxM3QqPNBVLU_zOUppg2yhtZkcvugUtNjuBya1u-PrW0evnemOTTt9rMuSm8mp_z7IbPw";

/// An issuer in memory, which counts how often it is asked.
#[derive(Debug, Default)]
struct Issuer {
    keys: std::sync::Mutex<Vec<Value>>,
    asked: AtomicUsize,
}

impl Outside for Issuer {
    fn fetch(&self, url: String, _: Option<String>) -> Later<Vec<u8>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let keys = self.keys.lock().unwrap().clone();
        let told = match url.as_str() {
            "https://issuer.example/.well-known/openid-configuration" => {
                json!({"issuer": "https://issuer.example", "jwks_uri": "https://issuer.example/keys"})
            }
            "https://issuer.example/keys" => json!({ "keys": keys }),
            _ => return Box::pin(async { Err(Unreached("404".to_owned())) }),
        };
        Box::pin(async move { Ok(told.to_string().into_bytes()) })
    }

    fn exchange(&self, _: String, _: String, _: String) -> Later<Vec<u8>> {
        Box::pin(async { Err(Unreached("no codes here".to_owned())) })
    }

    fn send(&self, _: Letter) -> Later<()> {
        Box::pin(async { Ok(()) })
    }
}

fn settings() -> IssuerSettings {
    IssuerSettings { issuer: "https://issuer.example".to_owned(), audience: "gov".to_owned(), client: None }
}

/// A key pair of ours and how it is published.
fn pair(kid: &str) -> (EcdsaKeyPair, Value) {
    let random = SystemRandom::new();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]));
    let published = json!({"kty": "EC", "crv": "P-256", "kid": kid, "x": x, "y": y});
    (pair, published)
}

fn token(pair: &EcdsaKeyPair, kid: &str, claims: &Value) -> String {
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", encode(&json!({"alg": "ES256", "kid": kid})), encode(claims));
    let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

fn claims() -> Value {
    json!({"iss": "https://issuer.example", "aud": ["gov"], "sub": "EE1", "exp": 1_700_000_100, "given_name": "A"})
}

async fn check(keys: &Keys, issuer: &Issuer, token: &str, now: Timestamp) -> Result<SignedIn, NotSignedIn> {
    keys.check(Some(&settings()), Some(issuer), token, now).await
}

#[actix_rt::test]
async fn a_token_as_an_issuer_signs_it_with_rsa_vouches() {
    let issuer = Issuer::default();
    issuer.keys.lock().unwrap().extend([
        json!({"kty": "oct", "kid": "rsa-1", "k": "AA"}),
        json!({"kty": "RSA", "kid": "rsa-1", "n": RSA_N, "e": "AQAB"}),
    ]);
    let person = check(&Keys::default(), &issuer, RSA_TOKEN, NOW).await.unwrap();
    assert_eq!((person.code.as_str(), person.first_name.as_str()), ("EE49003106521", "Mary Änn"));
    let (_, rest) = RSA_TOKEN.split_once('.').unwrap();
    let changed = format!("{}.{rest}", BASE64URL_NOPAD.encode(br#"{"alg":"RS256"}"#));
    assert!(check(&Keys::default(), &issuer, &changed, NOW).await.is_err());
}

#[actix_rt::test]
async fn what_is_not_the_issuers_for_us_now_vouches_for_nobody() {
    let issuer = Issuer::default();
    let (ours, published) = pair("a");
    issuer.keys.lock().unwrap().push(published);
    let keys = Keys::default();
    assert!(check(&keys, &issuer, &token(&ours, "a", &claims()), NOW).await.is_ok());
    let with = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        claims
    };
    for wrong in [
        with("iss", json!("https://evil.example")),
        with("aud", json!("another")),
        with("exp", json!(1_699_999_900)),
        with("nbf", json!(1_700_001_000)),
        with("sub", json!("")),
    ] {
        let refused = check(&keys, &issuer, &token(&ours, "a", &wrong), NOW).await;
        assert_eq!(refused, Err(NotSignedIn::Bad), "{wrong}");
    }
    let (theirs, _) = pair("a");
    assert_eq!(check(&keys, &issuer, &token(&theirs, "a", &claims()), NOW).await, Err(NotSignedIn::Bad));
    for wrong in ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        assert_eq!(check(&keys, &issuer, wrong, NOW).await, Err(NotSignedIn::Bad), "{wrong}");
    }
    assert_eq!(keys.check(None, Some(&issuer), "", NOW).await, Err(NotSignedIn::NoIssuer));
}

#[actix_rt::test]
async fn keys_are_kept_and_an_unknown_one_is_looked_for_now_and_then() {
    let issuer = Issuer::default();
    let (first, published) = pair("a");
    issuer.keys.lock().unwrap().push(published);
    let keys = Keys::default();
    for _ in 0..5 {
        check(&keys, &issuer, &token(&first, "a", &claims()), NOW).await.unwrap();
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2, "discovery and keys, once");
    let (second, published) = pair("b");
    issuer.keys.lock().unwrap().push(published);
    let turned = token(&second, "b", &claims());
    assert!(check(&keys, &issuer, &turned, NOW).await.is_err(), "not at every call");
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
    assert!(check(&keys, &issuer, &turned, NOW + NOT_SOONER).await.is_ok());
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 4);
}
