//! How a path is answered that does not exist, or not in this way.

use actix_web::{HttpResponse, web};

use crate::problem::Problem;

/// What answers where nothing is.
pub(crate) async fn nothing() -> Result<HttpResponse, Problem> {
    Err(Problem::NotFound)
}

/// One path with one method; any other method is refused in the words of a problem.
pub(crate) fn only(path: &str, route: actix_web::Route) -> actix_web::Resource {
    let refuse = async || -> Result<HttpResponse, Problem> { Err(Problem::MethodNotAllowed) };
    web::resource(path).route(route).default_service(web::to(refuse))
}
