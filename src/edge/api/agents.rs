//! Agents as configured: their own queues, capacity, wrap-up. Their sign-ins and roles are people's business, their state
//! is on the live board. An agent is never deleted: history names them. One without queues is given nothing.

use switchboard_core::AgentId;
use switchboard_core::effect::AgentValues;
use switchboard_journal::settings::Change;

use super::answer::Answer;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::queues;
use super::settings::{Faults, Setting};
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

const MOST_QUEUES: usize = 200;
/// A day, in milliseconds.
const LONGEST_WRAP_UP_MS: u64 = 86_400_000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/agents", Deed::SeeSettings, list).says(
            "The workspace's agents",
            "In order of their ids. `queues` are their own, without their teams'.",
        ),
        Operation::get("/agents/{agent}", Deed::SeeSettings, one)
            .says("One agent", "Its ETag is what an edit names."),
        Operation::put("/agents/{agent}", Deed::Configure, put).says(
            "Makes or changes an agent",
            "What they hold stays theirs; queues and capacity count from the next choice on.",
        ),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Setting<AgentValues>>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let agents = call.look(move |views| views.configured_agents(&workspace)).await?;
    let agents = agents.into_iter().map(|(agent, version, settings)| Setting::new(agent, version, settings));
    Ok(Answer::new(call.query.of(agents, |agent| agent.id.clone())?))
}

async fn one(call: Call) -> Result<Answer<Setting<AgentValues>>, Failed> {
    let (workspace, agent) = (call.caller()?.workspace.clone(), call.named::<AgentId>("agent")?);
    let id = agent.clone();
    let found = call.look(move |views| views.configured_agent(&workspace, &id)).await?;
    let (version, settings) = found.ok_or(Problem::NotFound)?;
    Ok(Setting::new(agent, version, settings).shown())
}

async fn put(call: Call<Json<AgentValues>>) -> Result<Answer<Setting<AgentValues>>, Failed> {
    let agent: AgentId = call.named("agent")?;
    let values = call.body.0.clone();
    let known = queues::ids(&call).await?;
    let mut faults = Faults::default();
    faults.name("name", &values.name);
    faults.list("queues", &values.queues, MOST_QUEUES);
    for (place, queue) in values.queues.iter().enumerate() {
        faults.unless(known.contains(queue), &format!("queues[{place}]"), "unknown_queue", "no such queue");
    }
    let wrap_up = values.wrap_up_ms <= LONGEST_WRAP_UP_MS;
    faults.unless(wrap_up, "wrap_up_ms", "out_of_range", "at most a day, in milliseconds");
    faults.none()?;
    call.put(&agent, values.clone(), Change::Agent(agent.clone(), values)).await
}
