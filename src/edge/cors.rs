//! Which pages may read what the customers' HTTP doors answer: those that are listed on a platform, exactly, and no
//! other. Nothing is reflected that is not on a list, and no page's credentials are ever let through: customers' tokens
//! travel in a header the page sets itself.
//!
//! Which platform it is about is not known before a request is read (a preflight names none), so here any platform's
//! list counts; whether the page is on the list of *the* platform is the door's own question.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse, web};

use crate::doors::Doors;
use crate::origin;

/// Names the tab or window an event comes from; from the hello.
pub(crate) const CONNECTION: &str = "x-connection-id";

/// What customers' pages are let in with.
const OPENING: Opening = Opening {
    headers: "authorization, content-type, last-event-id, x-connection-id",
    exposed: "retry-after, x-request-id",
    remembered: "600",
    with_credentials: false,
};

/// What a listed page is told it may do; a page that is not listed is told nothing.
pub(crate) struct Opening {
    /// Headers it may send.
    pub headers: &'static str,
    /// Headers of the answer it may read.
    pub exposed: &'static str,
    /// How long a browser may remember the answer to a preflight, in seconds.
    pub remembered: &'static str,
    /// Whether its cookies come along.
    pub with_credentials: bool,
}

/// The middleware.
pub(crate) async fn listed_pages<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let page = origin::page(request.request());
    let listed = page.filter(|page| is_listed(&request, page));
    if request.method() == Method::OPTIONS {
        return Ok(request.into_response(OPENING.preflight(listed.as_deref())).map_into_right_body());
    }
    let mut answered = match next.call(request).await {
        Ok(answered) => answered.map_into_left_body(),
        Err(error) => return Err(error),
    };
    OPENING.open_to(answered.headers_mut(), listed.as_deref());
    Ok(answered)
}

fn is_listed(request: &ServiceRequest, page: &str) -> bool {
    let doors = request.app_data::<web::Data<Doors>>();
    doors.is_some_and(|doors| doors.house.book.lists_page(page))
}

impl Opening {
    /// The answer to a browser that asks before it sends.
    pub(crate) fn preflight(&self, listed: Option<&str>) -> HttpResponse {
        let status = if listed.is_some() { StatusCode::NO_CONTENT } else { StatusCode::FORBIDDEN };
        let mut answer = HttpResponse::new(status);
        let headers = answer.headers_mut();
        self.open_to(headers, listed);
        if listed.is_some() {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(self.headers));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(self.remembered));
        }
        answer
    }

    /// Dresses any answer for the page that asked.
    pub(crate) fn open_to(&self, headers: &mut HeaderMap, listed: Option<&str>) {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        let Some(Ok(page)) = listed.map(HeaderValue::from_str) else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
        if self.with_credentials {
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        }
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(self.exposed));
    }
}
