//! Generated lives of a session: any commands at any time, on any script.

use std::time::Duration;

use proptest::prelude::*;

use super::stage::*;
use crate::effect::{ToSession, TurnedAway};
use crate::flow::Flow;
use crate::flow::tests::scripts::any_flow;
use crate::machine::Clockwork;
use crate::message::{Contact, Party};
use crate::session::{Amendment, AppWhat, ApplicationWord, Command, Given, Remark, TransferTo};
use crate::signal::Presence;

/// One move of a walk.
#[derive(Debug, Clone)]
pub enum Move {
    Ask(Box<Command>),
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
    let outside = (any::<bool>(), proptest::bool::weighted(0.3));
    (script, any::<bool>(), any::<bool>(), outside).prop_map(|(script, lost, quiet, (bot, desk))| {
        let mut given = given(script.map(canaries));
        if lost {
            given.flow = given.flow.filter(|flow| flow.nodes.len() % 2 == 0);
        }
        with_policy(given, |policy| {
            if quiet {
                policy.notices = Default::default();
                policy.prefer_same_agent_for = Duration::ZERO;
            }
            policy.bot_key = (bot && policy.flow.is_none()).then(|| "bot-key".to_owned());
            policy.desk_key = desk.then(|| "desk-key".to_owned());
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
        24 => any_command().prop_map(|command| Move::Ask(Box::new(command))),
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
        8 => any_staff_command(),
        4 => any_application().prop_map(Command::Application),
        1 => Just(Command::CustomerStart { opening: opening() }),
        1 => text.clone().prop_map(left_message),
        2 => (0u64..12).prop_map(|up_to| Command::CustomerRead { up_to, at: Some(NOON) }),
        1 => (1u8..6).prop_map(|score| Command::CustomerRated { score, on_scale: None, text: None }),
        1 => Just(Command::PresenceChanged { presence: Presence::Lost, unloaded: true }),
        12 => text.clone().prop_map(text_of),
        1 => Just(Command::CustomerLeft),
        2 => presence.prop_map(presence_is),
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

fn any_staff_command() -> impl Strategy<Value = Command> {
    let who = || proptest::sample::select(vec!["anna", "bertil", "cia"]).prop_map(agent);
    let name = || "Anna Andersson".to_owned();
    let text = || "CANARY note".to_owned();
    let note = || Some("CANARY note".to_owned());
    let group = proptest::sample::select(vec![None, Some("end"), Some("still-there"), Some("missing")]);
    let to = (proptest::option::of(who()), any::<bool>()).prop_map(|(to, named)| match to {
        Some(agent) => TransferTo::Agent { agent, queue: named.then(|| queue("sales")), at_once: false },
        None => TransferTo::Queue { queue: queue("sales") },
    });
    let party = prop_oneof![who().prop_map(Party::Agent), Just(Party::Customer), Just(Party::System)];
    let remark = |label: &str| Remark {
        label: label.to_owned(),
        text: Some("CANARY".to_owned()),
        ..Remark::default()
    };
    prop_oneof![
        3 => party.clone().prop_map(move |by| Command::Remark { by, name: None, remark: remark("ask-permission") }),
        2 => (party.clone(), 1u64..9).prop_map(|(by, message)| Command::Amend {
            by,
            amendment: Amendment { message, label: Some("answered".to_owned()), ..Amendment::default() },
        }),
        1 => party.prop_map(move |by| Command::End { by, name: None, remark: remark("ACCEPTED") }),
        4 => (who(), to).prop_map(move |(agent, to)| Command::Transfer { by: Party::Agent(agent), name: name(), to, note: note() }),
        4 => (who(), group).prop_map(|(agent, group)| Command::HandToBot {
            by: Party::Agent(agent),
            group: group.map(str::to_owned),
        }),
        2 => who().prop_map(move |agent| Command::PutBack { by: Party::Agent(agent), note: note(), from: None }),
        2 => who().prop_map(move |agent| Command::TakeOver { agent, name: name() }),
        2 => who().prop_map(move |agent| Command::StepIn { agent, name: name() }),
        1 => who().prop_map(|agent| Command::StepOut { agent }),
        1 => who().prop_map(|agent| Command::Watch { agent }),
        1 => who().prop_map(|agent| Command::Unwatch { agent }),
        1 => who().prop_map(move |agent| Command::Whisper { agent, name: name(), text: text() }),
        1 => who().prop_map(move |agent| Command::AddNote { by: Party::Agent(agent), name: name(), text: text() }),
        1 => who().prop_map(move |agent| Command::WrapUp { agent, code: "billing".to_owned(), note: note() }),
    ]
}

fn any_application() -> impl Strategy<Value = ApplicationWord> {
    let what = prop_oneof![
        3 => Just(says("CANARY svar")),
        1 => Just(AppWhat::System { text: "CANARY rad".to_owned() }),
        3 => proptest::option::of(Just(queue("sales"))).prop_map(|queue| AppWhat::HandToAgent { queue }),
        2 => Just(AppWhat::HandToBot { group: None }),
        1 => Just(AppWhat::HandToNamed { agent: agent("anna") }),
        1 => Just(AppWhat::Done),
        1 => Just(AppWhat::End { reason: "CANARY hej då".to_owned() }),
        1 => (0u32..3).prop_map(|number| AppWhat::QueueNumber { number }),
        1 => Just(AppWhat::PlatformClosed),
    ];
    let key = proptest::sample::select(vec!["bot-key", "desk-key", "other-key"]);
    (key, what, any::<bool>()).prop_map(|(key, what, opens)| ApplicationWord {
        key: key.to_owned(),
        opening: opens.then(opening),
        what,
    })
}

pub fn says(text: &str) -> AppWhat {
    AppWhat::Say {
        text: text.to_owned(),
        name: Some("CANARY Eva".to_owned()),
        speaker: Some("CANARY-eva01".to_owned()),
        typing_ms: 0,
        choices: Vec::new(),
        attachment: None,
    }
}

pub fn left_message(text: &str) -> Command {
    let contact = Contact { email: Some("CANARY@example.org".to_owned()), ..Contact::default() };
    Command::LeaveMessage { opening: opening(), text: text.to_owned(), contact }
}
