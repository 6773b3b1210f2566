//! Defects planted one at a time: each is found by generated reports, which hold without it.

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use super::Stage;
use super::properties::{broken, steps};
use crate::planted::{self, Defect};

/// What generated reports say; it must begin so, and the smallest case that says it must hold without the defect.
fn found(defect: Defect, says: &str) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::default()));
    let outcome = runner.run(&steps(), |steps| {
        planted::plant(Some(defect));
        let broken = broken(Stage::tolerant(), &steps).1;
        planted::plant(None);
        let found = broken.into_iter().find(|line| line.contains(says));
        found.map_or(Ok(()), |line| Err(TestCaseError::fail(line)))
    });
    let Err(TestError::Fail(why, steps)) = outcome else { panic!("nothing was found: {outcome:?}") };
    println!("{} reports find it: {why}", steps.len());
    assert_eq!(broken(Stage::tolerant(), &steps).1, Vec::<String>::new(), "the same without the defect");
}

#[test]
fn planted_a_late_report_that_takes_its_call_back() {
    found(Defect::CallMovesBack, "call_cycle");
}

#[test]
fn planted_a_call_that_frees_nobody() {
    found(Defect::CallFreesNobody, "call_ghost");
}
