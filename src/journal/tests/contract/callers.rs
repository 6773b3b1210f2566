//! I27, S36: who called is forgotten by their number, and calls by their age; the chain stays whole and others' calls too.

use serde_json::json;
use switchboard_core::call::REPORTED;
use switchboard_core::machine::{CallActor, CallRow, CallState, Row};
use switchboard_core::{CallId, Subject, Timestamp};
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::{Callers, ErasureStep};
use switchboard_journal::verify::verify;
use switchboard_journal::views::CallFilter;
use switchboard_journal::{Request, chain};

use crate::bench::{Pen, ask, workspace};
use crate::customers::{Desk, anna};
use crate::erasing::found;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn call(name: &str) -> Subject {
    Subject::Call(workspace(), CallId::new(name))
}

fn row(name: &str, number: &str, state: CallState) -> CallRow {
    let anna =
        CallActor { name: Some("canary-anna".to_owned()), extension: None, agent: None, since: Timestamp(1) };
    CallRow {
        workspace: workspace(),
        call: CallId::new(name),
        state,
        since: Timestamp(1),
        created_at: Timestamp(1),
        updated_at: Timestamp(1),
        direction: None,
        our_number: None,
        their_number: Some(number.to_owned()),
        queue: None,
        our_queue: None,
        actors: vec![anna],
        recordings: vec![format!("https://api/canary-{name}.wav")],
        abandoned: false,
        lost_sight: false,
        delegate_by: None,
    }
}

/// A report with content of this number; with a line, unless it is of no call.
fn reports(desk: &Desk, name: &str, number: &str, state: CallState) {
    let mut pen = Pen::load(desk.journal.as_ref(), &call(name));
    let content = json!({"text": format!("canary-report of {name}"), "contact": {"phone": number}});
    let mut append = pen.draft(&["{}"]);
    append.events[0].kind = REPORTED.to_owned();
    append.events[0].content = Some(chain::seal(content.to_string(), [7; 16]));
    append.events[0] = append.events[0].clone().linked(&append.chain);
    append.row = (!name.is_empty()).then(|| Row::Call(Box::new(row(name, number, state))));
    ask(desk.journal.as_ref(), |reply| {
        append.reply = reply;
        Request::Append(append)
    })
    .unwrap();
}

fn step(desk: &Desk, step: ErasureStep) -> CustomerOutcome {
    desk.write(CustomerWrite::Erasure(step)).unwrap()
}

fn center() -> Desk {
    let desk = Desk::new();
    reports(&desk, "over", "11987654321", CallState::Finished);
    reports(&desk, "open", "+55 11 98765-4321", CallState::Ongoing);
    reports(&desk, "other", "11911112222", CallState::Finished);
    reports(&desk, "", "11987654321", CallState::New);
    reports(&desk, "", "11911112222", CallState::New);
    desk
}

#[test]
fn i27_a_number_is_taken_out_of_its_calls_alone() {
    let desk = center();
    let open = ErasureStep::OpenCalls(Callers::With(workspace(), "987654321".to_owned()));
    assert_eq!(step(&desk, open), CustomerOutcome::Calls(vec![(workspace(), CallId::new("open"))]));
    let number =
        |number: &str| ErasureStep::Number { workspace: workspace(), number: number.to_owned(), by: anna() };
    assert_eq!(step(&desk, number("654321")), CustomerOutcome::Forgotten(0), "too short to be one");
    assert_eq!(
        step(&desk, number("987654321")),
        CustomerOutcome::Forgotten(3),
        "two, and the one told of no call"
    );
    for word in ["98765", "canary-over", "canary-open", "report of over", "report of open"] {
        assert_eq!(found(&desk, word), [""; 0], "{word}");
    }
    assert!(!found(&desk, "canary-other").is_empty() && !found(&desk, "11911112222").is_empty());
    let listed = desk.views.calls(&workspace(), &CallFilter::default(), None).unwrap();
    let listed: Vec<_> =
        listed.iter().map(|listed| (listed.id, listed.row.state, listed.row.actors.len())).collect();
    assert_eq!(
        listed,
        [(3, CallState::Finished, 1), (2, CallState::Ongoing, 1), (1, CallState::Finished, 1)],
        "every call is there, as far as it was"
    );
    assert_eq!(desk.views.reports(&call("over"), 0, None).unwrap().len(), 1);
    assert_eq!(desk.views.calls_with(&workspace(), "987654321", 9).unwrap(), []);
    let audit = desk.views.audit(Some(&workspace()), None, 9).unwrap();
    assert!(audit.iter().any(|line| line.entry.what == "number_erased" && line.entry.details["calls"] == 3));
    assert!(desk.views.erasures().unwrap().is_empty(), "no person's");
    assert!(verify(&desk.views).unwrap().is_sound());
}

#[test]
fn s36_calls_are_forgotten_by_their_age_as_chats_are() {
    let desk = center();
    let sweep = |day: i64| step(&desk, ErasureStep::Sweep { now: Timestamp(day * DAY), limit: 10 });
    assert_eq!(sweep(364), CustomerOutcome::Forgotten(0));
    assert!(!found(&desk, "report of over").is_empty());
    assert_eq!(sweep(366), CustomerOutcome::Forgotten(3), "two calls, and what was told of none");
    for word in ["report of over", "report of other", "canary-over", "11911112222"] {
        assert_eq!(found(&desk, word), [""; 0], "{word}");
    }
    assert!(!found(&desk, "report of open").is_empty(), "a call that goes on is not old");
    let listed = desk.views.calls(&workspace(), &CallFilter::default(), None).unwrap();
    assert_eq!(listed.iter().map(|listed| listed.id).collect::<Vec<_>>(), [2]);
    assert_eq!(desk.views.reports(&call("over"), 0, None).unwrap().len(), 1, "facts stay");
    assert_eq!(sweep(366), CustomerOutcome::Forgotten(0));
    assert!(verify(&desk.views).unwrap().is_sound());
}
