//! What a session answers to each command. Read this first; the bot, the timers and the routing have their own files.

use uuid::Uuid;

use crate::effect::{Effect, Priority, Wish};
use crate::ids::{AgentId, QueueId, SessionId, ShardId, Subject};
use crate::machine::{Ctx, Draft, Machine, Recorded, Row, SessionRow, Standing};
use crate::message::{Content, Party};
use crate::signal::Presence;
use crate::time::{Deadline, Timestamp};

use super::state::{Attendance, Phase, Released, Session};
use super::{ClosedWhy, Command, Event, Given, Live, Opening, QueuedWhy, Refusal};

impl Machine for Session {
    const SNAPSHOT: u32 = 1;

    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Given = Given;
    type Live = Live;

    fn blank(subject: &Subject) -> Self {
        let id = match subject {
            Subject::Session(id) => *id,
            Subject::Agent(..) | Subject::Queue(..) => SessionId::placed(Uuid::nil(), ShardId(0)),
        };
        Self {
            id,
            opened: None,
            phase: Phase::Fresh,
            since: Timestamp::default(),
            attendance: Attendance::default(),
            entries: 0,
            not_before: Timestamp::default(),
        }
    }

    fn decide(&self, ctx: &Ctx<'_, Self>, command: &Command) -> Result<Vec<Draft<Event>>, Refusal> {
        match command {
            Command::CustomerText { opening, text } => self.customer_text(ctx, opening, text),
            Command::CustomerLeft => self.customer_left(ctx),
            Command::PresenceChanged { presence } => self.presence_changed(ctx, *presence),
            Command::AgentText { agent, name, text } => self.agent_text(agent, name, text),
            Command::AgentDone { agent } => self.agent_done(ctx, agent),
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

    /// None once the person was erased: the line has nobody to name.
    fn row(&self) -> Option<Row> {
        let opened = self.opened.as_ref()?;
        let standing = match &self.phase {
            Phase::Fresh => return None,
            Phase::Bot(_) => Standing::Bot,
            Phase::Queued(_) => Standing::Queued,
            Phase::Agent(_) => Standing::Agent,
            Phase::Released(_) => Standing::Released,
            Phase::Closed(_) => Standing::Closed,
        };
        Some(Row::Session(SessionRow {
            session: self.id,
            workspace: opened.workspace.clone(),
            platform: opened.platform.clone(),
            customer: opened.customer.clone()?,
            standing,
            queue: self.queue().cloned(),
            agent: self.agent().cloned(),
            since: self.since,
            opened_at: opened.at,
            presence: self.attendance.presence,
        }))
    }

    fn may_rest(&self) -> bool {
        !self.bot_has_a_step()
    }
}

impl Session {
    fn customer_text(
        &self,
        ctx: &Ctx<'_, Self>,
        opening: &Opening,
        text: &str,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        if self.is_closed() {
            return Err(Refusal::Closed);
        }
        let text = said(text)?;
        let silent_until = ctx.now + ctx.given.policy.silent_after;
        let received = Draft::of(Event::MessageReceived { silent_until }).with(Content::text(text));
        let mut drafts = vec![received.by(Party::Customer)];
        match &self.phase {
            Phase::Fresh => drafts.insert(0, open(ctx, opening, silent_until)),
            Phase::Released(released) => drafts.push(self.wrote_again(ctx, released)),
            Phase::Bot(_) => drafts.extend(self.bot_hears(ctx, text)),
            Phase::Queued(_) | Phase::Agent(_) | Phase::Closed(_) => {}
        }
        if matches!(self.attendance.presence, Presence::Lost | Presence::Unstable) {
            let back = Event::PresenceChanged { presence: Presence::Present, close_at: None };
            drafts.insert(0, Draft::of(back).by(Party::Customer));
        }
        Ok(drafts)
    }

    fn customer_left(&self, ctx: &Ctx<'_, Self>) -> Result<Vec<Draft<Event>>, Refusal> {
        match &self.phase {
            Phase::Fresh => Err(Refusal::NotOpen),
            Phase::Closed(_) => Ok(Vec::new()),
            _ => Ok(vec![self.closed(ctx, ClosedWhy::CustomerLeft).by(Party::Customer)]),
        }
    }

    fn presence_changed(
        &self,
        ctx: &Ctx<'_, Self>,
        presence: Presence,
    ) -> Result<Vec<Draft<Event>>, Refusal> {
        match &self.phase {
            Phase::Fresh => return Err(Refusal::NotOpen),
            Phase::Closed(_) => return Ok(Vec::new()),
            _ => {}
        }
        if presence == self.attendance.presence {
            return Ok(Vec::new());
        }
        let close_at = (presence == Presence::Lost).then(|| ctx.now + ctx.given.policy.lost_for);
        Ok(vec![Draft::of(Event::PresenceChanged { presence, close_at })])
    }

    fn agent_text(&self, agent: &AgentId, name: &str, text: &str) -> Result<Vec<Draft<Event>>, Refusal> {
        self.served_by(agent)?;
        let content = Content::text(said(text)?).named(name);
        let event = Event::AgentSaid { agent: agent.clone() };
        Ok(vec![Draft::of(event).with(content).by(Party::Agent(agent.clone()))])
    }

    fn agent_done(&self, ctx: &Ctx<'_, Self>, agent: &AgentId) -> Result<Vec<Draft<Event>>, Refusal> {
        self.served_by(agent)?;
        let close_at = ctx.now + ctx.given.policy.released_for;
        let event = Event::AgentDone { agent: agent.clone(), close_at };
        Ok(vec![Draft::of(event).by(Party::Agent(agent.clone()))])
    }

    fn served_by(&self, agent: &AgentId) -> Result<(), Refusal> {
        match &self.phase {
            Phase::Fresh => Err(Refusal::NotOpen),
            Phase::Closed(_) => Err(Refusal::Closed),
            Phase::Agent(serving) if serving.agent == *agent => Ok(()),
            _ => Err(Refusal::NotServing),
        }
    }

    /// Back to the head of the queue they came from, for a while to the same agent. Where a queue had turned them away
    /// they never stood in line: they ask once more, as they did at first.
    fn wrote_again(&self, ctx: &Ctx<'_, Self>, released: &Released) -> Draft<Event> {
        match (&released.last, &self.opened) {
            (Some((_, queue)), _) => self.queued(ctx, queue, QueuedWhy::WroteAgain),
            (None, Some(opened)) => self.queued(ctx, &opened.queue, QueuedWhy::NoBot),
            (None, None) => self.queued(ctx, &ctx.given.policy.queue, QueuedWhy::NoBot),
        }
    }

    /// The next stay in a queue. Its class, age and wish follow from how the session comes there.
    pub(super) fn queued(&self, ctx: &Ctx<'_, Self>, queue: &QueueId, why: QueuedWhy) -> Draft<Event> {
        let (priority, since, wish) = match (why, &self.phase) {
            (QueuedWhy::WroteAgain, Phase::Released(released)) => {
                (Priority::Returning, ctx.now, same_agent(ctx, released))
            }
            (QueuedWhy::AgentVanished, Phase::Agent(serving)) => {
                (Priority::Returning, serving.waited_since, None)
            }
            _ => (Priority::Normal, ctx.now, None),
        };
        Draft::of(Event::Queued {
            entry: self.entries.saturating_add(1),
            queue: queue.clone(),
            since,
            priority,
            wish,
            why,
            guard_at: ctx.now + ctx.given.policy.queue_guard,
        })
    }

    /// The end, with the line the customer sees.
    pub(super) fn closed(&self, ctx: &Ctx<'_, Self>, why: ClosedWhy) -> Draft<Event> {
        let line = self.in_their_language(&ctx.given.policy.notices.closed, &[]);
        Draft::of(Event::Closed { why }).with(Content::text(line))
    }
}

fn open(ctx: &Ctx<'_, Session>, opening: &Opening, silent_until: Timestamp) -> Draft<Event> {
    let policy = &ctx.given.policy;
    let opened = Event::Opened {
        workspace: opening.workspace.clone(),
        platform: opening.platform.clone(),
        language: policy.language.clone(),
        policy: policy.version,
        flow: policy.flow.clone(),
        queue: policy.queue.clone(),
        silent_until,
    };
    let content = Content { customer: Some(opening.customer.clone()), ..Content::default() };
    Draft::of(opened).with(content).by(Party::Customer)
}

fn same_agent(ctx: &Ctx<'_, Session>, released: &Released) -> Option<Wish> {
    let until = ctx.now + ctx.given.policy.prefer_same_agent_for;
    let (agent, _) = released.last.as_ref()?;
    (until > ctx.now).then(|| Wish { agent: agent.clone(), until })
}

fn said(text: &str) -> Result<&str, Refusal> {
    if text.trim().is_empty() { Err(Refusal::EmptyText) } else { Ok(text) }
}
