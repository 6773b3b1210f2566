//! Reads journals of agents and queues for what must never happen.

use std::collections::{BTreeMap, BTreeSet};

use switchboard_core::agent::{self, Agent};
use switchboard_core::effect::{AgentView, Capacity, Channel, OfferEnd, Priority, Wish};
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
}

struct Stay {
    entry: u32,
    key: (Priority, Timestamp, SessionId),
    wish: Option<Wish>,
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
            Signal::Typing { .. } => panic!("a queue does not type"),
        })
        .collect();
    let order: Vec<_> = expected.iter().map(|(_, _, session)| *session).zip(1u32..).collect();
    let order: Vec<_> = order.into_iter().map(|(id, place)| (place, id, line.entries[&id].entry)).collect();
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
            queue::Event::Enqueued { session, entry, priority, since, wish, .. } => {
                let again = self.entries.get(session).is_some_and(|stay| stay.entry == *entry);
                if !again {
                    let key = (*priority, *since, *session);
                    let (wish, noes) = (wish.clone(), BTreeSet::new());
                    let stay = Stay { entry: *entry, key, wish, absent: false, offer: None, noes };
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
            queue::Event::Chosen { offer, session, agent, record, .. } => {
                self.chosen(offer, session, agent);
                assert_eq!(record.verdicts[&Verdict::Chosen].as_slice(), std::slice::from_ref(agent));
            }
            queue::Event::OfferClosed { offer, why, view } => self.closed(offer, *why, view.as_ref()),
            queue::Event::OfferHeld { offer, .. } => assert!(self.offers.contains_key(offer)),
            queue::Event::Configured { .. }
            | queue::Event::TurnedAway { .. }
            | queue::Event::NobodyEligible { .. }
            | queue::Event::DeadlinesMoved { .. } => {}
        }
    }

    fn chosen(&mut self, offer: &OfferId, session: &SessionId, agent: &AgentId) {
        let stay = self.entries.get_mut(session).expect("who is offered stands in line");
        assert!(stay.offer.is_none(), "{session} is offered twice at once");
        assert!(!stay.absent, "{session} is offered though away");
        stay.offer = Some(offer.clone());
        let (view, resting) = &self.agents[agent];
        let can = view.serves && view.ready && view.reachable && has_a_slot(&view.load, &view.capacity);
        assert!(can && !resting, "{agent} is asked though {view:?}, resting {resting}");
        self.offers.insert(offer.clone(), (*session, agent.clone()));
    }

    fn closed(&mut self, offer: &OfferId, why: OfferClosedWhy, view: Option<&(u64, AgentView)>) {
        let (session, agent) = self.offers.remove(offer).expect("what ends was out");
        assert!(self.over.insert(offer.clone()), "{offer} ended twice");
        let stay = self.entries.get_mut(&session).unwrap();
        stay.offer = None;
        if let OfferClosedWhy::Ended(OfferEnd::Declined | OfferEnd::Expired) = why {
            stay.noes.insert(agent.clone());
        }
        let known = self.agents.get_mut(&agent).unwrap();
        if let Some((_, view)) = view {
            known.0 = view.clone();
        }
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
        for (session, stay) in self.entries.iter().filter(|(_, stay)| !stay.absent && stay.offer.is_none()) {
            for agent in agents.iter().filter(|agent| can_take(agent, &host.subject, now)) {
                let Subject::Agent(_, id) = &agent.subject else { panic!("not an agent") };
                let other_wished =
                    stay.wish.as_ref().is_some_and(|wish| wish.agent != *id && wish.until > now);
                assert!(
                    stay.noes.contains(id) || other_wished,
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
