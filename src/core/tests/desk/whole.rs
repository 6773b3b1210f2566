//! The whole house of pure machines: sessions, agents, queues and the bot's flow, over a journal that is a list. No runtime, no
//! actors: what a host and a journal do for them is done by hand (`actor.rs`, `journal.rs`), in the order a case says.
//!
//! Deliveries are late, doubled and out of order across pairs, commits are late or fail, strangers write into streams, hosts
//! fall, the process is killed and comes back by a clock that says more or less. What must hold are the laws of
//! `switchboard_core::invariants`, and at the end, with everything healed, `at_rest`.

mod actor;
mod ending;
mod house;
mod journal;
mod planted;
mod setting;
mod staff;
mod steps;
mod story;
