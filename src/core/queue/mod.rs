//! One queue: who waits, which agents serve it, who is asked next and why.

mod apply;
mod command;
mod decide;
mod door;
mod effects;
mod estimate;
mod event;
mod indexes;
mod picking;
mod routing;
mod state;
mod turned;

pub use command::{Command, Refusal};
pub use event::{Event, OfferClosedWhy, Record, Verdict};
pub use state::Queue;
