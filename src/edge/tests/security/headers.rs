//! What every answer says, and what no method gets.

use super::doors::{Center, settings};
use super::raw::once;
use switchboard_edge::EdgeSettings;

#[actix_web::test]
async fn s31_no_trace_no_other_method_no_figures_on_the_public_address() {
    let center = Center::open(settings()).await;
    for method in ["TRACE", "TRACK", "CONNECT", "PROPFIND", "GARBAGE"] {
        let heard =
            once(center.address, &format!("{method} /livez HTTP/1.1\r\nhost: x\r\nx-canary: canary\r\n\r\n"))
                .await;
        let status = heard.statuses();
        assert!(matches!(status[..], [400 | 404 | 405] | []), "{method}: {status:?}");
        assert!(!heard.text.contains("canary"), "{method} is echoed");
    }
    for path in
        ["/metrics", "/debug", "/static/", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/livez/../metrics"]
    {
        let heard = once(center.address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert!(matches!(heard.statuses()[..], [400 | 404]), "{path}: {}", heard.text);
    }
    let status = center.http("GET /status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    for word in ["diskFreeBytes", "sessions", "connections", "outbox", "quarantined"] {
        assert!(!status.contains(word), "the public status tells {word}: {status}");
    }
    center.close().await;
}

#[actix_web::test]
async fn s32_errors_carry_the_requests_id_and_nothing_of_our_insides() {
    let center = Center::open(settings()).await;
    let ask = |id: &str| {
        format!("GET /nothing/here HTTP/1.1\r\nhost: x\r\nx-request-id: {id}\r\nconnection: close\r\n\r\n")
    };
    let kept = center.http(&ask("req-12345678")).await;
    assert!(kept.contains("x-request-id: req-12345678"), "{kept}");
    assert!(kept.contains("\"requestId\":\"req-12345678\""), "{kept}");
    let long = "x".repeat(65);
    for odd in ["short", "with space-123", "<script>alert</script>", long.as_str(), "ünïcödé-ünïcödé"]
    {
        let replaced = center.http(&ask(odd)).await;
        assert!(!replaced.contains(odd), "{odd} came back: {replaced}");
    }
    for word in ["panicked", "src/", ".rs", "sqlite", "actix"] {
        assert!(!kept.to_lowercase().contains(word), "{word}: {kept}");
    }
    center.close().await;
}

#[actix_web::test]
async fn s29_every_answer_is_dressed_and_tls_is_pinned_where_it_is() {
    for (secure, pinned) in [(false, false), (true, true)] {
        let center = Center::open(EdgeSettings { secure, ..settings() }).await;
        for path in ["/livez", "/nothing", "/sermo/socket"] {
            let answer =
                center.http(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await;
            for header in [
                "x-content-type-options: nosniff",
                "referrer-policy: no-referrer",
                "content-security-policy: default-src 'none'",
                "cross-origin-opener-policy: same-origin",
                "cache-control: no-store",
                "x-request-id: ",
            ] {
                assert_eq!(answer.matches(header).count(), 1, "{path} {header}: {answer}");
            }
            assert_eq!(answer.contains("strict-transport-security: max-age=63072000"), pinned, "{answer}");
            assert!(!answer.to_lowercase().contains("\r\nserver:"), "{answer}");
        }
        center.close().await;
    }
}

#[actix_web::test]
async fn behind_a_prefix_everything_is_below_it_and_nothing_beside() {
    let center = Center::open(EdgeSettings { prefix: "/chat".to_owned(), ..settings() }).await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    assert!(center.http(&get("/chat/livez")).await.starts_with("HTTP/1.1 200"));
    let beside = center.http(&get("/livez")).await;
    assert!(beside.starts_with("HTTP/1.1 404") && beside.contains("not_found"), "{beside}");
    assert!(center.http(&get("/chatter/livez")).await.starts_with("HTTP/1.1 404"));
    center.close().await;
}
