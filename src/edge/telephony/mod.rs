//! The doors of telephony: what a provider reports comes in by `webhook.rs`, and the call board is read by `board.rs`.
//!
//! Both are mounted on the main port where a workspace is said to have telephony, and on two ports of their own where
//! clients of the reference expect them (protocols/teravoz 5.7). `entry.rs` says who may report.

mod board;
pub(crate) mod entry;
mod line;
pub(crate) mod settings;
mod sight;
mod webhook;

use actix_web::http::{Method, header};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, web};
use switchboard_core::WorkspaceId;
use switchboard_wire::teravoz;

use crate::doors::Doors;
use crate::problem::Problem;
use crate::routes::only;
use crate::{bounds, panics, requests};
pub(crate) use sight::{sees, shown};

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
