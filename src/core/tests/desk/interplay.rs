//! Random interleavings: whatever the order of the post, the clicks and the clock, nothing impossible happens, and in
//! the end everybody is served.

use std::time::Duration;

use proptest::prelude::*;
use switchboard_core::agent::Command;
use switchboard_core::effect::{AtClosing, Bind, QueueValues, WayOfWork, Wish};
use switchboard_core::hours::{Hours, Shift, Weekday};

use crate::checks;
use crate::given::{agent_id, queue_values};
use crate::session::Phase;
use crate::world::{AGENTS, QUEUES, World};

#[derive(Debug, Clone)]
enum Step {
    Deliver(usize),
    Settle(usize),
    Pass(u64),
    /// Time passes while everybody's connection keeps its lease.
    PassConnected(u64),
    /// Everybody connects and wants chats.
    Shift,
    Connect(usize),
    Disconnect(usize),
    Ready(usize),
    Away(usize),
    Accept(usize, usize),
    Decline(usize, usize),
    Write(usize),
    WritePatiently(usize),
    WriteWishing(usize, usize, Bind),
    Pick(usize, usize),
    WriteAgain(usize),
    AskAgain(usize),
    Absent(usize, bool),
    Done(usize),
    Close(usize),
    SetAgent(usize, u8, u32, u64),
    SetQueue(usize, WayOfWork, Option<u32>, Option<u32>, bool),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let agent = || 0..AGENTS.len();
    let queue = || 0..QUEUES.len();
    let which = || 0..64usize;
    let way = prop::sample::select(vec![WayOfWork::Offer, WayOfWork::Assign, WayOfWork::Pick]);
    prop_oneof![
        12 => which().prop_map(Step::Deliver),
        4 => which().prop_map(Step::Settle),
        4 => (0..4_000u64).prop_map(Step::Pass),
        1 => (0..100_000u64).prop_map(Step::Pass),
        3 => (0..40_000u64).prop_map(Step::PassConnected),
        2 => Just(Step::Shift),
        3 => agent().prop_map(Step::Connect),
        1 => agent().prop_map(Step::Disconnect),
        3 => agent().prop_map(Step::Ready),
        1 => agent().prop_map(Step::Away),
        8 => (agent(), which()).prop_map(|(agent, offer)| Step::Accept(agent, offer)),
        2 => (agent(), which()).prop_map(|(agent, offer)| Step::Decline(agent, offer)),
        4 => queue().prop_map(Step::Write),
        1 => queue().prop_map(Step::WritePatiently),
        2 => (queue(), agent(), prop::sample::select(vec![Bind::Prefer, Bind::Only, Bind::Take]))
            .prop_map(|(queue, agent, bind)| Step::WriteWishing(queue, agent, bind)),
        4 => (agent(), which()).prop_map(|(agent, session)| Step::Pick(agent, session)),
        2 => which().prop_map(Step::WriteAgain),
        1 => which().prop_map(Step::AskAgain),
        1 => (which(), any::<bool>()).prop_map(|(session, absent)| Step::Absent(session, absent)),
        2 => which().prop_map(Step::Done),
        2 => which().prop_map(Step::Close),
        1 => (agent(), 0..4u8, 0..4u32, prop_oneof![Just(0), Just(5_000u64)])
            .prop_map(|(agent, queues, capacity, wrap_up)| Step::SetAgent(agent, queues, capacity, wrap_up)),
        2 => (queue(), way, proptest::option::of(1..5u32), proptest::option::of(1..4u32), any::<bool>())
            .prop_map(|(queue, way, limit, hours, tell)| Step::SetQueue(queue, way, limit, hours, tell)),
        1 => Just(Step::Restart),
    ]
}

fn take(world: &mut World, step: &Step) {
    match step.clone() {
        Step::Deliver(pick) => {
            world.deliver(pick);
        }
        Step::Settle(pick) => {
            world.settle(pick);
            world.check_nobody_forgotten();
        }
        Step::Pass(millis) => world.pass(Duration::from_millis(millis)),
        Step::PassConnected(millis) => {
            world.renew(Duration::from_millis(millis));
            world.pass(Duration::from_millis(millis));
        }
        Step::Shift => shift(world),
        Step::Connect(agent) => world.connect(agent),
        Step::Disconnect(agent) => world.disconnect(agent),
        Step::Ready(agent) => world.ask_agent(agent, Command::BecomeReady { by: None }),
        Step::Away(agent) => world.ask_agent(agent, Command::BecomeAway { reason: None, by: None }),
        Step::Accept(agent, pick) => answer(world, agent, pick, |offer| Command::Accept { offer }),
        Step::Decline(agent, pick) => answer(world, agent, pick, |offer| Command::Decline { offer }),
        Step::Write(queue) => world.write(queue, None, false),
        Step::WritePatiently(queue) => world.write(queue, None, true),
        Step::WriteWishing(queue, agent, bind) => {
            let until = world.now + Duration::from_secs(30);
            let wish = Wish { agent: agent_id(AGENTS[agent]), until, bind };
            world.write(queue, Some(wish), bind != Bind::Prefer);
        }
        Step::Pick(agent, session) => {
            if let Some(session) = world.sessions.get(session).map(|session| session.id) {
                (0..QUEUES.len()).for_each(|queue| world.pick(agent, queue, session));
            }
        }
        Step::WriteAgain(session) => world.session(session, |session, now| session.write_again(now)),
        Step::AskAgain(session) => world.session(session, |session, _| session.enqueue()),
        Step::Absent(session, absent) => world.session(session, |session, _| session.absent(absent)),
        Step::Done(session) => world.session(session, |session, _| session.done()),
        Step::Close(session) => world.session(session, |session, _| session.close()),
        Step::SetAgent(agent, mask, capacity, wrap_up) => {
            let served = QUEUES.iter().zip([1, 2]).filter(|(_, bit)| mask & bit != 0);
            let queues: Vec<_> = served.map(|(queue, _)| *queue).collect();
            world.set_agent(agent, &queues, capacity, wrap_up);
        }
        Step::SetQueue(queue, way, limit, every, tell) => {
            let at_closing = if tell { AtClosing::Tell } else { AtClosing::Serve };
            let hours = every.map(every_so_many_minutes);
            world.set_queue(queue, QueueValues { hours, at_closing, ..queue_values(way, limit) });
        }
        Step::Restart => world.restart(),
    }
}

/// Open and closed by turns. The world begins on a Tuesday at 22:13.
pub fn every_so_many_minutes(minutes: u32) -> Hours {
    let clock = |minute: u32| format!("{:02}:{:02}", 22 + (13 + minute) / 60, (13 + minute) % 60);
    let shift = |turn: u32| Shift { from: clock(2 * turn * minutes), to: clock((2 * turn + 1) * minutes) };
    let tuesday = (Weekday::Tuesday, (0..12).map(shift).collect());
    Hours { zone: "UTC".to_owned(), week: [tuesday].into(), exceptions: Default::default() }
}

fn shift(world: &mut World) {
    for agent in 0..AGENTS.len() {
        world.connect(agent);
        world.ask_agent(agent, Command::BecomeReady { by: None });
    }
}

fn answer(
    world: &mut World,
    agent: usize,
    pick: usize,
    command: impl Fn(switchboard_core::OfferId) -> Command,
) {
    let pending = checks::pending(&world.agents[agent]);
    if let Some(offer) = pending.get(pick % pending.len().max(1)) {
        world.ask_agent(agent, command(offer.clone()));
    }
}

/// Everybody works, nobody says no: the lines must empty.
fn serve_everybody(world: &mut World) {
    for agent in 0..AGENTS.len() {
        world.set_agent(agent, &QUEUES, 2, 1_000);
        world.ask_agent(agent, Command::BecomeReady { by: None });
    }
    for session in 0..world.sessions.len() {
        world.session(session, |session, _| session.absent(false));
    }
    // Both open for good; one is still picked from.
    world.set_queue(0, queue_values(WayOfWork::Pick, None));
    world.set_queue(1, queue_values(WayOfWork::Offer, None));
    for round in 0..3 * world.sessions.len() + 12 {
        (0..AGENTS.len()).for_each(|agent| world.connect(agent));
        world.settle(round);
        world.check_nobody_forgotten();
        for (number, session) in world.truly_waiting().into_iter().enumerate() {
            world.pick((round + number) % AGENTS.len(), 0, session);
        }
        world.settle(round);
        for agent in 0..AGENTS.len() {
            for offer in checks::pending(&world.agents[agent]) {
                world.ask_agent(agent, Command::Accept { offer });
            }
        }
        world.settle(round);
        for session in 0..world.sessions.len() {
            world.session(session, |session, _| session.done());
        }
        world.settle(round);
        world.pass(Duration::from_secs(11));
    }
    assert_eq!(world.truly_waiting(), [], "somebody waits for ever");
    assert_eq!(world.waiting(), [], "a place in line that nobody holds");
    assert!(world.sessions.iter().all(|session| !matches!(session.phase, Phase::Served { .. })));
}

proptest! {
    #[test]
    fn nothing_impossible_happens_and_everybody_is_served(
        steps in proptest::collection::vec(step(), 1..160),
    ) {
        let mut world = World::new();
        for step in &steps {
            take(&mut world, step);
        }
        world.check();
        serve_everybody(&mut world);
        world.check();
    }
}
