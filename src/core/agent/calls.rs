//! An agent at the telephone: calls they are in, and breaks they take there. The provider hands calls out, so nothing here
//! is asked or refused; it only makes the agent busy for the rest.

use super::Event;
use super::state::Agent;
use crate::effect::PhoneState;
use crate::ids::CallId;
use crate::machine::Draft;

/// Why somebody is away who takes a break at the telephone.
pub const ON_BREAK_AT_THE_PHONE: &str = "telephone";

impl Agent {
    pub(super) fn call_joined(&self, call: &CallId, takes: Option<u32>) -> Vec<Draft<Event>> {
        if self.calls.contains_key(call) {
            return Vec::new();
        }
        vec![Draft::of(Event::CallJoined { call: call.clone(), takes })]
    }

    pub(super) fn call_left(&self, call: &CallId) -> Vec<Draft<Event>> {
        let known = self.calls.contains_key(call);
        known.then(|| Draft::of(Event::CallLeft { call: call.clone() })).into_iter().collect()
    }

    /// A break at the telephone is a break; its end ends no other. Who signs in or out there says nothing about chats.
    pub(super) fn phone(&self, phone: PhoneState) -> Vec<Draft<Event>> {
        let on_break = self.reason.as_deref() == Some(ON_BREAK_AT_THE_PHONE);
        let intent = |ready, reason| vec![self.mine(Event::IntentChanged { ready, reason, by: None })];
        match phone {
            PhoneState::Paused if self.ready => intent(false, Some(ON_BREAK_AT_THE_PHONE.to_owned())),
            PhoneState::Unpaused if !self.ready && on_break => intent(true, None),
            PhoneState::Paused | PhoneState::Unpaused | PhoneState::LoggedIn | PhoneState::LoggedOut => {
                Vec::new()
            }
        }
    }
}
