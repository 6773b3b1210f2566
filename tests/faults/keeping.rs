//! Backup and orderly stop while people talk: what was acknowledged is in the copy, or survives the stop.

use std::time::{Duration, Instant};

use crate::center;
use crate::checker::assert_holds;
use crate::dials;
use crate::journal::Journal;
use crate::kills::told;
use crate::people::crowd_while;
use crate::server::Server;

const CUSTOMERS: usize = 20;
const AGENTS: usize = 3;

/// A center with its crowd; `meanwhile` is done to the server while everybody talks.
fn under_load(meanwhile: impl FnOnce(&mut Server) + Send) -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let agents = center::agents(AGENTS);
    center::furnish(folder.path(), &agents, 15);
    let mut server = Server::over(folder, false);
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, dials::seed(), |_| {
        std::thread::sleep(Duration::from_secs(2));
        meanwhile(&mut server);
    });
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    println!("{}", told(&history, &journal));
    server
}

#[test]
fn f43_told_to_stop_under_load_it_ends_well_in_time_and_nothing_acknowledged_is_lost() {
    let mut server = under_load(|server| {
        for _ in 0..dials::rounds(3) {
            // Within ten seconds, with code 0: the harness insists.
            server.stop();
            server.start();
            std::thread::sleep(Duration::from_millis(700));
        }
    });
    server.stop();
    server.assert_sound();
    assert!(!server.log_text().contains("were left awake"), "every actor came to rest");
}

#[test]
fn f42_a_backup_under_load_is_a_prefix_and_a_server_goes_on_from_it() {
    let mut before = Vec::new();
    let mut server = under_load(|server| {
        before = server.exported();
        let began = Instant::now();
        let made = server.run(&["backup", "--data", "data", "--to", "copy.sqlite"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        println!("copied in {:?}", began.elapsed());
        std::thread::sleep(Duration::from_millis(500));
    });
    let after = server.exported();
    server.stop();
    let restored = server.run(&["restore", "--from", "copy.sqlite", "--data", "restored"]);
    let said = String::from_utf8_lossy(&restored.stdout).into_owned();
    assert!(restored.status.success() && said.contains("restored and verified"), "{said}");
    let copied = server.exported_from("restored");
    assert!(
        copied.len() >= before.len() && copied.len() < after.len(),
        "{} {} {}",
        before.len(),
        copied.len(),
        after.len()
    );
    assert_eq!(copied[..], after[..copied.len()], "the copy is what was written, to an instant");
    assert!(before.len() > 50, "a story with too few words proves little");
    // The drill's end: the copy serves.
    server.move_in("restored");
    server.start();
    assert!(server.exported().len() >= copied.len());
    server.stop();
    server.assert_sound();
}
