//! Whether the process lives, whether it can work, and what it says of itself.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::doors::Doors;

/// Something without which no work can be done; asked on every `/readyz` and `/status`, so it must answer at once.
#[derive(Clone)]
pub struct Vital {
    name: &'static str,
    check: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Vital {
    /// A named check: true while all is well.
    pub fn new(name: &'static str, check: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { name, check: Arc::new(check) }
    }

    fn is_well(&self) -> bool {
        (self.check)()
    }
}

#[derive(Serialize)]
struct Status {
    status: &'static str,
    version: &'static str,
    time: String,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
}

fn checks(doors: &Doors) -> Vec<Check> {
    let vitals = doors.vitals.iter().map(|vital| Check { name: vital.name, ok: vital.is_well() });
    vitals.chain([Check { name: "accepting", ok: !doors.is_draining() }]).collect()
}

/// The process answers.
pub(crate) async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// New work can be taken: 200, else 503 with what is missing.
pub(crate) async fn readyz(doors: web::Data<Doors>) -> HttpResponse {
    let missing: Vec<_> =
        checks(&doors).into_iter().filter(|check| !check.ok).map(|check| check.name).collect();
    let (status, text) = if missing.is_empty() {
        (StatusCode::OK, "ready\n".to_owned())
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {}\n", missing.join(", ")))
    };
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text)
}

/// For everybody: how it is, without numbers that would tell of the business.
pub(crate) async fn status(doors: web::Data<Doors>) -> HttpResponse {
    let checks = checks(&doors);
    let status = match (checks.iter().all(|check| check.ok), doors.is_draining()) {
        (true, _) => "ok",
        (false, true) => "draining",
        (false, false) => "degraded",
    };
    let time = doors.house.clock.now().to_rfc3339();
    HttpResponse::Ok().json(Status { status, version: env!("CARGO_PKG_VERSION"), time, checks })
}
