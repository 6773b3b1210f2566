//! Whether the process lives, whether it can work, and what it says of itself.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::doors::Doors;
use crate::problem::Problem;
use crate::reports::{Detail, Reports};

#[derive(Serialize)]
struct Status {
    status: &'static str,
    version: &'static str,
    time: String,
    checks: Vec<Check>,
    #[serde(flatten)]
    detail: Option<Detail>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    #[serde(skip)]
    essential: bool,
}

fn checks(doors: &Doors) -> Vec<Check> {
    let vitals = doors.vitals.iter();
    let vitals = vitals.map(|vital| Check {
        name: vital.name(),
        ok: vital.is_well(),
        essential: vital.is_essential(),
    });
    vitals.chain([Check { name: "accepting", ok: !doors.is_draining(), essential: true }]).collect()
}

/// The process answers.
pub(crate) async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// New work can be taken: 200, else 503 with what is missing.
pub(crate) async fn readyz(doors: web::Data<Doors>) -> HttpResponse {
    let missing = checks(&doors).into_iter().filter(|check| check.essential && !check.ok);
    let missing: Vec<_> = missing.map(|check| check.name).collect();
    let (status, text) = if missing.is_empty() {
        (StatusCode::OK, "ready\n".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {}\n", missing.join(", ")))
    };
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}

/// For everybody: how it is, without numbers that would tell of the business.
pub(crate) async fn status(doors: web::Data<Doors>) -> HttpResponse {
    HttpResponse::Ok().json(summary(&doors, None))
}

/// For operators: the same with numbers.
pub(crate) async fn status_inside(
    doors: web::Data<Doors>,
    reports: web::Data<Reports>,
) -> Result<HttpResponse, Problem> {
    let detail = Arc::clone(&reports.detail);
    let detail = web::block(move || detail()).await.map_err(|_| Problem::Internal)?;
    Ok(HttpResponse::Ok().json(summary(&doors, Some(detail))))
}

fn summary(doors: &Doors, detail: Option<Detail>) -> Status {
    let checks = checks(doors);
    let status = match (checks.iter().all(|check| check.ok), doors.is_draining()) {
        (true, _) => "ok",
        (false, true) => "draining",
        (false, false) => "degraded",
    };
    let time = doors.house.clock.now().to_rfc3339();
    Status { status, version: env!("CARGO_PKG_VERSION"), time, checks, detail }
}
