//! The Bürokratt dialect over real sockets, the real house and SQLite in a throw-away folder: what the public clients of 2023
//! do, call by call, and what a naive server gets wrong (`protocols/buerokratt` 5).

#![allow(dead_code, reason = "the client can do more than each test needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "buerokratt/agents.rs"]
mod agents;
#[path = "buerokratt/browser.rs"]
mod browser;
#[path = "buerokratt/clients.rs"]
mod clients;
#[path = "buerokratt/customers.rs"]
mod customers;
mod doors;
#[path = "buerokratt/elsewhere.rs"]
mod elsewhere;
#[path = "buerokratt/ends.rs"]
mod ends;
#[path = "buerokratt/handing_over.rs"]
mod handing_over;
#[path = "buerokratt/issuing.rs"]
mod issuing;
#[path = "buerokratt/later.rs"]
mod later;
#[path = "buerokratt/letters.rs"]
mod letters;
#[path = "buerokratt/outer.rs"]
mod outer;
#[path = "buerokratt/pages.rs"]
mod pages;
#[path = "buerokratt/redirects.rs"]
mod redirects;
#[path = "buerokratt/shown.rs"]
mod shown;
#[path = "buerokratt/sign_ins.rs"]
mod sign_ins;
#[path = "buerokratt/traps.rs"]
mod traps;
