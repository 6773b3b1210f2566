//! Stories through the real doors of the real binary, in real time: told by clients, killed at will.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "stories/server.rs"]
mod server;
#[path = "stories/standard_flow.rs"]
mod standard_flow;
#[path = "stories/telling.rs"]
mod telling;
