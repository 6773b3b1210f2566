//! The order of closing, each step with its own deadline. What is left then is logged and given up: the journal makes an
//! abrupt end correct, only the next start a little slower.

use std::time::{Duration, Instant};

use switchboard_journal::SqliteJournal;

use crate::exit::Exit;
use crate::runtime::{Listening, Runtime, end_now};

/// Shares of the whole time, in eighths: doors, server, actors, writer.
const SHARES: [u32; 4] = [2, 1, 3, 2];
/// How long after the whole time a step that hangs is cut off with the process.
const CUT_OFF: Duration = Duration::from_millis(800);

/// Closes the house within this time.
pub async fn drain(runtime: Runtime, within: Duration) {
    let began = Instant::now();
    cut_off_after(within + CUT_OFF);
    let [doors, server, actors, writer] = SHARES.map(|share| within * share / 8);
    let Runtime { journal, living, watchdog, vigil, doors: open, listeners, .. } = runtime;
    if let Some(vigil) = vigil {
        vigil.end();
    }

    // Not ready any more; clients are told to come back elsewhere, and nothing more is read.
    let left = open.drain(doors).await;
    if left > 0 {
        tracing::warn!(left, "connections were cut off");
    }
    let stopping = listeners.into_iter().map(Listening::stop);
    if tokio::time::timeout(server, futures_util::future::join_all(stopping)).await.is_err() {
        tracing::warn!("the listeners did not stop in time");
    }
    // No new commands; mailboxes run dry; hosts keep a snapshot and rest.
    if !living.drain(actors).await {
        tracing::warn!("actors were left awake; they are rebuilt from the journal");
    }
    // The watchdog first: to it an arbiter that has ended is one that stands still.
    drop(watchdog);
    if tokio::time::timeout(writer, stop_writer(journal)).await.is_err() {
        tracing::warn!("the journal's writer did not end in time");
    }
    living.stop();
    tracing::info!(took_ms = began.elapsed().as_millis() as u64, "stopped");
}

async fn stop_writer(journal: std::sync::Arc<SqliteJournal>) {
    // Joining a thread blocks.
    let _ = actix_web::web::block(move || journal.stop()).await;
}

/// A step may block where no deadline reaches; then this thread ends the process. Nothing durable is lost by it.
fn cut_off_after(time: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(time);
        end_now(Exit::Defect, "closing took too long");
    });
}
