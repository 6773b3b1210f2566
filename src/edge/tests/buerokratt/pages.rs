//! Which pages may call (trap 3), and what is not here.

use serde_json::json;

use crate::browser::{BASE, Browser, DESK, center, first, spoken};
use crate::doors::Center;
use crate::doors::center::PAGE;

#[actix_rt::test]
async fn trap_3_a_page_is_let_in_by_its_exact_name_with_credentials() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let asked = [
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type,cache-control"),
    ];
    let preflight = widget.send("OPTIONS", &format!("{BASE}/init-chat"), &asked, b"").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(preflight.header("access-control-allow-credentials"), Some("true"));
    assert!(preflight.header("access-control-allow-headers").unwrap().contains("cache-control"));
    let answered = widget.call("/get-greeting-message").await;
    assert_eq!(answered.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(answered.header("access-control-allow-credentials"), Some("true"));
    center.close().await;
}

#[actix_rt::test]
async fn trap_3_a_page_on_no_list_is_refused_whatever_cookies_come_along() {
    let center = center().await;
    let widget = Browser::customer(&center);
    widget.begins("Tere").await;
    let anna = Browser::agent(&center, "demo-anna");
    for (browser, page, path) in [
        (&widget, "https://evil.example", "/get-chat-by-id"),
        (&widget, "null", "/get-chat-by-id"),
        (&widget, "https://www.example.org.evil.example", "/get-chat-by-id"),
        // A customers' page is no agents' page, nor the other way round.
        (&anna, PAGE, "/cs-get-all-active-chats"),
        (&widget, DESK, "/get-chat-by-id"),
    ] {
        let there = Browser { page, cookies: browser.cookies.clone(), center: &center };
        let answered = there.call(path).await;
        assert_eq!(
            (answered.status, answered.header("access-control-allow-origin")),
            (403, None),
            "{page} {path}"
        );
        let preflight = there.send("OPTIONS", &format!("{BASE}{path}"), &[], b"").await;
        assert_eq!(preflight.status, 403);
    }
    center.close().await;
}

#[actix_rt::test]
async fn what_changes_something_is_posted_and_what_is_not_here_says_so() {
    let center = center().await;
    let widget = Browser::customer(&center);
    let by_link =
        widget.send("GET", &format!("{BASE}/init-chat"), &[], first("Tere").to_string().as_bytes()).await;
    assert_eq!(by_link.status, 403);
    let unknown = widget.call("/cs-get-intents").await;
    assert_eq!((unknown.status, unknown.json()), (404, json!({"data": {}, "error": "not_found"})));
    center.close().await;
}

#[actix_rt::test]
async fn the_dialect_is_at_the_root_only_where_it_is_wanted() {
    let center = center().await;
    let widget = Browser::customer(&center);
    assert_eq!(widget.send("POST", "/get-greeting-message", &[], b"").await.status, 404);
    center.close().await;
    let mut settings = spoken();
    settings.buerokratt.root = Some(switchboard_wire::buerokratt::Generation::V1);
    let center = Center::open(settings).await;
    let widget = Browser::customer(&center);
    assert_eq!(widget.send("POST", "/get-greeting-message", &[], b"").await.status, 200);
    assert_eq!(widget.call("/get-greeting-message").await.status, 200);
    center.close().await;
    let silent = Center::open(crate::doors::settings()).await;
    assert_eq!(Browser::customer(&silent).call("/get-greeting-message").await.status, 404);
    silent.close().await;
}
