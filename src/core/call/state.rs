//! What a call is between two events.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, CallId, QueueId, Subject, WorkspaceId};
use crate::machine::{CallActor, CallRow, CallState, Direction};
use crate::time::Timestamp;

/// A telephone call; or, under the blank id, what a provider reports that belongs to no call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Where it lives; none only when built for a subject that is no call, and then it does nothing.
    pub(super) address: Option<(WorkspaceId, CallId)>,
    /// None while only actors were reported under this id, or for what belongs to no call.
    pub(super) known: Option<Known>,
    /// Who is in it now, by their number within the call.
    pub(super) inside: BTreeMap<u32, Inside>,
    /// Those of them who are ours.
    pub(super) agents: BTreeMap<AgentId, BTreeSet<u32>>,
    /// How many ever entered.
    pub(super) entered: u32,
    /// Reports so far.
    pub(super) reports: u64,
    /// Nothing more is kept of whoever called.
    pub(super) erased: bool,
}

/// A call that is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) state: CallState,
    /// Since when it is in that state.
    pub(super) since: Timestamp,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) direction: Option<Direction>,
    pub(super) our_number: Option<String>,
    pub(super) their_number: Option<String>,
    pub(super) queue: Option<String>,
    pub(super) our_queue: Option<QueueId>,
    /// The provider's instant of the last step to being talked, and of the last return into a queue.
    pub(super) talked_at: Option<Timestamp>,
    pub(super) requeued_at: Option<Timestamp>,
    pub(super) recordings: Vec<String>,
    /// The caller hung up while waiting.
    pub(super) abandoned: bool,
    /// Over only because nothing was heard any more.
    pub(super) lost_sight: bool,
    pub(super) expires_at: Option<Timestamp>,
    /// To be sent on by us before this.
    pub(super) delegate_by: Option<Timestamp>,
}

/// Somebody in a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Inside {
    /// None once the person was erased.
    pub(super) name: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) agent: Option<AgentId>,
    pub(super) since: Timestamp,
}

impl Call {
    /// Nothing was heard of it yet.
    pub(super) fn new(subject: &Subject) -> Self {
        let address = match subject {
            Subject::Call(workspace, call) => Some((workspace.clone(), call.clone())),
            Subject::Session(_) | Subject::Agent(..) | Subject::Queue(..) => None,
        };
        Self {
            address,
            known: None,
            inside: BTreeMap::new(),
            agents: BTreeMap::new(),
            entered: 0,
            reports: 0,
            erased: false,
        }
    }

    /// Its tenant.
    pub fn workspace(&self) -> Option<&WorkspaceId> {
        self.address.as_ref().map(|(workspace, _)| workspace)
    }

    /// The state, of a call that is one.
    pub fn state(&self) -> Option<CallState> {
        self.known.as_ref().map(|known| known.state)
    }

    /// Whether this is the stream of what belongs to no call.
    pub(super) fn is_line(&self) -> bool {
        self.address.as_ref().is_none_or(|(_, call)| call.is_none())
    }

    /// The number of somebody who is in it, by their name.
    pub(super) fn who(&self, name: &str) -> Option<u32> {
        let named = |inside: &Inside| inside.name.as_deref().is_some_and(|known| same_name(known, name));
        self.inside.iter().find(|(_, inside)| named(inside)).map(|(who, _)| *who)
    }

    /// Its line on the board; none for what is no call.
    pub(super) fn line(&self) -> Option<CallRow> {
        let (workspace, call) = self.address.clone()?;
        let known = self.known.as_ref()?;
        let actor = |inside: &Inside| CallActor {
            name: inside.name.clone(),
            extension: inside.extension.clone(),
            agent: inside.agent.clone(),
            since: inside.since,
        };
        Some(CallRow {
            workspace,
            call,
            state: known.state,
            since: known.since,
            created_at: known.created_at,
            updated_at: known.updated_at,
            direction: known.direction,
            our_number: known.our_number.clone(),
            their_number: known.their_number.clone(),
            queue: known.queue.clone(),
            our_queue: known.our_queue.clone(),
            actors: self.inside.values().map(actor).collect(),
            recordings: known.recordings.clone(),
            abandoned: known.abandoned,
            lost_sight: known.lost_sight,
            delegate_by: known.delegate_by,
        })
    }
}

/// Mail addresses differ by case and mean the same person.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
