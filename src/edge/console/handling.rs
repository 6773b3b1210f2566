//! What is asked about a session beyond talking in it: whether this agent may, here and now, and as which command.
//!
//! The session has the last word on its own state. What it cannot know is settled before: whose session it is, whether
//! queue and agent exist, whether there is room for who takes over.

use actix::{ActorFutureExt, AsyncContext, WrapFuture};
use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, SessionRow};
use switchboard_core::session::{self, TransferTo};
use switchboard_core::{AgentId, AnyCommand, Party, QueueId, SessionId, Subject, WorkspaceId, agent};
use switchboard_journal::JournalError;
use switchboard_wire::console::{Handling, Heard, Onto};

use super::rules::ConsoleCommand;
use super::watching::Look;
use super::{Ctx, Inside, Me};
use crate::connection::Refusing;
use crate::permissions::may;
use crate::records::Records;
use crate::ties;

/// Why not, as a stable word and for people.
type Objection = (&'static str, &'static str);

/// What the journal says about a session and whom a command names.
struct Found {
    row: SessionRow,
    /// The agent who asks has served it once.
    served: bool,
    /// The queue or agent a transfer names.
    target: Option<Target>,
    /// The line of the agent who asks.
    mine: Option<AgentRow>,
}

enum Target {
    Queue { is_there: bool },
    Agent(Option<AgentValues>),
}

impl Me {
    pub(super) fn handle(
        &mut self,
        id: String,
        session: SessionId,
        (what, rule): (Handling, &'static ConsoleCommand),
        body: String,
        ctx: &mut Ctx,
    ) {
        match what {
            Handling::Watch { after } => {
                let look = Look { id: Some(id), after: after.unwrap_or(0), watch: true };
                self.look(session, look, ctx);
            }
            Handling::Unwatch => {
                self.shut(session);
                self.hears(&Heard::Ack { id, seq: None, delayed: false }, ctx);
            }
            what => self.weigh(id, session, (what, rule), body, ctx),
        }
    }

    /// Looks up what must be known, then asks the session. Later frames wait.
    fn weigh(
        &mut self,
        id: String,
        session: SessionId,
        (what, rule): (Handling, &'static ConsoleCommand),
        body: String,
        ctx: &mut Ctx,
    ) {
        let Some(inside) = &self.side.inside else { return };
        let (workspace, agent) = (inside.workspace.clone(), inside.agent.clone());
        let (reader, asked) = (self.doors.reader.clone(), what.clone());
        let look_up = async move {
            reader.read(move |records| find(records, session, &workspace, &agent, &asked)).await
        };
        ctx.wait(look_up.into_actor(self).map(move |found, me, ctx| {
            let found = match found {
                Ok(Some(found)) if me.may_handle(&found, &what) => found,
                Ok(_) => return me.not_found(Some(id), ctx),
                Err(why) => return me.not_now(Some(id), &why, ctx),
            };
            let Some(inside) = &me.side.inside else { return };
            if !inside.serves(&found.row) && rule.beyond.is_some_and(|deed| !may(inside.role, deed)) {
                return me.not_allowed(Some(id), ctx);
            }
            match inside.command_for(what, &found) {
                Ok(command) => {
                    me.typing_over(session);
                    me.ask(id, Subject::Session(session), AnyCommand::Session(command), &body, ctx);
                }
                Err((code, detail)) => me.refuse(Refusing::new(Some(id), code, detail), ctx),
            }
        }));
    }

    /// Whoever served it sums it up also where another has it since: what they may read no longer, they may write about.
    fn may_handle(&mut self, found: &Found, what: &Handling) -> bool {
        let is_here = self.side.inside.as_ref().is_some_and(|inside| found.row.workspace == inside.workspace);
        let sums_up = matches!(what, Handling::WrapUp { .. }) && found.served && is_here;
        self.knows(&found.row, found.served) || sums_up
    }

    /// Makes another agent ready or sends them away.
    pub(super) fn force(
        &mut self,
        id: String,
        whom: AgentId,
        command: agent::Command,
        body: String,
        ctx: &mut Ctx,
    ) {
        let Some(inside) = &self.side.inside else { return };
        let (reader, workspace, named) = (self.doors.reader.clone(), inside.workspace.clone(), whom.clone());
        let look_up = async move { reader.read(move |records| records.agent(&workspace, &named)).await };
        ctx.wait(look_up.into_actor(self).map(move |found, me, ctx| {
            let Some(inside) = &me.side.inside else { return };
            let subject = Subject::Agent(inside.workspace.clone(), whom);
            match found {
                Ok(Some(_)) => me.ask(id, subject, AnyCommand::Agent(command), &body, ctx),
                Ok(None) => {
                    let (code, detail) = UNKNOWN_AGENT;
                    me.refuse(Refusing::new(Some(id), code, detail), ctx);
                }
                Err(why) => me.not_now(Some(id), &why, ctx),
            }
        }));
    }
}

const UNKNOWN_AGENT: Objection = ("unknown_agent", "there is no such agent");
const UNKNOWN_QUEUE: Objection = ("unknown_queue", "there is no such queue");
const SERVES_NO_QUEUE: Objection = ("agent_serves_no_queue", "this agent serves no queue it could wait in");
const SERVES_IT: Objection = ("serves_already", "this agent serves the session already");
const AT_CAPACITY: Objection = ("at_capacity", "every slot of yours is taken; nothing was changed");
const NOT_CONNECTED: Objection = ("not_connected", "you are not connected yet; nothing was changed");

fn find(
    records: &dyn Records,
    session: SessionId,
    workspace: &WorkspaceId,
    me: &AgentId,
    what: &Handling,
) -> Result<Option<Found>, JournalError> {
    let Some(row) = records.session_row(session)? else { return Ok(None) };
    let target = match what {
        Handling::Transfer { to: Onto::Queue(queue), .. } => {
            Some(Target::Queue { is_there: records.has_queue(workspace, queue)? })
        }
        Handling::Transfer { to: Onto::Agent(agent), .. } => {
            Some(Target::Agent(records.agent(workspace, agent)?))
        }
        _ => None,
    };
    let mine = if *what == Handling::TakeOver { records.agent_row(workspace, me)? } else { None };
    let served = ties::has_served(records, session, me)?;
    Ok(Some(Found { row, served, target, mine }))
}

impl Inside {
    fn command_for(&self, what: Handling, found: &Found) -> Result<session::Command, Objection> {
        use session::Command;
        let (agent, name) = (self.agent.clone(), self.name.clone());
        Ok(match what {
            Handling::Transfer { to, note } => {
                let to = destination(to, &found.row, found.target.as_ref())?;
                Command::Transfer { by: Party::Agent(agent), name, to, note }
            }
            // From whoever served it when this agent's right to it was looked at.
            Handling::PutBack { note } => {
                Command::PutBack { by: Party::Agent(agent), note, from: found.row.agent.clone() }
            }
            Handling::HandToBot { group } => Command::HandToBot { by: Party::Agent(agent), group },
            Handling::TakeOver => {
                self.has_room_for(found)?;
                Command::TakeOver { agent, name }
            }
            Handling::StepIn => Command::StepIn { agent, name },
            Handling::StepOut => Command::StepOut { agent },
            Handling::Whisper { text } => Command::Whisper { agent, name, text },
            Handling::Note { text } => Command::AddNote { by: Party::Agent(agent), name, text },
            Handling::WrapUp { code, note } => Command::WrapUp { agent, code, note },
            Handling::Watch { .. } => Command::Watch { agent },
            Handling::Unwatch => Command::Unwatch { agent },
        })
    }

    /// Whoever takes over needs a free slot: known to be missing, the customer keeps who serves them.
    fn has_room_for(&self, found: &Found) -> Result<(), Objection> {
        if self.serves(&found.row) {
            return Ok(());
        }
        // Their line may not know yet that they are connected; this connection does.
        let connected = self.asserted_until.is_some();
        let mine = found.mine.as_ref().filter(|_| connected).ok_or(NOT_CONNECTED)?;
        let is_full = mine.loads.of(found.row.channel) >= mine.capacities.of(found.row.channel);
        if is_full { Err(AT_CAPACITY) } else { Ok(()) }
    }
}

/// Where a transfer leads. For an agent, the session waits in its own queue if they serve it, else in their first one.
fn destination(to: Onto, row: &SessionRow, target: Option<&Target>) -> Result<TransferTo, Objection> {
    match (to, target) {
        (Onto::Queue(queue), Some(Target::Queue { is_there: true })) => Ok(TransferTo::Queue { queue }),
        (Onto::Queue(_), _) => Err(UNKNOWN_QUEUE),
        (Onto::Agent(agent), _) if row.agent.as_ref() == Some(&agent) => Err(SERVES_IT),
        (Onto::Agent(agent), Some(Target::Agent(Some(values)))) => {
            let queue = queue_with(values, row.queue.as_ref()).ok_or(SERVES_NO_QUEUE)?;
            Ok(TransferTo::Agent { agent, queue: Some(queue), at_once: false })
        }
        (Onto::Agent(_), _) => Err(UNKNOWN_AGENT),
    }
}

fn queue_with(values: &AgentValues, current: Option<&QueueId>) -> Option<QueueId> {
    let served = |queue: &&QueueId| values.queues.contains(queue);
    current.filter(served).or_else(|| values.queues.first()).cloned()
}
