//! The journal of the pure house: appends wait and are stored in their order, each whole or not at all; what they owe is stored
//! with them, and a row is settled by the append of whoever it reached.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use switchboard_core::invariants::{Laws, Violation, Witnessed};
use switchboard_core::{AnyEvent, CustomerKey, Owed, Recorded, Row, SessionId, Subject, Told, session};

/// What a test plants: the journal as it must not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A row that was settled is carried out again when it comes again.
    SettledAgain,
    /// What an append owes is stored with the next one.
    OwedApart,
}

/// A row of the outbox.
pub type RowId = u64;

/// Events of one subject on their way to the journal.
pub struct Append {
    pub subject: Subject,
    pub incarnation: u64,
    /// How many events the stream must have, and how many it has then.
    pub from: usize,
    pub until: usize,
    pub owed: Vec<Owed>,
    pub settles: Option<RowId>,
    pub row: Option<Row>,
}

#[derive(Default)]
pub struct Journal {
    pub waiting: VecDeque<Append>,
    pub rows: BTreeMap<Subject, Row>,
    pub broken: Vec<Violation>,
    /// The open session of each customer.
    pub open: BTreeMap<CustomerKey, SessionId>,
    flaw: Option<Flaw>,
    laws: Laws,
    post: BTreeMap<(Subject, Subject), VecDeque<(RowId, Told)>>,
    /// Rows there are.
    owed: BTreeSet<RowId>,
    /// Rows that reached somebody whose append waits.
    under_way: BTreeSet<RowId>,
    /// What was delivered lately.
    pub delivered: VecDeque<(RowId, Subject, Told)>,
    last: RowId,
    late: Vec<(Subject, Owed)>,
}

/// Deliveries kept to be brought again.
const KEPT: usize = 64;

impl Journal {
    pub fn with(flaw: Option<Flaw>) -> Self {
        Self { flaw, ..Self::default() }
    }

    pub fn witness(&mut self, subject: &Subject, recorded: &Recorded<AnyEvent>) {
        let Recorded { seq, public, at, event, content, .. } = recorded;
        let opens = matches!(event, AnyEvent::Session(session::Event::Opened { .. }));
        let customer = content.as_ref().filter(|_| opens).and_then(|content| content.customer.as_ref());
        if let (Some(customer), Subject::Session(session)) = (customer, subject) {
            self.open.insert(customer.clone(), *session);
        }
        if let (AnyEvent::Session(session::Event::Closed { .. }), Subject::Session(session)) =
            (event, subject)
        {
            self.open.retain(|_, open| open != session);
        }
        let seen = Witnessed { subject, seq: *seq, public: *public, at: *at, event, customer };
        self.broken.extend(self.laws.take(&seen));
    }

    /// Whether the row this append settles is still there.
    pub fn may_settle(&self, append: &Append) -> bool {
        let again = self.flaw == Some(Flaw::SettledAgain);
        again || append.settles.is_none_or(|row| self.owed.contains(&row))
    }

    /// The rest of an append, once its events are stored.
    pub fn settle_and_owe(&mut self, append: Append) {
        for (from, owed) in std::mem::take(&mut self.late) {
            self.owe(&from, owed);
        }
        self.given_up(&append);
        if let Some(row) = append.settles {
            self.owed.remove(&row);
        }
        for owed in append.owed {
            match self.flaw {
                Some(Flaw::OwedApart) => self.late.push((append.subject.clone(), owed)),
                _ => self.owe(&append.subject, owed),
            }
        }
        if let Some(row) = append.row {
            self.rows.insert(append.subject, row);
        }
    }

    /// It is not under way any more, stored or not.
    pub fn given_up(&mut self, append: &Append) {
        if let Some(row) = append.settles {
            self.under_way.remove(&row);
        }
    }

    pub fn owe(&mut self, from: &Subject, owed: Owed) {
        self.last += 1;
        self.owed.insert(self.last);
        self.post.entry((from.clone(), owed.target)).or_default().push_back((self.last, owed.told));
    }

    /// The next row of one of the pairs, unless one of theirs is under way.
    pub fn next(&mut self, pick: usize) -> Option<(RowId, Subject, Told)> {
        let Self { post, owed, .. } = self;
        post.retain(|_, rows| {
            while rows.front().is_some_and(|(row, _)| !owed.contains(row)) {
                rows.pop_front();
            }
            !rows.is_empty()
        });
        let pairs = self.post.len().max(1);
        let mut pairs = self.post.iter().cycle().skip(pick % pairs).take(self.post.len());
        let ((_, to), rows) =
            pairs.find(|(_, rows)| rows.front().is_some_and(|(row, _)| !self.under_way.contains(row)))?;
        let (row, told) = rows.front()?.clone();
        let next = (row, to.clone(), told);
        self.under_way.insert(row);
        self.delivered.push_back(next.clone());
        if self.delivered.len() > KEPT {
            self.delivered.pop_front();
        }
        Some(next)
    }

    /// What was not stored is lost.
    pub fn crash(&mut self) {
        self.waiting.clear();
        self.under_way.clear();
        self.late.clear();
    }

    pub fn nothing_owed(&self) -> bool {
        self.owed.is_empty()
    }
}
