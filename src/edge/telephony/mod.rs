//! The doors of telephony: what a provider reports comes in by `webhook.rs`, and the call board is read by `board.rs`.
//!
//! Both are mounted on the main port where a workspace is said to have telephony, and on two ports of their own where
//! clients of the reference expect them (protocols/teravoz 5.7). `entry.rs` says who may report.

mod board;
mod entry;
mod line;
mod sight;
mod webhook;

use std::net::IpAddr;
use std::time::Duration;

use actix_web::http::{Method, header};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_core::WorkspaceId;
use switchboard_journal::Digest;
use switchboard_wire::teravoz::{self, Mode};

use crate::doors::Doors;
use crate::problem::Problem;
use crate::{bounds, only, panics, requests};
pub(crate) use sight::{sees, shown};

/// How telephony is spoken with.
#[derive(Debug, Clone, Default)]
pub struct Telephony {
    /// Whose calls they are; none where there is no telephony.
    pub workspace: Option<WorkspaceId>,
    /// The reference's answers and refusals.
    pub strict: bool,
    /// The hash of what whoever reports must know; none where nobody needs to.
    pub secret: Option<Digest>,
    /// Addresses that may report without it.
    pub allow: Vec<IpAddr>,
    /// Nobody from outside reaches us, so nobody needs a secret.
    pub is_local: bool,
    /// The call board is shown to whoever opens its socket.
    pub open_socket: bool,
    /// Calls over for longer are not listed on the board's socket; none for all.
    pub window: Option<Duration>,
}

impl Telephony {
    pub(crate) fn mode(&self) -> Mode {
        if self.strict { Mode::Strict } else { Mode::Tolerant }
    }
}

/// Whether this is a report: those are let in by their own rules, since nobody sends one twice.
pub(crate) fn is_report(path: &str) -> bool {
    path == teravoz::WEBHOOK || path.strip_prefix(teravoz::WEBHOOK).is_some_and(|rest| rest.starts_with('/'))
}

/// The doors on the main port.
pub(crate) fn mount(app: &mut web::ServiceConfig) {
    let report = |request, body, doors| webhook::report(request, body, doors);
    let preflight = |doors| webhook::preflight(doors);
    for path in [teravoz::WEBHOOK.to_owned(), format!("{}/{{secret}}", teravoz::WEBHOOK)] {
        app.service(only(&path, web::post().to(report)).route(web::method(Method::OPTIONS).to(preflight)));
    }
    app.service(only(teravoz::SOCKET, web::get().to(board::open)));
}

/// The reference's port for reports: `/webhook` and nothing else, as any page may ask.
pub fn configure_reports(doors: Doors) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        let nothing = || async { webhook::with_cors(HttpResponse::NotFound()).finish() };
        let preflight = || async { webhook::with_cors(HttpResponse::Ok()).finish() };
        let reports = |path: &str| {
            web::resource(path)
                .route(web::post().to(webhook::report_from_anywhere))
                .route(web::method(Method::OPTIONS).to(preflight))
                .default_service(web::to(nothing))
        };
        let routes = web::scope("")
            .wrap(from_fn(panics::caught))
            .wrap(from_fn(bounds::kept))
            .wrap(from_fn(requests::told))
            .app_data(web::Data::new(doors))
            .service(reports("/webhook"))
            .service(reports("/webhook/"))
            .service(reports("/webhook/{secret}"))
            .route("/{path:.*}", web::method(Method::OPTIONS).to(preflight))
            .default_service(web::to(nothing));
        app.service(routes);
    }
}

/// The reference's port for the board: a socket at any path, and a word for whoever comes without one.
pub fn configure_board(doors: Doors) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        let routes = web::scope("")
            .wrap(from_fn(panics::caught))
            .wrap(from_fn(bounds::kept))
            .wrap(from_fn(requests::told))
            .app_data(web::Data::new(doors))
            .default_service(web::to(board_anywhere));
        app.service(routes);
    }
}

async fn board_anywhere(
    request: HttpRequest,
    payload: web::Payload,
    doors: web::Data<Doors>,
) -> Result<HttpResponse, actix_web::Error> {
    if request.headers().contains_key(header::UPGRADE) {
        return board::open(request, payload, doors).await;
    }
    Ok(HttpResponse::Ok().body("Nothing to see here!"))
}

/// The workspace whose calls they are.
fn workspace(doors: &Doors) -> Result<WorkspaceId, Problem> {
    doors.settings.telephony.workspace.clone().ok_or(Problem::NotFound)
}
