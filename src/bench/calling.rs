//! Telephone calls: thousands at once, reported at a steady pace whatever the answers take, while two boards look on. Every
//! report is held against what the server keeps of its call.

use std::cell::Cell;
use std::path::Path;
use std::pin::pin;
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::agents::sign_in;
use super::center::{Center, QUEUE};
use super::cores::Cores;
use super::report::Findings;
use super::server::{Server, Which};
use super::socket::{Ear, Mouth, open};
use super::speech;
use super::tally::Stretch;
use super::{BenchError, disk, folder};
use crate::callers::{Amiss, Answer, Cast, Ledger, Lives, Reporter, answer, told};
use crate::client::ServerUrl;

/// Agents of the center who take calls, and others the center does not know.
const OURS: u32 = 200;
const OTHERS: u32 = 1_300;
/// Commits tried for the disk's time.
const COMMITS: usize = 200;
/// What the boards are still told of the last reports comes within this.
const ECHO: Duration = Duration::from_millis(500);
/// A board that is asked answers within this.
const ANSWERS_WITHIN: Duration = Duration::from_secs(60);

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Calls at once.
    pub at_once: usize,
    /// Reports a second.
    pub per_second: u32,
    /// For so long.
    pub lasts: Duration,
}

/// Runs it.
pub async fn run(at: &Path, cores: &Cores, load: Load) -> Result<Findings, BenchError> {
    let folder = folder(at, "calls", "product")?;
    let center = Center { agents: OURS, has_telephony: true, ..Center::default() };
    center.furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    let board = Board::open(&server).await?;
    let (_console, console_frames) = console(&server).await?;
    let url: ServerUrl = format!("http://{}", server.address).parse().map_err(|_| system("no address"))?;
    let (reporter, mut ledger) = (Reporter::new(url, None), Ledger::default());
    let mut lives = Lives::new(7, "1463669263", cast(load.at_once));
    let full = |lives: &Lives| lives.going_on() >= load.at_once;
    let opening = Tallied::new(&reporter, &mut lives, None, full, &mut ledger).await?;
    tokio::time::sleep(ECHO).await;
    let (pushed, shown) = (board.pushes.get(), console_frames.get());
    let used = server.process().cpu_seconds;
    let began = Instant::now();
    let is_over = |_: &Lives| began.elapsed() >= load.lasts;
    let tallied = Tallied::new(&reporter, &mut lives, Some(load.per_second), is_over, &mut ledger).await?;
    let lasted = began.elapsed();
    let cpu = server.process().cpu_seconds.zip(used).map(|(after, before)| (after - before).max(0.0));
    tokio::time::sleep(ECHO).await;
    let (pushed, shown) = (board.pushes.get() - pushed, console_frames.get() - shown);
    let amiss = board.hold(&ledger).await?;
    let commit = disk::commit_time(at, COMMITS).map_err(|why| system(&why.to_string()))?;
    let (kept, again, _) = ledger.counts();
    let stretch = Stretch {
        lasted,
        acked: tallied.answered,
        cpu: Duration::from_secs_f64(cpu.unwrap_or_default()),
        ack: tallied.times,
        ..Stretch::default()
    };
    let note = format!(
        "{} calls, {kept} reports kept and {again} known again; all held against the journal",
        lives.begun()
    );
    Ok(Findings {
        messages_per_second: Some(stretch.rate()),
        ack_p50_ms: stretch.ack.per_mille(500),
        ack_p99_ms: stretch.ack.per_mille(990),
        server_cpu_us_per_message: stretch.cpu_micros(),
        commit_ms: Some(commit.as_secs_f64() * 1000.0),
        calls: Some(count(load.at_once)),
        board_pushes_per_second: Some(pushed as f64 / (lasted + ECHO).as_secs_f64()),
        messages_per_board_push: (pushed > 0).then(|| stretch.acked as f64 / pushed as f64),
        console_frames_per_message: Some(shown as f64 / stretch.acked.max(1) as f64),
        lost: Some(amiss.lost),
        doubled: Some(amiss.added),
        refused: Some(opening.refused + tallied.refused),
        note: Some(note),
        ..Findings::of("calls")
    })
}

fn cast(at_once: usize) -> Cast {
    let ours = (0..OURS).map(|number| format!("agent-{number}"));
    let others = (0..OTHERS).map(|number| format!("somebody-{number}@example.org"));
    let queues = vec![QUEUE.to_owned(), "900".to_owned()];
    Cast { at_once, agents: ours.chain(others).collect(), queues }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn system(why: &str) -> BenchError {
    BenchError::System(why.to_owned())
}

/// What became of some reports.
#[derive(Default)]
struct Tallied {
    answered: u64,
    refused: u64,
    times: super::tally::Times,
}

impl Tallied {
    /// Reports what lives tell. A report counts from the moment it was due.
    async fn new(
        reporter: &Reporter,
        lives: &mut Lives,
        per_second: Option<u32>,
        is_over: impl Fn(&Lives) -> bool,
        ledger: &mut Ledger,
    ) -> Result<Self, BenchError> {
        let mut tallied = Self::default();
        let mut reported = pin!(reporter.report_all(told(lives, per_second, is_over)));
        while let Some((said, due, answered)) = reported.next().await {
            let what = answer(&answered);
            ledger.note(&said, what);
            match (what, answered) {
                (Answer::Kept(_), _) => tallied.answered += 1,
                (Answer::Unsure, Ok(_)) => tallied.refused += 1,
                (Answer::Unsure, Err(why)) => return Err(BenchError::Connection(why.to_string())),
            }
            tallied.times.note(due.elapsed());
        }
        Ok(tallied)
    }
}

/// The call board's socket: counts what it is told, and asks at the end.
struct Board {
    mouth: Mouth,
    pushes: Rc<Cell<u64>>,
    answers: tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<Value>>,
}

impl Board {
    async fn open(server: &Server) -> Result<Self, BenchError> {
        let (mouth, mut ear) = open(server.address, "/teravoz/ws").await?;
        let (pushes, (tell, answers)) = (Rc::new(Cell::new(0)), tokio::sync::mpsc::unbounded_channel());
        let counted = Rc::clone(&pushes);
        tokio::task::spawn_local(async move {
            while let Ok(Some(text)) = ear.next().await {
                let frame: Value = serde_json::from_str(&text).unwrap_or_default();
                match frame.get("event").and_then(Value::as_str) {
                    Some("DataChanged") => counted.set(counted.get() + 1),
                    Some("Welcome") => {}
                    // Whoever asked has gone: the run is over.
                    _ => drop(tell.send(frame)),
                }
            }
        });
        Ok(Self { mouth, pushes, answers: tokio::sync::Mutex::new(answers) })
    }

    /// The rows of an answer.
    async fn ask(&self, event: &str, data: Value) -> Result<Vec<Value>, BenchError> {
        let mut answers = self.answers.lock().await;
        self.mouth.say(json!({"event": event, "data": data}).to_string());
        let answer = tokio::time::timeout(ANSWERS_WITHIN, answers.recv()).await;
        let answer = answer.ok().flatten().ok_or_else(|| system("the call board does not answer"))?;
        let rows = answer.get("data").and_then(Value::as_array).cloned();
        rows.ok_or_else(|| BenchError::System(format!("the call board answered {answer}")))
    }

    /// Holds every call against what was sent, event by event; and that there are no others.
    async fn hold(&self, ledger: &Ledger) -> Result<Amiss, BenchError> {
        let mut amiss = Amiss::default();
        for call in ledger.calls() {
            amiss += ledger.hold(call, &self.ask("ListCallEvents", json!({"call_id": call})).await?);
        }
        let listed = self.ask("ListCalls", json!({"params": {}})).await?.len();
        let (known, listed) = (count(ledger.calls().count()), count(listed));
        let others = Amiss { lost: known.saturating_sub(listed), added: listed.saturating_sub(known) };
        amiss += others;
        Ok(amiss)
    }
}

/// An agent's console, which shows the calls of their queue: frames it was shown of calls.
async fn console(server: &Server) -> Result<(Mouth, Rc<Cell<u64>>), BenchError> {
    let (mouth, mut ear): (Mouth, Ear) = open(server.address, &speech::agent_door(Which::Product, 0)).await?;
    sign_in(&mouth, &mut ear, 0).await?;
    let frames = Rc::new(Cell::new(0));
    let counted = Rc::clone(&frames);
    tokio::task::spawn_local(async move {
        while let Ok(Some(text)) = ear.next().await {
            let is_call =
                serde_json::from_str::<speech::Frame<'_>>(&text).is_ok_and(|frame| frame.kind == "call");
            counted.set(counted.get() + u64::from(is_call));
        }
    });
    Ok((mouth, frames))
}
