//! A request's body: JSON, of bounded size and depth, with nothing in it that is not asked for.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::schemas::Schemas;
use crate::bounds::MOST_JSON;
use crate::doors::Doors;
use crate::problem::{Failed, Fault, Problem};

/// How deep arrays and objects may be nested.
const DEEPEST: usize = 32;

/// What an operation wants in its body.
pub(crate) trait Body: Sized + 'static {
    /// Takes it off the wire and reads it; with the bytes that tell one body from another.
    async fn take(doors: &Doors, request: &HttpRequest, payload: Payload) -> Result<(Self, Bytes), Failed>;
    /// Its schema; none where no body is wanted.
    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>>;
    /// The media types it may have.
    fn media() -> &'static [&'static str] {
        &["application/json"]
    }
}

/// No body at all.
pub(crate) struct NoBody;

impl Body for NoBody {
    async fn take(_: &Doors, request: &HttpRequest, payload: Payload) -> Result<(Self, Bytes), Failed> {
        let bytes = receive(request, payload).await?;
        let is_wanted = bytes.is_empty();
        is_wanted.then_some((Self, bytes)).ok_or(Problem::InvalidJson.because("no body is wanted here"))
    }

    fn schema(_: &mut Schemas) -> Option<RefOr<Schema>> {
        None
    }
}

/// A value in JSON; its type refuses fields it does not know.
pub(crate) struct Json<T>(pub T);

impl<T: DeserializeOwned> Json<T> {
    fn read(bytes: &[u8]) -> Result<Self, Failed> {
        if is_deeper_than(bytes, DEEPEST) {
            return Err(Problem::InvalidJson.because(format!("nested deeper than {DEEPEST}")));
        }
        let json = &mut serde_json::Deserializer::from_slice(bytes);
        let value = serde_path_to_error::deserialize(&mut *json).map_err(|error| {
            let path = error.path().to_string();
            fault(if path == "." { String::new() } else { path }, error.inner())
        })?;
        json.end().map_err(|error| fault(String::new(), &error))?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned + ToSchema + 'static> Body for Json<T> {
    async fn take(_: &Doors, request: &HttpRequest, payload: Payload) -> Result<(Self, Bytes), Failed> {
        let bytes = receive(request, payload).await?;
        Ok((Self::read(&bytes)?, bytes))
    }

    fn schema(schemas: &mut Schemas) -> Option<RefOr<Schema>> {
        Some(schemas.reference::<T>())
    }
}

fn fault(field: String, error: &serde_json::Error) -> Failed {
    match error.classify() {
        Category::Data => Failed::body(vec![named(field, &without_place(&error.to_string()))]),
        Category::Syntax | Category::Eof | Category::Io => Problem::InvalidJson.because(error.to_string()),
    }
}

/// The fault under its word. A missing field is looked for by its own name, not by that of what lacks it.
fn named(field: String, detail: &str) -> Fault {
    if let Some(missing) = detail.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        let field = if field.is_empty() { missing.to_owned() } else { format!("{field}.{missing}") };
        return Fault::new(field, "missing", "is needed");
    }
    let code = if detail.starts_with("unknown field ") { "unknown_field" } else { "not_readable" };
    Fault::new(field, code, detail)
}

/// The field says where; line and column of a body on one line say little.
fn without_place(text: &str) -> String {
    text.rsplit_once(" at line ").map_or(text, |(what, _)| what).to_owned()
}

/// Reads a body of JSON off the wire, and checks how it is announced.
async fn receive(request: &HttpRequest, payload: Payload) -> Result<Bytes, Failed> {
    let bytes = gather(payload, MOST_JSON).await?;
    if !bytes.is_empty() && !is_json(request) {
        return Err(Problem::UnsupportedMedia.into());
    }
    Ok(bytes)
}

/// All bytes of a body of at most this size.
pub(super) async fn gather(mut payload: Payload, most: usize) -> Result<Bytes, Failed> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::InvalidJson.because("the body broke off"))?;
        if bytes.len().saturating_add(chunk.len()) > most {
            return Err(Problem::TooLarge.because(format!("at most {most} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn is_json(request: &HttpRequest) -> bool {
    let announced = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = announced.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

/// Counts brackets outside of strings, before anything is parsed.
fn is_deeper_than(json: &[u8], most: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth = depth.saturating_add(1),
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[allow(dead_code)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code)]
        count: u32,
    }

    /// The problem, and where in the body it lies under which word.
    fn refused(json: &str) -> (Problem, String) {
        let failed = Json::<Outer>::read(json.as_bytes()).err().unwrap();
        let fault = failed.errors.first();
        (failed.problem, fault.map(|fault| format!("{} {}", fault.field, fault.code)).unwrap_or_default())
    }

    #[test]
    fn s21_unknown_and_wrong_fields_are_refused_by_their_path() {
        assert!(Json::<Outer>::read(br#"{"inner": [{"count": 1}]}"#).is_ok());
        let cases = [
            (
                r#"{"inner": [{"count": 1}, {"count": "2"}]}"#,
                Problem::InvalidBody,
                "inner[1].count not_readable",
            ),
            (
                r#"{"inner": [{"count": 1, "extra": 2}]}"#,
                Problem::InvalidBody,
                "inner[0].extra unknown_field",
            ),
            (r#"{"inner": [{"count": -1}]}"#, Problem::InvalidBody, "inner[0].count not_readable"),
            (r#"{"inner": [], "admin": true}"#, Problem::InvalidBody, "admin unknown_field"),
            (r#"{}"#, Problem::InvalidBody, "inner missing"),
            (r#"{"inner": [{}]}"#, Problem::InvalidBody, "inner[0].count missing"),
            (r#"{"inner": []"#, Problem::InvalidJson, ""),
            (r#"{"inner": []} trailing"#, Problem::InvalidJson, ""),
            ("", Problem::InvalidJson, ""),
        ];
        for (json, problem, field) in cases {
            assert_eq!(refused(json), (problem, field.to_owned()), "{json}");
        }
    }

    #[test]
    fn s26_nesting_is_counted_outside_of_strings() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_deeper_than(nested(32).as_bytes(), 32));
        assert!(is_deeper_than(nested(33).as_bytes(), 32));
        assert!(!is_deeper_than(format!("\"{}\\\"[[\"", "[".repeat(50)).as_bytes(), 2));
    }
}
