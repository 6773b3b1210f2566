//! Why this agent: every choice of a queue with its reasons, as it was journaled with the choice itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use switchboard_actors::read::read_event;
use switchboard_core::queue::{Event, Record, Verdict};
use switchboard_core::{AgentId, AnyEvent, QueueId, SessionId, Subject};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{self, Page};
use super::operation::Operation;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// The events that hold a record.
const KINDS: &[&str] = &["chosen", "nobody_eligible"];

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/queues/{queue}/decisions", Deed::SeeDecisions, list).says(
        "Why a queue chose whom",
        "Oldest first, from any place on: `next` and `after` are places in the queue's journal. Where nobody could be \
         asked, that too is recorded, once until the reasons change.",
    )]
}

/// From where on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct From {
    /// Decisions after this place; from the first on, if not said.
    after: Option<u64>,
    /// At most so many items, 1 to 200; 50 if not said.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A decision and its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Decision {
    /// Its place in the queue's journal.
    seq: u64,
    /// When.
    at: At,
    /// For which session.
    session: SessionId,
    /// The agent who was asked; none where nobody could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<AgentId>,
    /// The offer made to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<String>,
    /// Every agent of the queue under the reason why, or why not.
    reasons: Vec<Reason>,
    /// The best of those who could be asked, best first, with what was known of them.
    best: Vec<Considered>,
}

/// A reason, and whom it was about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reason {
    /// Why, or why not.
    verdict: Verdict,
    /// Whom.
    agents: Vec<AgentId>,
}

/// An agent who could be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Considered {
    /// Who.
    agent: AgentId,
    /// Slots in use, by channel.
    loads: BTreeMap<String, u32>,
    /// Slots in all, by channel.
    capacities: BTreeMap<String, u32>,
    /// Since when nothing was given to them.
    idle_since: At,
}

async fn list(call: Call<NoBody, From>) -> Result<Answer<Page<Decision>>, Failed> {
    let (workspace, queue) = (call.caller()?.workspace.clone(), call.named::<QueueId>("queue")?);
    let (after, limit) = (call.query.after.unwrap_or(0), cursor::limit(call.query.limit)?);
    let (tenant, id) = (workspace.clone(), queue.clone());
    call.look(move |views| views.configured_queue(&tenant, &id)).await?.ok_or(Problem::NotFound)?;
    let subject = Subject::Queue(workspace, queue);
    let stored = call.look(move |views| views.events_of_kinds(&subject, KINDS, after, limit + 1)).await?;
    let mut decisions = Vec::new();
    for event in &stored {
        let recorded = read_event(event)?;
        let AnyEvent::Queue(decided) = recorded.event else { continue };
        decisions.extend(view(recorded.seq, At(recorded.at), decided));
    }
    let mut page = cursor::page(decisions, limit, |decision: &Decision| decision.seq);
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.seq.to_string()));
    Ok(Answer::new(page))
}

fn view(seq: u64, at: At, event: Event) -> Option<Decision> {
    let (session, agent, offer, record) = match event {
        Event::Chosen { offer, session, agent, record, .. } => {
            (session, Some(agent), Some(offer.to_string()), record)
        }
        Event::NobodyEligible { session, record, .. } => (session, None, None, record),
        _ => return None,
    };
    let Record { verdicts, best } = record;
    let reasons = verdicts.into_iter().map(|(verdict, agents)| Reason { verdict, agents }).collect();
    let considered = |(agent, known): (AgentId, switchboard_core::effect::AgentView)| Considered {
        agent,
        loads: super::live::slots(&known.load),
        capacities: super::live::slots(&known.capacity),
        idle_since: At(known.idle_since),
    };
    Some(Decision {
        seq,
        at,
        session,
        agent,
        offer,
        reasons,
        best: best.into_iter().map(considered).collect(),
    })
}
