//! Does the journal still say what was written? Finds gaps, changed rows and broken promises; repairs nothing.
//!
//! `Check` is pure and takes the events one by one; `verify` feeds it and asks the database about the rest. What the
//! events say is held against the laws of the core (`switchboard_core::invariants`) by `verify_all` alone, since tests of
//! the journal write events that say nothing.

mod audit;
mod places;

use std::collections::{HashMap, HashSet};
use std::fmt;

use diesel::prelude::*;
use diesel::sql_types::Text;
use switchboard_core::Subject;
use switchboard_core::invariants::{Laws, Violation};

use crate::chain::{self, Digest, GENESIS};
use crate::error::JournalError;
use crate::export::Exported;
use crate::request::OwedKey;
use crate::schema::{counters, outbox, session_rows};
use crate::sqlite::values::{unsigned, unsigned32};
use crate::views::Views;
use crate::witness::witness;

/// Events read at once.
const PAGE: u32 = 2000;

/// Faults reported at most; beyond that only counted.
const REPORTED: usize = 1000;

/// What was looked at and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Events looked at.
    pub events: u64,
    /// Streams they belong to.
    pub streams: u64,
    /// Outbox rows looked at.
    pub owed: u64,
    /// Lines of the audit log looked at.
    pub audited: u64,
    /// Everything that is not as it should be; the first thousand.
    pub faults: Vec<Fault>,
    /// How many it were in all.
    pub found: u64,
}

impl Report {
    /// Nothing was found.
    pub fn is_sound(&self) -> bool {
        self.found == 0
    }

    fn note(&mut self, fault: Fault) {
        self.found += 1;
        if self.faults.len() < REPORTED {
            self.faults.push(fault);
        }
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An event is not at the next position.
    Position {
        /// Where it should be.
        expected: u64,
        /// Where it is.
        found: u64,
    },
    /// A stream has a gap.
    Gap {
        /// The stream.
        subject: Subject,
        /// The sequence expected.
        expected: u64,
        /// The sequence found.
        found: u64,
    },
    /// The customer's count has a gap.
    Public {
        /// The stream.
        subject: Subject,
        /// The event.
        seq: u64,
    },
    /// The chain does not hold: this event, or the stored chain, was changed.
    Chain {
        /// The stream.
        subject: Subject,
        /// The event.
        seq: u64,
    },
    /// The content is not what was sealed.
    Content {
        /// The stream.
        subject: Subject,
        /// The event.
        seq: u64,
    },
    /// A client message was recorded twice.
    ClientTwice {
        /// The stream of the second.
        subject: Subject,
        /// The second event.
        seq: u64,
    },
    /// An event, or its client message, is not listed where it would be looked for.
    Unlisted {
        /// The stream.
        subject: Subject,
        /// The event.
        seq: u64,
    },
    /// The lists of streams and client messages name so many events that are not there.
    Listed {
        /// How many.
        surplus: u64,
    },
    /// An outbox row is owed by an event that is not there.
    Owed {
        /// The row.
        key: OwedKey,
    },
    /// A customer has several open sessions on one platform.
    OpenTwice {
        /// The platform's id.
        platform: String,
        /// How many are open.
        open: u64,
    },
    /// A line of the audit log is not as it was written.
    Audit {
        /// The tenant; empty for the installation's own log.
        workspace: String,
        /// The line.
        seq: u64,
    },
    /// The audit log has a gap.
    AuditGap {
        /// The tenant; empty for the installation's own log.
        workspace: String,
        /// The number expected.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// The audit log ends too early.
    AuditCut {
        /// The tenant; empty for the installation's own log.
        workspace: String,
        /// How many lines there were.
        last: u64,
        /// How many there are.
        found: u64,
    },
    /// An event says what cannot be.
    Law(Violation),
    /// An event cannot be read.
    Unreadable {
        /// The stream.
        subject: Subject,
        /// The event.
        seq: u64,
    },
    /// What the database says of its own file.
    File {
        /// Its words.
        says: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Position { expected, found } => write!(f, "position {found} where {expected} was expected"),
            Self::Gap { subject, expected, found } => {
                write!(f, "{subject}: event {found} where {expected} was expected")
            }
            Self::Public { subject, seq } => {
                write!(f, "{subject}: the customer's count breaks at event {seq}")
            }
            Self::Chain { subject, seq } => write!(f, "{subject}: the chain breaks at event {seq}"),
            Self::Content { subject, seq } => write!(f, "{subject}: the content of event {seq} was changed"),
            Self::ClientTwice { subject, seq } => {
                write!(f, "{subject}: event {seq} records a client message a second time")
            }
            Self::Unlisted { subject, seq } => {
                write!(f, "{subject}: event {seq} is not listed where it is looked for")
            }
            Self::Listed { surplus } => write!(f, "{surplus} events are listed that are not there"),
            Self::Owed { key: OwedKey { source, seq, ordinal } } => {
                write!(f, "outbox: {source} {seq}.{ordinal} is owed by no event")
            }
            Self::OpenTwice { platform, open } => {
                write!(f, "a customer of {platform} has {open} open sessions")
            }
            Self::Audit { workspace, seq } => {
                write!(f, "audit log of {workspace:?}: line {seq} was changed")
            }
            Self::AuditGap { workspace, expected, found } => {
                write!(f, "audit log of {workspace:?}: line {found} where {expected} was expected")
            }
            Self::AuditCut { workspace, last, found } => {
                write!(f, "audit log of {workspace:?}: ends at line {found}, there were {last}")
            }
            Self::Law(violation) => violation.fmt(f),
            Self::Unreadable { subject, seq } => write!(f, "{subject}: event {seq} cannot be read"),
            Self::File { says } => write!(f, "database file: {says}"),
        }
    }
}

/// Checks events in the journal's order.
#[derive(Default)]
pub struct Check {
    report: Report,
    position: u64,
    streams: HashMap<Subject, Stream>,
    clients: HashSet<(u64, u64)>,
    laws: Option<Laws>,
}

struct Stream {
    seq: u64,
    public: u64,
    chain: Digest,
}

impl Check {
    /// The next event.
    pub fn take(&mut self, exported: &Exported) {
        let Self { report, position, streams, clients, laws } = self;
        let event = &exported.event;
        let (subject, seq) = (event.subject.clone(), event.seq);
        report.events += 1;
        if event.position != *position + 1 {
            report.note(Fault::Position { expected: *position + 1, found: event.position });
        }
        *position = event.position;
        let blank = Stream { seq: 0, public: 0, chain: GENESIS };
        let stream = streams.entry(event.subject.clone()).or_insert(blank);
        if seq != stream.seq + 1 {
            report.note(Fault::Gap { subject: subject.clone(), expected: stream.seq + 1, found: seq });
        }
        if event.public.is_some_and(|public| public != stream.public + 1) {
            report.note(Fault::Public { subject: subject.clone(), seq });
        }
        if chain::link(&stream.chain, &exported.link()) != exported.chain {
            report.note(Fault::Chain { subject: subject.clone(), seq });
        }
        if !sealed(exported) {
            report.note(Fault::Content { subject: subject.clone(), seq });
        }
        if event.client.is_some_and(|stamp| !clients.insert((stamp.sender, stamp.id))) {
            report.note(Fault::ClientTwice { subject, seq });
        }
        if let Some(laws) = laws {
            match witness(laws, event) {
                Ok(broken) => broken.into_iter().for_each(|violation| report.note(Fault::Law(violation))),
                Err(_) => report.note(Fault::Unreadable { subject: event.subject.clone(), seq }),
            }
        }
        // From what is stored, so that one changed row is reported once.
        let public = event.public.unwrap_or(stream.public);
        *stream = Stream { seq, public, chain: exported.chain };
    }

    fn owed(&mut self, key: OwedKey, counters: &HashMap<String, u64>) {
        self.report.owed += 1;
        let last = match key.source.parse::<Subject>() {
            Ok(subject) => self.streams.get(&subject).map_or(0, |stream| stream.seq),
            Err(_) => counters.get(&key.source).copied().unwrap_or(0),
        };
        if key.seq == 0 || key.seq > last {
            self.report.note(Fault::Owed { key });
        }
    }
}

/// Content and salt are there together or erased together, and hash to what was sealed.
fn sealed(exported: &Exported) -> bool {
    match (&exported.event.content, &exported.salt, &exported.content_hash) {
        (None, None, _) => true,
        (Some(json), Some(salt), Some(hash)) => chain::content_hash(json, salt) == *hash,
        _ => false,
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Checks how the whole journal is kept. Takes a while; the journal may be written meanwhile.
pub fn verify(views: &Views) -> Result<Report, JournalError> {
    run(Check::default(), views)
}

/// The same, and what its events say.
pub fn verify_all(views: &Views) -> Result<Report, JournalError> {
    run(Check { laws: Some(Laws::default()), ..Check::default() }, views)
}

fn run(mut check: Check, views: &Views) -> Result<Report, JournalError> {
    let lines: Vec<Line> = diesel::sql_query("PRAGMA integrity_check").load(&mut *views.conn()?)?;
    for Line { integrity_check: says } in lines {
        if says != "ok" {
            check.report.note(Fault::File { says });
        }
    }
    // Read first: an event owes in its own transaction, so what is owed here is in the pages that follow.
    let owed = owed(views)?;
    loop {
        let page = views.page(check.position, PAGE)?;
        page.iter().for_each(|exported| check.take(exported));
        if page.len() < PAGE as usize {
            break;
        }
    }
    let counters: Vec<(String, i64)> = counters::table.load(&mut *views.conn()?)?;
    let counters: HashMap<_, _> = counters.into_iter().map(|(name, last)| (name, unsigned(last))).collect();
    owed.into_iter().for_each(|key| check.owed(key, &counters));
    open_twice(views, &mut check.report)?;
    audit::check(views, &counters, &mut check.report)?;
    places::check(views, &mut check.report)?;
    check.report.streams = check.streams.len() as u64;
    Ok(check.report)
}

fn owed(views: &Views) -> Result<Vec<OwedKey>, JournalError> {
    let rows: Vec<(String, i64, i32)> = outbox::table
        .order(outbox::id)
        .select((outbox::source, outbox::seq, outbox::ordinal))
        .load(&mut *views.conn()?)?;
    let keys = rows.into_iter().map(|(source, seq, ordinal)| OwedKey {
        source,
        seq: unsigned(seq),
        ordinal: unsigned32(ordinal),
    });
    Ok(keys.collect())
}

fn open_twice(views: &Views, report: &mut Report) -> Result<(), JournalError> {
    let crowds: Vec<(String, i64)> = session_rows::table
        .filter(session_rows::open)
        .group_by((session_rows::platform, session_rows::customer))
        .having(diesel::dsl::count_star().gt(1))
        .select((session_rows::platform, diesel::dsl::count_star()))
        .load(&mut *views.conn()?)?;
    for (platform, open) in crowds {
        report.note(Fault::OpenTwice { platform, open: open.unsigned_abs() });
    }
    Ok(())
}
