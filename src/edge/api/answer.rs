//! What a handler gives: a value, with its version or where it was made.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::condition;
use super::openapi::Schemas;

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

/// What an operation can answer with when all goes well.
pub(crate) trait Reply: 'static {
    /// As a response.
    fn respond(self) -> HttpResponse;
    /// Its schema; none for an answer without a body.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
}

impl<T: Serialize + ToSchema + 'static> Reply for Answer<T> {
    fn respond(self) -> HttpResponse {
        let status = if self.location.is_some() { StatusCode::CREATED } else { StatusCode::OK };
        let mut response = HttpResponseBuilder::new(status);
        if let Some(version) = self.version {
            response.insert_header((header::ETAG, condition::tag(version)));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, format!("{}{location}", super::BASE)));
        }
        for (name, value) in self.headers {
            response.append_header((name, value));
        }
        response.json(self.body)
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

impl Reply for Nothing {
    fn respond(self) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}
