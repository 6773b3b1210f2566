//! Words a workspace has settled on: why an agent is away, what a session was about.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::message::Texts;

/// A code, and what people read for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    /// Stable: events hold it.
    pub code: String,
    /// For people, by language.
    pub label: Texts,
}

/// The codes that may be used anew. Where none are settled, any word will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes(BTreeSet<String>);

impl Codes {
    /// Those of a list.
    pub fn of(list: &[Labelled]) -> Self {
        Self(list.iter().map(|one| one.code.clone()).collect())
    }

    /// Whether this one may be used.
    pub fn allow(&self, code: &str) -> bool {
        self.0.is_empty() || self.0.contains(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_word_will_do_until_there_is_a_list() {
        let lunch = Labelled { code: "lunch".to_owned(), label: Texts::default() };
        assert!(Codes::default().allow("anything"));
        let settled = Codes::of(&[lunch]);
        assert!(settled.allow("lunch") && !settled.allow("Lunch") && !settled.allow(""));
    }
}
