//! A server's URL as people type it, and the websocket URL of one of its doors.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a server is: `http://127.0.0.1:7700`, with a path prefix if a proxy adds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    /// By TLS.
    encrypted: bool,
    /// Host, port and prefix, without a slash at the end.
    rest: String,
    /// Certificates of those who may vouch for the server; none for the system's.
    authorities: Option<PathBuf>,
}

/// Why a text is not a server's URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Neither http nor ws, with TLS or without.
    #[error("a server's URL begins with http:// or https://, for instance http://127.0.0.1:7700")]
    Scheme,
    /// Nothing after the scheme.
    #[error("the URL names no host")]
    NoHost,
}

impl Default for ServerUrl {
    fn default() -> Self {
        Self { encrypted: false, rest: "127.0.0.1:7700".to_owned(), authorities: None }
    }
}

impl FromStr for ServerUrl {
    type Err = UrlError;
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
        let encrypted = match scheme {
            "http" | "ws" => false,
            "https" | "wss" => true,
            _ => return Err(UrlError::Scheme),
        };
        let rest = rest.trim_end_matches('/').to_owned();
        if rest.is_empty() { Err(UrlError::NoHost) } else { Ok(Self { encrypted, rest, authorities: None }) }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.rest)
    }
}

impl ServerUrl {
    /// The websocket URL of a door.
    pub fn websocket(&self, door: &str) -> String {
        let scheme = if self.encrypted { "wss" } else { "ws" };
        format!("{scheme}://{}{door}", self.rest)
    }

    /// The HTTP URL of one of its paths.
    pub fn http(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// The same server, believed if one of this file's certificates vouches for it; none for the system's.
    pub fn vouched_for_by(self, authorities: Option<PathBuf>) -> Self {
        Self { authorities, ..self }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    pub(super) fn authorities(&self) -> Option<&Path> {
        self.authorities.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_as_people_type_them() {
        for (typed, socket) in [
            ("http://127.0.0.1:7700", "ws://127.0.0.1:7700/x"),
            ("http://127.0.0.1:7700/", "ws://127.0.0.1:7700/x"),
            ("ws://host/chat/", "ws://host/chat/x"),
            ("https://host", "wss://host/x"),
            ("wss://host:8443/chat/", "wss://host:8443/chat/x"),
        ] {
            assert_eq!(typed.parse::<ServerUrl>().unwrap().websocket("/x"), socket);
        }
        for (typed, why) in [
            ("127.0.0.1:7700", UrlError::Scheme),
            ("ftp://host", UrlError::Scheme),
            ("http://", UrlError::NoHost),
        ] {
            assert_eq!(typed.parse::<ServerUrl>(), Err(why));
        }
    }
}
