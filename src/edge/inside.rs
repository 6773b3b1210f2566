//! The operators' door, on an address of its own: figures for Prometheus, and how it is in detail.
//!
//! What it tells is nobody's words and nobody's name, but it tells of the business: so it is not on the public address
//! unless somebody asked for that.

use std::sync::Arc;

use actix_web::http::header::ContentType;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, web};

use crate::doors::Doors;
use crate::problem::Problem;
use crate::reports::Reports;
use crate::routes::{nothing, only};
use crate::{bounds, health, panics, requests};

/// The operators' routes, for a listener of their own.
pub fn configure_inside(doors: Doors, reports: Reports) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        let routes = web::scope("")
            .wrap(from_fn(panics::caught))
            .wrap(from_fn(bounds::kept))
            .wrap(from_fn(requests::told))
            .app_data(web::Data::new(doors))
            .app_data(web::Data::new(reports))
            .service(only("/livez", web::get().to(health::livez)))
            .service(only("/readyz", web::get().to(health::readyz)))
            .service(only("/status", web::get().to(health::status_inside)))
            .service(only("/metrics", web::get().to(metrics)))
            .default_service(web::to(nothing));
        app.service(routes);
    }
}

/// The figures on the public address, for who asked for that. Before `configure`, whose routes take everything.
pub fn configure_metrics(doors: Doors, reports: Reports) -> impl FnOnce(&mut web::ServiceConfig) {
    move |app| {
        let path = format!("{}/metrics", doors.settings.prefix);
        let resource = only(&path, web::get().to(metrics))
            .wrap(from_fn(bounds::kept))
            .wrap(from_fn(requests::told))
            .app_data(web::Data::new(doors))
            .app_data(web::Data::new(reports));
        app.service(resource);
    }
}

/// The figures.
async fn metrics(reports: web::Data<Reports>) -> Result<HttpResponse, Problem> {
    let figures = Arc::clone(&reports.figures);
    let text = web::block(move || figures()).await.map_err(|_| Problem::Internal)?;
    let kind =
        ContentType("text/plain; version=0.0.4; charset=utf-8".parse().map_err(|_| Problem::Internal)?);
    Ok(HttpResponse::Ok().content_type(kind).body(text))
}
