//! A session's facts as a console reads them: the journal's own form is free to change, this one is a promise.
//!
//! `kind` is the fact's stable name. Instants are RFC 3339, durations milliseconds, keys camelCase; what is not set is
//! left out.

#![allow(missing_docs, reason = "as in the journal, where each is told")]

use serde::Serialize;
use switchboard_core::effect::{Bind, Priority, TurnedAway, Wish};
use switchboard_core::flow::FlowPin;
use switchboard_core::session::{ClosedWhy, Event, Notice, OnScale, QueuedWhy};
use switchboard_core::{AgentId, Language, OfferId, PlatformId, Presence, QueueId, Timestamp};

/// A fact of a session.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "ts", ts(optional_fields))]
pub enum FactView {
    Opened {
        platform: PlatformId,
        language: Language,
        queue: QueueId,
        #[serde(skip_serializing_if = "Option::is_none")]
        flow: Option<FlowPin>,
    },
    MessageReceived {},
    PresenceChanged {
        presence: Presence,
        #[serde(skip_serializing_if = "Option::is_none")]
        close_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        unloaded: Option<bool>,
    },
    BotStarted {
        flow: FlowPin,
    },
    BotSaid {
        typing: u64,
    },
    FlowMoved {
        node: String,
    },
    FlowBroken {
        node: String,
    },
    Queued {
        entry: u32,
        queue: QueueId,
        since: String,
        priority: Priority,
        why: QueuedWhy,
        #[serde(skip_serializing_if = "Option::is_none")]
        wish: Option<WishView>,
    },
    QueueAskedAgain {
        entry: u32,
    },
    PlaceTold {
        entry: u32,
        place: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        estimated_wait: Option<u64>,
    },
    TurnedAway {
        entry: u32,
        why: TurnedAwayWhy,
        #[serde(skip_serializing_if = "Option::is_none")]
        opens_at: Option<String>,
        close_at: String,
    },
    SystemSaid {
        notice: Notice,
    },
    Assigned {
        entry: u32,
        agent: AgentId,
        offer: OfferId,
    },
    AssignmentRefused {
        agent: AgentId,
        offer: OfferId,
    },
    AgentSaid {
        agent: AgentId,
    },
    Remarked {
        label: String,
    },
    Amended {
        message: u64,
        label: Option<String>,
        rating: Option<String>,
    },
    AgentDone {
        agent: AgentId,
        close_at: String,
    },
    AgentVanished {
        agent: AgentId,
    },
    Overflowed {
        entry: u32,
        to: QueueId,
    },
    PlatformClosed {
        #[serde(skip_serializing_if = "Option::is_none")]
        opens_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        close_at: Option<String>,
    },
    ReadMarked {
        up_to: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        at: Option<String>,
    },
    Rated {
        score: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        on_scale: Option<OnScale>,
    },
    MessageLeft {},
    Transferred {
        to_queue: QueueId,
        #[serde(skip_serializing_if = "Option::is_none")]
        to_agent: Option<AgentId>,
    },
    HandedToBot {
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        flow: Option<FlowPin>,
        #[serde(skip_serializing_if = "Option::is_none")]
        unknown_group: Option<bool>,
    },
    HandedToDesk {
        #[serde(skip_serializing_if = "Option::is_none")]
        queue: Option<QueueId>,
    },
    ApplicationSaid {
        typing: u64,
        bot: bool,
    },
    DeskNumberTold {
        number: u32,
    },
    DeskDone {
        close_at: String,
    },
    SilenceWarned {
        close_at: String,
    },
    ReleasedForSilence {
        agent: AgentId,
        close_at: String,
    },
    PutBack {
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<AgentId>,
    },
    TakenOver {
        by: AgentId,
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<AgentId>,
    },
    SteppedIn {
        agent: AgentId,
    },
    SteppedOut {
        agent: AgentId,
    },
    WatchBegan {
        agent: AgentId,
    },
    WatchEnded {
        agent: AgentId,
    },
    Whispered {
        agent: AgentId,
    },
    NoteAdded {
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
    },
    WrappedUp {
        agent: AgentId,
        code: String,
    },
    DeadlinesMoved {
        not_before: String,
    },
    Closed {
        why: ClosedWhy,
    },
}

/// Why a queue takes nobody in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum TurnedAwayWhy {
    Full,
    Unknown,
    Closed,
}

/// An agent a session waits for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct WishView {
    agent: AgentId,
    until: String,
    bind: Bind,
}

impl From<&Wish> for WishView {
    fn from(wish: &Wish) -> Self {
        Self { agent: wish.agent.clone(), until: wish.until.to_rfc3339(), bind: wish.bind }
    }
}

impl From<&Event> for FactView {
    fn from(event: &Event) -> Self {
        match event.clone() {
            Event::Opened { platform, language, queue, flow, .. } => {
                Self::Opened { platform, language, queue, flow }
            }
            Event::MessageReceived { .. } => Self::MessageReceived {},
            Event::PresenceChanged { presence, close_at, unloaded } => Self::PresenceChanged {
                presence,
                close_at: instant(close_at),
                unloaded: unloaded.then_some(true),
            },
            Event::BotStarted { flow, .. } => Self::BotStarted { flow },
            Event::BotSaid { typing_ms, .. } => Self::BotSaid { typing: typing_ms },
            Event::FlowMoved { cursor } => Self::FlowMoved { node: cursor.node },
            Event::FlowBroken { node } => Self::FlowBroken { node },
            Event::Queued { entry, queue, since, priority, why, wish, .. } => Self::Queued {
                entry,
                queue,
                since: since.to_rfc3339(),
                priority,
                why,
                wish: wish.as_ref().map(WishView::from),
            },
            Event::QueueAskedAgain { entry, .. } => Self::QueueAskedAgain { entry },
            Event::PlaceTold { entry, place, estimated_wait_ms } => {
                Self::PlaceTold { entry, place, estimated_wait: estimated_wait_ms }
            }
            Event::TurnedAway { entry, why, close_at, .. } => {
                let (why, opens_at) = match why {
                    TurnedAway::Full => (TurnedAwayWhy::Full, None),
                    TurnedAway::Unknown => (TurnedAwayWhy::Unknown, None),
                    TurnedAway::Closed { opens_at } => (TurnedAwayWhy::Closed, instant(opens_at)),
                };
                Self::TurnedAway { entry, why, opens_at, close_at: close_at.to_rfc3339() }
            }
            Event::SystemSaid { notice } => Self::SystemSaid { notice },
            Event::Assigned { entry, agent, offer } => Self::Assigned { entry, agent, offer },
            Event::AssignmentRefused { agent, offer } => Self::AssignmentRefused { agent, offer },
            Event::AgentSaid { agent, .. } => Self::AgentSaid { agent },
            Event::Remarked { label, .. } => Self::Remarked { label },
            Event::Amended { message, label, rating, .. } => Self::Amended { message, label, rating },
            Event::AgentDone { agent, close_at } => {
                Self::AgentDone { agent, close_at: close_at.to_rfc3339() }
            }
            Event::AgentVanished { agent } => Self::AgentVanished { agent },
            Event::Overflowed { entry, to } => Self::Overflowed { entry, to },
            Event::PlatformClosed { opens_at, close_at } => {
                Self::PlatformClosed { opens_at: instant(opens_at), close_at: instant(close_at) }
            }
            Event::ReadMarked { up_to, at } => Self::ReadMarked { up_to, at: instant(at) },
            Event::Rated { score, on_scale } => Self::Rated { score, on_scale },
            Event::MessageLeft => Self::MessageLeft {},
            Event::Transferred { to_queue, to_agent } => Self::Transferred { to_queue, to_agent },
            Event::HandedToBot { group, flow, unknown_group, .. } => {
                Self::HandedToBot { group, flow, unknown_group: unknown_group.then_some(true) }
            }
            Event::HandedToDesk { queue, .. } => Self::HandedToDesk { queue },
            Event::ApplicationSaid { typing_ms, bot, .. } => Self::ApplicationSaid { typing: typing_ms, bot },
            Event::DeskNumberTold { number } => Self::DeskNumberTold { number },
            Event::DeskDone { close_at } => Self::DeskDone { close_at: close_at.to_rfc3339() },
            Event::SilenceWarned { close_at } => Self::SilenceWarned { close_at: close_at.to_rfc3339() },
            Event::ReleasedForSilence { agent, close_at } => {
                Self::ReleasedForSilence { agent, close_at: close_at.to_rfc3339() }
            }
            Event::PutBack { agent, from } => Self::PutBack { agent, from },
            Event::TakenOver { by, from } => Self::TakenOver { by, from },
            Event::SteppedIn { agent } => Self::SteppedIn { agent },
            Event::SteppedOut { agent } => Self::SteppedOut { agent },
            Event::WatchBegan { agent } => Self::WatchBegan { agent },
            Event::WatchEnded { agent } => Self::WatchEnded { agent },
            Event::Whispered { agent } => Self::Whispered { agent },
            Event::NoteAdded { agent } => Self::NoteAdded { agent },
            Event::WrappedUp { agent, code } => Self::WrappedUp { agent, code },
            Event::DeadlinesMoved { not_before } => {
                Self::DeadlinesMoved { not_before: not_before.to_rfc3339() }
            }
            Event::Closed { why } => Self::Closed { why },
        }
    }
}

fn instant(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::to_rfc3339)
}
