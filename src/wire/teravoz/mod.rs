//! Telephone calls as a Teravoz account reports them by webhook, and as its call board reads them over a websocket
//! (requirements/teravoz, protocols/teravoz).
//!
//! `whole.rs` reads a body without changing it: keys stay in their order, numbers keep their digits. `report.rs` says what
//! it means, `answer.rs` what the sender is told. `socket.rs` is what the board's client asks, `wanted.rs` which calls it
//! wants, `board.rs` what it is told. What a call makes of a report is the core's; nothing here knows a call.

mod answer;
mod board;
mod report;
mod socket;
mod wanted;
mod whole;

pub use answer::{CORS, accepted, malformed, malformed_page, refused, stored_for_later};
pub use board::{
    CallLine, DATA_CHANGED, ReportLine, Sight, WELCOME, authenticated, calls, events, failed, invalid_event,
    invalid_message, masked,
};
pub use report::{KNOWN, Mode, Posted, label};
pub use socket::{Asked, decode};
pub use wanted::{Misasked, Wanted};
pub use whole::{Body, Unread, Whole};

/// Where the webhook is mounted on the main port; a secret may follow as the last segment.
pub const WEBHOOK: &str = "/teravoz/webhook";

/// Where the socket is mounted on the main port.
pub const SOCKET: &str = "/teravoz/ws";
