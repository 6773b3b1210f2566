//! What a queue's actor is between two events: the line, the agents as they said they are, the offers out.
//!
//! The sets beside the plain maps (`line`, `open`, `picky`, `taken`, `free`, `barred`, `guards`) are indexes, kept by
//! `change_entry` and `change_agent` of `indexes.rs` only.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::Verdict;
use super::door::Door;
use super::estimate::count;
use super::picking::Winners;
use super::turned::Turned;
use crate::effect::{AgentView, Channel, Priority, QueueValues, Wish};
use crate::ids::{AgentId, OfferId, QueueId, SessionId, Subject, WorkspaceId};
use crate::level::Slice;
use crate::time::Timestamp;

/// The order of the line: class, then since when, then the id so that no two are equal.
pub(super) type Key = (Priority, Timestamp, SessionId);

/// Where sessions wait, and who is asked next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Where it lives; none only when built for a subject that is not a queue, and then it does nothing.
    pub(super) address: Option<(WorkspaceId, QueueId)>,
    /// None before the first settings.
    pub(super) settings: Option<Settings>,
    /// Open or closed.
    pub(super) door: Door,
    /// Who waits.
    pub(super) entries: BTreeMap<SessionId, Entry>,
    /// All of them in order.
    pub(super) line: BTreeSet<Key>,
    /// Those to be offered to anybody who is free.
    pub(super) open: BTreeSet<Key>,
    /// Those to be offered, but with a wish, or with somebody who said no.
    pub(super) picky: BTreeSet<Key>,
    /// Those somebody has asked for themselves.
    pub(super) taken: BTreeSet<Key>,
    /// Everybody who ever served here, as they last said they are.
    pub(super) agents: BTreeMap<AgentId, Known>,
    /// Those who can be asked, the longest idle first.
    pub(super) free: BTreeSet<(Timestamp, AgentId)>,
    /// How many of the others cannot be asked, by reason.
    pub(super) barred: BTreeMap<Verdict, u32>,
    /// Offers out, by number.
    pub(super) offers: BTreeMap<u64, Offer>,
    /// When each of them is given up.
    pub(super) guards: BTreeSet<(Timestamp, u64)>,
    /// The number of the latest offer.
    pub(super) last_offer: u64,
    /// Whom the offer closed last was out to, so that its effects can still name them.
    pub(super) closed: Option<AgentId>,
    /// Who was turned away lately.
    pub(super) turned: Turned,
    /// Whose the latest sessions became, where agents pick.
    pub(super) winners: Winners,
    /// When the latest sessions got their agents.
    pub(super) assignments: VecDeque<Timestamp>,
    /// How the waits of the last hour ended.
    pub(super) ended: VecDeque<Slice>,
    /// When the latest event happened.
    pub(super) heard_at: Timestamp,
    /// Nothing about people is due before this (the process was away).
    pub(super) not_before: Timestamp,
}

/// The administrator's settings with their version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Settings {
    pub(super) version: u64,
    pub(super) values: QueueValues,
}

/// A stay in line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) entry: u32,
    pub(super) priority: Priority,
    pub(super) since: Timestamp,
    /// The desk has had the time from then on: since it came in line here, or since the queue opened for it.
    pub(super) servable_since: Timestamp,
    #[cfg_attr(feature = "planted", serde(serialize_with = "without_wish"))]
    pub(super) wish: Option<Wish>,
    /// Waits although the queue is closed or full.
    pub(super) patient: bool,
    /// Not offered to anybody before the queue opens.
    pub(super) held_back: bool,
    /// The customer is away: passed over, place kept.
    pub(super) absent: bool,
    /// The offer out for it; never more than one.
    pub(super) offer: Option<u64>,
    /// Who said no.
    pub(super) noes: BTreeMap<AgentId, No>,
    /// An offer ended by the guard: that agent may still come and accept.
    pub(super) unsure: bool,
    /// The reasons given when last nobody could be asked.
    pub(super) nobody: Option<BTreeSet<Verdict>>,
}

#[cfg(feature = "planted")]
fn without_wish<S: serde::Serializer>(wish: &Option<Wish>, to: S) -> Result<S::Ok, S::Error> {
    let forgotten = crate::planted::is(crate::planted::Defect::WishForgotten);
    wish.as_ref().filter(|_| !forgotten).serialize(to)
}

/// A no to one entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct No {
    /// Not asked again before this, unless they change.
    pub(super) until: Timestamp,
    /// What they had changed to when they said it.
    pub(super) renewed: u64,
}

/// An agent as known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Known {
    /// The agent's own sequence at that view.
    pub(super) version: u64,
    pub(super) view: AgentView,
    /// Our offers which that view does not count yet.
    pub(super) uncounted: BTreeSet<u64>,
    /// Not asked until a newer view.
    pub(super) resting: bool,
    /// The version that last changed what they are ready for (not merely their load).
    pub(super) renewed: u64,
}

/// An offer out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Offer {
    pub(super) session: SessionId,
    pub(super) agent: AgentId,
    /// The agent had asked for it themselves.
    pub(super) picked: bool,
    /// The agent has answered.
    pub(super) held: bool,
    pub(super) guard_at: Timestamp,
    /// What the agent was given, in milliseconds, whatever the settings say later.
    pub(super) accept_within_ms: u64,
}

impl Entry {
    pub(super) fn key(&self, session: SessionId) -> Key {
        (self.priority, self.since, session)
    }
}

impl Known {
    pub(super) fn new(version: u64, view: AgentView) -> Self {
        Self { version, view, uncounted: BTreeSet::new(), resting: false, renewed: version }
    }

    /// Why this agent cannot be asked for anybody; none when they can.
    pub(super) fn bar(&self, channel: Channel) -> Option<Verdict> {
        if !self.view.reachable {
            return Some(Verdict::Unreachable);
        }
        if !self.view.ready {
            return Some(Verdict::NotReady);
        }
        if self.view.load.of(channel).saturating_add(count(self.uncounted.len()))
            >= self.view.capacity.of(channel)
        {
            return Some(Verdict::AtCapacity);
        }
        self.resting.then_some(Verdict::Resting)
    }
}

impl Queue {
    /// Nobody waits, nobody serves.
    pub(super) fn new(subject: &Subject) -> Self {
        let address = match subject {
            Subject::Queue(workspace, queue) => Some((workspace.clone(), queue.clone())),
            Subject::Session(_) | Subject::Agent(..) | Subject::Call(..) => None,
        };
        Self {
            address,
            settings: None,
            door: Door::default(),
            entries: BTreeMap::new(),
            line: BTreeSet::new(),
            open: BTreeSet::new(),
            picky: BTreeSet::new(),
            taken: BTreeSet::new(),
            agents: BTreeMap::new(),
            free: BTreeSet::new(),
            barred: BTreeMap::new(),
            offers: BTreeMap::new(),
            guards: BTreeSet::new(),
            last_offer: 0,
            closed: None,
            turned: Turned::default(),
            winners: Winners::default(),
            assignments: VecDeque::new(),
            ended: VecDeque::new(),
            heard_at: Timestamp::default(),
            not_before: Timestamp::default(),
        }
    }

    /// How many wait, offered ones included.
    pub fn waiting(&self) -> usize {
        self.line.len()
    }

    /// Whose slots a session of this queue takes.
    pub(super) fn channel(&self) -> Channel {
        self.settings.as_ref().map(|settings| settings.values.channel).unwrap_or_default()
    }

    /// The offer, if it is ours and still out.
    pub(super) fn live(&self, offer: &OfferId) -> Option<&Offer> {
        let (_, me) = self.address.as_ref()?;
        self.offers.get(&offer.number).filter(|_| offer.queue == *me)
    }

    /// The session's stay, if it is the one meant.
    pub(super) fn entry(&self, session: SessionId, entry: u32) -> Option<&Entry> {
        self.entries.get(&session).filter(|found| found.entry == entry)
    }
}
