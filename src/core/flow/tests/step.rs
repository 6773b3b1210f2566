//! Each node, walked.

use std::collections::BTreeMap;

use super::scripts::{ask, choose, flow, hand_over, listen, matches, say, texts};
use crate::flow::{Cursor, Flow, Heard, MOST_SILENT_NODES, MOST_STEPS, Next, Node};
use crate::ids::QueueId;
use crate::message::{Language, Texts};

fn at(node: &str, steps: u32) -> Cursor {
    Cursor { node: node.to_owned(), waits: false, steps }
}

fn waiting(node: &str, steps: u32) -> Cursor {
    Cursor { waits: true, ..at(node, steps) }
}

fn walk(flow: &Flow, cursor: &Cursor, last_text: &str, answers: &[(&str, &str)]) -> Next {
    let answers: BTreeMap<String, String> =
        answers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let language = Language::default();
    flow.next(cursor, Heard { last_text: Some(last_text), answers: &answers, language: &language })
}

fn said(text: &str, typing_ms: u64, choices: &[&str], cursor: Cursor) -> Next {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    Next::Say { text: text.to_owned(), typing_ms, choices, cursor }
}

fn script() -> Flow {
    flow(
        "hello",
        [
            ("hello", say("Hej {name}!", "what")),
            ("what", choose("Vad gäller det?", &[("Faktura", "bill"), ("Annat", "ear")], "sort")),
            (
                "sort",
                matches(
                    &[(&["faktur*"], "bill"), (&["människa", "agent"], "people"), (&["hej då"], "bye")],
                    "ear",
                ),
            ),
            ("bill", ask("Vilket nummer?", "number", "thanks")),
            ("thanks", say("Tack, {number}. {other}", "people")),
            ("ear", listen("sort")),
            ("people", hand_over(Some("billing"))),
            ("bye", Node::End),
        ],
    )
}

#[test]
fn each_node_does_its_part() {
    let billing = Some(QueueId::new("billing").unwrap());
    let table = [
        ("hello", "", said("Hej Åsa!", 740, &[], at("what", 1))),
        ("what", "", said("Vad gäller det?", 950, &["Faktura", "Annat"], waiting("what", 1))),
        ("bill", "", said("Vilket nummer?", 920, &[], waiting("bill", 1))),
        ("thanks", "", said("Tack, {number}. {other}", 1190, &[], at("people", 1))),
        ("sort", "min faktura", said("Vilket nummer?", 920, &[], waiting("bill", 1))),
        ("sort", "en MÄNNISKA tack", Next::HandOver { queue: billing.clone() }),
        ("sort", "Hej då!", Next::End),
        ("sort", "blaha", Next::Wait { cursor: waiting("ear", 1) }),
        ("ear", "", Next::Wait { cursor: waiting("ear", 1) }),
        ("people", "", Next::HandOver { queue: billing }),
        ("bye", "", Next::End),
        ("nowhere", "", Next::Broken { node: "nowhere".to_owned() }),
    ];
    for (node, text, expected) in table {
        assert_eq!(walk(&script(), &at(node, 0), text, &[("name", "Åsa")]), expected, "{node} {text:?}");
    }
}

#[test]
fn answers_move_the_cursor() {
    let sv = Language("sv".to_owned());
    let table = [
        ("what", "faktura", "bill", None),
        ("what", " 2 ", "ear", None),
        ("what", "3", "sort", None),
        ("what", "jag vet inte", "sort", None),
        ("bill", " 70557076\n", "thanks", Some(("number", "70557076"))),
        ("ear", "hej", "sort", None),
        ("hello", "hej", "hello", None),
    ];
    for (node, text, then, kept) in table {
        let answered = script().answered(&waiting(node, 7), text, &sv).unwrap();
        assert_eq!(answered.cursor, at(then, 0), "{node} {text:?}");
        let kept: BTreeMap<String, String> =
            kept.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        assert_eq!(answered.answers, kept, "{node} {text:?}");
    }
    assert_eq!(script().answered(&waiting("nowhere", 0), "hej", &sv), Err("nowhere".to_owned()));
}

#[test]
fn typing_is_bounded_whoever_says_how_long() {
    let long = "å".repeat(5000);
    let table = [
        (None, "Hej!", 620),
        (None, long.as_str(), 10_000),
        (Some(0), "Hej!", 0),
        (Some(99_999), "Hej!", 10_000),
    ];
    for (given, text, expected) in table {
        let node = Node::Say { text: texts(text), typing_ms: given, then: "end".to_owned() };
        let next = walk(&flow("a", [("a", node)]), &at("a", 0), "", &[]);
        let Next::Say { typing_ms, .. } = next else { panic!("says nothing: {next:?}") };
        assert_eq!(typing_ms, expected);
    }
}

#[test]
fn an_empty_line_is_not_said() {
    let script = flow(
        "a",
        [("a", say(" ", "b")), ("b", say("{empty}", "c")), ("c", ask("", "x", "d")), ("d", Node::End)],
    );
    assert_eq!(walk(&script, &at("a", 0), "", &[("empty", "")]), Next::Wait { cursor: waiting("c", 1) });
}

#[test]
fn silence_and_talk_without_end_are_broken_off() {
    let round = flow("a", [("a", matches(&[], "b")), ("b", matches(&[], "a"))]);
    assert!(matches!(walk(&round, &at("a", 0), "hej", &[]), Next::Broken { .. }));

    let mut row = flow("n0", [("end", Node::End)]);
    for index in 0..MOST_SILENT_NODES {
        let then = if index + 1 == MOST_SILENT_NODES { "end".to_owned() } else { format!("n{}", index + 1) };
        row.nodes.insert(format!("n{index}"), matches(&[], &then));
    }
    assert_eq!(walk(&row, &at("n0", 0), "hej", &[]), Next::End, "just short enough");

    let chatter = flow("a", [("a", say("Hej!", "a"))]);
    let mut cursor = at("a", 0);
    for _ in 0..MOST_STEPS {
        let Next::Say { cursor: next, .. } = walk(&chatter, &cursor, "", &[]) else { panic!("too early") };
        cursor = next;
    }
    assert_eq!(walk(&chatter, &cursor, "", &[]), Next::Broken { node: "a".to_owned() });
}

#[test]
fn what_a_customer_answers_is_not_filled_again() {
    let script = flow("a", [("a", say("{one} och {two}, {three", "b"))]);
    let answers = [("one", "{two}{two}"), ("two", "{one}"), ("three", "3")];
    let Next::Say { text, .. } = walk(&script, &at("a", 0), "", &answers) else { panic!("says nothing") };
    assert_eq!(text, "{two}{two} och {one}, {three");
}

#[test]
fn texts_come_in_the_customers_language() {
    let both = Texts(BTreeMap::from([
        (Language("sv".to_owned()), "Hej!".to_owned()),
        (Language("en".to_owned()), "Hello!".to_owned()),
    ]));
    let script = flow("a", [("a", Node::Say { text: both, typing_ms: Some(1), then: "b".to_owned() })]);
    for (language, expected) in [("sv", "Hej!"), ("en", "Hello!"), ("fi", "Hello!")] {
        let language = Language(language.to_owned());
        let answers = BTreeMap::new();
        let heard = Heard { last_text: None, answers: &answers, language: &language };
        assert_eq!(script.next(&at("a", 0), heard), said(expected, 1, &[], at("b", 1)));
    }
}
