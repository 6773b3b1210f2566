//! How an operation can fail: derived from what is known of it, so that the document names every status and code a client
//! can meet, and none that it cannot. What only an operation's own rules refuse it says itself (`Operation::refuses`).

use std::collections::{BTreeMap, BTreeSet};

use utoipa::openapi::{
    AllOfBuilder, ContentBuilder, ObjectBuilder, RefOr, Response, ResponseBuilder, Schema, Type,
};

use super::facts::{Access, Facts, Verb};
use crate::problem::Problem;

/// Codes by status, each a line of the catalogue.
type Codes = BTreeMap<u16, BTreeSet<&'static str>>;

/// Whatever is asked for: of the server as a whole, of the request's framing and pace.
const ALWAYS: &[Problem] = &[
    Problem::BadFraming,
    // Also where no body is wanted and one came.
    Problem::InvalidJson,
    Problem::InvalidQuery,
    Problem::InvalidHeader,
    Problem::TooSlow,
    Problem::TooLarge,
    Problem::TooManyAtOnce,
    Problem::RateLimited,
    Problem::Internal,
    Problem::Busy,
    Problem::Draining,
    Problem::NotBootstrapped,
    Problem::TimedOut,
];
const WITH_A_CREDENTIAL: &[Problem] =
    &[Problem::NotAuthenticated, Problem::PageNotTrusted, Problem::NotAllowed, Problem::SecondFactorRequired];
const WITH_A_BODY: &[Problem] = &[Problem::InvalidBody, Problem::UnsupportedMedia];
const UNDER_A_CONDITION: &[Problem] = &[Problem::ConditionRequired, Problem::ConditionFailed];
const UNDER_A_KEY: &[Problem] = &[Problem::KeyReused, Problem::InProgress, Problem::OutcomeUnknown];

/// What an operation takes from its request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Takes {
    pub body: bool,
    pub cursor: bool,
}

/// Every failure of an operation as the document tells it, by status.
pub(super) fn of(facts: &Facts, takes: Takes, problem: &RefOr<Schema>) -> Vec<(u16, Response)> {
    let asks_a_subject = facts.is_known_by_stamp;
    let documented = codes(facts, takes).into_iter().map(|(status, codes)| {
        // A session or an agent refuses by its own rules, with words of the field; they are not counted up here.
        let is_open = asks_a_subject && status == 409;
        (status, response(codes, is_open, problem))
    });
    documented.collect()
}

fn codes(facts: &Facts, takes: Takes) -> Codes {
    let mut all: Vec<Problem> = ALWAYS.to_vec();
    if let Access::Needs(_) = facts.access {
        all.extend(WITH_A_CREDENTIAL);
    }
    if takes.body {
        all.extend(WITH_A_BODY);
    }
    if takes.cursor {
        all.push(Problem::InvalidCursor);
    }
    if facts.path.contains('{') {
        all.push(Problem::NotFound);
    }
    if facts.is_conditional {
        all.extend(UNDER_A_CONDITION);
    }
    if facts.verb == Verb::Post && facts.access != Access::Public {
        all.extend(UNDER_A_KEY);
        all.extend(facts.is_secret.then_some(Problem::AnswerNotKept));
    }
    if facts.verb != Verb::Get {
        all.push(Problem::DiskFull);
    }
    all.extend(facts.refuses);
    let mut codes = Codes::new();
    for (code, status, _) in all.into_iter().map(Problem::facts) {
        codes.entry(status.as_u16()).or_default().insert(code);
    }
    if facts.is_known_by_stamp {
        codes.entry(409).or_default();
    }
    codes
}

/// A problem document with one of these codes.
fn response(codes: BTreeSet<&'static str>, is_open: bool, problem: &RefOr<Schema>) -> Response {
    let known: Vec<&str> = codes.into_iter().collect();
    let says = match (known.is_empty(), is_open) {
        (true, _) => "Refused by the rules; `code` says which.".to_owned(),
        (false, true) => format!("`{}`, or refused by the rules; `code` says which.", known.join("`, `")),
        (false, false) => format!("`{}`", known.join("`, `")),
    };
    let schema = if is_open {
        problem.clone()
    } else {
        let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(known));
        let named = ObjectBuilder::new().property("code", code.build());
        RefOr::T(Schema::AllOf(AllOfBuilder::new().item(problem.clone()).item(named.build()).build()))
    };
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(says).content("application/problem+json", content).build()
}
