//! What a journal promises, asked of both: the one in memory and the one in SQLite. And what only one of them can show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

/// Runs each test once on either journal.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod memory { $(#[test] fn $name() { super::$name(&$crate::bench::Bench::memory()); })* }
        mod sqlite { $(#[test] fn $name() { super::$name(&$crate::bench::Bench::sqlite()); })* }
    };
}

mod alike;
mod audit;
mod backup;
mod bench;
mod callers;
mod calls;
mod customers;
mod disk;
mod erasing;
mod feeds;
mod fences;
mod group_commit;
mod in_memory;
mod lists;
mod moment;
mod people;
mod plain;
mod quarantine;
mod resting;
mod settings;
mod streams;
mod uploads;
mod verify;
mod words;
