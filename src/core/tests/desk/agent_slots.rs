//! Slots by channel, sessions agents ask for themselves, wrap-up ended by hand, and states forced by somebody else.

use std::time::Duration;

use switchboard_core::agent::{Agent, Command, Event, Refusal};
use switchboard_core::effect::{
    AgentValues, Capacity, Channel, HoldRefusal, Priority, ToAgent, ToQueue, ToSession, WayOfWork,
};
use switchboard_core::machine::AgentRow;
use switchboard_core::{CallId, Machine, Party, Reason, Row};

use crate::given::*;
use crate::host::Host;

fn on(channel: Channel, number: u64, way: WayOfWork) -> ToAgent {
    ToAgent::Hold {
        offer: offer_id(number),
        session: session_id(number as u32),
        entry: 1,
        way,
        channel,
        accept_within: Duration::from_secs(30),
        priority: Priority::Normal,
        since: at(0),
    }
}

fn row(host: &Host<Agent>) -> AgentRow {
    let Some(Row::Agent(row)) = host.machine.row() else { panic!("an agent has a row") };
    row
}

/// What became of a hold: accepted at once, held, or why not.
fn outcome(host: &mut Host<Agent>, seconds: u64, hold: ToAgent) -> Result<bool, HoldRefusal> {
    let effects = tell_agent(host, seconds, hold);
    let refused = to_queues(&effects).into_iter().find_map(|told| match told {
        ToQueue::HoldRefused { why, .. } => Some(why),
        _ => None,
    });
    let accepted = to_sessions(&effects).iter().any(|told| matches!(told, ToSession::OfferAccepted { .. }));
    refused.map_or(Ok(accepted), Err)
}

#[test]
fn each_channel_has_slots_of_its_own() {
    let mut host = anna_at_work(0, 0);
    let capacity = Capacity::chats(1).and(Channel::Message, 2);
    let values = AgentValues { capacity: capacity.clone(), ..agent_values(&["sales"], 0, 60_000) };
    tell_agent(&mut host, 1, ToAgent::Configured { version: 2, values });
    let asked = [
        (Channel::Chat, Ok(true)),
        (Channel::Chat, Err(HoldRefusal::AtCapacity)),
        (Channel::Message, Ok(true)),
        (Channel::Message, Ok(true)),
        (Channel::Message, Err(HoldRefusal::AtCapacity)),
        (Channel::Voice, Err(HoldRefusal::AtCapacity)),
    ];
    for (number, (channel, expected)) in (1..).zip(asked) {
        assert_eq!(outcome(&mut host, 2, on(channel, number, WayOfWork::Assign)), expected, "{number}");
    }
    assert_eq!((row(&host).loads, row(&host).capacities), (capacity.clone(), capacity.clone()));
    // Served and written up, a session stays in its channel's slot.
    let (offer, session) = (offer_id(3), session_id(3));
    tell_agent(&mut host, 3, ToAgent::Confirmed { offer, session });
    assert_eq!(row(&host).loads, capacity);
    tell_agent(&mut host, 4, ToAgent::SessionEnded { session, why: None });
    assert_eq!(row(&host).loads, capacity, "written up");
    host.ask(at(5), Command::FinishWrapUp { session }).unwrap();
    assert_eq!(row(&host).loads, Capacity::chats(1).and(Channel::Message, 1));
    assert_eq!(outcome(&mut host, 6, on(Channel::Message, 7, WayOfWork::Assign)), Ok(true));
}

#[test]
fn who_asks_themselves_needs_a_connection_and_a_slot_and_nothing_else() {
    for (ready, serves, connected, capacity, expected) in [
        (true, true, true, 1, Ok(true)),
        (false, true, true, 1, Ok(true)),
        (false, false, true, 1, Ok(true)),
        (true, true, false, 1, Err(HoldRefusal::NotConnected)),
        (true, true, true, 0, Err(HoldRefusal::AtCapacity)),
    ] {
        let mut host = anna(capacity, 0);
        let queues: &[&str] = if serves { &["sales"] } else { &["support"] };
        let values = agent_values(queues, capacity, 0);
        tell_agent(&mut host, 0, ToAgent::Configured { version: 2, values });
        if connected {
            connect(&mut host, 0, 100);
        }
        if ready {
            host.ask(at(0), Command::BecomeReady { by: None }).unwrap();
        }
        assert_eq!(outcome(&mut host, 1, on(Channel::Chat, 1, WayOfWork::Pick)), expected);
        // The agent's own console learns of a no; of one to an offer only the queue does.
        let told = host.log.iter().find_map(|recorded| match &recorded.event {
            Event::HoldRefused { picked, .. } => Some(*picked),
            _ => None,
        });
        assert_eq!(told, expected.err().map(|_| Some(session_id(1))));
    }
    let mut full = anna_at_work(0, 0);
    assert!(outcome(&mut full, 1, on(Channel::Chat, 1, WayOfWork::Offer)).is_err());
    assert!(matches!(full.log.last().unwrap().event, Event::HoldRefused { picked: None, .. }));
}

#[test]
fn a_picked_session_of_an_agent_who_vanishes_returns_to_its_queue() {
    let mut host = anna(1, 0);
    connect(&mut host, 0, 25);
    assert_eq!(outcome(&mut host, 1, on(Channel::Chat, 1, WayOfWork::Pick)), Ok(true));
    tell_agent(&mut host, 2, ToAgent::Confirmed { offer: offer_id(1), session: session_id(1) });
    host.tick(at(55));
    assert_eq!(host.due(), Some(at(115)));
    let told = to_sessions(&host.tick(at(115)));
    assert_eq!(told, [ToSession::AgentVanished { agent: agent_id("anna") }]);
    assert_eq!(row(&host).loads, Capacity::default());
}

#[test]
fn wrap_up_ends_by_hand_once() {
    let mut host = anna_at_work(1, 60_000);
    let session = session_id(1);
    let early = host.ask(at(0), Command::FinishWrapUp { session });
    assert_eq!(early, Err(Refusal::NotWritingUp));
    assert_eq!(Refusal::NotWritingUp.code(), "not_writing_up");
    tell_agent(&mut host, 1, on(Channel::Chat, 1, WayOfWork::Assign));
    tell_agent(&mut host, 2, ToAgent::Confirmed { offer: offer_id(1), session });
    tell_agent(&mut host, 3, ToAgent::SessionEnded { session, why: None });
    let told = to_queues(&host.ask(at(4), Command::FinishWrapUp { session }).unwrap());
    assert!(matches!(&told[..], [ToQueue::AgentChanged { view, .. }] if view.load == Capacity::default()));
    assert_eq!(host.log.last().unwrap().actor, Party::Agent(agent_id("anna")));
    assert_eq!(host.ask(at(5), Command::FinishWrapUp { session }), Err(Refusal::NotWritingUp));
    assert_eq!(host.due(), None, "its time is no longer waited for");
}

#[test]
fn the_row_tells_why_and_since_when_and_the_journal_who_said_so() {
    let mut host = anna_at_work(1, 0);
    let away = |reason: &str, by: Option<&str>| Command::BecomeAway {
        reason: Some(reason.to_owned()),
        by: by.map(agent_id),
    };
    let ready = |by: Option<&str>| Command::BecomeReady { by: by.map(agent_id) };
    for (second, command, reason, by) in [
        (10, away("lunch", None), Some("lunch"), None),
        (20, away("training", Some("sven")), Some("training"), Some("sven")),
        (30, ready(Some("sven")), None, Some("sven")),
        // Oneself is nobody else.
        (40, away("lunch", Some("anna")), Some("lunch"), None),
        (50, ready(None), None, None),
    ] {
        host.ask(at(second), command).unwrap();
        assert_eq!((row(&host).reason.as_deref(), row(&host).since), (reason, at(second)));
        let last = host.log.last().unwrap();
        let Event::IntentChanged { by: said, .. } = &last.event else { panic!("{last:?}") };
        assert_eq!(*said, by.map(agent_id));
        assert_eq!(last.actor, Party::Agent(agent_id(by.unwrap_or("anna"))));
    }
    host.ask(at(60), ready(Some("sven"))).unwrap();
    assert_eq!(row(&host).since, at(50), "the same state again is nothing new");
    disconnect(&mut host, 100);
    host.tick(at(130));
    assert_eq!((row(&host).reachable, row(&host).since), (false, at(130)));
    connect(&mut host, 140, 1000);
    assert_eq!((row(&host).reachable, row(&host).since), (true, at(140)));
}

#[test]
fn a_telephone_call_takes_its_weight_of_the_room_for_chats() {
    let joined = |number: u32, takes| ToAgent::CallJoined { call: CallId::new(number.to_string()), takes };
    let left = |number: u32| ToAgent::CallLeft { call: CallId::new(number.to_string()) };
    let chat = |host: &Host<Agent>| row(host).loads.of(Channel::Chat);
    // All of it, where nothing is said; nobody is asked, so what is held and served stays.
    let mut host = anna_at_work(3, 0);
    assert_eq!(outcome(&mut host, 1, on(Channel::Chat, 1, WayOfWork::Assign)), Ok(true));
    let told = tell_agent(&mut host, 2, joined(1, None));
    let views = to_queues(&told).into_iter().filter_map(|told| match told {
        ToQueue::AgentChanged { view, .. } => Some(view.load.of(Channel::Chat)),
        _ => None,
    });
    assert_eq!(views.collect::<std::collections::BTreeSet<_>>(), [3].into(), "her queues learn of it");
    assert_eq!((chat(&host), row(&host).loads.of(Channel::Voice)), (3, 1));
    assert_eq!(outcome(&mut host, 3, on(Channel::Chat, 2, WayOfWork::Assign)), Err(HoldRefusal::AtCapacity));
    assert_eq!(
        outcome(&mut host, 3, on(Channel::Message, 3, WayOfWork::Assign)),
        Err(HoldRefusal::AtCapacity)
    );
    tell_agent(&mut host, 4, left(1));
    assert_eq!(chat(&host), 1);
    assert_eq!(outcome(&mut host, 5, on(Channel::Chat, 4, WayOfWork::Assign)), Ok(true));
    // As much as is said, and never more than there is room.
    let mut host = anna_at_work(3, 0);
    for (number, takes, load) in [(1, Some(1), 1), (2, Some(0), 1), (3, Some(1), 2), (4, Some(9), 3)] {
        tell_agent(&mut host, 1, joined(number, takes));
        tell_agent(&mut host, 1, joined(number, takes));
        assert_eq!(chat(&host), load, "call {number}");
    }
    assert_eq!(row(&host).loads.of(Channel::Voice), 4);
    for number in [4, 3, 2, 1, 1] {
        tell_agent(&mut host, 2, left(number));
    }
    assert_eq!(row(&host).loads, Capacity::default());
}

#[test]
fn a_break_at_the_telephone_is_a_break_and_ends_no_other() {
    use switchboard_core::effect::PhoneState::{LoggedOut, Paused, Unpaused};
    let phone = |phone| ToAgent::Phone { phone };
    let mut host = anna_at_work(3, 0);
    tell_agent(&mut host, 1, phone(Paused));
    tell_agent(&mut host, 1, phone(Paused));
    assert_eq!((row(&host).ready, row(&host).reason.as_deref()), (false, Some("telephone")));
    tell_agent(&mut host, 2, phone(LoggedOut));
    tell_agent(&mut host, 2, phone(Unpaused));
    assert!(row(&host).ready);
    host.ask(at(3), Command::BecomeAway { reason: None, by: None }).unwrap();
    tell_agent(&mut host, 4, phone(Unpaused));
    assert!(!row(&host).ready, "away for a reason of her own");
}
