//! What the server finds wrong with itself in a workspace: a list that is empty on every good day.

use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::repairs::workspace_of;
use crate::alarms;
use crate::permissions::Deed;
use crate::problem::Failed;

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/live/alarms", Deed::SeeLive, alarms).says(
        "What the server finds wrong with itself",
        "What has not held for a while and does not hold now, with the subject's last events by number. Nobody's words.",
    )]
}

/// Something that does not hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alarm {
    /// `somebody_waits`, `no_owner`, `capacity` or `timer_overdue`.
    invariant: &'static str,
    /// `session/<id>`, `agent/<workspace>/<id>` or `queue/<workspace>/<id>`.
    subject: String,
    /// What is wrong, for people.
    says: String,
    /// It looked wrong first.
    since: At,
    /// It was told, as an error in the log too.
    told_at: At,
    /// The subject's last events when it was told, the latest last.
    events: Vec<NamedEvent>,
}

/// An event without what was said in it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedEvent {
    /// Its number within the subject's stream.
    seq: u64,
    /// What happened.
    kind: String,
}

impl From<alarms::Alarm> for Alarm {
    fn from(alarm: alarms::Alarm) -> Self {
        let alarms::Alarm { invariant, subject, says, since, told, events } = alarm;
        let events = events.into_iter().map(|event| NamedEvent { seq: event.seq, kind: event.kind });
        let (since, told_at) = (At(since), At(told));
        Self { invariant, subject: subject.to_string(), says, since, told_at, events: events.collect() }
    }
}

async fn alarms(call: Call<NoBody, Paging>) -> Result<Answer<Page<Alarm>>, Failed> {
    let (workspace, all) = (call.caller()?.workspace.clone(), call.doors.alarms.now());
    let mut own = call
        .look(move |views| {
            let mut own = Vec::new();
            for alarm in all {
                if workspace_of(views, &alarm.subject)?.as_ref() == Some(&workspace) {
                    own.push(Alarm::from(alarm));
                }
            }
            Ok(own)
        })
        .await?;
    let key = |alarm: &Alarm| (alarm.invariant.to_owned(), alarm.subject.clone());
    own.sort_by_key(key);
    Ok(Answer::new(call.query.of(own, key)?))
}
