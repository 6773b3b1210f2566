//! The living shell: every session, agent, queue and call is a supervised actor around a pure machine of the core.
//!
//! ```text
//! Living (opening.rs)            opens and closes the house; started by the composition root
//!  ├── watchdog                  a thread: sees arbiters that stand still
//!  └── for each arbiter
//!       ├── Effects              carries out what is owed
//!       └── Shard                owns the hosts; finds, wakes, rests, respawns them
//!            ├── Host<Session>   one a conversation
//!            ├── Host<Agent>     one an agent
//!            ├── Host<Queue>     one a queue
//!            └── Host<Call>      one a telephone call
//! ```
//!
//! Doors reach all this through `House` alone. A host heals itself (`host/falling.rs`): what panics is caught at the line
//! that calls the machine, the value thrown away and rebuilt from the journal; a host that fell elsewhere is respawned
//! by its shard. Nobody is told anything before it is durable.

mod agent;
pub mod answer;
pub mod ask;
pub mod book;
mod call;
pub mod clock;
pub mod directory;
mod effects;
pub mod env;
pub mod erasing;
mod figures;
mod host;
pub mod house;
mod keeper;
mod living;
pub mod opening;
pub mod probe;
mod queue;
pub mod read;
pub mod redaction;
mod session;
mod shard;
pub mod watchdog;
pub mod wording;

pub use answer::{Answer, Refused, ReplyTo};
pub use ask::{Ask, CustomerAsk, CustomerSign, CustomerWord};
pub use book::{Book, Platform};
pub use clock::Clock;
pub use directory::{Directory, Live, Shown, ShownEvent, ShownLive, ShownRow, Topic, Viewer};
pub use env::{Common, Salts, Tuning};
pub use erasing::Eraser;
pub use house::House;
pub use opening::{Living, OnFatal, Place};
