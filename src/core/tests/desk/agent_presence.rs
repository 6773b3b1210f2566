//! Intent, settings and connections: two facts that never change one another, and every timer of the second.

use switchboard_core::agent::{Command, Event, Live, Refusal};
use switchboard_core::effect::{Channel, HoldRefusal, OfferEnd, ToAgent, ToQueue, ToSession, WayOfWork};
use switchboard_core::{Clockwork, Codes, Effect, Labelled, Machine, QueueId, Row, Subject, Texts};

use crate::given::*;
use crate::host::Host;

type Anna = Host<switchboard_core::agent::Agent>;

fn row(host: &Anna) -> (bool, bool, u32) {
    match host.machine.row() {
        Some(Row::Agent(row)) => (row.ready, row.reachable, row.loads.of(Channel::Chat)),
        row => panic!("an agent's row is {row:?}"),
    }
}

fn live(connections: &[(u64, u64)], alone_since: u64) -> Live {
    let connections = connections.iter().map(|(number, lease)| (*number, at(*lease))).collect();
    Live { connections, alone_since: at(alone_since) }
}

/// Anna with offer 1 held since second 10 and session 2 served, connected to second 20.
fn busy() -> Anna {
    let mut host = anna_at_work(3, 0);
    host.live = live(&[(1, 20)], 0);
    tell_agent(&mut host, 9, hold(2, 2, WayOfWork::Assign));
    tell_agent(&mut host, 9, ToAgent::Confirmed { offer: offer_id(2), session: session_id(2) });
    tell_agent(&mut host, 10, hold(1, 1, WayOfWork::Offer));
    host
}

#[test]
fn the_unconfigured_are_unknown_but_remember_their_connection() {
    let mut host = Anna::new(Subject::Agent(workspace(), agent_id("anna")), Default::default());
    let offer = offer_id(1);
    let asked = [
        Command::BecomeReady { by: None },
        Command::BecomeAway { reason: None, by: None },
        Command::Accept { offer },
    ];
    for command in asked {
        assert_eq!(host.ask(at(1), command), Err(Refusal::Unknown));
    }
    assert_eq!(host.machine.row(), None);
    connect(&mut host, 2, 100);
    let values = agent_values(&["sales"], 1, 0);
    let told = to_queues(&tell_agent(&mut host, 3, ToAgent::Configured { version: 1, values }));
    assert!(matches!(&told[..], [ToQueue::AgentChanged { view, .. }] if view.reachable), "{told:?}");
}

#[test]
fn the_last_word_on_intent_wins_and_twice_is_once() {
    let away = |reason: &str| Command::BecomeAway { reason: Some(reason.to_owned()), by: None };
    let mut host = anna(1, 0);
    let said = [
        (Command::BecomeReady { by: None }, true, 1),
        (Command::BecomeReady { by: None }, true, 0),
        (away("lunch"), false, 1),
        (away("lunch"), false, 0),
        (away("training"), false, 1),
        (Command::BecomeReady { by: None }, true, 1),
    ];
    for (command, ready, events) in said {
        let before = host.log.len();
        host.ask(at(5), command.clone()).unwrap();
        assert_eq!((row(&host).0, host.log.len() - before), (ready, events), "{command:?}");
    }
    connect(&mut host, 6, 20);
    disconnect(&mut host, 7);
    assert!(row(&host).0, "a connection never changes the intent");
}

#[test]
fn the_newest_settings_win_and_dropped_queues_are_told() {
    let mut host = anna_at_work(1, 0);
    let configure = |host: &mut Anna, version, queues: &[&str]| {
        let values = agent_values(queues, 2, 0);
        let effects = tell_agent(host, 5, ToAgent::Configured { version, values });
        let told = effects.iter().filter_map(|effect| match effect {
            Effect::Owe(owed) => Some((owed.target.to_string(), owed.told.clone())),
            _ => None,
        });
        told.map(|(target, told)| match told {
            switchboard_core::Told::Queue(ToQueue::AgentChanged { view, .. }) => (target, view.serves),
            told => panic!("{told:?}"),
        })
        .collect::<Vec<_>>()
    };
    let queue = |name: &str, serves: bool| (format!("queue/demo/{name}"), serves);
    assert_eq!(
        configure(&mut host, 3, &["support", "vip", "vip"]),
        [queue("sales", false), queue("support", true), queue("vip", true)]
    );
    assert_eq!(configure(&mut host, 2, &["sales"]), [], "older");
    assert_eq!(configure(&mut host, 3, &["sales"]), [], "the same again");
    assert_eq!(configure(&mut host, 4, &["vip"]), [queue("support", false), queue("vip", true)]);
    assert_eq!(configure(&mut host, 5, &["vip"]), [queue("vip", true)], "told once that it was dropped");
}

#[test]
fn fewer_slots_end_nothing_that_is_held() {
    let mut host = anna_at_work(2, 0);
    tell_agent(&mut host, 1, hold(1, 1, WayOfWork::Offer));
    tell_agent(&mut host, 1, hold(2, 2, WayOfWork::Offer));
    let values = agent_values(&[], 1, 0);
    tell_agent(&mut host, 2, ToAgent::Configured { version: 2, values });
    assert_eq!(row(&host).2, 2);
    let effects = host.ask(at(3), Command::Decline { offer: offer_id(1) }).unwrap();
    let ended = ToQueue::OfferEnded { offer: offer_id(1), why: OfferEnd::Declined };
    assert_eq!(to_queues(&effects), [ended], "the queue that asked is answered, served or not");
}

#[test]
fn timers_of_a_missing_connection() {
    // (connections with lease, alone since; second; what a tick then finds due, beginning from `busy`)
    type Case = (&'static str, Live, u64, Vec<&'static str>);
    let cases: Vec<Case> = vec![
        ("lease runs", live(&[(1, 20)], 0), 19, vec![]),
        ("lease over, grace runs", live(&[(1, 20)], 0), 24, vec![]),
        ("offer ends 5 s after the lease", live(&[(1, 20)], 0), 25, vec!["offer_ended"]),
        ("a second connection holds it", live(&[(1, 20), (2, 40)], 0), 39, vec![]),
        ("closed at once, not by the lease", live(&[], 12), 17, vec!["offer_ended"]),
        ("closed at 12", live(&[], 12), 16, vec![]),
        ("expiry is earlier than the missing line", live(&[(1, 39)], 0), 40, vec!["offer_ended"]),
        ("unreachable 30 s after", live(&[(1, 20)], 0), 50, vec!["offer_ended", "unreachable"]),
        ("not yet", live(&[(1, 20)], 0), 49, vec!["offer_ended"]),
    ];
    for (name, live, second, expected) in cases {
        let mut host = busy();
        host.live = live;
        let before = host.log.len();
        host.tick(at(second));
        assert_eq!(host.kinds_since(before), expected, "{name}");
        host.tick(at(second));
        assert_eq!(host.log.len() - before, expected.len(), "{name}: a stray tick finds nothing");
    }
}

#[test]
fn the_reason_is_the_one_that_came_first() {
    for (lease, why) in [(20, OfferEnd::ConnectionGone), (36, OfferEnd::Expired)] {
        let mut host = busy();
        host.live = live(&[(1, lease)], 0);
        host.tick(at(45));
        let ended = Event::OfferEnded { offer: offer_id(1), session: session_id(1), why };
        assert_eq!(host.log.iter().filter(|recorded| recorded.event == ended).count(), 1, "{why:?}");
    }
}

#[test]
fn the_live_deadline_is_when_the_next_thing_is_due() {
    let mut host = busy();
    assert_eq!(host.live_due(at(11)), Some(at(25)), "offer, 5 s after the lease");
    host.live = live(&[], 12);
    assert_eq!(host.live_due(at(13)), Some(at(17)));
    host.tick(at(17));
    assert_eq!(host.live_due(at(17)), Some(at(42)), "reachability, 30 s after");
    host.tick(at(42));
    assert_eq!(host.live_due(at(43)), None);
    assert_eq!(host.due(), Some(at(102)), "sessions, 60 s after that: durable");
}

#[test]
fn sessions_return_when_nobody_comes_back() {
    for back_at in [None, Some(101), Some(102)] {
        let mut host = busy();
        host.live = live(&[], 12);
        host.tick(at(42));
        assert_eq!(row(&host), (true, false, 1));
        let effects = match back_at {
            None => host.tick(at(102)),
            Some(second) => {
                host.live = live(&[(9, 200)], 12);
                host.ask(at(second), Command::ConnectionsChanged).unwrap()
            }
        };
        match back_at {
            None => {
                assert_eq!(to_sessions(&effects), [ToSession::AgentVanished { agent: agent_id("anna") }]);
                assert_eq!(row(&host).2, 0);
            }
            Some(_) => {
                assert_eq!(to_sessions(&effects), [], "back in the last moment: nobody is sent away");
                assert_eq!((row(&host), host.due()), ((true, true, 1), None));
            }
        }
    }
}

#[test]
fn a_session_confirmed_to_somebody_long_gone_returns_at_once() {
    let mut host = anna_at_work(1, 0);
    host.live = live(&[(1, 20)], 0);
    tell_agent(&mut host, 9, hold(1, 1, WayOfWork::Assign));
    host.tick(at(50));
    assert_eq!(host.due(), None, "the session has not decided yet");
    let confirmed = ToAgent::Confirmed { offer: offer_id(1), session: session_id(1) };
    let effects = tell_agent(&mut host, 200, confirmed);
    assert_eq!(to_sessions(&effects), [ToSession::AgentVanished { agent: agent_id("anna") }]);
}

#[test]
fn after_a_restart_holds_are_refused_until_a_connection_shows() {
    let mut host = busy();
    host.restart();
    host.live = live(&[], 30);
    let resumed = Clockwork::Resumed { down_from: at(12), up_at: at(30) };
    host.ask(at(30), resumed.into()).unwrap();
    assert_eq!(host.log.last().unwrap().event, Event::DeadlinesMoved { not_before: at(60) });
    assert_eq!(host.ask(at(30), resumed.into()), Ok(vec![]), "nothing is due before that any more");
    let told = to_queues(&tell_agent(&mut host, 31, hold(3, 3, WayOfWork::Offer)));
    let why = |told: &ToQueue| matches!(told, ToQueue::HoldRefused { why: HoldRefusal::NotConnected, .. });
    assert!(told.iter().all(why), "{told:?}");
    assert!(host.tick(at(59)).is_empty(), "offers wait as well");

    let told = to_queues(&connect(&mut host, 59, 100));
    let (version, _) = match &told[..] {
        [ToQueue::AgentChanged { version, view, .. }] => (*version, view.clone()),
        told => panic!("whoever was refused hears that she is there: {told:?}"),
    };
    assert_eq!(version, host.log.len() as u64);
    assert_eq!(host.ask(at(59), Command::ConnectionsChanged), Ok(vec![]), "said once");
}

#[test]
fn nothing_due_soon_is_not_moved_by_a_restart() {
    let mut host = anna_at_work(1, 0);
    let resumed = |up: u64| Clockwork::Resumed { down_from: at(1), up_at: at(up) };
    assert_eq!(host.ask(at(5), resumed(5).into()), Ok(vec![]));
    tell_agent(
        &mut host,
        6,
        ToAgent::Hold {
            offer: offer_id(1),
            session: session_id(1),
            entry: 1,
            way: WayOfWork::Offer,
            channel: Channel::Chat,
            accept_within: std::time::Duration::from_secs(300),
            priority: Default::default(),
            since: at(0),
        },
    );
    assert_eq!(host.ask(at(7), resumed(7).into()), Ok(vec![]));
}

#[test]
fn only_the_gone_may_rest() {
    let mut host = anna(1, 0);
    assert!(host.machine.may_rest());
    connect(&mut host, 1, 20);
    assert!(!host.machine.may_rest());
    host.tick(at(50));
    assert!(host.machine.may_rest());
}

#[test]
fn blank_for_another_subject_does_nothing() {
    let queue = Subject::Queue(workspace(), QueueId::new("sales").unwrap());
    let mut host = Anna::new(queue, Default::default());
    let values = agent_values(&["sales"], 1, 0);
    assert_eq!(tell_agent(&mut host, 1, ToAgent::Configured { version: 1, values }), []);
}

#[test]
fn only_the_workspaces_reasons_will_do_once_there_are_some() {
    let away = |reason: &str| Command::BecomeAway { reason: Some(reason.to_owned()), by: None };
    let mut host = anna_at_work(1, 0);
    host.ask(at(1), away("anything")).unwrap();
    let lunch = Labelled { code: "lunch".to_owned(), label: Texts::default() };
    host.given.break_reasons = Codes::of(&[lunch]);
    assert_eq!(host.ask(at(2), away("anything")), Ok(Vec::new()), "what is so already is not asked again");
    assert_eq!(host.ask(at(3), away("pause")), Err(Refusal::UnknownReason));
    host.ask(at(4), away("lunch")).unwrap();
    host.ask(at(5), Command::BecomeAway { reason: None, by: None }).unwrap();
    host.ask(at(6), Command::BecomeReady { by: None }).unwrap();
    assert_eq!(host.log.iter().filter(|event| matches!(event.event, Event::IntentChanged { .. })).count(), 5);
}

#[test]
fn whoever_is_gone_for_too_long_is_company_to_nobody() {
    let mut host = anna(1, 0);
    host.live = live(&[(1, 20)], 0);
    host.ask(at(1), Command::ConnectionsChanged).unwrap();
    let joined = |session| ToAgent::CompanyJoined { session: session_id(session) };
    for session in [1, 2, 2, 3] {
        tell_agent(&mut host, 2, joined(session));
    }
    tell_agent(&mut host, 3, ToAgent::CompanyLeft { session: session_id(3) });
    tell_agent(&mut host, 3, ToAgent::CompanyLeft { session: session_id(4) });
    assert_eq!(host.log.len(), 6, "{:?}", host.log);
    assert!(!host.machine.may_rest());

    // The lease ends at 20, unreachable from 50 on, gone from where they looked at 80.
    host.tick(at(50));
    assert_eq!(host.machine.deadline().map(|due| due.at), Some(at(80)));
    assert_eq!(host.tick(at(79)), []);
    let gone = |session| {
        Effect::tell_session(session_id(session), ToSession::CompanyGone { agent: agent_id("anna") })
    };
    assert_eq!(host.tick(at(80)), [gone(1), gone(2)]);
    assert_eq!((host.tick(at(99)), host.machine.deadline()), (Vec::new(), None));
    // What the session still has to say of it is only acknowledged.
    assert_eq!(tell_agent(&mut host, 99, ToAgent::CompanyLeft { session: session_id(1) }), []);
}

#[test]
fn company_of_whoever_is_back_in_time_goes_on() {
    let mut host = anna(1, 0);
    host.live = live(&[(1, 20)], 0);
    host.ask(at(1), Command::ConnectionsChanged).unwrap();
    tell_agent(&mut host, 2, ToAgent::CompanyJoined { session: session_id(1) });
    host.tick(at(50));
    host.live = live(&[(2, 200)], 0);
    host.ask(at(79), Command::ConnectionsChanged).unwrap();
    assert_eq!((host.tick(at(90)), host.machine.deadline()), (Vec::new(), None));
    // After a restart nobody is company until they were seen, but people get their time to come back.
    host.live = Live { alone_since: at(300), ..Live::default() };
    host.ask(at(300), Clockwork::Resumed { down_from: at(95), up_at: at(300) }.into()).unwrap();
    host.tick(at(330));
    assert_eq!(host.machine.deadline().map(|due| due.at), Some(at(360)));
}

#[test]
fn company_of_somebody_never_seen_to_be_connected_ends_too() {
    let mut host = anna(1, 0);
    tell_agent(&mut host, 2, ToAgent::CompanyJoined { session: session_id(1) });
    assert_eq!(host.machine.deadline().map(|due| due.at), Some(at(62)));
    assert_eq!(host.tick(at(62)).len(), 1);
}
