//! Agents as configured: their own queues, capacity, wrap-up. Their sign-ins and roles are people's business, their state
//! is on the live board, and changed here only by a supervisor. An agent is never deleted: history names them. One without
//! queues is given nothing.

use serde::Deserialize;
use switchboard_core::agent::Command;
use switchboard_core::effect::AgentValues;
use switchboard_core::{AgentId, AnyCommand, Subject};
use switchboard_journal::settings::Change;
use switchboard_wire::console::REASON_LIMIT;
use utoipa::ToSchema;

use super::actions::Accepted;
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
        Operation::put("/agents/{agent}", Deed::Configure, put).refuses(&[Problem::Refused("name_taken")]).says(
            "Makes or changes an agent",
            "What they hold stays theirs; queues and capacity count from the next choice on.",
        ),
        Operation::post("/agents/{agent}/state", Deed::Force, force).known_by_stamp().says(
            "Makes an agent ready, or sends them away",
            "The agent's console reads whose word it was. A reason is one of the workspace's, if it has settled on any.",
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

/// The state an agent is put in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Shall want chats.
    ready: bool,
    /// Why not, in the workspace's words; only of one who is sent away.
    #[serde(default)]
    reason: Option<String>,
}

async fn force(call: Call<Json<Wanted>>) -> Result<Answer<Accepted>, Failed> {
    let (workspace, agent) = (call.caller()?.workspace.clone(), call.named::<AgentId>("agent")?);
    let (ws, id) = (workspace.clone(), agent.clone());
    call.look(move |views| views.configured_agent(&ws, &id)).await?.ok_or(Problem::NotFound)?;
    let Wanted { ready, reason } = &call.body.0;
    let mut faults = Faults::default();
    faults.unless(
        !ready || reason.is_none(),
        "reason",
        "not_wanted",
        "who is ready has no reason to be away",
    );
    let fits = reason.as_ref().is_none_or(|reason| reason.len() <= REASON_LIMIT);
    faults.unless(fits, "reason", "too_long", &format!("at most {REASON_LIMIT} bytes"));
    faults.none()?;
    let by = Some(call.caller()?.person().cloned().ok_or(Problem::NotAllowed)?);
    let command = match ready {
        true => Command::BecomeReady { by },
        false => Command::BecomeAway { reason: reason.clone(), by },
    };
    let done = call.ask(Subject::Agent(workspace, agent), AnyCommand::Agent(command)).await?;
    Ok(Answer::new(Accepted { seq: done.seq }))
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
