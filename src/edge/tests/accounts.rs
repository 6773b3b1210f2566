//! People and programs coming in, over real sockets: the bootstrap, sign-ins, second factors, links, keys, and what ends
//! with the right to be here.

#![allow(dead_code, reason = "the client can do more than each test needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "api/caller.rs"]
mod caller;
#[path = "api/contract.rs"]
mod contract;
mod doors;
#[path = "api/elsewhere.rs"]
mod elsewhere;
#[path = "accounts/first_run.rs"]
mod first_run;
#[path = "accounts/keys.rs"]
mod keys;
#[path = "accounts/office.rs"]
mod office;
#[path = "accounts/passwords.rs"]
mod passwords;
#[path = "accounts/people.rs"]
mod people;
#[path = "api/reporting.rs"]
mod reporting;
#[path = "accounts/second_factors.rs"]
mod second_factors;
#[path = "accounts/sign_ins.rs"]
mod sign_ins;
#[path = "accounts/sockets.rs"]
mod sockets;
