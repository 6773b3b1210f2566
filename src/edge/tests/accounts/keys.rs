//! Keys of programs.

use serde_json::json;

use crate::office::Office;

#[actix_web::test]
async fn s16_a_key_is_shown_once_does_what_its_scopes_say_and_ends() {
    let office = Office::open().await;
    let made = office
        .post(&office.owner, "/api-keys", &json!({"name": "Board", "scopes": ["settings:read"]}))
        .await
        .ok();
    let (id, secret) = (made["key"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(secret.starts_with(&format!("{id}_")) && secret.len() >= 43 + 17, "{secret}");
    office.get(secret, "/queues").await.ok();
    for path in ["/people", "/api-keys", "/me"] {
        assert_eq!(office.get(secret, path).await.problem(), (403, "not_allowed"), "{path}");
    }
    let listed = office.get(&office.owner, "/api-keys").await.ok();
    assert_eq!(listed["items"][0]["scopes"], json!(["settings:read"]));
    assert!(!listed.to_string().contains(secret));
    assert_eq!(office.get(id, "/queues").await.status, 401, "the name alone is no key");
    assert_eq!(office.delete(&office.owner, &format!("/api-keys/{id}")).await.status, 204);
    assert_eq!(office.get(secret, "/queues").await.problem(), (401, "not_authenticated"));
    assert_eq!(office.delete(&office.owner, &format!("/api-keys/{id}")).await.status, 404);
    office.center.close().await;
}

#[actix_web::test]
async fn s16_keys_expire_and_what_they_may_is_named() {
    let office = Office::open().await;
    let now = office.center.living.house.clock.now();
    let soon = (now + std::time::Duration::from_secs(4)).to_rfc3339();
    let body = json!({"name": "Board", "scopes": ["settings:read"], "expires_at": soon});
    let made = office.post(&office.owner, "/api-keys", &body).await.ok();
    let secret = made["secret"].as_str().unwrap();
    office.get(secret, "/queues").await.ok();
    tokio::time::sleep(std::time::Duration::from_millis(4_100)).await;
    assert_eq!(office.get(secret, "/queues").await.status, 401);
    for body in [
        json!({"name": "x", "scopes": []}),
        json!({"name": "x", "scopes": ["everything"]}),
        json!({"name": " ", "scopes": ["settings:read"]}),
        json!({"name": "x", "scopes": ["settings:read"], "expires_at": "2020-01-01T00:00:00Z"}),
    ] {
        assert_eq!(
            office.post(&office.owner, "/api-keys", &body).await.problem(),
            (422, "invalid_body"),
            "{body}"
        );
    }
    office.center.close().await;
}
