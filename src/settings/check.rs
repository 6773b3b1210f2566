//! What the types cannot say: which values make sense together.

use std::fmt;

use switchboard_core::WorkspaceId;
use tracing_subscriber::EnvFilter;

use super::{Limits, Server, Settings};

/// No pace is faster than this: a limit nobody meets is none.
const MOST_PACE: u32 = 1_000_000;

/// A value that does not make sense, and what would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, as in the file.
    pub key: &'static str,
    /// What is wrong with it and what to do.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

/// What was found so far.
#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn note(&mut self, wrong: bool, key: &'static str, what: impl Into<String>) {
        if wrong {
            self.0.push(Problem { key, what: what.into() });
        }
    }
}

/// Everything wrong at once, so that one correction is enough.
pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Found::default();
    server(&settings.server, &mut found);
    limits(&settings.limits, &mut found);
    for (key, value) in [
        ("mailboxes.host", settings.mailboxes.host),
        ("mailboxes.shard", settings.mailboxes.shard),
        ("mailboxes.writer", settings.mailboxes.writer),
    ] {
        found.note(value == 0, key, "must be at least 1");
    }
    found.note(
        settings.actors.arbiters > 256,
        "actors.arbiters",
        "must not exceed 256, the number of virtual shards",
    );
    found.note(
        settings.actors.passivate_after_ms < 100,
        "actors.passivate_after_ms",
        "must be at least 100, or actors do nothing but fall asleep and wake",
    );
    found.note(
        settings.vigil.every_ms != 0 && !(100..=600_000).contains(&settings.vigil.every_ms),
        "vigil.every_ms",
        "must be 0 for never, or lie between 100 and 600000",
    );
    found.note(
        settings.vigil.patience_ms < settings.vigil.every_ms,
        "vigil.patience_ms",
        "must be at least vigil.every_ms: what is seen once is nothing",
    );
    teravoz(settings, &mut found);
    if let Err(error) = EnvFilter::try_new(&settings.log.level) {
        found.note(true, "log.level", format!("{error}; try \"info\" or \"info,actix=debug\""));
    }
    for (key, what) in settings.buerokratt.wrong() {
        found.note(true, key, what);
    }
    found.0
}

fn server(server: &Server, found: &mut Found) {
    let inside = server.metrics_listen.filter(|inside| *inside != server.listen);
    for (key, address) in [("server.listen", Some(server.listen)), ("server.metrics_listen", inside)] {
        let Some(address) = address else { continue };
        found.note(
            !address.ip().is_loopback() && !server.is_secure(),
            key,
            format!(
                "{address} can be reached from outside, and what is said would go there unencrypted; listen on \
                 127.0.0.1, or set server.tls.cert and server.tls.key, or put a TLS proxy in front and set \
                 server.behind_proxy = true with its address in server.trusted"
            ),
        );
    }
    found.note(
        server.behind_proxy && server.trusted.is_empty(),
        "server.trusted",
        "server.behind_proxy needs the address of the proxy here, for instance [\"127.0.0.1\"]",
    );
    found.note(
        server.trusted.iter().any(|address| address.is_unspecified()),
        "server.trusted",
        "0.0.0.0 and :: are no proxies; name the address the proxy connects from",
    );
    found.note(
        server.tls.cert.is_some() != server.tls.key.is_some(),
        "server.tls",
        "cert and key are needed both, or neither",
    );
    let prefix = &server.path_prefix;
    let well_formed = prefix.is_empty()
        || (prefix.starts_with('/')
            && prefix.split('/').skip(1).all(|part| {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
                !part.is_empty() && part != "." && part != ".." && part.bytes().all(plain)
            }));
    found.note(!well_formed, "server.path_prefix", "must look like \"/chat\", without a slash at its end");
    found.note(
        !prefix.is_empty() && !server.behind_proxy,
        "server.path_prefix",
        "is for a proxy in front: set server.behind_proxy, or leave it blank",
    );
    found.note(
        !(100..=9_000).contains(&server.drain_ms),
        "server.drain_ms",
        "must lie between 100 and 9000: a stopped server has ended within 10 seconds",
    );
}

fn limits(limits: &Limits, found: &mut Found) {
    found.note(
        !(32 * 1024..=1024 * 1024).contains(&limits.frame_bytes),
        "limits.frame_bytes",
        "must lie between 32768, so that the longest text fits, and 1048576",
    );
    found.note(
        !(100..=60_000).contains(&limits.hello_within_ms),
        "limits.hello_within_ms",
        "must lie between 100, or nobody can sign in, and 60000, or silent sockets take all the room",
    );
    found.note(
        !(100..=60_000).contains(&limits.ping_after_ms),
        "limits.ping_after_ms",
        "must lie between 100 and 60000: what stands between may cut a line that is silent for longer",
    );
    found.note(
        limits.dead_after_ms < limits.ping_after_ms.saturating_mul(2) || limits.dead_after_ms > 600_000,
        "limits.dead_after_ms",
        "must be at least twice limits.ping_after_ms, so that a client can answer, and at most 600000",
    );
    found.note(
        limits.disk_refuse_bytes > limits.disk_warn_bytes,
        "limits.disk_refuse_bytes",
        "must not exceed limits.disk_warn_bytes: the warning comes first",
    );
    found.note(
        !(1..=16 * 1024).contains(&limits.text_bytes),
        "limits.text_bytes",
        "must lie between 1 and 16384, the longest text there is",
    );
    found.note(
        !(1024..=5 * 1024 * 1024).contains(&limits.picture_bytes),
        "limits.picture_bytes",
        "must lie between 1024 and 5242880, the largest picture there is",
    );
    found.note(
        limits.pictures_at_once > 1_000,
        "limits.pictures_at_once",
        "must not exceed 1000: each takes the room of a picture in memory, three times over",
    );
    for (key, value) in [
        ("limits.tcp_connections", limits.tcp_connections),
        ("limits.tcp_connections_per_address", limits.tcp_connections_per_address),
        ("limits.connections", limits.connections),
        ("limits.connections_per_address", limits.connections_per_address),
        ("limits.connections_per_customer", limits.connections_per_customer),
        ("limits.pictures_at_once", limits.pictures_at_once),
        ("limits.pictures_per_address", limits.pictures_per_address),
        ("limits.under_way_per_address", limits.under_way_per_address),
    ] {
        found.note(value == 0, key, "must be at least 1");
    }
    for (key, value) in [
        ("limits.frames_per_second", limits.frames_per_second),
        ("limits.frames_at_once", limits.frames_at_once),
        ("limits.texts_per_second", limits.texts_per_second),
        ("limits.texts_at_once", limits.texts_at_once),
        ("limits.typing_per_second", limits.typing_per_second),
        ("limits.newcomers_per_minute", limits.newcomers_per_minute),
        ("limits.requests_per_second", limits.requests_per_second),
        ("limits.requests_at_once", limits.requests_at_once),
        ("limits.messages_per_minute", limits.messages_per_minute),
        ("limits.calls_per_second", limits.calls_per_second),
        ("limits.calls_at_once", limits.calls_at_once),
    ] {
        let what = format!("must lie between 1 and {MOST_PACE}");
        found.note(!(1..=MOST_PACE).contains(&value), key, what);
    }
}

fn teravoz(settings: &Settings, found: &mut Found) {
    let (teravoz, server) = (&settings.teravoz, &settings.server);
    found.note(
        !teravoz.workspace.is_empty() && WorkspaceId::new(teravoz.workspace.clone()).is_err(),
        "teravoz.workspace",
        "is no workspace's id",
    );
    let is_on = !teravoz.workspace.is_empty();
    found.note(
        is_on && !server.is_local() && teravoz.secret.is_empty() && teravoz.allow.is_empty(),
        "teravoz.secret",
        "whoever reaches the server could report calls; set a secret, or name the senders in teravoz.allow",
    );
    found.note(
        !teravoz.secret.is_empty() && teravoz.secret.len() < 16,
        "teravoz.secret",
        "must have at least 16 characters, or it can be guessed",
    );
    found.note(
        teravoz.allow.iter().any(|address| address.is_unspecified()),
        "teravoz.allow",
        "0.0.0.0 and :: name nobody; an address that may report without a secret is one sender's",
    );
    found.note(
        teravoz.open_socket && !server.is_local(),
        "teravoz.open_socket",
        "shows every call and number to whoever reaches the server; listen on 127.0.0.1, or let clients name themselves",
    );
    let ports = [teravoz.compat_webhook_port, teravoz.compat_socket_port];
    let [webhook, socket] = ports;
    found.note(
        teravoz.compat_ports && (webhook == socket || ports.contains(&server.listen.port())),
        "teravoz.compat_ports",
        "needs two ports that are not the server's own",
    );
    for (key, value) in [
        ("teravoz.arriving_most_ms", teravoz.arriving_most_ms),
        ("teravoz.waiting_most_ms", teravoz.waiting_most_ms),
        ("teravoz.ongoing_most_ms", teravoz.ongoing_most_ms),
    ] {
        found.note(
            !(1_000..=7 * 24 * 60 * 60 * 1_000).contains(&value),
            key,
            "must lie between 1000, or calls are given up at once, and 604800000, a week",
        );
    }
    found.note(
        teravoz.delegates() && !(teravoz.api_url.starts_with("https://") || is_loopback(&teravoz.api_url)),
        "teravoz.api_url",
        "must begin with https://: the password would go there unencrypted",
    );
    found.note(
        teravoz.delegates() && (teravoz.api_user.is_empty() || teravoz.delegate_to.is_empty()),
        "teravoz.api_url",
        "needs teravoz.api_user and teravoz.delegate_to besides",
    );
    found.note(
        !(100..=10_000).contains(&teravoz.delegate_within_ms),
        "teravoz.delegate_within_ms",
        "must lie between 100 and 10000: after ten seconds the provider goes its own way",
    );
}

fn is_loopback(url: &str) -> bool {
    url.strip_prefix("http://").is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        host.parse::<std::net::SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
    })
}
