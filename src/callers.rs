//! Telephone calls made up: what a provider would report of many callers at once, and an account of what became of it. For
//! `play`, `bench` and the stories; the server uses nothing of it.
//!
//! Lives are told as real ones are (protocols/teravoz 1.3): by several flows, interleaved, with reports that come twice,
//! late or never. The same seed tells the same.

mod chance;
mod ledger;
mod life;
mod lives;
mod reporter;
#[cfg(test)]
mod tests;

pub use ledger::{Amiss, Answer, Ledger};
pub use life::Said;
pub use lives::{Cast, Lives};
pub use reporter::{Reported, Reporter, answer, told};
