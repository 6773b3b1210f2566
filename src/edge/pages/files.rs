//! A built file as a browser wants it: compressed beforehand, with a strong tag, kept for good where its name changes
//! with its content.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, AcceptEncoding, Encoding, EntityTag, Header as _, HeaderValue, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse};
use data_encoding::HEXLOWER;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::not_built;
use crate::problem::Problem;

/// What `scripts/build` put there; nothing when `cargo build` ran alone.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Built;

/// Files below such a folder have their content's hash in their name.
const HASHED: &str = "/assets/";
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Kept, and asked about each time.
const ASKED_ABOUT: &str = "no-cache";

/// The file of this name, or that there is none.
pub(super) fn answer(request: &HttpRequest, name: &str) -> Result<HttpResponse, Problem> {
    let Some(kind) = kind_of(name) else { return Err(Problem::NotFound) };
    let Some(plain) = Built::get(name) else {
        let whole = Built::iter().next().is_some();
        return if whole || !kind.starts_with("text/html") {
            Err(Problem::NotFound)
        } else {
            Ok(not_built())
        };
    };
    let (file, encoding) = squeezed(request, name).unwrap_or((plain, None));
    let tag =
        EntityTag::new_strong(HEXLOWER.encode(file.metadata.sha256_hash().get(..16).unwrap_or_default()));
    let is_known = matches!(IfNoneMatch::parse(request), Ok(IfNoneMatch::Items(known))
        if known.iter().any(|known| known.weak_eq(&tag)));
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut answer = HttpResponse::build(status);
    answer
        .content_type(kind)
        .insert_header(header::ETag(tag))
        .insert_header((header::VARY, HeaderValue::from_static("accept-encoding")))
        .insert_header((header::CACHE_CONTROL, if name.contains(HASHED) { FOR_GOOD } else { ASKED_ABOUT }));
    if is_known {
        return Ok(answer.finish());
    }
    if let Some(encoding) = encoding {
        answer.insert_header((header::CONTENT_ENCODING, encoding));
    }
    Ok(answer.body(file.data.into_owned()))
}

/// The best of the variants the build made that this browser takes, and what its encoding is called.
fn squeezed(request: &HttpRequest, name: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = AcceptEncoding::parse(request).ok()?;
    [(Encoding::brotli(), "br", "br"), (Encoding::gzip(), "gzip", "gz")].into_iter().find_map(
        |(encoding, called, ending)| {
            accepted.negotiate(std::iter::once(&encoding)).filter(|best| *best == encoding)?;
            Some((Built::get(&format!("{name}.{ending}"))?, Some(called)))
        },
    )
}

/// Its media type; none for what is not served under its own name.
fn kind_of(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        _ => return None,
    })
}
