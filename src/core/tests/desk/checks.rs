//! Reads journals of agents and queues for what must never happen.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::agent::{self, Agent};
use switchboard_core::effect::{AgentView, Bind, Capacity, Channel, OfferEnd, Priority, WayOfWork, Wish};
use switchboard_core::queue::{self, OfferClosedWhy, Queue, Verdict};
use switchboard_core::{AgentId, Machine, OfferId, Row, SessionId, Signal, Subject, Timestamp};

use crate::host::Host;

/// Slots never exceed the capacity, and every offer ends once.
pub fn agent(host: &Host<Agent>) {
    let mut twin = Agent::blank(&host.subject);
    let mut open = BTreeSet::new();
    let mut over = BTreeSet::new();
    for recorded in &host.log {
        let before = twin.loads();
        twin.apply(recorded);
        assert!(
            twin.loads()
                .channels()
                .all(|(channel, load)| { load <= before.of(channel).max(twin.capacities().of(channel)) }),
            "{}: over capacity by {recorded:?}",
            host.subject
        );
        match &recorded.event {
            agent::Event::Held { offer, .. } => {
                assert!(!over.contains(offer), "{offer} held again after its end");
                open.insert(offer.clone());
            }
            agent::Event::OfferEnded { offer, .. }
            | agent::Event::AssignmentLost { offer, .. }
            | agent::Event::Confirmed { offer, .. } => {
                assert!(open.remove(offer), "{offer} ended without being held");
                assert!(over.insert(offer.clone()), "{offer} ended twice");
            }
            _ => {}
        }
    }
    assert!(twin == host.machine, "{} is another after replay", host.subject);
    assert!(host.replayed() == host.machine, "{} is another through a snapshot", host.subject);
}

/// A queue as its journal tells it.
#[derive(Default)]
pub struct Line {
    entries: BTreeMap<SessionId, Stay>,
    offers: BTreeMap<OfferId, (SessionId, AgentId)>,
    over: BTreeSet<OfferId>,
    agents: BTreeMap<AgentId, (AgentView, bool)>,
    assigned: BTreeSet<(SessionId, u32)>,
    picked_from: bool,
    closed_now: bool,
}

struct Stay {
    entry: u32,
    key: (Priority, Timestamp, SessionId),
    wish: Option<Wish>,
    held_back: bool,
    absent: bool,
    offer: Option<OfferId>,
    noes: BTreeSet<AgentId>,
}

/// One live offer an entry, only to who can take it; an offer ends once; places are those of the order.
pub fn queue(host: &Host<Queue>) {
    let line = Line::of(host);
    let mut expected: Vec<_> = line.entries.values().map(|stay| stay.key).collect();
    expected.sort();
    let told = host.machine.pulse();
    let places: Vec<_> = told
        .iter()
        .map(|(session, signal)| match signal {
            Signal::Place { place, entry, .. } => (*place, *session, *entry),
            other => panic!("not a queue's to say: {other:?}"),
        })
        .collect();
    let order: Vec<_> = expected.iter().map(|(_, _, session)| *session).zip(1u32..).collect();
    let order: Vec<_> = order.into_iter().map(|(id, place)| (place, id, line.entries[&id].entry)).collect();
    let row = host.machine.row();
    let shown = row.map(|row| matches!(row, Row::Queue(row) if row.open));
    assert_eq!(shown.unwrap_or(true), !line.closed_now, "{}: the board shows another door", host.subject);
    assert_eq!(places, order, "{}: places are not those of the order", host.subject);
    assert!(host.replayed() == host.machine, "{} is another after replay", host.subject);
}

impl Line {
    pub fn of(host: &Host<Queue>) -> Self {
        let mut line = Self::default();
        host.log.iter().for_each(|recorded| line.take(&recorded.event));
        line
    }

    fn take(&mut self, event: &queue::Event) {
        match event {
            queue::Event::Enqueued { session, entry, priority, since, wish, held_back, .. } => {
                let again = self.entries.get(session).is_some_and(|stay| stay.entry == *entry);
                if !again {
                    let key = (*priority, *since, *session);
                    let (wish, noes) = (wish.clone(), BTreeSet::new());
                    let (held_back, absent, offer) = (*held_back, false, None);
                    let stay = Stay { entry: *entry, key, wish, held_back, absent, offer, noes };
                    let before = self.entries.insert(*session, stay);
                    assert!(before.is_none(), "{session} stands in line twice");
                }
            }
            queue::Event::Left { session, .. } => self.leave(session),
            queue::Event::Assigned { session, entry, .. } => {
                assert!(self.assigned.insert((*session, *entry)), "{session} assigned twice");
                self.leave(session);
            }
            queue::Event::AbsenceChanged { session, absent, .. } => {
                self.entries.get_mut(session).unwrap().absent = *absent;
            }
            queue::Event::AgentChanged { agent, view, .. } => {
                self.agents.insert(agent.clone(), (view.clone(), false));
            }
            queue::Event::Chosen { offer, session, agent, way, record, .. } => {
                let picked = *way == Some(WayOfWork::Pick);
                self.chosen(offer, session, agent, picked);
                let verdict = if picked { Verdict::Picked } else { Verdict::Chosen };
                assert_eq!(record.verdicts[&verdict].as_slice(), std::slice::from_ref(agent));
            }
            queue::Event::OfferClosed { offer, why, view } => self.closed(offer, *why, view.as_ref()),
            queue::Event::OfferHeld { offer, .. } => assert!(self.offers.contains_key(offer)),
            queue::Event::Configured { values, .. } => self.picked_from = values.way == WayOfWork::Pick,
            queue::Event::Opened { .. } => self.set_door(true, Some(false)),
            queue::Event::Closed { tells, .. } => self.set_door(false, tells.then_some(true)),
            queue::Event::TurnedAway { .. }
            | queue::Event::NobodyEligible { .. }
            | queue::Event::DeadlinesMoved { .. } => {}
        }
    }

    fn set_door(&mut self, open: bool, hold_back: Option<bool>) {
        self.closed_now = !open;
        for stay in self.entries.values_mut() {
            stay.held_back = hold_back.unwrap_or(stay.held_back);
        }
    }

    fn chosen(&mut self, offer: &OfferId, session: &SessionId, agent: &AgentId, picked: bool) {
        let stay = self.entries.get_mut(session).expect("who is offered stands in line");
        assert!(stay.offer.is_none(), "{session} is offered twice at once");
        stay.offer = Some(offer.clone());
        self.offers.insert(offer.clone(), (*session, agent.clone()));
        if picked {
            return;
        }
        assert!(!stay.absent, "{session} is offered though away");
        assert!(!stay.held_back, "{session} is offered though it waits for the queue to open");
        let meant = stay.wish.as_ref().filter(|wish| wish.bind == Bind::Only).map(|wish| &wish.agent);
        assert!(!self.picked_from || meant == Some(agent), "{session} is offered from a list");
        let (view, resting) = &self.agents[agent];
        let can = view.serves && view.ready && view.reachable && has_a_slot(&view.load, &view.capacity);
        assert!(can && !resting, "{agent} is asked though {view:?}, resting {resting}");
    }

    fn closed(&mut self, offer: &OfferId, why: OfferClosedWhy, view: Option<&(u64, AgentView)>) {
        let (session, agent) = self.offers.remove(offer).expect("what ends was out");
        assert!(self.over.insert(offer.clone()), "{offer} ended twice");
        let stay = self.entries.get_mut(&session).unwrap();
        stay.offer = None;
        stay.wish = stay.wish.take().filter(|wish| wish.bind != Bind::Take || wish.agent != agent);
        if let OfferClosedWhy::Ended(OfferEnd::Declined | OfferEnd::Expired) = why {
            stay.noes.insert(agent.clone());
        }
        if let Some((_, view)) = view {
            self.agents.insert(agent.clone(), (view.clone(), false));
        }
        let Some(known) = self.agents.get_mut(&agent) else { return };
        known.1 |= matches!(why, OfferClosedWhy::Refused(_));
    }

    fn leave(&mut self, session: &SessionId) {
        let stay = self.entries.remove(session).expect("who leaves stood in line");
        if let Some(offer) = stay.offer {
            self.offers.remove(&offer);
            assert!(self.over.insert(offer.clone()), "{offer} ended twice");
        }
    }

    /// Judged by the agents themselves, not by what the queue knows of them.
    pub fn nobody_forgotten(&self, host: &Host<Queue>, agents: &[Host<Agent>], now: Timestamp) {
        let may_go = |stay: &Stay| !stay.absent && !stay.held_back && stay.offer.is_none();
        for (session, stay) in self.entries.iter().filter(|(_, stay)| may_go(stay)) {
            for agent in agents.iter().filter(|agent| can_take(agent, &host.subject, now)) {
                let Subject::Agent(_, id) = &agent.subject else { panic!("not an agent") };
                let meant_for_other = |wish: &Wish| {
                    let refused = wish.bind == Bind::Only && stay.noes.contains(&wish.agent);
                    wish.agent != *id && wish.until > now && !refused
                };
                let other_wished = stay.wish.as_ref().is_some_and(meant_for_other);
                let meant = |wish: &Wish| wish.bind == Bind::Only && wish.agent == *id;
                let listed = self.picked_from && !stay.wish.as_ref().is_some_and(meant);
                assert!(
                    stay.noes.contains(id) || other_wished || listed,
                    "{id} is free and {session} waits in {} unoffered\n{}\n{}",
                    host.subject,
                    host.told(),
                    agent.told()
                );
            }
        }
    }
}

fn can_take(host: &Host<Agent>, queue: &Subject, now: Timestamp) -> bool {
    let Some(Row::Agent(row)) = host.machine.row() else { return false };
    let Subject::Queue(_, queue) = queue else { return false };
    let queues = host.log.iter().rev().find_map(|recorded| match &recorded.event {
        agent::Event::Configured { values, .. } => Some(&values.queues),
        _ => None,
    });
    let serves = queues.is_some_and(|queues| queues.contains(queue));
    serves
        && row.ready
        && row.reachable
        && has_a_slot(&row.loads, &row.capacities)
        && host.live.connected(now)
}

/// Offers an agent has not answered, oldest first.
pub fn pending(host: &Host<Agent>) -> Vec<OfferId> {
    let mut pending = Vec::new();
    for recorded in &host.log {
        match &recorded.event {
            agent::Event::Held { offer, .. } if !pending.contains(offer) => pending.push(offer.clone()),
            agent::Event::OfferAccepted { offer, .. } | agent::Event::OfferEnded { offer, .. } => {
                pending.retain(|held| held != offer);
            }
            _ => {}
        }
    }
    pending
}

fn has_a_slot(load: &Capacity, capacity: &Capacity) -> bool {
    load.of(Channel::Chat) < capacity.of(Channel::Chat)
}
