//! Written scenarios played against the real doors: through, and on after a kill at any step.

use std::time::Duration;

use switchboard::chat::fresh_id;
use switchboard::play::{Engine, Saved, Script};

use crate::server::Server;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/");

/// A scenario of the folder.
pub struct Played {
    path: String,
    script: Script,
}

impl Played {
    pub fn new(file: &str) -> Self {
        let path = format!("{FOLDER}{file}");
        let text = std::fs::read_to_string(&path).expect("the scenario");
        Self { script: Script::parse(&text).expect("a scenario"), path }
    }

    /// Plays the first steps with this process's engine and keeps its state for a later one.
    async fn play_until(&self, server: &Server, last: usize) {
        let mut engine = Engine::new(server.url(), Some(server.credentials()), &fresh_id());
        for (index, step) in self.script.steps.iter().take(last).enumerate() {
            if let Err(why) = engine.play(step).await {
                panic!("step {} ({step}) failed before the kill after {last}: {why}", index + 1);
            }
        }
        let saved = serde_json::to_string(&engine.saved()).expect("saved");
        std::fs::write(server.data().join("../state"), saved).expect("kept");
    }

    /// Finishes with the program itself.
    pub fn finish(&self, server: &Server, from: usize) {
        let credentials = server.credentials_file();
        let mut arguments = vec!["play", &self.path, "--credentials", credentials.to_str().expect("a path")];
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

    /// A server killed after each of these steps, and the rest of the scenario played on the one started after it.
    pub fn killed_after(&self, steps: impl Iterator<Item = usize>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut server = Server::demo();
        for last in steps.take_while(|last| *last < self.script.steps.len()) {
            runtime.block_on(self.play_until(&server, last));
            server.kill_and_restart();
            self.finish(&server, last + 1);
        }
        server.stop();
        server.assert_sound();
    }

    /// One play, with a kill after every single step.
    pub fn killed_after_every_step(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let mut server = Server::demo();
        let mut saved = None;
        for number in 1..=self.script.steps.len() {
            saved = Some(runtime.block_on(self.play_one(&server, saved.take(), number)));
            server.kill_and_restart();
        }
        server.stop();
        server.assert_sound();
    }

    async fn play_one(&self, server: &Server, saved: Option<Saved>, number: usize) -> Saved {
        let step = &self.script.steps[number - 1];
        let mut engine = match saved {
            Some(saved) => {
                let resumed =
                    Engine::resume(server.url(), Some(server.credentials()), saved, &self.script, number);
                resumed.await.unwrap_or_else(|why| panic!("cannot resume before step {number}: {why}"))
            }
            None => Engine::new(server.url(), Some(server.credentials()), &fresh_id()),
        };
        let played = tokio::time::timeout(Duration::from_secs(30), engine.play(step)).await;
        played.expect("in time").unwrap_or_else(|why| panic!("step {number} ({step}) failed: {why}"));
        engine.saved()
    }
}
