//! How each event changes the state. Cannot fail: content may be gone (an erased person), and an event that does not
//! fit the phase changes nothing it cannot change.

use std::time::Duration;

use crate::effect::Channel;
use crate::flow::{Cursor, FlowPin};
use crate::ids::{AgentId, OfferId};
use crate::machine::Recorded;
use crate::message::Content;
use crate::signal::Presence;
use crate::time::Timestamp;

use super::state::*;
use super::{ClosedWhy, END, Event, QueuedWhy};

impl Session {
    pub(super) fn take(&mut self, recorded: &Recorded<Event>) {
        let content = recorded.content.as_ref();
        let company = self.company.all();
        self.parted = Parted::default();
        self.marks.shown = recorded.public.unwrap_or(self.marks.shown);
        match &recorded.event {
            Event::Opened { .. } => self.open(recorded),
            Event::MessageReceived { silent_until, .. } => self.hear(*silent_until, content),
            Event::Remarked { .. } => self.take_remark(&recorded.actor, content),
            Event::MessageLeft => self.note_message(),
            Event::ReadMarked { up_to, .. } => self.marks.read = *up_to,
            Event::Rated { score, on_scale } => {
                (self.marks.rated, self.marks.on_scale) = (Some(*score), *on_scale);
            }
            Event::PresenceChanged { presence, close_at, .. } => self.attend(*presence, *close_at),
            Event::BotStarted { cursor, .. } => self.stand(Script::At(cursor.clone())),
            Event::BotSaid { typing_ms, cursor } => {
                self.stand(Script::At(cursor.clone()));
                if let Phase::Bot(bot) = &mut self.phase {
                    bot.typing_until = Some(recorded.at + Duration::from_millis(*typing_ms));
                }
            }
            Event::FlowMoved { cursor } => self.follow_script(cursor, content),
            Event::FlowBroken { .. } => self.stand(Script::Broken),
            Event::Queued { .. } => self.wait(recorded),
            Event::QueueAskedAgain { guard_at, .. } => {
                if let Phase::Queued(waiting) = &mut self.phase {
                    waiting.guard_at = Some(*guard_at);
                }
            }
            Event::PlaceTold { .. } => self.stand_in_line(content),
            Event::TurnedAway { close_at, .. } => self.turn_away(*close_at, recorded.at),
            Event::PlatformClosed { opens_at, close_at } => {
                self.marks.closing = Some(Closing { opens_at: *opens_at });
                if let Some(close_at) = close_at {
                    self.turn_away(*close_at, recorded.at);
                }
            }
            Event::Assigned { entry, agent, offer } => self.assign(*entry, agent, offer, recorded),
            Event::AgentSaid { silent_at, .. } => {
                self.hush(silent_at.map_or(Silence::None, Silence::Since));
            }
            Event::SilenceWarned { close_at } => self.hush(Silence::Warned(*close_at)),
            Event::AgentDone { close_at, .. } => self.release(*close_at, ClosedWhy::Released, recorded.at),
            Event::ReleasedForSilence { close_at, .. } => {
                self.release(*close_at, ClosedWhy::Silent, recorded.at);
            }
            Event::DeskDone { close_at } => self.release(*close_at, ClosedWhy::Released, recorded.at),
            Event::HandedToBot { group, flow, silent_until, .. } => {
                self.hand_over_to_bot(group.as_deref(), flow.clone(), *silent_until, recorded.at);
            }
            Event::HandedToDesk { silent_until, .. } => {
                let desk = AtDesk { answered: false, silent_until: *silent_until };
                self.enter(Phase::Desk(desk), recorded.at);
            }
            Event::ApplicationSaid { silent_until, .. } => {
                if let (Phase::Desk(desk), Some(silent_until)) = (&mut self.phase, silent_until) {
                    *desk = AtDesk { answered: true, silent_until: *silent_until };
                }
            }
            Event::SteppedIn { agent } => {
                let name = content.and_then(|content| content.name.clone()).unwrap_or_default();
                self.company.speaking.insert(agent.clone(), name);
            }
            Event::SteppedOut { agent } => drop(self.company.speaking.remove(agent)),
            Event::WatchBegan { agent } => drop(self.company.watching.insert(agent.clone())),
            Event::WatchEnded { agent } => drop(self.company.watching.remove(agent)),
            Event::DeadlinesMoved { not_before } => self.not_before = *not_before,
            Event::Closed { .. } => self.end(recorded.at),
            // Said, or carried out by the event after it: nothing to remember.
            Event::SystemSaid { .. }
            | Event::AssignmentRefused { .. }
            | Event::AgentVanished { .. }
            | Event::Overflowed { .. }
            | Event::Transferred { .. }
            | Event::PutBack { .. }
            | Event::TakenOver { .. }
            | Event::DeskNumberTold { .. }
            | Event::Amended { .. }
            | Event::Whispered { .. }
            | Event::NoteAdded { .. }
            | Event::WrappedUp { .. } => {}
        }
        self.parted.company = company.difference(&self.company.all()).cloned().collect();
    }

    /// From one phase to the next; who served or stood in line is parted from it.
    fn enter(&mut self, phase: Phase, at: Timestamp) {
        let former = std::mem::replace(&mut self.phase, phase);
        self.since = at;
        self.parted = match former {
            Phase::Agent(serving) => Parted { agent: Some(serving.agent), ..Parted::default() },
            Phase::Queued(waiting) => {
                Parted { line: Some((waiting.queue, waiting.entry)), ..Parted::default() }
            }
            _ => Parted::default(),
        };
        if !matches!(self.phase, Phase::Agent(_) | Phase::Queued(_)) {
            self.company.speaking.clear();
        }
    }

    fn open(&mut self, recorded: &Recorded<Event>) {
        let Event::Opened {
            workspace, platform, language, flow, queue, silent_until, bot_key, desk_key, ..
        } = &recorded.event
        else {
            return;
        };
        self.opened = Some(Opened {
            workspace: workspace.clone(),
            platform: platform.clone(),
            customer: recorded.content.as_ref().and_then(|content| content.customer.clone()),
            language: language.clone(),
            flow: flow.clone(),
            bot_key: bot_key.clone(),
            desk_key: desk_key.clone(),
            queue: queue.clone(),
            at: recorded.at,
        });
        self.enter(Phase::Bot(self.bot(Script::Begins, *silent_until)), recorded.at);
    }

    /// The platform's own bot, in the state it would begin in.
    fn bot(&self, script: Script, silent_until: Timestamp) -> Bot {
        let opened = self.opened.as_ref();
        let outside = opened.is_some_and(|opened| opened.bot_key.is_some());
        Bot {
            script: if outside { Script::Outside } else { script },
            pin: opened.and_then(|opened| opened.flow.clone()),
            last_text: None,
            answers: Default::default(),
            silent_until,
            back: None,
            voice: None,
            typing_until: None,
        }
    }

    /// The customer's word gives the script its steps back, and the agent their turn.
    fn hear(&mut self, silent_until: Timestamp, content: Option<&Content>) {
        self.marks.message = false;
        match &mut self.phase {
            Phase::Bot(bot) => {
                bot.silent_until = silent_until;
                bot.last_text = content.and_then(|content| content.text.clone());
                match &mut bot.script {
                    Script::At(cursor) => cursor.steps = 0,
                    Script::AwaitsWord => bot.script = Script::Begins,
                    Script::Begins | Script::Broken | Script::Outside => {}
                }
            }
            Phase::Desk(desk) => desk.silent_until = silent_until,
            Phase::Agent(serving) => serving.silence = Silence::None,
            _ => {}
        }
    }

    /// Whoever serves answers it as what they serve; otherwise it is work for a queue of messages.
    fn note_message(&mut self) {
        if !matches!(self.phase, Phase::Agent(_) | Phase::Desk(_)) {
            self.marks.message = true;
            self.channel = Channel::Message;
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

    fn wait(&mut self, recorded: &Recorded<Event>) {
        let Event::Queued { entry, queue, since, priority, wish, why, patient, guard_at } = &recorded.event
        else {
            return;
        };
        let overflows = self.waiting().map_or(0, |waiting| waiting.overflows);
        self.entries = *entry;
        let waiting = Waiting {
            entry: *entry,
            queue: queue.clone(),
            queue_name: None,
            since: *since,
            priority: *priority,
            wish: wish.clone(),
            patient: *patient,
            overflows: if *why == QueuedWhy::Overflowed { overflows.saturating_add(1) } else { 0 },
            guard_at: Some(*guard_at),
        };
        self.enter(Phase::Queued(waiting), recorded.at);
    }

    fn stand_in_line(&mut self, content: Option<&Content>) {
        self.marks.closing = None;
        if let Phase::Queued(waiting) = &mut self.phase {
            waiting.guard_at = None;
            waiting.queue_name = content.and_then(|content| content.name.clone());
        }
    }

    fn turn_away(&mut self, close_at: Timestamp, at: Timestamp) {
        let phase = if self.opened.as_ref().is_some_and(Opened::has_bot) {
            Phase::Bot(self.bot(Script::AwaitsWord, close_at))
        } else {
            Phase::Released(Released { close_at, why: ClosedWhy::Released, last: Last::Nobody })
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
            silence: Silence::None,
        };
        self.company.speaking.remove(agent);
        self.served.insert(agent.clone());
        self.enter(Phase::Agent(serving), recorded.at);
    }

    fn hush(&mut self, silence: Silence) {
        if let Phase::Agent(serving) = &mut self.phase {
            serving.silence = silence;
        }
    }

    fn release(&mut self, close_at: Timestamp, why: ClosedWhy, at: Timestamp) {
        let last = match &self.phase {
            Phase::Agent(serving) => Last::Agent(serving.agent.clone(), serving.queue.clone()),
            Phase::Desk(_) => Last::Desk,
            _ => Last::Nobody,
        };
        self.enter(Phase::Released(Released { close_at, why, last }), at);
    }

    /// A group's script knows where to return to; the polite end is said in the agent's name.
    fn hand_over_to_bot(
        &mut self,
        group: Option<&str>,
        flow: Option<FlowPin>,
        silent_until: Timestamp,
        at: Timestamp,
    ) {
        let back = match &self.phase {
            Phase::Agent(serving) => Some(Back {
                agent: Some(serving.agent.clone()),
                queue: serving.queue.clone(),
                since: serving.waited_since,
            }),
            Phase::Queued(waiting) => {
                Some(Back { agent: None, queue: waiting.queue.clone(), since: waiting.since })
            }
            _ => None,
        };
        let voice = match &self.phase {
            Phase::Agent(serving) if group == Some(END) => serving.name.clone(),
            _ => None,
        };
        let bot = self.bot(Script::Begins, silent_until);
        let pin = flow.or_else(|| bot.pin.clone());
        self.enter(Phase::Bot(Bot { pin, back, voice, ..bot }), at);
    }

    fn end(&mut self, at: Timestamp) {
        let ended = Ended { queue: self.queue().cloned() };
        self.enter(Phase::Closed(ended), at);
        self.company = Company::default();
    }
}
