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
#[path = "stories/callers.rs"]
mod callers;
#[path = "stories/canaries.rs"]
mod canaries;
#[path = "stories/center.rs"]
mod center;
#[path = "stories/delegating.rs"]
mod delegating;
#[path = "faults/dials.rs"]
#[allow(dead_code, reason = "the tests of faults share it")]
mod dials;
#[path = "stories/erasure.rs"]
mod erasure;
#[path = "stories/every_event.rs"]
mod every_event;
#[path = "stories/forgotten_callers.rs"]
mod forgotten_callers;
#[path = "faults/history.rs"]
#[allow(dead_code, reason = "the tests of faults share it")]
mod history;
#[path = "stories/letters.rs"]
mod letters;
#[path = "stories/limits.rs"]
mod limits;
#[path = "stories/line.rs"]
#[allow(dead_code, reason = "the tests of faults share it")]
mod line;
#[path = "stories/operations.rs"]
mod operations;
#[path = "stories/outside.rs"]
mod outside;
#[path = "faults/people.rs"]
#[allow(dead_code, reason = "the tests of faults share it")]
mod people;
#[path = "stories/phone.rs"]
mod phone;
#[path = "stories/playing.rs"]
mod playing;
#[path = "stories/server.rs"]
#[allow(dead_code, reason = "the tests of faults share it")]
mod server;
#[path = "stories/shapes.rs"]
mod shapes;
#[path = "stories/staff.rs"]
mod staff;
#[path = "stories/standard_flow.rs"]
mod standard_flow;
#[path = "stories/telephony.rs"]
mod telephony;
#[path = "stories/telephony_strict.rs"]
mod telephony_strict;
#[path = "stories/telling.rs"]
mod telling;
#[path = "stories/terminals.rs"]
mod terminals;
#[path = "stories/vigil.rs"]
mod vigil;
