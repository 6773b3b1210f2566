//! The boards: who waits and who works, as the subjects last said of themselves.

use std::collections::BTreeMap;

use serde::Serialize;
use switchboard_core::effect::Capacity;
use switchboard_core::level::Level;
use switchboard_core::machine::{AgentRow, QueueRow};
use switchboard_core::{AgentId, PlatformId, QueueId, Timestamp};
use switchboard_journal::views::Waiting;
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{Page, Paging};
use super::operation::Operation;
use crate::availability;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/live/queues", Deed::SeeLive, queues)
            .says("Every queue, live", "Who waits, for how long, who works. In order of their ids."),
        Operation::get("/live/queues/{queue}", Deed::SeeLive, queue).says("One queue, live", ""),
        Operation::get("/live/agents", Deed::SeeLive, agents)
            .says("Every agent, live", "Who is ready, reachable, busy. In order of their ids."),
        Operation::get("/live/agents/{agent}", Deed::SeeLive, agent).says("One agent, live", ""),
        Operation::get("/platforms/{platform}/availability", Deed::SeeLive, available).says(
            "Whether a platform's customers would be served now",
            "What the platform's own public address tells customers' pages.",
        ),
    ]
}

/// A queue as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueueLive {
    /// The queue.
    queue: QueueId,
    /// Sessions in line, offered ones included.
    waiting: u32,
    /// The oldest of them has waited since.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest: Option<At>,
    /// Takes newcomers in.
    open: bool,
    /// When it closes, or opens; none when nothing is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes_at: Option<At>,
    /// Agents who serve it, are ready and reachable.
    working: u32,
    /// The longest the line may get.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    /// What a newcomer would wait, in milliseconds, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_wait_ms: Option<u64>,
    /// How many had an agent in time, of those whose wait ended within the last hour.
    service_level: ServiceLevel,
    /// Callers who wait in it at the telephone.
    callers: u32,
    /// The first of them has waited since.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_caller: Option<At>,
}

/// How many had an agent in time, of those whose wait ended within the last hour, to within five minutes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceLevel {
    /// In time is within so many milliseconds: the queue's `answer_within_ms`, as it was when the wait ended.
    within_ms: u64,
    /// Got an agent in time.
    in_time: u32,
    /// Got an agent at all, or gave up after that time.
    of: u32,
    /// Gave up, however soon.
    gave_up: u32,
    /// `in_time` by `of`, 0 to 1; not there while nobody counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
}

impl ServiceLevel {
    fn of(row: &QueueRow, now: Timestamp) -> Self {
        let level = row.level_at(now);
        let Level { in_time, of, gave_up } = level;
        Self { within_ms: row.answer_within_ms, in_time, of, gave_up, share: level.share() }
    }
}

impl QueueLive {
    /// A queue as it stands, with the callers in it.
    fn of(row: QueueRow, callers: &BTreeMap<String, Waiting>, now: Timestamp) -> Self {
        let callers = callers.get(row.queue.as_str());
        Self {
            estimated_wait_ms: row.wait_at(now),
            service_level: ServiceLevel::of(&row, now),
            queue: row.queue,
            waiting: row.waiting,
            oldest: row.oldest.map(At),
            open: row.open,
            changes_at: row.changes_at.map(At),
            working: row.working,
            max_length: row.max_length,
            callers: callers.map_or(0, |waiting| waiting.callers),
            oldest_caller: callers.map(|waiting| At(waiting.oldest)),
        }
    }
}

/// An agent as they stand.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgentLive {
    /// The agent.
    agent: AgentId,
    /// Wants to take sessions.
    ready: bool,
    /// Why not, in the workspace's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Has a live connection.
    reachable: bool,
    /// Since when they are so.
    since: At,
    /// Slots in use, by channel: sessions served, being offered, or in wrap-up; and calls, which take room for chats besides.
    loads: BTreeMap<String, u32>,
    /// Slots in all, by channel.
    capacities: BTreeMap<String, u32>,
}

impl From<AgentRow> for AgentLive {
    fn from(row: AgentRow) -> Self {
        Self {
            agent: row.agent,
            ready: row.ready,
            reason: row.reason,
            reachable: row.reachable,
            since: At(row.since),
            loads: slots(&row.loads),
            capacities: slots(&row.capacities),
        }
    }
}

/// Slots under the names of their channels.
pub(super) fn slots(capacity: &Capacity) -> BTreeMap<String, u32> {
    let named = |(channel, slots)| match serde_json::to_value(channel) {
        Ok(serde_json::Value::String(name)) => Some((name, slots)),
        _ => None,
    };
    capacity.channels().filter_map(named).collect()
}

async fn queues(call: Call<NoBody, Paging>) -> Result<Answer<Page<QueueLive>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let found = call.look(move |views| Ok((views.queues(&workspace)?, views.callers(&workspace)?)));
    let (rows, callers) = found.await?;
    let now = call.doors.house.clock.now();
    let rows = rows.into_iter().map(|row| QueueLive::of(row, &callers, now));
    Ok(Answer::new(call.query.of(rows, |row| row.queue.clone())?))
}

async fn queue(call: Call) -> Result<Answer<QueueLive>, Failed> {
    let (workspace, queue) = (call.caller()?.workspace.clone(), call.named::<QueueId>("queue")?);
    let found = call.look(move |views| Ok((views.queues(&workspace)?, views.callers(&workspace)?)));
    let (rows, callers) = found.await?;
    let row = rows.into_iter().find(|row| row.queue == queue).ok_or(Problem::NotFound)?;
    Ok(Answer::new(QueueLive::of(row, &callers, call.doors.house.clock.now())))
}

async fn agents(call: Call<NoBody, Paging>) -> Result<Answer<Page<AgentLive>>, Failed> {
    let workspace = call.caller()?.workspace.clone();
    let rows = call.look(move |views| views.agents(&workspace)).await?;
    Ok(Answer::new(call.query.of(rows.into_iter().map(AgentLive::from), |row| row.agent.clone())?))
}

async fn agent(call: Call) -> Result<Answer<AgentLive>, Failed> {
    let (workspace, agent) = (call.caller()?.workspace.clone(), call.named::<AgentId>("agent")?);
    let row = call.look(move |views| views.agent(&workspace, &agent)).await?.ok_or(Problem::NotFound)?;
    Ok(Answer::new(row.into()))
}

/// A platform as a newcomer would find it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlatformAvailability {
    /// Its primary queue.
    queue: QueueId,
    /// Within its hours.
    open: bool,
    /// When it opens, while it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens_at: Option<At>,
    /// When it closes, while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    closes_at: Option<At>,
    /// Open, and the line is not too long.
    available: bool,
    /// Agents who serve it, are ready and reachable.
    working: u32,
    /// The place a newcomer would get; 1 is next.
    position: u32,
    /// What a newcomer would wait, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_wait_ms: Option<u64>,
}

async fn available(call: Call) -> Result<Answer<PlatformAvailability>, Failed> {
    let platform = call.named::<PlatformId>("platform")?;
    let found = availability::look(&call.doors, &platform).await?;
    let own = &call.caller()?.workspace;
    let (_, is) = found.filter(|(workspace, _)| workspace == own).ok_or(Problem::NotFound)?;
    Ok(Answer::new(PlatformAvailability {
        queue: is.queue,
        open: is.open,
        opens_at: is.opens_at.map(At),
        closes_at: is.closes_at.map(At),
        available: is.available,
        working: is.working,
        position: is.position,
        estimated_wait_ms: is.estimated_wait_ms,
    }))
}
