//! What a session answers to each command. Read this first; who says what has a file of its own: `customer.rs`,
//! `serving.rs`, `moving.rs`, `beside.rs`, `outside.rs`, `told.rs`, `timeouts.rs`, and `bot.rs` for what follows.

use uuid::Uuid;

use crate::effect::{Channel, Effect};
use crate::ids::{AgentId, SessionId, ShardId, Subject};
use crate::machine::{Ctx, Draft, Machine, Recorded, Row};
use crate::message::Content;
use crate::time::{Deadline, Timestamp};

use super::state::{Attendance, Company, Marks, Parted, Phase, Session};
use super::{ClosedWhy, Command, Event, Given, Live, Refusal};

/// What a command leads to, or why not.
pub(super) type Drafts = Result<Vec<Draft<Event>>, Refusal>;

impl Machine for Session {
    const SNAPSHOT: u32 = 3;

    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Given = Given;
    type Live = Live;

    fn blank(subject: &Subject) -> Self {
        let id = match subject {
            Subject::Session(id) => *id,
            Subject::Agent(..) | Subject::Queue(..) | Subject::Call(..) => {
                SessionId::placed(Uuid::nil(), ShardId(0))
            }
        };
        Self {
            id,
            opened: None,
            phase: Phase::Fresh,
            since: Timestamp::default(),
            attendance: Attendance::default(),
            entries: 0,
            not_before: Timestamp::default(),
            parted: Parted::default(),
            served: Default::default(),
            company: Company::default(),
            marks: Marks::default(),
            channel: Channel::default(),
        }
    }

    fn decide(&self, ctx: &Ctx<'_, Self>, command: &Command) -> Drafts {
        match command {
            Command::CustomerText { opening, text, attachment, authored_at } => {
                self.customer_text(ctx, opening, text, attachment, *authored_at)
            }
            Command::CustomerStart { opening } => self.customer_start(ctx, opening),
            Command::LeaveMessage { opening, text, contact } => {
                self.leave_message(ctx, opening, text, contact)
            }
            Command::CustomerRead { up_to, at } => self.customer_read(ctx, *up_to, *at),
            Command::CustomerRated { score, on_scale, text } => {
                self.customer_rated(*score, *on_scale, text.as_deref())
            }
            Command::CustomerLeft => self.customer_left(ctx),
            Command::PresenceChanged { presence, unloaded } => {
                self.presence_changed(ctx, *presence, *unloaded)
            }
            Command::AgentText { agent, name, text, attachment, authored_at } => {
                self.agent_text(ctx, agent, name, text, attachment, *authored_at)
            }
            Command::Remark { by, name, remark } => self.remark(by, name.as_deref(), remark),
            Command::Amend { by, amendment } => self.amend(by, amendment),
            Command::End { by, name, remark } => self.end_with(ctx, by, name.as_deref(), remark),
            Command::AgentDone { agent } => self.agent_done(ctx, agent),
            Command::Transfer { by, name, to, note } => self.transfer(ctx, by, name, to, note.as_deref()),
            Command::HandToBot { by, group } => self.hand_to_bot(ctx, by, group.as_deref()),
            Command::PutBack { by, note, from } => self.put_back(ctx, by, note.as_deref(), from.as_ref()),
            Command::TakeOver { agent, name } => self.take_over(ctx, agent, name),
            Command::StepIn { agent, name } => self.step_in(ctx, agent, name),
            Command::StepOut { agent } => self.step_out(ctx, agent),
            Command::Watch { agent } => self.watch(agent),
            Command::Unwatch { agent } => self.unwatch(agent),
            Command::Whisper { agent, name, text } => self.whisper(agent, name, text),
            Command::AddNote { by, name, text } => self.add_note(by, name, text),
            Command::WrapUp { agent, code, note } => self.wrap_up(ctx, agent, code, note.as_deref()),
            Command::Application(word) => self.application(ctx, word),
            Command::Erase => self.erase(ctx),
            Command::Told(told) => Ok(self.told(ctx, told)),
            Command::Clock(clockwork) => Ok(self.clock(ctx, clockwork)),
        }
    }

    fn follow(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        self.bot_step(ctx)
    }

    fn apply(&mut self, event: &Recorded<Event>) {
        self.take(event);
    }

    fn deadline(&self) -> Option<Deadline> {
        self.earliest()
    }

    fn live_deadline(&self, ctx: &Ctx<'_, Self>) -> Option<Deadline> {
        self.held_back_until(ctx)
    }

    fn effects(&self, event: &Recorded<Event>) -> Vec<Effect> {
        self.owes(&event.event)
    }

    fn row(&self) -> Option<Row> {
        self.line()
    }

    fn may_rest(&self) -> bool {
        !self.bot_has_a_step()
    }
}

impl Session {
    /// Open and not over.
    pub(super) fn alive(&self) -> Result<(), Refusal> {
        match &self.phase {
            Phase::Fresh => Err(Refusal::NotOpen),
            Phase::Closed(_) => Err(Refusal::Closed),
            _ => Ok(()),
        }
    }

    pub(super) fn served_by(&self, agent: &AgentId) -> Result<(), Refusal> {
        self.alive()?;
        if self.agent() == Some(agent) { Ok(()) } else { Err(Refusal::NotServing) }
    }

    fn erase(&self, ctx: &Ctx<'_, Self>) -> Drafts {
        match self.alive() {
            Ok(()) => Ok(vec![self.closed(ctx, ClosedWhy::Erased)]),
            Err(Refusal::Closed) => Ok(Vec::new()),
            Err(other) => Err(other),
        }
    }

    /// The end, with the line the customer sees.
    pub(super) fn closed(&self, ctx: &Ctx<'_, Self>, why: ClosedWhy) -> Draft<Event> {
        let notices = &ctx.given.policy.notices;
        let silent = Some(&notices.closed_silent)
            .filter(|line| why == ClosedWhy::Silent && !line.0.is_empty())
            .unwrap_or(&notices.closed);
        let line = self.in_their_language(silent, &[]);
        Draft::of(Event::Closed { why }).with(Content::text(line))
    }
}

pub(super) fn said(text: &str) -> Result<&str, Refusal> {
    if text.trim().is_empty() { Err(Refusal::EmptyText) } else { Ok(text) }
}
