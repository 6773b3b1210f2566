//! S13: a site vouches for the customer of a connection; the conversation goes on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod doors;

use data_encoding::BASE64URL_NOPAD;
use doors::client::Socket;
use doors::{Center, THEN, settings};
use ring::hmac;
use serde_json::{Value, json};
use switchboard_core::{CustomerKey, PlatformId, WorkspaceId};
use switchboard_journal::audit::By;
use switchboard_journal::customers::{CustomerWrite, Proof};
use switchboard_journal::sealing::Sealer;
use switchboard_journal::site_keys::{Algorithm, SiteKey};
use switchboard_journal::{Journal, Request};

const SECRET: [u8; 32] = [5; 32];

async fn with_key() -> Center {
    let center = Center::open(settings()).await;
    let key = SiteKey {
        id: "k1".to_owned(),
        workspace: "demo".parse().unwrap(),
        platform: "demo-web".parse().unwrap(),
        name: "shop".to_owned(),
        algorithm: Algorithm::Hs256,
        material: Sealer::of(&[9; 32]).seal("site_key/k1", &SECRET).unwrap(),
        created_at: THEN,
        revoked_at: None,
    };
    let (told, written) = tokio::sync::oneshot::channel();
    let write = CustomerWrite::SiteKey { key, by: By::system(THEN) };
    let reply = Box::new(move |outcome| told.send(outcome).unwrap());
    center.journal.submit(Request::Customer { write, reply }).unwrap();
    written.await.unwrap().unwrap();
    center
}

/// A token of the site, which ends after so many seconds.
fn token(center: &Center, id: &str, sub: &str, lives: i64) -> String {
    let now = center.doors_now() / 1_000_000;
    let claims =
        json!({"aud": "demo-web", "iat": now, "exp": now + lives, "jti": id, "sub": sub, "name": "Eva"});
    let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(json!({"alg": "HS256", "kid": "k1"})), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &SECRET), signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
}

trait Now {
    fn doors_now(&self) -> i64;
}

impl Now for Center {
    fn doors_now(&self) -> i64 {
        self.living.house.clock.now().micros()
    }
}

async fn identifies(customer: &mut Socket, user: &str, token: &str) -> Value {
    let frame =
        json!({"type": "identify", "id": "i", "platformId": "demo-web", "userId": user, "token": token});
    customer.send(&frame).await;
    loop {
        let heard = customer.next().await;
        if heard["id"] == "i" {
            return heard;
        }
    }
}

#[actix_web::test]
async fn s13_an_identified_customer_is_known_and_goes_on_talking() {
    let center = with_key().await;
    let (mut customer, _) = center.customer("u1").await;
    let text =
        |id: &str| json!({"type": "text", "platformId": "demo-web", "userId": "u1", "id": id, "text": id});
    customer.send(&text("one")).await;
    customer.wait_for("ack").await;
    let good = token(&center, "t1", "cust-7", 60);
    assert_eq!(identifies(&mut customer, "u1", &good).await["type"], "ack");
    customer.send(&text("two")).await;
    customer.wait_for("ack").await;
    let (workspace, platform): (WorkspaceId, PlatformId) =
        ("demo".parse().unwrap(), "demo-web".parse().unwrap());
    let key = CustomerKey::new("u1").unwrap();
    let id = center.views.customer_of(&workspace, &platform, &key).unwrap().unwrap();
    let record = center.views.customer(&workspace, id).unwrap().unwrap();
    assert_eq!((record.external.as_deref(), record.profile.name.as_deref()), (Some("cust-7"), Some("Eva")));
    assert_eq!(center.views.identities(id).unwrap()[0].proof, Proof::Signed);
    center.close().await;
}

#[actix_web::test]
async fn s13_tokens_that_do_not_count_are_refused_each_by_its_word() {
    let center = with_key().await;
    let (mut customer, _) = center.customer("u1").await;
    let good = token(&center, "t1", "cust-7", 60);
    let cases = [
        ("ack", good.clone()),
        ("token_replayed", good.clone()),
        ("token_expired", token(&center, "t2", "cust-7", -1)),
        ("bad_token", token(&center, "t3", "cust-7", 3600)),
        ("bad_token", format!("{good}x")),
        ("identified_otherwise", token(&center, "t4", "cust-8", 60)),
    ];
    for (word, token) in cases {
        let heard = identifies(&mut customer, "u1", &token).await;
        let said = heard["code"].as_str().unwrap_or_else(|| heard["type"].as_str().unwrap());
        assert_eq!(said, word, "{heard}");
    }
    center.close().await;
}
