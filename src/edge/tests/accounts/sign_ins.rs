//! Coming in by name and password, and going.

use serde_json::json;

use crate::caller::Request;
use crate::office::{Office, knock, login, password};

#[actix_web::test]
async fn s11_a_sign_in_is_a_random_token_of_which_only_the_hash_is_kept() {
    let office = Office::open().await;
    let (first, second) = (office.token("olle").await, office.token("olle").await);
    assert_ne!(first, second);
    assert!(first.len() >= 43 + 4, "256 bit: {first}");
    let me = office.get(&first, "/me").await.ok();
    assert_eq!((&me["person"], &me["role"]), (&json!("olle"), &json!("owner")));
    for file in std::fs::read_dir(office.center.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in [first.as_bytes(), password("olle").as_bytes()] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "a secret is on the disk");
        }
    }
    office.center.close().await;
}

#[actix_web::test]
async fn s11_sign_ins_are_listed_and_revoked_by_their_person_alone() {
    let office = Office::open().await;
    let (first, second) = (office.token("olle").await, office.token("olle").await);
    let anna = office.hire("anna", "agent").await;
    let listed = office.get(&first, "/me/sign-ins").await.ok();
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|item| item["address"] == "127.0.0.1" && !item.to_string().contains(&first)));
    assert_eq!(items.iter().filter(|item| item["current"] == true).count(), 1);
    let mine = items.iter().find(|item| item["current"] == true).unwrap();
    let path = format!("/me/sign-ins/{}", mine["sign_in"].as_str().unwrap());
    assert_eq!(office.delete(&anna, &path).await.problem(), (404, "not_found"));
    assert_eq!(office.delete(&second, &path).await.status, 204);
    assert_eq!(office.get(&first, "/me").await.problem(), (401, "not_authenticated"));
    assert_eq!(office.post(&second, "/sign-out", &json!(null)).await.status, 400, "no body is wanted");
    let out = Request::new("POST", "/sign-out").by(&second).to(&office.center).await;
    assert_eq!(out.status, 204, "{out:?}");
    assert_eq!(office.get(&second, "/me").await.status, 401);
    office.center.close().await;
}

#[actix_web::test]
async fn s8_unknown_names_are_answered_as_wrong_passwords_are_and_slowed_down_alike() {
    let office = Office::open().await;
    office.hire("anna", "agent").await;
    let mut answers = Vec::new();
    for name in ["anna", "nobody"] {
        let mut kinds = Vec::new();
        // Pauses double, so however slow this machine is, a try meets one.
        for tries in 1.. {
            let body = json!({"login": login(name), "password": "not the password", "as": "token"});
            let answer = office.sign_in(&body).await;
            let retry = answer.header("retry-after").is_some();
            let (status, code) = answer.problem();
            let kind = (status, code.to_owned(), answer.body["title"].clone(), retry);
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            if status == 429 {
                assert!(tries > 5, "five are free");
                break;
            }
        }
        answers.push(kinds);
        // The address is counted, too, until somebody signs in from there.
        while office.sign_in(&knock("olle")).await.status == 429 {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    }
    let (known, unknown) = (&answers[0], &answers[1]);
    assert_eq!(known, unknown);
    let kinds: Vec<_> = known.iter().map(|kind| (kind.0, kind.1.as_str(), kind.3)).collect();
    assert_eq!(kinds, [(401, "wrong_credentials", false), (429, "rate_limited", true)]);
    assert!(office.deeds().iter().filter(|deed| *deed == "sign_in_failed").count() >= 5, "audited");
    office.center.close().await;
}

#[actix_web::test]
async fn s25_a_cookie_changes_nothing_without_the_header_and_from_no_foreign_page() {
    let office = Office::open().await;
    let body = json!({"login": login("olle"), "password": password("olle")});
    assert_eq!(
        office.sign_in(&body).await.problem(),
        (403, "page_not_trusted"),
        "nobody is signed in by others"
    );
    let signed_in =
        Request::new("POST", "/sign-in").header("x-switchboard", "1").json(&body).to(&office.center).await;
    let cookie = signed_in.header("set-cookie").unwrap().to_owned();
    assert!(signed_in.ok().get("token").is_none(), "the token is in the cookie alone");
    let (pair, attributes) = cookie.split_once("; ").unwrap();
    assert!(pair.starts_with("__Host-switchboard=sbs_"), "{pair}");
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict");

    let me = Request::get("/me").header("cookie", format!("other=1; {pair}")).to(&office.center).await;
    assert_eq!(me.ok()["person"], "olle");
    let invitation = json!({"person": "eva", "login": "eva", "role": "agent"});
    let invite = || Request::new("POST", "/people").header("cookie", pair).json(&invitation);
    assert_eq!(invite().to(&office.center).await.problem(), (403, "page_not_trusted"));
    let foreign = invite().header("x-switchboard", "1").header("origin", "https://evil.example");
    assert_eq!(foreign.to(&office.center).await.problem(), (403, "page_not_trusted"));
    let as_form = Request::new("POST", "/people").header("cookie", pair).header("x-switchboard", "1");
    let as_form = as_form.header("content-type", "text/plain").text(invitation.to_string());
    assert_eq!(as_form.to(&office.center).await.problem(), (415, "unsupported_media_type"));
    assert_eq!(invite().header("x-switchboard", "1").to(&office.center).await.status, 201);
    office.center.close().await;
}
