//! Sessions: the list with its filters, one session as it is, or as it was at any place of its journal.

use serde::{Deserialize, Serialize};
use switchboard_core::effect::Channel;
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::{AgentId, CustomerKey, PlatformId, Presence, QueueId, SessionId};
use switchboard_journal::views::{SessionFilter, Visible};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{self, Page};
use super::operation::Operation;
use super::replay;
use crate::permissions::{Deed, may_read};
use crate::problem::{Failed, Problem};
use crate::ties;

/// The longest search for what was said, in letters.
const MOST_ASKED: usize = 200;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/sessions", Deed::SeeOwn, list).says(
            "Sessions, newest first",
            "Filters are joined by and. Who may see only their own sees what they serve, what waits for them, and what they \
             served once nobody serves it any more.",
        ),
        Operation::get("/sessions/{session}", Deed::SeeOwn, one).says(
            "One session",
            "With `at`, as it was after that event: rebuilt from its journal by the rules themselves.",
        ),
    ]
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// The conversation.
    pub session: SessionId,
    /// Where the customer came in.
    pub platform: PlatformId,
    /// Who the customer is there.
    pub customer: CustomerKey,
    /// How they are talked to.
    pub channel: Channel,
    /// Who serves, in a word.
    pub standing: Standing,
    /// The queue it waits in or last came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// The agent who serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Since when it stands there.
    pub since: At,
    /// When it was opened.
    pub opened_at: At,
    /// Whether the customer is there.
    pub presence: Presence,
}

impl From<SessionRow> for SessionView {
    fn from(row: SessionRow) -> Self {
        Self {
            session: row.session,
            platform: row.platform,
            customer: row.customer,
            channel: row.channel,
            standing: row.standing,
            queue: row.queue,
            agent: row.agent,
            since: At(row.since),
            opened_at: At(row.opened_at),
            presence: row.presence,
        }
    }
}

/// Which sessions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// Who serves, in a word.
    standing: Option<Standing>,
    /// Waiting in this queue, or last come from it.
    queue: Option<QueueId>,
    /// Served by this agent.
    agent: Option<AgentId>,
    /// Come in there.
    platform: Option<PlatformId>,
    /// Of this customer.
    customer: Option<CustomerKey>,
    /// Closed at this instant or later; open ones are left out.
    closed_since: Option<At>,
    /// All of these words, or words that begin with them, were said or noted in it; at most 200 letters. Of running ones
    /// the newest 2,000 that the caller may see are looked through.
    #[schema(max_length = 200)]
    said: Option<String>,
    /// Not over; with false, over.
    running: Option<bool>,
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A session as it is, or was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionState {
    /// The last event in it.
    pub seq: u64,
    /// The place in line that the customer was told last, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<u32>,
    /// Its line.
    pub session: SessionView,
}

/// From which event on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moment {
    /// As it was after this event; as it is, if not said.
    at: Option<u64>,
}

async fn list(call: Call<NoBody, Wanted>) -> Result<Answer<Page<SessionView>>, Failed> {
    let wanted = &call.query;
    let limit = cursor::limit(wanted.limit)?;
    if wanted.said.as_ref().is_some_and(|said| said.chars().count() > MOST_ASKED) {
        return Err(Problem::InvalidQuery.because("`said` has at most 200 letters"));
    }
    let filter = SessionFilter {
        standing: wanted.standing,
        queue: wanted.queue.clone(),
        agent: wanted.agent.clone(),
        platform: wanted.platform.clone(),
        customer: wanted.customer.clone(),
        closed_since: wanted.closed_since.map(|At(at)| at),
        said: wanted.said.clone(),
        running: wanted.running,
        before: wanted.after.as_deref().map(cursor::place).transpose()?,
        visible: visible(&call).await?,
    };
    let workspace = call.caller()?.workspace.clone();
    let rows = call.look(move |views| views.list_sessions(&workspace, &filter, limit + 1)).await?;
    let rows = rows.into_iter().map(SessionView::from).collect();
    Ok(Answer::new(cursor::page(rows, limit, |row: &SessionView| row.session)))
}

/// What of the workspace the caller may see: all of it, or what is theirs and what waits for them.
async fn visible<B, Q>(call: &Call<B, Q>) -> Result<Visible, Failed> {
    let caller = call.caller()?;
    if caller.may(Deed::SeeAll) {
        return Ok(Visible::All);
    }
    let agent = caller.person().cloned().ok_or(Problem::NotAllowed)?;
    Ok(Visible::Of { queues: queues_of(call, &agent).await?, agent })
}

pub(super) async fn queues_of<B, Q>(call: &Call<B, Q>, agent: &AgentId) -> Result<Vec<QueueId>, Failed> {
    let (workspace, agent) = (call.caller()?.workspace.clone(), agent.clone());
    let values = call.doors.reader.read(move |records| records.agent(&workspace, &agent)).await?;
    Ok(values.map(|values| values.queues).unwrap_or_default())
}

/// The line of the session in the path, if the caller may see it; else as if there were none.
pub(super) async fn seen<B, Q>(call: &Call<B, Q>) -> Result<SessionRow, Failed> {
    let (caller, session) = (call.caller()?, call.named::<SessionId>("session")?);
    let row = call.look(move |views| views.session(session)).await?.map(|listed| listed.row);
    let row = row.filter(|row| row.workspace == caller.workspace).ok_or(Problem::NotFound)?;
    if may_open_any(call, std::slice::from_ref(&row)).await? {
        Ok(row)
    } else {
        Err(Problem::NotFound.into())
    }
}

/// Whether the caller may open one of these sessions of their workspace.
pub(super) async fn may_open_any<B, Q>(call: &Call<B, Q>, rows: &[SessionRow]) -> Result<bool, Failed> {
    let caller = call.caller()?;
    if caller.may(Deed::SeeAll) {
        return Ok(true);
    }
    let Some(agent) = caller.person() else { return Ok(false) };
    let queues = queues_of(call, agent).await?;
    let (workspace, agent, role) = (caller.workspace.clone(), agent.clone(), caller.role);
    let rows = rows.to_vec();
    let found = call.doors.reader.read(move |records| {
        for row in &rows {
            let tie = ties::of(records, &workspace, &agent, row.session)?;
            if may_read(role, &agent, &queues, row, tie) {
                return Ok(true);
            }
        }
        Ok(false)
    });
    Ok(found.await?)
}

async fn one(call: Call<NoBody, Moment>) -> Result<Answer<SessionState>, Failed> {
    let row = seen(&call).await?;
    let (session, at) = (row.session, call.query.at);
    let found = call.look(move |views| replay::at(views, session, at)).await?;
    let then = found.ok_or(Problem::InvalidQuery.because("the session has no such event"))?;
    let line = match at {
        None => row,
        Some(_) => then.row.ok_or(Problem::NotFound)?,
    };
    Ok(Answer::new(SessionState { seq: then.seq, place: then.place, session: line.into() }))
}
