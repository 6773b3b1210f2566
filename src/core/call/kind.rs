//! What the types of a provider's reports mean for a call (protocols/teravoz 1.2).

use crate::effect::PhoneState;
use crate::machine::CallState;

/// A type of report, as far as it means something for a call. Every other one is only kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `call.new`
    New,
    /// `call.standby`: asks where to go.
    Standby,
    /// `call.waiting`: in a queue of the provider.
    Waiting,
    /// `call.ongoing`, which one customer's code spells `call.on-going`.
    Ongoing,
    /// `call.finished`
    Finished,
    /// `call.queue-abandon`: hung up while waiting. A brief of the challenge adds `-ed`.
    QueueAbandon,
    /// `call.recording-available`: comes after the end.
    Recording,
    /// `actor.entered`
    Entered,
    /// `actor.left`
    Left,
    /// `actor.paused` and the like: about an agent, in no call.
    Phone(PhoneState),
    /// Whatever else, known or not.
    Other,
}

impl Kind {
    /// What a type means.
    pub fn of(name: &str) -> Self {
        match name {
            "call.new" => Self::New,
            "call.standby" => Self::Standby,
            "call.waiting" => Self::Waiting,
            "call.ongoing" | "call.on-going" => Self::Ongoing,
            "call.finished" => Self::Finished,
            "call.queue-abandon" | "call.queue-abandoned" => Self::QueueAbandon,
            "call.recording-available" => Self::Recording,
            "actor.entered" => Self::Entered,
            "actor.left" => Self::Left,
            "actor.logged-in" => Self::Phone(PhoneState::LoggedIn),
            "actor.logged-out" => Self::Phone(PhoneState::LoggedOut),
            "actor.paused" => Self::Phone(PhoneState::Paused),
            "actor.unpaused" => Self::Phone(PhoneState::Unpaused),
            _ => Self::Other,
        }
    }

    /// The state a call is at least in once this was reported; none for what says nothing about it.
    pub(super) fn implies(self) -> Option<CallState> {
        match self {
            Self::New => Some(CallState::New),
            Self::Standby => Some(CallState::Standby),
            Self::Waiting => Some(CallState::Waiting),
            Self::Ongoing => Some(CallState::Ongoing),
            Self::Finished | Self::QueueAbandon => Some(CallState::Finished),
            Self::Recording | Self::Entered | Self::Left | Self::Phone(_) | Self::Other => None,
        }
    }

    /// Whether the reference handles this type, and in its own spelling.
    pub(super) fn is_handled(self, name: &str) -> bool {
        match self {
            Self::New | Self::Standby | Self::Waiting | Self::Finished | Self::Entered | Self::Left => true,
            Self::Ongoing => name == "call.ongoing",
            Self::QueueAbandon | Self::Recording | Self::Phone(_) | Self::Other => false,
        }
    }

    /// The state of a call of which this is the first that is heard. A recording is there only of a call that is over.
    pub(super) fn opens_as(self) -> CallState {
        match self {
            Self::Recording => CallState::Finished,
            other => other.implies().unwrap_or(CallState::New),
        }
    }
}
