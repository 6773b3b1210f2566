//! How fast it is, as a ratio: the product and its *floor* loaded over real sockets in one run, in turn, each server a process
//! on one core and the load on another.
//!
//! The floor (`switchboard_edge::yardstick`) is the least a chat server must do: the same socket pump, one prepared insert
//! committed in groups, the acknowledgement, the forward. `crowd.rs` fills a server with people, `talking.rs` lets them
//! talk, `lining_up.rs` queues a thousand, `calling.rs` reports telephone calls, `visits.rs` leaves sessions behind, `streaming.rs` holds streams open, `resting.rs` measures what the idle cost, `returning.rs` how soon a start
//! serves. `report.rs` says what was found and what is aimed at. Nothing here is used by the server.

mod agents;
mod calling;
mod center;
mod cores;
mod crowd;
mod customers;
mod disk;
mod lining_up;
pub mod report;
mod requests;
mod resting;
mod returning;
mod server;
mod socket;
mod speech;
mod streaming;
mod talking;
mod tally;
mod visits;

use std::path::{Path, PathBuf};
use std::time::Duration;

use cores::Cores;
use report::Findings;

/// Why a run was broken off.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A server did not start.
    #[error("a server did not start:\n{0}")]
    Start(String),
    /// A connection was not made, or lost.
    #[error("a connection failed: {0}")]
    Connection(String),
    /// What was sent was not answered, or not read, in time.
    #[error("{unanswered} unanswered, {acked} acknowledged, {delivered} read when time was up\n{log}")]
    Unsettled {
        /// Messages without an answer.
        unanswered: usize,
        /// Messages acknowledged.
        acked: u64,
        /// Messages read by agents.
        delivered: u64,
        /// The end of the server's log.
        log: String,
    },
    /// The system refused something.
    #[error("{0}")]
    System(String),
    /// Nothing has that name.
    #[error("there is no scenario {0:?}; there are {1}")]
    Unknown(String, String),
}

/// What is asked of a run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The whole set in about two minutes, with fewer and shorter rounds and smaller crowds of idle ones.
    pub quick: bool,
    /// These scenarios only; empty for all.
    pub only: Vec<String>,
}

/// How much of everything.
#[derive(Debug, Clone, Copy)]
struct Amounts {
    rounds: (u32, Duration),
    idle: u32,
    /// Open files the system gives a process.
    files: u64,
    waiting: u32,
    calls: calling::Load,
    recoveries: &'static [u32],
    streams: streaming::Amounts,
}

const QUICK: Amounts = Amounts {
    rounds: (1, Duration::from_secs(2)),
    idle: 2_000,
    files: 0,
    waiting: 1_000,
    calls: calling::Load { at_once: 400, per_second: 500, lasts: Duration::from_secs(2) },
    recoveries: &[2_000],
    streams: streaming::Amounts { customers: 100, agents: 10, lasts: Duration::from_secs(3) },
};
const WHOLE: Amounts = Amounts {
    rounds: (3, Duration::from_secs(10)),
    idle: 20_000,
    files: 0,
    waiting: 1_000,
    calls: calling::Load { at_once: 2_000, per_second: 500, lasts: Duration::from_secs(30) },
    recoveries: &[20_000, 100_000],
    streams: streaming::Amounts { customers: 500, agents: 50, lasts: Duration::from_secs(15) },
};

/// Every scenario's name.
pub fn names(quick: bool) -> Vec<String> {
    let amounts = if quick { QUICK } else { WHOLE };
    let talks = talking::ALL.iter().map(|talking| talking.name.to_owned());
    let rest = ["queue", "calls", "idle-connections", "idle-sessions", "streams", "start"].map(str::to_owned);
    talks
        .chain(rest)
        .chain(amounts.recoveries.iter().map(|sessions| format!("recovery-{sessions}")))
        .collect()
}

/// Runs the plan in a folder for throw-away data; each scenario is told as soon as it is done.
pub async fn run(plan: &Plan, at: &Path, mut tell: impl FnMut(&Findings)) -> Result<(), BenchError> {
    let names = names(plan.quick);
    if let Some(unknown) = plan.only.iter().find(|only| !names.contains(only)) {
        return Err(BenchError::Unknown(unknown.clone(), names.join(", ")));
    }
    let files = cores::open_more_files();
    let cores = Cores::split();
    let amounts = Amounts { files, ..if plan.quick { QUICK } else { WHOLE } };
    for name in names.iter().filter(|name| plan.only.is_empty() || plan.only.contains(name)) {
        let found = scenario(name, at, &cores, &amounts).await?;
        let note =
            cores.server.is_none().then(|| "one core for servers and load: compare ratios only".to_owned());
        tell(&Findings { note: found.note.clone().or(note), ..found });
    }
    Ok(())
}

async fn scenario(name: &str, at: &Path, cores: &Cores, amounts: &Amounts) -> Result<Findings, BenchError> {
    if let Some(talking) = talking::ALL.iter().find(|talking| talking.name == name) {
        return talking.run(at, cores, amounts.rounds).await;
    }
    match name {
        "queue" => lining_up::run(at, cores, amounts.waiting).await,
        "calls" => calling::run(at, cores, amounts.calls).await,
        "idle-connections" => resting::connections(at, cores, amounts.idle, amounts.files).await,
        "idle-sessions" => resting::sessions(at, cores, amounts.idle).await,
        "streams" => streaming::run(at, cores, amounts.streams).await,
        "start" => returning::start(at, cores).await,
        _ => {
            let sessions = name.strip_prefix("recovery-").and_then(|number| number.parse().ok());
            returning::recovery(at, cores, sessions.unwrap_or_default()).await
        }
    }
}

/// A new folder of a scenario.
fn folder(at: &Path, scenario: &str, whose: &str) -> Result<PathBuf, BenchError> {
    let folder = at.join(scenario).join(whose);
    std::fs::create_dir_all(folder.join("data")).map_err(|why| BenchError::System(why.to_string()))?;
    Ok(folder)
}
