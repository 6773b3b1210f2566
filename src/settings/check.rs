//! What the types cannot say: which values make sense together.

use std::fmt;

use tracing_subscriber::EnvFilter;

use super::Settings;

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

/// Everything wrong at once, so that one correction is enough.
pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut note = |wrong: bool, key, what: String| {
        if wrong {
            found.push(Problem { key, what });
        }
    };
    let server = &settings.server;
    let public = !server.listen.ip().is_loopback();
    note(
        public && !server.behind_proxy,
        "server.listen",
        format!(
            "{} can be reached from outside, and TLS is not built in yet; listen on 127.0.0.1, or put a TLS proxy \
             in front and set server.behind_proxy = true with its address in server.trusted",
            server.listen
        ),
    );
    note(
        server.behind_proxy && server.trusted.is_empty(),
        "server.trusted",
        "server.behind_proxy needs the address of the proxy here, for instance [\"127.0.0.1\"]".to_owned(),
    );
    note(
        !(100..=9_000).contains(&server.drain_ms),
        "server.drain_ms",
        "must lie between 100 and 9000: a stopped server has ended within 10 seconds".to_owned(),
    );
    let limits = &settings.limits;
    note(
        !(32 * 1024..=1024 * 1024).contains(&limits.frame_bytes),
        "limits.frame_bytes",
        "must lie between 32768, so that the longest text fits, and 1048576".to_owned(),
    );
    note(
        limits.hello_within_ms < 100,
        "limits.hello_within_ms",
        "must be at least 100, or nobody can sign in".to_owned(),
    );
    for (key, value) in [
        ("limits.frames_per_second", limits.frames_per_second as usize),
        ("limits.frames_at_once", limits.frames_at_once as usize),
        ("limits.texts_per_second", limits.texts_per_second as usize),
        ("limits.texts_at_once", limits.texts_at_once as usize),
        ("limits.connections", limits.connections),
        ("limits.connections_per_address", limits.connections_per_address),
        ("limits.newcomers_per_minute", limits.newcomers_per_minute as usize),
        ("mailboxes.host", settings.mailboxes.host),
        ("mailboxes.shard", settings.mailboxes.shard),
        ("mailboxes.writer", settings.mailboxes.writer),
    ] {
        note(value == 0, key, "must be at least 1".to_owned());
    }
    note(
        settings.actors.arbiters > 256,
        "actors.arbiters",
        "must not exceed 256, the number of virtual shards".to_owned(),
    );
    note(
        settings.actors.passivate_after_ms < 100,
        "actors.passivate_after_ms",
        "must be at least 100, or actors do nothing but fall asleep and wake".to_owned(),
    );
    if let Err(error) = EnvFilter::try_new(&settings.log.level) {
        note(true, "log.level", format!("{error}; try \"info\" or \"info,actix=debug\""));
    }
    found
}
