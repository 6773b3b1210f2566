//! An agent of two queues that ask at once: the session that comes first in any line gets the slot, and no queue is
//! told of free slots last for ever.

use switchboard_core::OfferId;
use switchboard_core::agent::{Agent, Command};
use switchboard_core::effect::{
    Channel, Effect, HoldRefusal, OfferEnd, Owed, Parting, Priority, ToAgent, ToQueue, Told, WayOfWork,
};
use switchboard_core::{Subject, agent};

use crate::given::*;
use crate::host::Host;

/// Anna of two queues with one slot, to whom sales holds out a session that waits since second 100.
fn anna_asked_by_sales(way: WayOfWork) -> Host<Agent> {
    let mut host = anna_at_work(1, 0);
    let values = agent_values(&["sales", "support"], 1, 0);
    tell_agent(&mut host, 0, ToAgent::Configured { version: 2, values });
    tell_agent(&mut host, 200, asks("sales", way, Priority::Normal, 100));
    host
}

fn offer(queue: &str) -> OfferId {
    OfferId { queue: queue_id(queue), number: 1 }
}

fn asks(queue: &str, asked_way: WayOfWork, its: Priority, waits_since: u64) -> ToAgent {
    let session_of = if queue == "sales" { 1 } else { 2 };
    match hold(1, session_of, asked_way) {
        ToAgent::Hold { session, entry, way, channel, accept_within, .. } => ToAgent::Hold {
            offer: offer(queue),
            session,
            entry,
            way,
            channel,
            accept_within,
            priority: its,
            since: at(waits_since),
        },
        other => other,
    }
}

/// What each queue is told of its offer, and of the slot.
fn told(effects: &[Effect]) -> Vec<(String, ToQueue)> {
    let to_queue = |effect: &Effect| match effect {
        Effect::Owe(Owed { target: Subject::Queue(_, queue), told: Told::Queue(told) }) => {
            Some((queue.to_string(), told.clone()))
        }
        _ => None,
    };
    effects.iter().filter_map(to_queue).collect()
}

#[test]
fn of_two_sessions_held_out_at_once_the_one_that_comes_first_gets_the_slot() {
    use Priority::{Normal, Returning};
    use WayOfWork::{Assign, Offer, Pick};
    // (what, way of the first, second of the other ask, its way, its class, waits since, whether it gets the slot)
    let cases = [
        ("waits longer", Offer, 201, Offer, Normal, 99, true),
        ("waits as long", Offer, 201, Offer, Normal, 100, false),
        ("waits shorter", Offer, 201, Offer, Normal, 101, false),
        ("comes back, if only now", Offer, 201, Offer, Returning, 200, true),
        ("waits longer, and is assigned", Offer, 201, Assign, Normal, 99, true),
        ("is picked by hand", Offer, 201, Pick, Normal, 99, false),
        ("comes when the agent reads the first", Offer, 202, Offer, Normal, 99, false),
        ("comes when the first is assigned", Assign, 201, Offer, Normal, 99, false),
    ];
    for (what, first, second, way, priority, since, wins) in cases {
        let mut host = anna_asked_by_sales(first);
        let answers = told(&tell_agent(&mut host, second, asks("support", way, priority, since)));
        if wins {
            let outbid = ToQueue::OfferEnded { offer: offer("sales"), why: OfferEnd::Outbid };
            assert_eq!(answers[0], ("sales".to_owned(), outbid), "{what}");
            assert_eq!(
                answers[1],
                ("support".to_owned(), ToQueue::Held { offer: offer("support") }),
                "{what}"
            );
            let views = answers.iter().filter_map(|(_, told)| match told {
                ToQueue::AgentChanged { view, .. } => Some(view.load.of(Channel::Chat)),
                _ => None,
            });
            assert_eq!(views.collect::<Vec<_>>(), [1, 1], "{what}: at no moment is the slot shown as free");
        } else {
            let refused = answers.iter().any(|(queue, told)| {
                queue == "support"
                    && matches!(told, ToQueue::HoldRefused { why: HoldRefusal::AtCapacity, .. })
            });
            assert!(refused, "{what}: {answers:?}");
            let ended = host.log.iter().any(|one| matches!(one.event, agent::Event::OfferEnded { .. }));
            assert!(!ended, "{what}");
        }
    }
}

#[test]
fn what_was_accepted_and_what_takes_another_slot_stays() {
    let mut host = anna_asked_by_sales(WayOfWork::Offer);
    host.ask(at(201), Command::Accept { offer: offer("sales") }).unwrap();
    let answers = told(&tell_agent(&mut host, 201, asks("support", WayOfWork::Offer, Priority::Normal, 0)));
    assert!(matches!(answers[..], [(_, ToQueue::HoldRefused { why: HoldRefusal::AtCapacity, .. })]));

    let mut host = anna_asked_by_sales(WayOfWork::Offer);
    let values = agent_values(&["sales", "support"], 2, 0);
    tell_agent(&mut host, 200, ToAgent::Configured { version: 3, values });
    tell_agent(&mut host, 201, asks("support", WayOfWork::Offer, Priority::Normal, 0));
    assert_eq!(host.machine.loads().of(Channel::Chat), 2, "there is room for both");
}

#[test]
fn the_queue_whose_turn_was_longest_ago_is_told_of_a_free_slot_first() {
    let mut host = anna_at_work(1, 0);
    let values = agent_values(&["a", "b", "c"], 1, 0);
    tell_agent(&mut host, 0, ToAgent::Configured { version: 2, values });
    let mut turns = Vec::new();
    let mut first = "a".to_owned();
    // Every queue always has somebody waiting, and the first that is told gets its session in.
    for round in 1..=6 {
        turns.push(first.clone());
        let id = OfferId { queue: queue_id(&first), number: round };
        let ToAgent::Hold { entry, way, channel, accept_within, priority, since, .. } =
            hold(round, 1, WayOfWork::Assign)
        else {
            panic!("not a hold")
        };
        let session = session_id(u32::try_from(round).unwrap());
        let asked =
            ToAgent::Hold { offer: id.clone(), session, entry, way, channel, accept_within, priority, since };
        tell_agent(&mut host, round * 10, asked);
        tell_agent(&mut host, round * 10 + 1, ToAgent::Confirmed { offer: id, session });
        let why = Some(Parting::Done);
        let freed = told(&tell_agent(&mut host, round * 10 + 2, ToAgent::SessionEnded { session, why }));
        first.clone_from(&freed[0].0);
    }
    assert_eq!(turns, ["a", "b", "c", "a", "b", "c"]);
}
