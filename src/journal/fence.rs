//! What is taken and what is refused: the incarnation fence and the heads of loaded streams. Pure; both journals use it.
//!
//! A unique (stream, seq) is not enough. A stranger takes n+1; our append n+1 fails; our next append n+2, decided on a
//! state that contains our n+1, fits again and would be taken. So every append names the incarnation that decided it,
//! and the first failure of an incarnation, for whatever cause, fences it until the stream is loaded anew.
//!
//! Requests are taken in batches, committed together. `committed` and `failed` end a batch; a batch that failed fences
//! every incarnation that had a part in it.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::Subject;

use crate::chain;
use crate::error::AppendError;
use crate::request::{Append, Head, NewEvent};

/// The heads of loaded streams and who may move them.
#[derive(Debug, Default)]
pub struct Fence {
    issued: u64,
    streams: BTreeMap<Subject, Stream>,
    batch: BTreeSet<Subject>,
    lax: bool,
}

#[derive(Debug, Clone, Copy)]
struct Stream {
    incarnation: u64,
    fenced: bool,
    head: Head,
}

impl Fence {
    /// A fence that keeps nobody out: only for tests which prove that its absence would be noticed.
    pub fn lax() -> Self {
        Self { lax: true, ..Self::default() }
    }

    /// Begins a new incarnation of a stream that stands at `head`; every older one is fenced from here on.
    pub fn begin(&mut self, subject: &Subject, head: Head) -> u64 {
        self.issued += 1;
        let stream = Stream { incarnation: self.issued, fenced: false, head };
        self.streams.insert(subject.clone(), stream);
        self.batch.insert(subject.clone());
        self.issued
    }

    /// Whether an append fits: from the living incarnation, onto the head, its events dense and chained. An append that
    /// does not fit fences its incarnation. One that does must be followed by `advance` or `refuse`.
    pub fn admit(&mut self, append: &Append) -> Result<(), AppendError> {
        if self.lax {
            return Ok(());
        }
        if !self.holds(&append.subject, append.incarnation) {
            return Err(AppendError::Fenced);
        }
        self.batch.insert(append.subject.clone());
        if self.streams.get(&append.subject).is_some_and(|stream| fits(&stream.head, append)) {
            return Ok(());
        }
        self.refuse(&append.subject, append.incarnation);
        Err(AppendError::Conflict)
    }

    /// The events were stored: the head moves.
    pub fn advance(&mut self, subject: &Subject, events: &[NewEvent]) {
        let Some(stream) = self.streams.get_mut(subject) else { return };
        for event in events {
            stream.head = Head {
                seq: event.seq,
                public: event.public.unwrap_or(stream.head.public),
                chain: event.chain,
                at: event.at,
            };
        }
    }

    /// An append of this incarnation failed: nothing more is taken from it.
    pub fn refuse(&mut self, subject: &Subject, incarnation: u64) {
        if let Some(stream) = self.streams.get_mut(subject)
            && stream.incarnation == incarnation
        {
            stream.fenced = true;
        }
    }

    /// Nothing more is taken from whoever lives this stream, until it is loaded anew.
    pub fn shut(&mut self, subject: &Subject) {
        if let Some(stream) = self.streams.get_mut(subject) {
            stream.fenced = true;
        }
    }

    /// Whether this incarnation is the living one and unfenced.
    pub fn holds(&self, subject: &Subject, incarnation: u64) -> bool {
        self.streams.get(subject).is_some_and(|stream| stream.incarnation == incarnation && !stream.fenced)
    }

    /// The host rests: the head is forgotten, and whatever still comes from it is fenced.
    pub fn retire(&mut self, subject: &Subject) {
        self.streams.remove(subject);
    }

    /// The batch is durable.
    pub fn committed(&mut self) {
        self.batch.clear();
    }

    /// The batch is lost: what was decided on it never became true.
    pub fn failed(&mut self) {
        for subject in std::mem::take(&mut self.batch) {
            if let Some(stream) = self.streams.get_mut(&subject) {
                stream.fenced = true;
            }
        }
    }

    /// Forgets every head, as a killed process does. Numbers go on counting, so that a straggler is not mistaken.
    pub fn forget(&mut self) {
        self.streams.clear();
        self.batch.clear();
    }
}

fn fits(head: &Head, append: &Append) -> bool {
    if append.after != head.seq || append.chain != head.chain {
        return false;
    }
    let mut head = *head;
    for event in &append.events {
        if event.seq != head.seq + 1 || event.public.is_some_and(|public| public != head.public + 1) {
            return false;
        }
        if chain::link(&head.chain, &event.link()) != event.chain {
            return false;
        }
        head = Head {
            seq: event.seq,
            public: event.public.unwrap_or(head.public),
            chain: event.chain,
            at: event.at,
        };
    }
    true
}

#[cfg(test)]
#[path = "fence_tests.rs"]
mod tests;
