//! Why this agent: every choice of a queue with its reasons, as it was journaled with the choice itself.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use switchboard_actors::read::{read_event, read_session_event};
use switchboard_core::queue::{Event, Record, Verdict};
use switchboard_core::{AgentId, AnyRecorded, QueueId, Recorded, SessionId, Subject, session};
use utoipa::ToSchema;

use super::answer::Answer;
use super::at::At;
use super::body::NoBody;
use super::call::Call;
use super::cursor::{self, Page};
use super::operation::Operation;
use super::sessions::seen;
use crate::permissions::Deed;
use crate::problem::{Failed, Problem};

/// The events that hold a record.
const KINDS: &[&str] = &["chosen", "nobody_eligible"];

/// The event of a session that says which queue it waits in.
const QUEUED: &[&str] = &["queued"];
/// So much of a queue's newest journal is looked through for one session.
const TAIL: u64 = 5_000;
const MOST: u32 = 1_000;

pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/queues/{queue}/decisions", Deed::SeeDecisions, list).says(
        "Why a queue chose whom",
        "Oldest first, from any place on: `next` and `after` are places in the queue's journal. Where nobody could be \
         asked, that too is recorded, once until the reasons change.",
    ),
    Operation::get("/sessions/{session}/decisions", Deed::SeeOwn, of_session).says(
        "Why a session came to whom",
        "What its queues decided about it lately, oldest first. Who may not see the queues' records reads what was decided \
         about themselves, and how many others there were.",
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
    /// The queue that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<QueueId>,
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
    /// How many more, whom the caller may not see.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<usize>,
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
        let AnyRecorded::Queue(decided) = read_event(event)? else { continue };
        decisions.extend(view(&decided));
    }
    let mut page = cursor::page(decisions, limit, |decision: &Decision| decision.seq);
    page.next = page.next.and_then(|_| page.items.last().map(|last| last.seq.to_string()));
    Ok(Answer::new(page))
}

async fn of_session(call: Call) -> Result<Answer<Page<Decision>>, Failed> {
    let row = seen(&call).await?;
    let caller = call.caller()?;
    let (workspace, session) = (caller.workspace.clone(), row.session);
    let mut queues = BTreeSet::new();
    let subject = Subject::Session(session);
    for event in call.look(move |views| views.events_of_kinds(&subject, QUEUED, 0, MOST)).await? {
        if let session::Event::Queued { queue, .. } = &read_session_event(&event)?.event {
            queues.insert(queue.clone());
        }
    }
    let mut items = Vec::new();
    for queue in queues {
        let subject = Subject::Queue(workspace.clone(), queue.clone());
        let stored = call.look(move |views| {
            let after = views.head(&subject)?.seq.saturating_sub(TAIL);
            views.events_of_kinds(&subject, KINDS, after, MOST)
        });
        for event in stored.await? {
            let AnyRecorded::Queue(decided) = read_event(&event)? else { continue };
            let decision = view(&decided).filter(|one| one.session == session);
            items.extend(decision.map(|one| Decision { queue: Some(queue.clone()), ..one }));
        }
    }
    items.sort_by_key(|decision| decision.at.0);
    if !caller.may(Deed::SeeDecisions) {
        items.iter_mut().for_each(|decision| decision.keep_to(caller.person()));
    }
    Ok(Answer::new(Page { items, next: None }))
}

impl Decision {
    /// Leaves what was decided about this person, and how many others there were.
    fn keep_to(&mut self, me: Option<&AgentId>) {
        self.agent = self.agent.take().filter(|agent| Some(agent) == me);
        self.best.retain(|considered| Some(&considered.agent) == me);
        for reason in &mut self.reasons {
            let all = reason.agents.len();
            reason.agents.retain(|agent| Some(agent) == me);
            reason.others = Some(all - reason.agents.len());
        }
    }
}

fn view(decided: &Recorded<Event>) -> Option<Decision> {
    let (session, agent, offer, record) = match &decided.event {
        Event::Chosen { offer, session, agent, record, .. } => {
            (*session, Some(agent.clone()), Some(offer.to_string()), record.clone())
        }
        Event::NobodyEligible { session, record, .. } => (*session, None, None, record.clone()),
        _ => return None,
    };
    let Record { verdicts, best } = record;
    let reasons =
        verdicts.into_iter().map(|(verdict, agents)| Reason { verdict, agents, others: None }).collect();
    let considered = |(agent, known): (AgentId, switchboard_core::effect::AgentView)| Considered {
        agent,
        loads: super::live::slots(&known.load),
        capacities: super::live::slots(&known.capacity),
        idle_since: At(known.idle_since),
    };
    Some(Decision {
        seq: decided.seq,
        at: At(decided.at),
        session,
        queue: None,
        agent,
        offer,
        reasons,
        best: best.into_iter().map(considered).collect(),
    })
}
