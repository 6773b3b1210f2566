//! The way to the issuer and back: the code flow of OpenID Connect (RFC 6749 4.1), as the dialect's sign-in service went it. A
//! page sends its person here with the address to return to; the issuer sends them back with a code, which is exchanged for a
//! token; what is left in their browser is a sign-in of ours, which either generation's calls then look at.
//!
//! Nothing is kept in between. The address and a number used once travel signed in `state`, and the number also in a cookie,
//! so that nobody can be led into a sign-in they did not begin.

use std::fmt::Write as _;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use switchboard_core::Timestamp;

use super::call::{Call, No};
use super::cookies::{self, BEGUN, Cookie, SIGN_IN};
use super::issuer::{NotSignedIn, SignedIn};
use super::settings::{ClientSettings, CookieSettings, IssuerSettings, SameSite};
use super::{cors, held, pass};

/// What a way out is signed for, and what a sign-in is.
const WAY: &str = "buerokratt/way";
const SIGNED_IN: &str = "buerokratt/signed-in";
/// Whoever takes longer at the issuer begins anew.
const AWAY_FOR: Duration = Duration::from_secs(15 * 60);
/// The calls that look at a sign-in come with the page that is returned to.
const LASTS: Duration = Duration::from_secs(15 * 60);
/// The longest address to return to, in bytes.
const LONGEST: usize = 2_000;

/// What travels in `state`.
#[derive(Debug, Serialize, Deserialize)]
struct Way {
    back: String,
    once: String,
    exp: i64,
}

/// What is left in the browser.
#[derive(Debug, Serialize, Deserialize)]
struct Left {
    #[serde(flatten)]
    person: SignedIn,
    exp: i64,
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

/// Whether a page is one that people may be returned to; its origin is what counts.
fn origin_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let scheme = address.len().checked_sub(rest.len())?;
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let is_plain = address.len() <= LONGEST
        && address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !rest.get(..host)?.contains('@');
    address.get(..scheme.checked_add(host)?).filter(|_| is_plain && host > 0)
}

/// A value of an address's query or of a form.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn form(fields: &[(&str, &str)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    fields.join("&")
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

fn client(call: &Call) -> Result<(&IssuerSettings, &ClientSettings), No> {
    let issuer = call.doors.settings.buerokratt.issuer.as_ref();
    issuer.and_then(|issuer| Some((issuer, issuer.client.as_ref()?))).ok_or(No::refused("no_issuer"))
}

fn refused(why: &NotSignedIn) -> No {
    match why {
        NotSignedIn::NoIssuer => No::refused("no_issuer"),
        NotSignedIn::Bad => No::refused("not_signed_in"),
        NotSignedIn::Unreached(_) => No::later(),
    }
}

/// The browser goes on to an address, with these cookies.
fn go(call: &Call, to: &str, set: &[Cookie]) -> Result<HttpResponse, No> {
    let settings = &call.doors.settings.buerokratt.cookies;
    // Whoever comes back from the issuer comes from another site.
    let same_site = if settings.same_site == SameSite::Strict { SameSite::Lax } else { settings.same_site };
    let settings = CookieSettings { same_site, domain: settings.domain.clone() };
    let location = HeaderValue::from_str(to).map_err(|_| No::bad("bad_field"))?;
    let mut answer = HttpResponse::Found();
    answer.insert_header((header::LOCATION, location)).insert_header((header::CACHE_CONTROL, "no-store"));
    for cookie in set {
        answer.append_header((header::SET_COOKIE, cookie.spelled(&settings)));
    }
    Ok(answer.finish())
}

/// To the issuer.
pub(super) async fn begin(call: Call) -> Result<HttpResponse, No> {
    let (issuer, client) = client(&call)?;
    let back = call.query("callback_url").ok_or(No::bad("bad_field"))?;
    let is_listed = origin_of(&back).is_some_and(|page| cors::is_anybodys(&call.doors, &call.request, page));
    if !is_listed {
        return Err(No::refused("unknown_page"));
    }
    let outside = call.doors.settings.buerokratt.outside.as_deref();
    let held = held(&call.doors);
    let ways = held.keys.ways(issuer, outside, call.now).await.map_err(|why| refused(&why))?;
    let mut random = [0_u8; 18];
    SystemRandom::new().fill(&mut random).map_err(|_| No::later())?;
    let once = BASE64URL_NOPAD.encode(&random);
    let way = Way { back, once: once.clone(), exp: seconds(call.now + AWAY_FOR) };
    let state = pass::sign(&call.doors.sealer, WAY, &way).map_err(|_| No::later())?;
    let asked = form(&[
        ("response_type", "code"),
        ("client_id", &issuer.audience),
        ("redirect_uri", &client.return_to),
        ("scope", "openid"),
        ("state", &state),
        ("nonce", &once),
    ]);
    let mark = if ways.authorization.contains('?') { '&' } else { '?' };
    let to = format!("{}{mark}{asked}", ways.authorization);
    go(&call, &to, &[Cookie::new(BEGUN, once, AWAY_FOR)])
}

/// Back from the issuer, and on to the page. Who did not sign in there is returned all the same: the page sees that nobody is.
pub(super) async fn finish(call: Call) -> Result<HttpResponse, No> {
    let (issuer, client) = client(&call)?;
    let way: Option<Way> = call.query("state").and_then(|state| pass::open(&call.doors.sealer, WAY, &state));
    let way = way.filter(|way| way.exp > seconds(call.now)).ok_or(No::refused("not_signed_in"))?;
    if cookies::of(&call.request, BEGUN) != Some(way.once.as_str()) {
        return Err(No::refused("not_signed_in"));
    }
    let Some(code) = call.query("code") else {
        return go(&call, &way.back, &[Cookie::gone(BEGUN)]);
    };
    let held = held(&call.doors);
    let keys = &held.keys;
    let outside = call.doors.settings.buerokratt.outside.as_deref();
    let ways = keys.ways(issuer, outside, call.now).await.map_err(|why| refused(&why))?;
    let asked =
        form(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", &client.return_to)]);
    let named = format!("{}:{}", encoded(&issuer.audience), encoded(&client.secret));
    let authorization = format!("Basic {}", BASE64.encode(named.as_bytes()));
    let exchanged = outside.ok_or_else(No::later)?.exchange(ways.token, asked, authorization).await;
    let exchanged = exchanged.map_err(|why| refused(&why.into()))?;
    let Exchanged { id_token } =
        serde_json::from_slice(&exchanged).map_err(|_| No::refused("not_signed_in"))?;
    let checked = keys.check_once(issuer, outside, &id_token, call.now, Some(&way.once)).await;
    let person = checked.map_err(|why| refused(&why))?;
    let left = Left { person, exp: seconds(call.now + LASTS) };
    let token = pass::sign(&call.doors.sealer, SIGNED_IN, &left).map_err(|_| No::later())?;
    // Today's widget looks for it before it asks who signed in.
    let cookie = Cookie::new(SIGN_IN, token, LASTS).for_scripts();
    go(&call, &way.back, &[cookie, Cookie::gone(BEGUN)])
}

/// Whoever a sign-in of ours is of.
pub(super) fn left_by(call: &Call, token: &str) -> Option<SignedIn> {
    let left: Left = pass::open(&call.doors.sealer, SIGNED_IN, token)?;
    (left.exp > seconds(call.now)).then_some(left.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_to_return_to_is_known_by_its_origin_alone() {
        for (address, origin) in [
            ("https://desk.example.org", Some("https://desk.example.org")),
            ("https://desk.example.org/et/log-in?a=b#c", Some("https://desk.example.org")),
            ("http://localhost:3000?x", Some("http://localhost:3000")),
            ("https://desk.example.org@evil.example/", None),
            ("https://desk.example.org\\@evil.example/", None),
            ("https:///evil.example", None),
            ("//evil.example", None),
            ("javascript:alert(1)", None),
            ("https://desk.example.org/\r\nset-cookie: a=b", None),
        ] {
            assert_eq!(origin_of(address), origin, "{address:?}");
        }
    }

    #[test]
    fn forms_are_encoded() {
        assert_eq!(form(&[("a", "b c/õ"), ("d", "~")]), "a=b%20c%2F%C3%B5&d=~");
    }
}
