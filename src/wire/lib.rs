//! How the house speaks: pure codecs between frames and the model, one folder a dialect.
//!
//! A dialect knows no socket, no clock and no actor: text in, value out, and back. `customer.rs` holds the values every
//! customer's dialect shares, so that a door carries any of them; `console/` is the dialect of our own agents' console, `teravoz/` a telephony provider's.
//! `fields.rs` reads JSON strictly and names the field at fault. Each folder has golden samples beside its code
//! (`README.md` says how they are named), walked by `tests/samples.rs`.
//!
//! `buerokratt/` is a dialect of REST calls and one-way streams, with bodies instead of frames; its door mounts it itself.
//!
//! Adding a customers' dialect: a folder with `mod.rs`, `decode.rs`, `encode.rs` and `samples/`, and its line in
//! [`DIALECTS`]. Nothing else changes: the doors mount what the list says.

pub mod buerokratt;
pub mod console;
pub mod customer;
mod fields;
pub mod sermo;
pub mod teravoz;

pub use customer::{Customer, Heard, Hello, Said, Spoken, Welcome, Words};
pub use fields::{DecodeError, Fault};

/// The longest text of a message, in bytes of UTF-8.
pub const TEXT_LIMIT: usize = 16 * 1024;

/// The longest id a client may give a message, in bytes.
pub const CLIENT_ID_LIMIT: usize = 128;

/// A dialect customers' clients speak on a websocket: text frames, each one JSON object.
pub trait Dialect: Sync {
    /// Its name in settings, logs and metrics.
    fn name(&self) -> &'static str;

    /// Where its socket is mounted.
    fn socket(&self) -> &'static str;

    /// What a frame says. Never panics, whatever the frame is.
    fn decode(&self, frame: &str) -> Result<Said, DecodeError>;

    /// The frame that tells a client so; none if this dialect has no word for it, or it is not for customers. Whom it
    /// goes to is not known before the client's hello: until then only answers have frames.
    fn encode(&self, to: Option<&Customer>, heard: &Heard<'_>) -> Option<String>;
}

/// Every customers' dialect; the doors mount them from this list.
pub static DIALECTS: &[&dyn Dialect] = &[&sermo::Sermo];
