//! The arrows of docs/architecture.md and the budget of files, asserted from `cargo metadata` and the sources.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use source::Source;

/// What each floor may stand on. The roof may name them all.
const FLOORS: &[(&str, &[&str])] = &[
    ("switchboard-core", &[]),
    ("switchboard-wire", &["switchboard-core"]),
    ("switchboard-journal", &["switchboard-core"]),
    ("switchboard-actors", &["switchboard-core", "switchboard-journal"]),
    (
        "switchboard-edge",
        &["switchboard-core", "switchboard-wire", "switchboard-journal", "switchboard-actors"],
    ),
];

/// Everything the ground floor may depend on: values, their serialisation, and nothing that acts.
const PURE: &[&str] = &["serde", "chrono", "chrono-tz", "thiserror", "ts-rs", "utoipa", "uuid"];

/// Subjects on the ground floor; they speak through `effect.rs` and never import one another.
const SUBJECTS: &[&str] = &["session", "agent", "queue", "call"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().expect("dependencies").iter();
            let normal = normal.filter(|dependency| dependency["kind"].is_null());
            let names = normal.filter_map(|dependency| dependency["name"].as_str()).map(str::to_owned);
            (package["name"].as_str().expect("a name").to_owned(), names.collect())
        })
        .collect()
}

/// Fails with every file at fault, not only the first.
fn nobody(what: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

fn naming(sources: &[Source], word: &str, allowed: &dyn Fn(&Source) -> bool) -> Vec<String> {
    let faulty = sources.iter().filter(|source| source.code.contains(word) && !allowed(source));
    faulty.map(|source| source.path.clone()).collect()
}

#[test]
fn every_floor_stands_only_on_those_below() {
    let dependencies = dependencies();
    for (floor, allowed) in FLOORS {
        let ours = dependencies[*floor].iter().filter(|name| name.starts_with("switchboard"));
        let faults: Vec<_> = ours.filter(|name| !allowed.contains(&name.as_str())).cloned().collect();
        nobody(&format!("{floor} may not depend on"), faults);
    }
}

#[test]
fn the_ground_floor_depends_on_nothing_that_acts() {
    let dependencies = dependencies();
    let core = &dependencies["switchboard-core"];
    let faults = core.iter().filter(|name| !PURE.contains(&name.as_str())).cloned();
    nobody("core may not depend on", faults.collect());
}

#[test]
fn subjects_of_the_ground_floor_do_not_know_one_another() {
    let mut faults = Vec::new();
    for source in source::all().iter().filter(|source| !source.is_test()) {
        for subject in SUBJECTS.iter().filter(|subject| source.within(&format!("src/core/{subject}"))) {
            let named = source.names_below("crate");
            let others = SUBJECTS.iter().filter(|other| *other != subject && named.contains(**other));
            faults.extend(others.map(|other| format!("{} names {other}", source.path)));
        }
    }
    nobody("subjects speak through effect.rs only", faults);
}

#[test]
fn the_parts_under_the_subjects_do_not_look_up() {
    let below = ["ids", "time", "message", "signal", "effect", "flow", "machine"];
    let mut faults = Vec::new();
    for source in source::all().iter().filter(|source| !source.is_test()) {
        let part = below.iter().any(|part| {
            source.within(&format!("src/core/{part}.rs")) || source.within(&format!("src/core/{part}"))
        });
        if part {
            let named = source.names_below("crate");
            faults.extend(
                SUBJECTS
                    .iter()
                    .filter(|subject| named.contains(**subject))
                    .map(|s| format!("{} names {s}", source.path)),
            );
        }
    }
    nobody("parts of the ground floor look up", faults);
}

#[test]
fn doors_read_views_accounts_and_blobs_of_the_journal_and_nothing_else() {
    // And the plain values in which these speak, and what seals a secret; never the journal itself, nor a request to it.
    let allowed = [
        "views",
        "yardstick",
        "accounts",
        "audit",
        "repeats",
        "settings",
        "blobs",
        "customers",
        "erasing",
        "site_keys",
        "ClientStamp",
        "Digest",
        "JournalError",
        "Listed",
        "StoredEvent",
        "Views",
        "people",
        "sealing",
    ];
    let mut faults = Vec::new();
    for source in source::all().iter().filter(|source| source.within("src/edge") && !source.is_test()) {
        let named = source.names_below("switchboard_journal");
        let wrong = named.iter().filter(|name| !allowed.contains(&name.as_str()));
        faults.extend(wrong.map(|name| format!("{} names journal::{name}", source.path)));
    }
    nobody("a door reaches into the journal", faults);
}

#[test]
fn messages_are_sent_and_timers_armed_in_few_places() {
    // The directory's only one is the last word to a viewer whose mailbox is full: that it fell behind. Opening and
    // draining (opening.rs) tell each shard things that may not be refused, once.
    let shells = ["host", "shard", "keeper", "effects", "directory", "opening"];
    let allowed = |source: &Source| {
        source.is_test()
            || source.within("src/edge")
            || shells.iter().any(|shell| {
                source.within(&format!("actors/{shell}.rs")) || source.within(&format!("actors/{shell}"))
            })
    };
    let sources = source::all();
    for word in ["do_send(", "run_later(", "ctx.wait("] {
        nobody(word, naming(&sources, word, &allowed));
    }
}

#[test]
fn what_actix_does_badly_is_used_nowhere() {
    let sources = source::all();
    let allowed =
        |source: &Source| source.within("tests/architecture.rs") || source.within("tests/framework.rs");
    for word in ["from_registry", "run_interval", "SyncArbiter"] {
        nobody(word, naming(&sources, word, &allowed));
    }
}

#[test]
fn actix_web_actors_stays_in_one_file() {
    let allowed =
        |source: &Source| source.path == "src/edge/socket.rs" || source.within("tests/architecture.rs");
    nobody("only src/edge/socket.rs uses it", naming(&source::all(), "actix_web_actors", &allowed));
}

#[test]
fn one_file_of_the_roof_puts_the_house_together() {
    let floors = ["core", "wire", "journal", "edge"];
    let sources = source::all();
    let roof: Vec<&Source> = sources
        .iter()
        .filter(|source| source.within("src") && !source.is_test())
        .filter(|source| !floors.iter().any(|floor| source.within(&format!("src/{floor}"))))
        .collect();
    for (floor, allowed) in [
        (
            "switchboard_actors",
            vec![
                "src/runtime.rs",
                "src/runtime/delegating.rs",
                "src/runtime/offline.rs",
                "src/writing.rs",
                "src/vigil/closer.rs",
            ],
        ),
        (
            "switchboard_edge",
            vec![
                "src/runtime.rs",
                "src/runtime/buerokratt.rs",
                "src/runtime/outside.rs",
                "src/runtime/serving.rs",
                "src/runtime/telephony.rs",
                "src/runtime/yardstick.rs",
                "src/records.rs",
                "src/writing.rs",
            ],
        ),
        ("crate::runtime", vec!["src/drain.rs", "src/command/serve.rs", "src/command/customer.rs"]),
    ] {
        let faulty = roof.iter().filter(|s| s.code.contains(floor) && !allowed.contains(&s.path.as_str()));
        nobody(
            &format!("only {allowed:?} may name {floor}"),
            faulty.map(|source| source.path.clone()).collect(),
        );
    }
}

#[test]
fn files_keep_their_budget() {
    for sources in [source::all(), source::pages()] {
        let long = sources.iter().filter(|source| source.lines > 500);
        nobody(
            "no file has more than 500 lines",
            long.map(|source| format!("{} ({})", source.path, source.lines)).collect(),
        );
        let mut lengths: Vec<usize> =
            sources.iter().filter(|source| !source.is_test()).map(|source| source.lines).collect();
        lengths.sort_unstable();
        let median = lengths[lengths.len() / 2];
        assert!(median <= 150, "the median file has {median} lines; 150 is the budget");
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = ["utils", "util", "helpers", "helper", "manager", "common", "misc"];
    let named = |source: &&Source| {
        let name = source.path.rsplit('/').next().unwrap_or_default();
        empty.contains(&name.split('.').next().unwrap_or_default())
    };
    let sources = [source::all(), source::pages()].concat();
    nobody("name them for what they hold", sources.iter().filter(named).map(|s| s.path.clone()).collect());
}

#[test]
fn main_is_short() {
    let lines = source::all().iter().find(|source| source.path == "src/main.rs").map(|source| source.lines);
    assert!(lines.is_some_and(|lines| lines <= 40), "{lines:?} lines");
}
