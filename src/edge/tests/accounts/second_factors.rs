//! Authenticators and recovery codes.

use data_encoding::BASE32_NOPAD;
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::office::{Office, knock, password};

fn code(secret: &str, steps_ahead: u64) -> String {
    let bytes = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let totp = Builder::new().with_secret(Secret::new(bytes.into())).build().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp.generate(now + 30 * steps_ahead).to_string()
}

#[actix_web::test]
async fn s9_a_second_factor_is_wanted_from_its_first_code_on_and_each_code_counts_once() {
    let office = Office::open().await;
    let other = office.token("olle").await;
    let wrong = office.post(&office.owner, "/me/second-factor", &json!({"password": "wrong"})).await;
    assert_eq!(wrong.problem(), (401, "wrong_credentials"));
    let proof = json!({"password": password("olle")});
    let begun = office.post(&office.owner, "/me/second-factor", &proof).await.ok();
    let secret = begun["secret"].as_str().unwrap();
    office.sign_in(&knock("olle")).await.ok();
    let confirm = |code: &str| json!({ "code": code });
    let path = "/me/second-factor/confirmation";
    let refused = office.post(&office.owner, path, &confirm("000000")).await;
    assert_eq!(refused.problem(), (401, "wrong_credentials"));
    let first = code(secret, 0);
    let codes = office.post(&office.owner, path, &confirm(&first)).await.ok();
    let recovery = codes["recovery_codes"][0].as_str().unwrap();
    assert_eq!(office.get(&other, "/me").await.status, 401, "signed in without it");

    let with = |code: &str| {
        let mut body = knock("olle");
        body["code"] = json!(code);
        body
    };
    assert_eq!(office.sign_in(&knock("olle")).await.problem(), (401, "code_needed"));
    assert_eq!(office.sign_in(&with(&first)).await.problem(), (401, "wrong_credentials"), "used to confirm");
    let second = code(secret, 1);
    office.sign_in(&with(&second)).await.ok();
    assert_eq!(office.sign_in(&with(&second)).await.problem(), (401, "wrong_credentials"), "used");
    office.sign_in(&with(recovery)).await.ok();
    assert_eq!(office.sign_in(&with(recovery)).await.problem(), (401, "wrong_credentials"), "used");
    let me = office.get(&office.owner, "/me").await.ok();
    assert_eq!((&me["has_second_factor"], &me["recovery_codes_left"]), (&json!(true), &json!(9)));

    assert_eq!(office.post(&office.owner, "/me/second-factor/removal", &proof).await.status, 204);
    office.sign_in(&knock("olle")).await.ok();
    office.center.close().await;
}

#[actix_web::test]
async fn s35_a_second_factor_is_kept_sealed_and_shown_by_nobody() {
    let office = Office::open().await;
    let begun =
        office.post(&office.owner, "/me/second-factor", &json!({"password": password("olle")})).await.ok();
    let spelled = begun["secret"].as_str().unwrap().to_owned();
    let plain = BASE32_NOPAD.decode(spelled.as_bytes()).unwrap();
    for path in ["/me", "/people", "/people/olle"] {
        assert!(!office.get(&office.owner, path).await.ok().to_string().contains(&spelled), "{path}");
    }
    for file in std::fs::read_dir(office.center.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in [plain.as_slice(), spelled.as_bytes()] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret), "on the disk in the clear");
        }
    }
    office.center.close().await;
}
