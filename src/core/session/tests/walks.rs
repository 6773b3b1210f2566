//! Generated lives of a session: any commands at any time, on any script.

use std::time::Duration;

use proptest::prelude::*;

use super::stage::*;
use crate::effect::{ToSession, TurnedAway};
use crate::flow::Flow;
use crate::flow::tests::scripts::any_flow;
use crate::machine::Clockwork;
use crate::session::{Command, Given};
use crate::signal::Presence;

/// One move of a walk.
#[derive(Debug, Clone)]
pub enum Move {
    Ask(Command),
    /// Time passes, in seconds.
    Wait(u64),
    /// To the next durable deadline.
    Expire,
    /// The customer types.
    Type,
    /// The host went to rest and woke.
    Wake,
}

pub fn any_given() -> impl Strategy<Value = Given> {
    let script = prop_oneof![3 => any_flow().prop_map(Some), 2 => Just(Some(script())), 1 => Just(None)];
    (script, any::<bool>(), any::<bool>()).prop_map(|(script, lost, quiet)| {
        let mut given = given(script.map(canaries));
        if lost {
            given.flow = given.flow.filter(|flow| flow.nodes.len() % 2 == 0);
        }
        with_policy(given, |policy| {
            if quiet {
                policy.notices = Default::default();
                policy.prefer_same_agent_for = Duration::ZERO;
            }
        })
    })
}

/// The bot's own words are content too.
fn canaries(mut flow: Flow) -> Flow {
    for node in flow.nodes.values_mut() {
        if let crate::flow::Node::Say { text, .. } = node {
            for line in text.0.values_mut() {
                if !line.trim().is_empty() {
                    line.push_str(" CANARY");
                }
            }
        }
    }
    flow
}

pub fn any_walk() -> impl Strategy<Value = Vec<Move>> {
    proptest::collection::vec(any_move(), 1..60)
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        24 => any_command().prop_map(Move::Ask),
        3 => prop_oneof![3 => 0u64..20, 1 => 0u64..4000].prop_map(Move::Wait),
        1 => Just(Move::Expire),
        1 => Just(Move::Type),
        1 => Just(Move::Wake),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let text = proptest::sample::select(vec![
        "CANARY hej",
        "CANARY min faktura",
        "1",
        "2 CANARY",
        " ",
        "CANARY {x}",
    ]);
    let name = proptest::sample::select(vec!["anna", "bertil"]);
    let presence = proptest::sample::select(vec![
        Presence::Unknown,
        Presence::Present,
        Presence::Unstable,
        Presence::Lost,
    ]);
    let entry = proptest::sample::select(vec![1u32, 1, 1, 2, 2, 3]);
    prop_oneof![
        12 => text.clone().prop_map(text_of),
        1 => Just(Command::CustomerLeft),
        2 => presence.prop_map(|presence| Command::PresenceChanged { presence }),
        9 => (name.clone(), text).prop_map(|(name, text)| agent_text(name, text)),
        5 => name.clone().prop_map(|name| Command::AgentDone { agent: agent(name) }),
        3 => entry.clone().prop_map(told_enqueued),
        2 => entry.clone().prop_map(|entry| {
            Command::Told(ToSession::TurnedAway { entry, why: TurnedAway::Full, overflow: None })
        }),
        8 => (entry, name.clone(), 1u64..4).prop_map(|(entry, name, offer)| told_accepted(entry, name, offer)),
        2 => name.prop_map(|name| Command::Told(ToSession::AgentVanished { agent: agent(name) })),
        2 => Just(Command::Clock(Clockwork::Tick)),
        1 => (0u64..5000).prop_map(|after| Command::Clock(Clockwork::Resumed {
            down_from: NOON,
            up_at: NOON + Duration::from_secs(after),
        })),
    ]
}
