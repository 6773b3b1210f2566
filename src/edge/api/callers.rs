//! Whoever called, by their number alone: most have no record here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::operation::Operation;
use super::query::NoQuery;
use super::settings::Faults;
use crate::permissions::Deed;
use crate::problem::Failed;

/// A number is compared by so many of its last digits at least.
const FEWEST_DIGITS: usize = 8;
/// As many characters as a number may be written with.
const LONGEST: usize = 64;

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::post("/callers/erase", Deed::AnswerForData, erase).says(
        "Erase a caller",
        "Takes a number, however it is spelled, out of every telephone call: with it goes everything reported of those calls \
         that is not plain fact, and their recordings' addresses. A call that goes on keeps nothing of it from then on. Cannot \
         be undone; ask again should this time out.",
    )]
}

/// Whom to erase.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallerErased {
    /// Their number, with eight digits at least.
    number: String,
}

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallsErased {
    /// Calls the number was taken out of.
    calls: u32,
}

async fn erase(call: Call<Json<CallerErased>, NoQuery>) -> Result<Answer<CallsErased>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let by = call.caller()?.by(call.doors.house.clock.now());
    let CallerErased { number } = call.body.0;
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut faults = Faults::default();
    let fits = digits >= FEWEST_DIGITS && number.chars().count() <= LONGEST;
    faults.unless(fits, "number", "no_number", "a telephone number, with eight digits at least");
    faults.none()?;
    let calls = call.doors.writer.erase_number(workspace, number, by).await?;
    Ok(Answer::new(CallsErased { calls }))
}
