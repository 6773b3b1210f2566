//! Wires that fail: half-open sockets, whose clients are gone and say nothing of it, and slow ones.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use switchboard_journal::accounts::AccountWrite;

use crate::center;
use crate::checker::assert_holds;
use crate::dials;
use crate::history::Side;
use crate::journal::Journal;
use crate::kills::told;
use crate::people::{crowd_over, crowd_while};
use crate::server::{Server, free_address};
use crate::wire::Wire;

const CUSTOMERS: usize = 12;
const AGENTS: usize = 2;
/// Every second customer is behind the wire.
const BEHIND: usize = CUSTOMERS / 2;
const SOON: Duration = Duration::from_secs(20);

/// A center whose operators' door tells of its sockets.
fn center(agents: &[String], limits: &str) -> (Server, SocketAddr) {
    let (folder, inside) = (tempfile::tempdir().expect("a folder"), free_address());
    let settings = format!("{limits}[server]\nmetrics_listen = \"{inside}\"\n");
    let writes: Vec<AccountWrite> = center::writes(agents, 15);
    center::write(folder.path(), &settings, writes);
    (Server::over(folder, false), inside)
}

fn connections(server: &Server, inside: SocketAddr) -> u64 {
    let detail = server.get_at(inside, "/status").expect("an answer");
    let (_, body) = detail.split_once("\r\n\r\n").expect("a body");
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    body["connections"].as_u64().expect("a count")
}

fn until(server: &Server, inside: SocketAddr, wanted: u64) {
    let by = Instant::now() + SOON;
    loop {
        let open = connections(server, inside);
        if open == wanted {
            return;
        }
        assert!(Instant::now() < by, "{open} sockets are open, not {wanted}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn f19_sockets_with_nobody_behind_them_are_closed_and_who_comes_back_has_missed_nothing() {
    let agents = center::agents(AGENTS);
    let (mut server, inside) = center(&agents, "ping_after_ms = 500\ndead_after_ms = 2000\n");
    let wire = Wire::to(server.address());
    let urls = [server.url(), wire.url()];
    let (everybody, others) = ((CUSTOMERS + AGENTS) as u64, (CUSTOMERS - BEHIND + AGENTS) as u64);
    let history = crowd_over(&urls, CUSTOMERS, &agents, dials::seed(), |_| {
        for _ in 0..dials::rounds(2) {
            until(&server, inside, everybody);
            std::thread::sleep(Duration::from_millis(500));
            wire.swallow();
            until(&server, inside, others);
            wire.pass();
            wire.cut();
        }
        until(&server, inside, everybody);
    });
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    println!("half-open sockets; {}", told(&history, &journal));
    for (index, client) in history.clients.iter().enumerate().filter(|(_, one)| one.side == Side::Customer) {
        let again = client.saw.iter().any(|saw| saw.connection > 1);
        assert_eq!(again, index % 2 == 1, "{}: the others noticed nothing of it", client.name);
    }
}

#[test]
fn f18_slow_wires_slow_nobody_else_and_bear_everything_in_the_end() {
    let agents = center::agents(AGENTS);
    let (mut server, _) = center(&agents, "");
    let wire = Wire::to(server.address());
    let urls = [server.url(), wire.url()];
    let mut memory = (0, 0);
    let history = crowd_over(&urls, CUSTOMERS, &agents, dials::seed(), |_| {
        std::thread::sleep(Duration::from_secs(2));
        memory.0 = server.memory_kib();
        wire.drip();
        std::thread::sleep(dials::time(Duration::from_secs(6)));
        memory.1 = server.memory_kib();
        wire.pass();
    });
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    let said = |odd: usize| {
        let customers = history.clients.iter().take(CUSTOMERS).enumerate();
        customers.filter(|(index, _)| index % 2 == odd).map(|(_, one)| one.said.len()).sum::<usize>()
    };
    println!("slow wires; {} said directly, {} through them; {}", said(0), said(1), told(&history, &journal));
    assert!(said(0) > said(1), "who is not behind them goes on");
    assert!(memory.1 < 2 * memory.0, "from {} to {} KiB", memory.0, memory.1);
}

#[test]
fn f19_a_whole_crowd_that_is_cut_off_again_and_again_misses_nothing() {
    let agents = center::agents(AGENTS);
    let (mut server, _) = center(&agents, "");
    let wire = Wire::to(server.address());
    let history = crowd_while(&wire.url(), CUSTOMERS, &agents, dials::seed(), |_| {
        for _ in 0..dials::rounds(10) {
            std::thread::sleep(Duration::from_millis(300));
            wire.cut();
        }
    });
    server.stop();
    server.assert_sound();
    let journal = Journal::read(&server.exported());
    assert_holds(&history, &journal);
    println!("cut off; {}", told(&history, &journal));
}
