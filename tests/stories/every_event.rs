//! Every event of Sermo's requirement, played by the program itself against the real doors: with our own bot and agents, and
//! with a bot and a desk outside.

use crate::playing::Played;
use crate::server::Server;

fn plays_and_goes_on_after_kills(file: &str) {
    let scenario = Played::new(file);
    let mut server = Server::demo();
    scenario.finish(&server, 1);
    server.stop();
    server.assert_sound();
    // Not between typing_on and typing_off: who was writing is known to no journal.
    scenario.killed_after((6..).step_by(17));
}

#[test]
fn every_event_of_the_requirement_plays() {
    plays_and_goes_on_after_kills("sermo-every-event.jsonl");
}

#[test]
fn every_event_plays_with_a_bot_and_a_desk_outside() {
    plays_and_goes_on_after_kills("sermo-outside.jsonl");
}

#[test]
fn applications_go_on_after_a_kill_at_every_single_step() {
    Played::new("sermo-outside.jsonl").killed_after_every_step();
}
