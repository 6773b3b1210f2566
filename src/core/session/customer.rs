//! What the customer says and does.

use crate::effect::Priority;
use crate::machine::{Ctx, Draft};
use crate::message::{Attachment, Contact, Content, Party};
use crate::signal::Presence;
use crate::time::Timestamp;

use super::decide::{Drafts, said};
use super::moving::Stay;
use super::state::{Last, Phase, Released, Session};
use super::{ClosedWhy, Event, Notice, OnScale, Opening, QueuedWhy, Refusal};

impl Session {
    pub(super) fn customer_text(
        &self,
        ctx: &Ctx<'_, Self>,
        opening: &Opening,
        text: &str,
        attachment: &Option<Attachment>,
        authored_at: Option<Timestamp>,
    ) -> Drafts {
        if self.is_closed() {
            return Err(Refusal::Closed);
        }
        let text = said(text)?;
        let silent_until = ctx.now + ctx.given.policy.silent_after;
        let content = Content::text(text).attached(attachment.clone());
        let received = Draft::of(Event::MessageReceived { silent_until, authored_at }).with(content);
        let mut drafts = vec![received.by(Party::Customer)];
        match &self.phase {
            Phase::Fresh => drafts.insert(0, open(ctx, opening).by(Party::Customer)),
            Phase::Released(released) => drafts.push(self.wrote_again(ctx, released)),
            Phase::Bot(_) => drafts.extend(self.bot_hears(ctx, text)),
            Phase::Queued(_) | Phase::Agent(_) | Phase::Desk(_) | Phase::Closed(_) => {}
        }
        if matches!(self.attendance.presence, Presence::Lost | Presence::Unstable) {
            drafts.insert(0, attending(Presence::Present).by(Party::Customer));
        }
        Ok(drafts)
    }

    /// What comes next follows: the bot begins, or the session goes to people. Where it is open already, nothing does.
    pub(super) fn customer_start(&self, ctx: &Ctx<'_, Self>, opening: &Opening) -> Drafts {
        match &self.phase {
            Phase::Fresh => Ok(vec![open(ctx, opening).by(Party::Customer)]),
            Phase::Closed(_) => Err(Refusal::Closed),
            _ => Ok(Vec::new()),
        }
    }

    /// Who serves already sees the message as it is; otherwise it waits for somebody, without its writer.
    pub(super) fn leave_message(
        &self,
        ctx: &Ctx<'_, Self>,
        opening: &Opening,
        text: &str,
        contact: &Contact,
    ) -> Drafts {
        if self.is_closed() {
            return Err(Refusal::Closed);
        }
        let content = Content { contact: Some(contact.clone()), ..Content::text(said(text)?) };
        let mut drafts = Vec::new();
        if matches!(self.phase, Phase::Fresh) {
            drafts.push(open(ctx, opening).by(Party::Customer));
        }
        if self.attendance.presence != Presence::Unknown {
            drafts.push(attending(Presence::Unknown));
        }
        drafts.push(Draft::of(Event::MessageLeft).with(content).by(Party::Customer));
        drafts.extend(self.notice_to(ctx, &opened_language(self, ctx), Notice::MessageLeft, &[]));
        if !matches!(self.phase, Phase::Agent(_) | Phase::Desk(_)) {
            drafts.push(self.to_messages(ctx));
        }
        Ok(drafts)
    }

    fn to_messages(&self, ctx: &Ctx<'_, Self>) -> Draft<Event> {
        let policy = &ctx.given.policy;
        let queue = policy.messages_queue.as_ref().unwrap_or(&policy.queue);
        let stay = Stay { patient: true, ..Stay::newcomer(ctx, queue, QueuedWhy::MessageLeft) };
        self.queued(ctx, stay)
    }

    /// Never backwards, and never beyond what there is. Also after the end: it may have been read before.
    pub(super) fn customer_read(&self, ctx: &Ctx<'_, Self>, up_to: u64, at: Option<Timestamp>) -> Drafts {
        if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        let up_to = up_to.min(self.marks.shown);
        if up_to <= self.marks.read {
            return Ok(Vec::new());
        }
        let at = at.map(|at| at.min(ctx.now));
        Ok(vec![Draft::of(Event::ReadMarked { up_to, at }).by(Party::Customer)])
    }

    /// Said twice the same it is said once.
    pub(super) fn customer_rated(&self, score: u8, on_scale: Option<OnScale>, text: Option<&str>) -> Drafts {
        if self.opened.is_none() {
            return Err(Refusal::NotOpen);
        }
        let text = text.filter(|text| !text.trim().is_empty());
        if self.marks.rated == Some(score) && self.marks.on_scale == on_scale && text.is_none() {
            return Ok(Vec::new());
        }
        let rated = Draft::of(Event::Rated { score, on_scale }).by(Party::Customer);
        Ok(vec![match text {
            Some(text) => rated.with(Content::text(text)),
            None => rated,
        }])
    }

    /// Who left a message has left by that: their going ends nothing.
    pub(super) fn customer_left(&self, ctx: &Ctx<'_, Self>) -> Drafts {
        match &self.phase {
            Phase::Fresh => Err(Refusal::NotOpen),
            Phase::Closed(_) => Ok(Vec::new()),
            _ if self.marks.message => Ok(Vec::new()),
            _ => Ok(vec![self.closed(ctx, ClosedWhy::CustomerLeft).by(Party::Customer)]),
        }
    }

    pub(super) fn presence_changed(&self, ctx: &Ctx<'_, Self>, presence: Presence, unloaded: bool) -> Drafts {
        match &self.phase {
            Phase::Fresh => return Err(Refusal::NotOpen),
            Phase::Closed(_) => return Ok(Vec::new()),
            _ => {}
        }
        if presence == self.attendance.presence || self.marks.message {
            return Ok(Vec::new());
        }
        let policy = &ctx.given.policy;
        let unloaded = unloaded && presence == Presence::Lost;
        let grace = if unloaded { policy.unload_grace } else { Default::default() };
        let close_at = (presence == Presence::Lost).then(|| ctx.now + grace + policy.lost_for);
        Ok(vec![Draft::of(Event::PresenceChanged { presence, close_at, unloaded })])
    }

    /// Back to the head of the queue they came from, for a while to the same agent. Where a queue had turned them away
    /// they never stood in line: they ask once more, as they did at first.
    fn wrote_again(&self, ctx: &Ctx<'_, Self>, released: &Released) -> Draft<Event> {
        match &released.last {
            Last::Agent(agent, queue) => {
                let stay = Stay {
                    priority: Priority::Returning,
                    wish: self.prefers(ctx, agent),
                    patient: true,
                    ..Stay::newcomer(ctx, queue, QueuedWhy::WroteAgain)
                };
                self.queued(ctx, stay)
            }
            Last::Nobody | Last::Desk => self.to_people(ctx, None, QueuedWhy::NoBot),
        }
    }
}

/// The first event, from the platform's settings as they stand.
pub(super) fn open(ctx: &Ctx<'_, Session>, opening: &Opening) -> Draft<Event> {
    let policy = &ctx.given.policy;
    let opened = Event::Opened {
        workspace: opening.workspace.clone(),
        platform: opening.platform.clone(),
        language: policy.language.clone(),
        policy: policy.version,
        flow: policy.flow.clone(),
        queue: policy.queue.clone(),
        silent_until: ctx.now + policy.silent_after,
        bot_key: policy.bot_key.clone(),
        desk_key: policy.desk_key.clone(),
    };
    Draft::of(opened).with(Content { customer: Some(opening.customer.clone()), ..Content::default() })
}

fn attending(presence: Presence) -> Draft<Event> {
    Draft::of(Event::PresenceChanged { presence, close_at: None, unloaded: false })
}

fn opened_language(session: &Session, ctx: &Ctx<'_, Session>) -> crate::message::Language {
    let opened = session.opened.as_ref().map(|opened| &opened.language);
    opened.unwrap_or(&ctx.given.policy.language).clone()
}
