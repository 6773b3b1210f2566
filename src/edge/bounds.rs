//! What no request may do, whoever answers it: leave in doubt where it ends, send without end, or take for ever.
//!
//! A handler reads a body with limits of its own kind (JSON, an upload); these here are the outer walls. The server below
//! cuts off a head that does not come within five seconds.

use std::cell::Cell;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, Version};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use futures_util::Stream;
use tokio::time::Sleep;

use crate::accepted::Unseated;
use crate::doors::Doors;
use crate::limits::{Seat, address};
use crate::problem::Problem;
use crate::telephony::entry::is_report;

/// The largest body of any kind: an upload with what is around it.
pub(crate) const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// A JSON body, unless its handler says otherwise.
pub(crate) const MOST_JSON: usize = 64 * 1024;
/// A body must have come by then,
const BODY_WITHIN: Duration = Duration::from_secs(10);
/// a larger one at this pace at least, in bytes a second.
const SLOWEST: u64 = 64 * 1024;
/// What a handler may take besides.
const HANDLED_WITHIN: Duration = Duration::from_secs(15);

/// The middleware.
pub(crate) async fn kept<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    check(&request)?;
    let _seat = seated(&request)?;
    let allowed = BODY_WITHIN + Duration::from_secs(announced(request.headers()).unwrap_or(0) / SLOWEST);
    let fault = Rc::new(Cell::new(None));
    // A socket's handshake has no body: what follows it is the socket's, for as long as it lives.
    let is_handshake = request.method() == Method::GET && request.headers().contains_key(header::UPGRADE);
    if !is_handshake {
        let inner = request.take_payload();
        let (deadline, fault) = (Box::pin(tokio::time::sleep(allowed)), Rc::clone(&fault));
        let bounded = Bounded { inner, deadline, left: MOST_BYTES, fault };
        request.set_payload(Payload::Stream { payload: Box::pin(bounded) });
    }
    let answered = tokio::time::timeout(allowed + HANDLED_WITHIN, next.call(request)).await;
    match (fault.get(), answered) {
        (Some(problem), _) => Err(problem.into()),
        (None, Err(_)) => Err(Problem::TooSlow.into()),
        (None, Ok(answered)) => answered,
    }
}

/// Room for this request until it is answered. Sockets and streams have seats of their own once they are open; whether the
/// server lives is told even when nothing else is.
fn seated(request: &ServiceRequest) -> Result<Option<Seat<IpAddr>>, Problem> {
    let Some(doors) = request.app_data::<Data<Doors>>() else { return Ok(None) };
    let path = request.path();
    let path = path.strip_prefix(doors.settings.prefix.as_str()).unwrap_or(path);
    if matches!(path, "/livez" | "/readyz") {
        return Ok(None);
    }
    if request.conn_data::<Unseated>().is_some() {
        return Err(Problem::TooManyConnections);
    }
    // A provider sends thousands at once from one address, and none of them twice; each has a connection, and those are
    // bounded.
    if is_report(path) {
        return Ok(None);
    }
    let address = address(request.request(), &doors.settings.trusted);
    doors.under_way(address).map(Some).ok_or(Problem::TooManyAtOnce)
}

fn check(request: &ServiceRequest) -> Result<(), Problem> {
    let understood = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if !understood.contains(request.method()) {
        return Err(Problem::MethodNotAllowed);
    }
    let headers = request.headers();
    let lengths = headers.get_all(header::CONTENT_LENGTH).count();
    let codings = headers.get_all(header::TRANSFER_ENCODING).count();
    let old = request.version() < Version::HTTP_11;
    if lengths + codings > 1 || (old && codings > 0) || headers.get_all(header::HOST).count() > 1 {
        return Err(Problem::BadFraming);
    }
    match announced(headers) {
        Some(length) if length > MOST_BYTES => Err(Problem::TooLarge),
        _ => Ok(()),
    }
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body that ends with an error when it is too long or too slow; which of them is noted, since what the handler makes
/// of the error is its own.
struct Bounded {
    inner: Payload,
    deadline: Pin<Box<Sleep>>,
    left: u64,
    fault: Rc<Cell<Option<Problem>>>,
}

impl Stream for Bounded {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.deadline.as_mut().poll(cx).is_ready() {
            self.fault.set(Some(Problem::TooSlow));
            return Poll::Ready(Some(Err(PayloadError::Incomplete(None))));
        }
        let chunk = ready!(Pin::new(&mut self.inner).poll_next(cx));
        if let Some(Ok(bytes)) = &chunk {
            match self.left.checked_sub(bytes.len() as u64) {
                Some(left) => self.left = left,
                None => {
                    self.fault.set(Some(Problem::TooLarge));
                    return Poll::Ready(Some(Err(PayloadError::Overflow)));
                }
            }
        }
        Poll::Ready(chunk)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::dev::Service;
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test, web};
    use futures_util::{StreamExt, stream};

    use super::*;

    /// Reads to the end, whatever comes, and says how much it was.
    async fn reads(mut body: web::Payload) -> HttpResponse {
        let mut length = 0_usize;
        while let Some(chunk) = body.next().await {
            match chunk {
                Ok(bytes) => length += bytes.len(),
                Err(_) => return HttpResponse::InternalServerError().body("the body broke off"),
            }
        }
        HttpResponse::Ok().body(length.to_string())
    }

    async fn never() -> HttpResponse {
        std::future::pending().await
    }

    /// The status of the answer to a request with this body, and how long it took by the paused clock.
    async fn answer(
        path: &str,
        body: impl Stream<Item = Result<Bytes, PayloadError>> + 'static,
    ) -> (u16, u64) {
        let routes = App::new()
            .wrap(from_fn(kept))
            .route("/reads", web::post().to(reads))
            .route("/never", web::post().to(never));
        let app = test::init_service(routes).await;
        let began = tokio::time::Instant::now();
        let request = test::TestRequest::post().uri(path).to_request();
        let body: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(body);
        let (request, _) = request.replace_payload(Payload::Stream { payload: body });
        let status = match app.call(request).await {
            Ok(response) => response.status(),
            Err(error) => error.error_response().status(),
        };
        (status.as_u16(), began.elapsed().as_secs())
    }

    #[actix_web::test]
    async fn s27_a_body_that_drips_is_cut_off_and_so_is_a_handler_that_takes_for_ever() {
        tokio::time::pause();
        let dripping = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(900)).await;
            Some((Ok(Bytes::from_static(b"x")), ()))
        });
        assert_eq!(answer("/reads", Box::pin(dripping)).await, (408, 10));
        assert_eq!(answer("/reads", stream::pending()).await, (408, 10));
        assert_eq!(answer("/never", stream::empty()).await, (408, 25));
        let steady = stream::iter(["some ", "thing"]).map(|part| Ok(Bytes::from_static(part.as_bytes())));
        assert_eq!(answer("/reads", steady).await.0, 200);
    }

    #[actix_web::test]
    async fn s26_a_body_without_end_is_cut_off() {
        tokio::time::pause();
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[b'x'; 64 * 1024])));
        assert_eq!(answer("/reads", endless).await.0, 413);
        let most = usize::try_from(MOST_BYTES).unwrap();
        let just = stream::iter([Ok(Bytes::from(vec![b'x'; most]))]);
        assert_eq!(answer("/reads", just).await.0, 200);
    }
}
