//! What a script is told before it is published.

use super::scripts::{ask, choose, flow, hand_over, listen, matches, say};
use crate::flow::{Flow, MOST_SILENT_NODES, MOST_STEPS, Node, Problem};

fn problems(flow: &Flow) -> Vec<String> {
    flow.check().iter().map(Problem::to_string).collect()
}

#[test]
fn a_good_script_has_no_problems() {
    let good = flow(
        "hello",
        [
            ("hello", say("Hej!", "what")),
            ("what", choose("Vad?", &[("Faktura", "bill"), ("Annat", "ear")], "ear")),
            ("bill", ask("Nummer?", "number", "people")),
            ("ear", listen("sort")),
            ("sort", matches(&[(&["hej då"], "bye")], "what")),
            ("people", hand_over(None)),
            ("bye", Node::End),
        ],
    );
    assert_eq!(problems(&good), Vec::<String>::new());
}

#[test]
fn each_problem_is_named() {
    let table: [(Flow, &[&str]); 9] = [
        (flow("a", []), &[r#""start" leads to "a", which does not exist"#]),
        (flow("a", [("a", say("Hej!", "b"))]), &[r#""a" leads to "b", which does not exist"#]),
        (flow("a", [("a", Node::End), ("b", Node::End)]), &[r#"nothing leads to "b""#]),
        (flow("a", [("a", say(" ", "b")), ("b", Node::End)]), &[r#"a text of "a" is empty"#]),
        (
            flow("a", [("a", choose("?", &[("", "b")], "b")), ("b", choose("?", &[], "a"))]),
            &[r#"a text of "a" is empty"#, r#""b" holds out no answers"#],
        ),
        (flow("a", [("a", ask("?", "", "a"))]), &[r#""a" keeps its answer under an empty name"#]),
        (
            flow("a", [("a", matches(&[(&["*"], "b")], "b")), ("b", Node::End)]),
            &[r#"a case of "a" has no words, or an empty one"#],
        ),
        (
            flow("a", [("a", say("Hej!", "c")), ("c", matches(&[(&["x"], "a")], "b")), ("b", Node::End)]),
            &[r#"from "a" the script can go round for ever without the customer's word"#],
        ),
        (
            flow("a", [("a", say("Hej!", "a")), ("b", Node::End)]),
            &[
                r#"nothing leads to "b""#,
                r#"from "a" the script can go round for ever without the customer's word"#,
            ],
        ),
    ];
    for (flow, expected) in table {
        assert_eq!(problems(&flow), expected, "{flow:?}");
    }
}

/// A script of `count` nodes in a row, then a wait.
fn row(count: u32, node: impl Fn(&str) -> Node) -> Flow {
    let mut script = flow("n0", [("end", listen("end"))]);
    for index in 0..count {
        let then = if index + 1 == count { "end".to_owned() } else { format!("n{}", index + 1) };
        script.nodes.insert(format!("n{index}"), node(&then));
    }
    script
}

#[test]
fn a_row_may_be_as_long_as_a_session_lets_it() {
    let talk = |then: &str| say("Hej!", then);
    let think = |then: &str| matches(&[], then);
    // The wait at the end is a step too.
    assert!(row(MOST_STEPS - 1, talk).check().is_empty());
    assert!(matches!(row(MOST_STEPS, talk).check()[..], [Problem::TooLong { .. }]));
    assert!(row(MOST_SILENT_NODES, think).check().is_empty());
    assert!(matches!(row(MOST_SILENT_NODES + 1, think).check()[..], [Problem::TooLong { .. }]));
}

#[test]
fn scripts_survive_serialisation() {
    let script = row(3, |then| choose("?", &[("Ja", then)], then));
    let json = serde_json::to_string(&script).unwrap();
    assert_eq!(serde_json::from_str::<Flow>(&json).unwrap(), script);
}
