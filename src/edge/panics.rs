//! A panic in an HTTP handler becomes a problem document; without this, the client would get an empty reply.

use std::panic::AssertUnwindSafe;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::FutureExt;

use crate::problem::Problem;

/// The middleware. What panicked is dropped; handlers share nothing that a panic could leave half changed.
pub(crate) async fn caught<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let path = request.path().to_owned();
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answered) => answered,
        Err(_) => {
            tracing::error!(path, "a handler panicked");
            Err(Problem::Internal.into())
        }
    }
}
