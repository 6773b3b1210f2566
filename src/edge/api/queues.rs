//! Queues as configured.

use serde::Serialize;
use switchboard_core::QueueId;
use switchboard_core::effect::QueueValues;
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// A queue as configured.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queue {
    /// Its name in paths; never changed, never used again.
    queue: QueueId,
    /// Counts up with every change; the ETag.
    version: u64,
    /// Its settings.
    settings: QueueValues,
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/queues", Deed::SeeSettings, list)
            .says("The workspace's queues", "In order of their ids."),
        Operation::get("/queues/{queue}", Deed::SeeSettings, one)
            .says("One queue", "Its ETag is what an edit names."),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Queue>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let queues = call.look(move |views| views.configured_queues(&workspace)).await?;
    let queues = queues.into_iter().map(|(queue, version, settings)| Queue { queue, version, settings });
    Ok(Answer::new(call.query.of(queues, |queue| queue.queue.clone())?))
}

async fn one(call: Call) -> Result<Answer<Queue>, Failed> {
    let (workspace, queue) = (call.caller()?.workspace.clone(), call.named::<QueueId>("queue")?);
    let id = queue.clone();
    let found = call.look(move |views| views.configured_queue(&workspace, &id)).await?;
    let (version, settings) = found.ok_or(Problem::NotFound)?;
    Ok(Answer::new(Queue { queue, version, settings }).version(version))
}
