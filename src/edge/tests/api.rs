//! The HTTP API over real sockets, the real house and SQLite in a throw-away folder. Every answer any of these tests gets
//! is held against the document the server itself serves.

#![allow(dead_code, reason = "the client can do more than each test needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/acting.rs"]
mod acting;
#[path = "api/caller.rs"]
mod caller;
#[path = "api/commands.rs"]
mod commands;
#[path = "api/contract.rs"]
mod contract;
#[path = "api/conventions.rs"]
mod conventions;
#[path = "api/customers.rs"]
mod customers;
#[path = "api/document.rs"]
mod document;
mod doors;
#[path = "api/elsewhere.rs"]
mod elsewhere;
#[path = "api/flows.rs"]
mod flows;
#[path = "api/matrix.rs"]
mod matrix;
#[path = "api/paces.rs"]
mod paces;
#[path = "api/redaction.rs"]
mod redaction;
#[path = "api/repeats.rs"]
mod repeats;
#[path = "api/reporting.rs"]
mod reporting;
#[path = "api/sessions.rs"]
mod sessions;
#[path = "api/settings.rs"]
mod settings;
#[path = "api/telephony.rs"]
mod telephony;
#[path = "api/tour.rs"]
mod tour;
