//! Many requests in one commit, on disk: who loses, who is answered when, and what is left of a batch that was lost.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use switchboard_core::QueueId;
use switchboard_core::machine::{QueueRow, Row};
use switchboard_journal::verify::verify;
use switchboard_journal::{Append, AppendError, Committed, Journal, JournalError, Options, Request, Views};

use crate::bench::{Pen, client, open, queue, talk, workspace};

/// Holds the writer in an answer until released, so that what is submitted meanwhile is one batch.
fn hold(journal: &dyn Journal) -> Sender<()> {
    let (entered, enters) = channel();
    let (release, held) = channel::<()>();
    let reply = Box::new(move |_| {
        entered.send(()).unwrap();
        held.recv_timeout(Duration::from_secs(10)).unwrap();
    });
    journal.submit(Request::Quarantined { reply }).unwrap();
    enters.recv().unwrap();
    release
}

type Answers = Receiver<Result<Committed, AppendError>>;

fn submit(journal: &dyn Journal, mut append: Append) -> Answers {
    let (sender, answers) = channel();
    append.reply = Box::new(move |answer| sender.send(answer).unwrap());
    journal.submit(Request::Append(append)).unwrap();
    answers
}

fn board(waiting: u32) -> Row {
    let queue = QueueId::new("support").unwrap();
    Row::Queue(QueueRow {
        workspace: workspace(),
        queue,
        waiting,
        oldest: None,
        open: true,
        changes_at: None,
        working: 0,
        max_length: None,
        estimated_wait_ms: None,
        estimate_ends: None,
        answer_within_ms: 60_000,
        ended: Vec::new(),
    })
}

fn waiting(views: &Views) -> u32 {
    views.queues(&workspace()).unwrap()[0].waiting
}

#[test]
fn a_loser_in_a_batch_harms_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut first = Pen::load(journal.as_ref(), &queue("support"));
    first.write_with(journal.as_ref(), &["1"], |append| append.events[0].client = Some(client(1))).unwrap();
    let mut pens: Vec<Pen> = (0..40).map(|number| Pen::load(journal.as_ref(), &talk(number))).collect();

    let release = hold(journal.as_ref());
    let (sender, receiver) = channel();
    for (number, pen) in pens.iter_mut().enumerate() {
        for _ in 0..3 {
            let mut append = pen.draft(&["x", "y"]);
            append.events[1].client = (number == 17).then(|| client(1));
            let sender = sender.clone();
            append.reply = Box::new(move |answer| sender.send((number, answer)).unwrap());
            journal.submit(Request::Append(append)).unwrap();
        }
    }
    drop(sender);
    release.send(()).unwrap();
    let answers: Vec<_> = receiver.iter().collect();
    assert_eq!(answers.len(), 120);
    let losers: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_err()).collect();
    assert_eq!(losers.len(), 3);
    assert!(losers.iter().all(|(number, _)| *number == 17));
    assert!(matches!(losers[0].1, Err(AppendError::NotUnique(_))));
    assert!(losers[1..].iter().all(|(_, answer)| *answer == Err(AppendError::Fenced)));
    assert!(answers.iter().map(|(number, _)| number).is_sorted(), "answered in the order they asked");
    let report = verify(&views).unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(report.events, 1 + 39 * 6);
}

#[test]
fn the_last_line_of_a_batch_stands_whatever_fails_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut support = Pen::load(journal.as_ref(), &queue("support"));
    support.write_with(journal.as_ref(), &["1"], |append| append.row = Some(board(1))).unwrap();
    let mut loser = Pen::load(journal.as_ref(), &talk(1));
    loser.head.seq = 7;

    let release = hold(journal.as_ref());
    let mut up = support.draft(&["2"]);
    up.row = Some(board(2));
    let up = submit(journal.as_ref(), up);
    let lost = submit(journal.as_ref(), loser.draft(&["x"]));
    let mut down = support.draft(&["3"]);
    down.row = Some(board(1));
    let down = submit(journal.as_ref(), down);
    release.send(()).unwrap();
    assert!(up.recv().unwrap().is_ok() && lost.recv().unwrap().is_err() && down.recv().unwrap().is_ok());
    assert_eq!(waiting(&views), 1);
}

#[test]
fn nothing_is_left_of_a_batch_that_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options { max_pages: Some(90), ..Options::default() });
    let mut support = Pen::load(journal.as_ref(), &queue("support"));
    support.write_with(journal.as_ref(), &["1"], |append| append.row = Some(board(1))).unwrap();
    let mut greedy = Pen::load(journal.as_ref(), &talk(1));

    let release = hold(journal.as_ref());
    let mut changed = support.draft(&["2"]);
    changed.row = Some(board(9));
    let changed = submit(journal.as_ref(), changed);
    let full = submit(journal.as_ref(), greedy.draft(&[&"x".repeat(1_000_000)]));
    release.send(()).unwrap();
    let refused = Err(AppendError::Journal(JournalError::DiskFull));
    assert_eq!((changed.recv().unwrap(), full.recv().unwrap()), (refused.clone(), refused));

    let mut other = Pen::load(journal.as_ref(), &talk(2));
    assert_eq!(other.write(journal.as_ref(), &["1"]).unwrap().position, 2);
    assert_eq!(waiting(&views), 1);
    Pen::load(journal.as_ref(), &talk(1)).write(journal.as_ref(), &["1"]).unwrap();
    let mut again = Pen::load(journal.as_ref(), &queue("support"));
    again.write_with(journal.as_ref(), &["2"], |append| append.row = Some(board(9))).unwrap();
    assert_eq!(waiting(&views), 9);
    assert_eq!(support.write(journal.as_ref(), &["3"]), Err(AppendError::Fenced));
    assert!(verify(&views).unwrap().is_sound());
}

#[test]
fn a_full_inbox_says_busy() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _views) = open(&folder, &Options { inbox: 8, ..Options::default() });
    let release = hold(journal.as_ref());
    let mut refused = None;
    for _ in 0..20 {
        let reply = Box::new(|_| {});
        if let Err(error) = journal.submit(Request::Backlog { reply }) {
            refused = Some(error);
        }
    }
    assert_eq!(refused, Some(JournalError::Busy));
    assert!(!journal.has_room());
    release.send(()).unwrap();
    while !journal.has_room() {
        std::thread::yield_now();
    }
    Pen::load(journal.as_ref(), &talk(1)).write(journal.as_ref(), &["1"]).unwrap();
}

#[test]
fn stopping_carries_out_what_was_taken_in_and_takes_nothing_more() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    let (sender, receiver) = channel();
    for _ in 0..500 {
        let mut append = pen.draft(&["x"]);
        let sender = sender.clone();
        append.reply = Box::new(move |answer| sender.send(answer).unwrap());
        journal.submit(Request::Append(append)).unwrap();
    }
    drop(sender);
    journal.stop();
    journal.stop();
    let answers: Vec<_> = receiver.iter().collect();
    assert_eq!(answers.len(), 500);
    assert!(answers.iter().all(Result::is_ok));
    let last = answers.iter().map(|answer| answer.as_ref().unwrap().position).collect::<Vec<_>>();
    assert!(last.is_sorted(), "answered in order");
    assert_eq!(journal.submit(Request::Append(pen.draft(&["x"]))), Err(JournalError::Closed));
    assert!(!journal.has_room());
    assert_eq!(views.position().unwrap(), 500);
}
