//! Teams: agents who serve the team's queues besides their own.

use switchboard_core::TeamId;
use switchboard_journal::settings::{Change, TeamValues};

use super::answer::{Answer, Nothing};
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use super::queues;
use super::settings::{Faults, Setting};
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

const MOST_AGENTS: usize = 1_000;
const MOST_QUEUES: usize = 200;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/teams", Deed::SeeSettings, list)
            .says("The workspace's teams", "In order of their ids."),
        Operation::get("/teams/{team}", Deed::SeeSettings, one)
            .says("One team", "Its ETag is what an edit names."),
        Operation::put("/teams/{team}", Deed::Configure, put)
            .refuses(&[Problem::Refused("name_taken")])
            .says("Makes or changes a team", "Its agents serve its queues from their next step on."),
        Operation::delete("/teams/{team}", Deed::Configure, retire)
            .refuses(&[Problem::Refused("name_taken")])
            .conditional()
            .says("Retires a team", "Its agents keep their own queues. The name is not used again."),
    ]
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<Setting<TeamValues>>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let teams = call.look(move |views| views.configured_teams(&workspace)).await?;
    let teams = teams.into_iter().map(|(team, version, settings)| Setting::new(team, version, settings));
    Ok(Answer::new(call.query.of(teams, |team| team.id.clone())?))
}

async fn one(call: Call) -> Result<Answer<Setting<TeamValues>>, Failed> {
    let (workspace, team) = (call.caller()?.workspace.clone(), call.named::<TeamId>("team")?);
    let teams = call.look(move |views| views.configured_teams(&workspace)).await?;
    let found = teams.into_iter().find(|(id, ..)| *id == team).ok_or(Problem::NotFound)?;
    Ok(Setting::new(found.0, found.1, found.2).shown())
}

async fn put(call: Call<Json<TeamValues>>) -> Result<Answer<Setting<TeamValues>>, Failed> {
    let team: TeamId = call.named("team")?;
    let values = call.body.0.clone();
    let workspace = call.caller()?.workspace.clone();
    let agents = call.look(move |views| views.configured_agents(&workspace)).await?;
    let known = queues::ids(&call).await?;
    let mut faults = Faults::default();
    faults.name("name", &values.name);
    faults.list("agents", &values.agents, MOST_AGENTS);
    faults.list("queues", &values.queues, MOST_QUEUES);
    for (place, agent) in values.agents.iter().enumerate() {
        let is_known = agents.iter().any(|(known, ..)| known == agent);
        faults.unless(is_known, &format!("agents[{place}]"), "unknown_agent", "no such agent");
    }
    for (place, queue) in values.queues.iter().enumerate() {
        faults.unless(known.contains(queue), &format!("queues[{place}]"), "unknown_queue", "no such queue");
    }
    faults.none()?;
    call.put(&team, values.clone(), Change::Team(team.clone(), values)).await
}

async fn retire(call: Call) -> Result<Nothing, Failed> {
    let team: TeamId = call.named("team")?;
    call.configure(Change::TeamRetired(team)).await?;
    Ok(Nothing)
}
