//! Faults from outside: the real binary, many clients over real sockets, and whatever can be done to a process, its disk
//! and its wires. What the clients can swear to is held against the journal.
//!
//! The short form runs with every test run. `FAULTS_ROUNDS`, `FAULTS_SECONDS`, `FAULTS_SOCKETS` make it long,
//! `FAULTS_SEED` repeats a run's dice (docs/reliability.md).

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "stories/center.rs"]
#[allow(dead_code, reason = "the stories' own, of which not everything is needed here")]
mod center;
#[path = "stories/line.rs"]
#[allow(dead_code, reason = "the stories' own")]
mod line;
#[path = "stories/server.rs"]
#[allow(dead_code, reason = "the stories' own")]
mod server;

#[path = "faults/checker.rs"]
mod checker;
#[path = "faults/checker_tests.rs"]
mod checker_tests;
#[path = "faults/dials.rs"]
mod dials;
#[path = "faults/flood.rs"]
mod flood;
#[path = "faults/frozen.rs"]
mod frozen;
#[path = "faults/full_disk.rs"]
mod full_disk;
#[path = "faults/history.rs"]
mod history;
#[path = "faults/journal.rs"]
mod journal;
#[path = "faults/keeping.rs"]
mod keeping;
#[path = "faults/kills.rs"]
mod kills;
#[path = "faults/nth_sync.rs"]
mod nth_sync;
#[path = "faults/people.rs"]
mod people;
#[path = "faults/poison.rs"]
mod poison;
#[path = "faults/rare_syncs.rs"]
mod rare_syncs;
#[path = "faults/refused_writes.rs"]
mod refused_writes;
#[path = "faults/shim.rs"]
mod shim;
#[path = "faults/slow_reader.rs"]
mod slow_reader;
#[path = "faults/storm.rs"]
mod storm;
#[path = "faults/watched.rs"]
mod watched;
#[path = "faults/wire.rs"]
mod wire;
#[path = "faults/wires.rs"]
mod wires;
