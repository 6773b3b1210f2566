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

#[cfg(test)]
mod tests {
    use actix_web::dev::Service;
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test, web};

    use super::*;

    async fn falls() -> HttpResponse {
        panic!("planted")
    }

    #[actix_web::test]
    async fn a_panic_is_answered_and_the_next_request_served() {
        let routes = App::new()
            .wrap(from_fn(caught))
            .route("/falls", web::get().to(falls))
            .route("/stands", web::get().to(HttpResponse::Ok));
        let app = test::init_service(routes).await;
        let fallen = app.call(test::TestRequest::get().uri("/falls").to_request()).await;
        let answer = fallen.expect_err("a problem").error_response();
        assert_eq!(answer.status(), 500);
        assert!(answer.headers().get("content-type").is_some_and(|kind| kind == "application/problem+json"));
        let stands = test::call_service(&app, test::TestRequest::get().uri("/stands").to_request()).await;
        assert_eq!(stands.status(), 200);
    }
}
