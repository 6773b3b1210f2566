//! The door before a workspace is founded: closed to everything but the founding itself.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::doors::Doors;
use crate::pages;
use crate::problem::Problem;

/// What is answered before: whether the server lives, and the bootstrap itself; and the page to do it on.
const OPEN: [&str; 4] = ["/livez", "/readyz", "/status", "/api/v1/bootstrap"];

/// The middleware: before the bootstrap, nothing else is answered.
pub(crate) async fn guarded<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let doors = request.app_data::<Data<Doors>>();
    let is_closed = doors.is_some_and(|doors| {
        let path = request.path();
        let path = path.strip_prefix(doors.settings.prefix.as_str()).unwrap_or(path);
        doors.accounts.founding.is_awaited() && !OPEN.contains(&path) && !pages::is_open_to_founders(path)
    });
    if is_closed {
        return Err(Problem::NotBootstrapped.into());
    }
    next.call(request).await
}
