//! `bench` itself: what it reports, and that it loses nothing while it measures. How fast anything is, no test asks.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn bench(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_switchboard");
    Command::new(program).arg("bench").args(arguments).current_dir(folder).output().expect("the program runs")
}

fn found(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8_lossy(&output.stdout);
    lines.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect()
}

#[test]
fn a_scenario_is_one_object_with_the_product_and_the_floor_and_nothing_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = found(&bench(folder.path(), &["--quick", "--json", "--only", "open-500"]));
    let [talk] = &found[..] else { panic!("one scenario: {found:?}") };
    assert_eq!(talk["scenario"], "open-500");
    assert_eq!(talk["lost"], 0);
    for figure in [
        "messages_per_second",
        "p50_ms",
        "p99_ms",
        "ack_p99_ms",
        "server_cpu_us_per_message",
        "floor_cpu_us_per_message",
        "commit_ms",
    ] {
        assert!(talk[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure}: {talk}");
    }
    assert_eq!(talk.get("ready_ms"), None, "what does not apply is absent");
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "its throw-away data is gone");
}

#[test]
fn calls_are_held_report_by_report_and_their_board_is_not_told_of_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = found(&bench(folder.path(), &["--quick", "--json", "--only", "calls"]));
    let [calls] = &found[..] else { panic!("one scenario: {found:?}") };
    assert_eq!((&calls["lost"], &calls["doubled"], &calls["refused"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!(calls["calls"], 400);
    for figure in ["messages_per_second", "ack_p50_ms", "ack_p99_ms", "board_pushes_per_second", "commit_ms"]
    {
        assert!(calls[figure].as_f64().is_some_and(|figure| figure > 0.0), "{figure}: {calls}");
    }
    assert!(calls["messages_per_board_push"].as_f64().is_some_and(|reports| reports > 1.0), "{calls}");
}

#[test]
fn what_was_found_before_is_compared_by_ratio() {
    let folder = tempfile::tempdir().expect("a folder");
    let before = bench(folder.path(), &["--quick", "--json", "--only", "start"]);
    found(&before);
    std::fs::write(folder.path().join("before.jsonl"), &before.stdout).expect("kept");
    let again = bench(folder.path(), &["--quick", "--only", "start", "--compare", "before.jsonl"]);
    let told = String::from_utf8_lossy(&again.stdout);
    assert!(told.contains("ready ms") && told.contains("as to before"), "{told}");
}

#[test]
fn a_name_that_is_none_is_refused_with_those_there_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = bench(folder.path(), &["--only", "warp"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("closed-200") && said.contains("recovery-100000"), "{said}");
    let missing = bench(folder.path(), &["--compare", "missing.jsonl"]);
    assert_eq!(missing.status.code(), Some(66));
}
