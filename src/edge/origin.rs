//! Which page opened a socket. Browsers let any page open one, so the door must look.
//!
//! No `Origin` means a client that is not a page: it has no cookies of anybody to misuse, and its first frame must carry
//! what lets it in. A customer's page is compared with the platform's list once its hello has named the platform.

use actix_web::HttpRequest;
use actix_web::http::header;

/// The page that opened the socket; none for a client without one.
pub(crate) fn page(request: &HttpRequest) -> Option<String> {
    let origin = request.headers().get(header::ORIGIN)?;
    // A header that is not text is an origin all the same, and no list names it.
    Some(origin.to_str().unwrap_or("unreadable").to_owned())
}

/// Whether this page may open the console's socket: our own, or one of the configured.
/// Where browsers reach us by TLS only, a page of our name that came without it is not ours: anybody on its way can write it.
pub(crate) fn console_allows(request: &HttpRequest, configured: &[String], secure: bool) -> bool {
    let Some(page) = page(request) else { return true };
    configured.contains(&page) || is_own(request, &page, secure)
}

/// Whether a customer's page is on its platform's list.
pub(crate) fn platform_allows(page: Option<&str>, listed: &[String]) -> bool {
    page.is_none_or(|page| listed.iter().any(|origin| origin == page))
}

/// Whether it came from the address it asks.
pub(crate) fn is_own(request: &HttpRequest, page: &str, secure: bool) -> bool {
    let Some(host) = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let plain = page.strip_prefix("http://").filter(|_| !secure);
    let authority = page.strip_prefix("https://").or(plain);
    authority.is_some_and(|authority| !host.is_empty() && authority.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_console_opens_for_its_own_page_and_the_listed() {
        let listed = vec!["https://desk.example.org".to_owned()];
        let cases = [
            (None, true),
            (Some("http://cc.example.org:7700"), true),
            (Some("https://desk.example.org"), true),
            (Some("null"), false),
            (Some(""), false),
            (Some("https://evil.example"), false),
            (Some("http://cc.example.org"), false),
            (Some("http://cc.example.org:7700.evil.example"), false),
            (Some("http://evil.example/cc.example.org:7700"), false),
            (Some("https://desk.example.org.evil.example"), false),
            (Some("https://notdesk.example.org"), false),
            (Some("ftp://cc.example.org:7700"), false),
        ];
        for (origin, expected) in cases {
            let mut request = TestRequest::default().insert_header((header::HOST, "cc.example.org:7700"));
            if let Some(origin) = origin {
                request = request.insert_header((header::ORIGIN, origin));
            }
            assert_eq!(console_allows(&request.to_http_request(), &listed, false), expected, "{origin:?}");
        }
        let by = |origin: &str| {
            let request = TestRequest::default().insert_header((header::HOST, "cc.example.org"));
            console_allows(&request.insert_header((header::ORIGIN, origin)).to_http_request(), &listed, true)
        };
        assert!(by("https://cc.example.org") && by("https://desk.example.org"));
        assert!(!by("http://cc.example.org"), "s24: under TLS, whoever is on the way can write that page")
    }

    #[test]
    fn a_platform_names_its_pages_exactly() {
        let listed = vec!["https://www.example.org".to_owned()];
        assert!(platform_allows(None, &listed));
        assert!(platform_allows(Some("https://www.example.org"), &listed));
        assert!(!platform_allows(Some("http://www.example.org"), &listed));
        assert!(!platform_allows(Some("null"), &[]));
    }
}
