//! Whoever served and does no longer is told why.

use crate::effect::{Effect, Parting, ToAgent, Told};
use crate::message::Party;
use crate::session::tests::stage::{Stage, agent, queue};
use crate::session::{Command, Refusal, TransferTo};

/// Served by Anna.
fn served() -> Stage {
    let mut stage = Stage::with_bot();
    stage.says("faktura");
    stage.enqueued(1);
    stage.accepted(1, "anna", 1);
    assert_eq!(stage.session.agent(), Some(&agent("anna")));
    stage
}

fn told(stage: &Stage) -> Vec<Option<Parting>> {
    let why = |effect: &Effect| match effect {
        Effect::Owe(owed) => match &owed.told {
            Told::Agent(ToAgent::SessionEnded { why, .. }) => Some(*why),
            _ => None,
        },
        _ => None,
    };
    stage.owed.iter().filter_map(why).collect()
}

#[test]
fn the_former_agent_is_told_why() {
    let (anna, sven) = (|| agent("anna"), || agent("sven"));
    let name = || "Sven".to_owned();
    let to = || TransferTo::Queue { queue: queue("sales") };
    let cases = [
        (Command::AgentDone { agent: anna() }, Parting::Done),
        (
            Command::Transfer { by: Party::Agent(anna()), name: name(), to: to(), note: None },
            Parting::Transferred,
        ),
        (Command::PutBack { by: Party::Agent(sven()), note: None, from: Some(anna()) }, Parting::PutBack),
        (Command::TakeOver { agent: sven(), name: name() }, Parting::TakenOver),
        (Command::HandToBot { by: Party::Agent(anna()), group: None }, Parting::HandedToBot),
        (Command::CustomerLeft, Parting::Closed),
    ];
    for (command, why) in cases {
        let mut stage = served();
        stage.ok(command.clone());
        assert_eq!(told(&stage), [Some(why)], "{command:?}");
    }
}

#[test]
fn it_is_put_back_only_from_whom_it_was_meant_to_be() {
    let mut stage = served();
    let from_bo = Command::PutBack { by: Party::Agent(agent("bo")), note: None, from: Some(agent("bo")) };
    assert_eq!(stage.ask(from_bo), Err(Refusal::NotServing));
    assert_eq!(stage.session.agent(), Some(&agent("anna")));
}
