//! Why somebody is not let in, as every door says it.

use switchboard_journal::JournalError;

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No platform of this name.
    #[error("there is no such platform")]
    UnknownPlatform,
    /// This page may not open a chat on the platform.
    #[error("this page may not open a chat here")]
    OriginNotAllowed,
    /// The token is not this customer's, here.
    #[error("the token is not valid here")]
    ForeignToken,
    /// No such credential, or its role has no business here.
    #[error("the credential is not valid")]
    NotAuthenticated,
    /// The workspace demands a second factor, which is not set up yet.
    #[error("a second factor must be set up first")]
    SecondFactorRequired,
    /// Too many newcomers from one address.
    #[error("too many new customers from this address")]
    TooManyNewcomers,
    /// Too many sockets of one customer.
    #[error("too many sockets of this customer are open")]
    TooManyConnections,
    /// The journal could not answer.
    #[error("not now, try again")]
    Journal(#[from] JournalError),
    /// The operating system gave no random bytes.
    #[error("an internal fault")]
    NoRandomness,
}

impl Denied {
    /// The stable word for clients, and after how many seconds another try is worth it.
    pub fn spoken(&self) -> (&'static str, Option<u64>) {
        match self {
            Self::UnknownPlatform => ("unknown_platform", None),
            Self::OriginNotAllowed => ("origin_not_allowed", None),
            Self::ForeignToken => ("foreign_token", None),
            Self::NotAuthenticated => ("not_authenticated", None),
            Self::SecondFactorRequired => ("second_factor_required", None),
            Self::TooManyNewcomers => ("rate_limited", Some(60)),
            Self::TooManyConnections => ("too_many_connections", Some(5)),
            Self::Journal(_) => ("busy", Some(1)),
            Self::NoRandomness => ("faulted", Some(1)),
        }
    }
}
