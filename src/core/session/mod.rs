//! One conversation: who serves it, what was said, what it waits for.

mod command;
mod event;

pub use command::{Command, Given, Live, Notices, Opening, Policy, Refusal};
pub use event::{ClosedWhy, Event, Notice, QueuedWhy};
