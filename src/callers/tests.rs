//! Made-up lives are real ones: by the rules of the dialect and of the call machine, whatever the seed.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use switchboard_core::call::{Call, Command, Event, Given};
use switchboard_core::machine::{CallState, Ctx, Machine, Recorded, Row};
use switchboard_core::{Subject, Timestamp};
use switchboard_wire::teravoz::{Body, KNOWN, Mode, Posted, Whole};

use super::life::WAYS;
use super::{Amiss, Answer, Cast, Ledger, Lives, Said};

fn cast(at_once: usize, agents: usize) -> Cast {
    let agents = (0..agents).map(|number| format!("agent-{number}")).collect();
    Cast { at_once, agents, queues: vec!["900".to_owned(), "901".to_owned()] }
}

/// So many turns a second apart, and then everybody to their end.
fn told(seed: u64, cast: Cast, turns: i64) -> Vec<Said> {
    let mut lives = Lives::new(seed, "1463669263", cast);
    let mut said = Vec::new();
    for turn in 0.. {
        if turn == turns {
            lives.close();
        }
        let next = lives.next(Timestamp::from_millis(turn * 1000));
        if next.is_empty() && turn >= turns {
            break;
        }
        said.extend(next);
    }
    assert_eq!(lives.going_on(), 0, "everybody comes to their end");
    said
}

fn posted(said: &Said) -> Posted {
    let text = said.report.to_string();
    Posted::of(Whole::read(Body::Json(&text)).unwrap(), Mode::Tolerant, Default::default()).unwrap()
}

/// A call's machine, told what is new of it as a host would be.
struct Stage(Call, Vec<Recorded<Event>>);

impl Stage {
    fn new(call: &str) -> Self {
        let subject = Subject::Call("demo".parse().unwrap(), switchboard_core::CallId::new(call));
        Self(Call::blank(&subject), Vec::new())
    }

    fn hear(&mut self, posted: Posted) {
        let given = Given::default();
        let ctx = Ctx { now: Timestamp(0), given: &given, live: &() };
        for draft in self.0.decide(&ctx, &Command::Report(Box::new(posted.report))).unwrap() {
            let (seq, at) = (self.1.len() as u64 + 1, Timestamp(0));
            let recorded = Recorded {
                seq,
                public: None,
                at,
                actor: draft.actor,
                event: draft.event,
                content: draft.content,
            };
            self.0.apply(&recorded);
            self.1.push(recorded);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_said_again_is_what_the_dialect_knows_again(seed: u64, at_once in 1_usize..60, agents in 0_usize..20) {
        let mut marks = BTreeSet::new();
        for said in told(seed, cast(at_once, agents), 400) {
            let posted = posted(&said);
            prop_assert!(KNOWN.contains(&posted.report.name.as_str()), "{}", posted.report.name);
            prop_assert_eq!(posted.call.as_str(), said.call.as_str());
            let is_known = posted.mark.is_some_and(|mark| !marks.insert((said.call.clone(), mark)));
            prop_assert_eq!(is_known, said.is_again, "{}", said.report);
        }
    }

    #[test]
    fn every_life_ends_and_leaves_nobody_behind(seed: u64, at_once in 1_usize..60, agents in 0_usize..20) {
        let mut calls: BTreeMap<String, Stage> = BTreeMap::new();
        for said in told(seed, cast(at_once, agents), 400).into_iter().filter(|said| !said.is_again) {
            calls.entry(said.call.clone()).or_insert_with(|| Stage::new(&said.call)).hear(posted(&said));
        }
        prop_assert!(calls.len() >= at_once);
        for (call, Stage(machine, _)) in calls {
            prop_assert_eq!(machine.state(), Some(CallState::Finished), "{}", call);
            let Some(Row::Call(row)) = machine.row() else { panic!("{call} has no line") };
            prop_assert!(row.actors.is_empty(), "{call} still has {:?}", row.actors);
        }
    }

    #[test]
    fn a_ledger_finds_whatever_is_missing_changed_or_added(seed: u64, harm in 0_usize..4, which: usize) {
        let (mut ledger, mut kept): (_, BTreeMap<String, Vec<Value>>) = (Ledger::default(), BTreeMap::new());
        let mut marks = BTreeMap::new();
        let mut next = 0;
        for said in told(seed, cast(10, 5), 60) {
            let mark = posted(&said).mark.map(|mark| (said.call.clone(), mark));
            let known = mark.as_ref().and_then(|mark| marks.get(mark).copied());
            let id = known.unwrap_or_else(|| {
                next += 1;
                let row = json!({"id": next, "event": said.report});
                kept.entry(said.call.clone()).or_default().push(row);
                next
            });
            marks.extend(mark.map(|mark| (mark, id)));
            ledger.note(&said, Answer::Kept(id));
        }
        let held = |kept: &BTreeMap<String, Vec<Value>>| {
            let mut amiss = Amiss::default();
            ledger.calls().for_each(|call| amiss += ledger.hold(call, kept.get(call).map_or(&[], Vec::as_slice)));
            amiss
        };
        prop_assert!(held(&kept).is_nothing());
        let rows = kept.values_mut().nth(which % ledger.calls().count()).unwrap();
        let place = which % rows.len();
        match harm {
            0 => drop(rows.remove(place)),
            1 => rows[place]["event"]["code"] = json!("other"),
            2 => rows[place]["id"] = json!(next + 1),
            _ => rows.push(json!({"id": next + 1, "event": rows[place]["event"]})),
        }
        prop_assert!(!held(&kept).is_nothing());
    }
}

#[test]
fn the_same_seed_tells_the_same_and_another_another() {
    let said = |seed| told(seed, cast(20, 5), 200);
    assert_eq!(said(1), said(1));
    assert_ne!(said(1), said(2));
}

#[test]
fn lives_are_of_every_kind_and_interleaved() {
    let said = told(7, cast(50, 20), 20_000);
    let of = |name: &str| said.iter().filter(|said| said.report["type"] == name).count();
    for name in WAYS.iter().copied().flatten() {
        assert!(of(name) > 0, "{name}");
    }
    let share = |count: usize| count * 100 / said.len();
    let again = said.iter().filter(|said| said.is_again).count();
    assert!((1..6).contains(&share(again)), "{again} of {} come twice", said.len());
    let mut calls: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for said in said.iter().filter(|said| !said.is_again) {
        calls.entry(&said.call).or_default().push(said.report["type"].as_str().unwrap());
    }
    let is_whole = |names: &&Vec<&str>| WAYS.contains(&names.as_slice());
    let whole = calls.values().filter(is_whole).count();
    assert!(whole * 100 / calls.len() > 30 && whole * 100 / calls.len() < 90, "{whole} of {}", calls.len());
    let is_late = |names: &&Vec<&str>| names.first().is_some_and(|first| *first == "call.standby");
    assert!(calls.values().any(|names| is_late(&names)), "a call begins with what came first");
    let next_to = said.windows(2).filter(|two| two[0].call == two[1].call).count();
    assert!(share(next_to) < 20, "{next_to} of {} follow one another in the same call", said.len());
}

#[test]
fn what_is_unsure_may_be_there_or_not_and_nothing_else_may() {
    let said = |name: &str, is_again| {
        let report = json!({"type": name, "call_id": "1"});
        Said { call: "1".to_owned(), report, is_again }
    };
    let mut ledger = Ledger::default();
    ledger.note(&said("call.new", false), Answer::Unsure);
    ledger.note(&said("call.new", true), Answer::Kept(1));
    ledger.note(&said("call.waiting", false), Answer::Unsure);
    assert_eq!(ledger.counts(), (0, 1, 2));
    let row = |id: u64, name: &str| json!({"id": id, "event": {"type": name, "call_id": "1"}});
    assert!(ledger.hold("1", &[row(1, "call.new")]).is_nothing());
    assert!(ledger.hold("1", &[row(1, "call.new"), row(2, "call.waiting")]).is_nothing());
    assert_eq!(ledger.hold("1", &[row(2, "call.waiting")]), Amiss { lost: 1, added: 0 });
    assert_eq!(ledger.hold("1", &[row(1, "call.new"), row(2, "what.ever")]), Amiss { lost: 0, added: 1 });
    assert_eq!(ledger.hold("2", &[row(3, "call.new")]), Amiss { lost: 0, added: 1 });
}
