//! Every event of Sermo's requirement, played by the program itself against the real doors.

use crate::server::Server;

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/sermo-every-event.jsonl");

#[test]
fn every_event_of_the_requirement_plays() {
    let mut server = Server::demo();
    let credentials = server.credentials_file();
    let output = server.run(&["play", SCENARIO, "--credentials", credentials.to_str().expect("a path")]);
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    server.stop();
    server.assert_sound();
}
