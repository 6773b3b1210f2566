//! A script tried out says what a session with it would.

use std::collections::BTreeMap;

use super::scripts::{ask, choose, say};
use crate::flow::{Flow, Node, Then};
use crate::message::Language;

fn flow(nodes: &[(&str, Node)]) -> Flow {
    Flow {
        flow: "greeter".parse().unwrap(),
        version: 1,
        start: nodes[0].0.to_owned(),
        nodes: nodes
            .iter()
            .map(|(name, node)| ((*name).to_owned(), node.clone()))
            .collect::<BTreeMap<_, _>>(),
    }
}

fn tried(flow: &Flow, texts: &[&str]) -> Vec<(Vec<String>, Then)> {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let turns = flow.dry_run(&Language::default(), &texts);
    turns.into_iter().map(|turn| (turn.said.into_iter().map(|line| line.text).collect(), turn.then)).collect()
}

#[test]
fn it_answers_each_text_and_remembers_what_was_said() {
    let flow = flow(&[
        ("hello", say("Hello", "name")),
        ("name", ask("Your name?", "name", "topic")),
        ("topic", choose("What, {name}?", &[("Bill", "people"), ("Bye", "end")], "topic")),
        ("people", Node::HandOver { queue: Some("support".parse().unwrap()) }),
        ("end", Node::End),
    ]);
    let waits = |node: &str| Then::Waits(node.to_owned());
    assert_eq!(
        tried(&flow, &["hi", "Eva", "bill", "never heard"]),
        [
            (vec!["Hello".to_owned(), "Your name?".to_owned()], waits("name")),
            (vec!["What, Eva?".to_owned()], waits("topic")),
            (vec![], Then::HandsOver(Some("support".parse().unwrap()))),
        ],
        "what comes after the handover is not looked at"
    );
    assert_eq!(tried(&flow, &["hi", "Eva", "bye"]).last().unwrap().1, Then::Ends);
    assert_eq!(tried(&flow, &[]).len(), 1, "it can begin without a word");
}

#[test]
fn a_broken_script_says_where_and_an_endless_one_comes_to_an_end() {
    let gap = flow(&[("hello", say("Hello", "nowhere"))]);
    assert_eq!(tried(&gap, &["hi"]), [(vec!["Hello".to_owned()], Then::Breaks("nowhere".to_owned()))]);
    let circle = flow(&[("a", say("round", "b")), ("b", say("and round", "a"))]);
    assert!(matches!(tried(&circle, &["hi"]).last().unwrap().1, Then::Breaks(_)));
}
