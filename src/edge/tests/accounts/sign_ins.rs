//! Coming in by name and password, and going.

use serde_json::json;

use switchboard_core::Timestamp;
use switchboard_edge::tokens::hash;
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::people::{PeopleWrite, Place, SignIn};

use crate::caller::{Request, write};
use crate::doors::client::Socket;
use crate::doors::staff::Console;
use crate::doors::until;
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

/// A sign-in of Olle's that began and was last used so many seconds ago: its token.
async fn aged(office: &Office, name: &str, began: u64, used: u64) -> String {
    let now = office.center.living.house.clock.now();
    let ago = |seconds: u64| Timestamp(now.micros() - i64::try_from(seconds).unwrap() * 1_000_000);
    let place = Place { workspace: "demo".parse().unwrap(), agent: "olle".parse().unwrap() };
    let token = format!("sbs_{name}");
    let sign_in = SignIn {
        id: name.to_owned(),
        place,
        created_at: ago(began),
        used_at: ago(used),
        address: "127.0.0.1".to_owned(),
        client: "test".to_owned(),
    };
    let begun = PeopleWrite::SignIn { hash: hash(&token), sign_in, spent: None, forget_before: Timestamp(0) };
    write(&office.center, AccountWrite::People(Box::new(begun))).await;
    token
}

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

#[actix_web::test]
async fn s11_a_sign_in_ends_half_an_hour_after_its_last_use_and_twelve_hours_after_its_beginning() {
    let office = Office::open().await;
    let ended = [
        aged(&office, "idle", 31 * MINUTE, 30 * MINUTE).await,
        aged(&office, "old", 12 * HOUR, 1).await,
        aged(&office, "old-and-idle", 13 * HOUR, 2 * HOUR).await,
    ];
    let good = [
        aged(&office, "nearly-idle", 11 * HOUR, 29 * MINUTE).await,
        aged(&office, "nearly-old", 12 * HOUR - MINUTE, 1).await,
    ];
    let listed = office.get(&office.owner, "/me/sign-ins").await.ok();
    let mut names: Vec<_> =
        listed["items"].as_array().unwrap().iter().map(|item| item["sign_in"].as_str().unwrap()).collect();
    names.retain(|name| name.contains("idle") || name.contains("old"));
    names.sort_unstable();
    assert_eq!(names, ["nearly-idle", "nearly-old"], "only what counts is listed");
    for token in &ended {
        assert_eq!(office.get(token, "/me").await.problem(), (401, "not_authenticated"), "{token}");
        let ticket = Request::new("POST", "/socket-ticket").by(token).to(&office.center).await;
        assert_eq!(ticket.problem(), (401, "not_authenticated"), "{token}");
        let mut socket = Socket::connect(office.center.address, "/console/socket", None).await.unwrap();
        socket.send(&json!({"type": "hello", "token": token})).await;
        assert_eq!(socket.next().await["code"], "not_authenticated", "{token}");
    }
    for token in &good {
        assert_eq!(office.get(token, "/me").await.ok()["person"], "olle", "{token}");
    }
    // Using it is what keeps it: it is noted, and no use keeps it beyond its twelve hours.
    let renewed = || {
        let (sign_in, _) = office.center.views.sign_in(&hash("sbs_nearly-idle")).unwrap().unwrap();
        office.center.living.house.clock.now().since(sign_in.used_at).as_secs() < MINUTE
    };
    until("the use is noted", renewed).await;
    office.center.close().await;
}

#[actix_web::test]
async fn s11_an_open_console_uses_its_sign_in_and_closes_with_its_twelve_hours() {
    let office = Office::open().await;
    let nearly_idle = aged(&office, "nearly-idle", HOUR, 29 * MINUTE).await;
    let nearly_old = aged(&office, "nearly-old", 12 * HOUR - 4, 1).await;
    let mut kept = Console::of(&office.center, &nearly_idle).await;
    let mut ends = Console::of(&office.center, &nearly_old).await;
    let refused = ends.wait_for("refused").await;
    assert_eq!(refused["code"], "signed_out", "{refused}");
    assert_eq!(office.get(&nearly_old, "/me").await.status, 401);
    kept.socket.hears_nothing_of("refused", std::time::Duration::from_millis(100)).await;
    let noted = || {
        let (sign_in, _) = office.center.views.sign_in(&hash("sbs_nearly-idle")).unwrap().unwrap();
        office.center.living.house.clock.now().since(sign_in.used_at).as_secs() < MINUTE
    };
    until("the open console's use is noted", noted).await;
    office.center.close().await;
}
