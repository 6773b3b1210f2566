//! The cases: any order of things, and once a whole day with thousands of sessions.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{FileFailurePersistence, TestRunner};

use super::house::House;
use super::setting::Size;
use super::steps::{Step, step};

pub const SMALL: Size = Size { customers: 6, agents: 3, queues: 2 };

/// What was found once is tried again first.
fn config() -> ProptestConfig {
    let kept = FileFailurePersistence::Direct("tests/desk/whole/regressions.txt");
    ProptestConfig { failure_persistence: Some(Box::new(kept)), ..ProptestConfig::with_cases(128) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_breaks_in_any_order(steps in prop::collection::vec(step(true), 1..400)) {
        let mut house = House::new(SMALL, None);
        steps.iter().for_each(|step| house.take(step));
        prop_assert_eq!(house.end(), Vec::<String>::new());
    }

    #[test]
    fn nothing_breaks_where_nothing_fails(steps in prop::collection::vec(step(false), 1..400)) {
        let mut house = House::new(SMALL, None);
        steps.iter().for_each(|step| house.take(step));
        prop_assert_eq!(house.end(), Vec::<String>::new());
    }
}

#[test]
fn nothing_breaks_with_thousands_of_sessions() {
    let mut house = House::new(Size { customers: 1_500, agents: 40, queues: 5 }, None);
    let mut runner = TestRunner::deterministic();
    let steps = step(true);
    for nth in 0..25_000 {
        let step = steps.new_tree(&mut runner).unwrap().current();
        // Killed now and then: everybody is rebuilt each time.
        if nth % 8 == 0 || !matches!(step, Step::Crash(_)) {
            house.take(&step);
        }
    }
    assert!(house.opened() > 2_000, "{} sessions", house.opened());
    assert_eq!(house.end(), Vec::<String>::new());
}
