//! Giving a session on: to a queue, to an agent, to the bot, back to where it was. And how it comes to wait at all.

use crate::effect::{Bind, Priority, Wish};
use crate::ids::{AgentId, QueueId};
use crate::machine::{Ctx, Draft};
use crate::message::{Content, Party};
use crate::time::Timestamp;

use super::decide::Drafts;
use super::serving::mine;
use super::state::{Opened, Phase, Session};
use super::{END, Event, Notice, QueuedWhy, Refusal, TransferTo};

/// A stay in a queue that is asked for.
pub(super) struct Stay<'a> {
    pub(super) queue: &'a QueueId,
    pub(super) why: QueuedWhy,
    pub(super) priority: Priority,
    pub(super) since: Timestamp,
    pub(super) wish: Option<Wish>,
    pub(super) patient: bool,
}

impl<'a> Stay<'a> {
    pub(super) fn newcomer(ctx: &Ctx<'_, Session>, queue: &'a QueueId, why: QueuedWhy) -> Self {
        Self { queue, why, priority: Priority::Normal, since: ctx.now, wish: None, patient: false }
    }
}

impl Session {
    /// The serving agent gives it on. One that no agent serves may be moved by whoever the door lets.
    pub(super) fn transfer(
        &self,
        ctx: &Ctx<'_, Self>,
        by: &Party,
        name: &str,
        to: &TransferTo,
        note: Option<&str>,
    ) -> Drafts {
        self.may_move(by)?;
        let queue = match to {
            TransferTo::Queue { queue } => queue,
            TransferTo::Agent { queue, .. } => queue.as_ref().unwrap_or_else(|| self.home(ctx)),
        };
        let (to_agent, wish) = match to {
            TransferTo::Queue { .. } => (None, None),
            TransferTo::Agent { agent, at_once, .. } => {
                let bind = if *at_once { Bind::Take } else { Bind::Only };
                (Some(agent.clone()), Some(wish(ctx, agent, bind)))
            }
        };
        let transferred = Event::Transferred { to_queue: queue.clone(), to_agent };
        let stay = Stay { wish, patient: true, ..self.at_its_age(ctx, queue, QueuedWhy::Transferred) };
        Ok(vec![
            Draft::of(transferred).by(by.clone()).with(Content::name(name).noted(note)),
            self.queued(ctx, stay).by(by.clone()),
        ])
    }

    pub(super) fn put_back(
        &self,
        ctx: &Ctx<'_, Self>,
        by: &Party,
        note: Option<&str>,
        from: Option<&AgentId>,
    ) -> Drafts {
        self.alive()?;
        let Phase::Agent(serving) = &self.phase else { return Err(Refusal::NotServing) };
        if from.is_some_and(|from| *from != serving.agent) {
            return Err(Refusal::NotServing);
        }
        let put_back = Event::PutBack { agent: by.agent().cloned(), from: Some(serving.agent.clone()) };
        let places = [("queue", serving.queue_name.as_str())];
        let mut drafts = vec![Draft::of(put_back).by(by.clone()).with(Content::default().noted(note))];
        drafts.extend(self.notice(ctx, Notice::PutBack, &places));
        let stay = Stay {
            priority: Priority::Returning,
            patient: true,
            ..self.at_its_age(ctx, &serving.queue, QueuedWhy::PutBack)
        };
        drafts.push(self.queued(ctx, stay));
        Ok(drafts)
    }

    /// By way of its queue, where the wish binds at once: so the slot is reserved as for any other.
    pub(super) fn take_over(&self, ctx: &Ctx<'_, Self>, by: &AgentId, name: &str) -> Drafts {
        self.alive()?;
        let asked = self.waiting().and_then(|waiting| waiting.wish.as_ref());
        let asks = |wish: &Wish| wish.agent == *by && wish.bind == Bind::Take && wish.until > ctx.now;
        if self.agent() == Some(by) || asked.is_some_and(asks) {
            return Ok(Vec::new());
        }
        let stay = Stay {
            priority: Priority::Returning,
            wish: Some(wish(ctx, by, Bind::Take)),
            patient: true,
            ..self.at_its_age(ctx, self.home(ctx), QueuedWhy::TakenOver)
        };
        let taken = Event::TakenOver { by: by.clone(), from: self.agent().cloned() };
        Ok(vec![mine(by, taken).with(Content::name(name)), self.queued(ctx, stay)])
    }

    /// The serving agent, or for one who waits (are they still there?) whoever the door lets.
    pub(super) fn hand_to_bot(&self, ctx: &Ctx<'_, Self>, by: &Party, group: Option<&str>) -> Drafts {
        self.alive()?;
        let may = match (&self.phase, by) {
            (Phase::Agent(_), Party::Agent(agent)) => self.speaks(agent),
            (Phase::Queued(_), _) => true,
            _ => false,
        };
        if !may {
            return Err(Refusal::NotServing);
        }
        Ok(vec![self.to_bot(ctx, group)?.by(by.clone())])
    }

    /// To the script of the group, or to the platform's own; an outside bot is told the group and finds its own.
    pub(super) fn to_bot(&self, ctx: &Ctx<'_, Self>, group: Option<&str>) -> Result<Draft<Event>, Refusal> {
        let policy = &ctx.given.policy;
        let named = group.and_then(|group| policy.groups.get(group));
        let (own, key) = match &self.opened {
            Some(opened) => (&opened.flow, &opened.bot_key),
            None => (&policy.flow, &policy.bot_key),
        };
        let outside = key.is_some();
        let flow = match named {
            _ if outside => None,
            Some(flow) => Some(flow.pin()),
            None => Some(own.clone().ok_or(Refusal::NoBot)?),
        };
        let patience = if group == Some(END) { policy.released_for } else { policy.silent_after };
        Ok(Draft::of(Event::HandedToBot {
            group: group.map(str::to_owned),
            flow,
            unknown_group: !outside && group.is_some() && named.is_none(),
            silent_until: ctx.now + patience,
        }))
    }

    /// To whoever answers for people: the outside desk, or a queue of ours.
    pub(super) fn to_people(
        &self,
        ctx: &Ctx<'_, Self>,
        queue: Option<&QueueId>,
        why: QueuedWhy,
    ) -> Draft<Event> {
        let policy = &ctx.given.policy;
        let (desk, primary) = match &self.opened {
            Some(Opened { desk_key, queue, .. }) => (desk_key.is_some(), queue),
            None => (policy.desk_key.is_some(), &policy.queue),
        };
        if desk {
            let silent_until = ctx.now + policy.silent_after;
            return Draft::of(Event::HandedToDesk { queue: queue.cloned(), silent_until });
        }
        self.queued(ctx, Stay::newcomer(ctx, queue.unwrap_or(primary), why))
    }

    /// The next stay in a queue.
    pub(super) fn queued(&self, ctx: &Ctx<'_, Self>, stay: Stay<'_>) -> Draft<Event> {
        let Stay { queue, why, priority, since, wish, patient } = stay;
        Draft::of(Event::Queued {
            entry: self.entries.saturating_add(1),
            queue: queue.clone(),
            since,
            priority,
            wish,
            why,
            patient,
            guard_at: ctx.now + ctx.given.policy.queue_guard,
        })
    }

    /// As old as the waiting that led here, and of its class.
    pub(super) fn at_its_age<'a>(&self, ctx: &Ctx<'_, Self>, queue: &'a QueueId, why: QueuedWhy) -> Stay<'a> {
        let stay = Stay::newcomer(ctx, queue, why);
        match &self.phase {
            Phase::Queued(waiting) => Stay { since: waiting.since, priority: waiting.priority, ..stay },
            Phase::Agent(serving) => Stay { since: serving.waited_since, ..stay },
            _ => stay,
        }
    }

    /// The queue it is in or came from, else the platform's primary one.
    fn home<'a>(&'a self, ctx: &'a Ctx<'_, Self>) -> &'a QueueId {
        let primary = self.opened.as_ref().map(|opened| &opened.queue);
        self.queue().or(primary).unwrap_or(&ctx.given.policy.queue)
    }

    /// For a while to the same agent, if the platform gives it any time.
    pub(super) fn prefers(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Option<Wish> {
        Some(wish(ctx, agent, Bind::Prefer)).filter(|wish| wish.until > ctx.now)
    }

    pub(super) fn may_move(&self, by: &Party) -> Result<(), Refusal> {
        self.alive()?;
        let serves = by.agent().is_some_and(|agent| self.speaks(agent));
        let is_served = matches!(self.phase, Phase::Agent(_));
        if is_served && !serves { Err(Refusal::NotServing) } else { Ok(()) }
    }
}

pub(super) fn wish(ctx: &Ctx<'_, Session>, agent: &AgentId, bind: Bind) -> Wish {
    let policy = &ctx.given.policy;
    let lasts = if bind == Bind::Prefer { policy.prefer_same_agent_for } else { policy.only_agent_for };
    Wish { agent: agent.clone(), until: ctx.now + lasts, bind }
}
