//! What the idle cost: connections that say nothing, sessions in memory, and sessions that have left it.

use std::path::Path;
use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use tokio::task::JoinHandle;

use super::center::Center;
use super::cores::Cores;
use super::report::Findings;
use super::server::{Server, Which};
use super::socket::Ear;
use super::{BenchError, folder, visits};

/// The allocator and the pools have what they keep after so many.
const WARM_UP: u32 = 500;
const AT_ONCE: usize = 50;
/// What a process has open beside its connections, at most.
const OTHER_FILES: u32 = 200;
/// What was freed is with the system again: the allocator gives it back little by little, within ten seconds.
const GIVEN_BACK: Duration = Duration::from_secs(12);
/// What is under way has ended.
const CALM: Duration = Duration::from_secs(2);
/// Processor time of nothing happening.
const WATCHED: Duration = Duration::from_secs(5);
/// Long before anybody idle counts as lost.
const NEVER_LOST_MS: u64 = 3_600_000;

/// Connections that have said hello and nothing since; fewer, and that is said, where a process may not open as many files.
pub async fn connections(at: &Path, cores: &Cores, wished: u32, files: u64) -> Result<Findings, BenchError> {
    let most = u32::try_from(files).unwrap_or(u32::MAX).saturating_sub(WARM_UP + OTHER_FILES);
    let count = wished.min(most);
    let folder = folder(at, "idle-connections", "product")?;
    Center::default().furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    let first = idle(&server, WARM_UP).await?;
    tokio::time::sleep(CALM).await;
    let before = resident(&server);
    let idle = idle(&server, count).await?;
    tokio::time::sleep(CALM).await;
    let after = resident(&server);
    let cpu = cpu_of_nothing(&server).await;
    let gone = idle.iter().chain(&first).filter(|listener| listener.is_finished()).count();
    if gone > 0 {
        return Err(BenchError::Connection(format!("{gone} idle connections were closed\n{}", server.log())));
    }
    Ok(Findings {
        bytes_per_connection: Some((after - before) / f64::from(count)),
        idle_cpu_percent: Some(cpu),
        note: (count < wished).then(|| format!("{count} connections: a process may open {files} files here")),
        ..Findings::of("idle-connections")
    })
}

/// Sessions a bot listens to, whose customers have gone.
pub async fn sessions(at: &Path, cores: &Cores, count: u32) -> Result<Findings, BenchError> {
    let folder = folder(at, "idle-sessions", "product")?;
    // Longer than it takes to make them all.
    let rest = Duration::from_secs(if count > 5_000 { 60 } else { 8 });
    let rest_after_ms = u64::try_from(rest.as_millis()).ok();
    let center =
        Center { bot_listens: true, lost_after_ms: NEVER_LOST_MS, rest_after_ms, ..Center::default() };
    center.furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    visits::many(server.address, WARM_UP).await?;
    tokio::time::sleep(CALM).await;
    let before = resident(&server);
    visits::many(server.address, count).await?;
    tokio::time::sleep(CALM).await;
    let awake = resident(&server);
    tokio::time::sleep(rest + rest / 4 + GIVEN_BACK).await;
    let rested = resident(&server);
    let cpu = cpu_of_nothing(&server).await;
    Ok(Findings {
        bytes_per_session: Some((awake - before) / f64::from(count)),
        bytes_per_passivated_session: Some((rested - before).max(0.0) / f64::from(count)),
        idle_cpu_percent: Some(cpu),
        ..Findings::of("idle-sessions")
    })
}

async fn idle(server: &Server, count: u32) -> Result<Vec<JoinHandle<()>>, BenchError> {
    let address = server.address;
    let coming = stream::iter(0..count).map(|_| async move {
        let (mouth, ear, _) = visits::hello(address, None).await?;
        Ok(tokio::task::spawn_local(async move {
            listen(ear).await;
            drop(mouth);
        }))
    });
    coming.buffer_unordered(AT_ONCE).try_collect().await
}

/// Answers pings, as every client does, until the connection ends.
async fn listen(mut ear: Ear) {
    while let Ok(Some(_)) = ear.next().await {}
}

fn resident(server: &Server) -> f64 {
    server.process().resident_bytes.unwrap_or_default()
}

async fn cpu_of_nothing(server: &Server) -> f64 {
    let used = || server.process().cpu_seconds.unwrap_or_default();
    let before = used();
    tokio::time::sleep(WATCHED).await;
    (used() - before) / WATCHED.as_secs_f64() * 100.0
}
