//! One agent: intent, reachability, capacity, offers, wrap-up.

mod command;
mod event;

pub use command::{Command, Live, Refusal};
pub use event::{Event, Patience};
