//! A request that comes again under its key gets the answer it got the first time, also after a restart.
//!
//! What was begun and never ended (a crash) is not done again, unless the subject it asks knows the key itself: then
//! asking again is harmless.

use std::future::Future;
use std::time::Duration;

use switchboard_journal::ClientStamp;
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::repeats::{Repeat, Repeated};

use super::answer::Spoken;
use super::facts::Facts;
use crate::doors::Doors;
use crate::problem::{Failed, Problem};

/// Answers are kept so long.
const KEPT_FOR: Duration = Duration::from_secs(86_400);
/// Longer bodies are not kept, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// Carries a request out once.
pub(super) async fn once(
    doors: Doors,
    facts: Facts,
    stamp: ClientStamp,
    run: impl Future<Output = Result<Spoken, Failed>>,
) -> Result<Spoken, Failed> {
    let Some(_turn) = doors.turn((stamp.sender, stamp.id)) else { return Err(Problem::InProgress.into()) };
    let at = doors.house.clock.now();
    let met = doors
        .writer
        .account(AccountWrite::Repeat(Repeat::Begin { stamp, at, forget: at - KEPT_FOR }))
        .await?;
    if let AccountOutcome::Met(Some(met)) = met {
        if met.body != stamp.body {
            return Err(Problem::KeyReused.into());
        }
        match met.answer {
            Some(answer) => return again(answer, &facts),
            None if facts.is_known_by_stamp => {}
            None => return Err(Problem::OutcomeUnknown.into()),
        }
    }
    let outcome = run.await;
    let end = match &outcome {
        Ok(spoken) => Repeat::End { stamp, answer: kept(spoken, &facts) },
        // Nobody knows: it stays begun.
        Err(failed) if failed.problem == Problem::TimedOut => return outcome,
        Err(_) => Repeat::Forget { stamp },
    };
    if let Err(error) = doors.writer.account(AccountWrite::Repeat(end)).await {
        tracing::warn!(%error, "an answer could not be kept; its request is not known when it comes again");
    }
    outcome
}

fn kept(spoken: &Spoken, facts: &Facts) -> Repeated {
    let body = spoken.body.clone().filter(|body| !facts.is_secret && body.len() <= LONGEST_BODY);
    Repeated { status: spoken.status, version: spoken.version, location: spoken.location.clone(), body }
}

fn again(answer: Repeated, facts: &Facts) -> Result<Spoken, Failed> {
    let Repeated { status, version, location, body } = answer;
    if body.is_none() && (facts.is_secret || status != 204) {
        return Err(Problem::AnswerNotKept.into());
    }
    Ok(Spoken { status, version, location, body, headers: Vec::new() })
}
