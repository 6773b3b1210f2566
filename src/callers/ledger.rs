//! What was reported and what was answered, to hold what a server keeps against.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::life::Said;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is kept under this number.
    Kept(u64),
    /// Whether it was kept is not known: refused for now, kept without a number, or nobody answered.
    Unsure,
}

/// Everything reported so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    calls: BTreeMap<String, Told>,
    kept: u64,
    again: u64,
    unsure: u64,
}

/// What was reported of one call.
#[derive(Debug, Clone, Default, PartialEq)]
struct Told {
    /// Reports by the numbers they were answered with.
    kept: BTreeMap<u64, Value>,
    /// Reports that were sent once and answered with a number.
    firm: usize,
    /// Reports of which it is not known.
    unsure: Vec<Value>,
    /// One number was answered to two reports that differ.
    mixed: u64,
}

/// What a server keeps otherwise than it said, of one call or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amiss {
    /// Answered as kept, and not there under that number, as it was sent.
    pub lost: u64,
    /// There, and never sent, or there once more than it happened.
    pub added: u64,
}

impl Amiss {
    /// Everything is as it was said.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

impl std::ops::AddAssign for Amiss {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.added += other.added;
    }
}

impl Ledger {
    /// A report was answered.
    pub fn note(&mut self, said: &Said, answer: Answer) {
        let told = self.calls.entry(said.call.clone()).or_default();
        match answer {
            Answer::Kept(id) => {
                told.firm += usize::from(!said.is_again);
                let before = told.kept.insert(id, said.report.clone());
                told.mixed += u64::from(before.is_some_and(|before| before != said.report));
                self.kept += u64::from(!said.is_again);
                self.again += u64::from(said.is_again);
            }
            Answer::Unsure => {
                told.unsure.push(said.report.clone());
                self.unsure += 1;
            }
        }
    }

    /// Reports answered as kept; those that were known again; those of which it is not known.
    pub fn counts(&self) -> (u64, u64, u64) {
        (self.kept, self.again, self.unsure)
    }

    /// Every call anything was reported of.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        self.calls.keys().map(String::as_str)
    }

    /// Holds what a server keeps of a call against what was sent: rows as `ListCallEvents` answers them.
    pub fn hold(&self, call: &str, rows: &[Value]) -> Amiss {
        let nothing = Told::default();
        let told = self.calls.get(call).unwrap_or(&nothing);
        let row = |row: &Value| Some((row.get("id")?.as_u64()?, row.get("event")?.clone()));
        let listed: BTreeMap<u64, Value> = rows.iter().filter_map(row).collect();
        let lost = told.kept.iter().filter(|(id, report)| listed.get(id) != Some(*report)).count();
        let unknown =
            listed.iter().filter(|(id, event)| !told.kept.contains_key(id) && !told.unsure.contains(event));
        let unknown: BTreeSet<u64> = unknown.map(|(id, _)| *id).collect();
        // What was known again has no number of its own; what is unsure may have taken the place of the first.
        let doubled = told.kept.len().saturating_sub(told.firm.saturating_add(told.unsure.len()));
        let unread = rows.len() - listed.len();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Amiss {
            lost: count(lost).saturating_add(told.mixed),
            added: count(unknown.len().saturating_add(doubled).saturating_add(unread)),
        }
    }
}
