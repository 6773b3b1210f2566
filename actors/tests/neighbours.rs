//! A fault stays small: while one session panics again and again, five hundred others are served as before.
//!
//! Real time, a real database, one arbiter. Quiet and disturbed stretches alternate in one run, so that what else the
//! machine does falls on both alike; what is compared is their ratio.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod house;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use house::*;
use switchboard_actors::probe::Point;
use switchboard_actors::{
    Answer, Book, Clock, Common, CustomerAsk, CustomerWord, Directory, House, Living, Place, Tuning,
};
use switchboard_core::agent::Patience;
use switchboard_core::flow::Node;
use switchboard_core::{SessionId, Subject};
use switchboard_journal::accounts::PlatformTimes;
use switchboard_journal::{Journal, SqliteJournal};

const OTHERS: usize = 500;
/// Each of them writes this often.
const PAUSE: Duration = Duration::from_secs(1);
/// A stretch, quiet or disturbed.
const STRETCH: Duration = Duration::from_millis(1_500);
const STRETCHES: usize = 3;
/// The victim is hit this often in a disturbed stretch.
const HIT_EVERY: Duration = Duration::from_millis(40);
/// So many runs may be spoilt by what else the machine does.
const TRIES: usize = 4;

#[derive(Default)]
struct Latencies {
    quiet: Vec<Duration>,
    disturbed: Vec<Duration>,
    failed: Vec<Answer>,
}

impl Latencies {
    /// Counts an answer that came within one stretch; a failure counts wherever it came.
    fn note(&mut self, answer: Answer, took: Duration, stretch: (Option<bool>, Option<bool>)) {
        match stretch {
            (Some(true), Some(true)) => self.disturbed.push(took),
            (Some(false), Some(false)) => self.quiet.push(took),
            _ => {}
        }
        if !accepted(&answer) {
            self.failed.push(answer);
        }
    }
}

async fn house_on_disk(folder: &std::path::Path, trap: &Arc<Trap>) -> Living {
    let fatal = |why: switchboard_journal::JournalError| eprintln!("the journal failed: {why}");
    let (journal, _) = SqliteJournal::open(folder, &switchboard_journal::Options::default(), fatal).unwrap();
    let book = Book::new(Patience::default());
    let mut configuration = configuration(PlatformTimes::default());
    let listens = configuration.flows.values_mut().next().unwrap();
    listens.nodes = [("hello".to_owned(), Node::Listen { then: "hello".to_owned() })].into();
    book.read(&configuration);
    let clock = Clock::system();
    let common = Common {
        journal: journal as Arc<dyn Journal>,
        directory: Directory::default(),
        book,
        up_at: clock.now(),
        clock,
        salts: Arc::new(|| [7; 16]),
        tuning: Arc::new(Tuning::default()),
        probe: Some(trap.clone()),
    };
    let fatal = Arc::new(|why: &str| panic!("the house failed: {why}"));
    Living::open(common, Place::Arbiters(1), fatal).await.unwrap()
}

async fn say(house: &House, customer: &str, text: &str) -> Answer {
    let (reply, told) = reply_channel();
    let (opening, what) = (opening(customer), CustomerWord::text(text));
    house.customer(CustomerAsk { opening, what, fresh: house_id(customer), client: None, reply });
    told.await.unwrap()
}

/// One id for each customer: the first text opens, later ones find the session.
fn house_id(customer: &str) -> uuid::Uuid {
    uuid::Uuid::from_u64_pair(switchboard_core::ids::fixed_hash(&[customer]), 1)
}

/// The victim's session; opened anew, since five falls in a minute set one aside.
async fn victim(house: &House, number: usize) -> (String, SessionId) {
    let name = format!("victim-{number}");
    let session = session_of(&say(house, &name, "hej").await);
    (name, session)
}

async fn run(point: Point) -> Latencies {
    let folder = tempfile::tempdir().unwrap();
    let trap = Trap::new(point);
    let living = house_on_disk(folder.path(), &trap).await;
    let house = living.house.clone();
    let seen = Rc::new(RefCell::new(Latencies::default()));
    let stage = Rc::new(RefCell::new(None));
    for nth in 0..OTHERS {
        let (house, seen, stage) = (house.clone(), Rc::clone(&seen), Rc::clone(&stage));
        actix_rt::spawn(async move {
            tokio::time::sleep(PAUSE * u32::try_from(nth).unwrap() / OTHERS as u32).await;
            let name = format!("other-{nth}");
            loop {
                let began: Option<bool> = *stage.borrow();
                let start = Instant::now();
                let answer = say(&house, &name, "text").await;
                let (took, ended) = (start.elapsed(), *stage.borrow());
                seen.borrow_mut().note(answer, took, (began, ended));
                tokio::time::sleep(PAUSE).await;
            }
        });
    }
    tokio::time::sleep(2 * PAUSE).await;
    let mut hits = 0;
    for _ in 0..STRETCHES {
        *stage.borrow_mut() = Some(false);
        tokio::time::sleep(STRETCH).await;
        *stage.borrow_mut() = None;
        let (mut name, mut session) = victim(&house, hits).await;
        *stage.borrow_mut() = Some(true);
        let end = Instant::now() + STRETCH;
        while Instant::now() < end {
            trap.set(&Subject::Session(session), 1);
            let _ = say(&house, &name, "au").await;
            hits += 1;
            if hits % 4 == 0 {
                (name, session) = victim(&house, hits).await;
            }
            tokio::time::sleep(HIT_EVERY).await;
        }
        *stage.borrow_mut() = None;
    }
    assert!(hits > STRETCHES * 5, "the victim was hit {hits} times");
    living.stop();
    seen.take()
}

fn p99(latencies: &mut [Duration]) -> Duration {
    latencies.sort_unstable();
    latencies[latencies.len() * 99 / 100]
}

fn neighbours_are_unharmed(point: Point) {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.to_string().contains("planted at") {
            eprintln!("{panic}");
        }
    }));
    let mut ratios = Vec::new();
    for _ in 0..TRIES {
        let mut seen = actix::System::new().block_on(run(point));
        assert!(seen.failed.is_empty(), "{point:?}: {:?}", seen.failed);
        assert!(seen.quiet.len() > OTHERS && seen.disturbed.len() > OTHERS);
        let (quiet, disturbed) = (p99(&mut seen.quiet), p99(&mut seen.disturbed));
        let ratio = disturbed.as_secs_f64() / quiet.as_secs_f64();
        println!("{point:?}: p99 quiet {quiet:?}, disturbed {disturbed:?}, ratio {ratio:.2}");
        if ratio <= 2.0 {
            return;
        }
        ratios.push(ratio);
    }
    panic!("{point:?}: {ratios:?}");
}

#[test]
fn while_decide_panics() {
    neighbours_are_unharmed(Point::Decide);
}

#[test]
fn while_apply_panics() {
    neighbours_are_unharmed(Point::Apply);
}

#[test]
fn while_effects_panic() {
    neighbours_are_unharmed(Point::Effects);
}

#[test]
fn while_the_shell_panics() {
    neighbours_are_unharmed(Point::Shell);
}
