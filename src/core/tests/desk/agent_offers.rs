//! An agent's slots: holds, answers, what sessions say, wrap-up.

use switchboard_core::agent::{Command, Refusal};
use switchboard_core::effect::{Channel, HoldRefusal, OfferEnd, ToAgent, ToQueue, ToSession, WayOfWork};
use switchboard_core::{Machine, Party, Row};

use crate::given::*;

fn load(host: &crate::host::Host<switchboard_core::agent::Agent>) -> u32 {
    match host.machine.row() {
        Some(Row::Agent(row)) => row.loads.of(Channel::Chat),
        row => panic!("an agent's row is {row:?}"),
    }
}

#[test]
fn a_hold_is_refused_with_the_first_reason_that_applies() {
    // (who, serves the queue, wants chats, is connected, slots, why not)
    type Case = (&'static str, bool, bool, bool, u32, Option<HoldRefusal>);
    let cases: [Case; 6] = [
        ("works and is free", true, true, true, 1, None),
        ("serves another queue", false, false, false, 0, Some(HoldRefusal::NotServing)),
        ("wants no chats", true, false, false, 0, Some(HoldRefusal::NotReady)),
        ("has no connection", true, true, false, 0, Some(HoldRefusal::NotConnected)),
        ("has no slots at all", true, true, true, 0, Some(HoldRefusal::AtCapacity)),
        ("has one slot more", true, true, true, 2, None),
    ];
    for (name, serves, ready, connected, capacity, expected) in cases {
        let mut host = anna(capacity, 0);
        if !serves {
            let values = agent_values(&["support"], capacity, 0);
            tell_agent(&mut host, 0, ToAgent::Configured { version: 2, values });
        }
        if ready {
            host.ask(at(0), Command::BecomeReady { by: None }).unwrap();
        }
        if connected {
            connect(&mut host, 0, 100);
        }
        let told = to_queues(&tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer)));
        let refused = told.iter().find_map(|told| match told {
            ToQueue::HoldRefused { why, version, view, .. } => {
                assert_eq!(*version, host.log.len() as u64, "{name}: the version is the event's own");
                assert_eq!(view.serves, serves, "{name}");
                Some(*why)
            }
            _ => None,
        });
        assert_eq!(refused, expected, "{name}");
        assert_eq!(load(&host), u32::from(expected.is_none()), "{name}");
    }
}

#[test]
fn the_queue_hears_of_its_offer_before_the_view_that_counts_it() {
    let mut host = anna_at_work(2, 0);
    let told = to_queues(&tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer)));
    let [ToQueue::Held { offer }, ToQueue::AgentChanged { version, view, .. }] = told.as_slice() else {
        panic!("told {told:?}");
    };
    assert_eq!((offer, *version, view.load.of(Channel::Chat)), (&offer_id(1), host.log.len() as u64, 1));
    assert_eq!(view.idle_since, at(1), "something was given to her then");
}

#[test]
fn no_slot_beyond_capacity_whoever_asks() {
    let mut host = anna_at_work(2, 0);
    for number in 1..=4 {
        tell_agent(&mut host, 1, hold(number, number as u32, WayOfWork::Offer));
    }
    assert_eq!(load(&host), 2);
    assert_eq!(host.kinds_since(host.log.len() - 4), ["held", "held", "hold_refused", "hold_refused"]);
}

#[test]
fn a_repeated_hold_is_answered_again_without_a_new_slot() {
    for accepts in [false, true] {
        let mut host = anna_at_work(2, 0);
        tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
        if accepts {
            host.ask(at(2), Command::Accept { offer: offer_id(1) }).unwrap();
        }
        let due = host.due();
        let told = to_queues(&tell_agent(&mut host, 9, hold(1, 1, WayOfWork::Offer)));
        assert_eq!(told.first(), Some(&ToQueue::Held { offer: offer_id(1) }));
        assert_eq!((load(&host), host.due()), (1, due), "the deadline stays");
        assert!(host.ask(at(10), Command::Accept { offer: offer_id(1) }).is_ok());
        let accepted = host.log.iter().filter(|event| event.event == accepted_event()).count();
        assert_eq!(accepted, 1, "accepted once");
    }
}

fn accepted_event() -> switchboard_core::agent::Event {
    switchboard_core::agent::Event::OfferAccepted { offer: offer_id(1), session: session_id(1), entry: 1 }
}

#[test]
fn accepting_tells_the_session_under_the_name_customers_see() {
    let mut host = anna_at_work(1, 0);
    tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
    let effects = host.ask(at(2), Command::Accept { offer: offer_id(1) }).unwrap();
    let accepted = ToSession::OfferAccepted {
        offer: offer_id(1),
        entry: 1,
        agent: agent_id("anna"),
        agent_name: "Anna Andersson".to_owned(),
    };
    assert_eq!(to_sessions(&effects), [accepted]);
    assert_eq!(host.log.last().unwrap().actor, Party::Agent(agent_id("anna")));
    assert_eq!(host.due(), None, "nothing expires any more");
    assert_eq!(host.ask(at(3), Command::Accept { offer: offer_id(1) }), Ok(vec![]), "said twice");
    tell_agent(&mut host, 4, ToAgent::Confirmed { offer: offer_id(1), session: session_id(1) });
    assert_eq!(host.ask(at(5), Command::Accept { offer: offer_id(1) }), Ok(vec![]), "said late");
}

#[test]
fn work_that_is_assigned_is_held_and_accepted_at_once() {
    let mut host = anna_at_work(1, 0);
    let before = host.log.len();
    let effects = tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Assign));
    assert_eq!(host.kinds_since(before), ["held", "offer_accepted"]);
    assert_eq!(to_sessions(&effects).len(), 1);
}

#[test]
fn an_offer_that_ended_is_gone_for_every_answer() {
    type End = fn(&mut crate::host::Host<switchboard_core::agent::Agent>);
    let ends: [(&str, End); 4] = [
        ("declined", |host| drop(host.ask(at(2), Command::Decline { offer: offer_id(1) }))),
        ("withdrawn", |host| drop(tell_agent(host, 2, ToAgent::Withdraw { offer: offer_id(1) }))),
        ("expired", |host| drop(host.tick(at(31)))),
        ("never held", |host| *host = anna_at_work(1, 0)),
    ];
    for (name, end) in ends {
        let mut host = anna_at_work(1, 0);
        tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
        end(&mut host);
        assert_eq!(load(&host), 0, "{name}");
        let length = host.log.len();
        for command in [Command::Accept { offer: offer_id(1) }, Command::Decline { offer: offer_id(1) }] {
            assert_eq!(host.ask(at(40), command), Err(Refusal::OfferGone), "{name}");
        }
        assert_eq!(host.log.len(), length, "{name}");
    }
}

#[test]
fn a_no_names_its_reason_to_the_queue_and_a_withdrawal_does_not_echo() {
    let mut host = anna_at_work(3, 0);
    (1..=3).for_each(|number| drop(tell_agent(&mut host, 1, hold(number, number as u32, WayOfWork::Offer))));
    let declined = host.ask(at(2), Command::Decline { offer: offer_id(1) }).unwrap();
    let ended = |number, why| ToQueue::OfferEnded { offer: offer_id(number), why };
    assert_eq!(to_queues(&declined)[0], ended(1, OfferEnd::Declined));
    let withdrawn = to_queues(&tell_agent(&mut host, 2, ToAgent::Withdraw { offer: offer_id(2) }));
    assert!(matches!(withdrawn.as_slice(), [ToQueue::AgentChanged { .. }]), "{withdrawn:?}");
    let expired = to_queues(&host.tick(at(31)));
    assert_eq!(expired[0], ended(3, OfferEnd::Expired));
}

#[test]
fn who_answers_in_the_last_moment_is_in_time_and_later_is_not() {
    for (second, accepts) in [(30, true), (31, false)] {
        let mut host = anna_at_work(1, 0);
        tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
        assert_eq!(host.due(), Some(at(31)));
        let answer = host.ask(at(second), Command::Accept { offer: offer_id(1) });
        assert_eq!(answer.is_ok(), accepts, "at {second} s");
        let last = host.kinds_since(host.log.len() - 1);
        assert_eq!(last, [if accepts { "offer_accepted" } else { "offer_ended" }]);
    }
}

#[test]
fn what_is_withdrawn_after_acceptance_is_for_the_session_to_settle() {
    let mut host = anna_at_work(1, 0);
    tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
    host.ask(at(2), Command::Accept { offer: offer_id(1) }).unwrap();
    assert_eq!(tell_agent(&mut host, 3, ToAgent::Withdraw { offer: offer_id(1) }), []);
    let lost = ToAgent::AssignRefused { offer: offer_id(1), session: session_id(1) };
    let told = to_queues(&tell_agent(&mut host, 4, lost.clone()));
    assert_eq!(told[0], ToQueue::OfferEnded { offer: offer_id(1), why: OfferEnd::Withdrawn });
    assert_eq!(load(&host), 0);
    assert_eq!(tell_agent(&mut host, 5, lost), [], "stale");
}

#[test]
fn a_slot_is_free_after_the_session_or_after_its_wrap_up() {
    for (wrap_up_ms, kinds, free_at) in
        [(0, vec!["session_ended"], 10), (20_000, vec!["session_ended", "wrap_up_ended"], 30)]
    {
        let mut host = serving(wrap_up_ms);
        let before = host.log.len();
        let ended = ToAgent::SessionEnded { session: session_id(1), why: None };
        let told = to_queues(&tell_agent(&mut host, 10, ended.clone()));
        assert_eq!(told.len(), usize::from(wrap_up_ms == 0), "a queue is told when the slot is free");
        assert_eq!(tell_agent(&mut host, 11, ended), [], "stale");
        if wrap_up_ms > 0 {
            assert_eq!((load(&host), host.due()), (1, Some(at(30))));
            assert!(host.tick(at(29)).is_empty());
            assert_eq!(to_queues(&host.tick(at(30))).len(), 1);
        }
        assert_eq!((host.kinds_since(before), load(&host)), (kinds, 0));
        let told = to_queues(&host.ask(at(40), Command::BecomeAway { reason: None, by: None }).unwrap());
        let ToQueue::AgentChanged { view, .. } = &told[0] else { panic!("{told:?}") };
        assert_eq!(view.idle_since, at(free_at), "idle since the slot is free");
    }
}

/// Anna serves session 1 since second 3, by offer 1.
fn serving(wrap_up_ms: u64) -> crate::host::Host<switchboard_core::agent::Agent> {
    let mut host = anna_at_work(1, wrap_up_ms);
    tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
    host.ask(at(2), Command::Accept { offer: offer_id(1) }).unwrap();
    tell_agent(&mut host, 3, ToAgent::Confirmed { offer: offer_id(1), session: session_id(1) });
    host
}

#[test]
fn a_session_that_returns_during_its_wrap_up_takes_one_slot() {
    let mut host = anna_at_work(2, 20_000);
    tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Assign));
    tell_agent(&mut host, 3, ToAgent::Confirmed { offer: offer_id(1), session: session_id(1) });
    tell_agent(&mut host, 10, ToAgent::SessionEnded { session: session_id(1), why: None });
    tell_agent(&mut host, 11, hold(2, 1, WayOfWork::Assign));
    assert_eq!(load(&host), 2);
    tell_agent(&mut host, 12, ToAgent::Confirmed { offer: offer_id(2), session: session_id(1) });
    assert_eq!((load(&host), host.due()), (1, None));
}
