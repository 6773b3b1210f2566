//! Twenty-five kills at random moments under fifty customers and five agents. Their own logs are held against the journal.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::future::{join, join_all};
use switchboard::client::ServerUrl;

use crate::center::{self, PLATFORM};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::people::{Dice, Log, Stage, agent, customer};
use crate::server::Server;

const CUSTOMERS: usize = 50;
const AGENTS: usize = 5;
const KILLS: usize = 25;

/// Long enough for every resend to be answered.
const SETTLES_WITHIN: Duration = Duration::from_secs(60);
/// Long enough for the last events to reach every reader.
const QUIET: Duration = Duration::from_secs(3);

/// `SWITCHBOARD_SEED=…` repeats a run's dice (not its timing); `SWITCHBOARD_KEEP=FILE` keeps what was exported.
fn seed() -> u64 {
    let given = std::env::var("SWITCHBOARD_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    given.unwrap_or(now.subsec_nanos().into())
}

#[test]
fn nobody_loses_a_word_when_the_server_is_killed_at_random() {
    let seed = seed();
    println!("SWITCHBOARD_SEED={seed}");
    let folder = tempfile::tempdir().expect("a folder");
    let agents = center::agents(AGENTS);
    center::furnish(folder.path(), &agents, 15);
    let mut server = Server::over(folder, false);
    let (stage, url) = (Stage::default(), server.url());
    // The kills come from a thread of their own: people go on while nobody answers.
    let (customers, staff) = std::thread::scope(|threads| {
        threads.spawn(|| kill_at_random(&mut server, seed, &stage));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(crowd(&url, CUSTOMERS, &agents, seed, &stage))
    });
    server.stop();
    server.assert_sound();
    let exported = server.exported();
    if let Ok(keep) = std::env::var("SWITCHBOARD_KEEP") {
        let lines: Vec<String> = exported.iter().map(ToString::to_string).collect();
        std::fs::write(keep, lines.join("\n")).expect("kept");
    }
    let ledger = Ledger::read(&exported);
    for (index, log) in customers.iter().enumerate() {
        ledger.check_customer(&format!("customer {index}"), log, true);
    }
    for (name, log) in agents.iter().zip(&staff) {
        ledger.check_agent(name, log);
    }
    let waiting = ledger.waiting();
    assert!(waiting.is_empty(), "there are free agents, and these wait:\n{}", waiting.join("\n"));
    let said: usize = customers.iter().map(|log| log.said.len()).sum();
    let heard: usize =
        staff.iter().map(|log| log.said.iter().filter(|said| said.acked.is_some()).count()).sum();
    println!("{said} texts of customers and {heard} answers in {} sessions", ledger.sessions());
    assert!(said > 5 * CUSTOMERS && heard > CUSTOMERS, "a story with too few words proves little");
}

/// Everybody talks until the stage says that it is over.
pub async fn crowd(
    url: &ServerUrl,
    customers: usize,
    agents: &[String],
    seed: u64,
    stage: &Stage,
) -> (Vec<Log>, Vec<Log>) {
    let customers = (0..customers).map(|index| {
        let dice = Dice::new(seed + index as u64);
        let window = if index % 2 == 0 { 1 } else { 3 };
        customer(Line::customer(url.clone(), PLATFORM), format!("customer{index}"), window, dice, stage)
    });
    let staff =
        agents.iter().map(|name| agent(Line::agent(url.clone(), &center::token(name)), name.clone(), stage));
    join(join_all(customers), join_all(staff)).await
}

/// Kills, then lets everybody get the last answers and sends them home, also when something went wrong.
fn kill_at_random(server: &mut Server, seed: u64, stage: &Stage) {
    let home = SendHome(stage);
    let mut dice = Dice::new(seed);
    for _ in 0..KILLS {
        std::thread::sleep(Duration::from_millis(100 + dice.below(1200)));
        server.kill_and_restart();
    }
    std::thread::sleep(Duration::from_secs(1));
    settle(stage, CUSTOMERS);
    drop(home);
}

/// Nobody says anything new; waits until these customers have every answer.
pub fn settle(stage: &Stage, customers: usize) {
    stage.settle.store(true, Ordering::SeqCst);
    let began = Instant::now();
    while stage.settled.load(Ordering::SeqCst) < customers {
        assert!(began.elapsed() < SETTLES_WITHIN, "some customers never got their answers");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(QUIET);
}

/// Sends everybody home when it is dropped, also by a failure.
pub struct SendHome<'a>(pub &'a Stage);

impl Drop for SendHome<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}
