//! Defects planted one at a time: each is found by generated cases, and shrunk to one that says what breaks.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};
use switchboard_core::planted::{self, Defect};

use super::house::House;
use super::journal::Flaw;
use super::steps::{Step, step};
use super::story::SMALL;

/// Cases a defect has to show itself.
const CASES: u32 = 400;

fn broken(steps: &[Step], flaw: Option<Flaw>) -> Vec<String> {
    let mut house = House::new(SMALL, flaw);
    steps.iter().for_each(|step| house.take(step));
    house.end()
}

/// What the smallest case that breaks something says; it must be one of these, and nothing without the defect.
fn found(defect: Option<Defect>, flaw: Option<Flaw>, says: &[&str]) {
    let quick = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::with_cases(CASES)
    };
    let mut runner = TestRunner::new_with_rng(quick, TestRng::deterministic_rng(RngAlgorithm::default()));
    let case = prop::collection::vec(step(true), 1..300);
    let outcome = runner.run(&case, |steps| {
        planted::plant(defect);
        let broken = broken(&steps, flaw);
        planted::plant(None);
        // Only what is looked for: shrinking must not wander off to something else.
        let found = broken.iter().find(|line| says.iter().any(|word| line.starts_with(word)));
        found.map_or(Ok(()), |line| Err(TestCaseError::fail(line.clone())))
    });
    let Err(TestError::Fail(why, steps)) = outcome else { panic!("nothing was found: {outcome:?}") };
    println!("{} steps find it: {why}", steps.len());
    assert_eq!(broken(&steps, None), Vec::<String>::new(), "the same without the defect");
}

#[test]
fn planted_capacity_not_reserved() {
    found(Some(Defect::CapacityIgnored), None, &["capacity"]);
}

#[test]
fn planted_a_pick_with_two_winners() {
    found(Some(Defect::TwoWinners), None, &["line_once"]);
}

#[test]
fn planted_queue_position_wrong_after_a_leave() {
    found(Some(Defect::PlaceAfterLeave), None, &["queue_order", "no_owner"]);
}

#[test]
fn planted_a_whisper_shown_to_the_customer() {
    found(Some(Defect::WhisperShown), None, &["audience"]);
}

#[test]
fn planted_a_closed_queue_that_takes_everybody() {
    found(Some(Defect::DoorIgnored), None, &["closed_door"]);
}

#[test]
fn planted_a_settled_row_taken_again() {
    let twice = ["offer_once", "line_once", "life_cycle", "capacity", "no_owner", "still_owed", "one_owner"];
    found(None, Some(Flaw::SettledAgain), &twice);
}

#[test]
fn planted_outbox_row_outside_the_transaction() {
    let lost = ["no_owner", "still_owed", "somebody_waits", "I22", "heard"];
    found(None, Some(Flaw::OwedApart), &lost);
}
