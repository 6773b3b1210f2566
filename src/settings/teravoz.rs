//! Telephone calls of a Teravoz account: whose they are, who may report them, how long they are believed in.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::Server;

/// Telephone calls of a Teravoz account. Times in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teravoz {
    /// The workspace whose calls they are; empty where there is no telephony. The demo's calls are its own.
    pub workspace: String,
    /// The reference service's linear machine, its answers and its refusals.
    pub strict: bool,
    /// What whoever reports must show: in a header, or as the last segment of the path.
    pub secret: String,
    /// Addresses that may report without it.
    pub allow: Vec<IpAddr>,
    /// The call board's socket shows everything to everybody.
    pub open_socket: bool,
    /// Answer also on the reference's own two ports.
    pub compat_ports: bool,
    /// The port for reports.
    pub compat_webhook_port: u16,
    /// The port for the call board.
    pub compat_socket_port: u16,
    /// Calls that ended longer ago are not listed by the board's socket; 0 for all. Strict lists all.
    pub listed_for_ms: u64,
    /// A call that is new, or stands by, for longer counts as lost sight of.
    pub arriving_most_ms: u64,
    /// A call that waits in a queue for longer.
    pub waiting_most_ms: u64,
    /// A call that is talked for longer.
    pub ongoing_most_ms: u64,
    /// Where to ask for calls that stand by to be sent on, as https://api.example.org; empty asks nobody.
    pub api_url: String,
    /// As whom.
    pub api_user: String,
    /// And by which password.
    pub api_password: String,
    /// Where calls are sent.
    pub delegate_to: String,
    /// Where calls are sent of a number that has called before; empty for the same.
    pub delegate_returning_to: String,
    /// Nobody is asked later than this after a call began to stand by.
    pub delegate_within_ms: u64,
}

impl Default for Teravoz {
    fn default() -> Self {
        Self {
            workspace: String::new(),
            strict: false,
            secret: String::new(),
            allow: Vec::new(),
            open_socket: false,
            compat_ports: false,
            compat_webhook_port: 3000,
            compat_socket_port: 4000,
            listed_for_ms: 24 * 60 * 60 * 1000,
            arriving_most_ms: 10 * 60 * 1000,
            waiting_most_ms: 2 * 60 * 60 * 1000,
            ongoing_most_ms: 4 * 60 * 60 * 1000,
            api_url: String::new(),
            api_user: String::new(),
            api_password: String::new(),
            delegate_to: "900".to_owned(),
            delegate_returning_to: "901".to_owned(),
            delegate_within_ms: 10_000,
        }
    }
}

impl Teravoz {
    /// Whether anybody is asked to send calls on.
    pub fn delegates(&self) -> bool {
        !self.api_url.is_empty()
    }

    /// The reference's ports beside the server's own address: reports, and the board.
    pub fn compat_addresses(&self, server: &Server) -> Option<(SocketAddr, SocketAddr)> {
        let host = server.listen.ip();
        let at = |port| SocketAddr::from((host, port));
        self.compat_ports.then(|| (at(self.compat_webhook_port), at(self.compat_socket_port)))
    }
}
