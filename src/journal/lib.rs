//! How the house remembers: one append-only journal, its views, its outbox.
//!
//! `request.rs` says what may be asked; `fence.rs` (pure) says what is taken; `writer.rs` is the one thread that writes
//! SQLite in group commits; `memory.rs` is the same journal on the test's own thread, where a test releases, delays or
//! fails commits. Reading for screens (`views.rs`) goes through a pool of read-only connections and wakes nobody.
//! The journal knows no actor and no dialect.

pub mod accounts;
pub mod audit;
pub mod backup;
mod batch;
pub mod chain;
mod configured;
pub mod customers;
pub mod erasing;
pub mod error;
pub mod export;
pub mod fence;
mod figures;
mod lock;
pub mod memory;
pub mod open;
pub mod people;
mod pool;
pub mod repeats;
pub mod request;
pub mod rotating;
mod schema;
pub mod sealing;
pub mod settings;
pub mod site_keys;
mod sqlite;
mod store;
mod upcast;
mod uploads;
pub mod verify;
pub mod views;
pub mod witness;
mod writer;
pub mod yardstick;

pub use chain::{Digest, Sealed};
pub use error::{AppendError, JournalError};
pub use export::Exported;
pub use memory::MemoryJournal;
pub use open::{OpenError, Options, SqliteJournal};
pub use request::{
    Accounted, Append, ClientHit, ClientStamp, Committed, Head, Loaded, NewEvent, OwedKey, OwedRow, Parked,
    Reply, Request, Snapshot, StoredEvent,
};
pub use sqlite::columns::Listed;
pub use views::{FeedPage, Views};

/// A place to remember in. Requests of one journal are carried out in the order they were submitted.
pub trait Journal: Send + Sync + 'static {
    /// Takes a request in, or gives it back as refused; its reply is then never called.
    fn submit(&self, request: Request) -> Result<(), JournalError>;

    /// Whether another command's events would be taken in now; hosts ask before they decide.
    fn has_room(&self) -> bool;

    /// Whether the disk is so full that people's commands are to be refused, while what the house owes itself goes on.
    fn is_short_of_space(&self) -> bool {
        false
    }
}
