//! The edge's lines of docs/security.md, each by its number: what a client may not do, seen from the wire.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "security/bodies.rs"]
mod bodies;
mod doors;
#[path = "security/frames.rs"]
mod frames;
#[path = "security/framing.rs"]
mod framing;
#[path = "security/headers.rs"]
mod headers;
#[path = "security/lines.rs"]
mod lines;
#[path = "security/raw.rs"]
mod raw;
#[path = "security/room.rs"]
mod room;
