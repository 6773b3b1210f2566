//! Kills at random moments under fifty customers and five agents. Their own histories are held against the journal.

use std::time::Duration;

use crate::center;
use crate::checker::assert_holds;
use crate::dials::{self, Dice};
use crate::history::{History, Side};
use crate::journal::Journal;
use crate::people::crowd_while;
use crate::server::Server;

const CUSTOMERS: usize = 50;
const AGENTS: usize = 5;
/// In the short form.
const KILLS: u64 = 25;

#[test]
fn f1_nobody_loses_a_word_when_the_server_is_killed_at_random() {
    let (seed, kills) = (dials::seed(), dials::rounds(KILLS));
    let folder = tempfile::tempdir().expect("a folder");
    let agents = center::agents(AGENTS);
    center::furnish(folder.path(), &agents, 15);
    let mut server = Server::over(folder, false);
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, seed, |_| {
        let mut dice = Dice::new(seed);
        for _ in 0..kills {
            std::thread::sleep(Duration::from_millis(100 + dice.below(1200)));
            server.kill_and_restart();
        }
        std::thread::sleep(Duration::from_secs(1));
    });
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    let waiting = journal.waiting();
    assert!(waiting.is_empty(), "there are free agents, and these wait:\n{}", waiting.join("\n"));
    println!("{kills} kills; {}", told(&history, &journal));
    let promised = |side| {
        history.sends().filter(|(client, said)| client.side == side && said.promise().is_some()).count()
    };
    assert!(
        promised(Side::Customer) > 5 * CUSTOMERS && promised(Side::Agent) > CUSTOMERS,
        "a story with too few words proves little"
    );
}

/// A run in figures.
pub fn told(history: &History, journal: &Journal) -> String {
    let (sends, sessions) = (history.sends().count(), journal.sessions().len());
    let refused = history.sends().filter(|(_, said)| said.is_refused()).count();
    let promised = history.promised();
    format!("{sends} sends, {promised} acknowledged, {refused} refused, {sessions} sessions, lost 0")
}
