//! What a test can do to the journal in memory.

use std::sync::{Arc, Mutex};

use switchboard_journal::{Append, AppendError, Journal, JournalError, MemoryJournal, Request};

use crate::bench::{Pen, talk};

type Heard = Arc<Mutex<Vec<String>>>;

/// A manual journal with these streams loaded.
fn loaded(streams: &[u8]) -> (MemoryJournal, Vec<Pen>, Heard) {
    let journal = MemoryJournal::auto();
    let pens = streams.iter().map(|stream| Pen::load(&journal, &talk(*stream))).collect();
    journal.set_auto(false);
    (journal, pens, Heard::default())
}

fn submit(journal: &MemoryJournal, heard: &Heard, name: &str, mut append: Append) {
    let (heard, name) = (Arc::clone(heard), name.to_owned());
    append.reply = Box::new(move |answer| {
        let word = match answer {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.to_string(),
        };
        heard.lock().unwrap().push(format!("{name}: {word}"));
    });
    journal.submit(Request::Append(append)).unwrap();
}

fn words(heard: &Heard) -> Vec<String> {
    std::mem::take(&mut heard.lock().unwrap())
}

#[test]
fn nobody_is_answered_before_the_commit() {
    let (journal, mut pens, heard) = loaded(&[1]);
    submit(&journal, &heard, "a", pens[0].draft(&["1"]));
    submit(&journal, &heard, "b", pens[0].draft(&["2"]));
    assert_eq!((words(&heard).len(), journal.events().len(), journal.waiting()), (0, 0, 2));
    assert!(journal.commit_next());
    assert_eq!((words(&heard), journal.events().len()), (vec!["a: ok".to_owned()], 1));
    journal.commit_all();
    assert_eq!(words(&heard), ["b: ok"]);
    assert!(!journal.commit_next());
}

#[test]
fn a_failed_commit_undoes_the_batch_and_fences_who_was_in_it() {
    let (journal, mut pens, heard) = loaded(&[1, 2, 3]);
    let [one, two, three] = pens.get_disjoint_mut([0, 1, 2]).unwrap();
    journal.fail_next(JournalError::DiskFull);
    submit(&journal, &heard, "1", one.draft(&["1"]));
    submit(&journal, &heard, "2", two.draft(&["1"]));
    journal.commit(2);
    assert_eq!(words(&heard), ["1: the disk is full", "2: the disk is full"]);
    assert!(journal.events().is_empty());
    submit(&journal, &heard, "1", one.draft(&["2"]));
    submit(&journal, &heard, "3", three.draft(&["1"]));
    journal.commit(2);
    assert_eq!(words(&heard), ["1: this incarnation is fenced", "3: ok"]);
}

#[test]
fn a_crash_keeps_what_was_committed_and_loses_the_rest_unheard() {
    let (journal, mut pens, heard) = loaded(&[1]);
    submit(&journal, &heard, "a", pens[0].draft(&["1"]));
    journal.commit_all();
    submit(&journal, &heard, "b", pens[0].draft(&["2"]));
    journal.crash();
    journal.commit_all();
    assert_eq!((words(&heard), journal.events().len()), (vec!["a: ok".to_owned()], 1));
    submit(&journal, &heard, "straggler", pens[0].draft(&["3"]));
    journal.commit_all();
    assert_eq!(words(&heard), ["straggler: this incarnation is fenced"]);
    journal.set_auto(true);
    assert_eq!(Pen::load(&journal, &talk(1)).loaded.tail.len(), 1);
}

#[test]
fn an_answer_may_ask_again_and_is_carried_out_after_it() {
    let (journal, mut pens, heard) = loaded(&[1, 2]);
    let [one, two] = pens.get_disjoint_mut([0, 1]).unwrap();
    let (mut first, second) = (one.draft(&["1"]), two.draft(&["1"]));
    let (again, told) = (journal.clone(), Arc::clone(&heard));
    first.reply = Box::new(move |_| {
        submit(&again, &told, "asked by an answer", second);
        told.lock().unwrap().push("the answer ends".to_owned());
    });
    journal.set_auto(true);
    journal.submit(Request::Append(first)).unwrap();
    assert_eq!(words(&heard), ["the answer ends", "asked by an answer: ok"]);
}

#[test]
fn a_load_in_a_batch_sees_the_appends_before_it() {
    let (journal, mut pens, heard) = loaded(&[1]);
    submit(&journal, &heard, "a", pens[0].draft(&["1"]));
    let seen = Arc::new(Mutex::new(None));
    let told = Arc::clone(&seen);
    let reply = Box::new(move |loaded: Result<switchboard_journal::Loaded, _>| {
        *told.lock().unwrap() = Some(loaded.unwrap().tail.len());
    });
    journal.submit(Request::Load { subject: talk(1), whole: false, reply }).unwrap();
    submit(&journal, &heard, "b", pens[0].draft(&["2"]));
    journal.commit(3);
    assert_eq!(*seen.lock().unwrap(), Some(1));
    assert_eq!(words(&heard), ["a: ok", "b: this incarnation is fenced"]);
}

#[test]
fn a_full_inbox_and_a_closed_one_say_so() {
    let (journal, mut pens, _) = loaded(&[1]);
    journal.set_capacity(1);
    journal.submit(Request::Append(pens[0].draft(&["1"]))).unwrap();
    assert!(!journal.has_room());
    let refused = journal.submit(Request::Append(pens[0].draft(&["2"])));
    assert_eq!(refused, Err(JournalError::Busy));
    journal.commit_all();
    assert!(journal.has_room());
    journal.set_closed(true);
    assert_eq!(journal.submit(Request::Append(pens[0].draft(&["2"]))), Err(JournalError::Closed));
    assert!(!journal.has_room());
}

#[test]
fn what_was_refused_as_busy_leaves_no_gap() {
    let (journal, mut pens, heard) = loaded(&[1]);
    journal.set_capacity(1);
    submit(&journal, &heard, "1", pens[0].draft(&["1"]));
    assert_eq!(journal.submit(Request::Append(pens[0].draft(&["2"]))), Err(JournalError::Busy));
    journal.commit_all();
    submit(&journal, &heard, "3", pens[0].draft(&["3"]));
    journal.commit_all();
    assert_eq!(words(&heard), ["1: ok", &format!("3: {}", AppendError::Conflict)]);
}
