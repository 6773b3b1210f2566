//! A changed row is found, whatever was changed in it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use switchboard_core::invariants::Invariant;
use switchboard_core::machine::{Row, Standing};
use switchboard_journal::verify::{Fault, Report, verify, verify_all};
use switchboard_journal::{Journal, Options, Request};
use tempfile::TempDir;

use crate::bench::{Pen, ask, client, open, queue, row_of, sealed, talk};

/// Two streams with content, client ids, something owed and open sessions.
fn written() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _views) = open(&folder, &Options::default());
    for number in [1u8, 2] {
        let mut pen = Pen::load(journal.as_ref(), &talk(number));
        for seq in 1..=5u64 {
            let owed = pen.owing(0, &queue("support"));
            let mut append = pen.draft(&["{\"n\":1}"]);
            append.events[0].content = Some(sealed("{\"text\":\"hej\"}"));
            append.events[0].client = Some(client(u64::from(number) * 10 + seq));
            append.events[0] = append.events[0].clone().linked(&append.chain);
            pen.head.chain = append.events[0].chain;
            append.owed = vec![owed];
            append.row = Some(Row::Session(row_of(number, &format!("u{number}"), Standing::Bot)));
            ask(journal.as_ref(), |reply| {
                append.reply = reply;
                Request::Append(append)
            })
            .unwrap();
        }
    }
    assert!(journal.has_room());
    folder
}

/// What is found after this was done to the database.
fn after(change: &str) -> Report {
    let folder = written();
    let mut conn =
        SqliteConnection::establish(&folder.path().join("journal.sqlite").to_string_lossy()).unwrap();
    conn.batch_execute(change).unwrap();
    drop(conn);
    let (_journal, views) = open(&folder, &Options::default());
    verify(&views).unwrap()
}

#[test]
fn an_untouched_journal_is_sound() {
    let report = after("SELECT 1");
    assert!(report.is_sound(), "{:?}", report.faults);
    assert_eq!((report.events, report.streams, report.owed), (10, 2, 10));
}

#[test]
fn any_change_of_an_event_is_found_where_it_is() {
    let changes = [
        "facts = '{\"n\":2}'",
        "kind = 'other'",
        "version = 2",
        "at = at + 1",
        "actor = 'agent:x'",
        "public = public + 1",
        "chain = zeroblob(32)",
        "content_hash = zeroblob(32)",
        "content_hash = NULL, content = NULL, salt = NULL",
    ];
    for change in changes {
        let report = after(&format!("UPDATE events SET {change} WHERE position = 3"));
        let chain = Fault::Chain { subject: talk(1), seq: 3 };
        assert!(report.faults.contains(&chain), "{change}: {:?}", report.faults);
    }
    for change in ["content = '{\"text\":\"nej\"}'", "salt = zeroblob(16)", "salt = NULL", "content = NULL"] {
        let report = after(&format!("UPDATE events SET {change} WHERE position = 3"));
        assert_eq!(report.faults, [Fault::Content { subject: talk(1), seq: 3 }], "{change}");
        assert_eq!(report.found, 1);
    }
}

#[test]
fn erased_content_leaves_the_chain_whole() {
    let report = after("UPDATE events SET content = NULL, salt = NULL WHERE stream = 1");
    assert!(report.is_sound(), "{:?}", report.faults);
}

#[test]
fn a_missing_event_is_found() {
    let report = after("DELETE FROM events WHERE position = 3");
    assert!(report.faults.contains(&Fault::Position { expected: 3, found: 4 }));
    assert!(report.faults.contains(&Fault::Gap { subject: talk(1), expected: 3, found: 4 }));
    let report = after("UPDATE events SET stream = 2, seq = 9 WHERE position = 3");
    assert!(!report.is_sound());
}

#[test]
fn broken_promises_are_found() {
    let twice =
        "UPDATE events SET client_id = (SELECT client_id FROM events WHERE position = 1) WHERE position = 7";
    assert!(after(twice).faults.contains(&Fault::ClientTwice { subject: talk(2), seq: 2 }));

    let unowed = after("UPDATE outbox SET seq = 77 WHERE id = 1");
    assert!(matches!(&unowed.faults[..], [Fault::Owed { key }] if key.seq == 77));

    let open = after("DROP INDEX session_rows_open; UPDATE session_rows SET customer = 'u1'");
    assert_eq!(open.faults, [Fault::OpenTwice { platform: "demo-web".to_owned(), open: 2 }]);
}

#[test]
fn an_event_that_is_not_listed_where_it_is_looked_for_is_found() {
    let unlisted = [Fault::Unlisted { subject: talk(1), seq: 3 }];
    let place = "UPDATE young_places SET position = 9 WHERE stream = 1 AND seq = 3";
    assert_eq!(after(place).faults, unlisted);
    assert_eq!(after("DELETE FROM young_places WHERE stream = 1 AND seq = 3").faults, unlisted);
    let message = "UPDATE young_places SET sender = NULL, id = NULL WHERE stream = 1 AND seq = 3";
    assert_eq!(after(message).faults, unlisted);
    let moved_on = "INSERT INTO places SELECT stream, seq, position FROM young_places;
        INSERT INTO client_messages SELECT sender, id, position FROM young_places;
        DELETE FROM young_places";
    assert!(after(moved_on).is_sound());
    let surplus = after("INSERT INTO places VALUES (7, 1, 99)");
    assert_eq!(surplus.faults, [Fault::Listed { surplus: 1 }]);
}

#[test]
fn an_export_line_holds_everything_that_proves_it() {
    let folder = written();
    let (_journal, views) = open(&folder, &Options::default());
    let page = views.page(4, 3).unwrap();
    assert_eq!(page.iter().map(|exported| exported.event.position).collect::<Vec<_>>(), [5, 6, 7]);
    let line: serde_json::Value = serde_json::from_str(&page[0].to_json()).unwrap();
    assert_eq!(line["stream"], talk(1).to_string());
    assert_eq!((&line["position"], &line["seq"]), (&5.into(), &5.into()));
    assert_eq!(line["facts"], "{\"n\":1}");
    for hash in ["chain", "contentHash"] {
        assert_eq!(line[hash].as_str().unwrap().len(), 64);
    }
}

/// A session that opens, then says this; nothing of it is for the customer.
fn saying(facts: &[&str]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let opened = r#"{"kind":"opened","workspace":"demo","platform":"web","language":"sv","policy":1,"flow":null,
        "queue":"sales","silent_until":0}"#;
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    for facts in [opened].iter().chain(facts) {
        pen.write_with(journal.as_ref(), &[facts], |append| {
            let mut event = append.events[0].clone();
            event.public = facts.contains("closed").then_some(1);
            append.events[0] = event.linked(&append.chain);
        })
        .unwrap();
        pen = Pen::load(journal.as_ref(), &talk(1));
    }
    verify_all(&views).unwrap()
}

#[test]
fn events_that_say_what_cannot_be_are_found() {
    let closed = r#"{"kind":"closed","why":"customer_left"}"#;
    let report = saying(&[closed]);
    assert!(report.is_sound(), "{:?}", report.faults);
    let unheard = r#"{"kind":"assigned","entry":1,"agent":"anna","offer":"sales:1"}"#;
    let report = saying(&[unheard]);
    let laws = report.faults.iter().map(|fault| match fault {
        Fault::Law(violation) => violation.invariant,
        other => panic!("{other}"),
    });
    assert_eq!(laws.collect::<Vec<_>>(), [Invariant::LifeCycle, Invariant::Capacity, Invariant::Heard]);
    let report = saying(&["{}"]);
    assert_eq!(report.faults, [Fault::Unreadable { subject: talk(1), seq: 2 }]);
}
