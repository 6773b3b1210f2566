//! Whatever is reported in whatever order: the laws hold, nothing is lost, and the stream alone rebuilds the call.

use proptest::prelude::*;

use super::{Stage, actor, sent};
use crate::call::{Call, Command, Report};
use crate::invariants::{Laws, Witnessed};
use crate::machine::{CallState, Clockwork, Machine};
use crate::{AnyEvent, Subject};

#[derive(Debug, Clone)]
pub(super) enum Step {
    Report(Box<Report>),
    Rest(u64),
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let names = prop::sample::select(vec![
        "call.new",
        "call.standby",
        "call.waiting",
        "call.ongoing",
        "call.finished",
        "call.queue-abandon",
        "call.recording-available",
        "call.data-provided",
        "what.ever",
    ]);
    let moves = (names, 0_i64..60).prop_map(|(name, second)| Step::Report(Box::new(sent(name, second))));
    let who = prop::sample::select(vec!["anna@example.org", "ANNA@example.org", "bo", "eve"]);
    let name = prop::sample::select(vec!["actor.entered", "actor.left", "actor.ringing"]);
    let walks = (name, who).prop_map(|(name, who)| Step::Report(Box::new(actor(name, who))));
    let rests = (0_u64..20_000).prop_map(Step::Rest);
    prop::collection::vec(prop_oneof![4 => moves, 3 => walks, 1 => rests], 0..40)
}

/// Plays it, and holds every event against the laws.
fn played(stage: Stage, steps: &[Step]) -> (Stage, usize) {
    let ((stage, kept), broken) = broken(stage, steps);
    assert!(broken.is_empty(), "{broken:?}");
    (stage, kept)
}

/// Plays it: how it stands then with how many reports were taken, and what breaks a law.
pub(super) fn broken(mut stage: Stage, steps: &[Step]) -> ((Stage, usize), Vec<String>) {
    let (mut laws, mut kept, mut broken) = (Laws::default(), 0, Vec::new());
    let subject: Subject = "call/demo/1463669263.30033".parse().unwrap();
    for step in steps {
        let before = stage.said.len();
        match step {
            Step::Report(report) => kept += usize::from(stage.report(*report.clone()).is_ok()),
            Step::Rest(seconds) => {
                stage.rest(std::time::Duration::from_secs(*seconds));
                stage.ask(&Command::Clock(Clockwork::Tick)).unwrap();
            }
        }
        for recorded in &stage.said[before..] {
            let event = AnyEvent::Call(recorded.event.clone());
            let found = laws.take(&Witnessed {
                subject: &subject,
                seq: recorded.seq,
                public: None,
                at: recorded.at,
                event: &event,
                customer: None,
            });
            broken.extend(found.iter().map(|violation| format!("{violation}")));
        }
    }
    ((stage, kept), broken)
}

fn reports(stage: &Stage) -> usize {
    stage.said.iter().filter(|recorded| matches!(recorded.event, crate::call::Event::Reported { .. })).count()
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nobody_is_left_behind(steps in steps()) {
        let asked = steps.iter().filter(|step| matches!(step, Step::Report(_))).count();
        let (stage, kept) = played(Stage::tolerant(), &steps);
        prop_assert_eq!(kept, asked, "tolerant: every report is taken");
        prop_assert_eq!(reports(&stage), asked);
        if stage.state() == Some(CallState::Finished) {
            prop_assert!(stage.row().unwrap().actors.is_empty());
        }
    }

    #[test]
    fn the_strict_machine_keeps_what_it_takes_and_nothing_else(steps in steps()) {
        let (stage, kept) = played(Stage::strict(), &steps);
        prop_assert_eq!(reports(&stage), kept);
    }

    #[test]
    fn the_stream_alone_rebuilds_it_and_so_does_a_snapshot(steps in steps(), cut in 0_usize..40) {
        let (stage, _) = played(Stage::tolerant(), &steps);
        let mut again = Call::blank(&"call/demo/1463669263.30033".parse().unwrap());
        for (place, recorded) in stage.said.iter().enumerate() {
            if place == cut {
                again = serde_json::from_str(&serde_json::to_string(&again).unwrap()).unwrap();
            }
            again.apply(recorded);
        }
        prop_assert_eq!(again, stage.call);
    }

    #[test]
    fn who_was_erased_is_missed_in_names_alone(steps in steps()) {
        let (stage, _) = played(Stage::tolerant(), &steps);
        let mut erased = Call::blank(&"call/demo/1463669263.30033".parse().unwrap());
        for recorded in &stage.said {
            erased.apply(&crate::Recorded { content: None, ..recorded.clone() });
        }
        prop_assert_eq!(erased.state(), stage.state());
        let (row, whole) = (erased.line(), stage.call.line());
        let agents = |row: Option<crate::machine::CallRow>| row.map(|row| {
            (row.actors.iter().map(|actor| actor.agent.clone()).collect::<Vec<_>>(), row.queue, row.since)
        });
        prop_assert_eq!(agents(row), agents(whole));
    }

    #[test]
    fn who_is_forgotten_amid_a_call_is_in_none_of_it_from_then_on(before in steps(), after in steps()) {
        let with_number = |step: &Step| match step {
            Step::Report(report) => Step::Report(Box::new(Report {
                their_number: Some("11999990000".to_owned()),
                recording: Some("https://api.example.org/1.wav".to_owned()),
                ..*report.clone()
            })),
            rest => rest.clone(),
        };
        let (before, after): (Vec<_>, Vec<_>) =
            (before.iter().map(with_number).collect(), after.iter().map(with_number).collect());
        let (mut stage, _) = played(Stage::tolerant(), &before);
        let was = stage.row();
        let told = stage.ask(&Command::Erase).unwrap();
        prop_assert_eq!(told.is_empty(), reports(&stage) == 0, "once something was heard");
        prop_assert!(stage.ask(&Command::Erase).unwrap().is_empty(), "once");
        let kept = stage.said.len();
        prop_assert_eq!(stage.row().map(|row| (row.state, row.since)), was.map(|row| (row.state, row.since)));
        let asked = after.iter().filter(|step| matches!(step, Step::Report(_))).count();
        let from = reports(&stage);
        for step in &after {
            match step {
                Step::Report(report) => drop(stage.report(*report.clone()).unwrap()),
                Step::Rest(seconds) => {
                    stage.rest(std::time::Duration::from_secs(*seconds));
                    stage.ask(&Command::Clock(Clockwork::Tick)).unwrap();
                }
            }
        }
        prop_assert_eq!(reports(&stage) - from, asked, "what happens is kept");
        if !told.is_empty() {
            prop_assert!(stage.said[kept..].iter().all(|recorded| recorded.content.is_none()));
            // What was kept before is emptied by the journal.
            let mut emptied = Call::blank(&"call/demo/1463669263.30033".parse().unwrap());
            for recorded in &stage.said {
                emptied.apply(&crate::Recorded { content: None, ..recorded.clone() });
            }
            let row = emptied.line();
            prop_assert!(row.is_none_or(|row| row.their_number.is_none() && row.recordings.is_empty()
                && row.actors.iter().all(|actor| actor.name.is_none())));
        }
    }
}
