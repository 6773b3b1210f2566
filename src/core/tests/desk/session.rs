//! A session as agents and queues know it: waits, is served, is over. The real one is tested for itself.

use switchboard_core::effect::{Bind, Priority, ToAgent, ToQueue, ToSession, Wish};
use switchboard_core::{AgentId, Effect, OfferId, QueueId, SessionId, Timestamp};

use crate::given::workspace;

#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    Waiting { queue: QueueId, priority: Priority, since: Timestamp, wish: Option<Wish> },
    Served { queue: QueueId, agent: AgentId, offer: OfferId },
    Released { queue: QueueId, agent: Option<AgentId> },
    Closed,
}

#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub phase: Phase,
    pub entry: u32,
    pub since: Timestamp,
    /// Waits although the queue is closed or full.
    pub patient: bool,
    /// Each assignment, by entry: at most one each.
    pub assigned: Vec<(u32, AgentId)>,
}

impl Session {
    pub fn write(
        id: SessionId,
        queue: QueueId,
        now: Timestamp,
        wish: Option<Wish>,
        patient: bool,
    ) -> (Self, Vec<Effect>) {
        let phase = Phase::Waiting { queue, priority: Priority::Normal, since: now, wish };
        let session = Self { id, phase, entry: 1, since: now, patient, assigned: Vec::new() };
        let effects = session.enqueue();
        (session, effects)
    }

    /// Asks the queue (again).
    pub fn enqueue(&self) -> Vec<Effect> {
        let Phase::Waiting { queue, priority, since, wish } = &self.phase else { return Vec::new() };
        vec![self.to_queue(
            queue,
            ToQueue::Enqueue {
                session: self.id,
                entry: self.entry,
                priority: *priority,
                since: *since,
                wish: wish.clone(),
                patient: self.patient,
            },
        )]
    }

    /// Writes again after the agent was done: preferably to the same one.
    pub fn write_again(&mut self, now: Timestamp) -> Vec<Effect> {
        let Phase::Released { queue, agent } = self.phase.clone() else { return Vec::new() };
        let until = now + std::time::Duration::from_secs(30);
        let wish = agent.map(|agent| Wish { agent, until, bind: Bind::Prefer });
        self.wait(queue, now, wish)
    }

    fn wait(&mut self, queue: QueueId, since: Timestamp, wish: Option<Wish>) -> Vec<Effect> {
        self.entry += 1;
        self.patient = true;
        self.phase = Phase::Waiting { queue, priority: Priority::Returning, since, wish };
        self.enqueue()
    }

    /// The customer is away, or back.
    pub fn absent(&self, absent: bool) -> Vec<Effect> {
        let Phase::Waiting { queue, .. } = &self.phase else { return Vec::new() };
        vec![self.to_queue(queue, ToQueue::Absent { session: self.id, entry: self.entry, absent })]
    }

    /// The agent is done.
    pub fn done(&mut self) -> Vec<Effect> {
        let Phase::Served { queue, agent, .. } = self.phase.clone() else { return Vec::new() };
        self.phase = Phase::Released { queue, agent: Some(agent.clone()) };
        vec![Effect::tell_agent(&workspace(), &agent, ToAgent::SessionEnded { session: self.id, why: None })]
    }

    /// The customer leaves.
    pub fn close(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.phase, Phase::Closed) {
            Phase::Waiting { queue, .. } => {
                vec![
                    self.to_queue(
                        &queue,
                        ToQueue::Leave { session: self.id, entry: self.entry, gave_up: false },
                    ),
                ]
            }
            Phase::Served { agent, .. } => {
                vec![Effect::tell_agent(
                    &workspace(),
                    &agent,
                    ToAgent::SessionEnded { session: self.id, why: None },
                )]
            }
            Phase::Released { .. } | Phase::Closed => Vec::new(),
        }
    }

    pub fn told(&mut self, told: ToSession) -> Vec<Effect> {
        match told {
            ToSession::TurnedAway { entry, .. } => {
                if let (true, Phase::Waiting { queue, .. }) = (entry == self.entry, &self.phase) {
                    self.phase = Phase::Released { queue: queue.clone(), agent: None };
                }
                Vec::new()
            }
            ToSession::OfferAccepted { offer, entry, agent, .. } => self.accepted(offer, entry, agent),
            ToSession::AgentVanished { agent } => match self.phase.clone() {
                Phase::Served { queue, agent: serving, .. } if serving == agent => {
                    self.wait(queue, self.since, None)
                }
                _ => Vec::new(),
            },
            ToSession::QueueClosed { entry, .. } => self.sent_home(entry),
            ToSession::Enqueued { .. } | ToSession::CompanyGone { .. } => Vec::new(),
        }
    }

    fn sent_home(&mut self, entry: u32) -> Vec<Effect> {
        let (true, Phase::Waiting { queue, .. }) = (entry == self.entry, self.phase.clone()) else {
            // Of an earlier stay: it may have been told before the queue heard that this one is patient.
            return Vec::new();
        };
        assert!(!self.patient, "{} waits whatever the hours", self.id);
        self.phase = Phase::Released { queue: queue.clone(), agent: None };
        vec![self.to_queue(&queue, ToQueue::Leave { session: self.id, entry, gave_up: false })]
    }

    fn accepted(&mut self, offer: OfferId, entry: u32, agent: AgentId) -> Vec<Effect> {
        let Phase::Waiting { queue, .. } = self.phase.clone() else { return self.refuse(offer, &agent) };
        if entry != self.entry {
            return self.refuse(offer, &agent);
        }
        self.assigned.push((entry, agent.clone()));
        self.phase = Phase::Served { queue: queue.clone(), agent: agent.clone(), offer: offer.clone() };
        vec![
            self.to_queue(&queue, ToQueue::Assigned { session: self.id, entry, agent: agent.clone() }),
            Effect::tell_agent(&workspace(), &agent, ToAgent::Confirmed { offer, session: self.id }),
        ]
    }

    fn refuse(&self, offer: OfferId, agent: &AgentId) -> Vec<Effect> {
        vec![Effect::tell_agent(&workspace(), agent, ToAgent::AssignRefused { offer, session: self.id })]
    }

    fn to_queue(&self, queue: &QueueId, told: ToQueue) -> Effect {
        Effect::tell_queue(&workspace(), queue, told)
    }
}
