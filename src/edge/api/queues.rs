//! Queues as configured. A queue is never deleted: sessions and records name it for ever. One that is given no agents
//! and no opening hours is out of use.

use std::collections::BTreeSet;

use switchboard_core::QueueId;
use switchboard_core::effect::{QueueValues, WhenFull};
use switchboard_journal::settings::Change;

use super::answer::Answer;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::settings::{Faults, Setting};
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// An agent has so long to accept, in milliseconds.
const ACCEPT_WITHIN_MS: std::ops::RangeInclusive<u64> = 1_000..=3_600_000;

/// So soon an agent should have a session, in milliseconds.
const ANSWER_WITHIN_MS: std::ops::RangeInclusive<u64> = 1_000..=7 * 86_400_000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/queues", Deed::SeeSettings, list)
            .says("The workspace's queues", "In order of their ids."),
        Operation::get("/queues/{queue}", Deed::SeeSettings, one)
            .says("One queue", "Its ETag is what an edit names."),
        Operation::put("/queues/{queue}", Deed::Configure, put)
            .refuses(&[Problem::Refused("name_taken")])
            .says("Makes or changes a queue", "The queue works by its new settings from its next step on."),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Setting<QueueValues>>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let queues = call.look(move |views| views.configured_queues(&workspace)).await?;
    let queues = queues.into_iter().map(|(queue, version, settings)| Setting::new(queue, version, settings));
    Ok(Answer::new(call.query.of(queues, |queue| queue.id.clone())?))
}

async fn one(call: Call) -> Result<Answer<Setting<QueueValues>>, Failed> {
    let (workspace, queue) = (call.caller()?.workspace.clone(), call.named::<QueueId>("queue")?);
    let id = queue.clone();
    let found = call.look(move |views| views.configured_queue(&workspace, &id)).await?;
    let (version, settings) = found.ok_or(Problem::NotFound)?;
    Ok(Setting::new(queue, version, settings).shown())
}

async fn put(call: Call<Json<QueueValues>>) -> Result<Answer<Setting<QueueValues>>, Failed> {
    let queue: QueueId = call.named("queue")?;
    let values = call.body.0.clone();
    let mut faults = Faults::default();
    faults.name("name", &values.name);
    let accept = ACCEPT_WITHIN_MS.contains(&values.accept_within_ms);
    faults.unless(accept, "accept_within_ms", "out_of_range", "1 second to 1 hour, in milliseconds");
    let answer = ANSWER_WITHIN_MS.contains(&values.answer_within_ms);
    faults.unless(answer, "answer_within_ms", "out_of_range", "1 second to 7 days, in milliseconds");
    if let Some(Err(error)) = values.hours.as_ref().map(|hours| hours.check()) {
        faults.unless(false, "hours", "not_hours", &error.to_string());
    }
    if let WhenFull::Overflow { queue: to } = &values.when_full {
        let is_other = *to != queue && ids(&call).await?.contains(to);
        faults.unless(is_other, "when_full", "unknown_queue", "another queue of the workspace");
    }
    faults.none()?;
    call.put(&queue, values.clone(), Change::Queue(queue.clone(), Box::new(values))).await
}

/// The ids of the workspace's queues, for those who name some of them.
pub(super) async fn ids<B, Q>(call: &Call<B, Q>) -> Result<BTreeSet<QueueId>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let queues = call.look(move |views| views.configured_queues(&workspace)).await?;
    Ok(queues.into_iter().map(|(queue, ..)| queue).collect())
}
