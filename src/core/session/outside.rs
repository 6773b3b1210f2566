//! An outside bot or desk at work. Only who serves may speak; a handover told twice is taken once.

use crate::effect::Bind;
use crate::ids::AgentId;
use crate::machine::{Ctx, Draft};
use crate::message::{Content, Party};

use super::customer::open;
use super::decide::{Drafts, said};
use super::moving::{Stay, wish};
use super::state::{Last, Phase, Script, Session};
use super::{AppWhat, ApplicationWord, ClosedWhy, Event, Notice, QueuedWhy, Refusal};

/// What the key is to this session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    /// It is the platform's outside bot, or desk.
    bot: bool,
    desk: bool,
    /// It serves as such now.
    serves: bool,
}

impl Session {
    pub(super) fn application(&self, ctx: &Ctx<'_, Self>, word: &ApplicationWord) -> Drafts {
        if self.is_closed() {
            return Err(Refusal::Closed);
        }
        let part = self.part(ctx, &word.key);
        if !part.bot && !part.desk {
            return Err(Refusal::NotServing);
        }
        let drafts = if self.opened.is_none() {
            self.open_by_handover(ctx, word, part)
        } else if part.serves {
            self.serving_word(ctx, &word.what, part)
        } else {
            self.late_word(&word.what, part)
        };
        let by = Party::Application(word.key.clone());
        Ok(drafts?.into_iter().map(|draft| draft.by(by.clone())).collect())
    }

    fn part(&self, ctx: &Ctx<'_, Self>, key: &str) -> Part {
        let policy = &ctx.given.policy;
        let (bot, desk) = match &self.opened {
            Some(opened) => (&opened.bot_key, &opened.desk_key),
            None => (&policy.bot_key, &policy.desk_key),
        };
        let (bot, desk) = (bot.as_deref() == Some(key), desk.as_deref() == Some(key));
        let serves = match &self.phase {
            Phase::Bot(at) => bot && at.script == Script::Outside,
            Phase::Desk(_) => desk,
            _ => false,
        };
        Part { bot, desk, serves }
    }

    /// Only a handover opens a session: a bot's leads to people, a desk's to the bot.
    fn open_by_handover(&self, ctx: &Ctx<'_, Self>, word: &ApplicationWord, part: Part) -> Drafts {
        let opening = word.opening.as_ref().ok_or(Refusal::NotOpen)?;
        let mut drafts = vec![open(ctx, opening)];
        match &word.what {
            AppWhat::HandToAgent { queue } if part.bot => {
                drafts.push(self.to_people(ctx, queue.as_ref(), QueuedWhy::HandedOver));
            }
            AppWhat::HandToNamed { agent } if part.bot => drafts.push(self.to_named(ctx, agent)),
            AppWhat::HandToBot { group } if part.desk => drafts.push(self.to_bot(ctx, group.as_deref())?),
            what if what.opens() => return Err(Refusal::NotServing),
            _ => return Err(Refusal::NotOpen),
        }
        Ok(drafts)
    }

    fn serving_word(&self, ctx: &Ctx<'_, Self>, what: &AppWhat, part: Part) -> Drafts {
        let policy = &ctx.given.policy;
        let at_desk = matches!(self.phase, Phase::Desk(_));
        let draft = match what {
            AppWhat::Say { text, name, speaker, typing_ms, choices, attachment } => {
                let silent_until = at_desk.then(|| ctx.now + policy.silent_after);
                let content = Content {
                    name: name.clone(),
                    speaker: speaker.clone(),
                    choices: choices.clone(),
                    attachment: attachment.clone(),
                    ..Content::text(said(text)?)
                };
                Draft::of(Event::ApplicationSaid { typing_ms: *typing_ms, bot: !at_desk, silent_until })
                    .with(content)
            }
            AppWhat::System { text } => {
                Draft::of(Event::SystemSaid { notice: Notice::Application }).with(Content::text(said(text)?))
            }
            AppWhat::End { reason } => {
                let end = self.closed(ctx, ClosedWhy::Application);
                if reason.trim().is_empty() { end } else { end.with(Content::text(reason)) }
            }
            AppWhat::HandToAgent { queue } if !at_desk => {
                self.to_people(ctx, queue.as_ref(), QueuedWhy::HandedOver)
            }
            AppWhat::HandToNamed { agent } if !at_desk => self.to_named(ctx, agent),
            AppWhat::HandToBot { group } if at_desk => self.to_bot(ctx, group.as_deref())?,
            AppWhat::Done if at_desk => {
                Draft::of(Event::DeskDone { close_at: ctx.now + policy.released_for })
            }
            // It is the customer's turn: nothing to show.
            AppWhat::QueueNumber { number: 0 } if at_desk => return Ok(Vec::new()),
            AppWhat::QueueNumber { number } if at_desk => {
                Draft::of(Event::DeskNumberTold { number: *number })
            }
            AppWhat::PlatformClosed if at_desk => return Ok(self.desk_closed(ctx)),
            other => return self.late_word(other, part),
        };
        Ok(vec![draft])
    }

    /// From who does not serve: what has had its effect already is accepted, everything else refused.
    fn late_word(&self, what: &AppWhat, part: Part) -> Drafts {
        let had_effect = match (what, &self.phase) {
            (AppWhat::HandToAgent { .. } | AppWhat::HandToNamed { .. }, phase) => {
                (part.bot || part.serves)
                    && matches!(phase, Phase::Queued(_) | Phase::Agent(_) | Phase::Desk(_))
            }
            (AppWhat::HandToBot { .. }, Phase::Bot(_)) => part.desk || part.serves,
            (AppWhat::Done, Phase::Released(released)) => part.desk && released.last == Last::Desk,
            (AppWhat::PlatformClosed, _) => part.desk && self.marks.closing.is_some(),
            _ => false,
        };
        if had_effect { Ok(Vec::new()) } else { Err(Refusal::NotServing) }
    }

    /// To this person of ours, for a while to nobody else; an outside desk finds its own.
    fn to_named(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Draft<Event> {
        let policy = &ctx.given.policy;
        let opened = self.opened.as_ref();
        let desk = opened.map_or(&policy.desk_key, |opened| &opened.desk_key);
        if desk.is_some() {
            return self.to_people(ctx, None, QueuedWhy::HandedOver);
        }
        let queue = opened.map_or(&policy.queue, |opened| &opened.queue);
        let stay = Stay {
            wish: Some(wish(ctx, agent, Bind::Only)),
            ..Stay::newcomer(ctx, queue, QueuedWhy::HandedOver)
        };
        self.queued(ctx, stay)
    }

    /// Who talks with somebody there goes on; who only waited is back at the bot, or released.
    fn desk_closed(&self, ctx: &Ctx<'_, Self>) -> Vec<Draft<Event>> {
        let waited = matches!(&self.phase, Phase::Desk(at) if !at.answered);
        if self.marks.closing.is_some() && !waited {
            return Vec::new();
        }
        let close_at = waited.then(|| ctx.now + self.patience_when_turned_away(ctx));
        let mut drafts = vec![Draft::of(Event::PlatformClosed { opens_at: None, close_at })];
        drafts.extend(self.notice(ctx, Notice::PlatformClosed, &[]));
        drafts
    }
}
