//! Switchboard: a contact center in one binary.
//!
//! This crate is the roof of the house. Four subjects appear under the same name on every floor below it: `core` says
//! what is true about a session, an agent, a queue (pure values); `wire` how they are spoken of; `journal` how they are
//! remembered; `actors` makes them live; `edge` opens the doors. Every import points down, and `tests/architecture.rs`
//! keeps it so.
//!
//! # One customer message, door to screen
//!
//! 1. `edge/socket.rs`: a frame arrives on the customer's websocket; size and rate are checked.
//! 2. `wire/sermo`: the frame becomes a value of the model, or a refusal (pure).
//! 3. `actors/house.rs`: platform and customer name the shard; the shard finds the open session or opens one.
//! 4. `actors/host/`: settles what is overdue, then asks the machine.
//! 5. `core/session`: decides `MessageReceived` and what follows from it, the bot's answer for instance (pure).
//! 6. `journal/writer.rs`: events and all they owe go into one group commit. Only now is the customer told "ack".
//! 7. `actors/effects.rs`: who looks is shown the events; what is owed reaches the queue, the agent.
//! 8. `edge/console/`, `wire/console`: the agent's socket gets a frame with its number; a gap is resumed from it.
//!
//! # What is in this crate
//!
//! `runtime.rs` is the only file that names every floor. The rest is the command line (`cli`, `command`), `settings`,
//! the clients a person or a test uses over the real doors (`chat`, `play`), telephone calls made up for them (`callers`),
//! what measures it all (`bench`), and the demo center (`demo`).

pub mod bench;
pub mod callers;
pub mod chat;
pub mod cli;
pub mod client;
mod clock;
pub mod command;
pub mod credentials;
pub mod demo;
mod disk;
mod drain;
pub mod exit;
mod figures;
pub mod play;
mod process;
mod records;
pub mod runtime;
mod salt;
pub mod settings;
pub mod telemetry;
mod tls;
mod vigil;
mod writing;
