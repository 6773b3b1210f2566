//! Flows: a bot's scripts. A version never changes; a draft becomes what new sessions begin with when it is published, and
//! an older version is published again to roll back. Sessions stay on the version they began with.

use serde::{Deserialize, Serialize};
use switchboard_core::FlowId;
use switchboard_core::flow::{Flow, Node, NodeId};
use switchboard_journal::settings::Change;
use switchboard_journal::views::FlowSummary;
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::{Json, NoBody};
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Fault, Problem};

/// Nodes of one script at most.
const MOST_NODES: usize = 1_000;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/flows", Deed::SeeSettings, list)
            .says("The workspace's flows", "In order of their ids."),
        Operation::get("/flows/{flow}", Deed::SeeSettings, one)
            .says("One flow", "Its ETag is what publishing a version of it names; \"0\" before the first."),
        Operation::get("/flows/{flow}/versions", Deed::SeeSettings, versions)
            .says("A flow's versions", "Oldest first."),
        Operation::get("/flows/{flow}/versions/{version}", Deed::SeeSettings, version)
            .says("One version of a flow", "With the script and what is wrong with it."),
        Operation::post("/flows/{flow}/versions", Deed::Configure, draft)
            .refuses(&[Problem::Refused("changed_meanwhile"), Problem::Refused("name_taken")])
            .creates()
            .says(
                "Keeps a draft as the next version",
                "What is wrong with it is listed and keeps it from being published, not from being kept.",
            ),
        Operation::put("/flows/{flow}/published", Deed::Configure, publish)
            .refuses(&[
                Problem::Unprocessable("unknown_version"),
                Problem::Unprocessable("flow_has_problems"),
            ])
            .says(
                "Publishes a version, or rolls back to one",
                "New sessions begin with it; If-None-Match: * where nothing was published before.",
            ),
    ]
}

/// A flow.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FlowView {
    /// Its id.
    id: FlowId,
    /// The newest version.
    newest: u64,
    /// The version new sessions begin with; none before the first publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<u64>,
}

/// A version of a flow, in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionLine {
    /// Counted from 1.
    version: u64,
    /// Whether new sessions begin with it.
    is_published: bool,
    /// How many things are wrong with it.
    problems: u32,
}

/// A version of a flow.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionView {
    /// Whether new sessions begin with it.
    is_published: bool,
    /// What is wrong with it, by node; with any of them it is not published.
    problems: Vec<Fault>,
    /// The script.
    script: Flow,
}

/// A script to keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    /// The node a new session begins at.
    start: NodeId,
    /// Everything it can do.
    nodes: std::collections::BTreeMap<NodeId, Node>,
}

/// Which version to publish.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Publication {
    /// An existing one, newer or older than the one that is published.
    version: u64,
}

/// What is wrong with a script, node by node.
fn problems(flow: &Flow) -> Vec<Fault> {
    let fault = |problem: &switchboard_core::flow::Problem| {
        let node = problem.node();
        let field = if node == "start" { node.to_owned() } else { format!("nodes.{node}") };
        Fault::new(field, problem.code(), problem.to_string())
    };
    flow.check().iter().map(fault).collect()
}

fn view(summary: FlowSummary) -> FlowView {
    FlowView { id: summary.id, newest: summary.newest, published: summary.published }
}

async fn list(call: Call<NoBody, Paging>) -> Result<Answer<Page<FlowView>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let flows = call.look(move |views| views.configured_flows(&workspace)).await?;
    Ok(Answer::new(call.query.of(flows.into_iter().map(view), |flow| flow.id.clone())?))
}

async fn summary<B, Q>(call: &Call<B, Q>) -> Result<FlowSummary, Failed> {
    let (workspace, flow) = (call.caller()?.workspace.clone(), call.named::<FlowId>("flow")?);
    let flows = call.look(move |views| views.configured_flows(&workspace)).await?;
    flows.into_iter().find(|known| known.id == flow).ok_or(Problem::NotFound.into())
}

async fn one(call: Call) -> Result<Answer<FlowView>, Failed> {
    let summary = summary(&call).await?;
    let revision = summary.revision;
    Ok(Answer::new(view(summary)).version(revision))
}

async fn versions(call: Call<NoBody, Paging>) -> Result<Answer<Page<VersionLine>>, Failed> {
    let summary = summary(&call).await?;
    let published = summary.published;
    let scripts = call.look(move |views| views.flow_versions(&summary.id)).await?;
    let lines = scripts.into_iter().map(|script| VersionLine {
        version: script.version,
        is_published: published == Some(script.version),
        problems: u32::try_from(script.check().len()).unwrap_or(u32::MAX),
    });
    Ok(Answer::new(call.query.of(lines, |line| line.version)?))
}

/// A version of a flow of the caller's workspace.
pub(super) async fn script<B, Q>(call: &Call<B, Q>, version: u64) -> Result<(FlowSummary, Flow), Failed> {
    let summary = summary(call).await?;
    let id = summary.id.clone();
    let script = call.look(move |views| views.flow_version(&id, version)).await?;
    Ok((summary, script.ok_or(Problem::NotFound)?))
}

async fn version(call: Call) -> Result<Answer<VersionView>, Failed> {
    let (summary, script) = script(&call, call.named("version")?).await?;
    let is_published = summary.published == Some(script.version);
    Ok(Answer::new(VersionView { is_published, problems: problems(&script), script }))
}

async fn draft(call: Call<Json<Draft>>) -> Result<Answer<VersionView>, Failed> {
    let flow: FlowId = call.named("flow")?;
    let newest = match summary(&call).await {
        Ok(summary) => summary.newest,
        Err(failed) if failed.problem == Problem::NotFound => 0,
        Err(failed) => return Err(failed),
    };
    let Draft { start, nodes } = &call.body.0;
    if nodes.len() > MOST_NODES {
        let detail = format!("at most {MOST_NODES} nodes");
        return Err(Failed::body(vec![Fault::new("nodes", "too_many", detail)]));
    }
    let script = Flow { flow: flow.clone(), version: newest + 1, start: start.clone(), nodes: nodes.clone() };
    // Somebody else's draft may have come first: then ours is not the next one, and they should look.
    let drafted = call.change(Change::FlowDrafted(script.clone()), newest).await;
    drafted.map_err(|failed| match failed.problem {
        Problem::ConditionFailed => Problem::Refused("changed_meanwhile").into(),
        _ => failed,
    })?;
    let place = format!("/flows/{flow}/versions/{}", script.version);
    let shown = VersionView { is_published: false, problems: problems(&script), script };
    Ok(Answer::new(shown).created_at(place))
}

async fn publish(call: Call<Json<Publication>>) -> Result<Answer<FlowView>, Failed> {
    let version = call.body.0.version;
    let (summary, script) = match script(&call, version).await {
        Ok(found) => found,
        Err(failed) if failed.problem == Problem::NotFound => {
            summary(&call).await?;
            return Err(Problem::Unprocessable("unknown_version").because("the flow has no such version"));
        }
        Err(failed) => return Err(failed),
    };
    let problems = problems(&script);
    if !problems.is_empty() {
        let refused = Problem::Unprocessable("flow_has_problems").because("nothing was published");
        return Err(Failed { errors: problems, ..refused });
    }
    let revision = call.configure(Change::FlowPublished(summary.id.clone(), version)).await?;
    Ok(Answer::new(FlowView { id: summary.id, newest: summary.newest, published: Some(version) })
        .version(revision))
}
