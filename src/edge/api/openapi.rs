//! The document of the API (OpenAPI 3.1), made from the list of operations and the types they speak.

use actix_web::{HttpResponse, web};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathsBuilder,
    RefOr, Required, Response, ResponseBuilder, Schema, Type,
};

use super::facts::{Access, Shapes, Verb};
use super::failures::{self, Takes};
use super::operation::Operation;
use super::schemas::Schemas;
use super::{BASE, operations};
use crate::problem::Document;

/// The whole document.
pub(crate) fn document() -> OpenApi {
    let mut schemas = Schemas::default();
    let problem = schemas.reference::<Document>();
    let paths = operations().iter().fold(PathsBuilder::new(), |paths, operation| {
        let shapes = (operation.shapes)(&mut schemas);
        let item =
            utoipa::openapi::PathItem::new(method(operation.verb()), described(operation, shapes, &problem));
        paths.path(format!("{BASE}{}", operation.path()), item)
    });
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas.named())
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let info = InfoBuilder::new().title("Switchboard").version(env!("CARGO_PKG_VERSION")).description(Some(
        "A contact center. Conventions (pages, conditions, idempotency, problems) are told in docs/api.md.",
    ));
    OpenApiBuilder::new().info(info.build()).paths(paths.build()).components(Some(components.build())).build()
}

fn method(verb: Verb) -> HttpMethod {
    match verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Put => HttpMethod::Put,
        Verb::Delete => HttpMethod::Delete,
    }
}

fn described(operation: &Operation, shapes: Shapes, problem: &RefOr<Schema>) -> OperationBuilder {
    let facts = &operation.facts;
    let details = (!facts.details.is_empty()).then_some(facts.details);
    let mut described = OperationBuilder::new()
        .operation_id(Some(operation_id(operation)))
        .tag(facts.path.split('/').nth(1).unwrap_or_default())
        .summary(Some(facts.summary))
        .description(details);
    let parameters = parameters(operation, shapes.query);
    let cursor = parameters.iter().any(|parameter| parameter.name == "after");
    for parameter in parameters {
        described = described.parameter(parameter);
    }
    let takes = Takes { body: shapes.body.is_some(), cursor };
    if let Some(body) = shapes.body {
        let wanted = RequestBodyBuilder::new().required(Some(Required::True));
        let wanted = shapes.media.iter().fold(wanted, |wanted, media| {
            wanted.content(*media, ContentBuilder::new().schema(Some(body.clone())).build())
        });
        described = described.request_body(Some(wanted.build()));
    }
    if let Access::Needs(_) = facts.access {
        described = described.security(SecurityRequirement::new("bearer", Vec::<String>::new()));
    }
    for status in successes(operation, shapes.answer.is_some()).iter().copied() {
        described = described.response(status, succeeded(shapes.answer.clone()));
    }
    for (status, failed) in failures::of(facts, takes, problem) {
        described = described.response(status.to_string(), failed);
    }
    described
}

fn successes(operation: &Operation, has_body: bool) -> &'static [&'static str] {
    match (operation.verb(), has_body) {
        (_, false) => &["204"],
        (Verb::Put, true) => &["200", "201"],
        (Verb::Post, true) if operation.facts.creates => &["201"],
        _ => &["200"],
    }
}

fn succeeded(answer: Option<RefOr<Schema>>) -> Response {
    let response = ResponseBuilder::new().description("Done.");
    match answer {
        Some(schema) => {
            let content = ContentBuilder::new().schema(Some(schema)).build();
            response.content("application/json", content).build()
        }
        None => response.build(),
    }
}

/// `get /queues/{queue}/decisions` is `get_queues_queue_decisions`.
fn operation_id(operation: &Operation) -> String {
    let verb = operation.verb().method().as_str().to_lowercase();
    let words = operation.path().split('/').map(|word| word.trim_matches(['{', '}']).replace('-', "_"));
    std::iter::once(verb).chain(words.filter(|word| !word.is_empty())).collect::<Vec<_>>().join("_")
}

fn parameters(operation: &Operation, query: Option<RefOr<Schema>>) -> Vec<Parameter> {
    let text = || ObjectBuilder::new().schema_type(Type::String).build();
    let named = |name: &str, place, required| {
        ParameterBuilder::new().name(name).parameter_in(place).required(required)
    };
    let in_path = operation.path().split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
    let in_path =
        in_path.map(|name| named(name, ParameterIn::Path, Required::True).schema(Some(text())).build());
    let mut all: Vec<Parameter> = in_path.collect();
    if let Some(RefOr::T(Schema::Object(query))) = query {
        for (name, schema) in query.properties {
            let required = if query.required.contains(&name) { Required::True } else { Required::False };
            all.push(named(&name, ParameterIn::Query, required).schema(Some(schema)).build());
        }
    }
    let mut header = |name: &str, says: &str| {
        let header = named(name, ParameterIn::Header, Required::False).description(Some(says));
        all.push(header.schema(Some(text())).build());
    };
    if operation.is_conditional() {
        header("If-Match", "The ETag the edit was made from; without any condition the edit is refused.");
        header("If-None-Match", "`*` to create what is not there yet.");
    }
    if operation.verb() == Verb::Post {
        header("Idempotency-Key", "The same key and request again gets the same answer, for a day.");
    }
    all
}

/// The document and its page, for everybody: they say nothing about anybody's data.
pub(super) fn mount(app: &mut web::ServiceConfig) {
    let json = web::Data::new(document().to_json().unwrap_or_default());
    let serve = move || {
        let json = json.clone();
        async move { HttpResponse::Ok().content_type("application/json").body(json.as_str().to_owned()) }
    };
    app.route(&format!("{BASE}/openapi.json"), web::get().to(serve));
    for (path, kind, content) in [
        ("docs", "text/html; charset=utf-8", include_str!("page/docs.html")),
        ("docs.css", "text/css; charset=utf-8", include_str!("page/docs.css")),
        ("docs.js", "text/javascript; charset=utf-8", include_str!("page/docs.js")),
    ] {
        let page = move || async move { HttpResponse::Ok().content_type(kind).body(content) };
        app.route(&format!("{BASE}/{path}"), web::get().to(page));
    }
}
