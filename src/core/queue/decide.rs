//! What a queue answers to sessions and agents. It never assumes: it asks, and believes what it is told.

use std::time::Duration;

use super::routing::GUARD;
use super::state::Queue;
use super::turned::Outcome;
use super::{Command, Event, OfferClosedWhy, Refusal};
use crate::effect::{
    AgentView, Effect, OfferEnd, Priority, QueueValues, ToQueue, TurnedAway, WhenFull, Wish,
};
use crate::ids::{AgentId, OfferId, SessionId, Subject};
use crate::machine::{Clockwork, Ctx, Draft, Machine, Recorded, Row};
use crate::planted::{self, Defect};
use crate::signal::Signal;
use crate::time::{Deadline, Timestamp};

/// After a restart nothing about people is due for this long: they need time to come back.
const GRACE: Duration = Duration::from_secs(30);

impl Machine for Queue {
    const SNAPSHOT: u32 = 3;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;
    type Given = ();
    type Live = ();

    fn blank(subject: &Subject) -> Self {
        Self::new(subject)
    }

    fn decide(&self, ctx: &Ctx<'_, Self>, command: &Command) -> Result<Vec<Draft<Event>>, Refusal> {
        let events = match command {
            Command::Pick { agent, session } => return self.pick(agent, *session, ctx.now),
            Command::Told(told) => self.told(told, ctx.now),
            Command::Clock(Clockwork::Tick) => self.due(ctx.now),
            Command::Clock(Clockwork::Resumed { up_at, .. }) => self.resumed(*up_at),
        };
        Ok(events.into_iter().map(Draft::of).collect())
    }

    fn follow(&self, ctx: &Ctx<'_, Self>) -> Option<Draft<Event>> {
        self.next(ctx.now)
    }

    fn apply(&mut self, event: &Recorded<Event>) {
        self.take(event);
    }

    fn deadline(&self) -> Option<Deadline> {
        let guard = self.guards.first().map(|(at, _)| self.guard(*at));
        Deadline::earliest([
            Deadline::when(guard, "an agent has not answered"),
            Deadline::when(self.door.until, "hours begin or end"),
            Deadline::when(self.next_choice_at(), "somebody may be asked"),
        ])
    }

    fn effects(&self, event: &Recorded<Event>) -> Vec<Effect> {
        self.asks(event)
    }

    fn pulse(&self) -> Vec<(SessionId, Signal)> {
        self.places()
    }

    fn row(&self) -> Option<Row> {
        self.board().map(Row::Queue)
    }

    /// Nothing here is volatile; a queue with a line is kept awake because it is about to be talked to.
    fn may_rest(&self) -> bool {
        self.line.is_empty()
    }
}

/// What an `Enqueue` says.
struct Enqueue<'a> {
    session: SessionId,
    entry: u32,
    priority: Priority,
    since: Timestamp,
    wish: &'a Option<Wish>,
    patient: bool,
}

impl Queue {
    fn told(&self, told: &ToQueue, now: Timestamp) -> Vec<Event> {
        match told {
            ToQueue::Configured { version, values } => self.configured(*version, values, now),
            ToQueue::Enqueue { session, entry, priority, since, wish, patient } => {
                let (session, entry, priority, since) = (*session, *entry, *priority, *since);
                self.enqueue(&Enqueue { session, entry, priority, since, wish, patient: *patient }, now)
            }
            ToQueue::Leave { session, entry, gave_up } => self.left(*session, *entry, *gave_up),
            ToQueue::Absent { session, entry, absent } => self.absent(*session, *entry, *absent),
            ToQueue::Assigned { session, entry, agent } => self.assigned(*session, *entry, agent),
            ToQueue::AgentChanged { agent, version, view } => self.changed(agent, *version, view),
            ToQueue::Held { offer } => self.holds(offer, now),
            ToQueue::HoldRefused { offer, why, version, view } => {
                self.over(offer, OfferClosedWhy::Refused(*why), Some((*version, view.clone())))
            }
            ToQueue::OfferEnded { offer, why: OfferEnd::Withdrawn } => self.not_waiting(offer),
            ToQueue::OfferEnded { offer, why } => self.over(offer, OfferClosedWhy::Ended(*why), None),
        }
    }

    /// New hours are looked at anew at once.
    fn configured(&self, version: u64, values: &QueueValues, now: Timestamp) -> Vec<Event> {
        if self.settings.as_ref().is_some_and(|settings| settings.version >= version) {
            return Vec::new();
        }
        let door = self.door_by(values, now);
        [Event::Configured { version, values: values.clone() }].into_iter().chain(door).collect()
    }

    /// A stay asked for twice is answered twice and entered once; a later stay ends an earlier one.
    fn enqueue(&self, asked: &Enqueue<'_>, now: Timestamp) -> Vec<Event> {
        match self.entries.get(&asked.session) {
            Some(found) if found.entry > asked.entry => Vec::new(),
            Some(found) if found.entry == asked.entry => {
                let asked = Enqueue { priority: found.priority, since: found.since, ..*asked };
                vec![self.enqueued(&asked, now)]
            }
            Some(found) => {
                let mut events = self.left(asked.session, found.entry, false);
                events.push(self.enqueued(asked, now));
                events
            }
            None => vec![match self.turned_away(asked) {
                Some((why, overflow)) => {
                    Event::TurnedAway { session: asked.session, entry: asked.entry, why, overflow }
                }
                None => self.enqueued(asked, now),
            }],
        }
    }

    /// Hours and limit are for newcomers: the patient wait, and who already had a place or an agent here is not sent
    /// away for being sent back.
    fn turned_away(&self, asked: &Enqueue<'_>) -> Option<Outcome> {
        if let Some(outcome) = self.turned.answer(asked.session, asked.entry) {
            return Some(outcome);
        }
        let Some(settings) = &self.settings else {
            return Some((TurnedAway::Unknown, None));
        };
        if asked.patient {
            return None;
        }
        if !self.door.open && !planted::is(Defect::DoorIgnored) {
            return Some((TurnedAway::Closed { opens_at: self.door.until }, None));
        }
        let limit = settings.values.max_length.filter(|_| asked.priority == Priority::Normal)?;
        let overflow = match &settings.values.when_full {
            WhenFull::TurnAway => None,
            WhenFull::Overflow { queue } => Some(queue.clone()),
        };
        (self.line.len() >= limit as usize).then_some((TurnedAway::Full, overflow))
    }

    fn enqueued(&self, asked: &Enqueue<'_>, now: Timestamp) -> Event {
        let place = self.place(&(asked.priority, asked.since, asked.session));
        Event::Enqueued {
            session: asked.session,
            entry: asked.entry,
            priority: asked.priority,
            since: asked.since,
            wish: asked.wish.clone(),
            patient: asked.patient,
            held_back: self.holds_back(asked.priority),
            place,
            estimated_wait_ms: self.estimate(place, now),
        }
    }

    fn left(&self, session: SessionId, entry: u32, gave_up: bool) -> Vec<Event> {
        let Some(found) = self.entry(session, entry) else {
            return Vec::new();
        };
        let mut events: Vec<_> = found.offer.and_then(|number| self.withdrawn(number)).into_iter().collect();
        events.push(Event::Left { session, entry, gave_up });
        events
    }

    fn absent(&self, session: SessionId, entry: u32, absent: bool) -> Vec<Event> {
        let changes = self.entry(session, entry).is_some_and(|found| found.absent != absent);
        changes.then_some(Event::AbsenceChanged { session, entry, absent }).into_iter().collect()
    }

    /// Somebody else's offer is withdrawn; so is one to the same agent, should an earlier one have been accepted late.
    fn assigned(&self, session: SessionId, entry: u32, agent: &AgentId) -> Vec<Event> {
        let Some(found) = self.entry(session, entry) else {
            return Vec::new();
        };
        let settled = |number: &u64| {
            !found.unsure && self.offers.get(number).is_some_and(|offer| offer.agent == *agent)
        };
        let other = found.offer.filter(|number| !settled(number));
        let mut events: Vec<_> = other.and_then(|number| self.withdrawn(number)).into_iter().collect();
        events.push(Event::Assigned { session, entry, agent: agent.clone() });
        events
    }

    fn changed(&self, agent: &AgentId, version: u64, view: &AgentView) -> Vec<Event> {
        if self.agents.get(agent).is_some_and(|known| known.version >= version) {
            return Vec::new();
        }
        vec![Event::AgentChanged { agent: agent.clone(), version, view: view.clone() }]
    }

    /// From now on the agent owns the deadline; ours is only for an agent whose actor is lost.
    fn holds(&self, offer: &OfferId, now: Timestamp) -> Vec<Event> {
        let Some(held) = self.live(offer).filter(|live| !live.held) else {
            return Vec::new();
        };
        let guard_at = now + Duration::from_millis(held.accept_within_ms) + GUARD;
        vec![Event::OfferHeld { offer: offer.clone(), guard_at }]
    }

    fn over(&self, offer: &OfferId, why: OfferClosedWhy, view: Option<(u64, AgentView)>) -> Vec<Event> {
        let live = self.live(offer).is_some();
        live.then(|| Event::OfferClosed { offer: offer.clone(), why, view }).into_iter().collect()
    }

    /// The session told the agent that it does not wait here: whatever brought the entry in line, it has no one in it.
    fn not_waiting(&self, offer: &OfferId) -> Vec<Event> {
        let session = self.live(offer).map(|live| live.session);
        let found = session.and_then(|session| Some((session, self.entries.get(&session)?.entry)));
        found.map(|(session, entry)| self.left(session, entry, false)).unwrap_or_default()
    }

    fn due(&self, now: Timestamp) -> Vec<Event> {
        self.door_due(now).into_iter().chain(self.guards_passed(now)).collect()
    }

    fn guards_passed(&self, now: Timestamp) -> Vec<Event> {
        let due = self.guards.iter().take_while(|(at, _)| self.guard(*at) <= now);
        due.filter_map(|(_, number)| self.closes(*number, OfferClosedWhy::GuardPassed)).collect()
    }

    fn withdrawn(&self, number: u64) -> Option<Event> {
        self.closes(number, OfferClosedWhy::Ended(OfferEnd::Withdrawn))
    }

    fn closes(&self, number: u64, why: OfferClosedWhy) -> Option<Event> {
        let (_, queue) = self.address.as_ref()?;
        Some(Event::OfferClosed { offer: OfferId { queue: queue.clone(), number }, why, view: None })
    }

    /// After the agents' own grace, or the guard would overtake them.
    fn guard(&self, at: Timestamp) -> Timestamp {
        at.max(self.not_before + GUARD)
    }

    fn resumed(&self, up_at: Timestamp) -> Vec<Event> {
        let not_before = up_at + GRACE;
        let early = self.guards.first().is_some_and(|(at, _)| self.guard(*at) < not_before);
        early.then_some(Event::DeadlinesMoved { not_before }).into_iter().collect()
    }
}
