//! Stories through the real doors of the real binary, in real time: told by clients, killed at will.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "stories/api_page.rs"]
mod api_page;
#[path = "stories/availability.rs"]
mod availability;
#[path = "stories/bench.rs"]
mod bench;
#[path = "stories/canaries.rs"]
mod canaries;
#[path = "stories/center.rs"]
mod center;
#[path = "stories/erasure.rs"]
mod erasure;
#[path = "stories/every_event.rs"]
mod every_event;
#[path = "stories/full_disk.rs"]
mod full_disk;
#[path = "stories/keeping.rs"]
mod keeping;
#[path = "stories/ledger.rs"]
mod ledger;
#[path = "stories/limits.rs"]
mod limits;
#[path = "stories/line.rs"]
mod line;
#[path = "stories/operations.rs"]
mod operations;
#[path = "stories/outside.rs"]
mod outside;
#[path = "stories/people.rs"]
mod people;
#[path = "stories/playing.rs"]
mod playing;
#[path = "stories/random_kills.rs"]
mod random_kills;
#[path = "stories/server.rs"]
mod server;
#[path = "stories/shapes.rs"]
mod shapes;
#[path = "stories/slow_reader.rs"]
mod slow_reader;
#[path = "stories/staff.rs"]
mod staff;
#[path = "stories/standard_flow.rs"]
mod standard_flow;
#[path = "stories/telling.rs"]
mod telling;
#[path = "stories/terminals.rs"]
mod terminals;
#[path = "stories/vigil.rs"]
mod vigil;
