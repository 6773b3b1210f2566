//! How soon a server serves: on an empty store, and with many open sessions after it was killed.

use std::path::Path;
use std::time::{Duration, Instant};

use super::center::Center;
use super::cores::Cores;
use super::report::Findings;
use super::server::{Server, Which};
use super::{BenchError, folder, visits};

/// Starts of an empty store, of which the middle one counts.
const STARTS: usize = 5;

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Starts on an empty store.
pub async fn start(at: &Path, cores: &Cores) -> Result<Findings, BenchError> {
    let folder = folder(at, "start", "product")?;
    Center::default().furnish(&folder)?;
    let mut taken = Vec::new();
    for _ in 0..STARTS {
        taken.push(Server::start(Which::Product, &folder, cores).await?.ready_after);
    }
    taken.sort_unstable();
    Ok(Findings { ready_ms: taken.get(STARTS / 2).copied().map(millis), ..Findings::of("start") })
}

/// Fills a server with open sessions, kills it, and waits until the one started after it serves a customer of before.
pub async fn recovery(at: &Path, cores: &Cores, sessions: u32) -> Result<Findings, BenchError> {
    let name = format!("recovery-{sessions}");
    let folder = folder(at, &name, "product")?;
    Center { bot_listens: true, ..Center::default() }.furnish(&folder)?;
    let mut server = Server::start(Which::Product, &folder, cores).await?;
    let known = visits::many(server.address, sessions).await?;
    server.kill();
    let began = Instant::now();
    let server = Server::start(Which::Product, &folder, cores).await?;
    let (mouth, mut ear, known) = visits::hello(server.address, known.as_ref()).await?;
    visits::say(&mouth, &mut ear, &known, "again").await?;
    Ok(Findings {
        ready_ms: Some(millis(server.ready_after)),
        serving_ms: Some(millis(began.elapsed())),
        ..Findings::of(&name)
    })
}
