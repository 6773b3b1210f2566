//! The choice: who is asked first, wishes, and the record of why.

use std::collections::BTreeMap;

use switchboard_core::effect::{AgentView, Bind, Priority, ToQueue, WayOfWork, Wish};
use switchboard_core::queue::{Event, Queue, Record, Verdict};
use switchboard_core::{AgentId, SessionId};

use crate::given::*;
use crate::host::Host;

fn choices(host: &Host<Queue>) -> Vec<(SessionId, AgentId)> {
    let chosen = host.log.iter().filter_map(|recorded| match &recorded.event {
        Event::Chosen { session, agent, .. } => Some((*session, agent.clone())),
        _ => None,
    });
    chosen.collect()
}

fn pairs(expected: &[(u32, &str)]) -> Vec<(SessionId, AgentId)> {
    expected.iter().map(|(session, agent)| (session_id(*session), agent_id(agent))).collect()
}

fn wishing(session: u32, agent: &str, until: u64) -> ToQueue {
    ToQueue::Enqueue {
        session: session_id(session),
        entry: 1,
        priority: Priority::Returning,
        since: at(2),
        wish: Some(Wish { agent: agent_id(agent), until: at(until), bind: Bind::Prefer }),
        patient: false,
    }
}

#[test]
fn the_longest_idle_first_then_by_id() {
    let mut host = sales(WayOfWork::Offer, None);
    for (agent, idle_since) in [("dan", 30), ("cia", 10), ("bo", 20), ("anna", 20)] {
        agent_changed(&mut host, 40, agent, 1, view(at(idle_since)));
    }
    (1..=5).for_each(|session| drop(enqueue(&mut host, 41, session)));
    assert_eq!(choices(&host), pairs(&[(1, "cia"), (2, "anna"), (3, "bo"), (4, "dan")]));
}

#[test]
fn the_first_in_line_first_when_somebody_comes_free() {
    let mut host = sales(WayOfWork::Offer, None);
    (1..=3).for_each(|session| drop(enqueue(&mut host, 4 - u64::from(session), session)));
    agent_changed(&mut host, 5, "anna", 1, AgentView { capacity: 2.into(), ..view(at(0)) });
    assert_eq!(choices(&host), pairs(&[(3, "anna"), (2, "anna")]));
}

#[test]
fn never_one_whose_view_says_no() {
    let noes = [
        AgentView { serves: false, ..view(at(0)) },
        AgentView { ready: false, ..view(at(0)) },
        AgentView { reachable: false, ..view(at(0)) },
        AgentView { load: 1.into(), ..view(at(0)) },
        AgentView { capacity: 0.into(), ..view(at(0)) },
        AgentView { load: 5.into(), capacity: 2.into(), ..view(at(0)) },
    ];
    for seen in noes {
        let mut host = sales(WayOfWork::Offer, None);
        enqueue(&mut host, 1, 1);
        agent_changed(&mut host, 2, "anna", 1, seen.clone());
        assert_eq!(choices(&host), [], "{seen:?}");
        agent_changed(&mut host, 3, "anna", 2, view(at(0)));
        assert_eq!(choices(&host).len(), 1, "after {seen:?}");
    }
}

#[test]
fn a_wish_waits_for_the_wished_for_a_while() {
    // (what is known of Bo at second 3; who is asked then; when the wish ends by the clock)
    let cases = [
        ("free", Some(view(at(1))), Some("bo"), None),
        ("busy", Some(AgentView { load: 1.into(), ..view(at(1)) }), None, Some(30)),
        ("away", Some(AgentView { ready: false, ..view(at(1)) }), None, Some(30)),
        ("unreachable", Some(AgentView { reachable: false, ..view(at(1)) }), Some("anna"), None),
        ("not serving", Some(AgentView { serves: false, ..view(at(1)) }), Some("anna"), None),
        ("unknown", None, Some("anna"), None),
    ];
    for (name, bo, expected, timer) in cases {
        let mut host = sales(WayOfWork::Offer, None);
        agent_changed(&mut host, 1, "anna", 1, view(at(0)));
        if let Some(bo) = bo {
            agent_changed(&mut host, 1, "bo", 1, bo);
        }
        tell_queue(&mut host, 3, wishing(1, "bo", 30));
        let asked: Vec<_> = expected.into_iter().map(|agent| (session_id(1), agent_id(agent))).collect();
        assert_eq!(choices(&host), asked, "{name}");
        if let Some(second) = timer {
            assert_eq!(host.due(), Some(at(second)), "{name}");
            host.tick(at(second - 1));
            assert_eq!(choices(&host), [], "{name}");
            host.tick(at(second));
            assert_eq!(choices(&host), pairs(&[(1, "anna")]), "{name}");
        }
    }
}

#[test]
fn a_wish_holds_up_nobody_behind_and_ends_with_the_wished_ones_line() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "bo", 1, AgentView { load: 1.into(), ..view(at(1)) });
    tell_queue(&mut host, 3, wishing(1, "bo", 30));
    enqueue(&mut host, 4, 2);
    assert_eq!(host.due(), None, "with nobody free no timer is of use");
    agent_changed(&mut host, 5, "anna", 1, view(at(0)));
    assert_eq!(choices(&host), pairs(&[(2, "anna")]), "who wishes is passed over");
    agent_changed(&mut host, 6, "cia", 1, view(at(0)));
    assert_eq!(choices(&host).len(), 1);
    agent_changed(&mut host, 7, "bo", 2, AgentView { reachable: false, ..view(at(1)) });
    assert_eq!(choices(&host), pairs(&[(2, "anna"), (1, "cia")]));
}

#[test]
fn a_no_or_a_wish_costs_no_place() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    enqueue(&mut host, 2, 5);
    let declined = switchboard_core::effect::OfferEnd::Declined;
    tell_queue(&mut host, 3, ToQueue::OfferEnded { offer: offer_id(1), why: declined });
    agent_changed(&mut host, 4, "anna", 2, AgentView { ready: false, ..view(at(0)) });
    enqueue(&mut host, 5, 6);
    tell_queue(
        &mut host,
        6,
        ToQueue::Enqueue {
            session: session_id(7),
            entry: 1,
            priority: Priority::Normal,
            since: at(6),
            wish: Some(Wish { agent: agent_id("cia"), until: at(100), bind: Bind::Prefer }),
            patient: false,
        },
    );
    agent_changed(&mut host, 7, "bo", 1, AgentView { capacity: 3.into(), ..view(at(0)) });
    assert_eq!(choices(&host)[1..], pairs(&[(5, "bo"), (6, "bo"), (7, "bo")]), "in the order of the line");
}

#[test]
fn who_never_said_no_comes_before_who_did_however_idle() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    enqueue(&mut host, 2, 1);
    let declined = switchboard_core::effect::OfferEnd::Declined;
    tell_queue(&mut host, 3, ToQueue::Absent { session: session_id(1), entry: 1, absent: true });
    tell_queue(&mut host, 3, ToQueue::OfferEnded { offer: offer_id(1), why: declined });
    agent_changed(&mut host, 4, "bo", 1, view(at(3)));
    tell_queue(&mut host, 60, ToQueue::Absent { session: session_id(1), entry: 1, absent: false });
    assert_eq!(choices(&host), pairs(&[(1, "anna"), (1, "bo")]), "Anna could be asked again by now");
    let record = records(&host)[1];
    assert_eq!(record.verdicts, verdicts(&[(Verdict::Chosen, &["bo"]), (Verdict::SaidNo, &["anna"])]));
    assert_eq!(record.best, [(agent_id("bo"), view(at(3))), (agent_id("anna"), view(at(0)))]);
}

fn records(host: &Host<Queue>) -> Vec<&Record> {
    let records = host.log.iter().filter_map(|recorded| match &recorded.event {
        Event::Chosen { record, .. } | Event::NobodyEligible { record, .. } => Some(record),
        _ => None,
    });
    records.collect()
}

fn verdicts(expected: &[(Verdict, &[&str])]) -> BTreeMap<Verdict, Vec<AgentId>> {
    let agents = |names: &[&str]| names.iter().map(|name| agent_id(name)).collect();
    expected.iter().map(|(verdict, names)| (*verdict, agents(names))).collect()
}

#[test]
fn the_record_names_everybody_and_the_best_with_facts() {
    let mut host = sales(WayOfWork::Offer, None);
    let crowd = [
        ("anna", view(at(9))),
        ("bo", view(at(8))),
        ("cia", AgentView { load: 1.into(), ..view(at(1)) }),
        ("dan", AgentView { ready: false, ..view(at(1)) }),
        ("eva", AgentView { reachable: false, ready: false, ..view(at(1)) }),
        ("fia", AgentView { serves: false, ..view(at(1)) }),
    ];
    for (agent, seen) in crowd {
        agent_changed(&mut host, 10, agent, 1, seen);
    }
    enqueue(&mut host, 11, 1);
    let expected = verdicts(&[
        (Verdict::Chosen, &["bo"]),
        (Verdict::LessIdle, &["anna"]),
        (Verdict::AtCapacity, &["cia"]),
        (Verdict::NotReady, &["dan"]),
        (Verdict::Unreachable, &["eva"]),
    ]);
    let [record] = records(&host)[..] else { panic!("one choice, one record") };
    assert_eq!(record.verdicts, expected);
    assert_eq!(record.best, [(agent_id("bo"), view(at(8))), (agent_id("anna"), view(at(9)))]);
}

#[test]
fn ten_are_the_best() {
    let mut host = sales(WayOfWork::Offer, None);
    for number in 10..30u64 {
        agent_changed(&mut host, 40, &format!("agent-{number}"), 1, view(at(40 - number)));
    }
    enqueue(&mut host, 41, 1);
    let best: Vec<_> = records(&host)[0].best.iter().map(|(agent, _)| agent.to_string()).collect();
    let expected: Vec<_> = (20..30).rev().map(|number| format!("agent-{number}")).collect();
    assert_eq!(best, expected);
    assert_eq!(records(&host)[0].verdicts[&Verdict::LessIdle].len(), 19);
}

#[test]
fn nobody_eligible_is_said_of_the_first_in_line_until_the_reasons_change() {
    let mut host = sales(WayOfWork::Offer, None);
    let busy = AgentView { load: 1.into(), ..view(at(0)) };
    enqueue(&mut host, 1, 1);
    assert_eq!(records(&host), [&Record::default()], "there is nobody at all");
    agent_changed(&mut host, 2, "anna", 1, busy.clone());
    agent_changed(&mut host, 3, "bo", 1, busy.clone());
    enqueue(&mut host, 4, 2);
    agent_changed(&mut host, 5, "bo", 2, busy.clone());
    assert_eq!(records(&host).len(), 2, "the reason is the same: all are busy");
    agent_changed(&mut host, 6, "bo", 3, AgentView { ready: false, ..busy.clone() });
    let reasons = verdicts(&[(Verdict::AtCapacity, &["anna"]), (Verdict::NotReady, &["bo"])]);
    assert_eq!(records(&host).last().unwrap().verdicts, reasons);
    assert_eq!(records(&host).len(), 3);
    tell_queue(&mut host, 7, ToQueue::Leave { session: session_id(1), entry: 1, gave_up: false });
    assert_eq!(records(&host).len(), 4, "another is first in line");
    host.tick(at(8));
    assert_eq!(records(&host).len(), 4);
}

#[test]
fn nobody_eligible_is_said_again_after_an_offer_came_to_nothing() {
    let mut host = sales(WayOfWork::Offer, None);
    let busy = AgentView { load: 1.into(), ..view(at(0)) };
    agent_changed(&mut host, 1, "anna", 1, busy.clone());
    enqueue(&mut host, 2, 1);
    agent_changed(&mut host, 3, "anna", 2, view(at(0)));
    agent_changed(&mut host, 4, "anna", 3, busy);
    let gone = switchboard_core::effect::OfferEnd::ConnectionGone;
    tell_queue(&mut host, 5, ToQueue::OfferEnded { offer: offer_id(1), why: gone });
    let said: Vec<_> = records(&host).iter().map(|record| record.verdicts.clone()).collect();
    let all_busy = verdicts(&[(Verdict::AtCapacity, &["anna"])]);
    assert_eq!(said, [all_busy.clone(), verdicts(&[(Verdict::Chosen, &["anna"])]), all_busy]);
}

#[test]
fn reasons_of_one_entry_are_in_its_record() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "bo", 1, AgentView { load: 1.into(), ..view(at(1)) });
    agent_changed(&mut host, 1, "cia", 1, view(at(1)));
    enqueue(&mut host, 2, 7);
    tell_queue(&mut host, 2, ToQueue::Held { offer: offer_id(1) });
    let declined = switchboard_core::effect::OfferEnd::Declined;
    tell_queue(&mut host, 3, ToQueue::OfferEnded { offer: offer_id(1), why: declined });
    agent_changed(&mut host, 3, "cia", 2, view(at(1)));
    let said = verdicts(&[(Verdict::SaidNo, &["cia"]), (Verdict::AtCapacity, &["bo"])]);
    assert_eq!(records(&host).last().unwrap().verdicts, said);
    tell_queue(&mut host, 4, wishing(1, "bo", 30));
    let wished = verdicts(&[(Verdict::NotWished, &["cia"]), (Verdict::AtCapacity, &["bo"])]);
    assert_eq!(records(&host).last().unwrap().verdicts, wished);
}

#[test]
fn a_thousand_waiting_and_two_hundred_agents() {
    let mut host = sales(WayOfWork::Offer, None);
    (1..=1_000).for_each(|session| drop(enqueue(&mut host, u64::from(session), session)));
    for number in 0..200 {
        agent_changed(
            &mut host,
            2_000,
            &format!("agent-{number}"),
            1,
            AgentView { load: 1.into(), ..view(at(0)) },
        );
    }
    for number in 0..200 {
        agent_changed(&mut host, 2_001, &format!("agent-{number}"), 2, view(at(0)));
    }
    let chosen: Vec<_> = choices(&host).into_iter().map(|(session, _)| session).collect();
    assert_eq!(chosen, (1..=200).map(session_id).collect::<Vec<_>>(), "in the order of the line");
    let said = host.log.iter().filter(|recorded| matches!(recorded.event, Event::NobodyEligible { .. }));
    assert!(said.count() < 300, "a word for each first in line, not for each who waits");
}
