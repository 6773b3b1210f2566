//! What a queue remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::effect::{AgentView, HoldRefusal, OfferEnd, Priority, QueueValues, TurnedAway, WayOfWork, Wish};
use crate::ids::{AgentId, OfferId, QueueId, SessionId};
use crate::machine::{Audience, Fact};
use crate::time::Timestamp;

/// A fact of one queue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Event {
    /// New settings.
    Configured {
        /// Counts up with every change.
        version: u64,
        /// The settings.
        values: QueueValues,
    },
    /// It opens, or is found open; those who waited for it are offered.
    Opened {
        /// Closes then; none for never.
        until: Option<Timestamp>,
    },
    /// It closes, or is found closed.
    Closed {
        /// Opens then; none when nothing is planned.
        until: Option<Timestamp>,
        /// Those in line are told, and nobody is offered until it opens.
        tells: bool,
    },
    /// A session stands in line.
    Enqueued {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Its class.
        priority: Priority,
        /// Since when it counts as waiting.
        since: Timestamp,
        /// An agent wished for.
        wish: Option<Wish>,
        /// Waits although the queue is closed or full.
        #[serde(default)]
        patient: bool,
        /// Not offered to anybody before the queue opens.
        #[serde(default)]
        held_back: bool,
        /// 1 is next.
        place: u32,
        /// Estimated wait in milliseconds, when known.
        estimated_wait_ms: Option<u64>,
    },
    /// A session was not taken in.
    TurnedAway {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Why.
        why: TurnedAway,
        /// Where it is sent instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        overflow: Option<QueueId>,
    },
    /// A session left the line without an agent.
    Left {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// The customer went before anybody came.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gave_up: bool,
    },
    /// A waiting customer is away, or back.
    AbsenceChanged {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Away (passed over, keeps the place).
        absent: bool,
    },
    /// An agent changed.
    AgentChanged {
        /// The agent.
        agent: AgentId,
        /// The agent's own sequence.
        version: u64,
        /// As they are now.
        view: AgentView,
    },
    /// A session is held out to an agent.
    Chosen {
        /// The offer.
        offer: OfferId,
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// The agent.
        agent: AgentId,
        /// Offered, assigned or picked; none in journals of before there was a choice: the settings' own.
        #[serde(default)]
        way: Option<WayOfWork>,
        /// Why this one.
        record: Record,
        /// Offers on if the agent has not answered by then.
        guard_at: Timestamp,
    },
    /// Nobody could be asked; said once per entry until the reasons change.
    NobodyEligible {
        /// The session first in line.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// Why nobody.
        record: Record,
    },
    /// The agent holds the offer.
    OfferHeld {
        /// The offer.
        offer: OfferId,
        /// The guard moves: the agent owns the deadline now.
        guard_at: Timestamp,
    },
    /// The offer is over; the session is back at its place.
    OfferClosed {
        /// The offer.
        offer: OfferId,
        /// How.
        why: OfferClosedWhy,
        /// What the agent said of themselves with a refusal.
        view: Option<(u64, AgentView)>,
    },
    /// A session has its agent and leaves the line.
    Assigned {
        /// The session.
        session: SessionId,
        /// Its entry.
        entry: u32,
        /// The agent.
        agent: AgentId,
    },
    /// The process was away; what is due about people waits a little longer.
    DeadlinesMoved {
        /// Nothing about people is due before this.
        not_before: Timestamp,
    },
}

/// How an offer ended for the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferClosedWhy {
    /// The agent did not take the hold.
    Refused(HoldRefusal),
    /// The agent held it and it ended.
    Ended(OfferEnd),
    /// The agent never answered.
    GuardPassed,
}

/// Why an agent was, or was not, considered for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// The one asked.
    Chosen,
    /// Could have been asked; another was idle for longer.
    LessIdle,
    /// The session wishes for another agent for now.
    NotWished,
    /// Said no to this entry, or let it expire; asked again only when nobody else is left.
    SaidNo,
    /// Every slot is taken.
    AtCapacity,
    /// Wants no chats.
    NotReady,
    /// Has no connection.
    Unreachable,
    /// Refused a hold and has not been heard of since.
    Resting,
    /// Took it themselves: nobody was chosen.
    Picked,
}

/// The durable "why this agent": a verdict for each agent, full facts for the best ten.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Every agent of the queue, by verdict.
    pub verdicts: BTreeMap<Verdict, Vec<AgentId>>,
    /// The ten longest idle of those who could be asked, best first, with what was known of them.
    pub best: Vec<(AgentId, AgentView)>,
}

impl Fact for Event {
    fn describe(&self) -> (&'static str, Audience) {
        let kind = match self {
            Self::Configured { .. } => "configured",
            Self::Opened { .. } => "opened",
            Self::Closed { .. } => "closed",
            Self::Enqueued { .. } => "enqueued",
            Self::TurnedAway { .. } => "turned_away",
            Self::Left { .. } => "left",
            Self::AbsenceChanged { .. } => "absence_changed",
            Self::AgentChanged { .. } => "agent_changed",
            Self::Chosen { .. } => "chosen",
            Self::NobodyEligible { .. } => "nobody_eligible",
            Self::OfferHeld { .. } => "offer_held",
            Self::OfferClosed { .. } => "offer_closed",
            Self::Assigned { .. } => "assigned",
            Self::DeadlinesMoved { .. } => "deadlines_moved",
        };
        (kind, Audience::Staff)
    }
}
