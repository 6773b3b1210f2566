//! Agents sign in by password, and out again.

use serde_json::json;

use crate::browser::{BASE, Browser, DESK, center};
use crate::doors::http;

async fn founded(center: &crate::doors::Center) {
    let token = center.doors.await_founder().unwrap();
    let founding = json!({
        "token": token, "workspace": "demo", "person": "olle", "login": "olle@example.org",
        "password": "a long phrase of olle",
    });
    let answered = http::post(center.address, "/api/v1/bootstrap", None, &founding).await;
    assert_eq!(answered.status, 201, "{answered:?}");
}

#[actix_rt::test]
async fn a_password_lets_in_with_a_cookie_and_leaving_ends_it() {
    let center = center().await;
    founded(&center).await;
    let browser = Browser { page: DESK, ..Browser::customer(&center) };
    let wrong = json!({"login": "olle@example.org", "password": "guess"});
    assert_eq!(browser.refused("/cs-login", wrong).await, (401, "not_authenticated".to_owned()));
    assert_eq!(browser.call("/cs-custom-jwt-userinfo").await.status, 401);
    let right = json!({"login": "Olle@example.org", "password": "a long phrase of olle"});
    let answered = browser.post("/cs-login", right).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    let cookie = answered.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("Secure") && cookie.contains("Max-Age=28800"),
        "{cookie}"
    );
    let info = browser.ok("/cs-custom-jwt-userinfo", json!("customJwtCookie")).await;
    assert_eq!(
        (&info["login"], &info["authorities"]),
        (&json!("olle@example.org"), &json!(["ROLE_ADMINISTRATOR"]))
    );
    let expires: i64 = info["JWTExpirationTimestamp"].as_str().unwrap().parse().unwrap();
    assert!(expires > 1_700_000_000_000);
    // Trap 13: a bare word, as plain text.
    let plain = [("Content-Type", "text/plain")];
    let verified =
        browser.send("POST", &format!("{BASE}/jwt/custom-jwt-verify"), &plain, b"customJwtCookie").await;
    assert_eq!(verified.status, 200);
    browser.ok("/cs-custom-jwt-extend", json!("customJwtCookie")).await;
    let before = browser.cookies.borrow().clone();
    assert_eq!(browser.call("/cs-logout").await.status, 200);
    assert!(browser.cookies.borrow().is_empty());
    *browser.cookies.borrow_mut() = before;
    assert_eq!(browser.call("/cs-custom-jwt-userinfo").await.status, 401, "the sign-in itself is over");
    center.close().await;
}

#[actix_rt::test]
async fn another_workspaces_people_are_nobody_here() {
    let center = center().await;
    let stranger = Browser::agent(&center, "other-anna");
    assert_eq!(stranger.call("/cs-custom-jwt-userinfo").await.status, 401);
    let robot = Browser::agent(&center, "demo-robot");
    assert_eq!(robot.call("/cs-custom-jwt-userinfo").await.status, 401);
    center.close().await;
}
