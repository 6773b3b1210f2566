//! Property: whatever is asked, the journal in memory and the one in SQLite give the same answers. What the simulation
//! proves over the first then holds for the second.

use std::collections::BTreeMap;

use proptest::prelude::*;
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::{OwedKey, Request, Snapshot};

use crate::bench::{Bench, Pen, client, customer, platform, row_of, session, talk};

/// What one append may carry.
#[derive(Debug, Clone, Default)]
struct Load {
    events: usize,
    client: Option<u64>,
    owes: Option<u8>,
    settles: Option<(u8, u64)>,
    standing: Option<Standing>,
    wake_at: Option<i64>,
    stale: bool,
}

#[derive(Debug, Clone)]
enum Step {
    Wake(u8),
    Append(u8, Load),
    Retire(u8, bool, Option<i64>),
    Snapshot(u8),
    Postpone(u8, u64, bool),
    Quarantine(u8, bool),
}

const STREAMS: u8 = 4;

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![Just(Standing::Bot), Just(Standing::Queued), Just(Standing::Closed)]
}

prop_compose! {
    fn load()(
        events in 0usize..3,
        client in prop::option::weighted(0.3, 0u64..6),
        owes in prop::option::weighted(0.4, 0..STREAMS),
        settles in prop::option::weighted(0.2, (0..STREAMS, 1u64..6)),
        standing in prop::option::weighted(0.5, standing()),
        wake_at in prop::option::weighted(0.3, 0i64..50),
        stale in prop::bool::weighted(0.05),
    ) -> Load {
        Load { events, client, owes: owes.filter(|_| events > 0), settles, standing, wake_at, stale }
    }
}

fn step() -> impl Strategy<Value = Step> {
    let stream = 0..STREAMS;
    prop_oneof![
        2 => stream.clone().prop_map(Step::Wake),
        10 => (stream.clone(), load()).prop_map(|(stream, load)| Step::Append(stream, load)),
        1 => (stream.clone(), any::<bool>(), prop::option::of(0i64..50))
            .prop_map(|(stream, keep, at)| Step::Retire(stream, keep, at)),
        1 => stream.clone().prop_map(Step::Snapshot),
        1 => (stream.clone(), 1u64..6, any::<bool>()).prop_map(|(of, seq, aside)| Step::Postpone(of, seq, aside)),
        1 => (stream, any::<bool>()).prop_map(|(stream, on)| Step::Quarantine(stream, on)),
    ]
}

/// One journal and the hosts that use it.
struct Side {
    bench: Bench,
    pens: BTreeMap<u8, Pen>,
}

fn key(source: u8, seq: u64) -> OwedKey {
    OwedKey { source: talk(source).to_string(), seq, ordinal: 0 }
}

fn snapshot_of(pen: &Pen) -> Snapshot {
    Snapshot { seq: pen.head.seq, public: pen.head.public, version: 1, state: format!("{:?}", pen.head) }
}

impl Side {
    fn new(bench: Bench) -> Self {
        Self { bench, pens: BTreeMap::new() }
    }

    /// The answer, in words that can be compared.
    fn take(&mut self, step: &Step) -> String {
        match step {
            Step::Wake(stream) => {
                let pen = self.bench.load(&talk(*stream));
                let told = format!("{:?}", pen.loaded);
                self.pens.insert(*stream, pen);
                told
            }
            Step::Append(stream, load) => self.append(*stream, load),
            Step::Retire(stream, keep, wake_at) => {
                let Some(pen) = self.pens.get(stream) else { return String::new() };
                let (subject, incarnation) = (talk(*stream), pen.loaded.incarnation);
                let snapshot = keep.then(|| snapshot_of(pen));
                let wake_at = wake_at.map(Timestamp);
                let asked = |reply| Request::Retire { subject, incarnation, snapshot, wake_at, reply };
                format!("{:?}", self.bench.ask(asked))
            }
            Step::Snapshot(stream) => {
                let Some(pen) = self.pens.get(stream) else { return String::new() };
                let (subject, incarnation, snapshot) =
                    (talk(*stream), pen.loaded.incarnation, snapshot_of(pen));
                let asked = Request::Snapshot { subject, incarnation, snapshot };
                format!("{:?}", self.bench.journal.submit(asked))
            }
            Step::Postpone(source, seq, set_aside) => {
                let (key, set_aside) = (key(*source, *seq), *set_aside);
                format!(
                    "{:?}",
                    self.bench.journal.submit(Request::Postpone { key, due: Timestamp(1), set_aside })
                )
            }
            Step::Quarantine(stream, on) => {
                let (subject, cause) = (talk(*stream), on.then(|| "why".to_owned()));
                let asked = |reply| Request::Quarantine { subject, cause, reply };
                format!("{:?}", self.bench.ask(asked))
            }
        }
    }

    fn append(&mut self, stream: u8, load: &Load) -> String {
        let Some(pen) = self.pens.get_mut(&stream) else { return String::new() };
        if load.stale {
            pen.head = pen.loaded.head;
        }
        let owed = load.owes.map(|target| pen.owing(0, &talk(target)));
        let facts = vec!["{}"; load.events];
        let written = pen.write_with(self.bench.journal.as_ref(), &facts, |append| {
            if let Some(event) = append.events.first_mut() {
                event.client = load.client.map(client);
            }
            append.owed.extend(owed);
            append.settles = load.settles.map(|(source, seq)| key(source, seq));
            append.wake_at = load.wake_at.map(Timestamp);
            // Two streams share a customer, so that opening collides.
            append.row = load
                .standing
                .map(|standing| Row::Session(row_of(stream, &format!("u{}", stream / 2), standing)));
        });
        format!("{written:?}")
    }

    /// Everything that is kept.
    fn kept(&self) -> Vec<String> {
        let subjects: Vec<Subject> = (0..STREAMS).map(talk).collect();
        let mut kept: Vec<String> =
            subjects.iter().map(|subject| format!("{:?}", self.bench.events_of(subject))).collect();
        kept.extend((0..STREAMS).map(|number| format!("{:?}", self.bench.session_row(session(number)))));
        kept.push(format!("{:?}", self.bench.backlog()));
        kept.push(format!("{:?}", self.bench.set_aside()));
        let due = self.bench.ask(|reply| Request::WakeList { until: Timestamp(99), limit: 99, reply });
        kept.push(format!("{due:?}"));
        kept.push(format!("{:?}", self.bench.ask(|reply| Request::Quarantined { reply })));
        for id in 0..6 {
            let (sender, id) = (client(id).sender, client(id).id);
            kept.push(format!("{:?}", self.bench.ask(|reply| Request::FindClient { sender, id, reply })));
        }
        for key in ["u0", "u1"] {
            let (platform, customer) = (platform(), customer(key));
            let open = self.bench.ask(|reply| Request::FindOpen { platform, customer, reply });
            kept.push(format!("{open:?}"));
        }
        kept
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn both_journals_answer_alike(steps in prop::collection::vec(step(), 1..80)) {
        let (mut memory, mut sqlite) = (Side::new(Bench::memory()), Side::new(Bench::sqlite()));
        for step in (0..STREAMS).map(Step::Wake).chain(steps) {
            prop_assert_eq!(memory.take(&step), sqlite.take(&step), "{:?}", step);
        }
        prop_assert_eq!(memory.kept(), sqlite.kept());
    }
}
