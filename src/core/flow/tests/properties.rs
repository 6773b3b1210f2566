//! Scripts nobody would write still end, and those that pass the check never break off.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::scripts::{any_flow, whole_flow};
use crate::flow::{Flow, Heard, LONGEST_TYPING_MS, MOST_STEPS, Next, NodeId, Problem};
use crate::message::Language;

/// Lets a script run through the words, and returns the node it broke off at, if it did.
fn run(flow: &Flow, words: &[String]) -> Option<NodeId> {
    let language = Language::default();
    let mut answers = BTreeMap::new();
    let mut words = words.iter();
    let mut last_text = words.next()?;
    let mut cursor = flow.beginning();
    let mut steps = 0;
    loop {
        if cursor.waits {
            last_text = words.next()?;
            match flow.answered(&cursor, last_text, &language) {
                Ok(answered) => {
                    cursor = answered.cursor;
                    answers.extend(answered.answers);
                    steps = 0;
                }
                Err(node) => return Some(node),
            }
        }
        steps += 1;
        assert!(steps <= MOST_STEPS + 1, "a script goes on for ever: {flow:?}");
        match flow.next(&cursor, Heard { last_text: Some(last_text), answers: &answers, language: &language })
        {
            Next::Say { cursor: next, typing_ms, text, choices } => {
                assert!(typing_ms <= LONGEST_TYPING_MS);
                assert!(!text.trim().is_empty() || next.waits || !choices.is_empty());
                cursor = next;
            }
            Next::Wait { cursor: next } => cursor = next,
            Next::HandOver { .. } | Next::End => return None,
            Next::Broken { node } => return Some(node),
        }
    }
}

fn words() -> impl Strategy<Value = Vec<String>> {
    let word = proptest::sample::select(vec!["hej", "min faktura", "1", "2", "ja nej", "?"]);
    proptest::collection::vec(word.prop_map(str::to_owned), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_script_comes_to_an_end(flow in any_flow(), words in words()) {
        run(&flow, &words);
    }

    #[test]
    fn a_checked_script_never_breaks(flow in whole_flow(), words in words()) {
        let harmless = |problem: &Problem| {
            matches!(problem, Problem::Unreachable { .. } | Problem::NoOptions { .. } | Problem::EmptyWords { .. })
        };
        if flow.check().iter().all(harmless) {
            prop_assert_eq!(run(&flow, &words), None);
        }
    }

    #[test]
    fn any_text_can_be_compared(entry in ".{0,12}", text in ".{0,40}") {
        let script = super::scripts::flow("a", [("a", super::scripts::matches(&[(&[entry.as_str()], "b")], "c"))]);
        run(&script, &[text]);
    }
}
