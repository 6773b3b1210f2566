//! A disk that takes no writes for a while, under everybody who talks: refused, readable, and well again by itself.

use std::time::Duration;

use rustix::io::Errno;

use crate::center;
use crate::checker::assert_holds;
use crate::dials::{self, Dice};
use crate::journal::Journal;
use crate::kills::told;
use crate::nth_sync::{center, ends};
use crate::people::crowd_while;
use crate::server::Server;

const CUSTOMERS: usize = 10;
const AGENTS: usize = 2;

/// Reading works, and whoever reads is served.
fn reads(server: &Server) {
    let (status, listed) = server.call("GET", "/api/v1/sessions", &center::token("agent-1"), "", None);
    assert!(status == 200 && listed.contains("\"session"), "{status} {listed}");
    assert!(server.get("/readyz").expect("an answer").starts_with("HTTP/1.1 200"), "who reads is served");
}

/// Writes fail in this way, again and again, while everybody talks.
fn under_load(errno: Errno) {
    let (seed, rounds) = (dials::seed(), dials::rounds(4));
    let agents = center::agents(AGENTS);
    let (mut server, shim) = center(&agents);
    server.start();
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, seed, |_| {
        let mut dice = Dice::new(seed);
        for _ in 0..rounds {
            std::thread::sleep(Duration::from_millis(300 + dice.below(500)));
            let before = shim.refused();
            shim.fail_writes(errno.raw_os_error());
            std::thread::sleep(Duration::from_millis(400 + dice.below(800)));
            assert!(shim.refused() > before, "nobody wrote");
            reads(&server);
            shim.fail_writes(0);
        }
        std::thread::sleep(Duration::from_secs(1));
    });
    server.kill_and_restart();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    assert!(journal.waiting().is_empty(), "{:?}", journal.waiting());
    println!("{rounds} times {errno}; {}", told(&history, &journal));
    server.stop();
    server.assert_sound();
}

#[test]
fn f5_a_disk_that_is_full_under_load_refuses_is_read_and_recovers_by_itself() {
    under_load(Errno::NOSPC);
}

#[test]
fn f6_a_disk_that_becomes_read_only_under_load_refuses_is_read_and_recovers_by_itself() {
    under_load(Errno::ROFS);
}

#[test]
fn f4_writes_that_fail_for_no_known_reason_end_the_process_and_nothing_acknowledged_is_lost() {
    let agents = center::agents(AGENTS);
    let (mut server, shim) = center(&agents);
    server.start();
    let url = server.url();
    let history = crowd_while(&url, CUSTOMERS, &agents, dials::seed(), |_| {
        std::thread::sleep(Duration::from_millis(800));
        shim.fail_writes(Errno::IO.raw_os_error());
        assert_eq!(ends(&mut server), Some(74));
        shim.heal();
        server.start();
    });
    assert_holds(&history, &Journal::read(&server.exported()));
    server.stop();
    server.assert_sound();
}
