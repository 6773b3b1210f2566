//! What a workspace wants kept out of its journal: numbers of cards, and what its own patterns find. Applied to every text
//! on its way in, so that what is stored, shown and handed on was never the original.
//!
//! A pattern runs in time linear in the text, whatever it is: the library has no backtracking. What it could still do,
//! find very many matches each by reading to the end, is bounded by a number of matches.

mod cards;

use regex::{Regex, RegexBuilder};
use switchboard_journal::settings::Redaction;

/// Patterns of a workspace at most.
pub const MOST_PATTERNS: usize = 20;
/// Bytes of a pattern at most.
pub const LONGEST_PATTERN: usize = 256;
/// What a pattern may take when it is made ready, in bytes: a repetition of repetitions takes more.
const PATTERN_ROOM: usize = 256 * 1024;
/// What it may take while it looks, in bytes.
const LOOKING_ROOM: usize = 1024 * 1024;
/// Groups within groups at most.
const DEEPEST: u32 = 32;
/// Matches of one pattern in one text; behind them the rest of the text is taken out as well.
const MOST_MATCHES: usize = 200;
/// What is put in the place of a match.
const MASK: &str = "••••";

/// Why a pattern is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// There are more than there may be.
    #[error("at most {MOST_PATTERNS} patterns")]
    TooMany,
    /// It is longer than it may be, or would take too much room.
    #[error("at most {LONGEST_PATTERN} bytes, and no repetition of repetitions that takes much room")]
    TooLarge,
    /// It does not read as a regular expression.
    #[error("not a regular expression (no look-around, no references back)")]
    NotAPattern,
    /// It finds something in an empty text, and so everywhere.
    #[error("it matches the empty text, and so everywhere")]
    MatchesNothing,
}

impl PatternError {
    /// A stable code in snake_case.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::TooLarge => "too_large",
            Self::NotAPattern => "not_a_pattern",
            Self::MatchesNothing => "matches_empty_text",
        }
    }
}

/// A workspace's rules, made ready.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    cards: bool,
    patterns: Vec<Regex>,
}

impl Redactor {
    /// Makes rules ready; or says which pattern (counted from 0) is not taken, and why.
    pub fn of(rules: &Redaction) -> Result<Self, (usize, PatternError)> {
        if rules.patterns.len() > MOST_PATTERNS {
            return Err((MOST_PATTERNS, PatternError::TooMany));
        }
        let ready = rules.patterns.iter().enumerate();
        let patterns: Result<_, _> =
            ready.map(|(at, pattern)| compiled(pattern).map_err(|why| (at, why))).collect();
        Ok(Self { cards: rules.cards, patterns: patterns? })
    }

    /// The same of rules that were taken once. Should one of them not be taken any more, the others still count.
    pub fn of_kept(rules: &Redaction) -> Self {
        let kept = rules.patterns.iter().filter_map(|pattern| match compiled(pattern) {
            Ok(ready) => Some(ready),
            Err(why) => {
                tracing::error!(%why, "a pattern that is to be kept out of the journal is of no use any more");
                None
            }
        });
        Self { cards: rules.cards, patterns: kept.collect() }
    }

    /// Whether there is nothing to look for.
    pub fn is_idle(&self) -> bool {
        !self.cards && self.patterns.is_empty()
    }

    /// Takes out of a text what does not belong into the journal.
    pub fn redact(&self, text: &mut String) {
        if self.cards
            && let Some(masked) = cards::masked(text)
        {
            *text = masked;
        }
        self.take_out_matches(text);
    }

    /// The same for a text that is not sent yet: what may become the number of a card is not shown either.
    pub fn redact_unsent(&self, text: &mut String) {
        if self.cards
            && let Some(masked) = cards::masked_begun(text)
        {
            *text = masked;
        }
        self.take_out_matches(text);
    }

    fn take_out_matches(&self, text: &mut String) {
        for pattern in &self.patterns {
            if let Some(masked) = without_matches(pattern, text) {
                *text = masked;
            }
        }
    }
}

fn compiled(pattern: &str) -> Result<Regex, PatternError> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(PatternError::TooLarge);
    }
    let ready = RegexBuilder::new(pattern)
        .size_limit(PATTERN_ROOM)
        .dfa_size_limit(LOOKING_ROOM)
        .nest_limit(DEEPEST)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
            _ => PatternError::NotAPattern,
        })?;
    if ready.is_match("") { Err(PatternError::MatchesNothing) } else { Ok(ready) }
}

fn without_matches(pattern: &Regex, text: &str) -> Option<String> {
    let (mut masked, mut from) = (String::new(), 0);
    for (count, found) in pattern.find_iter(text).enumerate() {
        masked.push_str(text.get(from..found.start()).unwrap_or_default());
        // A pattern can match nothing between two signs (`\b`), even if it does not in an empty text.
        if !found.is_empty() {
            masked.push_str(MASK);
        }
        from = found.end();
        if count + 1 == MOST_MATCHES {
            masked.push_str(MASK);
            return Some(masked);
        }
    }
    if from == 0 && masked.is_empty() {
        return None;
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    Some(masked)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn rules(cards: bool, patterns: &[&str]) -> Redaction {
        Redaction { cards, patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect() }
    }

    fn told(rules: &Redaction, text: &str) -> String {
        let mut text = text.to_owned();
        Redactor::of(rules).unwrap().redact(&mut text);
        text
    }

    #[test]
    fn s38_what_the_rules_find_is_not_in_the_text_any_more() {
        let personal = r"\b\d{6}[-+]?\d{4}\b";
        for (rules, said, stored) in [
            (rules(false, &[]), "4111111111111111", "4111111111111111"),
            (rules(true, &[]), "4111111111111111 and 811218-9876", "•••• 1111 and 811218-9876"),
            (rules(false, &[personal]), "I am 811218-9876.", "I am ••••."),
            (rules(true, &[personal]), "811218-9876 4111111111111111", "•••• •••• 1111"),
            (rules(false, &["(?i)secret", "hush"]), "Secret hush SECRET", "•••• •••• ••••"),
            (rules(false, &["^x"]), "xx", "••••x"),
            (rules(false, &[r"\bå+\b"]), "på å ååå", "på •••• ••••"),
        ] {
            assert_eq!(told(&rules, said), stored, "{rules:?}");
        }
        let mut unsent = "811218-9876 and 4111 1111".to_owned();
        Redactor::of(&rules(true, &[personal])).unwrap().redact_unsent(&mut unsent);
        assert_eq!(unsent, "•••• and ••••");
    }

    #[test]
    fn s38_a_pattern_that_cannot_be_is_refused_with_its_reason() {
        let (long, deep) = ("a".repeat(257), "(".repeat(40) + &")".repeat(40));
        for (pattern, why) in [
            ("(", PatternError::NotAPattern),
            (r"(a)\1", PatternError::NotAPattern),
            ("(?=a)b", PatternError::NotAPattern),
            (deep.as_str(), PatternError::NotAPattern),
            ("a*", PatternError::MatchesNothing),
            ("", PatternError::MatchesNothing),
            (long.as_str(), PatternError::TooLarge),
            ("((((a{100}){100}){100}){100}){100}", PatternError::TooLarge),
            (r"\w{5000}", PatternError::TooLarge),
        ] {
            assert_eq!(Redactor::of(&rules(false, &["fine", pattern])).unwrap_err(), (1, why), "{pattern}");
        }
        let many = vec!["x"; MOST_PATTERNS + 1];
        assert_eq!(Redactor::of(&rules(false, &many)).unwrap_err(), (MOST_PATTERNS, PatternError::TooMany));
        assert!(Redactor::of_kept(&rules(false, &["(", "hush"])).patterns.len() == 1);
    }

    /// Where a backtracking library would look for longer than the universe is old.
    #[test]
    fn f40_a_pattern_made_to_hang_stays_linear() {
        let long = "a".repeat(1_000_000) + "!";
        for pattern in
            [r"(a+)+$", r"(a|a)*b", r"(a|aa)+$", r"(.*)*x", "([^x]*)*y", ".*[^A-Z!]|[A-Z]", "a.*!|a"]
        {
            let Ok(redactor) = Redactor::of(&rules(true, &[pattern])) else {
                assert_eq!(pattern, "never", "each of them can be a pattern");
                continue;
            };
            let began = Instant::now();
            redactor.redact(&mut long.clone());
            assert!(began.elapsed() < Duration::from_secs(10), "{pattern}: {:?}", began.elapsed());
        }
        // Very many matches: what comes behind them is taken out with them.
        let dotted = told(&rules(false, &["x"]), &"x.".repeat(1_000));
        assert!(!dotted.contains('x') && dotted.matches(MASK).count() == MOST_MATCHES + 1, "{dotted}");
    }
}
