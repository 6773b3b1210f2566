//! Agents and queues, alone and with one another.
//!
//! `host.rs` runs one machine the way a host does, `world.rs` delivers what they owe one another, `checks.rs` reads
//! their journals for what must never happen. Tables first, then random interleavings; `whole.rs` is all of it together with
//! the real sessions and a journal.

// Helpers of tests may fail loudly too; clippy's exemption covers functions marked as tests only.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agent_offers;
mod agent_outbid;
mod agent_presence;
mod agent_slots;
mod capacity;
mod checks;
mod given;
mod host;
mod hours;
mod interplay;
mod queue_estimate;
mod queue_hours;
mod queue_level;
mod queue_line;
mod queue_offers;
mod queue_picks;
mod queue_routing;
mod session;
mod whole;
mod world;
