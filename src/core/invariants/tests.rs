//! A short legal day passes; one thing changed in it breaks the law that is about that thing.

use uuid::Uuid;

use super::*;
use crate::effect::{
    AgentValues, AgentView, Bind, Capacity, Channel, Priority, QueueValues, WayOfWork, Wish,
};
use crate::ids::{AgentId, OfferId, PlatformId, QueueId, SessionId, ShardId, WorkspaceId};
use crate::message::Language;
use crate::queue::Record;
use crate::session::{ClosedWhy, QueuedWhy};
use crate::{agent, queue, session};

/// One event of a day, before it has its numbers.
#[derive(Clone)]
struct Told {
    subject: Subject,
    event: AnyEvent,
    public: bool,
    at: i64,
    customer: Option<CustomerKey>,
}

fn workspace() -> WorkspaceId {
    WorkspaceId::new("demo").unwrap()
}

fn anna() -> AgentId {
    AgentId::new("anna").unwrap()
}

fn bo() -> AgentId {
    AgentId::new("bo").unwrap()
}

fn sales() -> QueueId {
    QueueId::new("sales").unwrap()
}

fn id(number: u128) -> SessionId {
    SessionId::placed(Uuid::from_u128(number << 8), ShardId(0))
}

fn offer(number: u64) -> OfferId {
    OfferId { queue: sales(), number }
}

fn of_session(number: u128, event: session::Event) -> Told {
    let public = event_is_public(&event);
    Told { subject: Subject::Session(id(number)), event: event.into(), public, at: 0, customer: None }
}

fn event_is_public(event: &session::Event) -> bool {
    use crate::machine::{Audience, Fact};
    event.describe().1 == Audience::Everyone
}

fn of_agent(agent: AgentId, event: agent::Event) -> Told {
    Told {
        subject: Subject::Agent(workspace(), agent),
        event: event.into(),
        public: false,
        at: 0,
        customer: None,
    }
}

fn of_queue(event: queue::Event) -> Told {
    Told {
        subject: Subject::Queue(workspace(), sales()),
        event: event.into(),
        public: false,
        at: 0,
        customer: None,
    }
}

fn opened(number: u128, customer: &str) -> Told {
    let event = session::Event::Opened {
        workspace: workspace(),
        platform: PlatformId::new("web").unwrap(),
        language: Language("sv".to_owned()),
        policy: 1,
        flow: None,
        queue: sales(),
        silent_until: Timestamp(0),
        bot_key: None,
        desk_key: None,
    };
    Told { customer: Some(CustomerKey::new(customer).unwrap()), ..of_session(number, event) }
}

fn queued(number: u128) -> Told {
    of_session(
        number,
        session::Event::Queued {
            entry: 1,
            queue: sales(),
            since: Timestamp(number as i64),
            priority: Priority::Normal,
            wish: None,
            why: QueuedWhy::NoBot,
            patient: false,
            guard_at: Timestamp(0),
        },
    )
}

fn enqueued(number: u128, place: u32, wish: Option<Wish>) -> Told {
    of_queue(queue::Event::Enqueued {
        session: id(number),
        entry: 1,
        priority: Priority::Normal,
        since: Timestamp(number as i64),
        wish,
        patient: false,
        held_back: false,
        place,
        estimated_wait_ms: None,
    })
}

fn chosen(nth: u64, number: u128, agent: AgentId) -> Told {
    of_queue(queue::Event::Chosen {
        offer: offer(nth),
        session: id(number),
        entry: 1,
        agent,
        way: Some(WayOfWork::Offer),
        record: Record::default(),
        guard_at: Timestamp(0),
    })
}

fn held(nth: u64, number: u128, agent: AgentId) -> Told {
    of_agent(
        agent,
        agent::Event::Held {
            offer: offer(nth),
            session: id(number),
            entry: 1,
            way: WayOfWork::Offer,
            channel: Channel::Chat,
            priority: Priority::Normal,
            since: Timestamp(0),
            accept_by: Timestamp(0),
        },
    )
}

fn assigned(nth: u64, number: u128) -> Told {
    of_session(number, session::Event::Assigned { entry: 1, agent: anna(), offer: offer(nth) })
}

fn slots(agent: AgentId, slots: u32) -> Told {
    let values =
        AgentValues { name: "A".to_owned(), queues: vec![sales()], capacity: slots.into(), wrap_up_ms: 0 };
    of_agent(agent, agent::Event::Configured { version: 1, values })
}

fn settings(values: QueueValues) -> Told {
    of_queue(queue::Event::Configured { version: 1, values })
}

fn seen(agent: AgentId) -> Told {
    let view = AgentView {
        serves: true,
        ready: true,
        reachable: true,
        load: Capacity::default(),
        capacity: 1.into(),
        idle_since: Timestamp(0),
    };
    of_queue(queue::Event::AgentChanged { agent, version: 1, view })
}

/// Two customers wait, the first is served by Anna, who has one slot.
fn day() -> Vec<Told> {
    let accepted = agent::Event::OfferAccepted { offer: offer(1), session: id(1), entry: 1 };
    vec![
        slots(anna(), 1),
        settings(QueueValues::named("Sales")),
        seen(anna()),
        opened(1, "c1"),
        queued(1),
        enqueued(1, 1, None),
        opened(2, "c2"),
        queued(2),
        enqueued(2, 2, None),
        chosen(1, 1, anna()),
        held(1, 1, anna()),
        of_agent(anna(), accepted),
        assigned(1, 1),
        of_queue(queue::Event::Assigned { session: id(1), entry: 1, agent: anna() }),
        of_agent(anna(), agent::Event::Confirmed { offer: offer(1), session: id(1) }),
        of_session(1, session::Event::AgentSaid { agent: anna(), silent_at: None, authored_at: None }),
        of_session(1, session::Event::Closed { why: ClosedWhy::CustomerLeft }),
    ]
}

fn broken(day: &[Told]) -> Vec<Invariant> {
    let mut laws = Laws::default();
    let mut heads: std::collections::BTreeMap<Subject, (u64, u64)> = Default::default();
    let mut broken = Vec::new();
    for told in day {
        let (seq, public) = heads.entry(told.subject.clone()).or_default();
        *seq += 1;
        *public += u64::from(told.public);
        let witnessed = Witnessed {
            subject: &told.subject,
            seq: *seq,
            public: told.public.then_some(*public),
            at: Timestamp(told.at),
            event: &told.event,
            customer: told.customer.as_ref(),
        };
        broken.extend(laws.take(&witnessed).into_iter().map(|violation| violation.invariant));
    }
    broken
}

/// The day with something more at its end.
fn after(day: Vec<Told>, more: impl IntoIterator<Item = Told>) -> Vec<Invariant> {
    broken(&day.into_iter().chain(more).collect::<Vec<_>>())
}

fn without(nth: usize) -> Vec<Told> {
    let mut day = day();
    day.remove(nth);
    day
}

#[test]
fn a_legal_day_breaks_nothing() {
    assert_eq!(broken(&day()), []);
}

#[test]
fn numbers_are_dense_and_time_goes_forward() {
    let told = day();
    let mut laws = Laws::default();
    let first = Witnessed {
        subject: &told[0].subject,
        seq: 2,
        public: None,
        at: Timestamp(5),
        event: &told[0].event,
        customer: None,
    };
    assert_eq!(laws.take(&first)[0].invariant, Invariant::DenseNumbers);
    let earlier = Witnessed { seq: 3, at: Timestamp(4), ..first };
    assert_eq!(laws.take(&earlier)[0].invariant, Invariant::TimeForward);
}

#[test]
fn whispers_and_notes_are_not_for_the_customer() {
    for event in
        [session::Event::Whispered { agent: anna() }, session::Event::NoteAdded { agent: Some(anna()) }]
    {
        let told = Told { public: true, ..of_session(2, event) };
        assert_eq!(after(day(), [told]), [Invariant::Audience]);
    }
    let hidden = Told {
        public: false,
        ..of_session(2, session::Event::MessageReceived { silent_until: Timestamp(0), authored_at: None })
    };
    assert_eq!(after(day(), [hidden]), [Invariant::Audience]);
}

#[test]
fn closed_is_closed_and_only_who_serves_speaks() {
    let again = of_session(1, session::Event::Closed { why: ClosedWhy::Silent });
    assert_eq!(after(day(), [again]), [Invariant::LifeCycle]);
    let stranger =
        of_session(2, session::Event::AgentSaid { agent: bo(), silent_at: None, authored_at: None });
    assert_eq!(after(day(), [stranger]), [Invariant::LifeCycle]);
}

#[test]
fn a_session_has_one_owner_and_a_customer_one_session() {
    let twice = assigned(1, 1);
    let mut told = day();
    told.insert(13, twice);
    assert!(broken(&told).contains(&Invariant::OneOwner));
    assert_eq!(after(day(), [opened(3, "c2")]), [Invariant::OneOpenSession]);
    assert_eq!(after(day(), [opened(3, "c1")]), [], "the first is over");
}

#[test]
fn slots_are_reserved_and_freed_once() {
    let more = [chosen(2, 2, anna()), held(2, 2, anna())];
    assert_eq!(after(day(), more.clone()), [Invariant::Capacity], "still held by the first session");
    let freed =
        of_agent(anna(), agent::Event::SessionEnded { session: id(1), wrap_up_until: None, why: None });
    assert_eq!(after(day(), [freed].into_iter().chain(more)), []);
    let ended = of_agent(anna(), agent::Event::AssignmentLost { offer: offer(1), session: id(1) });
    assert_eq!(after(day(), [ended]), [Invariant::OfferOnce]);
}

#[test]
fn the_line_is_served_in_order_and_once() {
    let mut jumped = day();
    jumped[9] = chosen(1, 2, anna());
    assert!(broken(&jumped).contains(&Invariant::QueueOrder));
    let mut misplaced = day();
    misplaced[8] = enqueued(2, 3, None);
    assert_eq!(broken(&misplaced), [Invariant::QueueOrder]);
    assert_eq!(
        after(day(), [chosen(2, 2, anna()), chosen(3, 2, bo())]),
        [Invariant::LineOnce],
        "two winners"
    );
    let gone = of_queue(queue::Event::Left { session: id(1), entry: 1, gave_up: false });
    assert_eq!(after(day(), [gone]), [Invariant::LineOnce]);
}

#[test]
fn what_is_meant_for_one_is_offered_to_nobody_else_before_its_time() {
    let only = |until| Some(Wish { agent: bo(), until: Timestamp(until), bind: Bind::Only });
    let meant = |until| {
        let mut day: Vec<Told> = day().into_iter().take(5).collect();
        day.extend([seen(bo()), enqueued(1, 1, only(until)), chosen(1, 1, anna())]);
        broken(&day)
    };
    assert_eq!(meant(1), [Invariant::OnlyAgent]);
    assert_eq!(meant(0), []);
}

#[test]
fn a_closed_or_full_queue_takes_the_patient_alone() {
    let shut = of_queue(queue::Event::Closed { until: None, tells: false });
    assert_eq!(
        after(day(), [shut, opened(3, "c3"), queued(3), enqueued(3, 2, None)]),
        [Invariant::ClosedDoor]
    );
    let full = settings(QueueValues { max_length: Some(1), ..QueueValues::named("Sales") });
    assert_eq!(
        after(day(), [full, opened(3, "c3"), queued(3), enqueued(3, 2, None)]),
        [Invariant::ClosedDoor]
    );
}

#[test]
fn nobody_hears_what_nobody_said() {
    for (nth, what) in [(4, "asked"), (9, "chosen"), (11, "accepted"), (12, "assigned")] {
        assert!(broken(&without(nth)).contains(&Invariant::Heard), "{what}");
    }
}
