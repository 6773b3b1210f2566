//! How long the workspace keeps what, and its audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::{self, ErasureStep};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging, page, place};
use super::operation::Operation;
use super::query::NoQuery;
use super::settings::Faults;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// Days something is kept at most.
const LONGEST: u32 = 36_500;

/// How long the workspace keeps what, in days from a session's end.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Retention {
    /// What was said; 365 if not set.
    #[schema(minimum = 1, maximum = 36500)]
    text_days: u32,
    /// Attachments; 30 if not set.
    #[schema(minimum = 1, maximum = 36500)]
    attachment_days: u32,
    /// Details of the audit log, whose lines stay; 90 if not set.
    #[schema(minimum = 1, maximum = 36500)]
    audit_days: u32,
}

/// A line of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditLine {
    /// Dense from 1.
    seq: u64,
    /// When.
    at: At,
    /// `person:anna`, `key:...`, `customer`, `operator`, `system`, `stranger`.
    who: String,
    /// The deed, as a word in snake_case.
    what: String,
    /// To whom or what.
    subject: String,
    /// More about it; none once forgotten.
    #[serde(skip_serializing_if = "Value::is_null")]
    #[schema(value_type = Object)]
    details: Value,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/retention", Deed::SeeSettings, read)
            .says("How long what is kept", "The defaults where nothing was set."),
        Operation::put("/retention", Deed::Configure, set)
            .says("Set how long what is kept", "What is older is forgotten within the hour, and for good."),
        Operation::get("/audit", Deed::SeeAudit, audit)
            .says("The audit log", "Who did what, the newest first."),
    ]
}

async fn read(call: Call) -> Result<Answer<Retention>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let (version, kept) = call.look(move |views| views.retention(&workspace)).await?;
    let erasing::Retention { text_days, attachment_days, audit_days } = kept;
    Ok(Answer::new(Retention { text_days, attachment_days, audit_days }).version(version))
}

async fn set(call: Call<Json<Retention>, NoQuery>) -> Result<Answer<Retention>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let (by, expected) = (call.caller()?.by(call.doors.house.clock.now()), call.condition.expected()?);
    let Retention { text_days, attachment_days, audit_days } = call.body.0;
    let mut faults = Faults::default();
    let named = [("text_days", text_days), ("attachment_days", attachment_days), ("audit_days", audit_days)];
    for (field, days) in named {
        let fits = (1..=LONGEST).contains(&days);
        faults.unless(fits, field, "out_of_range", &format!("1 to {LONGEST} days"));
    }
    faults.none()?;
    let retention = erasing::Retention { text_days, attachment_days, audit_days };
    let step = ErasureStep::Keep { workspace, retention, expected: Some(expected), by };
    let outcome = call.doors.writer.customer(CustomerWrite::Erasure(step)).await?;
    let CustomerOutcome::Done(version) = outcome else { return Err(Problem::Internal.into()) };
    Ok(Answer::new(Retention { text_days, attachment_days, audit_days }).version(version))
}

async fn audit(call: Call<NoBody, Paging>) -> Result<Answer<Page<AuditLine>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let (most, before) = (call.query.limit()?, call.query.after.as_deref().map(place).transpose()?);
    let lines = call.look(move |views| views.audit(Some(&workspace), before, most + 1)).await?;
    let Page { items, next } = page(lines, most, |line| line.seq);
    let items = items.into_iter().map(|line| AuditLine {
        seq: line.seq,
        at: At(line.entry.at),
        who: line.entry.who,
        what: line.entry.what,
        subject: line.entry.subject,
        details: line.entry.details,
    });
    Ok(Answer::new(Page { items: items.collect(), next }))
}
