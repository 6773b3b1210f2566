//! Logs: one event a line, to standard error, for people or as JSON, times in UTC. Never message bodies, tokens, names,
//! or addresses, at any level.
//!
//! Libraries beneath us log whole requests and frames when asked for everything; so they are kept at `info`, whatever
//! the level. Only a directive that names a part of theirs goes deeper, and is for a developer's own machine.
//!
//! A panic is a line like any other: where, on which thread, and its message. Supervision decides what follows.

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use crate::settings::{Log, LogFormat};

/// Starts logging. Called once; a second call changes nothing.
pub fn start(log: &Log) {
    let filter = discreet(EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info")));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = match log.format {
        LogFormat::Pretty => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    std::panic::set_hook(Box::new(log_panic));
}

/// Libraries that would tell what people write; each name stands for all that begin with it.
const TALKATIVE: [&str; 8] =
    ["actix_http", "actix_web", "hyper", "mio", "rustls", "tokio_tungstenite", "tungstenite", "h2"];

fn discreet(filter: EnvFilter) -> EnvFilter {
    let kept = TALKATIVE.iter().filter_map(|library| format!("{library}=info").parse().ok());
    kept.fold(filter, EnvFilter::add_directive)
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    metrics::counter!("switchboard_panics_total").increment(1);
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
    tracing::error!(place, thread, panic = message(panic), "a panic was caught");
}

/// What the panic says, up to the first quoted value: a quoted value may be somebody's words.
fn message<'a>(panic: &'a PanicHookInfo<'_>) -> &'a str {
    let payload = panic.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let text =
        text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("(no message)");
    text.split(['`', '"']).next().unwrap_or_default()
}
