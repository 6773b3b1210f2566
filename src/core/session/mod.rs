//! One conversation: who serves it, what was said, what it waits for.
//!
//! `decide.rs` answers commands: the customer's (`customer.rs`), the agent's (`serving.rs`), giving it on (`moving.rs`),
//! staff beside (`beside.rs`), outside applications (`outside.rs`), and what queues and agents tell it (`told.rs`, `turned.rs`).
//! `remark.rs` is what dialects say in their own terms, and changes of what was said. `bot.rs` runs the script, `timeouts.rs` keeps the clock's part, `state.rs` and `apply.rs` what is remembered,
//! `effects.rs` what is owed.

mod application;
mod apply;
mod beside;
mod bot;
mod command;
mod customer;
mod decide;
mod effects;
mod event;
mod looks;
mod moving;
mod notices;
mod outside;
mod policy;
mod remark;
mod serving;
mod state;
#[cfg(test)]
mod tests;
mod timeouts;
mod told;
mod turned;
mod why;

pub use application::{AppWhat, ApplicationWord};
pub use command::{Command, Opening, Refusal, TransferTo};
pub use event::Event;
pub use policy::{BotKind, DeskKind, END, Given, Live, Notices, Policy};
pub use remark::{Amendment, Remark};
pub use state::Session;
pub use why::{ClosedWhy, Notice, OnScale, QueuedWhy};
