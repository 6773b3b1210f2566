//! Lists agents take from, and sessions meant for one agent.

use switchboard_core::effect::{
    AgentView, Bind, HoldRefusal, OfferEnd, Priority, ToAgent, ToQueue, WayOfWork, Wish,
};
use switchboard_core::queue::{Command, Event, Queue, Refusal, Verdict};
use switchboard_core::{Effect, Party, Reason};

use crate::given::*;
use crate::host::Host;

fn pick(
    host: &mut Host<Queue>,
    seconds: u64,
    agent: &str,
    session: u32,
) -> Result<Vec<(String, WayOfWork)>, Refusal> {
    let command = Command::Pick { agent: agent_id(agent), session: session_id(session) };
    host.ask(at(seconds), command).map(|effects| holds(&effects))
}

/// To whom something is held out, and how.
fn holds(effects: &[Effect]) -> Vec<(String, WayOfWork)> {
    let told = to_agents(effects).into_iter().filter_map(|(agent, told)| match told {
        ToAgent::Hold { way, .. } => Some((agent.to_string(), way)),
        _ => None,
    });
    told.collect()
}

/// Sales as a list, served by two; one of them away.
fn list() -> Host<Queue> {
    let mut host = sales(WayOfWork::Pick, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    agent_changed(&mut host, 1, "bo", 1, AgentView { ready: false, ..view(at(0)) });
    agent_changed(&mut host, 1, "cia", 1, AgentView { serves: false, ..view(at(0)) });
    host
}

fn wishing(seconds: u64, session: u32, agent: &str, bind: Bind) -> ToQueue {
    let mut told = asks_in(seconds, session, 1, Priority::Normal);
    if let ToQueue::Enqueue { wish, patient, .. } = &mut told {
        *wish = Some(Wish { agent: agent_id(agent), until: at(seconds + 120), bind });
        *patient = true;
    }
    told
}

fn hold_refused(host: &mut Host<Queue>, seconds: u64, number: u64, why: HoldRefusal) -> Vec<Effect> {
    let seen = AgentView { load: 1.into(), ..view(at(0)) };
    tell_queue(host, seconds, ToQueue::HoldRefused { offer: offer_id(number), why, version: 9, view: seen })
}

fn assigned(host: &mut Host<Queue>, seconds: u64, session: u32, agent: &str) {
    let (session, agent) = (session_id(session), agent_id(agent));
    tell_queue(host, seconds, ToQueue::Assigned { session, entry: 1, agent });
}

#[test]
fn nobody_is_offered_from_a_list_and_one_picker_wins() {
    let mut host = list();
    assert_eq!(holds(&enqueue(&mut host, 2, 1)), []);
    assert_eq!(host.due(), None, "nothing comes by itself");
    // Away does not matter: whoever asks is there.
    assert_eq!(pick(&mut host, 3, "bo", 1), Ok(vec![("bo".to_owned(), WayOfWork::Pick)]));
    let chosen = host.log.last().unwrap();
    assert_eq!(chosen.actor, Party::Agent(agent_id("bo")));
    let Event::Chosen { record, .. } = &chosen.event else { panic!("chosen") };
    assert_eq!(record.verdicts[&Verdict::Picked], [agent_id("bo")]);
    let taken = || Err(Refusal::Taken { by: agent_id("bo") });
    assert_eq!(pick(&mut host, 3, "bo", 1), Ok(vec![]), "a second click");
    assert_eq!(pick(&mut host, 3, "anna", 1), taken());
    assigned(&mut host, 4, 1, "bo");
    assert_eq!(pick(&mut host, 5, "anna", 1), taken(), "also once it has left the line");
    assert_eq!(pick(&mut host, 5, "bo", 1), Ok(vec![]));
}

#[test]
fn what_cannot_be_picked_is_refused_with_the_reason() {
    let mut host = list();
    enqueue(&mut host, 2, 1);
    let unknown = Command::Pick { agent: agent_id("anna"), session: session_id(1) };
    let mut blank: Host<Queue> = Host::new(host.subject.clone(), ());
    assert_eq!(blank.ask(at(2), unknown), Err(Refusal::Unknown));
    assert_eq!(pick(&mut host, 3, "cia", 1), Err(Refusal::UnknownAgent), "no longer serves it");
    assert_eq!(pick(&mut host, 3, "dan", 1), Err(Refusal::UnknownAgent));
    assert_eq!(pick(&mut host, 3, "anna", 2), Err(Refusal::NotWaiting));
    let mut offering = sales(WayOfWork::Offer, None);
    assert_eq!(pick(&mut offering, 3, "anna", 1), Err(Refusal::NotPickQueue));
    let codes = [
        (Refusal::Unknown, "unknown_queue"),
        (Refusal::UnknownAgent, "unknown_agent"),
        (Refusal::NotWaiting, "not_waiting"),
        (Refusal::NotPickQueue, "not_pick_queue"),
        (Refusal::Taken { by: agent_id("bo") }, "taken"),
    ];
    codes.into_iter().for_each(|(refusal, code)| assert_eq!(refusal.code(), code));
    assert_eq!(Refusal::Taken { by: agent_id("bo") }.to_string(), "taken by bo");
}

#[test]
fn a_picker_without_a_slot_leaves_it_in_the_list() {
    let mut host = list();
    enqueue(&mut host, 2, 1);
    pick(&mut host, 3, "anna", 1).unwrap();
    assert_eq!(holds(&hold_refused(&mut host, 4, 1, HoldRefusal::AtCapacity)), []);
    assert_eq!(host.machine.waiting(), 1);
    assert_eq!(pick(&mut host, 5, "bo", 1), Ok(vec![("bo".to_owned(), WayOfWork::Pick)]));
}

#[test]
fn a_list_that_becomes_a_line_is_offered_and_back() {
    let mut host = list();
    enqueue(&mut host, 2, 1);
    let offer = queue_values(WayOfWork::Offer, None);
    let effects = tell_queue(&mut host, 3, ToQueue::Configured { version: 2, values: offer });
    assert_eq!(holds(&effects), [("anna".to_owned(), WayOfWork::Offer)]);
    let values = queue_values(WayOfWork::Pick, None);
    tell_queue(&mut host, 4, ToQueue::Configured { version: 3, values });
    tell_queue(&mut host, 5, ToQueue::OfferEnded { offer: offer_id(1), why: OfferEnd::Declined });
    assert_eq!(host.due(), None, "not asked again");
}

#[test]
fn who_asks_for_a_session_gets_it_whatever_the_queue_thinks_of_them() {
    // Away, not serving, and never heard of.
    for agent in ["bo", "cia", "zoe"] {
        for way in [WayOfWork::Offer, WayOfWork::Assign, WayOfWork::Pick] {
            let mut host = list();
            tell_queue(&mut host, 1, ToQueue::Configured { version: 2, values: queue_values(way, None) });
            let effects = tell_queue(&mut host, 2, wishing(2, 1, agent, Bind::Take));
            assert_eq!(holds(&effects), [(agent.to_owned(), WayOfWork::Pick)], "{way:?}");
        }
    }
}

#[test]
fn a_session_asked_for_and_not_got_is_anybodys() {
    for gone in [true, false] {
        let mut host = list();
        let offer = queue_values(WayOfWork::Offer, None);
        tell_queue(&mut host, 1, ToQueue::Configured { version: 2, values: offer });
        tell_queue(&mut host, 2, wishing(2, 1, "zoe", Bind::Take));
        let effects =
            if gone { host.tick(at(12)) } else { hold_refused(&mut host, 3, 1, HoldRefusal::AtCapacity) };
        assert_eq!(holds(&effects), [("anna".to_owned(), WayOfWork::Offer)]);
    }
}

#[test]
fn a_session_meant_for_one_waits_for_them_even_while_they_are_away() {
    for (way, held_out) in [(WayOfWork::Offer, WayOfWork::Offer), (WayOfWork::Pick, WayOfWork::Offer)] {
        let gone = AgentView { reachable: false, ready: false, ..view(at(0)) };
        let mut host = sales(way, None);
        agent_changed(&mut host, 1, "anna", 1, view(at(0)));
        agent_changed(&mut host, 1, "bo", 1, gone.clone());
        assert_eq!(holds(&tell_queue(&mut host, 2, wishing(2, 1, "bo", Bind::Only))), []);
        // They come in time.
        let mut in_time = Host::new(host.subject.clone(), ());
        (in_time.machine, in_time.log) = (host.machine.clone(), host.log.clone());
        let effects = agent_changed(&mut in_time, 60, "bo", 2, view(at(0)));
        assert_eq!(holds(&effects), [("bo".to_owned(), held_out)]);
        // Said no, it is anybody's at once.
        let no = ToQueue::OfferEnded { offer: offer_id(1), why: OfferEnd::Declined };
        let then = holds(&tell_queue(&mut in_time, 61, no));
        match way {
            WayOfWork::Pick => {
                assert_eq!(then, []);
                assert!(pick(&mut in_time, 62, "anna", 1).is_ok());
            }
            _ => assert_eq!(then, [("anna".to_owned(), WayOfWork::Offer)]),
        }
        // They do not come.
        if way == WayOfWork::Pick {
            assert_eq!(pick(&mut host, 121, "anna", 1), Err(Refusal::Taken { by: agent_id("bo") }));
            assert!(pick(&mut host, 122, "anna", 1).is_ok(), "after the deadline");
        } else {
            assert_eq!(host.due(), Some(at(122)));
            assert_eq!(holds(&host.tick(at(122))), [("anna".to_owned(), WayOfWork::Offer)]);
        }
    }
}

#[test]
fn nobody_waits_for_one_who_does_not_serve_the_queue() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    agent_changed(&mut host, 1, "cia", 1, AgentView { serves: false, ..view(at(0)) });
    for (session, agent) in [(1, "cia"), (2, "zoe")] {
        let version = 2 + u64::from(session);
        agent_changed(&mut host, 2, "anna", version, AgentView { capacity: 9.into(), ..view(at(0)) });
        let effects = tell_queue(&mut host, 3, wishing(3, session, agent, Bind::Only));
        assert_eq!(holds(&effects), [("anna".to_owned(), WayOfWork::Offer)], "{agent}");
    }
}

#[test]
fn the_record_says_for_whom_others_were_passed_over() {
    let mut host = sales(WayOfWork::Offer, None);
    agent_changed(&mut host, 1, "anna", 1, view(at(0)));
    agent_changed(&mut host, 1, "bo", 1, AgentView { reachable: false, ..view(at(0)) });
    tell_queue(&mut host, 2, wishing(2, 1, "bo", Bind::Only));
    let Some(Event::NobodyEligible { record, .. }) = host.log.last().map(|recorded| &recorded.event) else {
        panic!("nobody can be asked: {}", host.told())
    };
    assert_eq!(record.verdicts[&Verdict::NotWished], [agent_id("anna")]);
    assert_eq!(record.verdicts[&Verdict::Unreachable], [agent_id("bo")]);
}
