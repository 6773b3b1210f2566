//! What a handler gives: a value, with its version or where it was made.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::condition;
use super::schemas::Schemas;
use crate::problem::{Failed, Problem};

/// A value as the answer.
pub(crate) struct Answer<T> {
    body: T,
    version: Option<u64>,
    /// Relative to the API's base.
    location: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl<T> Answer<T> {
    /// The value.
    pub(crate) fn new(body: T) -> Self {
        Self { body, version: None, location: None, headers: Vec::new() }
    }

    /// With the version that edits of it must name.
    pub(crate) fn version(self, version: u64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Made just now, to be found at this path below the API's base: 201.
    pub(crate) fn created_at(self, location: String) -> Self {
        Self { location: Some(location), ..self }
    }

    /// With another header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Done, and nothing to show: 204.
pub(crate) struct Nothing;

/// An answer as it goes out, and as it is kept for when its request comes again.
pub(crate) struct Spoken {
    /// The status.
    pub status: u16,
    /// For the ETag.
    pub version: Option<u64>,
    /// Where something was made, below the API's base.
    pub location: Option<String>,
    /// JSON.
    pub body: Option<String>,
    /// What else was set.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Spoken {
    /// As a response.
    pub(crate) fn respond(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponseBuilder::new(status);
        if let Some(version) = self.version {
            response.insert_header((header::ETAG, condition::tag(version)));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, format!("{}{location}", super::BASE)));
        }
        for header in self.headers {
            response.append_header(header);
        }
        match self.body {
            Some(body) => response.content_type("application/json").body(body),
            None => response.finish(),
        }
    }
}

/// What an operation can answer with when all goes well.
pub(crate) trait Reply: 'static {
    /// As it goes out.
    fn spoken(self) -> Result<Spoken, Failed>;
    /// Its schema; none for an answer without a body.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

impl<T: Serialize + ToSchema + 'static> Reply for Answer<T> {
    fn spoken(self) -> Result<Spoken, Failed> {
        let status = if self.location.is_some() { StatusCode::CREATED } else { StatusCode::OK };
        let body = serde_json::to_string(&self.body).map_err(|error| {
            tracing::error!(%error, "an answer cannot be spelled");
            Failed::from(Problem::Internal)
        })?;
        Ok(Spoken {
            status: status.as_u16(),
            version: self.version,
            location: self.location,
            body: Some(body),
            headers: self.headers,
        })
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

impl Reply for Nothing {
    fn spoken(self) -> Result<Spoken, Failed> {
        let status = StatusCode::NO_CONTENT.as_u16();
        Ok(Spoken { status, version: None, location: None, body: None, headers: Vec::new() })
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}
