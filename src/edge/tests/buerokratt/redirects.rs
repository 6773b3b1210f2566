//! The way to the issuer and back, with a throw-away issuer: what both sides' pages do by a full-page redirect.

use std::sync::Arc;

use data_encoding::BASE64;
use serde_json::json;
use switchboard_edge::buerokratt::settings::{ClientSettings, IssuerSettings};

use crate::browser::{BASE, Browser, DESK, spoken, value};
use crate::doors::Center;
use crate::doors::center::PAGE;
use crate::doors::http::Answered;
use crate::outer::{ISSUER, World};

const BACK: &str = "https://chat.example.org/buerokratt/v1/authenticate";

async fn center(world: &Arc<World>) -> Center {
    let mut settings = spoken();
    settings.buerokratt.outside = Some(Arc::clone(world) as _);
    settings.buerokratt.issuer = Some(IssuerSettings {
        issuer: ISSUER.to_owned(),
        audience: "gov".to_owned(),
        client: Some(ClientSettings { secret: "s3 cret".to_owned(), return_to: BACK.to_owned() }),
    });
    Center::open(settings).await
}

async fn goes(browser: &Browser<'_>, path: &str) -> Answered {
    browser.send("GET", &format!("{BASE}{path}"), &[], b"").await
}

fn field<'a>(location: &'a str, name: &str) -> &'a str {
    let query = location.split_once('?').unwrap().1;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap()
}

/// To the issuer; the state and the number that go with it.
async fn leaves(browser: &Browser<'_>, back: &str) -> (String, String) {
    let sent = goes(browser, &format!("/oauth2/authorization/tara?callback_url={back}")).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    let location = sent.header("location").unwrap();
    assert!(
        location.starts_with(&format!("{ISSUER}/authorize?response_type=code&client_id=gov&")),
        "{location}"
    );
    assert_eq!(field(location, "redirect_uri"), BACK.replace(':', "%3A").replace('/', "%2F"));
    (field(location, "state").to_owned(), field(location, "nonce").to_owned())
}

#[actix_rt::test]
async fn an_agent_goes_to_the_issuer_comes_back_and_is_signed_in_by_either_generations_call() {
    let world = Arc::new(World::new());
    let center = center(&world).await;
    let token = center.doors.await_founder().unwrap();
    let founding = json!({
        "token": token, "workspace": "demo", "person": "olle", "login": "EE1", "password": "a long phrase of olle",
    });
    assert_eq!(
        crate::doors::http::post(center.address, "/api/v1/bootstrap", None, &founding).await.status,
        201
    );
    for path in ["v1/cs-login-with-tara-jwt", "v2/auth/tara/login"] {
        let browser = Browser { page: DESK, ..Browser::customer(&center) };
        let (state, once) = leaves(&browser, "https://desk.example.org/et/log-in").await;
        *world.once.lock().unwrap() = once;
        let back = goes(&browser, &format!("/authenticate?code=EE1&state={state}")).await;
        assert_eq!((back.status, back.header("location")), (302, Some("https://desk.example.org/et/log-in")));
        let cookies: Vec<_> = back.head.lines().filter(|line| line.contains("JWTTOKEN=")).collect();
        assert!(cookies.len() == 1 && !cookies[0].contains("HttpOnly"), "a page looks for it: {cookies:?}");
        let (form, authorization) = world.exchanged.lock().unwrap().last().cloned().unwrap();
        assert!(
            form.starts_with("grant_type=authorization_code&code=EE1&redirect_uri=https%3A%2F%2F"),
            "{form}"
        );
        assert_eq!(authorization, format!("Basic {}", BASE64.encode(b"gov:s3%20cret")));
        let entered = browser.send("POST", &format!("/buerokratt/{path}"), &[], b"").await;
        assert_eq!(entered.status, 200, "{path}: {entered:?}");
        let info = value(&browser.call("/cs-custom-jwt-userinfo").await.json());
        assert_eq!(info["login"], "ee1", "{path}");
    }
    center.close().await;
}

#[actix_rt::test]
async fn a_customer_comes_back_to_their_chat_by_todays_call_as_well() {
    let world = Arc::new(World::new());
    let center = center(&world).await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let (state, once) = leaves(&widget, &format!("{PAGE}/et")).await;
    *world.once.lock().unwrap() = once;
    assert_eq!(goes(&widget, &format!("/authenticate?code=EE7&state={state}")).await.status, 302);
    let named = widget.send("GET", "/buerokratt/v2/auth/tara/login", &[], b"").await;
    assert_eq!(named.status, 200, "{named:?}");
    assert_eq!(widget.ok("/get-chat-by-id", json!({})).await["endUserId"], "EE7");
    center.close().await;
}

#[actix_rt::test]
async fn nobody_is_led_astray_or_into_a_sign_in_they_did_not_begin() {
    let world = Arc::new(World::new());
    let center = center(&world).await;
    let browser = Browser { page: DESK, ..Browser::customer(&center) };
    for astray in ["https://evil.example/", "https://desk.example.org@evil.example/", "//evil.example", ""] {
        let sent = goes(&browser, &format!("/oauth2/authorization/tara?callback_url={astray}")).await;
        assert!(sent.status == 403 || sent.status == 400, "{astray}: {sent:?}");
    }
    let (state, once) = leaves(&browser, "https://desk.example.org/").await;
    *world.once.lock().unwrap() = once;
    let path = format!("/authenticate?code=EE1&state={state}");
    let other = Browser { page: DESK, ..Browser::customer(&center) };
    assert_eq!(goes(&other, &path).await.status, 403, "another browser");
    assert_eq!(goes(&browser, &path.replace("state=", "state=x")).await.status, 403, "another state");
    *world.once.lock().unwrap() = "another".to_owned();
    assert_eq!(goes(&browser, &path).await.status, 403, "a token for another sign-in");
    let declined = goes(&browser, &format!("/authenticate?error=user_cancel&state={state}")).await;
    assert_eq!((declined.status, declined.header("location")), (302, Some("https://desk.example.org/")));
    assert!(browser.cookies.borrow().is_empty(), "and nobody is signed in");
    center.close().await;
}
