//! Edits name the version they were made from (RFC 9110, 13): `If-Match` with an ETag, or `If-None-Match: *` to create.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName};

use crate::problem::{Failed, Problem};

/// What an edit expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    /// No condition was sent.
    Any,
    /// This version.
    Version(u64),
    /// Nothing yet.
    Absent,
}

/// The condition a request carries.
pub(crate) fn of(request: &HttpRequest) -> Result<Condition, Failed> {
    let invalid = |what: &str| Problem::InvalidHeader.because(what);
    let matching = text(request.headers(), &header::IF_MATCH)?;
    let none_matching = text(request.headers(), &header::IF_NONE_MATCH)?;
    match (matching, none_matching) {
        (None, None) => Ok(Condition::Any),
        (None, Some("*")) => Ok(Condition::Absent),
        (None, Some(_)) => Err(invalid("If-None-Match: * is understood and nothing else")),
        (Some(_), Some(_)) => Err(invalid("If-Match and If-None-Match exclude one another")),
        // A tag of another kind than ours is the tag of nothing there is.
        (Some(tag), None) => Ok(version(tag).map_or(Condition::Version(u64::MAX), Condition::Version)),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Failed> {
    let value = headers.get(name).map(|value| value.to_str());
    value.transpose().map_err(|_| Problem::InvalidHeader.because(format!("{name} is not text")))
}

fn version(tag: &str) -> Option<u64> {
    tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok()
}

/// The ETag of a version: strong, since equal versions are equal bytes.
pub(crate) fn tag(version: u64) -> String {
    format!("\"{version}\"")
}

impl Condition {
    /// The version a write must find, 0 for none yet. An edit without a condition is refused.
    pub(crate) fn expected(self) -> Result<u64, Failed> {
        match self {
            Self::Any => Err(Problem::ConditionRequired.into()),
            Self::Version(version) => Ok(version),
            Self::Absent => Ok(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn conditions_are_read_strictly() {
        let read = |headers: &[(&'static str, &'static str)]| {
            let request =
                headers.iter().fold(TestRequest::default(), |request, header| request.insert_header(*header));
            of(&request.to_http_request()).map_err(|failed| failed.problem)
        };
        assert_eq!(read(&[]), Ok(Condition::Any));
        assert_eq!(read(&[("if-match", "\"7\"")]), Ok(Condition::Version(7)));
        assert_eq!(read(&[("if-match", "\"7\"")]).unwrap().expected(), Ok(7));
        assert_eq!(read(&[("if-none-match", "*")]).unwrap().expected(), Ok(0));
        for other in ["W/\"7\"", "7", "*", "\"x\"", "\"7\", \"8\""] {
            let request = TestRequest::default().insert_header(("if-match", other)).to_http_request();
            assert_eq!(of(&request), Ok(Condition::Version(u64::MAX)), "{other} matches nothing");
        }
        assert_eq!(read(&[("if-none-match", "\"7\"")]), Err(Problem::InvalidHeader));
        assert_eq!(read(&[("if-match", "\"7\""), ("if-none-match", "*")]), Err(Problem::InvalidHeader));
        assert_eq!(Condition::Any.expected().unwrap_err().problem, Problem::ConditionRequired);
        assert_eq!(tag(7), "\"7\"");
    }
}
