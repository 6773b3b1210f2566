//! Offers: what agents answer, guards, who rests, who is asked again and when.

use switchboard_core::effect::{AgentView, Channel, HoldRefusal, OfferEnd, ToAgent, ToQueue, WayOfWork};
use switchboard_core::queue::{Event, OfferClosedWhy, Queue, Verdict};
use switchboard_core::{AgentId, Clockwork};

use crate::given::*;
use crate::host::Host;

/// Who was asked, in order.
fn asked(host: &Host<Queue>) -> Vec<AgentId> {
    let asked = host.log.iter().filter_map(|recorded| match &recorded.event {
        Event::Chosen { agent, .. } => Some(agent.clone()),
        _ => None,
    });
    asked.collect()
}

fn agents(names: &[&str]) -> Vec<AgentId> {
    names.iter().map(|name| agent_id(name)).collect()
}

fn ended(number: u64, why: OfferEnd) -> ToQueue {
    ToQueue::OfferEnded { offer: offer_id(number), why }
}

/// Session 1 is offered to Anna by offer 1 since second 2.
fn offered(way: WayOfWork) -> Host<Queue> {
    let mut host = sales(way, None);
    agent_changed(&mut host, 1, "anna", 5, view(at(0)));
    enqueue(&mut host, 2, 1);
    host
}

/// The same, held since second 3.
fn held() -> Host<Queue> {
    let mut host = offered(WayOfWork::Offer);
    tell_queue(&mut host, 3, ToQueue::Held { offer: offer_id(1) });
    agent_changed(&mut host, 3, "anna", 6, AgentView { load: 1.into(), ..view(at(3)) });
    host
}

#[test]
fn a_hold_carries_what_the_agent_needs() {
    for way in [WayOfWork::Offer, WayOfWork::Assign] {
        let mut host = sales(way, None);
        agent_changed(&mut host, 1, "anna", 5, view(at(0)));
        let expected = ToAgent::Hold {
            offer: offer_id(1),
            session: session_id(1),
            entry: 1,
            way,
            channel: Channel::Chat,
            accept_within: std::time::Duration::from_secs(30),
            priority: Default::default(),
            since: at(2),
        };
        assert_eq!(to_agents(&enqueue(&mut host, 2, 1)), [(agent_id("anna"), expected)]);
    }
}

#[test]
fn the_guard_is_short_until_held_and_then_follows_the_agents_own_deadline() {
    let mut host = offered(WayOfWork::Offer);
    assert_eq!(host.due(), Some(at(12)));
    tell_queue(&mut host, 3, ToQueue::Held { offer: offer_id(1) });
    assert_eq!(host.due(), Some(at(43)), "30 s to accept, and 10");
    let before = host.log.len();
    tell_queue(&mut host, 9, ToQueue::Held { offer: offer_id(1) });
    assert_eq!((host.log.len(), host.due()), (before, Some(at(43))), "held twice");
    assert!(host.tick(at(42)).is_empty());
    assert_eq!(
        to_agents(&host.tick(at(43)))[0],
        (agent_id("anna"), ToAgent::Withdraw { offer: offer_id(1) })
    );
    for stale in
        [ToQueue::Held { offer: offer_id(1) }, ended(1, OfferEnd::Expired), ended(7, OfferEnd::Declined)]
    {
        let before = host.log.len();
        tell_queue(&mut host, 44, stale);
        assert_eq!(host.log.len(), before);
    }
}

#[test]
fn later_settings_do_not_shorten_what_was_promised() {
    let mut host = offered(WayOfWork::Offer);
    let values = switchboard_core::effect::QueueValues {
        accept_within_ms: 1_000,
        ..queue_values(WayOfWork::Offer, None)
    };
    tell_queue(&mut host, 2, ToQueue::Configured { version: 2, values });
    tell_queue(&mut host, 3, ToQueue::Held { offer: offer_id(1) });
    assert_eq!(host.due(), Some(at(43)));
}

#[test]
fn whoever_refuses_rests_until_heard_of_again() {
    let refusals = [
        (HoldRefusal::NotConnected, view(at(0))),
        (HoldRefusal::AtCapacity, AgentView { load: 1.into(), ..view(at(0)) }),
        (HoldRefusal::NotReady, AgentView { ready: false, ..view(at(0)) }),
        (HoldRefusal::NotServing, AgentView { serves: false, ..view(at(0)) }),
    ];
    for (why, seen) in refusals {
        let mut host = offered(WayOfWork::Offer);
        tell_queue(
            &mut host,
            3,
            ToQueue::HoldRefused { offer: offer_id(1), why, version: 7, view: seen.clone() },
        );
        let closed = Event::OfferClosed {
            offer: offer_id(1),
            why: OfferClosedWhy::Refused(why),
            view: Some((7, seen)),
        };
        assert!(host.log.iter().any(|recorded| recorded.event == closed), "{why:?}");
        agent_changed(&mut host, 4, "anna", 6, view(at(0)));
        host.tick(at(600));
        assert_eq!(asked(&host), agents(&["anna"]), "{why:?}: older news, and time, change nothing");
        agent_changed(&mut host, 601, "anna", 8, view(at(0)));
        assert_eq!(asked(&host), agents(&["anna", "anna"]), "{why:?}");
    }
}

#[test]
fn older_news_of_an_agent_is_no_news() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 5, view(at(0)));
    for version in [4, 5] {
        let before = host.log.len();
        agent_changed(&mut host, 1, "anna", version, AgentView { ready: false, ..view(at(0)) });
        assert_eq!(host.log.len(), before, "version {version}");
    }
    enqueue(&mut host, 2, 1);
    let (why, seen) = (HoldRefusal::NotConnected, AgentView { reachable: false, ..view(at(0)) });
    tell_queue(&mut host, 3, ToQueue::HoldRefused { offer: offer_id(1), why, version: 4, view: seen });
    let Event::NobodyEligible { record, .. } = &host.log.last().unwrap().event else { panic!("nobody") };
    let verdicts: Vec<_> = record.verdicts.keys().collect();
    assert_eq!(verdicts, [&Verdict::Resting], "she rests, but is as she said last");
}

#[test]
fn an_agent_who_never_answers_rests_and_the_next_is_asked() {
    let mut host = offered(WayOfWork::Offer);
    agent_changed(&mut host, 3, "bo", 1, view(at(1)));
    host.tick(at(12));
    assert_eq!(asked(&host), agents(&["anna", "bo"]));
    tell_queue(&mut host, 13, ended(2, OfferEnd::Declined));
    assert_eq!(asked(&host), agents(&["anna", "bo"]), "Anna has yet to speak");
    agent_changed(&mut host, 14, "anna", 6, view(at(0)));
    assert_eq!(asked(&host), agents(&["anna", "bo", "anna"]));
}

#[test]
fn a_guard_that_passes_while_the_answers_are_under_way_leaves_nobody_resting() {
    // All of these Anna said before she could hear that she was given up; they arrive after.
    let mut host = offered(WayOfWork::Offer);
    host.tick(at(12));
    tell_queue(&mut host, 13, ToQueue::Held { offer: offer_id(1) });
    agent_changed(&mut host, 13, "anna", 6, AgentView { load: 1.into(), ..view(at(3)) });
    tell_queue(&mut host, 13, ended(1, OfferEnd::Expired));
    agent_changed(&mut host, 13, "anna", 7, view(at(3)));
    assert_eq!(asked(&host), agents(&["anna", "anna"]));
    // And here the session is slow: she accepted, and is free for one more.
    let mut host = held();
    agent_changed(&mut host, 4, "anna", 7, AgentView { load: 1.into(), capacity: 2.into(), ..view(at(3)) });
    host.tick(at(43));
    assert_eq!(asked(&host), agents(&["anna", "anna"]));
}

#[test]
fn an_offer_to_the_same_agent_is_withdrawn_when_an_earlier_one_was_accepted_late() {
    let mut host = held();
    host.tick(at(43));
    agent_changed(&mut host, 44, "anna", 7, AgentView { capacity: 2.into(), load: 1.into(), ..view(at(3)) });
    assert_eq!(asked(&host), agents(&["anna", "anna"]));
    let assigned = ToQueue::Assigned { session: session_id(1), entry: 1, agent: agent_id("anna") };
    let effects = tell_queue(&mut host, 45, assigned);
    assert_eq!(to_agents(&effects), [(agent_id("anna"), ToAgent::Withdraw { offer: offer_id(2) })]);
}

#[test]
fn a_no_is_offered_on_at_the_original_place() {
    for why in [OfferEnd::Declined, OfferEnd::Expired] {
        let mut host = held();
        enqueue(&mut host, 4, 2);
        agent_changed(&mut host, 5, "bo", 1, AgentView { load: 1.into(), ..view(at(0)) });
        tell_queue(&mut host, 6, ended(1, why));
        agent_changed(&mut host, 6, "anna", 7, view(at(3)));
        agent_changed(&mut host, 7, "bo", 2, view(at(7)));
        let chosen: Vec<_> = host
            .log
            .iter()
            .filter_map(|recorded| match &recorded.event {
                Event::Chosen { session, agent, .. } => Some((*session, agent.clone())),
                _ => None,
            })
            .collect();
        let expected = [(1, "anna"), (2, "anna"), (1, "bo")];
        assert_eq!(
            chosen,
            expected.map(|(session, agent)| (session_id(session), agent_id(agent))),
            "{why:?}"
        );
    }
}

#[test]
fn who_said_no_is_asked_again_when_nobody_else_is_left_and_not_at_once() {
    // (what happens at second 10; whether Anna is asked again then; when a timer asks her otherwise)
    type Case = (&'static str, Option<AgentView>, bool, Option<u64>);
    let cases: [Case; 5] = [
        ("nothing", None, false, Some(36)),
        ("another slot taken and free again", Some(view(at(9))), false, Some(36)),
        ("more slots", Some(AgentView { capacity: 3.into(), ..view(at(3)) }), true, None),
        ("went away", Some(AgentView { ready: false, ..view(at(3)) }), false, None),
        ("lost the line", Some(AgentView { reachable: false, ..view(at(3)) }), false, None),
    ];
    for (name, seen, asked_again, timer) in cases {
        let mut host = held();
        tell_queue(&mut host, 6, ended(1, OfferEnd::Declined));
        agent_changed(&mut host, 6, "anna", 7, view(at(3)));
        assert_eq!(asked(&host).len(), 1, "{name}: her own no sets a slot free, that is not news");
        if let Some(seen) = seen {
            agent_changed(&mut host, 10, "anna", 8, seen);
        }
        assert_eq!(asked(&host).len(), 1 + usize::from(asked_again), "{name}");
        if !asked_again {
            assert_eq!(host.due(), timer.map(at), "{name}");
            host.tick(at(36));
            assert_eq!(asked(&host).len(), 1 + usize::from(timer.is_some()), "{name}");
        }
    }
    let mut host = held();
    tell_queue(&mut host, 6, ended(1, OfferEnd::Declined));
    agent_changed(&mut host, 10, "anna", 8, AgentView { ready: false, ..view(at(3)) });
    agent_changed(&mut host, 11, "anna", 9, view(at(11)));
    assert_eq!(asked(&host).len(), 2, "back from a break");
}

#[test]
fn a_missing_connection_is_no_no() {
    let mut host = held();
    tell_queue(&mut host, 6, ended(1, OfferEnd::ConnectionGone));
    agent_changed(&mut host, 6, "anna", 7, view(at(3)));
    assert_eq!(asked(&host), agents(&["anna", "anna"]), "her word decides");
}

#[test]
fn offers_not_yet_counted_take_a_slot() {
    let mut host = sales(WayOfWork::Offer, None);
    (1..=4).for_each(|session| drop(enqueue(&mut host, 1, session)));
    let two = |load: u32, version_idle| AgentView {
        capacity: 2.into(),
        load: load.into(),
        ..view(at(version_idle))
    };
    agent_changed(&mut host, 2, "anna", 1, two(0, 0));
    assert_eq!(asked(&host).len(), 2, "two slots, two offers");
    tell_queue(&mut host, 3, ToQueue::Held { offer: offer_id(1) });
    assert_eq!(asked(&host).len(), 2);
    agent_changed(&mut host, 3, "anna", 2, two(1, 3));
    assert_eq!(asked(&host).len(), 2, "one counted by her, one by us");
    tell_queue(&mut host, 4, ToQueue::Held { offer: offer_id(2) });
    agent_changed(&mut host, 4, "anna", 3, two(2, 4));
    tell_queue(&mut host, 5, ended(2, OfferEnd::Declined));
    assert_eq!(asked(&host).len(), 2, "not before she says that the slot is free");
    agent_changed(&mut host, 5, "anna", 4, two(1, 4));
    assert_eq!(asked(&host).len(), 3, "free for somebody else");
}

#[test]
fn after_a_restart_guards_wait_for_the_agents_own_grace() {
    let mut host = held();
    host.restart();
    let resumed = Clockwork::Resumed { down_from: at(4), up_at: at(20) };
    host.ask(at(20), resumed.into()).unwrap();
    assert_eq!(host.kinds_since(host.log.len()), Vec::<&str>::new());
    assert_eq!(host.due(), Some(at(60)), "20 + 30 + 10");
    let before = host.log.len();
    host.ask(at(21), Clockwork::Resumed { down_from: at(20), up_at: at(21) }.into()).unwrap();
    assert_eq!(host.log.len(), before, "nothing earlier than 51 s");
    let mut idle = sales(WayOfWork::Offer, None);
    assert_eq!(idle.ask(at(20), resumed.into()), Ok(vec![]));
}
