//! What a case is made of: people's clicks, the post, the journal and the clock, in any order.

use std::time::Duration;

use proptest::prelude::*;
use switchboard_core::agent;
use switchboard_core::effect::{AtClosing, QueueValues, WayOfWork};
use switchboard_core::session::Command;
use switchboard_core::{AnyCommand, Contact, Presence};

use super::house::House;
use super::setting::opening;
use super::staff::Deed;
use crate::given::queue_values;
use crate::interplay::every_so_many_minutes;

#[derive(Debug, Clone)]
pub enum Step {
    Says(usize, &'static str),
    Starts(usize),
    Leaves(usize),
    LeavesMessage(usize),
    Presence(usize, Presence),
    Deliver(usize),
    DeliverAgain(usize),
    Commit(usize),
    Settle,
    Pass(u64),
    /// Everybody connects and wants chats.
    Shift,
    Connect(usize),
    Disconnect(usize),
    Ready(usize),
    Away(usize),
    Accept(usize, usize),
    Decline(usize, usize),
    /// Of an agent, with one of their sessions or another one.
    Staff(usize, usize, Deed),
    Pick(usize, usize),
    SetAgent(usize, usize, u32, u64),
    SetQueue(usize, WayOfWork, Option<u32>, Option<u32>, bool),
    Fall(usize),
    Steal(usize),
    FailNext,
    Crash(i64),
}

/// Steps without faults of the house, or with all of them.
pub fn step(faults: bool) -> impl Strategy<Value = Step> {
    let one = || 0..10_000usize;
    let way = prop::sample::select(vec![WayOfWork::Offer, WayOfWork::Assign, WayOfWork::Pick]);
    let presence = prop::sample::select(vec![Presence::Present, Presence::Lost, Presence::Unknown]);
    let text = prop::sample::select(vec!["hi", "my invoice", "bye"]);
    let wrap_up = prop_oneof![Just(0), Just(5_000u64)];
    let weight = |weight: u32| if faults { weight } else { 0 };
    let back_and_forth = prop_oneof![4 => 0i64..20, 1 => -1_800i64..0, 1 => 0i64..20_000];
    let people = prop_oneof![
        12 => (one(), text).prop_map(|(customer, text)| Step::Says(customer, text)),
        1 => one().prop_map(Step::Starts),
        2 => one().prop_map(Step::Leaves),
        1 => one().prop_map(Step::LeavesMessage),
        2 => (one(), presence).prop_map(|(customer, presence)| Step::Presence(customer, presence)),
        3 => Just(Step::Shift),
        2 => one().prop_map(Step::Connect),
        1 => one().prop_map(Step::Disconnect),
        2 => one().prop_map(Step::Ready),
        1 => one().prop_map(Step::Away),
        10 => (one(), one()).prop_map(|(agent, offer)| Step::Accept(agent, offer)),
        2 => (one(), one()).prop_map(|(agent, offer)| Step::Decline(agent, offer)),
        10 => (one(), one(), Deed::any()).prop_map(|(agent, session, deed)| Step::Staff(agent, session, deed)),
        4 => (one(), one()).prop_map(|(agent, session)| Step::Pick(agent, session)),
        1 => (one(), one(), 0..4u32, wrap_up).prop_map(|(a, q, slots, wrap_up)| Step::SetAgent(a, q, slots, wrap_up)),
        1 => (one(), way, prop::option::of(1..5u32), prop::option::of(1..4u32), any::<bool>())
            .prop_map(|(queue, way, limit, hours, tell)| Step::SetQueue(queue, way, limit, hours, tell)),
    ];
    prop_oneof![
        40 => people,
        24 => one().prop_map(Step::Deliver),
        weight(3) => one().prop_map(Step::DeliverAgain),
        20 => (1..6usize).prop_map(Step::Commit),
        2 => Just(Step::Settle),
        6 => prop_oneof![6 => 0..3_000u64, 2 => 0..60_000u64, 1 => 0..1_200_000u64].prop_map(Step::Pass),
        weight(2) => one().prop_map(Step::Fall),
        weight(1) => one().prop_map(Step::Steal),
        weight(2) => Just(Step::FailNext),
        weight(1) => back_and_forth.prop_map(Step::Crash),
    ]
}

impl House {
    pub fn take(&mut self, step: &Step) {
        match step.clone() {
            Step::Says(customer, text) => self.says(customer, text),
            Step::Starts(customer) => {
                let opening = opening(customer % self.size.customers);
                self.customer(customer, Command::CustomerStart { opening });
            }
            Step::Leaves(customer) => self.customer(customer, Command::CustomerLeft),
            Step::LeavesMessage(customer) => {
                let contact = Contact { email: Some("x@example.org".to_owned()), ..Contact::default() };
                let opening = opening(customer % self.size.customers);
                self.customer(
                    customer,
                    Command::LeaveMessage { opening, text: "call me".to_owned(), contact },
                );
            }
            Step::Presence(customer, presence) => {
                self.customer(customer, Command::PresenceChanged { presence, unloaded: false });
            }
            Step::Deliver(pick) => drop(self.deliver(pick)),
            Step::DeliverAgain(pick) => self.deliver_again(pick),
            Step::Commit(count) => self.commit(count),
            Step::Settle => self.settle(),
            Step::Pass(millis) => self.pass(Duration::from_millis(millis)),
            Step::Shift => (0..self.size.agents).for_each(|agent| {
                self.connect(agent, Duration::from_secs(25));
                self.of_agent(agent, agent::Command::BecomeReady { by: None });
            }),
            Step::Connect(agent) => self.connect(agent, Duration::from_secs(25)),
            Step::Disconnect(agent) => self.disconnect(agent),
            Step::Ready(agent) => self.of_agent(agent, agent::Command::BecomeReady { by: None }),
            Step::Away(agent) => self.of_agent(agent, agent::Command::BecomeAway { reason: None, by: None }),
            Step::Accept(agent, pick) => self.answer(agent, pick, |offer| agent::Command::Accept { offer }),
            Step::Decline(agent, pick) => self.answer(agent, pick, |offer| agent::Command::Decline { offer }),
            Step::Staff(agent, pick, deed) => self.staff(agent, pick, deed),
            Step::Pick(agent, pick) => self.pick(agent, pick),
            Step::SetAgent(agent, queues, capacity, wrap_up) => {
                self.set_agent(agent, queues, capacity, wrap_up)
            }
            Step::SetQueue(queue, way, limit, every, tell) => {
                let at_closing = if tell { AtClosing::Tell } else { AtClosing::Serve };
                let hours = every.map(every_so_many_minutes);
                self.set_queue(queue, QueueValues { hours, at_closing, ..queue_values(way, limit) });
            }
            Step::Fall(pick) => self.fall(pick),
            Step::Steal(pick) => self.steal(pick),
            Step::FailNext => self.fail_next = true,
            Step::Crash(seconds) => self.crash(seconds),
        }
    }

    pub fn of_agent(&mut self, agent: usize, command: agent::Command) {
        let subject = self.agent(agent);
        self.ask(&subject, AnyCommand::Agent(command));
    }
}
