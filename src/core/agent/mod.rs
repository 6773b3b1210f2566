//! One agent: intent, reachability, capacity, offers, wrap-up.

mod calls;
mod command;
mod company;
mod decide;
mod effects;
mod event;
mod state;
mod timers;

pub use command::{Command, Live, Refusal};
pub use event::{Event, Given, Patience};
pub use state::Agent;
