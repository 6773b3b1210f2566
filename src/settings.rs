//! Settings of the process: defaults, then a file, then the environment, then flags; typed and validated once.
//!
//! What is edited while running (platforms, queues, agents, flows) is data in the journal, not a setting. Every key is
//! explained in `config/switchboard.example.toml`; a test keeps that file equal to the defaults here.

mod blank;
mod buerokratt;
mod check;
mod sources;
mod teravoz;

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use switchboard_journal::sealing::KEY_FILE;

pub use buerokratt::Buerokratt;
pub use check::Problem;
pub use sources::{Flag, SettingsError, Sources};
pub use teravoz::Teravoz;

/// Everything the process is told before it starts. Sizes in bytes, times in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it listens and what it keeps.
    pub server: Server,
    /// What a client may send.
    pub limits: Limits,
    /// How long an agent may be away before others notice.
    pub agents: Agents,
    /// How much may wait where.
    pub mailboxes: Mailboxes,
    /// Threads and rest of the actors.
    pub actors: Actors,
    /// How the server looks at itself.
    pub vigil: Vigil,
    /// The dialect of a government chatbot.
    pub buerokratt: Buerokratt,
    /// Telephone calls of a Teravoz account.
    pub teravoz: Teravoz,
    /// What is written about it all.
    pub log: Log,
}

/// Where it listens and what it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port. Anything but loopback needs `tls` or `behind_proxy`.
    pub listen: SocketAddr,
    /// Address and port of the operators' door: metrics and health in detail. None opens none; the same as `listen` adds
    /// `/metrics` there.
    #[serde(with = "blank")]
    pub metrics_listen: Option<SocketAddr>,
    /// The data folder: journal, attachments, lock. One process at a time.
    pub data: PathBuf,
    /// The key that seals stored secrets; empty for `secret.key` in the data folder.
    pub secret_file: PathBuf,
    /// Where the bootstrap token of an empty data folder is written (0600); empty for standard error.
    pub bootstrap_file: PathBuf,
    /// A proxy in front ends TLS and tells us the client's address.
    pub behind_proxy: bool,
    /// The proxies whose word on a client's address is believed.
    pub trusted: Vec<IpAddr>,
    /// What every path begins with behind the proxy, as `/chat`; empty where nothing does.
    pub path_prefix: String,
    /// How long a stop may take before what is left is logged and given up.
    pub drain_ms: u64,
    /// TLS of our own.
    pub tls: Tls,
}

/// TLS of our own: both files or none. They are read again when they change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate and those between it and its root, PEM.
    #[serde(with = "blank")]
    pub cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[serde(with = "blank")]
    pub key: Option<PathBuf>,
}

impl Tls {
    /// Certificate and key, where both are set.
    pub fn files(&self) -> Option<(&PathBuf, &PathBuf)> {
        self.cert.as_ref().zip(self.key.as_ref())
    }
}

impl Server {
    /// Nobody from outside this machine reaches us.
    pub fn is_local(&self) -> bool {
        self.listen.ip().is_loopback() && !self.behind_proxy
    }

    /// Browsers reach us by TLS only, here or at the proxy in front.
    pub fn is_secure(&self) -> bool {
        self.behind_proxy || self.tls.files().is_some()
    }
}

impl Server {
    /// The file of the key that seals stored secrets.
    pub fn secret_file(&self) -> PathBuf {
        if self.secret_file.as_os_str().is_empty() {
            self.data.join(KEY_FILE)
        } else {
            self.secret_file.clone()
        }
    }
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 7700)),
            metrics_listen: None,
            data: PathBuf::from("./data"),
            secret_file: PathBuf::new(),
            bootstrap_file: PathBuf::new(),
            behind_proxy: false,
            trusted: Vec::new(),
            path_prefix: String::new(),
            drain_ms: 8_000,
            tls: Tls::default(),
        }
    }
}

/// What a client may send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The largest frame of a socket.
    pub frame_bytes: usize,
    /// The longest text of a customer.
    pub text_bytes: usize,
    /// The largest picture.
    pub picture_bytes: usize,
    /// Pictures on their way in at once.
    pub pictures_at_once: usize,
    /// And so many of them from one address.
    pub pictures_per_address: usize,
    /// Frames a second a connection may send on average.
    pub frames_per_second: u32,
    /// Frames a connection may send at once before that average counts.
    pub frames_at_once: u32,
    /// Messages a second a customer may send on average.
    pub texts_per_second: u32,
    /// Messages a customer may send at once before that average counts.
    pub texts_at_once: u32,
    /// Typing previews of a customer shown a second; of more the newest.
    pub typing_per_second: u32,
    /// TCP connections at once, whatever they are used for.
    pub tcp_connections: usize,
    /// TCP connections at once from one address.
    pub tcp_connections_per_address: usize,
    /// Sockets open at once; further ones are refused.
    pub connections: usize,
    /// Sockets open at once from one address.
    pub connections_per_address: usize,
    /// Sockets and streams open at once for one customer.
    pub connections_per_customer: usize,
    /// Customers named anew in a minute from one address.
    pub newcomers_per_minute: u32,
    /// Customers' HTTP requests a second from one address, on average.
    pub requests_per_second: u32,
    /// Customers' HTTP requests from one address at once before that average counts.
    pub requests_at_once: u32,
    /// Messages left for later in a minute from one address.
    pub messages_per_minute: u32,
    /// Requests of the API a second that one sign-in or one key may make on average.
    pub calls_per_second: u32,
    /// Requests of the API that one sign-in or one key may make at once before that average counts.
    pub calls_at_once: u32,
    /// HTTP requests under way at once from one address.
    pub under_way_per_address: usize,
    /// A client's first frame must have come by then.
    pub hello_within_ms: u64,
    /// A client silent for so long is asked for a sign of life.
    pub ping_after_ms: u64,
    /// A client silent for so long, in spite of that, is taken for gone.
    pub dead_after_ms: u64,
    /// Less free space than this is a warning.
    pub disk_warn_bytes: u64,
    /// With less than this, people's commands are refused until there is room again; reading works.
    pub disk_refuse_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_bytes: 64 * 1024,
            text_bytes: 16 * 1024,
            picture_bytes: 5 * 1024 * 1024,
            pictures_at_once: 32,
            pictures_per_address: 8,
            frames_per_second: 20,
            frames_at_once: 100,
            texts_per_second: 5,
            texts_at_once: 20,
            typing_per_second: 3,
            tcp_connections: 30_000,
            tcp_connections_per_address: 4_000,
            connections: 20_000,
            connections_per_address: 2_000,
            connections_per_customer: 20,
            newcomers_per_minute: 600,
            requests_per_second: 200,
            requests_at_once: 2_000,
            messages_per_minute: 10,
            calls_per_second: 50,
            calls_at_once: 200,
            under_way_per_address: 400,
            hello_within_ms: 5_000,
            ping_after_ms: 15_000,
            dead_after_ms: 45_000,
            disk_warn_bytes: 2 * 1024 * 1024 * 1024,
            disk_refuse_bytes: 256 * 1024 * 1024,
        }
    }
}

/// How long an agent may be without a connection before others notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agents {
    /// A pending offer ends and goes to the next agent.
    pub offer_patience_ms: u64,
    /// The agent counts as unreachable.
    pub reach_patience_ms: u64,
    /// After that: their sessions return to the head of the queue.
    pub sessions_patience_ms: u64,
    /// Whoever watched a session, or had stepped into it, counts as gone from there.
    pub company_patience_ms: u64,
}

impl Default for Agents {
    fn default() -> Self {
        Self {
            offer_patience_ms: 5_000,
            reach_patience_ms: 30_000,
            sessions_patience_ms: 60_000,
            company_patience_ms: 60_000,
        }
    }
}

/// How much may wait where. A full mailbox is an answer ("busy"), never a silent wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailboxes {
    /// Commands waiting for one session, agent or queue.
    pub host: usize,
    /// Commands waiting for one shard.
    pub shard: usize,
    /// Requests waiting for the journal's writer.
    pub writer: usize,
}

impl Default for Mailboxes {
    fn default() -> Self {
        Self { host: 64, shard: 1024, writer: 4096 }
    }
}

/// Threads and rest of the actors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actors {
    /// Threads that run sessions, agents, queues and the doors to them; 0 takes one per core.
    pub arbiters: usize,
    /// A subject nobody talks to leaves memory after this long; the journal wakes it again.
    pub passivate_after_ms: u64,
}

impl Default for Actors {
    fn default() -> Self {
        Self { arbiters: 0, passivate_after_ms: 120_000 }
    }
}

impl Actors {
    /// The number of threads, with 0 resolved from the machine's cores.
    pub fn threads(&self) -> usize {
        if self.arbiters > 0 {
            return self.arbiters;
        }
        std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
    }
}

/// How the server looks at itself: somebody waits beside somebody free, something is overdue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vigil {
    /// How often; 0 for never.
    pub every_ms: u64,
    /// How long something may look wrong before it is an alarm; on top of `agents.reach_patience_ms`, for so long nobody
    /// knows that an agent has gone.
    pub patience_ms: u64,
}

impl Default for Vigil {
    fn default() -> Self {
        Self { every_ms: 10_000, patience_ms: 60_000 }
    }
}

/// What is written about it all, to standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Lines for people or JSON for machines.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug`, `trace`, or directives such as `info,actix_server=warn`.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Pretty, level: "info,actix_server=warn".to_owned() }
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Settings {
    /// Reads all sources in their order, refuses unknown keys, and validates the result.
    pub fn load(sources: &Sources) -> Result<Self, SettingsError> {
        let settings = sources.merge()?;
        let problems = check::problems(&settings);
        if problems.is_empty() { Ok(settings) } else { Err(SettingsError::Invalid(problems)) }
    }

    /// The settings as a TOML file.
    pub fn to_toml(&self) -> Result<String, SettingsError> {
        toml::to_string_pretty(self).map_err(|error| SettingsError::Unprintable(error.to_string()))
    }
}

#[cfg(test)]
mod tests;
