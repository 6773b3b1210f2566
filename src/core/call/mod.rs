//! One telephone call of a provider, by what the provider reports of it: its state, who is in it, where it waits.
//!
//! The provider leads; we only listen. So a call refuses nothing but what the strict machine of the reference refuses
//! (`strict.rs`, protocols/teravoz 2.3); otherwise every report is kept and the state moves forward to what it implies
//! (`tolerant.rs`, protocols/teravoz 5.1). How reports are spoken is the dialect's; what they mean is here.

mod apply;
mod command;
mod decide;
mod effects;
mod event;
mod kind;
mod state;
mod strict;
#[cfg(test)]
mod tests;
mod tolerant;

pub use command::{Ages, Command, Given, Lines, Refusal, Report};
pub use event::{Delegated, Event, REPORTED};
pub use kind::Kind;
pub use state::Call;
