//! How each event changes the state. Cannot fail: content may be gone (an erased person), and an event that does not
//! fit the phase changes nothing it cannot change.

use std::collections::BTreeMap;

use crate::flow::Cursor;
use crate::ids::{AgentId, OfferId};
use crate::machine::Recorded;
use crate::message::Content;
use crate::signal::Presence;
use crate::time::Timestamp;

use super::Event;
use super::state::{Bot, Ended, Opened, Phase, Released, Script, Serving, Session, Waiting};

impl Session {
    pub(super) fn take(&mut self, recorded: &Recorded<Event>) {
        let content = recorded.content.as_ref();
        match &recorded.event {
            Event::Opened { .. } => self.open(recorded),
            Event::MessageReceived { silent_until } => self.hear(*silent_until, content),
            Event::PresenceChanged { presence, close_at } => self.attend(*presence, *close_at),
            Event::BotStarted { cursor, .. } => self.stand(Script::At(cursor.clone())),
            Event::BotSaid { cursor, .. } => self.stand(Script::At(cursor.clone())),
            Event::FlowMoved { cursor } => self.follow_script(cursor, content),
            Event::FlowBroken { .. } => self.stand(Script::Broken),
            Event::Queued { entry, queue, since, priority, wish, why: _, guard_at } => {
                self.entries = *entry;
                let waiting = Waiting {
                    entry: *entry,
                    queue: queue.clone(),
                    queue_name: None,
                    since: *since,
                    priority: *priority,
                    wish: wish.clone(),
                    guard_at: Some(*guard_at),
                };
                self.enter(Phase::Queued(waiting), recorded.at);
            }
            Event::QueueAskedAgain { guard_at, .. } => {
                if let Phase::Queued(waiting) = &mut self.phase {
                    waiting.guard_at = Some(*guard_at);
                }
            }
            Event::PlaceTold { .. } => {
                if let Phase::Queued(waiting) = &mut self.phase {
                    waiting.guard_at = None;
                    waiting.queue_name = content.and_then(|content| content.name.clone());
                }
            }
            Event::TurnedAway { close_at, .. } => self.turn_away(*close_at, recorded.at),
            Event::Assigned { entry, agent, offer } => self.assign(*entry, agent, offer, recorded),
            Event::AgentDone { close_at, .. } => self.release(*close_at, recorded.at),
            Event::DeadlinesMoved { not_before } => self.not_before = *not_before,
            Event::Closed { .. } => self.end(recorded.at),
            // Said, or undone by the event after it: nothing to remember.
            Event::SystemSaid { .. }
            | Event::AssignmentRefused { .. }
            | Event::AgentSaid { .. }
            | Event::AgentVanished { .. } => {}
        }
    }

    fn enter(&mut self, phase: Phase, at: Timestamp) {
        self.phase = phase;
        self.since = at;
    }

    fn open(&mut self, recorded: &Recorded<Event>) {
        let Event::Opened { workspace, platform, language, flow, queue, silent_until, .. } = &recorded.event
        else {
            return;
        };
        self.opened = Some(Opened {
            workspace: workspace.clone(),
            platform: platform.clone(),
            customer: recorded.content.as_ref().and_then(|content| content.customer.clone()),
            language: language.clone(),
            flow: flow.clone(),
            queue: queue.clone(),
            at: recorded.at,
        });
        self.enter(Phase::Bot(Bot::new(Script::Begins, *silent_until)), recorded.at);
    }

    /// The customer's word gives the script its steps back.
    fn hear(&mut self, silent_until: Timestamp, content: Option<&Content>) {
        let Phase::Bot(bot) = &mut self.phase else { return };
        bot.silent_until = silent_until;
        bot.last_text = content.and_then(|content| content.text.clone());
        match &mut bot.script {
            Script::At(cursor) => cursor.steps = 0,
            Script::AwaitsWord => bot.script = Script::Begins,
            Script::Begins | Script::Broken => {}
        }
    }

    fn attend(&mut self, presence: Presence, close_at: Option<Timestamp>) {
        let was_lost = self.attendance.lost();
        self.attendance.presence = presence;
        self.attendance.close_at = close_at;
        self.attendance.crossed = was_lost != self.attendance.lost();
    }

    fn stand(&mut self, script: Script) {
        if let Phase::Bot(bot) = &mut self.phase {
            bot.script = script;
        }
    }

    fn follow_script(&mut self, cursor: &Cursor, content: Option<&Content>) {
        self.stand(Script::At(cursor.clone()));
        if let (Phase::Bot(bot), Some(content)) = (&mut self.phase, content) {
            bot.answers.extend(content.answers.clone());
        }
    }

    fn turn_away(&mut self, close_at: Timestamp, at: Timestamp) {
        let phase = if self.pinned().is_some() {
            Phase::Bot(Bot::new(Script::AwaitsWord, close_at))
        } else {
            Phase::Released(Released { close_at, last: None })
        };
        self.enter(phase, at);
    }

    fn assign(&mut self, entry: u32, agent: &AgentId, offer: &OfferId, recorded: &Recorded<Event>) {
        let (queue, queue_name, waited_since) = match &self.phase {
            Phase::Queued(waiting) => (waiting.queue.clone(), waiting.name().to_owned(), waiting.since),
            _ => (offer.queue.clone(), offer.queue.to_string(), recorded.at),
        };
        let serving = Serving {
            agent: agent.clone(),
            name: recorded.content.as_ref().and_then(|content| content.name.clone()),
            offer: offer.clone(),
            entry,
            queue,
            queue_name,
            waited_since,
        };
        self.enter(Phase::Agent(serving), recorded.at);
    }

    fn release(&mut self, close_at: Timestamp, at: Timestamp) {
        let last = match &self.phase {
            Phase::Agent(serving) => Some((serving.agent.clone(), serving.queue.clone())),
            _ => None,
        };
        self.enter(Phase::Released(Released { close_at, last }), at);
    }

    fn end(&mut self, at: Timestamp) {
        let entry = match &self.phase {
            Phase::Queued(waiting) => Some(waiting.entry),
            _ => None,
        };
        let ended = Ended { queue: self.queue().cloned(), entry, agent: self.agent().cloned() };
        self.enter(Phase::Closed(ended), at);
    }
}

impl Bot {
    fn new(script: Script, silent_until: Timestamp) -> Self {
        Self { script, last_text: None, answers: BTreeMap::new(), silent_until }
    }
}
