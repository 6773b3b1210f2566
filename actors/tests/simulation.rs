//! Seeded runs of the real hosts over the journal in memory: customers and agents act, the house breaks, and what must
//! hold is checked against the journal and each client's own history.
//!
//! `SIMULATION_SEEDS=5000` runs more seeds; `SIMULATION_SEED=17` runs that one again, as printed on a failure, and
//! `SIMULATION_LOG=1` shows what the house logs meanwhile.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "simulation/faults.rs"]
mod faults;
mod house;
#[path = "simulation/invariants.rs"]
mod invariants;
#[path = "simulation/oracle.rs"]
mod oracle;
#[path = "simulation/random.rs"]
mod random;
#[path = "simulation/world.rs"]
mod world;

use switchboard_journal::memory::{Defect, MemoryJournal};
use world::{CAPACITY, Faults, World};

/// Steps of one run.
const STEPS: usize = 250;

/// One run; what it broke. Each life of the process has its own set of tasks, which ends with it.
fn run(seed: u64, journal: MemoryJournal, faults: Faults) -> Vec<String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    house::start_ids_over();
    let mut world = World::new(seed, journal, faults, STEPS);
    loop {
        let life = tokio::task::LocalSet::new();
        let killed = life.block_on(&runtime, world.live());
        // actix polls an actor once more when it is dropped, and that needs the runtime's clock.
        let _runtime = runtime.enter();
        drop(life);
        if !killed {
            break;
        }
    }
    let mut broken = invariants::check(world.journal(), &world.oracle, CAPACITY);
    broken.extend(invariants::check_at_rest(world.journal()));
    if !broken.is_empty() && std::env::var_os("SIMULATION_LOG").is_some() {
        for event in world.journal().events() {
            println!("{} {} #{} {}", event.at, event.subject, event.seq, event.facts);
        }
    }
    broken
}

fn seeds(default: u64) -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("SIMULATION_SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SIMULATION_SEEDS").unwrap_or(default)).collect(),
    }
}

/// Planted panics are expected by the thousand; only a test's own are worth a line.
fn quiet() {
    if std::env::var_os("SIMULATION_LOG").is_some() {
        let _ = tracing_subscriber::fmt().with_test_writer().try_init();
    }
    std::panic::set_hook(Box::new(|panic| {
        if panic.payload().downcast_ref::<&str>() != Some(&"planted") {
            eprintln!("{panic}");
        }
    }));
}

#[test]
fn nothing_breaks_while_everything_breaks() {
    quiet();
    for seed in seeds(200) {
        let broken = run(seed, MemoryJournal::new(), Faults { breaks: true });
        assert!(broken.is_empty(), "SIMULATION_SEED={seed}: {broken:#?}");
    }
}

#[test]
fn nothing_breaks_on_a_quiet_day() {
    quiet();
    for seed in seeds(20) {
        let broken = run(seed, MemoryJournal::new(), Faults { breaks: false });
        assert!(broken.is_empty(), "SIMULATION_SEED={seed}: {broken:#?}");
    }
}

/// Whether any of the first seeds finds the defect.
fn found(plant: impl Fn() -> MemoryJournal) -> bool {
    quiet();
    (0..60).any(|seed| !run(seed, plant(), Faults { breaks: true }).is_empty())
}

#[test]
fn planted_no_incarnation_fence_is_found() {
    assert!(found(|| MemoryJournal::defective(Defect::NoFence)));
}

#[test]
fn planted_acknowledge_before_commit_is_found() {
    assert!(found(|| MemoryJournal::defective(Defect::AnswerBeforeCommit)));
}

#[test]
fn planted_capacity_not_reserved_is_found() {
    switchboard_core::planted::ignore_capacity(true);
    assert!(found(MemoryJournal::new));
}
