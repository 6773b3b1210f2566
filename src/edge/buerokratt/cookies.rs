//! The dialect's cookies: which there are, how they are set, taken back and read.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;

use super::settings::CookieSettings;

/// A customer's chat; their only credential.
pub(super) const CHAT: &str = "chatJwt";
/// A customer who signed in; read by the widget itself.
pub(super) const CUSTOMER: &str = "clientCustomJwtCookie";
/// An agent who signed in.
pub(super) const AGENT: &str = "customJwtCookie";
/// What the sign-in service gave.
pub(super) const SIGN_IN: &str = "JWTTOKEN";

/// A browser that is on its way to the sign-in service.
pub(super) const BEGUN: &str = "signInBegun";

/// How long a chat's cookie is kept; set anew with every message.
pub(super) const CHAT_FOR: Duration = Duration::from_secs(7_200);
/// How long a sign-in's is kept.
pub(super) const SIGN_IN_FOR: Duration = Duration::from_secs(8 * 60 * 60);

/// A cookie to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cookie {
    name: &'static str,
    value: String,
    lasts: Duration,
    for_scripts: bool,
}

impl Cookie {
    /// One no script can read.
    pub(super) fn new(name: &'static str, value: String, lasts: Duration) -> Self {
        Self { name, value, lasts, for_scripts: false }
    }

    /// The same, which scripts of the page may read.
    pub(super) fn for_scripts(self) -> Self {
        Self { for_scripts: true, ..self }
    }

    /// Takes one back.
    pub(super) fn gone(name: &'static str) -> Self {
        Self::new(name, String::new(), Duration::ZERO)
    }

    /// The header's value. `Secure` in any case: browsers keep such a cookie over plain HTTP from loopback too (trap 33).
    pub(super) fn spelled(&self, settings: &CookieSettings) -> String {
        let mut text = format!("{}={}; Path=/; Max-Age={}", self.name, self.value, self.lasts.as_secs());
        if let Some(domain) = &settings.domain {
            text.push_str("; Domain=");
            text.push_str(domain);
        }
        text.push_str("; Secure; SameSite=");
        text.push_str(settings.same_site.name());
        if !self.for_scripts {
            text.push_str("; HttpOnly");
        }
        text
    }
}

/// What a request brings under a name.
pub(super) fn of<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::super::settings::SameSite;
    use super::*;

    #[test]
    fn trap_33_where_a_cookie_goes_is_a_setting_and_it_is_always_secure() {
        let chat = Cookie::new(CHAT, "a.b.c".to_owned(), CHAT_FOR);
        let usual = "chatJwt=a.b.c; Path=/; Max-Age=7200; Secure; SameSite=Lax; HttpOnly";
        assert_eq!(chat.spelled(&CookieSettings::default()), usual);
        let abroad = CookieSettings { same_site: SameSite::None, domain: Some("gov.ee".to_owned()) };
        let spelled = chat.for_scripts().spelled(&abroad);
        assert!(spelled.ends_with("Max-Age=7200; Domain=gov.ee; Secure; SameSite=None"), "{spelled}");
        assert!(Cookie::gone(CHAT).spelled(&abroad).starts_with("chatJwt=; Path=/; Max-Age=0"));
    }

    #[test]
    fn cookies_are_found_among_others() {
        let request = TestRequest::default()
            .insert_header((header::COOKIE, "a=1; chatJwt=x.y; empty="))
            .to_http_request();
        assert_eq!(of(&request, CHAT), Some("x.y"));
        assert_eq!((of(&request, "empty"), of(&request, AGENT)), (None, None));
    }
}
