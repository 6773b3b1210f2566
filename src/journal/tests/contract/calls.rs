//! Telephone calls in the journal on disk: numbers without gaps whatever fails, lines, reports by their calls.

use switchboard_core::call::REPORTED;
use switchboard_core::machine::{CallRow, CallState, Row};
use switchboard_core::{CallId, Subject, Timestamp};
use switchboard_journal::views::{CallFilter, CallsVisible};
use switchboard_journal::{AppendError, Journal, Options, Views};

use crate::bench::{Pen, open, workspace};

fn call(name: &str) -> Subject {
    Subject::Call(workspace(), CallId::new(name))
}

fn row(name: &str, state: CallState) -> CallRow {
    CallRow {
        workspace: workspace(),
        call: CallId::new(name),
        state,
        since: Timestamp(5),
        created_at: Timestamp(3),
        updated_at: Timestamp(5),
        direction: None,
        our_number: None,
        their_number: Some("11999990000".to_owned()),
        queue: Some("900".to_owned()),
        our_queue: None,
        actors: Vec::new(),
        recordings: Vec::new(),
        abandoned: false,
        lost_sight: false,
        delegate_by: None,
    }
}

/// A report of a call that is so now; `facts` are its own.
fn report(
    pen: &mut Pen,
    journal: &dyn Journal,
    name: &str,
    state: CallState,
    facts: &str,
) -> Result<(), AppendError> {
    pen.write_with(journal, &[facts], |append| {
        let before = append.chain;
        append.events = std::mem::take(&mut append.events)
            .into_iter()
            .map(|mut event| {
                event.kind = REPORTED.to_owned();
                event.linked(&before)
            })
            .collect();
        append.row = Some(Row::Call(Box::new(row(name, state))));
    })
    .map(|_| ())
}

fn numbers(views: &Views, name: &str) -> Vec<u64> {
    views.reports(&call(name), 0, None).unwrap().into_iter().map(|report| report.id).collect()
}

#[test]
fn calls_and_reports_are_numbered_without_gaps_also_when_an_append_fails() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut one = Pen::load(journal.as_ref(), &call("1"));
    let mut two = Pen::load(journal.as_ref(), &call("2 / %"));
    report(&mut one, journal.as_ref(), "1", CallState::New, "{}").unwrap();
    one.head = Pen::load(journal.as_ref(), &call("1")).head;
    report(&mut two, journal.as_ref(), "2 / %", CallState::New, "{}").unwrap();
    // From another life of the same call: refused, and takes no number.
    let mut stale = Pen::load(journal.as_ref(), &call("3"));
    let _newer = Pen::load(journal.as_ref(), &call("3"));
    assert!(report(&mut stale, journal.as_ref(), "3", CallState::New, "{}").is_err());
    let mut one = Pen::load(journal.as_ref(), &call("1"));
    report(&mut one, journal.as_ref(), "1", CallState::Finished, "{}").unwrap();
    assert_eq!((numbers(&views, "1"), numbers(&views, "2 / %")), (vec![1, 3], vec![2]));
    assert!(numbers(&views, "3").is_empty());
    let listed = views.calls(&workspace(), &CallFilter::default(), None).unwrap();
    let listed: Vec<_> = listed.iter().map(|listed| (listed.id, listed.row.call.as_str())).collect();
    assert_eq!(listed, [(2, "2 / %"), (1, "1")], "newest first, and a line that changed keeps its number");
    let found = views.call(&workspace(), &CallId::new("1")).unwrap().unwrap();
    assert_eq!((found.id, found.row), (1, row("1", CallState::Finished)));
}

#[test]
fn what_belongs_to_no_call_is_numbered_and_listed_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut line = Pen::load(journal.as_ref(), &call(""));
    line.write_with(journal.as_ref(), &["{}"], |append| {
        let before = append.chain;
        let events = std::mem::take(&mut append.events);
        append.events = events
            .into_iter()
            .map(|mut event| {
                event.kind = REPORTED.to_owned();
                event.linked(&before)
            })
            .collect();
    })
    .unwrap();
    assert_eq!(numbers(&views, ""), [1]);
    assert!(views.calls(&workspace(), &CallFilter::default(), None).unwrap().is_empty());
}

#[test]
fn callers_are_counted_by_queue_and_found_by_number() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    for (name, state) in [("1", CallState::Waiting), ("2", CallState::Waiting), ("3", CallState::Ongoing)] {
        let mut pen = Pen::load(journal.as_ref(), &call(name));
        report(&mut pen, journal.as_ref(), name, state, "{}").unwrap();
    }
    let callers = views.callers(&workspace()).unwrap();
    assert_eq!((callers["900"].callers, callers["900"].oldest), (2, Timestamp(5)));
    let of = |phone: &str| views.calls_with(&workspace(), phone, 9).unwrap().len();
    assert_eq!(
        (of("+55 11 99999-0000"), of("99990000"), of("21999990000"), of("0000"), of("")),
        (3, 3, 0, 0, 0)
    );
    assert!(views.has_called_before(&workspace(), "11999990000", 2).unwrap());
    assert!(!views.has_called_before(&workspace(), "11999990000", 1).unwrap());
    let nobodys = CallsVisible::Of { agent: "anna".parse().unwrap(), queues: Vec::new() };
    let filter = CallFilter { visible: nobodys, ..CallFilter::default() };
    assert!(views.calls(&workspace(), &filter, None).unwrap().is_empty());
}
