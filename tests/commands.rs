//! The command line as a person meets it: help, exit codes, and errors that say what to do.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "commands/handbook.rs"]
mod handbook;
#[path = "commands/keys.rs"]
mod keys;
#[path = "commands/packaging.rs"]
mod packaging;

use std::path::Path;
use std::process::{Command, Output};

fn switchboard(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("SWITCHBOARD__SERVER__LISTEN")
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn every_way_to_fail_has_its_code_and_its_advice() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wrong.toml"), "[server]\nlissten = \"127.0.0.1:1\"\n").unwrap();
    std::fs::write(folder.path().join("wrong.jsonl"), "{}\n").unwrap();
    std::fs::write(folder.path().join("short.jsonl"), "{\"as\":\"customer\",\"connect\":{}}\n").unwrap();
    let nowhere = "http://127.0.0.1:9";
    for (arguments, code, word) in [
        (vec!["dance"], 2, "Usage"),
        (vec!["chat", "--as", "agent"], 2, "--credentials"),
        (vec!["chat", "--as", "customer"], 2, "--platform"),
        (vec!["chat", "--as", "customer", "--platform", "p", "--server", "ftp://x"], 2, "http://"),
        (
            vec!["chat", "--as", "customer", "--platform", "p", "--server", nowhere],
            69,
            "is the server running?",
        ),
        (vec!["play", "missing.jsonl"], 66, "missing.jsonl"),
        (vec!["play"], 2, "<FILE>"),
        (
            vec!["play", "--calls", "3", "--per-second", "100", "--server", nowhere],
            69,
            "is the server running?",
        ),
        (vec!["play", "wrong.jsonl"], 65, "line 1"),
        (vec!["play", "short.jsonl", "--from-step", "2", "--state", "s"], 2, "the last one is 1"),
        (vec!["play", "short.jsonl", "--credentials", "missing.json"], 66, "serve --demo"),
        (vec!["config", "check", "--config", "wrong.toml"], 78, "did you mean server.listen?"),
        (vec!["config", "check", "--config", "missing.toml"], 66, "missing.toml"),
        (vec!["journal", "verify", "--data", "nowhere"], 66, "no journal in nowhere"),
        (vec!["journal", "export", "--data", "nowhere"], 66, "no journal in nowhere"),
        (vec!["backup", "--data", "nowhere", "--to", "copy"], 66, "no journal in nowhere"),
        (vec!["restore", "--from", "missing", "--data", "new"], 66, "missing"),
        (vec!["restore", "--from", "wrong.toml", "--data", "new"], 65, "no copy of a journal"),
        (vec!["restore", "--from", "wrong.toml", "--data", "."], 73, "nothing is overwritten"),
        (vec!["quarantine", "list", "--data", "nowhere"], 66, "no journal in nowhere"),
        (vec!["migrate", "--data", "wrong.toml"], 73, "wrong.toml"),
    ] {
        let output = switchboard(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(word), "{arguments:?} does not say {word:?}: {}", said(&output));
    }
}

#[test]
fn the_printed_configuration_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let printed = switchboard(folder.path(), &["config", "print"]);
    assert!(printed.status.success());
    std::fs::write(folder.path().join("printed.toml"), &printed.stdout).unwrap();
    let again = switchboard(folder.path(), &["config", "print", "--config", "printed.toml"]);
    assert_eq!(again.stdout, printed.stdout);
    assert!(switchboard(folder.path(), &["config", "check", "--config", "printed.toml"]).status.success());
}

#[test]
fn a_new_folder_is_migrated_once_and_sound() {
    let folder = tempfile::tempdir().unwrap();
    let migrated = switchboard(folder.path(), &["migrate", "--data", "new"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let again = switchboard(folder.path(), &["migrate", "--data", "new"]);
    assert_eq!(String::from_utf8_lossy(&again.stdout), "new is up to date.\n");
    let verified = switchboard(folder.path(), &["journal", "verify", "--data", "new"]);
    assert!(verified.status.success(), "{}", said(&verified));
    let aside = switchboard(folder.path(), &["quarantine", "list", "--data", "new"]);
    assert_eq!(String::from_utf8_lossy(&aside.stdout), "Nothing is set aside.\n");
    let exported = switchboard(folder.path(), &["journal", "export", "--data", "new"]);
    assert!(exported.status.success() && exported.stdout.is_empty());
}

#[test]
fn help_shows_how_to_begin() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, word) in [
        (vec!["--help"], "serve --demo"),
        (vec!["serve", "--help"], "Examples"),
        (vec!["chat", "--help"], "--as agent"),
        (vec!["play", "--help"], "\"expect\""),
        (vec!["play", "--help"], "--calls 12"),
        (vec!["journal", "--help"], "verify"),
    ] {
        let output = switchboard(folder.path(), &arguments);
        assert!(output.status.success());
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(word),
            "{arguments:?} does not show {word:?}"
        );
    }
}
