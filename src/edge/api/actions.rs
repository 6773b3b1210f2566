//! What can be done to a session from outside the console: a note, giving it on, putting it back, giving it to the bot.
//! The session itself decides; a repeated request is known to it by the caller's key.

use serde::{Deserialize, Serialize};
use switchboard_core::session::{Command, TransferTo};
use switchboard_core::{AgentId, AnyCommand, Party, QueueId, SessionId, Subject};
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::operation::Operation;
use super::queues;
use super::sessions::seen;
use super::settings::Faults;
use crate::caller::Who;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 4_096;

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/sessions/{session}/notes", Deed::Annotate, note)
            .known_by_stamp()
            .says("Puts a note for staff to a session", "No customer is ever sent one."),
        Operation::post("/sessions/{session}/transfers", Deed::Direct, transfer).known_by_stamp().says(
            "Gives a session to another queue, or to an agent",
            "Whom an agent serves only that agent gives on.",
        ),
        Operation::post("/sessions/{session}/put-back", Deed::Direct, put_back)
            .known_by_stamp()
            .says("Puts a session back to its place in the queue", "Taken from whoever serves it."),
        Operation::post("/sessions/{session}/hand-to-bot", Deed::Direct, hand_to_bot)
            .known_by_stamp()
            .says("Gives a session to the bot", "A group of flows can be named; `end` is the polite end."),
    ]
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// The event it led to, or the stream's last one when nothing had to change; none while its subject is set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seq: Option<u64>,
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Note {
    /// 1 to 4096 characters.
    text: String,
}

/// Where to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Transfer {
    /// The queue it is to wait in; the one it came from if only an agent is named.
    #[serde(default)]
    queue: Option<QueueId>,
    /// Only for this agent at first, then for everybody.
    #[serde(default)]
    agent: Option<AgentId>,
    /// A word for whoever takes it up.
    #[serde(default)]
    note: Option<String>,
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutBack {
    /// A word for whoever takes it up.
    #[serde(default)]
    note: Option<String>,
}

/// To which bot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandToBot {
    /// The group of flows; the platform's own flow, if not said.
    #[serde(default)]
    group: Option<String>,
}

/// Who calls, and the name that stands with what they write: a person's own, or the key's.
async fn by<B, Q>(call: &Call<B, Q>) -> Result<(Party, String), Failed> {
    let caller = call.caller()?;
    let workspace = caller.workspace.clone();
    match &caller.who {
        Who::Person(agent) => {
            let id = agent.clone();
            let known = call.look(move |views| views.configured_agent(&workspace, &id)).await?;
            let name = known.map_or_else(|| agent.to_string(), |(_, values)| values.name);
            Ok((Party::Agent(agent.clone()), name))
        }
        Who::Key(key) => {
            let keys = call.look(move |views| views.api_keys(&workspace)).await?;
            let name = keys.into_iter().find(|known| known.id == *key).map(|known| known.name);
            Ok((Party::Application(key.clone()), name.unwrap_or_else(|| key.clone())))
        }
    }
}

/// The session to act on. A person must see it; a key was told of it, and its scope reaches every one of the workspace.
async fn reached<B, Q>(call: &Call<B, Q>) -> Result<SessionId, Failed> {
    let caller = call.caller()?;
    if caller.person().is_some() {
        return Ok(seen(call).await?.session);
    }
    let session = call.named::<SessionId>("session")?;
    let row = call.look(move |views| views.session(session)).await?.map(|listed| listed.row);
    let is_here = row.is_some_and(|row| row.workspace == caller.workspace);
    is_here.then_some(session).ok_or(Problem::NotFound.into())
}

async fn command<B, Q>(call: &Call<B, Q>, command: Command) -> Result<Answer<Accepted>, Failed> {
    let session = reached(call).await?;
    let done = call.ask(Subject::Session(session), AnyCommand::Session(command)).await?;
    Ok(Answer::new(Accepted { seq: done.seq }))
}

fn bounded(field: &str, note: Option<&str>) -> Result<(), Failed> {
    let mut faults = Faults::default();
    let fits = note.is_none_or(|note| note.chars().count() <= LONGEST_NOTE);
    faults.unless(fits, field, "too_long", &format!("at most {LONGEST_NOTE} characters"));
    faults.none()
}

async fn note(call: Call<Json<Note>>) -> Result<Answer<Accepted>, Failed> {
    let text = call.body.0.text.clone();
    bounded("text", Some(&text))?;
    let (by, name) = by(&call).await?;
    command(&call, Command::AddNote { by, name, text }).await
}

async fn transfer(call: Call<Json<Transfer>>) -> Result<Answer<Accepted>, Failed> {
    let Transfer { queue, agent: to, note } = &call.body.0;
    bounded("note", note.as_deref())?;
    let mut faults = Faults::default();
    faults.unless(queue.is_some() || to.is_some(), "queue", "missing", "a queue, an agent, or both");
    if let Some(queue) = queue {
        faults.unless(queues::ids(&call).await?.contains(queue), "queue", "unknown_queue", "no such queue");
    }
    if let Some(to) = to.clone() {
        let workspace = call.caller()?.workspace.clone();
        let known = call.look(move |views| views.configured_agent(&workspace, &to)).await?;
        faults.unless(known.is_some(), "agent", "unknown_agent", "no such agent");
    }
    faults.none()?;
    let to = match (to.clone(), queue.clone()) {
        (Some(agent), queue) => TransferTo::Agent { agent, queue, at_once: false },
        (None, Some(queue)) => TransferTo::Queue { queue },
        (None, None) => return Err(Problem::InvalidBody.into()),
    };
    let note = note.clone();
    let (by, name) = by(&call).await?;
    command(&call, Command::Transfer { by, name, to, note }).await
}

async fn put_back(call: Call<Json<PutBack>>) -> Result<Answer<Accepted>, Failed> {
    let note = call.body.0.note.clone();
    bounded("note", note.as_deref())?;
    let (by, _) = by(&call).await?;
    command(&call, Command::PutBack { by, note, from: None }).await
}

async fn hand_to_bot(call: Call<Json<HandToBot>>) -> Result<Answer<Accepted>, Failed> {
    let group = call.body.0.group.clone();
    bounded("group", group.as_deref())?;
    let (by, _) = by(&call).await?;
    command(&call, Command::HandToBot { by, group }).await
}
