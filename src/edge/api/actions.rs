//! What can be done to a session from outside the console: a note, giving it on, putting it back, giving it to the bot.
//! The session itself decides; a repeated request is known to it by the caller's key.

use serde::{Deserialize, Serialize};
use switchboard_core::session::{Command, TransferTo};
use switchboard_core::{AgentId, AnyCommand, Party, QueueId, Subject};
use utoipa::ToSchema;

use super::answer::Answer;
use super::body::Json;
use super::call::Call;
use super::operation::Operation;
use super::queues;
use super::sessions::seen;
use super::settings::Faults;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// The longest note, in characters.
const LONGEST_NOTE: usize = 4_096;

pub(super) fn operations() -> Vec<Operation> {
    let persons = "Only persons can do this, since it is done in their name.";
    vec![
        Operation::post("/sessions/{session}/notes", Deed::Direct, note)
            .known_by_stamp()
            .says("Puts a note for staff to a session", persons),
        Operation::post("/sessions/{session}/transfers", Deed::Direct, transfer)
            .known_by_stamp()
            .says("Gives a session to another queue, or to an agent", persons),
        Operation::post("/sessions/{session}/put-back", Deed::Direct, put_back)
            .known_by_stamp()
            .says("Puts a session back to its place in the queue", persons),
        Operation::post("/sessions/{session}/hand-to-bot", Deed::Direct, hand_to_bot)
            .known_by_stamp()
            .says("Gives a session to the bot", "A group of flows can be named; `end` is the polite end."),
    ]
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Accepted {
    /// The event it led to, or the session's last one when nothing had to change; none while the session is set aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
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

/// The person who calls, and the name others know them by.
async fn person<B, Q>(call: &Call<B, Q>) -> Result<(AgentId, String), Failed> {
    let caller = call.caller()?;
    let agent = caller.person().cloned().ok_or(Problem::NotAllowed.because("only persons can do this"))?;
    let (workspace, id) = (caller.workspace.clone(), agent.clone());
    let known = call.look(move |views| views.configured_agent(&workspace, &id)).await?;
    let name = known.map_or_else(|| agent.to_string(), |(_, values)| values.name);
    Ok((agent, name))
}

async fn command<B, Q>(call: &Call<B, Q>, command: Command) -> Result<Answer<Accepted>, Failed> {
    let session = seen(call).await?.session;
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
    let (agent, name) = person(&call).await?;
    command(&call, Command::AddNote { agent, name, text }).await
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
        (Some(agent), queue) => TransferTo::Agent { agent, queue },
        (None, Some(queue)) => TransferTo::Queue { queue },
        (None, None) => return Err(Problem::InvalidBody.into()),
    };
    let note = note.clone();
    let (agent, name) = person(&call).await?;
    command(&call, Command::Transfer { agent, name, to, note }).await
}

async fn put_back(call: Call<Json<PutBack>>) -> Result<Answer<Accepted>, Failed> {
    let note = call.body.0.note.clone();
    bounded("note", note.as_deref())?;
    let (agent, _) = person(&call).await?;
    command(&call, Command::PutBack { agent, note, from: None }).await
}

async fn hand_to_bot(call: Call<Json<HandToBot>>) -> Result<Answer<Accepted>, Failed> {
    let group = call.body.0.group.clone();
    bounded("group", group.as_deref())?;
    let caller = call.caller()?;
    let by = match &caller.who {
        crate::caller::Who::Person(person) => Party::Agent(person.clone()),
        crate::caller::Who::Key(key) => Party::Application(key.clone()),
    };
    command(&call, Command::HandToBot { by, group }).await
}
