//! What only the journal on disk can show: reopening, locks, migrations, a full disk, group commit.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use switchboard_journal::open::{look, migrate};
use switchboard_journal::{
    AppendError, Journal, JournalError, OpenError, Options, Request, SqliteJournal, verify::verify,
};
use tempfile::TempDir;

use crate::bench::{Pen, ask, open, queue, talk};

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// What a killed process leaves: the files as they are while the writer lives.
fn copied(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

#[test]
fn everything_acknowledged_is_there_after_a_kill() {
    let folder = folder();
    let (journal, _views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    for number in 0..50 {
        pen.write(journal.as_ref(), &[&number.to_string()]).unwrap();
    }
    let left = copied(folder.path());
    let (journal, views) = open(&left, &Options::default());
    assert_eq!(Pen::load(journal.as_ref(), &talk(1)).loaded.head, pen.head);
    assert!(verify(&views).unwrap().is_sound());
}

#[test]
fn a_journal_goes_on_where_it_stopped() {
    let folder = folder();
    let head = {
        let (journal, _views) = open(&folder, &Options::default());
        let mut pen = Pen::load(journal.as_ref(), &talk(1));
        pen.write(journal.as_ref(), &["1", "2"]).unwrap();
        pen.head
    };
    let (journal, _views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    assert_eq!(pen.loaded.head, head);
    assert_eq!(pen.write(journal.as_ref(), &["3"]).unwrap().position, 3);
}

#[test]
fn one_program_a_folder() {
    let folder = folder();
    let (first, _views) = open(&folder, &Options::default());
    let second = SqliteJournal::open(folder.path(), &Options::default(), |_| {});
    let error = second.err().unwrap();
    assert!(matches!(error, OpenError::Locked { .. }));
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    assert!(matches!(migrate(folder.path()), Err(OpenError::Locked { .. })));
    look(folder.path()).expect("looking needs no lock");
    drop(first);
    open(&folder, &Options::default());
}

#[test]
fn a_folder_is_made_for_its_owner_alone() {
    let outer = folder();
    let inner = outer.path().join("made/data");
    let (_journal, _views) = SqliteJournal::open(&inner, &Options::default(), |_| {}).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&inner), 0o700);
    for entry in fs::read_dir(&inner).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    let outer = folder();
    let file = outer.path().join("file");
    fs::write(&file, "x").unwrap();
    let error = SqliteJournal::open(&file, &Options::default(), |_| {}).err().unwrap();
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
    assert!(matches!(look(outer.path()).err().unwrap(), OpenError::Missing { .. }));
    fs::write(outer.path().join("journal.sqlite"), [7; 5000]).unwrap();
    let error = SqliteJournal::open(outer.path(), &Options::default(), |_| {}).err().unwrap();
    assert!(matches!(error, OpenError::Database(_)), "{error}");
}

#[test]
fn migrations_run_once_and_a_newer_journal_is_refused() {
    let folder = folder();
    let known =
        fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/sqlite")).unwrap().count();
    assert_eq!(migrate(folder.path()).unwrap().len(), known);
    assert_eq!(migrate(folder.path()).unwrap(), Vec::<String>::new());
    let mut conn =
        SqliteConnection::establish(&folder.path().join("journal.sqlite").to_string_lossy()).unwrap();
    conn.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").unwrap();
    let error = SqliteJournal::open(folder.path(), &Options::default(), |_| {}).err().unwrap();
    assert!(matches!(&error, OpenError::Migration(why) if why.contains("newer")), "{error}");
}

#[test]
fn looking_at_an_older_journal_asks_for_a_migration() {
    let folder = folder();
    migrate(folder.path()).unwrap();
    look(folder.path()).unwrap();
    let mut conn =
        SqliteConnection::establish(&folder.path().join("journal.sqlite").to_string_lossy()).unwrap();
    conn.batch_execute("DELETE FROM __diesel_schema_migrations").unwrap();
    let error = look(folder.path()).err().unwrap();
    assert!(matches!(&error, OpenError::Migration(why) if why.contains("older")), "{error}");
}

#[test]
fn a_quiet_journal_moves_its_log_into_the_database() {
    let folder = folder();
    let (journal, _views) = open(&folder, &Options { idle: Duration::from_millis(20), ..Options::default() });
    Pen::load(journal.as_ref(), &talk(1)).write(journal.as_ref(), &["1"]).unwrap();
    let log = folder.path().join("journal.sqlite-wal");
    let emptied = (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        fs::metadata(&log).unwrap().len() == 0
    });
    assert!(emptied);
}

#[test]
fn a_damaged_stream_costs_its_reader_alone() {
    let folder = folder();
    {
        let (journal, _views) = open(&folder, &Options::default());
        let mut pen = Pen::load(journal.as_ref(), &talk(1));
        pen.write(journal.as_ref(), &["1"]).unwrap();
        Pen::load(journal.as_ref(), &talk(2)).write(journal.as_ref(), &["1"]).unwrap();
    }
    let mut conn =
        SqliteConnection::establish(&folder.path().join("journal.sqlite").to_string_lossy()).unwrap();
    conn.batch_execute("UPDATE events SET chain = x'00' WHERE stream = 1").unwrap();
    drop(conn);
    let (journal, _views) = open(&folder, &Options::default());
    let load = |subject| ask(journal.as_ref(), |reply| Request::Load { subject, whole: false, reply });
    assert!(matches!(load(talk(1)), Err(JournalError::Damaged(_))));
    assert_eq!(load(talk(2)).unwrap().tail.len(), 1);
}

#[test]
fn a_full_disk_refuses_and_goes_on_when_there_is_room() {
    let folder = folder();
    let small = Options { max_pages: Some(300), ..Options::default() };
    let (journal, views) = open(&folder, &small);
    let text = "x".repeat(20_000);
    let mut written = 0;
    let full = loop {
        let mut pen = Pen::load(journal.as_ref(), &talk(1));
        match pen.write(journal.as_ref(), &[&text]) {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 100, "never full");
    };
    assert_eq!(full, AppendError::Journal(JournalError::DiskFull));
    assert!(written > 0 && journal.is_refusing());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    assert_eq!(pen.loaded.head.seq, written, "reading goes on, nothing was lost, nothing half written");
    assert!(pen.write(journal.as_ref(), &[&text]).is_err());
    assert_eq!(pen.write(journal.as_ref(), &["1"]), Err(AppendError::Fenced));
    Pen::load(journal.as_ref(), &talk(1));
    assert!(journal.is_refusing(), "that it can be read does not make it well");
    Pen::load(journal.as_ref(), &talk(1)).write(journal.as_ref(), &["1"]).unwrap();
    assert!(!journal.is_refusing(), "what is small found room");
    assert!(verify(&views).unwrap().is_sound());
    drop((journal, views));

    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    assert_eq!(pen.write(journal.as_ref(), &[&text]).unwrap().position, written + 2);
    assert!(verify(&views).unwrap().is_sound());
}

#[test]
fn a_faulty_answer_does_not_stop_the_writer() {
    let folder = folder();
    let (journal, _views) = open(&folder, &Options::default());
    let reply = Box::new(|_| panic!("on purpose"));
    journal.submit(Request::Backlog { reply }).unwrap();
    Pen::load(journal.as_ref(), &talk(1)).write(journal.as_ref(), &["1"]).unwrap();
}

#[test]
fn a_failing_database_ends_the_writer_and_says_so_once() {
    let folder = folder();
    let (told, fatal) = channel();
    let (journal, _views) =
        SqliteJournal::open(folder.path(), &Options::default(), move |error| told.send(error).unwrap())
            .unwrap();
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write(journal.as_ref(), &["1"]).unwrap();
    let mut conn =
        SqliteConnection::establish(&folder.path().join("journal.sqlite").to_string_lossy()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000; DROP TABLE wakeups").unwrap();
    let failed = pen.write_with(journal.as_ref(), &["2"], |append| {
        append.wake_at = Some(switchboard_core::Timestamp(1));
    });
    assert!(matches!(failed, Err(AppendError::Journal(JournalError::Database(_)))), "{failed:?}");
    assert!(matches!(fatal.recv_timeout(Duration::from_secs(5)), Ok(JournalError::Database(_))));
    let reply = Box::new(|_| {});
    assert_eq!(journal.submit(Request::Backlog { reply }), Err(JournalError::Closed));
    journal.stop();
    assert!(fatal.try_recv().is_err(), "once");
    let (_again, views) = open(&folder, &Options::default());
    assert_eq!(views.position().unwrap(), 1, "nothing of the failed batch");
}

#[test]
fn snapshots_and_the_last_owed_answers_survive_a_reopening() {
    let folder = folder();
    {
        let (journal, _views) = open(&folder, &Options::default());
        let mut pen = Pen::load(journal.as_ref(), &talk(1));
        let owed = pen.owing(0, &queue("support"));
        pen.write_with(journal.as_ref(), &["1"], |append| append.owed = vec![owed]).unwrap();
    }
    let (journal, _views) = open(&folder, &Options::default());
    let owed = ask(journal.as_ref(), |reply| Request::Backlog { reply }).unwrap();
    assert_eq!(owed.len(), 1);
    let key = owed[0].key.clone();
    let mut support = Pen::load(journal.as_ref(), &queue("support"));
    support.write_with(journal.as_ref(), &["1"], |append| append.settles = Some(key)).unwrap();
    assert!(ask(journal.as_ref(), |reply| Request::Backlog { reply }).unwrap().is_empty());
}
