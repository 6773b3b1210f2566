//! A planted defect: a journal that syncs its log only when it moves it, as with `synchronous = NORMAL`. The power goes while
//! somebody talks, and what they were promised is gone; so the checker must find it. With the journal as it is, it finds
//! nothing in the same run.

use std::time::Duration;

use crate::center;
use crate::checker::{Violation, violations};
use crate::history::{Client, History, Moments};
use crate::journal::Journal;
use crate::nth_sync;
use crate::shim::Loss;
use crate::storm::Guest;

/// Promised before the power goes.
const WORDS: usize = 12;

/// Somebody says so many words, each answered before the next; then the power goes at a sync of the journal.
fn after_a_power_loss(with_rare_syncs: bool) -> Vec<Violation> {
    let (mut server, shim) = nth_sync::center(&center::agents(1));
    server.start();
    if with_rare_syncs {
        shim.skip_syncs_of_the_log();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut guest = Guest::new(&server.url(), 0, &Moments::default());
    runtime.block_on(async {
        guest.is_heard(1).await;
        for _ in 0..WORDS {
            guest.says().await;
            guest.is_heard(1).await;
        }
        shim.die_at(1, Loss::Unsynced);
        guest.says().await;
        tokio::time::sleep(Duration::from_millis(1)).await;
    });
    assert_eq!(nth_sync::ends(&mut server), None, "killed");
    drop(runtime);
    shim.heal();
    server.start();
    server.stop();
    let client = Client { user: guest.line.memory.user, ..guest.me };
    assert_eq!(client.said.iter().filter(|said| said.promise().is_some()).count(), WORDS);
    // The last word was never answered, and the reader never came back: only promises are looked at.
    let found =
        violations(&History { clients: vec![client], settled: false }, &Journal::read(&server.exported()));
    found.into_iter().filter(|one| one.invariant.starts_with("I01")).collect()
}

#[test]
fn planted_a_journal_that_seldom_syncs_its_log() {
    let found = after_a_power_loss(true);
    assert!(!found.is_empty(), "promises are gone, and nobody noticed");
    println!("found: {}", found.first().map_or("", |one| &one.what));
    assert_eq!(after_a_power_loss(false), []);
}
