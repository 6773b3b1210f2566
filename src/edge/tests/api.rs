//! The HTTP API over real sockets, the real house and SQLite in a throw-away folder.

#![allow(dead_code, reason = "the client can do more than each test needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/caller.rs"]
mod caller;
#[path = "api/conventions.rs"]
mod conventions;
#[path = "api/document.rs"]
mod document;
mod doors;
#[path = "api/matrix.rs"]
mod matrix;
