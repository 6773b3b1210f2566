//! How a chat comes to an agent who asks for it: by the queue and the agent's own actor, as every other does, so that no two
//! get it and nobody gets more than they have slots. The call waits until the session says whose it is.

use std::future::Future;
use std::time::Duration;

use switchboard_actors::Answer;
use switchboard_core::machine::{SessionRow, Standing};
use switchboard_core::session::Command;
use switchboard_core::{AgentId, AnyCommand, SessionId, Subject, agent, queue};
use switchboard_wire::buerokratt::Holder;
use tokio::time::timeout;

use super::agent::Agent;
use super::call::{Call, No, answer_of, settled};
use super::ear::{Heard, Watch};
use super::following::topic;
use super::reading;
use crate::ties;

/// A queue and two actors must agree by then.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// By which way a chat was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// It was held out, picked, or taken over.
    Taken,
    /// Another gave it.
    Given,
}

/// Takes a chat for this agent.
pub(super) async fn take(call: &Call, agent: &Agent, row: &SessionRow) -> Result<(), No> {
    if row.agent.as_ref() == Some(agent.id()) {
        return Ok(());
    }
    has_room(call, agent.id(), row).await?;
    until_served_by(call, row.session, agent.id(), ask_for(call, agent, row)).await
}

/// An offer that stands is accepted; from a list it is picked; else it is taken over, by way of its queue.
async fn ask_for(call: &Call, agent: &Agent, row: &SessionRow) -> Result<Way, No> {
    let (workspace, id, session) = (agent.workspace().clone(), agent.id().clone(), row.session);
    let asked = (workspace.clone(), id.clone());
    let offer =
        call.doors.reader.read(move |records| ties::offer(records, &asked.0, &asked.1, session)).await?;
    if let Some(offer) = offer {
        let subject = Subject::Agent(workspace.clone(), id.clone());
        let accept = AnyCommand::Agent(agent::Command::Accept { offer });
        if settled(answer_of(&call.doors, &workspace, subject, accept, None).await).is_ok() {
            return Ok(Way::Taken);
        }
    }
    if let (Standing::Queued, Some(queue)) = (row.standing, &row.queue) {
        let subject = Subject::Queue(workspace.clone(), queue.clone());
        let pick = AnyCommand::Queue(queue::Command::Pick { agent: id.clone(), session });
        match answer_of(&call.doors, &workspace, subject, pick, None).await {
            Answer::Refused(refused) if refused.code == "taken" => {
                return Err(No::refused("claimed_by_another_agent"));
            }
            // Not a list one picks from, or not theirs to pick from: they ask for it by name.
            Answer::Refused(refused) if refused.retry_after.is_none() => {}
            answer => return settled(answer).map(|()| Way::Taken),
        }
    }
    let take_over = Command::TakeOver { agent: id, name: agent.values.name.clone() };
    call.ask(session, take_over, None).await.map(|()| Way::Taken)
}

/// Whoever is to get it must be there and have a slot left.
pub(super) async fn has_room(call: &Call, whom: &AgentId, row: &SessionRow) -> Result<(), No> {
    let (workspace, id) = (call.workspace().clone(), whom.clone());
    let line = call.doors.reader.read(move |records| records.agent_row(&workspace, &id)).await?;
    let line = line.ok_or(No::refused("no_such_agent"))?;
    if !line.reachable {
        return Err(No::refused("csa_is_offline"));
    }
    let has_slot = line.loads.of(row.channel) < line.capacities.of(row.channel);
    if has_slot { Ok(()) } else { Err(No::refused("csa_has_no_room")) }
}

/// Asks, and waits until this agent serves the session; another may have been quicker.
pub(super) async fn until_served_by(
    call: &Call,
    session: SessionId,
    whom: &AgentId,
    asking: impl Future<Output = Result<Way, No>>,
) -> Result<(), No> {
    let mut watch = Watch::begin(&call.doors, vec![topic(session)]);
    let way = asking.await?;
    let settling = async {
        loop {
            let Some((_, chat)) = reading::find(&call.doors.reader, session).await? else {
                return Err(No::absent());
            };
            match &chat.holder {
                _ if chat.ended.is_some() => return Err(No::refused("chat_has_ended")),
                Holder::Agent { id, .. } if id == whom.as_str() => return Ok(()),
                Holder::Agent { .. } if way == Way::Taken => {
                    return Err(No::refused("claimed_by_another_agent"));
                }
                _ => {}
            }
            if matches!(watch.next().await, Heard::Leave) {
                return Err(No::later());
            }
        }
    };
    match timeout(SETTLED_WITHIN, settling).await {
        Ok(settled) => settled,
        // It went back into its line: the agent's connection or slot was gone by then.
        Err(_) => Err(No::refused("could_not_be_assigned")),
    }
}
