//! What was said in a session, and every event of its journal. Who reads what is not theirs is noted in the audit log.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use switchboard_journal::{JournalError, StoredEvent};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{self, Page};
use super::operation::Operation;
use super::sessions::seen;
use crate::permissions::Deed;
use crate::problem::Failed;
use crate::readings;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/sessions/{session}/events", Deed::SeeOwn, events).says(
            "A session's journal",
            "Every event in order, from any place on: `next` and `after` are sequence numbers.",
        ),
        Operation::get("/sessions/{session}/transcript", Deed::SeeOwn, transcript).says(
            "What customer and staff said to one another",
            "What the customer may see, in order: `next` and `after` are the customer's numbers.",
        ),
    ]
}

/// From where on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    /// Events after this number; from the first on, if not said.
    after: Option<u64>,
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// An event as it was journaled.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventView {
    /// Its place in the session, from 1 without gaps.
    seq: u64,
    /// The customer's number of it; none where it is not for the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<u64>,
    /// What happened.
    kind: String,
    /// When.
    at: At,
    /// Who caused it: `customer`, `bot`, `system`, `agent:...`, `application:...`.
    actor: String,
    /// The fact as journaled; instants in it are microseconds since 1970.
    #[schema(value_type = Object)]
    facts: Value,
    /// What was said, by whom; none where nothing was, or where the person was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    content: Option<Value>,
}

/// Something said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Said {
    /// The customer's number of it.
    number: u64,
    /// What happened: most often that somebody said something.
    kind: String,
    /// When.
    at: At,
    /// Who: `customer`, `bot`, `system`, `agent:...`, `application:...`.
    actor: String,
    /// Their name for the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The text; none where nothing was said in words, or where the person was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The picture or file that came with it: the id of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<String>,
}

pub(super) fn json(text: &str) -> Result<Value, JournalError> {
    serde_json::from_str(text).map_err(|error| JournalError::Damaged(error.to_string()))
}

async fn read(
    call: &Call<NoBody, From>,
    is_public: bool,
) -> Result<(Vec<StoredEvent>, Option<String>), Failed> {
    let row = seen(call).await?;
    let (session, after, limit) =
        (row.session, call.query.after.unwrap_or(0), cursor::limit(call.query.limit)?);
    if after == 0 {
        readings::note(&call.doors, call.caller()?, "transcript_read", &row).await?;
    }
    let subject = switchboard_core::Subject::Session(session);
    let stored = call.look(move |views| match is_public {
        true => views.public_transcript(session, after, limit + 1),
        false => views.transcript(&subject, after, limit + 1),
    });
    let mut stored = stored.await?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_last = stored.len() <= limit;
    stored.truncate(limit);
    let number = |event: &StoredEvent| if is_public { event.public.unwrap_or_default() } else { event.seq };
    let next = stored.last().filter(|_| !is_last).map(|last| number(last).to_string());
    Ok((stored, next))
}

async fn events(call: Call<NoBody, From>) -> Result<Answer<Page<EventView>>, Failed> {
    let (stored, next) = read(&call, false).await?;
    let view = |event: StoredEvent| -> Result<EventView, JournalError> {
        Ok(EventView {
            seq: event.seq,
            public: event.public,
            kind: event.kind,
            at: At(event.at),
            actor: event.actor,
            facts: json(&event.facts)?,
            content: event.content.as_deref().map(json).transpose()?,
        })
    };
    let items = stored.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Answer::new(Page { items, next }))
}

async fn transcript(call: Call<NoBody, From>) -> Result<Answer<Page<Said>>, Failed> {
    let (stored, next) = read(&call, true).await?;
    let said = |event: StoredEvent| -> Result<Said, JournalError> {
        let content = event.content.as_deref().map(json).transpose()?.unwrap_or_default();
        let text = |pointer: &str| content.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        Ok(Said {
            number: event.public.unwrap_or_default(),
            kind: event.kind,
            at: At(event.at),
            actor: event.actor,
            name: text("/name"),
            text: text("/text"),
            attachment: text("/attachment/id"),
        })
    };
    let items = stored.into_iter().map(said).collect::<Result<_, _>>()?;
    Ok(Answer::new(Page { items, next }))
}
