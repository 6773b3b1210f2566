//! Authenticators and recovery codes.

use data_encoding::BASE32_NOPAD;
use serde_json::json;
use switchboard_edge::api::{Access, operations};
use totp_rs::{Builder, Secret};

use crate::caller::Request;
use crate::doors::client::Socket;
use crate::doors::staff::Console;
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

/// Sets the workspace's policy: who must have one.
async fn demand(office: &Office, by: &str, version: u64, whom: &str) {
    let values = json!({"name": "Demo", "second_factor": whom});
    let put = Request::put("/workspace").by(by).of_version(version).json(&values).to(&office.center).await;
    assert!(matches!(put.status, 200 | 201), "{put:?}");
}

/// Sets up a second factor and gives its secret.
async fn set_up(office: &Office, token: &str, person: &str) -> String {
    let proof = json!({"password": password(person)});
    let begun = office.post(token, "/me/second-factor", &proof).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let first = json!({"code": code(&secret, 0)});
    office.post(token, "/me/second-factor/confirmation", &first).await.ok();
    secret
}

#[actix_web::test]
async fn s9_where_one_is_demanded_nothing_else_can_be_done_before() {
    let office = Office::open().await;
    let adam = office.hire("adam", "admin").await;
    let anna = office.hire("anna", "agent").await;
    let mut console = Console::of(&office.center, &adam).await;
    let mut hers = Console::of(&office.center, &anna).await;
    set_up(&office, &office.owner, "olle").await;
    demand(&office, &office.owner, 0, "admins").await;

    // Adam is an admin without one: his socket closes, and he may only set one up.
    assert_eq!(console.wait_for("refused").await["code"], "signed_out");
    let again = office.sign_in(&knock("adam")).await.ok();
    assert_eq!(again["second_factor_required"], true);
    let again = again["token"].as_str().unwrap().to_owned();
    for token in [&adam, &again] {
        for operation in operations() {
            let Access::Needs(_) = operation.access() else { continue };
            let method = operation.verb().method();
            let sets_up = matches!(
                (method.as_str(), operation.path()),
                ("GET", "/me")
                    | ("POST", "/me/second-factor" | "/me/second-factor/confirmation" | "/sign-out")
            );
            if !sets_up {
                let method = ["GET", "POST", "PUT", "DELETE"].into_iter().find(|name| *name == method);
                let path = operation.path().replace(['{', '}'], "");
                let refused = Request::new(method.unwrap(), path).by(token).to(&office.center).await;
                assert_eq!(refused.problem(), (403, "second_factor_required"), "{}", operation.path());
            }
        }
        assert_eq!(office.get(token, "/me").await.ok()["second_factor_required"], true);
        let picture = office.get(token, &format!("/attachments/{}", "a".repeat(64))).await;
        assert_eq!(picture.problem(), (403, "second_factor_required"));
        let mut socket = Socket::connect(office.center.address, "/console/socket", None).await.unwrap();
        socket.send(&json!({"type": "hello", "token": token})).await;
        assert_eq!(socket.next().await["code"], "second_factor_required");
    }
    let secret = set_up(&office, &again, "adam").await;
    office.get(&again, "/people").await.ok();
    assert_eq!(office.get(&adam, "/me").await.status, 401, "the sign-in without it has ended");
    let mut with_code = knock("adam");
    with_code["code"] = json!(code(&secret, 1));
    assert_eq!(office.sign_in(&with_code).await.ok()["second_factor_required"], false);

    // An agent is not meant until everybody is.
    hers.socket.hears_nothing_of("refused", std::time::Duration::from_millis(200)).await;
    office.get(&anna, "/queues").await.ok();
    demand(&office, &office.owner, 1, "everybody").await;
    assert_eq!(hers.wait_for("refused").await["code"], "signed_out");
    assert_eq!(office.get(&anna, "/queues").await.problem(), (403, "second_factor_required"));
    set_up(&office, &anna, "anna").await;
    office.get(&anna, "/queues").await.ok();
    // Who takes it away is where they were.
    let proof = json!({"password": password("anna")});
    assert_eq!(office.post(&anna, "/me/second-factor/removal", &proof).await.status, 204);
    assert_eq!(office.get(&anna, "/queues").await.problem(), (403, "second_factor_required"));
    demand(&office, &office.owner, 2, "optional").await;
    office.get(&anna, "/queues").await.ok();
    office.center.close().await;
}
