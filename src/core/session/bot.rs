//! The bot's part: one step of its script at a time, held back while the customer is typing, and while the customer is shown it
//! typing what it said before.

use std::sync::Arc;

use crate::effect::Priority;
use crate::flow::{Answered, Cursor, Flow, Heard, Next};
use crate::ids::QueueId;
use crate::machine::{Ctx, Draft};
use crate::message::{Content, Party};
use crate::time::{Deadline, Timestamp};

use super::moving::Stay;
use super::state::{Bot, Opened, Phase, Script, Session};
use super::{ClosedWhy, Event, QueuedWhy};

impl Bot {
    /// What its script may look at.
    fn heard<'a>(&'a self, opened: &'a Opened) -> Heard<'a> {
        Heard { last_text: self.last_text.as_deref(), answers: &self.answers, language: &opened.language }
    }
}

impl Session {
    /// The bot's next event, if it has one now.
    pub(super) fn bot_step(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        let (Phase::Bot(bot), Some(opened)) = (&self.phase, &self.opened) else { return None };
        match &bot.script {
            Script::Begins => Some(self.begin(ctx, bot)),
            Script::At(cursor) if !cursor.waits && self.held_back_until(ctx).is_none() => {
                Some(self.go_on(ctx, opened, bot, cursor))
            }
            Script::Broken => Some(self.hand_over(ctx, bot, None)),
            Script::At(_) | Script::AwaitsWord | Script::Outside => None,
        }
    }

    /// Until when the bot waits for the customer to stop typing, or for its own typing to be over, if it has something to
    /// say.
    pub(super) fn held_back_until(&self, ctx: &Ctx<'_, Self>) -> Option<Deadline> {
        if !self.bot_has_a_step() {
            return None;
        }
        let pause = ctx.given.policy.pause_after_typing;
        let theirs = ctx.live.last_typing.map(|at| Deadline { at: at + pause, why: "customer typing" });
        let ours = self.typing_until(ctx).map(|at| Deadline { at, why: "bot typing" });
        let latest = theirs.into_iter().chain(ours).max_by_key(|deadline| deadline.at);
        latest.filter(|deadline| deadline.at > ctx.now)
    }

    /// Clients show the bot typing for as long as each text says, so two at once would be shown in the wrong order. What
    /// is no text need not wait.
    fn typing_until(&self, ctx: &Ctx<'_, Self>) -> Option<Timestamp> {
        let (Phase::Bot(bot), Some(opened)) = (&self.phase, &self.opened) else { return None };
        let until = bot.typing_until.filter(|until| *until > ctx.now)?;
        let Script::At(cursor) = &bot.script else { return None };
        let next = self.flow(ctx)?.next(cursor, bot.heard(opened));
        matches!(next, Next::Say { .. }).then_some(until)
    }

    /// Whether the bot would go on by itself. Volatile facts may hold it back meanwhile.
    pub(super) fn bot_has_a_step(&self) -> bool {
        match &self.phase {
            Phase::Bot(bot) => match &bot.script {
                Script::At(cursor) => !cursor.waits,
                Script::Begins | Script::Broken => true,
                Script::AwaitsWord | Script::Outside => false,
            },
            _ => false,
        }
    }

    /// Where the customer's text takes a script that waits for it.
    pub(super) fn bot_hears(&self, ctx: &Ctx<'_, Self>, text: &str) -> Option<Draft<Event>> {
        let (Phase::Bot(bot), Some(opened)) = (&self.phase, &self.opened) else { return None };
        let Script::At(cursor) = &bot.script else { return None };
        if !cursor.waits {
            return None;
        }
        let answered = match self.flow(ctx) {
            Some(flow) => flow.answered(cursor, text, &opened.language),
            None => Err(cursor.node.clone()),
        };
        Some(match answered {
            Ok(Answered { cursor, answers }) => {
                let moved = Draft::of(Event::FlowMoved { cursor }).by(Party::Bot);
                if answers.is_empty() { moved } else { moved.with(Content { answers, ..Content::default() }) }
            }
            Err(node) => Draft::of(Event::FlowBroken { node }).by(Party::Bot),
        })
    }

    fn begin(&self, ctx: &Ctx<'_, Self>, bot: &Bot) -> Draft<Event> {
        let Some(pin) = &bot.pin else {
            return self.to_people(ctx, None, QueuedWhy::NoBot);
        };
        let begun = match self.flow(ctx) {
            Some(flow) => Event::BotStarted { flow: pin.clone(), cursor: flow.beginning() },
            None => Event::FlowBroken { node: String::new() },
        };
        Draft::of(begun).by(Party::Bot)
    }

    fn go_on(&self, ctx: &Ctx<'_, Self>, opened: &Opened, bot: &Bot, cursor: &Cursor) -> Draft<Event> {
        let Some(flow) = self.flow(ctx) else {
            return Draft::of(Event::FlowBroken { node: cursor.node.clone() }).by(Party::Bot);
        };
        let draft = match flow.next(cursor, bot.heard(opened)) {
            Next::Say { text, typing_ms, choices, cursor } => {
                let voice = bot.voice.as_deref().unwrap_or(&ctx.given.policy.bot_name);
                let said = Content { choices, ..Content::text(text) }.named(voice);
                Draft::of(Event::BotSaid { typing_ms, cursor }).with(said)
            }
            Next::Wait { cursor } => Draft::of(Event::FlowMoved { cursor }),
            Next::HandOver { queue } => self.hand_over(ctx, bot, queue.as_ref()),
            Next::End => self.closed(ctx, ClosedWhy::FlowEnded),
            Next::Broken { node } => Draft::of(Event::FlowBroken { node }),
        };
        draft.by(Party::Bot)
    }

    /// To people; where somebody gave the bot the session, and the script names nobody else, back to them: to the head of
    /// their queue, for a while to the same agent.
    fn hand_over(&self, ctx: &Ctx<'_, Self>, bot: &Bot, queue: Option<&QueueId>) -> Draft<Event> {
        let Some(back) = bot.back.as_ref().filter(|back| queue.is_none_or(|queue| *queue == back.queue))
        else {
            return self.to_people(ctx, queue, QueuedWhy::HandedOver);
        };
        let stay = Stay {
            priority: Priority::Returning,
            since: back.since,
            wish: back.agent.as_ref().and_then(|agent| self.prefers(ctx, agent)),
            patient: true,
            ..Stay::newcomer(ctx, &back.queue, QueuedWhy::BackFromBot)
        };
        self.queued(ctx, stay)
    }

    /// The script of the pinned version; nothing else will do.
    fn flow<'a>(&self, ctx: &'a Ctx<'_, Self>) -> Option<&'a Flow> {
        let pin = self.pinned()?;
        let groups = ctx.given.policy.groups.values().map(Arc::as_ref);
        let mut known = ctx.given.flow.as_deref().into_iter().chain(groups);
        known.find(|flow| flow.flow == pin.flow && flow.version == pin.version)
    }
}
