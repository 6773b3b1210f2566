//! Telephone calls: how far each is, and that nobody is left in one that is over.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Notes};
use crate::call::Event;
use crate::ids::{AgentId, CallId, Subject};
use crate::machine::CallState;
use crate::{agent, machine::Fact};

/// Every call, as its own events tell it, and what agents heard of it.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: BTreeMap<Subject, Life>,
    /// Agents who were told that they are in a call: in which.
    told: BTreeMap<Subject, BTreeSet<CallId>>,
}

#[derive(Debug, Default)]
struct Life {
    state: Option<CallState>,
    inside: BTreeSet<AgentId>,
    /// Everybody of ours who ever was in it.
    ever: BTreeSet<AgentId>,
}

impl Calls {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let life = self.calls.entry(notes.seen.subject.clone()).or_default();
        // What frees them comes in the same append, so whoever is still in at the next report is left behind.
        let over = life.state == Some(CallState::Finished);
        let left_behind = over && !life.inside.is_empty() && matches!(event, Event::Reported { .. });
        notes.must(!left_behind, Invariant::CallGhost, || {
            format!("{:?} are in a call that is over", life.inside)
        });
        match event {
            Event::Reported { moved: Some(to), .. } => {
                let from = life.state;
                notes.must(may_move(from, *to), Invariant::CallCycle, || format!("from {from:?} to {to:?}"));
                life.state = Some(*to);
            }
            Event::LostSight { state } => {
                let known = life.state == Some(*state) && *state != CallState::Finished;
                notes.must(known, Invariant::CallCycle, || format!("lost sight of while {:?}", life.state));
                life.state = Some(CallState::Finished);
            }
            Event::AgentJoined { agent, .. } => {
                notes.must(!over, Invariant::CallGhost, || format!("{agent} joins what is over"));
                notes.must(life.inside.insert(agent.clone()), Invariant::CallGhost, || {
                    format!("{agent} joins twice")
                });
                life.ever.insert(agent.clone());
            }
            Event::AgentLeft { agent } => {
                notes.must(life.inside.remove(agent), Invariant::CallGhost, || {
                    format!("{agent} leaves and was not in")
                });
            }
            Event::Delegated { .. } => {
                notes.must(life.state.is_some(), Invariant::CallCycle, || {
                    format!("{} before the call was known", event.describe().0)
                });
            }
            Event::Reported { moved: None, .. } | Event::AgentPhone { .. } | Event::Erased => {}
        }
    }

    /// What an agent knows of calls, they heard of the calls.
    pub(super) fn heard(&mut self, event: &agent::Event, notes: &mut Notes<'_>) {
        let Subject::Agent(workspace, me) = notes.seen.subject else { return };
        let told = self.told.entry(notes.seen.subject.clone()).or_default();
        match event {
            agent::Event::CallJoined { call, .. } => {
                let said = self.calls.get(&Subject::Call(workspace.clone(), call.clone()));
                let said = said.is_some_and(|life| life.ever.contains(me));
                notes.must(said, Invariant::Heard, || format!("is in {call}, which says nothing of it"));
                notes.must(told.insert(call.clone()), Invariant::CallGhost, || format!("is in {call} twice"));
            }
            agent::Event::CallLeft { call } => {
                notes.must(told.remove(call), Invariant::CallGhost, || {
                    format!("leaves {call} and was not in it")
                });
            }
            _ => {}
        }
    }
}

fn may_move(from: Option<CallState>, to: CallState) -> bool {
    match from {
        None => true,
        Some(CallState::Ongoing) if to == CallState::Waiting => true,
        Some(from) => to > from,
    }
}
