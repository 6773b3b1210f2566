//! The life of a session, event by event: what may come after what, and who may be said to serve.

use std::collections::{BTreeMap, BTreeSet};

use super::{Invariant, Notes};
use crate::ids::{AgentId, Subject};
use crate::session::Event;

/// Where each session stands.
#[derive(Debug, Default)]
pub(super) struct Sessions(BTreeMap<Subject, Life>);

#[derive(Debug, Default)]
struct Life {
    phase: Phase,
    entries: u32,
    has_bot: bool,
    /// Beside whoever serves.
    speaking: BTreeSet<AgentId>,
    /// Everybody who ever served it: each may sum it up.
    served: BTreeSet<AgentId>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Fresh,
    Bot,
    Queued(u32),
    Agent(AgentId),
    Desk,
    Released,
    Closed,
}

impl Sessions {
    pub(super) fn take(&mut self, event: &Event, notes: &mut Notes<'_>) {
        let life = self.0.entry(notes.seen.subject.clone()).or_default();
        life.owner(event, notes);
        notes.must(life.may(event), Invariant::LifeCycle, || {
            format!("{} while {:?}", notes_name(event), life.phase)
        });
        life.take(event);
    }
}

fn notes_name(event: &Event) -> String {
    use crate::machine::Fact;
    event.describe().0.to_owned()
}

impl Life {
    fn owner(&self, event: &Event, notes: &mut Notes<'_>) {
        if let (Phase::Agent(serving), Event::Assigned { agent, .. }) = (&self.phase, event) {
            notes.must(false, Invariant::OneOwner, || format!("{agent} beside {serving}"));
        }
    }

    /// Whether this may come now.
    fn may(&self, event: &Event) -> bool {
        let alive = !matches!(self.phase, Phase::Fresh | Phase::Closed);
        let serves = |agent: &AgentId| self.phase == Phase::Agent(agent.clone());
        let queued = |entry: &u32| self.phase == Phase::Queued(*entry);
        match event {
            Event::Opened { .. } => self.phase == Phase::Fresh,
            Event::DeadlinesMoved { .. } => true,
            Event::AssignmentRefused { .. }
            | Event::NoteAdded { .. }
            | Event::Amended { .. }
            | Event::ReadMarked { .. }
            | Event::Rated { .. } => self.phase != Phase::Fresh,
            Event::WatchEnded { .. } => self.phase != Phase::Fresh,
            Event::WrappedUp { agent, .. } => self.served.contains(agent),
            Event::Queued { entry, .. } => alive && *entry == self.entries + 1,
            Event::QueueAskedAgain { entry, .. }
            | Event::PlaceTold { entry, .. }
            | Event::TurnedAway { entry, .. }
            | Event::Overflowed { entry, .. }
            | Event::Assigned { entry, .. } => queued(entry),
            Event::AgentSaid { agent, .. } => alive && (serves(agent) || self.speaking.contains(agent)),
            Event::AgentDone { agent, .. }
            | Event::AgentVanished { agent }
            | Event::ReleasedForSilence { agent, .. } => serves(agent),
            Event::PutBack { from, .. } => from.as_ref().is_some_and(serves),
            Event::TakenOver { from, .. } => alive && from.as_ref().is_none_or(serves),
            Event::SilenceWarned { .. } | Event::SteppedIn { .. } => matches!(self.phase, Phase::Agent(_)),
            Event::SteppedOut { agent } => self.speaking.contains(agent),
            Event::BotStarted { .. }
            | Event::BotSaid { .. }
            | Event::FlowMoved { .. }
            | Event::FlowBroken { .. }
            | Event::ApplicationSaid { bot: true, .. } => self.phase == Phase::Bot,
            Event::ApplicationSaid { bot: false, .. }
            | Event::DeskNumberTold { .. }
            | Event::DeskDone { .. } => self.phase == Phase::Desk,
            Event::MessageReceived { .. }
            | Event::Remarked { .. }
            | Event::MessageLeft
            | Event::PresenceChanged { .. }
            | Event::SystemSaid { .. }
            | Event::PlatformClosed { .. }
            | Event::Transferred { .. }
            | Event::HandedToBot { .. }
            | Event::HandedToDesk { .. }
            | Event::WatchBegan { .. }
            | Event::Whispered { .. }
            | Event::Closed { .. } => alive,
        }
    }

    fn take(&mut self, event: &Event) {
        let turned_away = || if self.has_bot { Phase::Bot } else { Phase::Released };
        let phase = match event {
            Event::Opened { flow, bot_key, .. } => {
                self.has_bot = flow.is_some() || bot_key.is_some();
                Phase::Bot
            }
            Event::Queued { entry, .. } => {
                self.entries = *entry;
                Phase::Queued(*entry)
            }
            Event::TurnedAway { .. } | Event::PlatformClosed { close_at: Some(_), .. } => turned_away(),
            Event::Assigned { agent, .. } => {
                self.speaking.remove(agent);
                self.served.insert(agent.clone());
                Phase::Agent(agent.clone())
            }
            Event::AgentDone { .. } | Event::ReleasedForSilence { .. } | Event::DeskDone { .. } => {
                Phase::Released
            }
            Event::HandedToBot { .. } => Phase::Bot,
            Event::HandedToDesk { .. } => Phase::Desk,
            Event::Closed { .. } => Phase::Closed,
            Event::SteppedIn { agent } => {
                self.speaking.insert(agent.clone());
                return;
            }
            Event::SteppedOut { agent } => {
                self.speaking.remove(agent);
                return;
            }
            _ => return,
        };
        if !matches!(phase, Phase::Agent(_) | Phase::Queued(_)) {
            self.speaking.clear();
        }
        self.phase = phase;
    }
}
