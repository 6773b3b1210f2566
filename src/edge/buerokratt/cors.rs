//! Which pages may call: with credentials, so by their exact name (trap 3). Customers' pages are the platform's list,
//! agents' pages the settings'; our own always. A page on no list is refused altogether: its reader's cookies came along.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};

use crate::cors::Opening;
use crate::doors::Doors;
use crate::origin;

/// Whose pages call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Customers'.
    Customers,
    /// Agents'.
    Agents,
    /// Either's.
    Both,
}

/// What either generation's clients send; the later one forbids keeping answers (trap 3).
const OPENING: Opening = Opening {
    headers: "content-type, cid, cache-control, x-b3-traceid",
    exposed: "x-b3-traceid, x-request-id, retry-after",
    remembered: "3600",
    with_credentials: true,
};

/// The middleware of one side's paths.
pub(super) async fn listed_pages<B: MessageBody + 'static>(
    side: Side,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let page = origin::page(request.request());
    let listed = page.clone().filter(|page| is_listed(request.request(), page, side));
    if request.method() == Method::OPTIONS {
        return Ok(request.into_response(OPENING.preflight(listed.as_deref())));
    }
    if page.is_some() && listed.is_none() {
        let mut refused = HttpResponse::new(StatusCode::FORBIDDEN);
        OPENING.open_to(refused.headers_mut(), None);
        return Ok(request.into_response(refused));
    }
    let mut answered = next.call(request).await?.map_into_boxed_body();
    OPENING.open_to(answered.headers_mut(), listed.as_deref());
    Ok(answered)
}

/// Whether a page is anybody's here.
pub(super) fn is_anybodys(doors: &Doors, request: &HttpRequest, page: &str) -> bool {
    is_of(doors, request, page, Side::Both)
}

/// Whether the page that calls is one of agents'.
pub(super) fn is_of_agents(doors: &Doors, request: &HttpRequest) -> bool {
    let page = origin::page(request);
    page.is_some_and(|page| doors.settings.buerokratt.agent_pages.contains(&page))
}

fn is_listed(request: &HttpRequest, page: &str, side: Side) -> bool {
    request.app_data::<web::Data<Doors>>().is_some_and(|doors| is_of(doors, request, page, side))
}

fn is_of(doors: &Doors, request: &HttpRequest, page: &str, side: Side) -> bool {
    if origin::is_own(request, page, doors.settings.secure) {
        return true;
    }
    let settings = &doors.settings.buerokratt;
    let is_agents = settings.agent_pages.iter().any(|listed| listed == page);
    let platform = settings.platform.as_ref().and_then(|id| doors.house.book.platform(id));
    let is_customers =
        platform.is_some_and(|platform| platform.values.origins.iter().any(|listed| listed == page));
    match side {
        Side::Customers => is_customers,
        Side::Agents => is_agents,
        Side::Both => is_agents || is_customers,
    }
}
