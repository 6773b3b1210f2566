//! Other servers, as this dialect needs them: a bot that is asked, an issuer of sign-ins, mail. The roof fills it in.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// What another server answers, later.
pub type Later<T> = Pin<Box<dyn Future<Output = Result<T, Unreached>> + Send>>;

/// Another server did not answer as it should; in its words, or the system's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreached(pub String);

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// A mail address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Reaches other servers.
pub trait Outside: fmt::Debug + Send + Sync {
    /// The body of a good answer: to a question in JSON, or to none.
    fn fetch(&self, url: String, json: Option<String>) -> Later<Vec<u8>>;
    /// The body of a good answer to a form, posted with these credentials (`Basic …`).
    fn exchange(&self, url: String, form: String, authorization: String) -> Later<Vec<u8>>;
    /// Sends a letter.
    fn send(&self, letter: Letter) -> Later<()>;
}
