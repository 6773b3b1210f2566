//! A request's query: what its type knows, and nothing else.

use actix_web::web;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::problem::{Failed, Problem};

/// No query.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoQuery {}

/// Reads a query.
pub(crate) fn read<Q: DeserializeOwned>(text: &str) -> Result<Q, Failed> {
    let read = web::Query::<Q>::from_query(text);
    read.map(web::Query::into_inner).map_err(|error| {
        let detail = error.to_string();
        let detail = detail.rsplit_once("deserialize error: ").map_or(detail.as_str(), |(_, why)| why);
        Problem::InvalidQuery.because(detail)
    })
}
