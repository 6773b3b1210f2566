//! Names, instants and settings that tables share.

use std::time::Duration;

use switchboard_core::agent::{self, Agent, Patience};
use switchboard_core::effect::{
    AgentValues, AgentView, Channel, Owed, Priority, QueueValues, ToAgent, ToQueue, ToSession, Told,
    WayOfWork,
};
use switchboard_core::queue::{self, Queue};
use switchboard_core::{
    AgentId, Effect, OfferId, QueueId, SessionId, ShardId, Subject, Timestamp, WorkspaceId,
};
use uuid::Uuid;

use crate::host::Host;

/// Seconds after the tests' midnight.
pub fn at(seconds: u64) -> Timestamp {
    Timestamp(1_700_000_000_000_000) + Duration::from_secs(seconds)
}

pub fn workspace() -> WorkspaceId {
    WorkspaceId::new("demo").unwrap()
}

pub fn agent_id(name: &str) -> AgentId {
    AgentId::new(name).unwrap()
}

pub fn queue_id(name: &str) -> QueueId {
    QueueId::new(name).unwrap()
}

pub fn session_id(number: u32) -> SessionId {
    SessionId::placed(Uuid::from_u128(u128::from(number) << 64), ShardId(7))
}

pub fn offer_id(number: u64) -> OfferId {
    OfferId { queue: queue_id("sales"), number }
}

pub fn agent_values(queues: &[&str], capacity: u32, wrap_up_ms: u64) -> AgentValues {
    AgentValues {
        name: "Anna Andersson".to_owned(),
        queues: queues.iter().map(|name| queue_id(name)).collect(),
        capacity: capacity.into(),
        wrap_up_ms,
    }
}

pub fn queue_values(way: WayOfWork, max_length: Option<u32>) -> QueueValues {
    QueueValues { way, max_length, ..QueueValues::named("Sales") }
}

/// Somebody free.
pub fn view(idle_since: Timestamp) -> AgentView {
    AgentView { serves: true, ready: true, reachable: true, load: 0.into(), capacity: 1.into(), idle_since }
}

/// Anna of the sales queue, with the settings of version 1, but neither ready nor connected.
pub fn anna(capacity: u32, wrap_up_ms: u64) -> Host<Agent> {
    let subject = Subject::Agent(workspace(), agent_id("anna"));
    let mut host: Host<Agent> = Host::new(subject, Patience::default().into());
    host.live.alone_since = at(0);
    let values = agent_values(&["sales"], capacity, wrap_up_ms);
    tell_agent(&mut host, 0, ToAgent::Configured { version: 1, values });
    host
}

/// The same at work since second 0: ready, and connected with a lease to second 1000.
pub fn anna_at_work(capacity: u32, wrap_up_ms: u64) -> Host<Agent> {
    let mut host = anna(capacity, wrap_up_ms);
    connect(&mut host, 0, 1000);
    host.ask(at(0), agent::Command::BecomeReady { by: None }).unwrap();
    host
}

pub fn connect(host: &mut Host<Agent>, seconds: u64, lease_end: u64) -> Vec<Effect> {
    host.live.connections.insert(1, at(lease_end));
    host.ask(at(seconds), agent::Command::ConnectionsChanged).unwrap()
}

pub fn disconnect(host: &mut Host<Agent>, seconds: u64) -> Vec<Effect> {
    host.live.connections.clear();
    host.live.alone_since = at(seconds);
    host.ask(at(seconds), agent::Command::ConnectionsChanged).unwrap()
}

pub fn tell_agent(host: &mut Host<Agent>, seconds: u64, told: ToAgent) -> Vec<Effect> {
    host.ask(at(seconds), agent::Command::Told(told)).unwrap()
}

/// The sales queue, configured.
pub fn sales(way: WayOfWork, max_length: Option<u32>) -> Host<Queue> {
    let mut host: Host<Queue> = Host::new(Subject::Queue(workspace(), queue_id("sales")), ());
    tell_queue(&mut host, 0, ToQueue::Configured { version: 1, values: queue_values(way, max_length) });
    host
}

pub fn tell_queue(host: &mut Host<Queue>, seconds: u64, told: ToQueue) -> Vec<Effect> {
    host.ask(at(seconds), queue::Command::Told(told)).unwrap()
}

/// A newcomer's first stay, waiting since the moment they are told.
pub fn enqueue(host: &mut Host<Queue>, seconds: u64, session: u32) -> Vec<Effect> {
    tell_queue(host, seconds, asks_in(seconds, session, 1, Priority::Normal))
}

pub fn asks_in(seconds: u64, session: u32, entry: u32, priority: Priority) -> ToQueue {
    ToQueue::Enqueue {
        session: session_id(session),
        entry,
        priority,
        since: at(seconds),
        wish: None,
        patient: false,
    }
}

pub fn agent_changed(
    host: &mut Host<Queue>,
    seconds: u64,
    agent: &str,
    version: u64,
    view: AgentView,
) -> Vec<Effect> {
    tell_queue(host, seconds, ToQueue::AgentChanged { agent: agent_id(agent), version, view })
}

pub fn hold(number: u64, session: u32, way: WayOfWork) -> ToAgent {
    ToAgent::Hold {
        offer: offer_id(number),
        session: session_id(session),
        entry: 1,
        way,
        channel: Channel::Chat,
        accept_within: Duration::from_secs(30),
        priority: Priority::Normal,
        since: at(0),
    }
}

/// What queues, agents and sessions are told, in order.
pub fn to_queues(effects: &[Effect]) -> Vec<ToQueue> {
    owed(effects).filter_map(|told| if let Told::Queue(told) = told { Some(told) } else { None }).collect()
}

pub fn to_agents(effects: &[Effect]) -> Vec<(AgentId, ToAgent)> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Owe(Owed { target: Subject::Agent(_, agent), told: Told::Agent(told) }) => {
            Some((agent.clone(), told.clone()))
        }
        _ => None,
    });
    told.collect()
}

pub fn to_sessions(effects: &[Effect]) -> Vec<ToSession> {
    owed(effects).filter_map(|told| if let Told::Session(told) = told { Some(told) } else { None }).collect()
}

fn owed(effects: &[Effect]) -> impl Iterator<Item = Told> {
    effects.iter().filter_map(|effect| match effect {
        Effect::Owe(owed) => Some(owed.told.clone()),
        Effect::Show { .. } | Effect::Pulse => None,
    })
}
