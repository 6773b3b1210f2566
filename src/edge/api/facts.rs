//! What is known of an operation without its types: how it is asked for, who may, how it can end.

use actix_web::http::Method;
use utoipa::openapi::{RefOr, Schema};

use crate::permissions::Deed;
use crate::problem::Problem;

/// How it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Looks, changes nothing.
    Get,
    /// Does something, or makes something whose name we choose.
    Post,
    /// Makes or replaces something under its name; names the version it was made from.
    Put,
    /// Takes something away.
    Delete,
}

impl Verb {
    /// The method of HTTP.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Delete => Method::DELETE,
        }
    }
}

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without a credential.
    Public,
    /// Whoever may do this.
    Needs(Deed),
}

impl From<Deed> for Access {
    fn from(deed: Deed) -> Self {
        Self::Needs(deed)
    }
}

/// What is known of an operation without its types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub verb: Verb,
    /// Below the API's base, with `{names}`.
    pub path: &'static str,
    pub access: Access,
    pub summary: &'static str,
    pub details: &'static str,
    /// Edits must name the version they were made from.
    pub is_conditional: bool,
    /// The answer holds a secret, is shown once and kept nowhere.
    pub is_secret: bool,
    /// The subject it asks knows the caller's key itself, so that asking again is harmless.
    pub is_known_by_stamp: bool,
    /// Makes something: 201.
    pub creates: bool,
    /// Open to who must set up a second factor first.
    pub sets_up_factor: bool,
    /// How its own rules may refuse, beyond what follows from the rest of this.
    pub refuses: &'static [Problem],
}

/// What the document says of its values.
pub(crate) struct Shapes {
    pub query: Option<RefOr<Schema>>,
    pub body: Option<RefOr<Schema>>,
    /// The media types of the body.
    pub media: &'static [&'static str],
    pub answer: Option<RefOr<Schema>>,
}
