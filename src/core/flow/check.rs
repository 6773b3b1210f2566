//! What is wrong with a script, found before it is published. A script without problems never breaks off in a session.

use std::collections::{BTreeMap, BTreeSet};

use crate::message::Texts;

use super::step::{MOST_SILENT_NODES, MOST_STEPS};
use super::{Flow, Node, NodeId, words};

/// One thing wrong with a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Leads to a node that is not there.
    #[error("{from:?} leads to {to:?}, which does not exist")]
    UnknownNode {
        /// Where it leads from; `start` is the script's beginning.
        from: NodeId,
        /// The missing node.
        to: NodeId,
    },
    /// Nothing leads there.
    #[error("nothing leads to {node:?}")]
    Unreachable {
        /// The node.
        node: NodeId,
    },
    /// Has no text at all, or none in one of its languages.
    #[error("a text of {node:?} is empty")]
    EmptyText {
        /// The node.
        node: NodeId,
    },
    /// Holds out no answers.
    #[error("{node:?} holds out no answers")]
    NoOptions {
        /// The node.
        node: NodeId,
    },
    /// Looks for nothing, so it is never found.
    #[error("a case of {node:?} has no words, or an empty one")]
    EmptyWords {
        /// The node.
        node: NodeId,
    },
    /// Keeps an answer under no name.
    #[error("{node:?} keeps its answer under an empty name")]
    EmptyName {
        /// The node.
        node: NodeId,
    },
    /// Can go round without ever waiting for the customer.
    #[error("from {node:?} the script can go round for ever without the customer's word")]
    EndlessLoop {
        /// The first node of the circle, by name.
        node: NodeId,
    },
    /// Goes on for longer than a session lets it.
    #[error("from {node:?} the script goes on for too long without the customer's word")]
    TooLong {
        /// The node.
        node: NodeId,
    },
}

impl Problem {
    /// A stable code in snake_case, for clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownNode { .. } => "unknown_node",
            Self::Unreachable { .. } => "unreachable",
            Self::EmptyText { .. } => "empty_text",
            Self::NoOptions { .. } => "no_options",
            Self::EmptyWords { .. } => "empty_words",
            Self::EmptyName { .. } => "empty_name",
            Self::EndlessLoop { .. } => "endless_loop",
            Self::TooLong { .. } => "too_long",
        }
    }

    /// The node at fault; `start` for the script's beginning.
    pub fn node(&self) -> &str {
        match self {
            Self::UnknownNode { from, .. } => from,
            Self::Unreachable { node }
            | Self::EmptyText { node }
            | Self::NoOptions { node }
            | Self::EmptyWords { node }
            | Self::EmptyName { node }
            | Self::EndlessLoop { node }
            | Self::TooLong { node } => node,
        }
    }
}

impl Flow {
    /// Everything wrong with it; publish only when there is nothing.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.unknown_nodes();
        problems.extend(self.unreachable_nodes());
        problems.extend(self.nodes.iter().flat_map(|(name, node)| poor_wording(name, node)));
        let loops = self.endless_loops();
        if loops.is_empty() {
            problems.extend(self.too_long());
        }
        problems.extend(loops);
        problems
    }

    fn unknown_nodes(&self) -> Vec<Problem> {
        let start = std::iter::once(("start", &self.start));
        let rest =
            self.nodes.iter().flat_map(|(name, node)| leads_to(node).map(move |to| (name.as_str(), to)));
        let missing = start.chain(rest).filter(|(_, to)| !self.nodes.contains_key(*to));
        missing.map(|(from, to)| Problem::UnknownNode { from: from.to_owned(), to: to.clone() }).collect()
    }

    fn unreachable_nodes(&self) -> Vec<Problem> {
        let mut reached = self.reach(&self.start, |node| leads_to(node).collect());
        reached.insert(&self.start);
        let lonely = self.nodes.keys().filter(|name| !reached.contains(name));
        lonely.map(|node| Problem::Unreachable { node: node.clone() }).collect()
    }

    /// Circles of nodes that wait for nobody. One is named for each circle.
    fn endless_loops(&self) -> Vec<Problem> {
        let mut circles: BTreeMap<&NodeId, BTreeSet<&NodeId>> = BTreeMap::new();
        for name in self.nodes.keys() {
            let reached = self.reach(name, goes_on_to);
            let named = circles.iter().any(|(first, round)| reached.contains(first) && round.contains(name));
            if reached.contains(name) && !named {
                circles.insert(name, reached);
            }
        }
        circles.keys().map(|node| Problem::EndlessLoop { node: (*node).clone() }).collect()
    }

    /// All nodes some edges lead to from here; the node itself only if they lead back.
    fn reach<'a>(
        &'a self,
        from: &'a NodeId,
        edges: impl Fn(&'a Node) -> Vec<&'a NodeId>,
    ) -> BTreeSet<&'a NodeId> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            for to in self.nodes.get(name).map(&edges).unwrap_or_default() {
                if reached.insert(to) {
                    open.push(to);
                }
            }
        }
        reached
    }

    /// The longest way without the customer's word, by relaxation; only for scripts without circles.
    fn too_long(&self) -> Vec<Problem> {
        let mut ways: BTreeMap<&NodeId, Way> = BTreeMap::new();
        loop {
            let mut longer = false;
            for (name, node) in &self.nodes {
                let ahead = goes_on_to(node).into_iter().filter_map(|to| ways.get(to)).copied();
                let way = ahead.fold(Way::default(), Way::longer).through(node);
                longer |= ways.insert(name, way) != Some(way);
            }
            if !longer {
                break;
            }
        }
        let start = ways.iter().find(|(_, way)| way.breaks());
        start.map(|(node, _)| Problem::TooLong { node: (*node).clone() }).into_iter().collect()
    }
}

/// How far a script goes by itself from a node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Way {
    steps: u32,
    silent: u32,
}

impl Way {
    fn longer(self, other: Way) -> Way {
        Way { steps: self.steps.max(other.steps), silent: self.silent.max(other.silent) }
    }

    /// A silent node makes the run of silence longer; any other ends it and is a step.
    fn through(self, node: &Node) -> Way {
        match node {
            Node::Match { .. } => {
                Way { silent: self.silent.saturating_add(1).min(MOST_SILENT_NODES + 1), ..self }
            }
            Node::HandOver { .. } | Node::End => Way::default(),
            _ => Way { steps: self.steps.saturating_add(1).min(MOST_STEPS + 1), silent: 0 },
        }
    }

    fn breaks(self) -> bool {
        self.steps > MOST_STEPS || self.silent > MOST_SILENT_NODES
    }
}

fn leads_to(node: &Node) -> impl Iterator<Item = &NodeId> {
    let (many, last): (Vec<&NodeId>, Option<&NodeId>) = match node {
        Node::Say { then, .. } | Node::Ask { then, .. } | Node::Listen { then } => (Vec::new(), Some(then)),
        Node::Choose { options, otherwise, .. } => {
            (options.iter().map(|option| &option.then).collect(), Some(otherwise))
        }
        Node::Match { cases, otherwise } => (cases.iter().map(|case| &case.then).collect(), Some(otherwise)),
        Node::HandOver { .. } | Node::End => (Vec::new(), None),
    };
    many.into_iter().chain(last)
}

/// Where it goes on to without the customer's word.
fn goes_on_to(node: &Node) -> Vec<&NodeId> {
    match node {
        Node::Say { .. } | Node::Match { .. } => leads_to(node).collect(),
        _ => Vec::new(),
    }
}

fn poor_wording(name: &NodeId, node: &Node) -> Vec<Problem> {
    let node_name = || name.clone();
    let mut problems = Vec::new();
    if texts_of(node).into_iter().any(lacks_words) {
        problems.push(Problem::EmptyText { node: node_name() });
    }
    match node {
        Node::Ask { save, .. } if save.trim().is_empty() => {
            problems.push(Problem::EmptyName { node: node_name() });
        }
        Node::Choose { options, .. } if options.is_empty() => {
            problems.push(Problem::NoOptions { node: node_name() });
        }
        Node::Match { cases, .. } => {
            let poor = |entry: &String| !words::says_something(entry);
            if cases.iter().any(|case| case.any_of.is_empty() || case.any_of.iter().any(poor)) {
                problems.push(Problem::EmptyWords { node: node_name() });
            }
        }
        _ => {}
    }
    problems
}

fn texts_of(node: &Node) -> Vec<&Texts> {
    match node {
        Node::Say { text, .. } | Node::Ask { text, .. } => vec![text],
        Node::Choose { text, options, .. } => {
            std::iter::once(text).chain(options.iter().map(|option| &option.label)).collect()
        }
        Node::Match { .. } | Node::Listen { .. } | Node::HandOver { .. } | Node::End => Vec::new(),
    }
}

fn lacks_words(texts: &Texts) -> bool {
    texts.0.is_empty() || texts.0.values().any(|text| text.trim().is_empty())
}
