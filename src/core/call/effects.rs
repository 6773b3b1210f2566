//! Whom a call's events concern: the agents who are in it.

use super::Event;
use super::state::Call;
use crate::effect::{Effect, ToAgent};
use crate::machine::Recorded;

impl Call {
    /// What an event asks of the world.
    pub(super) fn asks(&self, recorded: &Recorded<Event>) -> Vec<Effect> {
        let Some((workspace, call)) = &self.address else { return Vec::new() };
        let (agent, told) = match &recorded.event {
            Event::AgentJoined { agent, takes, .. } => {
                (agent, ToAgent::CallJoined { call: call.clone(), takes: *takes })
            }
            Event::AgentLeft { agent } => (agent, ToAgent::CallLeft { call: call.clone() }),
            Event::AgentPhone { agent, phone } => (agent, ToAgent::Phone { phone: *phone }),
            Event::Reported { .. } | Event::LostSight { .. } | Event::Erased | Event::Delegated { .. } => {
                return Vec::new();
            }
        };
        vec![Effect::tell_agent(workspace, agent, told)]
    }
}
