//! The requirement's typical scenario: played through, and finished after a kill at every step.

use crate::playing::Played;
use crate::server::Server;

fn standard_flow() -> Played {
    Played::new("sermo-standard-flow.jsonl")
}

#[test]
fn the_standard_flow_plays_from_the_first_word_to_the_last() {
    let mut server = Server::demo();
    standard_flow().finish(&server, 1);
    standard_flow().finish(&server, 1);
    server.stop();
    server.assert_sound();
}

// In four tests, so that they run beside each other: most of their time is the bot's pause for a typing customer.

#[test]
fn killed_after_every_step_first_quarter() {
    standard_flow().killed_after((1..).step_by(4));
}

#[test]
fn killed_after_every_step_second_quarter() {
    standard_flow().killed_after((2..).step_by(4));
}

#[test]
fn killed_after_every_step_third_quarter() {
    standard_flow().killed_after((3..).step_by(4));
}

#[test]
fn killed_after_every_step_fourth_quarter() {
    standard_flow().killed_after((4..).step_by(4));
}

#[test]
fn one_conversation_survives_a_kill_after_every_single_step() {
    standard_flow().killed_after_every_step();
}
