//! The headers of every answer: nothing is kept by anybody, guessed at, framed, or named to the next page.
//!
//! A handler that needs something else (a page to be framed, a picture to be kept) sets that header itself; what is set
//! already stays.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// The header that carries a request's id, in and out.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a page of ours may do unless it says otherwise: its own scripts, styles and sockets, nothing inline.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'";

/// What is no page may do nothing at all, should a browser take it for one.
const DATA_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Two years, as browsers' lists ask for.
const ONLY_TLS: &str = "max-age=63072000; includeSubDomains";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Completes the headers of an answer. `secure`: browsers reach us by TLS, here or at a proxy.
pub(crate) fn dress(headers: &mut HeaderMap, request: Option<HeaderValue>, secure: bool) {
    if let Some(id) = request {
        headers.insert(REQUEST_ID, id);
    }
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = if is_page { PAGE_POLICY } else { DATA_POLICY };
    let tls = secure.then_some((header::STRICT_TRANSPORT_SECURITY, ONLY_TLS));
    let rest = [(header::CONTENT_SECURITY_POLICY, policy)].into_iter().chain(tls);
    for (name, value) in ALWAYS.into_iter().chain(rest) {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dressed(kind: &'static str, secure: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        dress(&mut headers, None, secure);
        headers
    }

    #[test]
    fn s29_every_answer_is_dressed_and_a_page_strictly() {
        let page = dressed("text/html; charset=utf-8", true);
        let policy = page.get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.contains("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.get("strict-transport-security").unwrap(), ONLY_TLS);
        let data = dressed("application/json", false);
        assert!(data.get("strict-transport-security").is_none(), "only where TLS is");
        assert_eq!(data.get("content-security-policy").unwrap(), DATA_POLICY);
        for (name, value) in ALWAYS {
            assert_eq!(data.get(&name).unwrap(), value, "{name}");
        }
    }

    #[test]
    fn what_a_handler_set_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=60"));
        dress(&mut headers, None, true);
        assert_eq!(headers.get("cache-control").unwrap(), "private, max-age=60");
    }
}
