//! protocols/teravoz 2.3, row by row; the numbers are those of its section 4.

use super::{Stage, actor};
use crate::call::Refusal;
use crate::machine::CallState;

const LINE: [(&str, CallState); 5] = [
    ("call.new", CallState::New),
    ("call.standby", CallState::Standby),
    ("call.waiting", CallState::Waiting),
    ("call.ongoing", CallState::Ongoing),
    ("call.finished", CallState::Finished),
];

/// A call that went so many steps.
fn after(steps: usize) -> Stage {
    let mut stage = Stage::strict();
    LINE.iter().take(steps).for_each(|(name, _)| drop(stage.hear(name).unwrap()));
    stage
}

#[test]
fn every_step_is_taken_from_the_one_before_and_from_no_other() {
    for steps in 0..=LINE.len() {
        for (place, (name, state)) in LINE.iter().enumerate() {
            let mut stage = after(steps);
            let before = stage.state();
            let told = stage.hear(name);
            if place == steps {
                assert_eq!(told, Ok(vec!["reported"]), "{name} after {steps}");
                assert_eq!(stage.state(), Some(*state));
                continue;
            }
            let expected = match (place, steps) {
                (0, _) => Refusal::Duplicate,
                (_, 0) => Refusal::NotRegistered,
                _ => Refusal::NotAllowed,
            };
            assert_eq!(told, Err(expected), "{name} after {steps}");
            assert_eq!((stage.state(), stage.said.len()), (before, steps), "nothing is kept of it");
        }
    }
}

#[test]
fn types_it_does_not_handle_are_refused_whatever_the_call_is() {
    let others = [
        "call.overflow",
        "call.follow-me",
        "call.recording-available",
        "call.queue-abandon",
        "actor.logged-in",
        "actor.logged-out",
        "actor.ringing",
        "actor.noanswer",
        "actor.paused",
        "actor.unpaused",
        "call.on-going",
        "user.registered",
        "",
    ];
    for steps in 0..=LINE.len() {
        for name in others {
            assert_eq!(after(steps).hear(name), Err(Refusal::NoHandler), "{name:?} after {steps}");
        }
    }
}

#[test]
fn actors_come_and_go_at_any_time_and_change_no_state() {
    for steps in 0..=LINE.len() {
        let mut stage = after(steps);
        let before = stage.state();
        for report in [
            actor("actor.left", "nobody@example.org"),
            actor("actor.entered", "bo@example.org"),
            actor("actor.entered", "bo@example.org"),
            actor("actor.entered", "eve@example.org"),
            super::report("actor.left"),
            super::report("actor.entered"),
        ] {
            assert_eq!(stage.report(report), Ok(vec!["reported"]), "after {steps}");
        }
        assert_eq!(stage.state(), before);
        assert_eq!(stage.row().is_some(), steps > 0, "actors alone make no call");
    }
}

#[test]
fn a_late_call_new_works_after_its_actors() {
    let mut stage = Stage::strict();
    stage.report(actor("actor.entered", "bo@example.org")).unwrap();
    assert_eq!(stage.hear("call.standby"), Err(Refusal::NotRegistered));
    assert_eq!(stage.hear("call.new"), Ok(vec!["reported"]));
    assert_eq!(stage.state(), Some(CallState::New));
    assert_eq!(stage.said.len(), 2);
}

#[test]
fn its_times_are_the_references_and_it_is_never_lost_sight_of() {
    let mut stage = after(1);
    let created = stage.row().unwrap();
    stage.rest(std::time::Duration::from_secs(1_000_000));
    stage.hear("call.standby").unwrap();
    let row = stage.row().unwrap();
    assert_eq!((row.created_at, row.updated_at), (created.created_at, created.created_at));
    assert_eq!(crate::Machine::deadline(&stage.call), None);
}
