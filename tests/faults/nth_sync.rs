//! The process dies at the nth sync of its journal, for every n; alone, or with the power: what was not synced is gone,
//! or half of it is. And syncs that fail.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::center;
use crate::checker::assert_holds;
use crate::dials::{self, Dice};
use crate::journal::Journal;
use crate::kills::told;
use crate::people::crowd_while;
use crate::server::{Server, free_address};
use crate::shim::{Loss, Shim};

const CUSTOMERS: usize = 6;
const AGENTS: usize = 2;
/// The last sync whose turn comes: far beyond a start, and beyond a move of the log into the database.
const LAST: u64 = 200;
const LOSSES: [Loss; 3] = [Loss::Nothing, Loss::Unsynced, Loss::Half];
/// People who talk sync a hundred times a second.
const SOON: Duration = Duration::from_secs(20);

/// A center on a disk that obeys.
pub fn center(agents: &[String]) -> (Server, Shim) {
    let folder = tempfile::tempdir().expect("a folder");
    center::furnish(folder.path(), agents, 15);
    let shim = Shim::in_folder(folder.path());
    let mut server = Server::unstarted(free_address(), folder, false);
    server.set_environment(shim.environment());
    (server, shim)
}

/// Waits until it has ended by itself; the code, if it was not killed.
pub fn ends(server: &mut Server) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = server.ended() {
            return status.code();
        }
        assert!(began.elapsed() < SOON, "it goes on as if nothing had happened");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn f1_f2_nobody_loses_a_word_when_it_dies_at_the_nth_sync_with_or_without_the_power() {
    let (seed, rounds) = (dials::seed(), dials::rounds(24));
    let agents = center::agents(AGENTS);
    let (mut server, shim) = center(&agents);
    server.start();
    let url = server.url();
    let mut deaths = 0;
    let history = crowd_while(&url, CUSTOMERS, &agents, seed, |_| {
        let mut dice = Dice::new(seed);
        for round in 0..rounds {
            server.kill();
            // In the long form each of them comes.
            let nth = if rounds < LAST { 1 + dice.below(LAST) } else { 1 + round % LAST };
            let loss = LOSSES[(round as usize + round as usize / LAST as usize) % LOSSES.len()];
            shim.heal();
            shim.die_at(nth, loss);
            let died = match server.try_start() {
                Some(status) => status.code(),
                None => ends(&mut server),
            };
            assert_eq!(died, None, "killed at sync {nth}");
            deaths += 1;
            shim.heal();
            server.start();
        }
        std::thread::sleep(Duration::from_millis(500));
    });
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    assert!(journal.waiting().is_empty(), "{:?}", journal.waiting());
    println!("{deaths} deaths at a sync; {}", told(&history, &journal));
}

#[test]
fn f1_f2_a_first_start_that_dies_at_any_sync_is_done_by_the_next() {
    let step = if dials::rounds(0) == 0 { 7 } else { 1 };
    let mut dice = Dice::new(dials::seed());
    for nth in (1 + dice.below(step)..).step_by(usize::try_from(step).expect("a step")) {
        let folder = tempfile::tempdir().expect("a folder");
        let shim = Shim::in_folder(folder.path());
        let mut server = Server::unstarted(free_address(), folder, true);
        server.set_environment(shim.environment());
        shim.die_at(nth, LOSSES[usize::try_from(nth % 3).expect("an index")]);
        let Some(died) = server.try_start() else {
            println!("a first start syncs less than {nth} times");
            return assert!(nth > 5, "the disk obeys");
        };
        assert_eq!(died.code(), None, "killed at sync {nth}");
        shim.heal();
        server.start();
        server.stop();
        server.assert_sound();
    }
}

#[test]
fn f4_a_sync_that_fails_ends_the_process_and_nothing_is_acknowledged_any_more() {
    let (seed, rounds) = (dials::seed(), dials::rounds(6));
    let agents = center::agents(AGENTS);
    let (mut server, shim) = center(&agents);
    server.start();
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, seed, |_| {
        let mut dice = Dice::new(seed);
        for round in 0..rounds {
            std::thread::sleep(Duration::from_millis(200 + dice.below(400)));
            let loss = LOSSES[usize::try_from(round).expect("a count") % LOSSES.len()];
            shim.fail_syncs_from(shim.syncs() + 1 + dice.below(20), loss);
            assert_eq!(ends(&mut server), Some(74), "what cannot sync promises nothing");
            assert!(shim.refused() > 0 && server.get("/readyz").is_none());
            shim.heal();
            server.start();
        }
        std::thread::sleep(Duration::from_millis(500));
    });
    server.stop();
    server.assert_sound();
    assert!(server.log_text().contains("the process ends"), "it says why");
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    println!("{rounds} failed syncs; {}", told(&history, &journal));
}

#[test]
fn f4_a_disk_that_does_not_sync_is_not_started_on() {
    let (mut server, shim) = center(&center::agents(1));
    // Once through, so that nothing is left to be done at the start that would show it by and by.
    server.start();
    server.stop();
    shim.fail_syncs_from(1, Loss::Nothing);
    let ended = server.try_start().expect("it ends").code();
    assert!(ended.is_some_and(|code| code != 0), "{ended:?}");
    shim.heal();
    server.start();
    server.signal(Signal::TERM);
    assert_eq!(ends(&mut server), Some(0));
    server.assert_sound();
}
