//! Who is where and who looks at what: read by everybody, written rarely. It holds no strong address of a host.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use actix::prelude::SendError;
use actix::{Message, Recipient};
use dashmap::DashMap;
use switchboard_core::machine::Row;
use switchboard_core::{
    AnyRecorded, CustomerKey, PlatformId, SessionId, ShardId, Signal, Subject, WorkspaceId,
};

use crate::ask::ShardMessage;

/// What somebody can look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// What a customer of a platform may see: public events.
    Customer(PlatformId, CustomerKey),
    /// Signals for a session's customer: the agent's typing, the place in line.
    Line(SessionId),
    /// Everything staff may see of a subject: all its events, and a customer's typing.
    Subject(Subject),
    /// Changed rows of a workspace's lists.
    Desk(WorkspaceId),
    /// Every event of every telephone call of a workspace.
    Calls(WorkspaceId),
    /// What outside applications hear of a platform: every event of its sessions, and what its customers and agents do
    /// live, also before a session opens.
    Platform(PlatformId),
}

/// Something a viewer is shown. Viewers resume by sequence, so what is lost here is read from the journal.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub enum Shown {
    /// A committed event.
    Event(Arc<ShownEvent>),
    /// A signal about a session, without a number.
    Signal {
        /// The session.
        session: SessionId,
        /// The signal.
        signal: Signal,
    },
    /// A row of the lists changed.
    Row(Arc<ShownRow>),
    /// Something live on a platform.
    Live(Arc<ShownLive>),
    /// The viewer was too slow and missed something: it must read the journal, or close.
    Lagged,
}

/// A committed event as viewers get it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownEvent {
    /// The stream.
    pub subject: Subject,
    /// Its place in the whole journal.
    pub position: u64,
    /// The event.
    pub recorded: AnyRecorded,
}

/// A changed row.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownRow {
    /// The journal position of the change.
    pub position: u64,
    /// The row as it is now.
    pub row: Row,
}

/// Something live about a customer of a platform: no number, of no consequence when lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLive {
    /// Where.
    pub platform: PlatformId,
    /// About whom.
    pub customer: CustomerKey,
    /// What.
    pub live: Live,
}

/// What can be live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Live {
    /// The customer's client is there.
    Heartbeat,
    /// The customer's text not yet sent.
    Typing(String),
    /// An agent writes, or no longer.
    AgentTyping(bool),
    /// An event of a type the house does not know, as an application sent it.
    Relayed {
        /// What customers do; else what bots and agents do.
        inbound: bool,
        /// The event, as JSON.
        event: String,
    },
}

/// Names one viewer's watch, to end it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Viewer(u64);

/// The directory. Clones share it.
#[derive(Clone, Default)]
pub struct Directory {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    shards: OnceLock<Vec<Recipient<ShardMessage>>>,
    /// Strong, though viewers end by themselves: a sender made from a weak one for each message is a new sender each
    /// time, and actix lets every new sender put one message beyond a full mailbox, so it would never be full.
    watches: DashMap<Topic, Vec<(Viewer, Recipient<Shown>)>>,
    places: DashMap<SessionId, Signal>,
    /// The pages customers are on, for as long as their clients are there.
    pages: DashMap<(PlatformId, CustomerKey), Signal>,
    /// Up to where open sessions were received.
    received: DashMap<SessionId, Signal>,
    /// Whose open sessions are.
    customers: DashMap<SessionId, (PlatformId, CustomerKey)>,
    viewers: AtomicU64,
}

impl Directory {
    /// A name for a new viewer.
    pub fn viewer(&self) -> Viewer {
        Viewer(self.inner.viewers.fetch_add(1, Ordering::Relaxed))
    }

    /// Starts showing a topic to a viewer. Subscribe first, then read the journal, then drop the overlap. A place in
    /// line told before is shown at once, and so is what a session's customer told of their client.
    pub fn watch(&self, topic: Topic, viewer: Viewer, recipient: &Recipient<Shown>) {
        let of = match &topic {
            Topic::Line(session) | Topic::Subject(Subject::Session(session)) => Some(*session),
            _ => None,
        };
        let is_line = matches!(topic, Topic::Line(_));
        let mut watches = self.inner.watches.entry(topic).or_default();
        if !watches.iter().any(|(known, _)| *known == viewer) {
            watches.push((viewer, recipient.clone()));
        }
        drop(watches);
        // Read after that, so that what changes just now is shown by one of the two.
        let Some(session) = of else { return };
        let kept = if is_line { [self.place(session), None] } else { self.told_of(session) };
        for signal in kept.into_iter().flatten() {
            let _ = recipient.try_send(Shown::Signal { session, signal });
        }
    }

    fn told_of(&self, session: SessionId) -> [Option<Signal>; 2] {
        let customer = self.inner.customers.get(&session).map(|customer| customer.clone());
        let page = customer.and_then(|customer| self.inner.pages.get(&customer).map(|page| page.clone()));
        [page, self.inner.received.get(&session).map(|received| received.clone())]
    }

    /// Stops showing a topic to a viewer.
    pub fn unwatch(&self, topic: &Topic, viewer: Viewer) {
        if let Some(mut watches) = self.inner.watches.get_mut(topic) {
            watches.retain(|(known, _)| *known != viewer);
        }
        self.inner.watches.remove_if(topic, |_, watches| watches.is_empty());
    }

    /// Whether anybody looks.
    pub fn is_watched(&self, topic: &Topic) -> bool {
        self.inner.watches.contains_key(topic)
    }

    /// Shows something to whoever looks. A viewer that cannot take it is shown no more, and only then told that it lags:
    /// told before, it could watch again and be struck off after that.
    pub fn show(&self, topic: &Topic, shown: &Shown) {
        let mut ended = Vec::new();
        if let Some(watches) = self.inner.watches.get(topic) {
            for (viewer, recipient) in watches.iter() {
                match recipient.try_send(shown.clone()) {
                    Ok(()) => {}
                    Err(SendError::Full(_)) => ended.push((*viewer, Some(recipient.clone()))),
                    Err(SendError::Closed(_)) => ended.push((*viewer, None)),
                }
            }
        }
        for (viewer, lagging) in ended {
            self.unwatch(topic, viewer);
            if let Some(recipient) = lagging {
                recipient.do_send(Shown::Lagged);
            }
        }
    }

    /// Keeps a customer's last place in line for whoever attaches later, and shows it.
    pub fn show_place(&self, session: SessionId, signal: Signal) {
        if self.inner.places.get(&session).is_some_and(|known| *known == signal) {
            return;
        }
        self.inner.places.insert(session, signal.clone());
        self.show(&Topic::Line(session), &Shown::Signal { session, signal });
    }

    /// Notes a place the customer was told by an event, so that no signal tells it again.
    pub fn note_place(&self, session: SessionId, signal: Signal) {
        self.inner.places.insert(session, signal);
    }

    /// The customer's last place in line; none for a session that does not wait.
    pub fn place(&self, session: SessionId) -> Option<Signal> {
        self.inner.places.get(&session).map(|place| place.clone())
    }

    /// Forgets the place of a session that waits no longer, and shows that.
    pub fn forget_place(&self, session: SessionId) {
        if self.inner.places.remove(&session).is_some() {
            self.show(&Topic::Line(session), &Shown::Signal { session, signal: Signal::OutOfLine });
        }
    }

    /// Keeps the page a customer is on for staff who look later, and shows it to those who look into their open session.
    pub(crate) fn show_page(
        &self,
        customer: (PlatformId, CustomerKey),
        session: Option<SessionId>,
        signal: Signal,
    ) {
        let before = self.inner.pages.insert(customer, signal.clone());
        if let Some(session) = session.filter(|_| before.as_ref() != Some(&signal)) {
            self.show(&Topic::Subject(Subject::Session(session)), &Shown::Signal { session, signal });
        }
    }

    /// The customer's client is there no longer.
    pub(crate) fn forget_page(&self, customer: &(PlatformId, CustomerKey)) {
        self.inner.pages.remove(customer);
    }

    /// Keeps up to where an open session was received, and shows it to staff who look. It only grows.
    pub(crate) fn show_received(&self, session: SessionId, up_to: u64) {
        let signal = Signal::Received { up_to };
        let is_known = |known: &Signal| matches!(known, Signal::Received { up_to: known } if *known >= up_to);
        if self.inner.received.get(&session).is_some_and(|known| is_known(&known)) {
            return;
        }
        self.inner.received.insert(session, signal.clone());
        self.show(&Topic::Subject(Subject::Session(session)), &Shown::Signal { session, signal });
    }

    /// Notes whose session this is, for as long as it is open.
    pub fn note_customer(&self, session: SessionId, platform: &PlatformId, customer: &CustomerKey) {
        self.inner.customers.entry(session).or_insert_with(|| (platform.clone(), customer.clone()));
    }

    /// The session is over.
    pub fn forget_customer(&self, session: SessionId) {
        self.inner.customers.remove(&session);
        self.inner.received.remove(&session);
    }

    /// Shows something live about a customer of a platform.
    pub fn show_live(&self, platform: &PlatformId, customer: &CustomerKey, live: Live) {
        let topic = Topic::Platform(platform.clone());
        if self.is_watched(&topic) {
            let shown = ShownLive { platform: platform.clone(), customer: customer.clone(), live };
            self.show(&topic, &Shown::Live(Arc::new(shown)));
        }
    }

    /// Shows something live about the customer of an open session.
    pub fn show_live_of(&self, session: SessionId, live: Live) {
        let known = self.inner.customers.get(&session).map(|known| known.clone());
        if let Some((platform, customer)) = known {
            self.show_live(&platform, &customer, live);
        }
    }

    /// Where a subject's shard is reached; none before the house is open.
    pub fn shard(&self, shard: ShardId) -> Option<&Recipient<ShardMessage>> {
        let shards = self.inner.shards.get()?;
        shards.get(usize::from(shard.0) % shards.len().max(1))
    }

    /// Every arbiter's shard.
    pub fn shards(&self) -> &[Recipient<ShardMessage>] {
        self.inner.shards.get().map_or(&[], Vec::as_slice)
    }

    /// Lists the shards, once.
    pub(crate) fn open(&self, shards: Vec<Recipient<ShardMessage>>) {
        let _ = self.inner.shards.set(shards);
    }
}
