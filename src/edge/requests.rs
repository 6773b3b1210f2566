//! What every request gets, whatever answers it: an id, headers that browsers keep to, a figure and a line in the log.
//!
//! The id is the client's or the proxy's `X-Request-Id` when that is a plain short word, else a new one. It is in the
//! answer, in problem documents and in every line the request leads to. The path is never logged, only its template:
//! paths may name people.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::Next;
use actix_web::web::Data;
use tracing::Instrument;
use uuid::Uuid;

use crate::doors::Doors;
use crate::{answers, figures};

/// Longer ids are replaced.
const LONGEST: usize = 64;
/// Shorter ones too: they would not tell requests apart.
const SHORTEST: usize = 8;

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request that is being answered; a new one outside of any.
pub fn current_id() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_else(|_| fresh())
}

fn fresh() -> String {
    Uuid::now_v7().to_string()
}

/// The outermost middleware.
pub(crate) async fn told<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = id_of(&request);
    let secure = request.app_data::<Data<Doors>>().is_some_and(|doors| doors.settings.secure);
    let method = name_of(request.method());
    let began = Instant::now();
    let span = tracing::info_span!("request", id);
    let header = HeaderValue::from_str(&id).ok();
    let answering = async move {
        next.call(request).await.map(ServiceResponse::map_into_boxed_body).map_err(|error| {
            // Now, while the id is known; the caller would do it too late.
            let response = error.error_response();
            (response.status(), response)
        })
    };
    let answered = CURRENT.scope(id, answering.instrument(span.clone())).await;
    let (route, status, answered) = match answered {
        Ok(mut response) => {
            answers::dress(response.headers_mut(), header, secure);
            let route = response.request().match_pattern();
            (route, response.status(), Ok(response))
        }
        Err((status, mut response)) => {
            answers::dress(response.headers_mut(), header, secure);
            (None, status, Err(InternalError::from_response("answered", response).into()))
        }
    };
    let route = route.unwrap_or_else(|| "unmatched".to_owned());
    let took = began.elapsed();
    tracing::debug!(parent: &span, method, route, status = status.as_u16(), ?took, "answered");
    figures::answered(route, method, status.as_u16(), took);
    answered
}

fn id_of(request: &ServiceRequest) -> String {
    let given = request.headers().get(&answers::REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_plain = |id: &&str| {
        (SHORTEST..=LONGEST).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(is_plain).map_or_else(fresh, str::to_owned)
}

/// A method as a label: what a client made up is one word for all.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
