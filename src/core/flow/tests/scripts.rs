//! Scripts for tests: short ways to write a node, and generated ones with circles, gaps and silence.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::flow::{Case, Choice, Flow, Node};
use crate::ids::{FlowId, QueueId};
use crate::message::{Language, Texts};

pub(crate) fn texts(text: &str) -> Texts {
    Texts(BTreeMap::from([(Language::default(), text.to_owned())]))
}

pub(crate) fn say(text: &str, then: &str) -> Node {
    Node::Say { text: texts(text), typing_ms: None, then: then.to_owned() }
}

pub(crate) fn ask(text: &str, save: &str, then: &str) -> Node {
    Node::Ask { text: texts(text), save: save.to_owned(), then: then.to_owned() }
}

pub(crate) fn choose(text: &str, options: &[(&str, &str)], otherwise: &str) -> Node {
    let choice = |(label, then): &(&str, &str)| Choice { label: texts(label), then: (*then).to_owned() };
    Node::Choose {
        text: texts(text),
        options: options.iter().map(choice).collect(),
        otherwise: otherwise.to_owned(),
    }
}

pub(crate) fn matches(cases: &[(&[&str], &str)], otherwise: &str) -> Node {
    let case = |(words, then): &(&[&str], &str)| Case {
        any_of: words.iter().map(|word| (*word).to_owned()).collect(),
        then: (*then).to_owned(),
    };
    Node::Match { cases: cases.iter().map(case).collect(), otherwise: otherwise.to_owned() }
}

pub(crate) fn listen(then: &str) -> Node {
    Node::Listen { then: then.to_owned() }
}

pub(crate) fn hand_over(queue: Option<&str>) -> Node {
    Node::HandOver { queue: queue.map(|queue| QueueId::new(queue).unwrap()) }
}

pub(crate) fn flow(start: &str, nodes: impl IntoIterator<Item = (&'static str, Node)>) -> Flow {
    let nodes = nodes.into_iter().map(|(name, node)| (name.to_owned(), node)).collect();
    Flow { flow: FlowId::new("script").unwrap(), version: 1, start: start.to_owned(), nodes }
}

/// Any script over six names, one of which is never a node, with empty texts and words here and there.
pub(crate) fn any_flow() -> impl Strategy<Value = Flow> {
    let name = || prop_oneof![9 => existing_name(), 1 => Just("missing".to_owned())];
    let text = prop_oneof![8 => good_texts(), 1 => Just(texts(" ")), 1 => Just(Texts::default())];
    let nodes =
        proptest::collection::btree_map(existing_name(), any_node(name().boxed(), text.boxed()), 0..6);
    (name(), nodes).prop_map(|(start, nodes)| script_of(start, nodes))
}

/// A script with every node there and every text said; it may still go round in circles.
pub(crate) fn whole_flow() -> impl Strategy<Value = Flow> {
    let nodes =
        proptest::collection::vec(any_node(existing_name().boxed(), good_texts().boxed()), NAMES.len());
    (existing_name(), nodes).prop_map(|(start, nodes)| {
        script_of(start, NAMES.iter().map(|name| (*name).to_owned()).zip(nodes).collect())
    })
}

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

fn script_of(start: String, nodes: BTreeMap<String, Node>) -> Flow {
    Flow { flow: FlowId::new("script").unwrap(), version: 1, start, nodes }
}

fn existing_name() -> impl Strategy<Value = String> {
    proptest::sample::select(NAMES.to_vec()).prop_map(str::to_owned)
}

fn good_texts() -> impl Strategy<Value = Texts> {
    proptest::sample::select(vec!["Hej {x}!", "{y}", "1"]).prop_map(texts)
}

fn any_word() -> impl Strategy<Value = String> {
    proptest::sample::select(vec!["hej", "fakt*", "*", "", "ja nej"]).prop_map(str::to_owned)
}

fn any_node(name: BoxedStrategy<String>, text: BoxedStrategy<Texts>) -> impl Strategy<Value = Node> {
    let choice = (text.clone(), name.clone()).prop_map(|(label, then)| Choice { label, then });
    let words = proptest::collection::vec(any_word(), 0..3);
    let case = (words, name.clone()).prop_map(|(any_of, then)| Case { any_of, then });
    let save = proptest::sample::select(vec!["x", "y", "z"]).prop_map(str::to_owned);
    prop_oneof![
        4 => (text.clone(), proptest::option::of(any::<u64>()), name.clone())
            .prop_map(|(text, typing_ms, then)| Node::Say { text, typing_ms, then }),
        2 => (text.clone(), save, name.clone()).prop_map(|(text, save, then)| Node::Ask { text, save, then }),
        2 => (text, proptest::collection::vec(choice, 0..3), name.clone())
            .prop_map(|(text, options, otherwise)| Node::Choose { text, options, otherwise }),
        2 => (proptest::collection::vec(case, 0..3), name.clone())
            .prop_map(|(cases, otherwise)| Node::Match { cases, otherwise }),
        1 => name.prop_map(|then| Node::Listen { then }),
        1 => proptest::option::of(Just(QueueId::new("other").unwrap()))
            .prop_map(|queue| Node::HandOver { queue }),
        1 => Just(Node::End),
    ]
}
