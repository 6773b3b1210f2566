//! A bot's script as versioned data, and the step from where it stands to what it says next.
//!
//! `step.rs` walks the nodes (pure); the session turns what it finds into events. `words.rs` compares what the customer
//! wrote with what a script looks for, `check.rs` finds what is wrong with a script before it is published. A version
//! never changes once it was published: sessions pin the version they began with.

mod check;
mod dry_run;
mod step;
#[cfg(test)]
pub(crate) mod tests;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{FlowId, QueueId};
use crate::message::Texts;

pub use check::Problem;
pub use dry_run::{Line, Then, Turn};
pub use step::{Answered, Heard, LONGEST_TYPING_MS, MOST_SILENT_NODES, MOST_STEPS, Next};

/// A node's name within its flow.
pub type NodeId = String;

/// A script and the version of it that a session runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FlowPin {
    /// The script.
    pub flow: FlowId,
    /// Counted from 1.
    pub version: u64,
}

/// One version of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Flow {
    /// Its id.
    pub flow: FlowId,
    /// Counted from 1.
    pub version: u64,
    /// Where a new session begins.
    pub start: NodeId,
    /// Everything it can do.
    pub nodes: BTreeMap<NodeId, Node>,
}

impl Flow {
    /// A short script for a polite end: says the line and takes whatever the customer answers back to people. Version 0,
    /// which no published script has.
    pub fn closing(line: &Texts) -> Option<Self> {
        let node = |name: &str| name.to_owned();
        let nodes = [
            (node("line"), Node::Ask { text: line.clone(), save: node("answer"), then: node("people") }),
            (node("people"), Node::HandOver { queue: None }),
        ];
        Some(Self { flow: FlowId::new("end").ok()?, version: 0, start: node("line"), nodes: nodes.into() })
    }

    /// Its id and version.
    pub fn pin(&self) -> FlowPin {
        FlowPin { flow: self.flow.clone(), version: self.version }
    }
}

/// One thing a bot does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "node", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Node {
    /// Says a text and goes on.
    Say {
        /// What.
        text: Texts,
        /// Simulated typing in milliseconds; none computes it from the length.
        #[serde(default)]
        typing_ms: Option<u64>,
        /// What next.
        then: NodeId,
    },
    /// Asks and waits for any answer, kept under a name.
    Ask {
        /// The question.
        text: Texts,
        /// The answer's name, for `{name}` in later texts.
        save: String,
        /// What next.
        then: NodeId,
    },
    /// Holds out answers and waits for one of them.
    Choose {
        /// The question.
        text: Texts,
        /// The answers, in order.
        options: Vec<Choice>,
        /// Where any other answer leads.
        otherwise: NodeId,
    },
    /// Looks for words in the customer's last text.
    Match {
        /// Tried in order.
        cases: Vec<Case>,
        /// Where everything else leads.
        otherwise: NodeId,
    },
    /// Waits for the customer's next text without asking.
    Listen {
        /// What next.
        then: NodeId,
    },
    /// Hands over to people.
    HandOver {
        /// Which queue; none for the platform's primary one.
        #[serde(default)]
        queue: Option<QueueId>,
    },
    /// The conversation is over.
    End,
}

/// One answer held out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Choice {
    /// What the customer sees, and may answer with.
    pub label: Texts,
    /// What next.
    pub then: NodeId,
}

/// Words to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Case {
    /// Any of these whole words or phrases, anywhere in the text, in any case. A star opens an end of an entry:
    /// `faktur*` finds `fakturan`, `*faktura` finds `telefonfaktura`.
    pub any_of: Vec<String>,
    /// What next.
    pub then: NodeId,
}

/// Where a script stands in one session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The node it stands at.
    pub node: NodeId,
    /// Whether it waits for the customer there, or goes on by itself.
    pub waits: bool,
    /// Steps taken since the customer's last word; a script that talks on without end is broken off.
    pub steps: u32,
}
