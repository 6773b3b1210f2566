//! Property: whatever fails, is stolen, delayed or lost, every event in the journal was decided on exactly the events
//! before it, and an incarnation that failed once is never heard again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::bench::{Pen, client, talk};
use proptest::prelude::*;
use switchboard_core::Timestamp;
use switchboard_journal::memory::Defect;
use switchboard_journal::{
    AppendError, Digest, Journal, JournalError, Loaded, MemoryJournal, NewEvent, Request,
};

#[derive(Debug, Clone)]
enum Step {
    /// A host asks for its stream; earlier incarnations of it go on writing, as zombies.
    Load(u8),
    /// The newest host of a stream decides and appends, not waiting.
    Append(u8),
    /// An older host of the stream does.
    Zombie(u8),
    /// A host appends with a client id that may have been recorded.
    Client(u8, u64),
    /// So many requests are committed together.
    Commit(usize),
    /// The next commit fails.
    Fail(bool),
    /// A stranger writes behind our back.
    Steal(u8),
    /// The process is killed; nobody keeps anything.
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (0u8..3).prop_map(Step::Load),
        6 => (0u8..3).prop_map(Step::Append),
        1 => (0u8..3).prop_map(Step::Zombie),
        2 => (0u8..3, 0u64..4).prop_map(|(stream, id)| Step::Client(stream, id)),
        4 => (1usize..6).prop_map(Step::Commit),
        1 => any::<bool>().prop_map(Step::Fail),
        1 => (0u8..3).prop_map(Step::Steal),
        1 => Just(Step::Crash),
    ]
}

/// What a host believes, and what it was told about its appends.
struct Host {
    pen: Pen,
    answers: Arc<Mutex<Vec<Result<(), AppendError>>>>,
}

struct World {
    journal: MemoryJournal,
    hosts: BTreeMap<u8, Vec<Host>>,
    loads: Arc<Mutex<Vec<(u8, Loaded)>>>,
    stolen: u32,
    acknowledged: Arc<Mutex<Vec<(u8, u64, Digest)>>>,
}

impl World {
    fn new(journal: MemoryJournal) -> Self {
        Self {
            journal,
            hosts: BTreeMap::new(),
            loads: Arc::default(),
            stolen: 0,
            acknowledged: Arc::default(),
        }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Load(stream) => self.load(*stream),
            Step::Append(stream) => self.append(*stream, false, None),
            Step::Zombie(stream) => self.append(*stream, true, None),
            Step::Client(stream, id) => self.append(*stream, false, Some(*id)),
            Step::Commit(count) => {
                self.journal.commit(*count);
                self.greet();
            }
            Step::Fail(full) => self.journal.fail_next(if *full {
                JournalError::DiskFull
            } else {
                JournalError::Database("no".to_owned())
            }),
            Step::Steal(stream) => self.steal(*stream),
            Step::Crash => {
                self.journal.crash();
                // The killed process' hosts are kept as stragglers: nothing of theirs may be taken.
                self.loads.lock().unwrap().clear();
            }
        }
    }

    fn load(&self, stream: u8) {
        let loads = Arc::clone(&self.loads);
        let reply = Box::new(move |loaded: Result<Loaded, JournalError>| {
            if let Ok(loaded) = loaded {
                loads.lock().unwrap().push((stream, loaded));
            }
        });
        self.journal.submit(Request::Load { subject: talk(stream), whole: false, reply }).unwrap();
    }

    fn greet(&mut self) {
        for (stream, loaded) in std::mem::take(&mut *self.loads.lock().unwrap()) {
            let pen = Pen { subject: talk(stream), head: loaded.head, loaded };
            self.hosts.entry(stream).or_default().push(Host { pen, answers: Arc::default() });
        }
    }

    fn append(&mut self, stream: u8, zombie: bool, id: Option<u64>) {
        let Some(hosts) = self.hosts.get_mut(&stream) else { return };
        let host = if zombie { hosts.first_mut() } else { hosts.last_mut() };
        let Some(host) = host else { return };
        // The facts name what this was decided on.
        let decided_on = format!("{:?}", host.pen.head.chain);
        let mut append = host.pen.draft(&[&decided_on]);
        append.events[0].client = id.map(client);
        let (seq, chain) = (append.events[0].seq, append.events[0].chain);
        let (answers, acknowledged) = (Arc::clone(&host.answers), Arc::clone(&self.acknowledged));
        append.reply = Box::new(move |answer| {
            if answer.is_ok() {
                acknowledged.lock().unwrap().push((stream, seq, chain));
            }
            answers.lock().unwrap().push(answer.map(|_| ()));
        });
        self.journal.submit(Request::Append(append)).unwrap();
    }

    fn steal(&mut self, stream: u8) {
        self.stolen += 1;
        self.journal.steal(
            &talk(stream),
            NewEvent {
                seq: 0,
                public: Some(0),
                kind: "stolen".to_owned(),
                version: 1,
                at: Timestamp(1),
                facts: self.stolen.to_string(),
                content: None,
                chain: Digest::default(),
                actor: "stranger".to_owned(),
                client: None,
                cause: None,
            },
        );
    }

    /// Every event of ours says which chain value it was decided on: that must be the one before it.
    fn decided_on_what_is_there(&self) -> bool {
        (0..3).all(|stream| {
            let mut before = Digest::default();
            self.journal.events_of(&talk(stream)).iter().all(|stored| {
                let fits = stored.kind == "stolen" || stored.facts == format!("{before:?}");
                before = bench_link(&before, stored);
                fits
            })
        })
    }

    /// Nothing is taken from an incarnation after its first failure.
    fn failed_once_failed_for_good(&self) -> bool {
        self.hosts.values().flatten().all(|host| {
            let answers = host.answers.lock().unwrap();
            answers.iter().skip_while(|answer| answer.is_ok()).all(Result::is_err)
        })
    }

    /// What was acknowledged is there.
    fn acknowledged_is_kept(&self) -> bool {
        let acknowledged = self.acknowledged.lock().unwrap();
        acknowledged.iter().all(|(stream, seq, chain)| {
            let events = self.journal.events_of(&talk(*stream));
            let mut before = Digest::default();
            events.iter().any(|stored| {
                before = bench_link(&before, stored);
                stored.seq == *seq && before == *chain
            })
        })
    }

    fn holds(&self) -> bool {
        self.decided_on_what_is_there() && self.failed_once_failed_for_good() && self.acknowledged_is_kept()
    }
}

fn bench_link(before: &Digest, stored: &switchboard_journal::StoredEvent) -> Digest {
    let link = switchboard_journal::chain::Link {
        seq: stored.seq,
        public: stored.public,
        kind: &stored.kind,
        version: stored.version,
        at: stored.at,
        facts: &stored.facts,
        actor: &stored.actor,
        content: None,
    };
    switchboard_journal::chain::link(before, &link)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_event_was_decided_on_the_events_before_it(steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new(MemoryJournal::new());
        for step in &steps {
            world.take(step);
        }
        world.journal.commit_all();
        prop_assert!(world.decided_on_what_is_there());
        prop_assert!(world.failed_once_failed_for_good());
        prop_assert!(world.acknowledged_is_kept());
        prop_assert!(world.journal.chains_hold());
    }
}

/// A stranger takes n+1, ours fails, the one decided on ours would fit again.
const THREE_STEPS: [Step; 7] = [
    Step::Load(0),
    Step::Commit(1),
    Step::Steal(0),
    Step::Append(0),
    Step::Append(0),
    Step::Commit(1),
    Step::Commit(1),
];

#[test]
fn the_three_steps_end_well() {
    let mut world = World::new(MemoryJournal::new());
    THREE_STEPS.iter().for_each(|step| world.take(step));
    assert!(world.holds());
    assert_eq!(world.journal.events().len(), 1, "the stranger's alone");
}

#[test]
fn planted_no_fence_is_noticed() {
    let mut world = World::new(MemoryJournal::defective(Defect::NoFence));
    THREE_STEPS.iter().for_each(|step| world.take(step));
    assert!(!world.holds());
}

#[test]
fn planted_answer_before_commit_is_noticed() {
    let mut world = World::new(MemoryJournal::defective(Defect::AnswerBeforeCommit));
    [Step::Load(0), Step::Commit(1), Step::Append(0), Step::Crash].iter().for_each(|step| world.take(step));
    assert!(!world.holds());
}
