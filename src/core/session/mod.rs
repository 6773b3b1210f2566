//! One conversation: who serves it, what was said, what it waits for.
//!
//! `decide.rs` answers commands, `told.rs` what queues and agents tell it, `bot.rs` runs the script, `timeouts.rs` keeps
//! the clock's part, `state.rs` and `apply.rs` what is remembered, `effects.rs` what is owed.

mod apply;
mod bot;
mod command;
mod decide;
mod effects;
mod event;
mod state;
#[cfg(test)]
mod tests;
mod timeouts;
mod told;

pub use command::{Command, Given, Live, Notices, Opening, Policy, Refusal};
pub use event::{ClosedWhy, Event, Notice, QueuedWhy};
pub use state::Session;
