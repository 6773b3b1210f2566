//! I27, S36: what is erased is nowhere in the data folder, whatever stood around it, and the chain stays whole.

use std::fs;

use serde_json::json;
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{SessionId, Timestamp};
use switchboard_journal::accounts::{AccountWrite, CustomerToken};
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite, Profile};
use switchboard_journal::erasing::{ErasureStep, Retention};
use switchboard_journal::verify::verify;
use switchboard_journal::views::SessionFilter;
use switchboard_journal::{AppendError, Digest, JournalError, Options, Request, Snapshot, chain};

use crate::bench::{Pen, ask, client, customer, open, platform, row_of, session, talk, workspace};
use crate::customers::{Desk, anna};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn step(desk: &Desk, step: ErasureStep) -> CustomerOutcome {
    desk.write(CustomerWrite::Erasure(step)).unwrap()
}

/// Content, salted, in a session of this key, which then ends.
fn says(desk: &Desk, number: u8, key: &str, words: &str, picture: Option<&Digest>) -> Pen {
    let mut pen = desk.meets(number, key);
    let attachment = picture.map(|hash| json!({ "id": data_encoding::HEXLOWER.encode(hash) }));
    let content = json!({ "text": words, "attachment": attachment }).to_string();
    let mut append = pen.draft(&["{}"]);
    "message_received".clone_into(&mut append.events[0].kind);
    append.events[0].content = Some(chain::seal(content, [number; 16]));
    append.events[0].client = Some(client(u64::from(number)));
    append.events[0] = append.events[0].clone().linked(&append.chain);
    pen.head.chain = append.events[0].chain;
    ask(desk.journal.as_ref(), |reply| {
        append.reply = reply;
        Request::Append(append)
    })
    .unwrap();
    pen
}

fn keeps(desk: &Desk, bytes: &[u8]) -> Digest {
    let (media, bytes) = ("image/png".to_owned(), bytes.to_vec());
    ask(desk.journal.as_ref(), |reply| Request::KeepBlob { media, bytes, reply }).unwrap()
}

fn token(desk: &Desk, key: &str, hash: u8) {
    let token = CustomerToken {
        platform: platform(),
        customer: customer(key),
        origin: None,
        minted_at: Timestamp(1),
    };
    let write = AccountWrite::CustomerToken { hash: [hash; 32], token };
    ask(desk.journal.as_ref(), |reply| Request::Account { write, reply }).unwrap();
}

/// Every step of an erasure, as the house carries them out.
fn erase(desk: &Desk, key: &str) {
    let customer = desk.of(key);
    let begun = ErasureStep::Begin { workspace: workspace(), customer, by: anna() };
    let CustomerOutcome::Sessions(sessions) = step(desk, begun) else { panic!("sessions") };
    for (session, _) in sessions {
        step(desk, ErasureStep::Session { session });
    }
    let finish = ErasureStep::Finish { customer, at: Timestamp(99) };
    assert_eq!(
        step(desk, finish),
        CustomerOutcome::Erased(vec![(platform(), key.to_owned().try_into().unwrap())])
    );
}

/// Files of the folder that hold these bytes.
pub fn found(desk: &Desk, words: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(desk.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        if bytes.windows(words.len()).any(|window| window == words.as_bytes()) {
            files.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    files
}

/// Sessions in which this is found.
fn said(desk: &Desk, words: &str) -> usize {
    let filter = SessionFilter { said: Some(words.to_owned()), ..SessionFilter::default() };
    desk.views.list_sessions(&workspace(), &filter, 200).unwrap().len()
}

#[test]
fn i27_an_erased_person_is_in_no_file_and_others_keep_everything() {
    let desk = Desk::new();
    let theirs = keeps(&desk, b"canary-picture");
    let shared = keeps(&desk, b"shared-picture");
    // Many around them, so that pages of the database split and are joined again.
    let mut pens = Vec::new();
    for number in 1..=120u8 {
        let key = format!("canary-key-{number:03}");
        let words = format!(
            "canary-words-{number:03} canaryterm{number:03} {}",
            "x".repeat(usize::from(number) * 40)
        );
        let picture = match number {
            5 => Some(&theirs),
            6 | 7 => Some(&shared),
            _ => None,
        };
        pens.push(says(&desk, number, &key, &words, picture));
        token(&desk, &key, number);
    }
    for number in [5u8, 6, 60, 119] {
        let key = format!("canary-key-{number:03}");
        let profile = Profile { email: Some(format!("canary-mail-{number:03}")), ..Profile::default() };
        let (workspace, id) = (workspace(), desk.of(&key));
        desk.write(CustomerWrite::Edit { workspace, customer: id, expected: 1, profile, by: anna() })
            .unwrap();
    }
    // All are over, so that the index of words holds them side by side.
    for number in 1..=120u8 {
        desk.ends(&mut pens[usize::from(number) - 1], number, &format!("canary-key-{number:03}"));
    }
    let taken = ask(desk.journal.as_ref(), |reply| Request::TakeInWords { limit: 200, reply });
    assert_eq!(taken.unwrap(), 120);
    assert_eq!(["canaryterm005", "canaryterm060", "060"].map(|words| said(&desk, words)), [1; 3]);
    let snapshot =
        Snapshot { seq: 1, public: 1, version: 1, state: "\"canary-words-060 in a snapshot\"".to_owned() };
    let incarnation = pens[59].loaded.incarnation;
    desk.journal.submit_snapshot(60, incarnation, snapshot);
    assert!(!found(&desk, "canary-words-060").is_empty());

    for number in [5u8, 6, 60, 119] {
        erase(&desk, &format!("canary-key-{number:03}"));
        for canary in ["words", "key", "mail"] {
            assert_eq!(found(&desk, &format!("canary-{canary}-{number:03}")), [""; 0], "{canary} {number}");
        }
        let term = format!("canaryterm{number:03}");
        assert_eq!((found(&desk, &term), said(&desk, &term)), (vec![], 0), "the index forgets, too");
    }
    assert_eq!(found(&desk, "canary-picture"), [""; 0]);
    assert!(!found(&desk, "shared-picture").is_empty(), "session 7 still names it");
    assert!(!found(&desk, "canary-words-061").is_empty());
    assert_eq!((said(&desk, "canaryterm061"), said(&desk, "canary")), (1, 116));
    assert_eq!(desk.views.erasures().unwrap(), []);
    let report = verify(&desk.views).unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!(desk.views.customer_token(&[5; 32]).unwrap(), None);
    assert!(desk.views.customer_token(&[4; 32]).unwrap().is_some());
}

trait Snapshots {
    fn submit_snapshot(&self, number: u8, incarnation: u64, snapshot: Snapshot);
}

impl Snapshots for switchboard_journal::SqliteJournal {
    fn submit_snapshot(&self, number: u8, incarnation: u64, snapshot: Snapshot) {
        use switchboard_journal::Journal;
        self.submit(Request::Snapshot { subject: talk(number), incarnation, snapshot }).unwrap();
    }
}

#[test]
fn i27_a_living_host_cannot_write_back_what_was_erased() {
    let desk = Desk::new();
    let mut pen = says(&desk, 1, "u1", "canary", None);
    step(&desk, ErasureStep::Session { session: session(1) });
    let row = Row::Session(row_of(1, "u1", Standing::Closed));
    let stood = pen.head;
    assert_eq!(pen.write_row(desk.journal.as_ref(), row), Err(AppendError::Fenced));
    let kept = Snapshot { seq: 2, public: 2, version: 1, state: "\"canary\"".to_owned() };
    desk.journal.submit_snapshot(1, pen.loaded.incarnation, kept.clone());
    let (subject, incarnation) = (talk(1), pen.loaded.incarnation);
    let rest = |reply| Request::Retire { subject, incarnation, snapshot: Some(kept), wake_at: None, reply };
    ask(desk.journal.as_ref(), rest).unwrap();
    let again = Pen::load(desk.journal.as_ref(), &talk(1));
    assert_eq!(again.loaded.snapshot, None);
    assert!(again.loaded.tail.iter().all(|event| event.content.is_none()));
    assert_eq!(again.head, stood, "numbers and chain stand");
    assert_eq!(desk.views.session(session(1)).unwrap(), None);
}

#[test]
fn an_open_session_that_is_emptied_is_to_be_woken_and_one_that_is_over_is_not() {
    let desk = Desk::new();
    let (_open, mut over) = (says(&desk, 1, "u1", "canary", None), says(&desk, 2, "u2", "canary", None));
    over.write_row(desk.journal.as_ref(), Row::Session(row_of(2, "u2", Standing::Closed))).unwrap();
    for number in [1, 2] {
        step(&desk, ErasureStep::Session { session: session(number) });
    }
    let until = Timestamp(1);
    let list = ask(desk.journal.as_ref(), |reply| Request::WakeList { until, limit: 9, reply }).unwrap();
    assert_eq!(list, [(talk(1), Timestamp::default())]);
}

#[test]
fn an_erasure_waits_for_sessions_that_are_left_and_is_harmless_twice() {
    let desk = Desk::new();
    let pen = says(&desk, 1, "u1", "canary", None);
    let (customer, workspace) = (desk.of("u1"), workspace());
    let begin = ErasureStep::Begin { workspace, customer, by: anna() };
    assert_eq!(step(&desk, begin.clone()), CustomerOutcome::Sessions(vec![(session(1), true)]));
    let finish = ErasureStep::Finish { customer, at: Timestamp(9) };
    assert_eq!(step(&desk, finish.clone()), CustomerOutcome::Sessions(vec![(session(1), true)]));
    assert_eq!(desk.views.erasures().unwrap(), [customer]);
    drop(pen);
    step(&desk, ErasureStep::Session { session: session(1) });
    step(&desk, ErasureStep::Session { session: session(1) });
    assert!(matches!(step(&desk, finish.clone()), CustomerOutcome::Erased(_)));
    assert_eq!(step(&desk, finish), CustomerOutcome::Unknown);
    assert_eq!(step(&desk, begin), CustomerOutcome::Unknown);
    let deeds = desk.views.audit(Some(&crate::bench::workspace()), None, 10).unwrap();
    let deeds: Vec<_> = deeds.iter().rev().map(|line| (&*line.entry.who, &*line.entry.what)).collect();
    assert_eq!(deeds, [("person:anna", "customer_erasure_asked"), ("system", "customer_erased")]);
}

#[test]
fn an_erasure_that_was_broken_off_is_found_at_the_next_start() {
    let desk = Desk::new();
    says(&desk, 1, "u1", "canary", None);
    let customer = desk.of("u1");
    step(&desk, ErasureStep::Begin { workspace: workspace(), customer, by: anna() });
    let Desk { journal, views, folder } = desk;
    drop((journal, views));
    let (_journal, views) = open(&folder, &Options::default());
    assert_eq!(views.erasures().unwrap(), [customer]);
}

#[test]
fn s36_what_is_too_old_is_forgotten_by_each_workspaces_own_times() {
    let desk = Desk::new();
    let settings = json!({"workspace": "demo", "name": "Web", "language": "en", "queue": "support"});
    let values = Box::new(serde_json::from_value(settings).unwrap());
    let write = AccountWrite::Platform { platform: platform(), values };
    ask(desk.journal.as_ref(), |reply| Request::Account { write, reply }).unwrap();
    let picture = keeps(&desk, b"canary-picture");
    let mut old = says(&desk, 1, "u1", "canary-old", Some(&picture));
    desk.ends(&mut old, 1, "u1");
    let mut open_one = says(&desk, 2, "u2", "canary-open", None);
    let sweep = |day: i64| step(&desk, ErasureStep::Sweep { now: Timestamp(day * DAY), limit: 10 });
    assert_eq!(sweep(20), CustomerOutcome::Forgotten(0));
    assert_eq!(sweep(31), CustomerOutcome::Forgotten(1), "its attachment");
    assert_eq!(desk.views.blob(&picture).unwrap(), None);
    assert!(!found(&desk, "canary-old").is_empty());

    let retention = Retention { text_days: 100, ..Retention::default() };
    let keep = |expected| ErasureStep::Keep { workspace: workspace(), retention, expected, by: anna() };
    assert_eq!(step(&desk, keep(Some(0))), CustomerOutcome::Done(1));
    let stale = desk.write(CustomerWrite::Erasure(keep(Some(0))));
    assert_eq!(stale, Err(JournalError::Conflict));
    assert_eq!(sweep(101), CustomerOutcome::Forgotten(2), "what was said, and details of the audit log");
    assert_eq!(sweep(101), CustomerOutcome::Forgotten(2), "then who said it: key and record");
    assert_eq!(found(&desk, "canary-old"), [""; 0]);
    assert_eq!(desk.views.customer_of(&workspace(), &platform(), &customer("u1")).unwrap(), None);
    assert_eq!(sweep(101), CustomerOutcome::Forgotten(0));
    assert!(!found(&desk, "canary-open").is_empty(), "a session that is open is not old");
    desk.ends(&mut open_one, 2, "u2");
    let sessions: Vec<SessionId> = desk
        .views
        .sessions_of(desk.of("u2"), None, 9)
        .unwrap()
        .iter()
        .map(|listed| listed.row.session)
        .collect();
    assert_eq!(sessions, [session(2)]);
    assert!(verify(&desk.views).unwrap().is_sound());
}
