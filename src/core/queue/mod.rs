//! One queue: who waits, which agents serve it, who is asked next and why.

mod command;
mod event;

pub use command::{Command, Refusal};
pub use event::{Event, OfferClosedWhy, Record, Verdict};
