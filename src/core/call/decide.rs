//! What a call answers: to reports, to whoever sent it on for us, to the clock.

use super::state::Call;
use super::{Command, Delegated, Event, Given, Kind, Refusal, Report};
use crate::effect::Effect;
use crate::ids::{AgentId, Subject};
use crate::machine::{CallState, Clockwork, Ctx, Draft, Machine, Recorded, Row};
use crate::message::{Contact, Content};
use crate::planted::{self, Defect};
use crate::time::{Deadline, Timestamp};

impl Machine for Call {
    const SNAPSHOT: u32 = 2;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Given = Given;
    type Live = ();

    fn blank(subject: &Subject) -> Self {
        Self::new(subject)
    }

    fn decide(&self, ctx: &Ctx<'_, Self>, command: &Command) -> Result<Vec<Draft<Event>>, Refusal> {
        match command {
            Command::Report(report) if ctx.given.strict => self.strictly(ctx, report),
            Command::Report(report) => Ok(self.tolerantly(ctx, report)),
            Command::Delegated(outcome) => self.delegated(outcome),
            Command::Erase => Ok(self.forget()),
            Command::Clock(Clockwork::Tick) => Ok(self.due(ctx.now)),
            // Who calls does not wait for us to be back; what is overdue is settled by the tick that follows.
            Command::Clock(Clockwork::Resumed { .. }) => Ok(Vec::new()),
        }
    }

    fn apply(&mut self, event: &Recorded<Event>) {
        self.take(event);
    }

    fn deadline(&self) -> Option<Deadline> {
        let known = self.known.as_ref()?;
        Deadline::earliest([
            Deadline::when(known.expires_at, "the call is lost sight of"),
            Deadline::when(known.delegate_by, "it is too late to send the call on"),
        ])
    }

    fn effects(&self, event: &Recorded<Event>) -> Vec<Effect> {
        self.asks(event)
    }

    fn row(&self) -> Option<Row> {
        self.line().map(|row| Row::Call(Box::new(row)))
    }

    /// Nothing here is volatile, and deadlines are known to whoever wakes it.
    fn may_rest(&self) -> bool {
        true
    }
}

impl Call {
    /// A report as it is remembered; `moved` says what it changes.
    pub(super) fn reported(
        &self,
        ctx: &Ctx<'_, Self>,
        report: &Report,
        moved: Option<CallState>,
    ) -> Draft<Event> {
        let given = ctx.given;
        let age = moved.filter(|_| !given.strict).and_then(|state| given.ages.of(state));
        let stands_by = Kind::of(&report.name) == Kind::Standby && moved == Some(CallState::Standby);
        let event = Event::Reported {
            report: report.name.clone(),
            uuid: report.uuid,
            moved,
            sent_at: report.sent_at,
            queue: report.queue.clone(),
            our_queue: report.queue.as_ref().and_then(|queue| given.lines.queues.get(queue)).cloned(),
            who: self.who_is_meant(report),
            extension: report.extension.clone(),
            direction: report.direction,
            our_number: report.our_number.clone(),
            expires_at: age.map(|age| ctx.now + age),
            delegate_by: given.delegate_within.filter(|_| stands_by).map(|within| ctx.now + within),
            strict: given.strict,
        };
        if self.erased {
            return Draft::of(event);
        }
        let contact =
            report.their_number.clone().map(|phone| Contact { phone: Some(phone), ..Contact::default() });
        let content = Content {
            text: Some(report.event.clone()),
            name: report.actor.clone(),
            contact,
            recording: report.recording.clone(),
            ..Content::default()
        };
        Draft::of(event).with(content)
    }

    /// Once, and only of a call of which something was heard.
    fn forget(&self) -> Vec<Draft<Event>> {
        let is_new = self.reports > 0 && !self.erased;
        is_new.then(|| Draft::of(Event::Erased)).into_iter().collect()
    }

    /// Who enters gets the next number, unless they are in already; who leaves had one, unless they never entered.
    fn who_is_meant(&self, report: &Report) -> Option<u32> {
        match Kind::of(&report.name) {
            Kind::Entered => {
                let name = report.actor.as_deref().unwrap_or_default();
                Some(self.who(name).unwrap_or(self.entered.saturating_add(1)))
            }
            Kind::Left => self.who(report.actor.as_deref()?),
            _ => None,
        }
    }

    /// What a report means for our own agents. Nobody is bound to a call that is over, or to none.
    pub(super) fn of_agents(
        &self,
        ctx: &Ctx<'_, Self>,
        report: &Report,
        after: Option<CallState>,
    ) -> Vec<Draft<Event>> {
        let lines = &ctx.given.lines;
        let agent = report.actor.as_deref().and_then(|name| lines.agent(name));
        match Kind::of(&report.name) {
            Kind::Entered => {
                let joined = agent.filter(|_| !self.is_line() && after != Some(CallState::Finished));
                let who = self.who_is_meant(report);
                let joined = joined.filter(|agent| !self.agents.contains_key(*agent)).zip(who);
                let event = |(agent, who): (&AgentId, u32)| Event::AgentJoined {
                    agent: agent.clone(),
                    who,
                    takes: lines.call_takes,
                };
                joined.map(event).map(Draft::of).into_iter().collect()
            }
            Kind::Left => {
                let who = report.actor.as_deref().and_then(|name| self.who(name));
                let agent = who.and_then(|who| self.agent_as(who)).or(agent);
                let left = agent.filter(|agent| self.agents.contains_key(*agent));
                left.map(|agent| Draft::of(Event::AgentLeft { agent: agent.clone() })).into_iter().collect()
            }
            Kind::Phone(phone) => agent
                .map(|agent| Draft::of(Event::AgentPhone { agent: agent.clone(), phone }))
                .into_iter()
                .collect(),
            _ if after == Some(CallState::Finished) => self.everybody_leaves(),
            _ => Vec::new(),
        }
    }

    fn agent_as(&self, who: u32) -> Option<&AgentId> {
        self.agents.iter().find(|(_, as_whom)| as_whom.contains(&who)).map(|(agent, _)| agent)
    }

    fn everybody_leaves(&self) -> Vec<Draft<Event>> {
        if planted::is(Defect::CallFreesNobody) {
            return Vec::new();
        }
        self.agents.keys().map(|agent| Draft::of(Event::AgentLeft { agent: agent.clone() })).collect()
    }

    /// The outcome comes once; later ones are old news.
    fn delegated(&self, outcome: &Delegated) -> Result<Vec<Draft<Event>>, Refusal> {
        let asked = self.known.as_ref().is_some_and(|known| known.delegate_by.is_some());
        let event = || Event::Delegated { outcome: outcome.clone() };
        asked.then(|| vec![Draft::of(event())]).ok_or(Refusal::NotDelegating)
    }

    fn due(&self, now: Timestamp) -> Vec<Draft<Event>> {
        let Some(known) = &self.known else { return Vec::new() };
        let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let mut drafts = Vec::new();
        if is_due(known.delegate_by) {
            drafts.push(Draft::of(Event::Delegated { outcome: Delegated::Expired }));
        }
        if is_due(known.expires_at) {
            drafts.push(Draft::of(Event::LostSight { state: known.state }));
            drafts.extend(self.everybody_leaves());
        }
        drafts
    }
}
