//! What was set aside after faults: subjects in quarantine, which can be released, and owed messages that failed too often.

use serde::{Deserialize, Serialize};
use switchboard_actors::{Answer as HouseAnswer, ReplyTo};
use switchboard_core::{Subject, WorkspaceId};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::{JournalError, Views};
use utoipa::ToSchema;

use super::answer::{Answer, Nothing};
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/quarantine", Deed::SeeLive, quarantined).says(
            "What is in quarantine",
            "Subjects that failed too often: why, and how many commands wait, safe, for their release.",
        ),
        Operation::post("/quarantine/releases", Deed::Repair, release).refuses(&[Problem::NotFound, Problem::Refused("not_quarantined")]).says(
            "Lets a subject go on",
            "Its commands are carried out in the order they came. It may fail again, and is then set aside again.",
        ),
        Operation::get("/outbox/set-aside", Deed::SeeLive, set_aside).says(
            "Owed messages that failed too often",
            "They are kept and not tried again; what they say is not shown.",
        ),
    ]
}

/// A subject in quarantine.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quarantined {
    /// `session/<id>`, `agent/<workspace>/<id>` or `queue/<workspace>/<id>`.
    subject: String,
    /// Why it was set aside.
    cause: String,
    /// Commands that wait for its release.
    waiting: u64,
}

/// Whom to release.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Release {
    /// As the list spells it.
    subject: String,
}

/// An owed message that failed too often.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SetAside {
    /// The stream that owes it.
    source: String,
    /// The event that owes it.
    seq: u64,
    /// Its place among what the event owes.
    ordinal: u32,
    /// Who is to be told.
    target: String,
    /// How often it was tried.
    tries: u32,
}

/// The tenant a subject belongs to; none for a session that never came to be.
pub(super) fn workspace_of(views: &Views, subject: &Subject) -> Result<Option<WorkspaceId>, JournalError> {
    match subject {
        Subject::Agent(workspace, _) | Subject::Queue(workspace, _) | Subject::Call(workspace, _) => {
            Ok(Some(workspace.clone()))
        }
        Subject::Session(session) => Ok(views.session(*session)?.map(|listed| listed.row.workspace)),
    }
}

async fn of_caller<B, Q>(call: &Call<B, Q>) -> Result<Vec<Quarantined>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    call.look(move |views| {
        let mut own = Vec::new();
        for (subject, cause, waiting) in views.quarantined()? {
            if workspace_of(views, &subject)?.as_ref() == Some(&workspace) {
                own.push(Quarantined { subject: subject.to_string(), cause, waiting });
            }
        }
        Ok(own)
    })
    .await
}

async fn quarantined(call: Call<NoBody, Paging>) -> Result<Answer<Page<Quarantined>>, Failed> {
    let own = of_caller(&call).await?;
    Ok(Answer::new(call.query.of(own, |one| one.subject.clone())?))
}

async fn release(call: Call<Json<Release>>) -> Result<Nothing, Failed> {
    let named = &call.body.0.subject;
    let is_theirs = of_caller(&call).await?.iter().any(|one| one.subject == *named);
    let subject: Subject = named.parse().ok().filter(|_| is_theirs).ok_or(Problem::NotFound)?;
    let caller = call.caller()?;
    let by = caller.by(call.doors.house.clock.now());
    let entry = by.did(&caller.workspace, "quarantine_released", named);
    call.doors.writer.account(AccountWrite::Audit(entry)).await?;
    let (reply, answered) = tokio::sync::oneshot::channel();
    let reply = ReplyTo::new(move |answer| {
        let _ = reply.send(answer);
    });
    call.doors.house.release(subject, reply);
    match answered.await.unwrap_or(HouseAnswer::Unknown) {
        HouseAnswer::Accepted { .. } | HouseAnswer::Delayed => Ok(Nothing),
        HouseAnswer::Refused(refused) => Err(refused.into()),
        HouseAnswer::Unknown => Err(Problem::TimedOut.into()),
    }
}

async fn set_aside(call: Call<NoBody, Paging>) -> Result<Answer<Page<SetAside>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let own = call.look(move |views| {
        let mut own = Vec::new();
        for row in views.set_aside()? {
            if workspace_of(views, &row.owed.target)?.as_ref() == Some(&workspace) {
                own.push(row);
            }
        }
        Ok(own)
    });
    let view = own.await?.into_iter().map(|row| SetAside {
        source: row.key.source,
        seq: row.key.seq,
        ordinal: row.key.ordinal,
        target: row.owed.target.to_string(),
        tries: row.tries,
    });
    Ok(Answer::new(call.query.of(view, |row| (row.source.clone(), row.seq, row.ordinal))?))
}
