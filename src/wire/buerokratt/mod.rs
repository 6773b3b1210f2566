//! Bürokratt: a government chatbot's REST calls and server-sent events, for its customers' widget and its agents' pages.
//!
//! Two generations: v1, the names of the requirement, and v2, in use since December 2023 (`protocols/buerokratt` 1). Pure:
//! `said.rs` reads bodies, `chat.rs` makes a chat out of a session's events, `message.rs` is one message and its id,
//! `told.rs` writes both, `batch.rs` orders what is new of them, `envelope.rs` wraps what is told, `words.rs` are the dialect's own words. Paths, cookies and
//! who may come in are the door's (`src/edge/buerokratt`).

pub mod batch;
pub mod chat;
pub mod envelope;
pub mod instants;
pub mod message;
pub mod said;
pub mod told;
pub mod words;

pub use chat::{Chat, EndUser, Holder};
pub use envelope::Generation;
pub use message::{Asked, Author, Forwarded, Message};
pub use said::{Body, Malformed, NewChat, Posted};
