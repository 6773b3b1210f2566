//! How an operation is carried out: who calls, may they, does it read well; only then its handler is asked.

use std::cell::Cell;
use std::future::Future;

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::de::DeserializeOwned;
use switchboard_journal::ClientStamp;

use super::answer::{Reply, Spoken};
use super::body::Body;
use super::call::Call;
use super::condition;
use super::facts::{Access, Facts, Verb};
use super::query;
use super::repeats;
use crate::caller::{self, Caller};
use crate::doors::Doors;
use crate::limits::Allowance;
use crate::problem::{Failed, Problem};
use crate::tokens;

/// The longest idempotency key.
const LONGEST_KEY: usize = 128;

/// Answers a request.
pub(super) async fn serve<B, Q, A, F, Fut>(
    facts: Facts,
    request: HttpRequest,
    payload: Payload,
    handler: F,
) -> HttpResponse
where
    B: Body,
    Q: DeserializeOwned + 'static,
    A: Reply,
    F: Fn(Call<B, Q>) -> Fut + 'static,
    Fut: Future<Output = Result<A, Failed>> + 'static,
{
    let allowance = Cell::new(None);
    let answered = async {
        let call = let_in(&facts, request, payload, &allowance).await?;
        let (doors, stamp) = (call.doors.clone(), call.stamp);
        let run = async move { handler(call).await.and_then(A::spoken) };
        let Some(stamp) = stamp else { return run.await };
        // On its own: a client that goes away meanwhile asks again and is answered from what was kept.
        let carried_out = actix_web::rt::spawn(repeats::once(doors, facts, stamp, run));
        carried_out.await.unwrap_or_else(|_| Err(Problem::Internal.into()))
    };
    let mut response = answered.await.map_or_else(|failed: Failed| failed.error_response(), Spoken::respond);
    if let Some(allowance) = allowance.get() {
        say(&mut response, allowance);
    }
    response
}

/// What is left of the caller's pace (draft-ietf-httpapi-ratelimit-headers).
fn say(response: &mut HttpResponse, allowance: Allowance) {
    let Allowance { at_once, left, wait } = allowance;
    let lines = [
        ("ratelimit-policy", format!("\"caller\";q={at_once};w=1")),
        ("ratelimit", format!("\"caller\";r={left};t={}", wait.unwrap_or(0))),
    ];
    for (name, value) in lines {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

async fn let_in<B: Body, Q: DeserializeOwned>(
    facts: &Facts,
    request: HttpRequest,
    payload: Payload,
    told: &Cell<Option<Allowance>>,
) -> Result<Call<B, Q>, Failed> {
    let doors = request.app_data::<web::Data<Doors>>().ok_or(Problem::Internal)?;
    let doors = Doors::clone(doors);
    if doors.is_draining() {
        return Err(Problem::Draining.into());
    }
    let caller = match facts.access {
        Access::Public => None,
        Access::Needs(deed) => {
            let caller = caller::of(&doors, &request).await?;
            let allowance = doors.hears_caller(&caller.token);
            told.set(Some(allowance));
            if let Some(seconds) = allowance.wait {
                return Err(Problem::RateLimited
                    .because("too many requests with this credential")
                    .again(seconds));
            }
            caller.must_be_allowed(deed, facts.sets_up_factor)?;
            Some(caller)
        }
    };
    let query = query::read(request.query_string())?;
    let condition = condition::of(&request)?;
    if facts.is_conditional {
        condition.expected()?;
    }
    let (body, bytes) = B::take(&doors, &request, payload).await?;
    let stamp = match facts.verb {
        Verb::Post => stamp(facts, &request, caller.as_ref(), &bytes)?,
        _ => None,
    };
    Ok(Call { doors, caller, query, body, condition, stamp, request })
}

/// The idempotency key with what it is for: caller, operation, path and body.
fn stamp(
    facts: &Facts,
    request: &HttpRequest,
    caller: Option<&Caller>,
    body: &[u8],
) -> Result<Option<ClientStamp>, Failed> {
    let Some(key) = request.headers().get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    let key = key.ok_or_else(|| {
        Problem::InvalidHeader.because(format!("Idempotency-Key has 1 to {LONGEST_KEY} visible characters"))
    })?;
    let Some(caller) = caller else { return Ok(None) };
    let sender = ["api", caller.workspace.as_str(), &caller.who.to_string()];
    let body = String::from_utf8_lossy(body);
    Ok(Some(tokens::stamp(&sender, key, &[facts.path, request.path(), &body])))
}
