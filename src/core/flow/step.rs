//! The walk: from where a script stands to the next thing it does. Pure, and always at an end after bounded work.

use std::collections::BTreeMap;

use crate::ids::QueueId;
use crate::message::{Language, Texts};

use super::{Case, Choice, Cursor, Flow, Node, NodeId, words};

/// Nodes passed in one step without a word said; more is a loop.
pub const MOST_SILENT_NODES: u32 = 100;
/// Steps since the customer's last word; more is a bot talking to itself.
pub const MOST_STEPS: u32 = 50;
/// The longest simulated typing, in milliseconds.
pub const LONGEST_TYPING_MS: u64 = 10_000;

/// A typist's start and pace, so that a short answer takes about a second.
const TYPING_START_MS: u64 = 500;
const TYPING_PER_CHARACTER_MS: u64 = 30;

/// What a script knows of the conversation.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// The customer's last text, if it is still known.
    pub last_text: Option<&'a str>,
    /// Answers remembered so far.
    pub answers: &'a BTreeMap<String, String>,
    /// The customer's language.
    pub language: &'a Language,
}

/// The next thing a script does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Says something; the cursor tells whether it then waits for the customer.
    Say {
        /// What, with answers filled in.
        text: String,
        /// Simulated typing before it, in milliseconds.
        typing_ms: u64,
        /// Answers held out, in order.
        choices: Vec<String>,
        /// Where it stands after that.
        cursor: Cursor,
    },
    /// Says nothing and waits for the customer.
    Wait {
        /// Where it stands.
        cursor: Cursor,
    },
    /// Hands over to people.
    HandOver {
        /// Which queue; none for the platform's primary one.
        queue: Option<QueueId>,
    },
    /// The conversation is over.
    End,
    /// Cannot go on.
    Broken {
        /// The node at fault.
        node: NodeId,
    },
}

/// What the customer's answer led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Where the script goes on.
    pub cursor: Cursor,
    /// What it remembers of the answer, by name.
    pub answers: BTreeMap<String, String>,
}

impl Flow {
    /// Where a conversation begins.
    pub fn beginning(&self) -> Cursor {
        Cursor { node: self.start.clone(), waits: false, steps: 0 }
    }

    /// The next thing to do from a cursor that does not wait.
    pub fn next(&self, cursor: &Cursor, heard: Heard<'_>) -> Next {
        let mut at = &cursor.node;
        for _ in 0..=MOST_SILENT_NODES {
            let Some(node) = self.nodes.get(at) else { return Next::Broken { node: at.clone() } };
            match arrive(at, node, cursor.steps, heard) {
                Arrival::Does(next) => return next,
                Arrival::GoesOn(then) => at = then,
            }
        }
        Next::Broken { node: at.clone() }
    }

    /// Takes the customer's text as the answer a waiting cursor waits for, or names the missing node.
    pub fn answered(&self, cursor: &Cursor, text: &str, language: &Language) -> Result<Answered, NodeId> {
        let node = self.nodes.get(&cursor.node).ok_or_else(|| cursor.node.clone())?;
        let mut answers = BTreeMap::new();
        let then = match node {
            Node::Ask { save, then, .. } => {
                answers.insert(save.clone(), text.trim().to_owned());
                then
            }
            Node::Choose { options, otherwise, .. } => {
                let labels = options.iter().map(|option| option.label.in_language(language));
                let choice = words::chosen(labels, text).and_then(|index| options.get(index));
                choice.map_or(otherwise, |choice| &choice.then)
            }
            Node::Listen { then } => then,
            Node::Say { .. } | Node::Match { .. } | Node::HandOver { .. } | Node::End => &cursor.node,
        };
        Ok(Answered { cursor: Cursor { node: then.clone(), waits: false, steps: 0 }, answers })
    }
}

enum Arrival<'a> {
    Does(Next),
    GoesOn(&'a NodeId),
}

fn arrive<'a>(at: &'a NodeId, node: &'a Node, steps: u32, heard: Heard<'_>) -> Arrival<'a> {
    let steps = steps.saturating_add(1);
    let stand = |node: &NodeId, waits| Cursor { node: node.clone(), waits, steps };
    let next = match node {
        Node::Match { cases, otherwise } => return Arrival::GoesOn(matched(cases, otherwise, heard)),
        Node::HandOver { queue } => return Arrival::Does(Next::HandOver { queue: queue.clone() }),
        Node::End => return Arrival::Does(Next::End),
        Node::Say { text, typing_ms, then } => match filled(text, heard) {
            Some(text) => say(text, *typing_ms, Vec::new(), stand(then, false)),
            None => return Arrival::GoesOn(then),
        },
        Node::Ask { text, .. } => match filled(text, heard) {
            Some(text) => say(text, None, Vec::new(), stand(at, true)),
            None => Next::Wait { cursor: stand(at, true) },
        },
        Node::Choose { text, options, .. } => {
            let text = filled(text, heard).unwrap_or_default();
            say(text, None, labels(options, heard.language), stand(at, true))
        }
        Node::Listen { .. } => Next::Wait { cursor: stand(at, true) },
    };
    Arrival::Does(if steps > MOST_STEPS { Next::Broken { node: at.clone() } } else { next })
}

fn say(text: String, typing_ms: Option<u64>, choices: Vec<String>, cursor: Cursor) -> Next {
    let typing_ms = typing_ms.unwrap_or_else(|| typing_of(&text)).min(LONGEST_TYPING_MS);
    Next::Say { text, typing_ms, choices, cursor }
}

/// An empty text is not said: a line without words is no line.
fn filled(text: &Texts, heard: Heard<'_>) -> Option<String> {
    Some(text.filled(heard.language, heard.answers)).filter(|text| !text.trim().is_empty())
}

fn labels(options: &[Choice], language: &Language) -> Vec<String> {
    options.iter().map(|option| option.label.in_language(language).to_owned()).collect()
}

fn matched<'a>(cases: &'a [Case], otherwise: &'a NodeId, heard: Heard<'_>) -> &'a NodeId {
    let said = heard.last_text.unwrap_or_default();
    let hit = cases.iter().find(|case| case.any_of.iter().any(|entry| words::found(entry, said)));
    hit.map_or(otherwise, |case| &case.then)
}

/// How long a person would type the text, in milliseconds.
fn typing_of(text: &str) -> u64 {
    let characters = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    characters.saturating_mul(TYPING_PER_CHARACTER_MS).saturating_add(TYPING_START_MS).min(LONGEST_TYPING_MS)
}
