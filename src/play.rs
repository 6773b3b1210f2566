//! Plays a written scenario against a server, step by step, and can go on where it was interrupted.
//!
//! `script.rs` reads the steps, `matching.rs` says whether a frame is the one expected (pure), `party.rs` is one player
//! with everything it has to remember to come back after the server was killed (`feeds.rs` for applications), `engine.rs` walks
//! the steps.

mod engine;
mod feeds;
pub mod matching;
mod memory;
mod party;
mod script;

pub use engine::{Engine, Saved, StepError};
pub use memory::Memory;
pub use script::{Action, Script, ScriptError, Step};
