//! What an agent's actor is between two events, and how an event changes it.
//!
//! A slot of a channel is taken by an offer (held or accepted), by a session served, or by its wrap-up; there are never
//! more of them than the channel's capacity, because only the agent itself hands them out. Telephone calls are handed out
//! by their provider and only counted here. What is decided lives in `decide.rs` and
//! `timers.rs`, whom it concerns in `effects.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Event;
use crate::effect::{AgentValues, AgentView, Capacity, Channel, HoldRefusal, Priority};
use crate::ids::{AgentId, CallId, OfferId, QueueId, SessionId, Subject, WorkspaceId};
use crate::machine::Recorded;
use crate::time::Timestamp;

/// A person who answers: intent, reachability, offers, sessions, wrap-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// Where it lives; none only when built for a subject that is not an agent, and then it does nothing.
    pub(super) address: Option<(WorkspaceId, AgentId)>,
    /// None before the first settings.
    pub(super) settings: Option<Settings>,
    /// Queues the latest settings no longer name: they are told once that they are not served any more.
    pub(super) dropped: BTreeSet<QueueId>,
    /// The intent: wants chats.
    pub(super) ready: bool,
    /// Why not, in the workspace's words.
    pub(super) reason: Option<String>,
    /// The latest change of readiness, reason or reachability.
    #[serde(default)]
    pub(super) since: Timestamp,
    /// As journaled; the connections themselves are volatile.
    pub(super) reachable: bool,
    /// A queue was told of a missing connection since the last `Reachable` and waits to hear of a new one.
    pub(super) missed: bool,
    /// While unreachable: sessions return to their queues then.
    pub(super) give_up_at: Option<Timestamp>,
    /// While unreachable: no company to any session then.
    pub(super) leave_at: Option<Timestamp>,
    /// Sessions looked on at, or spoken in beside whoever serves.
    pub(super) company: BTreeSet<SessionId>,
    /// Held and accepted offers.
    pub(super) offers: BTreeMap<OfferId, Offer>,
    /// Sessions served.
    pub(super) serving: BTreeMap<SessionId, Served>,
    /// Sessions being written up.
    pub(super) wrap_ups: BTreeMap<SessionId, WrapUp>,
    /// Telephone calls they are in, each with the room of chats it takes; all of it where none is said.
    #[serde(default)]
    pub(super) calls: BTreeMap<CallId, Option<u32>>,
    /// When each queue's turn came last: the longest ago is told of a free slot first.
    #[serde(default)]
    pub(super) turns: BTreeMap<QueueId, Timestamp>,
    /// The longest idle agent is asked first.
    pub(super) idle_since: Timestamp,
    /// Nothing about people is due before this (the process was away).
    pub(super) not_before: Timestamp,
}

/// The administrator's settings with their version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) version: u64,
    pub(super) values: AgentValues,
}

/// An offer that takes a slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) session: SessionId,
    pub(super) entry: u32,
    pub(super) channel: Channel,
    /// The session's class in line, and since when it waits there: what another queue must better to outbid it.
    #[serde(default)]
    pub(super) rank: (Priority, Timestamp),
    /// Since when the slot is taken.
    #[serde(default)]
    pub(super) held_at: Timestamp,
    pub(super) accept_by: Timestamp,
    /// Accepted: only the session's answer ends it now.
    pub(super) accepted: bool,
}

/// A session served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Served {
    /// The offer that led to it.
    pub(super) offer: OfferId,
    pub(super) channel: Channel,
}

/// A session being written up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WrapUp {
    pub(super) until: Timestamp,
    pub(super) channel: Channel,
}

impl Agent {
    /// Nobody yet: no settings, no intent, no connection.
    pub(super) fn new(subject: &Subject) -> Self {
        let address = match subject {
            Subject::Agent(workspace, agent) => Some((workspace.clone(), agent.clone())),
            Subject::Session(_) | Subject::Queue(..) | Subject::Call(..) => None,
        };
        Self {
            address,
            settings: None,
            dropped: BTreeSet::new(),
            ready: false,
            reason: None,
            since: Timestamp::default(),
            reachable: false,
            missed: false,
            give_up_at: None,
            leave_at: None,
            company: BTreeSet::new(),
            offers: BTreeMap::new(),
            serving: BTreeMap::new(),
            wrap_ups: BTreeMap::new(),
            calls: BTreeMap::new(),
            turns: BTreeMap::new(),
            idle_since: Timestamp::default(),
            not_before: Timestamp::default(),
        }
    }

    /// Its tenant.
    pub fn workspace(&self) -> Option<&WorkspaceId> {
        self.address.as_ref().map(|(workspace, _)| workspace)
    }

    /// Slots in use, of every channel. A telephone call takes a voice slot and, by its weight, room for chats: as much as
    /// there is at most, since nobody is asked whether it comes.
    pub fn loads(&self) -> Capacity {
        let offered = self.offers.values().map(|offer| offer.channel);
        let served = self.serving.values().map(|served| served.channel);
        let written_up = self.wrap_ups.values().map(|wrap_up| wrap_up.channel);
        let sessions: Capacity =
            offered.chain(served).chain(written_up).map(|channel| (channel, 1)).collect();
        let calls = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
        let room = self.capacities().of(Channel::Chat).saturating_sub(sessions.of(Channel::Chat));
        let takes = |sum: u32, takes: &Option<u32>| sum.saturating_add(takes.unwrap_or(u32::MAX));
        let taken = self.calls.values().fold(0, takes).min(room);
        sessions.and(Channel::Voice, calls).and(Channel::Chat, taken)
    }

    /// Slots in all; none before the first settings.
    pub fn capacities(&self) -> Capacity {
        self.settings.as_ref().map(|settings| settings.values.capacity.clone()).unwrap_or_default()
    }

    /// Whether this offer led to a session that is served now.
    pub(super) fn serves_by(&self, offer: &OfferId) -> bool {
        self.serving.values().any(|served| served.offer == *offer)
    }

    /// The queues served, each once.
    pub(super) fn queues(&self) -> BTreeSet<QueueId> {
        self.settings.iter().flat_map(|settings| settings.values.queues.iter().cloned()).collect()
    }

    /// The same, whose turn was longest ago first: queues that always have somebody waiting get the agent by turns,
    /// not the first by name for ever.
    pub(super) fn queues_by_turn(&self) -> Vec<QueueId> {
        let mut queues: Vec<QueueId> = self.queues().into_iter().collect();
        queues.sort_by_key(|queue| self.turns.get(queue).copied());
        queues
    }

    /// Whether this queue's sessions are for this agent.
    pub(super) fn serves(&self, queue: &QueueId) -> bool {
        self.settings.as_ref().is_some_and(|settings| settings.values.queues.contains(queue))
    }

    /// The agent as one queue shall see them.
    pub(super) fn view(&self, queue: &QueueId) -> AgentView {
        AgentView {
            serves: self.serves(queue),
            ready: self.ready,
            reachable: self.reachable,
            load: self.loads(),
            capacity: self.capacities(),
            idle_since: self.idle_since,
        }
    }

    /// Offers that still wait for the agent's answer.
    pub(super) fn held(&self) -> impl Iterator<Item = (&OfferId, &Offer)> {
        self.offers.iter().filter(|(_, offer)| !offer.accepted)
    }

    /// Takes a fact in.
    pub(super) fn take(&mut self, recorded: &Recorded<Event>) {
        let at = recorded.at;
        match &recorded.event {
            Event::Configured { version, values } => self.configure(*version, values, at),
            Event::IntentChanged { ready, reason, .. } => {
                if *ready && !self.ready {
                    self.idle_since = at;
                }
                self.since = at;
                self.ready = *ready;
                self.reason.clone_from(reason);
            }
            Event::Reachable => {
                if !self.reachable {
                    self.idle_since = at;
                    self.since = at;
                }
                self.reachable = true;
                self.missed = false;
                self.give_up_at = None;
                self.leave_at = None;
            }
            Event::Unreachable { give_up_at, leave_at } => {
                self.leave_at = *leave_at;
                self.reachable = false;
                self.since = at;
                self.give_up_at = Some(*give_up_at);
            }
            Event::Held { offer, session, entry, channel, priority, since, accept_by, .. } => {
                let held = Offer {
                    session: *session,
                    entry: *entry,
                    channel: *channel,
                    rank: (*priority, *since),
                    held_at: at,
                    accept_by: *accept_by,
                    accepted: false,
                };
                self.hold(offer, held);
            }
            Event::HoldRefused { why, .. } => self.missed |= *why == HoldRefusal::NotConnected,
            Event::OfferAccepted { offer, .. } => {
                if let Some(offer) = self.offers.get_mut(offer) {
                    offer.accepted = true;
                }
            }
            Event::OfferEnded { offer, .. } | Event::AssignmentLost { offer, .. } => {
                self.offers.remove(offer);
            }
            Event::Confirmed { offer, session } => {
                let channel = self.offers.remove(offer).map(|held| held.channel).unwrap_or_default();
                self.serving.insert(*session, Served { offer: offer.clone(), channel });
            }
            Event::SessionEnded { session, wrap_up_until, .. } => self.end(*session, *wrap_up_until, at),
            Event::WrapUpEnded { session } => {
                self.wrap_ups.remove(session);
                self.idle_since = at;
            }
            Event::SessionGivenUp { session } => {
                self.serving.remove(session);
            }
            Event::CompanyJoined { session, leave_at } => {
                self.company.insert(*session);
                self.leave_at = leave_at.or(self.leave_at);
            }
            Event::CompanyLeft { session } | Event::CompanyGivenUp { session } => {
                self.company.remove(session);
            }
            Event::CallJoined { call, takes } => {
                self.calls.insert(call.clone(), *takes);
            }
            Event::CallLeft { call } => {
                self.calls.remove(call);
                self.idle_since = at;
            }
            Event::DeadlinesMoved { not_before } => self.not_before = *not_before,
        }
    }

    fn configure(&mut self, version: u64, values: &AgentValues, at: Timestamp) {
        let before = self.queues();
        if self.settings.is_none() {
            self.idle_since = at;
            self.since = at;
        }
        self.settings = Some(Settings { version, values: values.clone() });
        let queues = self.queues();
        self.dropped = before.difference(&queues).cloned().collect();
        self.turns.retain(|queue, _| queues.contains(queue));
    }

    /// An offer answered a second time keeps its slot, its deadline and its acceptance.
    fn hold(&mut self, id: &OfferId, offer: Offer) {
        if !self.offers.contains_key(id) {
            self.idle_since = offer.held_at;
            self.turns.insert(id.queue.clone(), offer.held_at);
            self.offers.insert(id.clone(), offer);
        }
    }

    fn end(&mut self, session: SessionId, wrap_up_until: Option<Timestamp>, at: Timestamp) {
        let channel = self.serving.remove(&session).map(|served| served.channel).unwrap_or_default();
        match wrap_up_until {
            Some(until) => {
                self.wrap_ups.insert(session, WrapUp { until, channel });
            }
            None => self.idle_since = at,
        }
    }
}
