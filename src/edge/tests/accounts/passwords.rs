//! Setting passwords: by links, and by oneself.

use serde_json::json;

use crate::office::{Office, knock, login, password};

#[actix_web::test]
async fn s7_weak_passwords_are_refused_by_name_wherever_one_is_set() {
    let office = Office::open().await;
    let link = office.invite("anna", "agent").await;
    for (weak, code) in [
        ("short", "password_too_short"),
        ("Password1", "password_common"),
        ("anna@example.org", "password_context"),
        ("demo-anna-1", "password_context"),
    ] {
        let refused = office.set_password(&link, weak).await;
        assert_eq!(refused.problem(), (422, "invalid_body"), "{weak}");
        assert_eq!(refused.body["errors"][0]["code"], code, "{weak}");
        let body = json!({"old": password("olle"), "new": weak.replace("anna", "olle")});
        let refused = office.post(&office.owner, "/me/password", &body).await;
        assert_eq!(refused.body["errors"][0]["code"], code, "{weak}");
    }
    office.set_password(&link, &"å".repeat(128)).await.ok();
    office.center.close().await;
}

#[actix_web::test]
async fn s10_another_password_needs_the_old_one_and_ends_other_sign_ins() {
    let office = Office::open().await;
    let other = office.token("olle").await;
    let wrong = json!({"old": "not the password", "new": "another long phrase"});
    let refused = office.post(&office.owner, "/me/password", &wrong).await;
    assert_eq!(refused.problem(), (401, "wrong_credentials"));
    assert_eq!(office.get(&other, "/me").await.status, 200);
    let right = json!({"old": password("olle"), "new": "another long phrase"});
    assert_eq!(office.post(&office.owner, "/me/password", &right).await.status, 204);
    assert_eq!(office.get(&other, "/me").await.status, 401);
    assert_eq!(office.get(&office.owner, "/me").await.status, 200, "the one it was changed with stays");
    assert_eq!(office.sign_in(&knock("olle")).await.status, 401);
    let new = json!({"login": login("olle"), "password": "another long phrase", "as": "token"});
    office.sign_in(&new).await.ok();
    office.center.close().await;
}

#[actix_web::test]
async fn a_link_counts_once_and_a_reset_ends_every_sign_in() {
    let office = Office::open().await;
    let link = office.invite("anna", "agent").await;
    let set = office.set_password(&link, &password("anna")).await.ok();
    assert_eq!((&set["person"], &set["login"]), (&json!("anna"), &json!("anna@example.org")));
    let again = office.set_password(&link, &password("eva")).await;
    assert_eq!(again.problem(), (422, "unknown_link"));
    assert_eq!(office.set_password("sbl_made-up", &password("eva")).await.problem(), (422, "unknown_link"));
    let anna = office.token("anna").await;
    let reset = office.post(&office.owner, "/people/anna/reset-link", &json!(null)).await;
    assert_eq!(reset.status, 400, "no body is wanted");
    let reset = crate::caller::Request::new("POST", "/people/anna/reset-link").by(&office.owner);
    let reset = reset.to(&office.center).await.ok();
    office.get(&anna, "/me").await.ok();
    office.set_password(reset["token"].as_str().unwrap(), "yet another phrase").await.ok();
    assert_eq!(office.get(&anna, "/me").await.status, 401);
    office.center.close().await;
}
