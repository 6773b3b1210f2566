//! The HTTP API under `/api/v1`: one list of operations, from which routes, permissions and the OpenAPI document come.
//!
//! `operation.rs` says what an operation is, `facts.rs` what is known of it without its types, `serving.rs` carries one out: caller, permission, query, body, condition,
//! then the handler. `call.rs` is what a handler is given, `answer.rs` what it gives. Each resource has a file of its own
//! with its handlers and its part of the list; a handler that is not in the list cannot be reached.

mod actions;
mod agents;
mod alarms;
mod answer;
mod at;
mod body;
mod bootstrap;
mod call;
mod callers;
mod calls;
mod card;
mod condition;
mod cursor;
mod customers;
mod decisions;
mod dry_runs;
mod facts;
mod failures;
mod flows;
mod images;
mod keys;
mod letters;
mod live;
mod me;
mod openapi;
mod operation;
mod people;
mod platforms;
mod query;
mod queues;
mod repairs;
mod repeats;
mod replay;
mod retention;
mod schemas;
mod serving;
mod sessions;
mod settings;
mod signing_in;
mod site_keys;
mod teams;
mod transcripts;
mod workspace;

use actix_web::web;

pub use facts::{Access, Verb};
pub use operation::Operation;

use crate::problem::Problem;

/// Where the API is mounted.
pub const BASE: &str = "/api/v1";

/// Every operation there is.
pub fn operations() -> Vec<Operation> {
    let resources = [
        bootstrap::operations(),
        signing_in::operations(),
        me::operations(),
        letters::operations(),
        people::operations(),
        keys::operations(),
        workspace::operations(),
        platforms::operations(),
        queues::operations(),
        agents::operations(),
        teams::operations(),
        flows::operations(),
        dry_runs::operations(),
        sessions::operations(),
        transcripts::operations(),
        images::operations(),
        actions::operations(),
        decisions::operations(),
        live::operations(),
        alarms::operations(),
        calls::operations(),
        callers::operations(),
        repairs::operations(),
        customers::operations(),
        card::operations(),
        site_keys::operations(),
        retention::operations(),
    ];
    resources.into_iter().flatten().collect()
}

/// Mounts every operation, and the document that describes them.
pub(crate) fn mount(app: &mut web::ServiceConfig) {
    openapi::mount(app);
    let mut operations = operations();
    while let Some(first) = operations.first() {
        let path = first.path();
        let here = operations.extract_if(.., |operation| operation.path() == path);
        let resource = web::resource(format!("{BASE}{path}"));
        let refuse = async || -> Result<actix_web::HttpResponse, Problem> { Err(Problem::MethodNotAllowed) };
        let resource = here.fold(resource, |resource, operation| resource.route(operation.route()));
        app.service(resource.default_service(web::to(refuse)));
    }
}
