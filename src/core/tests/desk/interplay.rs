//! Random interleavings: whatever the order of the post, the clicks and the clock, nothing impossible happens, and in
//! the end everybody is served.

use std::time::Duration;

use proptest::prelude::*;
use switchboard_core::agent::Command;
use switchboard_core::effect::{Bind, WayOfWork, Wish};

use crate::checks;
use crate::given::agent_id;
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
    WriteWishing(usize, usize),
    WriteAgain(usize),
    AskAgain(usize),
    Absent(usize, bool),
    Done(usize),
    Close(usize),
    SetAgent(usize, u8, u32, u64),
    SetQueue(usize, bool, Option<u32>),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let agent = || 0..AGENTS.len();
    let queue = || 0..QUEUES.len();
    let which = || 0..64usize;
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
        1 => (queue(), agent()).prop_map(|(queue, agent)| Step::WriteWishing(queue, agent)),
        2 => which().prop_map(Step::WriteAgain),
        1 => which().prop_map(Step::AskAgain),
        1 => (which(), any::<bool>()).prop_map(|(session, absent)| Step::Absent(session, absent)),
        2 => which().prop_map(Step::Done),
        2 => which().prop_map(Step::Close),
        1 => (agent(), 0..4u8, 0..4u32, prop_oneof![Just(0), Just(5_000u64)])
            .prop_map(|(agent, queues, capacity, wrap_up)| Step::SetAgent(agent, queues, capacity, wrap_up)),
        1 => (queue(), any::<bool>(), proptest::option::of(1..5u32))
            .prop_map(|(queue, assign, limit)| Step::SetQueue(queue, assign, limit)),
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
        Step::Write(queue) => world.write(queue, None),
        Step::WriteWishing(queue, agent) => {
            let until = world.now + Duration::from_secs(30);
            world.write(queue, Some(Wish { agent: agent_id(AGENTS[agent]), until, bind: Bind::Prefer }));
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
        Step::SetQueue(queue, assign, limit) => {
            let way = if assign { WayOfWork::Assign } else { WayOfWork::Offer };
            world.set_queue(queue, way, limit);
        }
        Step::Restart => world.restart(),
    }
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
    for round in 0..3 * world.sessions.len() + 12 {
        (0..AGENTS.len()).for_each(|agent| world.connect(agent));
        world.settle(round);
        world.check_nobody_forgotten();
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
