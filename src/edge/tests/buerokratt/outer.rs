//! Other servers in a test: a bot, an issuer of sign-ins, a post office; each says what the test wants.

use std::sync::Mutex;

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use switchboard_edge::buerokratt::outside::{Later, Letter, Outside, Unreached};

pub const ISSUER: &str = "https://issuer.example";
pub const BOT: &str = "https://bot.example/webhook";
pub const HAND_OVER: &str = "Suunan teid klienditeenindajale. Varuge natukene kannatust.";

/// They all.
#[derive(Debug)]
pub struct World {
    pair: EcdsaKeyPair,
    /// What the bot was asked.
    pub asked: Mutex<Vec<Value>>,
    /// The letters that were sent.
    pub letters: Mutex<Vec<Letter>>,
    /// The number the issuer puts into a token it gives for a code.
    pub once: Mutex<String>,
    /// The forms that came with codes, and the credentials.
    pub exchanged: Mutex<Vec<(String, String)>>,
}

impl World {
    pub fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
        Self {
            pair,
            asked: Mutex::default(),
            letters: Mutex::default(),
            once: Mutex::default(),
            exchanged: Mutex::default(),
        }
    }

    /// A token of the issuer for somebody.
    pub fn token(&self, code: &str, audience: &str) -> String {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let claims = json!({
            "iss": ISSUER, "aud": audience, "sub": code, "exp": now + 60,
            "nonce": *self.once.lock().unwrap(), "profile_attributes": {"given_name": "Mari", "family_name": "Maasikas"},
        });
        let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", encode(&json!({"alg": "ES256", "kid": "k"})), encode(&claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    fn told(&self, url: &str, json: Option<&str>) -> Result<Value, Unreached> {
        let point = self.pair.public_key().as_ref();
        let (x, y) = (BASE64URL_NOPAD.encode(&point[1..33]), BASE64URL_NOPAD.encode(&point[33..]));
        if url == BOT {
            let question: Value = serde_json::from_str(json.unwrap()).unwrap();
            self.asked.lock().unwrap().push(question.clone());
            let sender = &question["sender"];
            let says = |texts: &[&str]| {
                texts.iter().map(|text| json!({"recipient_id": sender, "text": text})).collect::<Vec<_>>()
            };
            return match question["message"].as_str().unwrap() {
                "inimene" => Ok(json!(says(&[HAND_OVER]))),
                "katki" => Err(Unreached("500".to_owned())),
                text => Ok(json!(says(&[&format!("Te ütlesite: {text}"), "Veel midagi?"]))),
            };
        }
        match url.strip_prefix(ISSUER) {
            Some("/.well-known/openid-configuration") => {
                let at = |path: &str| format!("{ISSUER}/{path}");
                Ok(json!({
                    "issuer": ISSUER, "jwks_uri": at("keys"), "authorization_endpoint": at("authorize"),
                    "token_endpoint": at("token"),
                }))
            }
            Some("/keys") => Ok(json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": x, "y": y}]})),
            _ => Err(Unreached("404".to_owned())),
        }
    }
}

impl Outside for World {
    fn fetch(&self, url: String, json: Option<String>) -> Later<Vec<u8>> {
        let told = self.told(&url, json.as_deref()).map(|told| told.to_string().into_bytes());
        Box::pin(async move { told })
    }

    fn exchange(&self, url: String, form: String, authorization: String) -> Later<Vec<u8>> {
        // The code says whose it is.
        let code = form.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap().to_owned();
        assert_eq!(url, format!("{ISSUER}/token"));
        self.exchanged.lock().unwrap().push((form, authorization));
        let token = json!({ "id_token": self.token(&code, "gov") });
        Box::pin(async move { Ok(token.to_string().into_bytes()) })
    }

    fn send(&self, letter: Letter) -> Later<()> {
        self.letters.lock().unwrap().push(letter);
        Box::pin(async { Ok(()) })
    }
}
