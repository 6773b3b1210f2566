//! The requirement's typical scenario: played through, and finished after a kill at every step.

use std::time::Duration;

use switchboard::chat::fresh_id;
use switchboard::play::{Engine, Script};

use crate::server::Server;

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/sermo-standard-flow.jsonl");

fn script() -> Script {
    Script::parse(&std::fs::read_to_string(SCENARIO).expect("the scenario")).expect("a scenario")
}

/// Plays the first steps with this process's engine and keeps its state for a later one.
async fn play_until(server: &Server, script: &Script, last: usize) {
    let mut engine = Engine::new(server.url(), Some(server.credentials()), &fresh_id());
    for (index, step) in script.steps.iter().take(last).enumerate() {
        if let Err(why) = engine.play(step).await {
            panic!("step {} ({step}) failed before the kill after {last}: {why}", index + 1);
        }
    }
    let saved = serde_json::to_string(&engine.saved()).expect("saved");
    std::fs::write(server.data().join("../state"), saved).expect("kept");
}

/// Finishes with the program itself.
fn finish(server: &Server, from: usize) {
    let credentials = server.credentials_file();
    let mut arguments = vec!["play", SCENARIO, "--credentials", credentials.to_str().expect("a path")];
    let first = from.to_string();
    if from > 1 {
        arguments.extend(["--from-step", &first, "--state", "state"]);
    }
    let output = server.run(&arguments);
    assert!(
        output.status.success(),
        "from step {from}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_standard_flow_plays_from_the_first_word_to_the_last() {
    let mut server = Server::demo();
    finish(&server, 1);
    finish(&server, 1);
    server.stop();
    server.assert_sound();
}

/// A server killed after each of these steps, and the rest of the flow played on the one started after it.
fn killed_after(steps: impl Iterator<Item = usize>) {
    let script = script();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut server = Server::demo();
    for last in steps.filter(|last| *last < script.steps.len()) {
        runtime.block_on(play_until(&server, &script, last));
        server.kill_and_restart();
        finish(&server, last + 1);
    }
    server.stop();
    server.assert_sound();
}

// In four tests, so that they run beside each other: most of their time is the bot's pause for a typing customer.

#[test]
fn killed_after_every_step_first_quarter() {
    killed_after((1..100).step_by(4));
}

#[test]
fn killed_after_every_step_second_quarter() {
    killed_after((2..100).step_by(4));
}

#[test]
fn killed_after_every_step_third_quarter() {
    killed_after((3..100).step_by(4));
}

#[test]
fn killed_after_every_step_fourth_quarter() {
    killed_after((4..100).step_by(4));
}

#[test]
fn one_conversation_survives_a_kill_after_every_single_step() {
    let script = script();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut server = Server::demo();
    let mut saved = None;
    for (index, step) in script.steps.iter().enumerate() {
        let number = index + 1;
        saved = Some(runtime.block_on(async {
            let mut engine = match saved.take() {
                Some(saved) => {
                    let resumed =
                        Engine::resume(server.url(), Some(server.credentials()), saved, &script, number)
                            .await;
                    resumed.unwrap_or_else(|why| panic!("cannot resume before step {number}: {why}"))
                }
                None => Engine::new(server.url(), Some(server.credentials()), &fresh_id()),
            };
            let played = tokio::time::timeout(Duration::from_secs(30), engine.play(step)).await;
            played.expect("in time").unwrap_or_else(|why| panic!("step {number} ({step}) failed: {why}"));
            engine.saved()
        }));
        server.kill_and_restart();
    }
    server.stop();
    server.assert_sound();
}
