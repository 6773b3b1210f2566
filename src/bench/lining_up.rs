//! A line of a thousand and two hundred agents: how many sessions a second are given out, and how soon somebody who comes
//! while a thousand absent ones keep their places is offered to a free agent.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::json;
use switchboard_core::Presence;

use super::agents::sign_in;
use super::center::Center;
use super::cores::Cores;
use super::report::Findings;
use super::server::{Server, Which};
use super::socket::{Ear, Mouth, open};
use super::speech::{self, Frame};
use super::tally::Times;
use super::{BenchError, disk, folder, visits};

const AGENTS: u32 = 200;
const CAPACITY: u32 = 10;
/// Customers who come one after another while the absent keep their places.
const NEWCOMERS: u32 = 400;
/// Absent customers count as lost after this long.
const LOST_AFTER: Duration = Duration::from_secs(3);
const WAITS: Duration = Duration::from_secs(120);
const LOOKS_EVERY: Duration = Duration::from_millis(1);
const COMMITS: usize = 200;

/// When each session was first offered.
type Offers = Rc<RefCell<HashMap<String, Instant>>>;

/// Both measures, each over a store of its own.
pub async fn run(at: &Path, cores: &Cores, waiting: u32) -> Result<Findings, BenchError> {
    let decisions = burst(at, cores, waiting).await?;
    let times = newcomers(at, cores, waiting).await?;
    let commit = disk::commit_time(at, COMMITS).map_err(|why| BenchError::System(why.to_string()))?;
    Ok(Findings {
        decisions_per_second: Some(decisions),
        decision_p50_ms: times.per_mille(500),
        decision_p99_ms: times.per_mille(990),
        commit_ms: Some(commit.as_secs_f64() * 1000.0),
        ..Findings::of("queue")
    })
}

/// All who wait are there, and all agents become ready at once.
async fn burst(at: &Path, cores: &Cores, waiting: u32) -> Result<f64, BenchError> {
    let folder = folder(at, "queue", "burst")?;
    center(Duration::from_secs(600)).furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    visits::many(server.address, waiting).await?;
    let (mouths, offers) = desks(&server).await?;
    let began = Instant::now();
    for mouth in &mouths {
        mouth.say(ready());
    }
    let all = usize::try_from(waiting).unwrap_or(usize::MAX);
    wait_until(&server, || offers.borrow().len() >= all).await?;
    Ok(f64::from(waiting) / began.elapsed().as_secs_f64())
}

/// Nobody who waits is there; who comes is offered at once.
async fn newcomers(at: &Path, cores: &Cores, waiting: u32) -> Result<Times, BenchError> {
    let folder = folder(at, "queue", "newcomers")?;
    center(LOST_AFTER).furnish(&folder)?;
    let server = Server::start(Which::Product, &folder, cores).await?;
    visits::many_to_be_missed(server.address, waiting).await?;
    all_absent(&folder, waiting).await?;
    let (mouths, offers) = desks(&server).await?;
    for mouth in &mouths {
        mouth.say(ready());
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    if !offers.borrow().is_empty() {
        return Err(BenchError::System(
            "absent customers were offered; the figure would mean nothing".to_owned(),
        ));
    }
    let mut times = Times::default();
    let mut connections = Vec::new();
    for number in 0..NEWCOMERS {
        let (mouth, mut ear, known) = visits::hello(server.address, None).await?;
        mouth.say(speech::text(Which::Product, &known.user, &format!("new-{number}"), "Hello"));
        let (session, queued) = queued(&mut ear).await?;
        wait_until(&server, || offers.borrow().contains_key(&session)).await?;
        let offered = offers.borrow().get(&session).copied().unwrap_or(queued);
        times.note(offered.saturating_duration_since(queued));
        connections.push((mouth, ear));
    }
    Ok(times)
}

/// Waits until everybody in line counts as lost and the line knows it, by the journal: a slow machine takes its time to tell
/// a thousand times.
async fn all_absent(folder: &Path, waiting: u32) -> Result<(), BenchError> {
    let system = |why: &dyn std::fmt::Display| BenchError::System(why.to_string());
    let views = switchboard_journal::open::look(&folder.join("data")).map_err(|why| system(&why))?;
    let began = Instant::now();
    loop {
        tokio::time::sleep(LOST_AFTER / 3).await;
        let open = views.open_sessions(None).map_err(|why| system(&why))?;
        let lost = open.iter().filter(|listed| listed.row.presence == Presence::Lost).count();
        let owed = views.counts().map_err(|why| system(&why))?.owed;
        if u32::try_from(lost).is_ok_and(|lost| lost >= waiting) && owed == 0 {
            return Ok(());
        }
        if began.elapsed() > WAITS {
            let known = format!("of {} sessions {lost} count as lost, and {owed} words are owed", open.len());
            return Err(BenchError::System(format!("not everybody was taken for absent in time: {known}")));
        }
    }
}

fn center(lost_after: Duration) -> Center {
    let lost_after_ms = u64::try_from(lost_after.as_millis()).unwrap_or(u64::MAX);
    Center { agents: AGENTS, capacity: CAPACITY, way: "offer", lost_after_ms, ..Center::default() }
}

fn ready() -> String {
    json!({"type": "ready", "id": "ready-for-the-line"}).to_string()
}

/// Agents who are signed in, away, and note what they are offered.
async fn desks(server: &Server) -> Result<(Vec<Mouth>, Offers), BenchError> {
    let offers = Offers::default();
    let mut mouths = Vec::new();
    for agent in 0..AGENTS {
        let (mouth, mut ear) = open(server.address, &speech::agent_door(Which::Product, agent)).await?;
        sign_in(&mouth, &mut ear, agent).await?;
        tokio::task::spawn_local(note_offers(ear, Rc::clone(&offers)));
        mouths.push(mouth);
    }
    Ok((mouths, offers))
}

async fn note_offers(mut ear: Ear, offers: Offers) {
    while let Ok(Some(text)) = ear.next().await {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(&text) else { return };
        if let (true, Some(session)) = (frame.kind == "offer", frame.session) {
            offers.borrow_mut().entry(session.into_owned()).or_insert_with(Instant::now);
        }
    }
}

/// The customer's own session, and when they were told that they wait.
async fn queued(ear: &mut Ear) -> Result<(String, Instant), BenchError> {
    let failed = |why: String| BenchError::Connection(format!("a newcomer was not queued: {why}"));
    loop {
        let text = ear.next().await.map_err(|why| failed(why.to_string()))?;
        let text = text.ok_or_else(|| failed("closed".to_owned()))?;
        let frame: Frame<'_> = serde_json::from_str(&text).map_err(|_| failed(text.clone()))?;
        match (&*frame.kind, frame.session) {
            ("queue_number", Some(session)) => return Ok((session.into_owned(), Instant::now())),
            ("refused", _) => return Err(failed(text)),
            _ => {}
        }
    }
}

async fn wait_until(server: &Server, is_so: impl Fn() -> bool) -> Result<(), BenchError> {
    let began = Instant::now();
    while !is_so() {
        if began.elapsed() > WAITS {
            return Err(BenchError::System(format!("not everybody was offered in time\n{}", server.log())));
        }
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    Ok(())
}
