//! A server's URL as people type it, and the websocket URL of one of its doors.

use std::fmt;
use std::str::FromStr;

/// Where a server is: `http://127.0.0.1:7700`, with a path prefix if a proxy adds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl {
    /// Host, port and prefix, without a slash at the end.
    rest: String,
}

/// Why a text is not a server's URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// This client speaks without TLS.
    #[error(
        "this client speaks plain http only; use http:// and a server on this machine or behind a tunnel"
    )]
    Tls,
    /// Neither http nor ws.
    #[error("a server's URL begins with http://, for instance http://127.0.0.1:7700")]
    Scheme,
    /// Nothing after the scheme.
    #[error("the URL names no host")]
    NoHost,
}

impl Default for ServerUrl {
    fn default() -> Self {
        Self { rest: "127.0.0.1:7700".to_owned() }
    }
}

impl FromStr for ServerUrl {
    type Err = UrlError;
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let (scheme, rest) = text.split_once("://").ok_or(UrlError::Scheme)?;
        match scheme {
            "http" | "ws" => {}
            "https" | "wss" => return Err(UrlError::Tls),
            _ => return Err(UrlError::Scheme),
        }
        let rest = rest.trim_end_matches('/');
        if rest.is_empty() { Err(UrlError::NoHost) } else { Ok(Self { rest: rest.to_owned() }) }
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.rest)
    }
}

impl ServerUrl {
    /// The websocket URL of a door.
    pub fn websocket(&self, door: &str) -> String {
        format!("ws://{}{door}", self.rest)
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
        ] {
            assert_eq!(typed.parse::<ServerUrl>().unwrap().websocket("/x"), socket);
        }
        for (typed, why) in [
            ("https://host", UrlError::Tls),
            ("127.0.0.1:7700", UrlError::Scheme),
            ("ftp://host", UrlError::Scheme),
            ("http://", UrlError::NoHost),
        ] {
            assert_eq!(typed.parse::<ServerUrl>(), Err(why));
        }
    }
}
