//! What a host or the runtime may ask of the journal's writer, and what comes back.
//!
//! Everything that touches a stream goes through one first-in-first-out channel, loads as well as appends, so a reload
//! sees every append its predecessor had in flight (docs/adr/0002).

use switchboard_core::machine::Row;
use switchboard_core::{AnyCommand, CustomerKey, Owed, PlatformId, SessionId, Subject, Timestamp};

use crate::accounts::{AccountOutcome, AccountWrite};
use crate::chain::{self, Digest, Sealed};
use crate::customers::{CustomerOutcome, CustomerWrite};
use crate::error::{AppendError, JournalError};

/// How an answer gets back: called once, on the writer's thread; must not block.
pub type Reply<T> = Box<dyn FnOnce(T) + Send>;

/// One request to the writer.
pub enum Request {
    /// Begin a new incarnation of a stream: every older one is fenced from here on.
    Load {
        /// Whose stream.
        subject: Subject,
        /// All events and no snapshot, for a host that rejects the version of the one it got.
        whole: bool,
        /// Snapshot, tail and the new incarnation.
        reply: Reply<Result<Loaded, JournalError>>,
    },
    /// Append, settle, owe: one transaction.
    Append(Append),
    /// A cheaper waking for a stream that does not rest; a fenced incarnation changes nothing.
    Snapshot {
        /// Whose stream.
        subject: Subject,
        /// The incarnation whose state this is.
        incarnation: u64,
        /// State to wake from.
        snapshot: Snapshot,
    },
    /// The host rests: keep this snapshot and wake-up, forget the stream's head.
    Retire {
        /// Whose stream.
        subject: Subject,
        /// The resting incarnation; a fenced one changes nothing.
        incarnation: u64,
        /// State to wake from, if it is worth keeping.
        snapshot: Option<Snapshot>,
        /// When to wake it again; replaces what is stored.
        wake_at: Option<Timestamp>,
        /// Told when durable.
        reply: Reply<Result<(), JournalError>>,
    },
    /// Was this client message seen before? Asked when the host's own memory of ids does not reach back far enough.
    FindClient {
        /// Who sent it, and its id.
        sender: u64,
        /// Hash of the client's message id.
        id: u64,
        /// Where it was recorded.
        reply: Reply<Result<Option<ClientHit>, JournalError>>,
    },
    /// Which client messages did this stream record? For a host that woke from a snapshot, so that it need not ask about
    /// each message that comes.
    ClientsOf {
        /// The stream.
        subject: Subject,
        /// So many at most.
        limit: u32,
        /// Sender and id of each, in no order.
        reply: Reply<Result<Vec<(u64, u64)>, JournalError>>,
    },
    /// Which session of this customer is open?
    FindOpen {
        /// The platform.
        platform: PlatformId,
        /// The customer there.
        customer: CustomerKey,
        /// The open session.
        reply: Reply<Result<Option<SessionId>, JournalError>>,
    },
    /// Keep a command of a quarantined subject until it is released. The same client message or outbox row is kept
    /// once; its outbox row is left out of the backlog meanwhile.
    Park {
        /// The quarantined subject.
        subject: Subject,
        /// The command and what came with it.
        parked: Parked,
        /// Told when durable.
        reply: Reply<Result<(), JournalError>>,
    },
    /// Note that a subject is quarantined, with the cause; or (none) that it is released.
    Quarantine {
        /// The subject.
        subject: Subject,
        /// Why, for people.
        cause: Option<String>,
        /// Told when durable; on release, the parked commands in the order they came. They stay until carried out (an
        /// append settles their outbox row or carries their client stamp, or `Unpark`), so a crash between release and
        /// replay loses none: the subject is on the wake list and its next `Loaded` holds them.
        reply: Reply<Result<Vec<Parked>, JournalError>>,
    },
    /// A released command was answered without an event (refused, stale): forget it.
    Unpark {
        /// The subject.
        subject: Subject,
        /// The client message it came with.
        client: Option<ClientStamp>,
        /// The outbox row it came from; settled by this, if it still stands.
        settles: Option<OwedKey>,
    },
    /// An outbox row failed again: next try not before `due`; `set_aside` takes it out of the retries for good.
    Postpone {
        /// The row.
        key: OwedKey,
        /// Not before.
        due: Timestamp,
        /// Failed by panics too often: kept, shown, not tried again.
        set_aside: bool,
    },
    /// Everything still owed, for the start.
    Backlog {
        /// In the order it was owed; rows set aside are left out.
        reply: Reply<Result<Vec<OwedRow>, JournalError>>,
    },
    /// Subjects to wake: `wake_at` not after the instant, earliest first.
    WakeList {
        /// Up to when.
        until: Timestamp,
        /// At most so many.
        limit: u32,
        /// Who is due, and when.
        reply: Reply<Result<Vec<(Subject, Timestamp)>, JournalError>>,
    },
    /// Subjects quarantined, with their causes, for the start.
    Quarantined {
        /// All of them.
        reply: Reply<Result<Vec<(Subject, String)>, JournalError>>,
    },
    /// A change of configuration, tokens or credentials, with what it owes to subjects. Writing what is already there
    /// changes nothing and owes nothing.
    Account {
        /// What to write.
        write: AccountWrite,
        /// What came of it, and what was thereby owed, to be carried out now.
        reply: Reply<Result<Accounted, JournalError>>,
    },
    /// A write about customers: records, identities, keys of sites, erasures.
    Customer {
        /// What to write.
        write: CustomerWrite,
        /// What came of it.
        reply: Reply<Result<CustomerOutcome, JournalError>>,
    },
    /// Take sessions that are over into the index of what was said.
    TakeInWords {
        /// At most so many.
        limit: u32,
        /// How many it took.
        reply: Reply<Result<u32, JournalError>>,
    },
    /// Keep bytes under their hash (an attachment); keeping the same again changes nothing.
    KeepBlob {
        /// Media type, as checked by the door.
        media: String,
        /// The bytes.
        bytes: Vec<u8>,
        /// Their SHA-256.
        reply: Reply<Result<Digest, JournalError>>,
    },
}

/// Events of one stream, and all that must be true together with them.
pub struct Append {
    /// Whose stream.
    pub subject: Subject,
    /// The incarnation that decided this.
    pub incarnation: u64,
    /// The sequence this was decided on: the first event is `after + 1`.
    pub after: u64,
    /// The chain value this was decided on.
    pub chain: Digest,
    /// Possibly none, when only an outbox row is settled.
    pub events: Vec<NewEvent>,
    /// What the events owe.
    pub owed: Vec<OwedRow>,
    /// The outbox row whose command led to this; deleted in the same transaction.
    pub settles: Option<OwedKey>,
    /// Wake the subject no later than this; stored only when it is earlier than what is stored.
    pub wake_at: Option<Timestamp>,
    /// The subject's line in the views after these events.
    pub row: Option<Row>,
    /// Told after the commit, or why not.
    pub reply: Reply<Result<Committed, AppendError>>,
}

/// One event as it goes into the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Dense from 1 within the stream.
    pub seq: u64,
    /// Dense from 1 over what the customer may see.
    pub public: Option<u64>,
    /// The fact's name.
    pub kind: String,
    /// The version of the fact's form.
    pub version: u32,
    /// When it was decided.
    pub at: Timestamp,
    /// The fact as JSON.
    pub facts: String,
    /// The erasable half.
    pub content: Option<Sealed>,
    /// The chain value after this event.
    /// `NewEvent::linked` fills it in.
    pub chain: Digest,
    /// Who caused it.
    pub actor: String,
    /// The client message behind it, on the first event it led to.
    pub client: Option<ClientStamp>,
    /// The owed row or client message that caused it, for people.
    pub cause: Option<String>,
}

impl NewEvent {
    /// The same event with its chain value, computed over the one before.
    pub fn linked(mut self, before: &Digest) -> Self {
        self.chain = chain::link(before, &self.link());
        self
    }

    /// What the chain covers of this event.
    pub fn link(&self) -> chain::Link<'_> {
        chain::Link {
            seq: self.seq,
            public: self.public,
            kind: &self.kind,
            version: self.version,
            at: self.at,
            facts: &self.facts,
            actor: &self.actor,
            content: self.content.as_ref().map(|sealed| &sealed.hash),
        }
    }
}

/// A client message as the index keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientStamp {
    /// Hash of the sender (customer of a platform, agent, API key).
    pub sender: u64,
    /// Hash of the client's message id.
    pub id: u64,
    /// Hash of the message's body: same id and other body is refused.
    pub body: u64,
}

/// Where a client message was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientHit {
    /// The stream.
    pub subject: Subject,
    /// Its first event.
    pub seq: u64,
    /// The customer's number of that event.
    pub public: Option<u64>,
    /// Hash of the body it came with.
    pub body: u64,
}

/// Names an outbox row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwedKey {
    /// The stream that owes; `admin/<workspace>` for configuration.
    pub source: String,
    /// The event that owes.
    pub seq: u64,
    /// Its place among what the event owes, from 0.
    pub ordinal: u32,
}

/// An outbox row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedRow {
    /// Its name.
    pub key: OwedKey,
    /// What is owed to whom.
    pub owed: Owed,
    /// Failed tries so far.
    pub tries: u32,
}

/// A change of plain rows is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounted {
    /// What came of it.
    pub outcome: AccountOutcome,
    /// What it owes to subjects.
    pub owed: Vec<OwedRow>,
}

impl From<Vec<OwedRow>> for Accounted {
    fn from(owed: Vec<OwedRow>) -> Self {
        Self { outcome: AccountOutcome::Done, owed }
    }
}

/// A command kept for a quarantined subject.
#[derive(Debug, Clone)]
pub struct Parked {
    /// The command.
    pub command: AnyCommand,
    /// The client message it came with.
    pub client: Option<ClientStamp>,
    /// The outbox row it came from.
    pub settles: Option<OwedKey>,
}

/// State to wake from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last event in it.
    pub seq: u64,
    /// The last public number in it.
    pub public: u64,
    /// The machine's snapshot version.
    pub version: u32,
    /// The machine as JSON.
    pub state: String,
}

/// A stream's head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last event's sequence; 0 for none.
    pub seq: u64,
    /// The last public number; 0 for none.
    pub public: u64,
    /// The chain after the last event; zeroes for none.
    pub chain: Digest,
    /// When the last event was decided.
    pub at: Timestamp,
}

/// What a waking host gets.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The incarnation whose appends are taken from now on.
    pub incarnation: u64,
    /// Where the stream ends.
    pub head: Head,
    /// State to start from, if kept.
    pub snapshot: Option<Snapshot>,
    /// Every event after the snapshot; all of them when there is none or `whole` was asked.
    pub tail: Vec<StoredEvent>,
    /// Commands released from quarantine and not yet carried out, in the order they came.
    pub parked: Vec<Parked>,
}

/// An event as it comes out of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its place in the whole journal.
    pub position: u64,
    /// The stream.
    pub subject: Subject,
    /// Its place in the stream.
    pub seq: u64,
    /// The customer's number.
    pub public: Option<u64>,
    /// The fact's name.
    pub kind: String,
    /// The version of the fact's form.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// The fact as JSON.
    pub facts: String,
    /// The erasable half as JSON; none if there was none, or it was erased.
    pub content: Option<String>,
    /// Who caused it.
    pub actor: String,
    /// The client message behind it.
    pub client: Option<ClientStamp>,
}

impl StoredEvent {
    /// What the chain covers of this event; its content enters by the hash stored beside it.
    pub(crate) fn link<'a>(&'a self, content: Option<&'a Digest>) -> chain::Link<'a> {
        chain::Link {
            seq: self.seq,
            public: self.public,
            kind: &self.kind,
            version: self.version,
            at: self.at,
            facts: &self.facts,
            actor: &self.actor,
            content,
        }
    }
}

/// An append is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The journal position of its last event (of the whole journal, when it had no events).
    pub position: u64,
}
