//! Telephone calls: the list with its filters, one call as it is or was at any moment, and everything reported of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_core::call::Event;
use switchboard_core::machine::{CallRow, CallState, Direction};
use switchboard_core::{AgentId, CallId, Content, CustomerId, QueueId, Subject};
use switchboard_journal::views::{CallFilter, CallsVisible, ListedCall};
use switchboard_journal::{JournalError, StoredEvent};
use switchboard_wire::teravoz::{Body, Sight, Whole};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{self, Page};
use super::customers::known_to;
use super::operation::Operation;
use super::replay::{Moment, call_at};
use super::sessions::queues_of;
use super::transcripts::json;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};
use crate::telephony;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/calls", Deed::SeeCalls, list).says(
            "Telephone calls, newest first",
            "Filters are joined by and. Who may see only their own sees calls they are in and calls of their queues. \
             Numbers are masked for whoever may not see them.",
        ),
        Operation::get("/calls/{call}", Deed::SeeCalls, one).says(
            "One telephone call",
            "With `at`, as it was at that instant, or after that event: rebuilt from its journal by the rules themselves.",
        ),
        Operation::get("/calls/{call}/events", Deed::SeeCalls, events).says(
            "Everything known of a call",
            "Each report as it was sent, and what followed from it: `next` and `after` are sequence numbers.",
        ),
        Operation::get("/customers/{customer}/calls", Deed::SeeCalls, of_customer).says(
            "A customer's telephone calls, newest first",
            "Calls with the number of their record, at most 50; for whoever may see the record. Numbers are masked as everywhere.",
        ),
    ]
}

/// A telephone call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallView {
    /// The provider's id of it.
    call: CallId,
    /// Counted from 1 within the workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    /// How far it is.
    state: CallState,
    /// Since when.
    since: At,
    /// When it was first heard of.
    created_at: At,
    /// When it was last heard of.
    updated_at: At,
    /// Who called whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    /// Our side's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    our_number: Option<String>,
    /// The other side's; all but its end is `*` for whoever may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    their_number: Option<String>,
    /// The provider's queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    provider_queue: Option<String>,
    /// Which of ours that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<QueueId>,
    /// Who is in it.
    actors: Vec<CallActorView>,
    /// Where its recordings are, for whoever may hear them.
    recordings: Vec<String>,
    /// The caller hung up while waiting.
    abandoned: bool,
    /// Over only because nothing was heard of it any more.
    lost_sight: bool,
}

/// Somebody in a call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallActorView {
    /// The provider's name of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Their extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<String>,
    /// Which of our agents that is.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<AgentId>,
    /// Since when.
    since: At,
}

/// A call as it is, or was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallStateView {
    /// The last event in it.
    seq: u64,
    /// Its line.
    call: CallView,
}

/// Something known of a call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallEventView {
    /// Its place in the call, from 1 without gaps.
    seq: u64,
    /// What happened: `reported` is the provider's word, the rest what followed.
    kind: String,
    /// When we heard of it.
    at: At,
    /// The type of a report.
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    /// The state the call moved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<CallState>,
    /// The report as it was sent, without what the caller may not see; none where the caller was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    event: Option<Value>,
    /// The fact as journaled; instants in it are microseconds since 1970.
    #[schema(value_type = Object)]
    facts: Value,
}

/// Which calls.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallsWanted {
    /// How far it is.
    state: Option<CallState>,
    /// Not over, or over.
    open: Option<bool>,
    /// In this queue, ours or the provider's, or last come from it.
    queue: Option<String>,
    /// This agent is in it.
    agent: Option<AgentId>,
    /// With this number; for whoever may see numbers.
    their_number: Option<String>,
    /// First heard of at this instant or later, or not over.
    since: Option<At>,
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// From when on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallMoment {
    /// As it was at this instant (RFC 3339), or after the event of this number; as it is, if not said.
    at: Option<String>,
}

/// Events after which.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallEventsWanted {
    /// Events after this number; from the first on, if not said.
    after: Option<u64>,
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// No more of a customer's calls are looked for.
const OF_CUSTOMER: u32 = 50;

fn view(row: CallRow, number: Option<u64>, sight: Sight) -> CallView {
    let row = telephony::shown(row, sight);
    let actor = |actor: switchboard_core::machine::CallActor| CallActorView {
        name: actor.name,
        extension: actor.extension,
        agent: actor.agent,
        since: At(actor.since),
    };
    CallView {
        call: row.call,
        number,
        state: row.state,
        since: At(row.since),
        created_at: At(row.created_at),
        updated_at: At(row.updated_at),
        direction: row.direction,
        our_number: row.our_number,
        their_number: row.their_number,
        provider_queue: row.queue,
        queue: row.our_queue,
        actors: row.actors.into_iter().map(actor).collect(),
        recordings: row.recordings,
        abandoned: row.abandoned,
        lost_sight: row.lost_sight,
    }
}

fn sight<B, Q>(call: &Call<B, Q>) -> Result<Sight, Failed> {
    let caller = call.caller()?;
    Ok(Sight { numbers: caller.may(Deed::SeeNumbers), recordings: caller.may(Deed::HearRecordings) })
}

/// What of the workspace's calls the caller may see.
async fn visible<B, Q>(call: &Call<B, Q>) -> Result<CallsVisible, Failed> {
    let caller = call.caller()?;
    if caller.may(Deed::SeeAllCalls) {
        return Ok(CallsVisible::All);
    }
    let agent = caller.person().cloned().ok_or(Problem::NotAllowed)?;
    Ok(CallsVisible::Of { queues: queues_of(call, &agent).await?, agent })
}

async fn list(call: Call<NoBody, CallsWanted>) -> Result<Answer<Page<CallView>>, Failed> {
    let (wanted, sight) = (&call.query, sight(&call)?);
    let limit = cursor::limit(wanted.limit)?;
    if wanted.their_number.is_some() && !sight.numbers {
        return Err(Problem::NotAllowed.because("their_number: you may not see numbers"));
    }
    let filter = CallFilter {
        state: wanted.state,
        open: wanted.open,
        queue: wanted.queue.clone(),
        agent: wanted.agent.clone(),
        number: wanted.their_number.clone(),
        since: wanted.since.map(|At(at)| at),
        before: wanted.after.as_deref().map(cursor::place).transpose()?,
        visible: visible(&call).await?,
        ..CallFilter::default()
    };
    let workspace = call.caller()?.workspace.clone();
    let listed = call.look(move |views| views.calls(&workspace, &filter, Some(limit + 1))).await?;
    let Page { items, next } = cursor::page(listed, limit, |listed: &ListedCall| listed.id);
    let items = items.into_iter().map(|listed| view(listed.row, Some(listed.id), sight)).collect();
    Ok(Answer::new(Page { items, next }))
}

/// The call in the path, if the caller may see it; else as if there were none.
async fn seen<Q>(call: &Call<NoBody, Q>) -> Result<(Subject, ListedCall), Failed> {
    let (workspace, id) = (call.caller()?.workspace.clone(), call.named::<CallId>("call")?);
    let subject = Subject::Call(workspace.clone(), id.clone());
    let found = call.look(move |views| views.call(&workspace, &id)).await?;
    let found = found.ok_or(Problem::NotFound)?;
    if telephony::sees(&visible(call).await?, &found.row) {
        Ok((subject, found))
    } else {
        Err(Problem::NotFound.into())
    }
}

async fn one(call: Call<NoBody, CallMoment>) -> Result<Answer<CallStateView>, Failed> {
    let sight = sight(&call)?;
    let (subject, found) = seen(&call).await?;
    let moment = call.query.at.as_deref().map(|text| {
        text.parse()
            .ok()
            .map(Moment::Event)
            .or_else(|| switchboard_core::Timestamp::parse_rfc3339(text).map(Moment::Instant))
    });
    let moment = match moment {
        None => Moment::Now,
        Some(Some(moment)) => moment,
        Some(None) => {
            return Err(Problem::InvalidQuery.because("at: must be an instant (RFC 3339) or a number"));
        }
    };
    let then = call.look(move |views| call_at(views, &subject, moment)).await?;
    let (seq, row) = then.ok_or(Problem::InvalidQuery.because("at: the call was not known then"))?;
    Ok(Answer::new(CallStateView { seq, call: view(row, Some(found.id), sight) }))
}

async fn events(call: Call<NoBody, CallEventsWanted>) -> Result<Answer<Page<CallEventView>>, Failed> {
    let (sight, limit) = (sight(&call)?, cursor::limit(call.query.limit)?);
    let after = call.query.after.unwrap_or(0);
    let (subject, _) = seen(&call).await?;
    let mut stored = call.look(move |views| views.transcript(&subject, after, limit + 1)).await?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = stored.len() <= most;
    stored.truncate(most);
    let next = stored.last().filter(|_| !is_last).map(|last| last.seq.to_string());
    let items = stored.into_iter().map(|stored| event_view(stored, sight));
    Ok(Answer::new(Page { items: items.collect::<Result<_, _>>()?, next }))
}

fn event_view(stored: StoredEvent, sight: Sight) -> Result<CallEventView, JournalError> {
    let damaged = |error: serde_json::Error| JournalError::Damaged(error.to_string());
    let event: Event = serde_json::from_str(&stored.facts).map_err(damaged)?;
    let content: Option<Content> =
        stored.content.as_deref().map(serde_json::from_str).transpose().map_err(damaged)?;
    let sent = content.and_then(|content| content.text);
    let sent = sent.and_then(|sent| Whole::read(Body::Json(&sent)).ok()).map(|whole| sight.of(whole));
    let (report, moved) = match event {
        Event::Reported { report, moved, .. } => (Some(report), moved),
        Event::LostSight { .. } => (None, Some(CallState::Finished)),
        _ => (None, None),
    };
    Ok(CallEventView {
        seq: stored.seq,
        kind: stored.kind,
        at: At(stored.at),
        report,
        moved,
        event: sent.map(|sent| json(&sent.to_json())).transpose()?,
        facts: json(&stored.facts)?,
    })
}

async fn of_customer(call: Call) -> Result<Answer<Page<CallView>>, Failed> {
    let (sight, id) = (sight(&call)?, call.named::<CustomerId>("customer")?);
    let workspace = call.caller()?.workspace.clone();
    if !known_to(&call, id).await? {
        return Err(Problem::NotFound.into());
    }
    let found = call.look(move |views| {
        let Some(record) = views.customer(&workspace, id)? else { return Ok(None) };
        let phone = record.profile.phone.unwrap_or_default();
        views.calls_with(&workspace, &phone, OF_CUSTOMER).map(Some)
    });
    let listed = found.await?.ok_or(Problem::NotFound)?;
    let items = listed.into_iter().map(|listed| view(listed.row, Some(listed.id), sight)).collect();
    Ok(Answer::new(Page { items, next: None }))
}
