//! A script tried out without a session: what it would say to these texts, and where it would stand then.

use std::collections::BTreeMap;

use crate::ids::QueueId;
use crate::message::Language;

use super::{Flow, Heard, Next, NodeId};

/// What follows on one text of the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The text; none for a conversation that begins without one.
    pub heard: Option<String>,
    /// What the script says to it, in order.
    pub said: Vec<Line>,
    /// What it does after that.
    pub then: Then,
}

/// One thing said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub text: String,
    /// Simulated typing before it, in milliseconds.
    pub typing_ms: u64,
    /// Answers held out, in order.
    pub choices: Vec<String>,
}

/// What a script does when it has spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Waits for the customer's next text, at this node.
    Waits(NodeId),
    /// Hands over to people; none for the platform's primary queue.
    HandsOver(Option<QueueId>),
    /// Is at its end.
    Ends,
    /// Cannot go on from this node.
    Breaks(NodeId),
}

impl Flow {
    /// Tries the script on these texts, one after another, until it is done; later texts are not looked at.
    pub fn dry_run(&self, language: &Language, texts: &[String]) -> Vec<Turn> {
        let mut cursor = self.beginning();
        let mut answers = BTreeMap::new();
        let mut turns: Vec<Turn> = Vec::new();
        let opening = if texts.is_empty() { vec![None] } else { Vec::new() };
        for text in opening.into_iter().chain(texts.iter().map(Some)) {
            if let (Some(text), true) = (text, cursor.waits) {
                match self.answered(&cursor, text, language) {
                    Ok(answered) => {
                        cursor = answered.cursor;
                        answers.extend(answered.answers);
                    }
                    Err(node) => {
                        turns.push(Turn {
                            heard: Some(text.clone()),
                            said: Vec::new(),
                            then: Then::Breaks(node),
                        });
                        break;
                    }
                }
            }
            let mut said = Vec::new();
            let heard = Heard { last_text: text.map(String::as_str), answers: &answers, language };
            let then = loop {
                match self.next(&cursor, heard) {
                    Next::Say { text, typing_ms, choices, cursor: after } => {
                        said.push(Line { text, typing_ms, choices });
                        cursor = after;
                        if cursor.waits {
                            break Then::Waits(cursor.node.clone());
                        }
                    }
                    Next::Wait { cursor: after } => {
                        cursor = after;
                        break Then::Waits(cursor.node.clone());
                    }
                    Next::HandOver { queue } => break Then::HandsOver(queue),
                    Next::End => break Then::Ends,
                    Next::Broken { node } => break Then::Breaks(node),
                }
            };
            let goes_on = matches!(then, Then::Waits(_));
            turns.push(Turn { heard: text.cloned(), said, then });
            if !goes_on {
                break;
            }
        }
        turns
    }
}
