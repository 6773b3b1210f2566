//! Copies of the journal: one instant of it, whole, for its owner alone; and what is put back is what was copied.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use switchboard_journal::backup::{BackupError, backup, restore};
use switchboard_journal::open::look;
use switchboard_journal::{Journal, JournalError, OpenError, Options, Request};

use crate::bench::{Pen, open, talk};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn f42_a_copy_taken_while_it_is_written_is_a_consistent_prefix() {
    let folder = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    for number in 0..200 {
        pen.write(journal.as_ref(), &[&number.to_string()]).unwrap();
    }
    let (before, over) = (views.position().unwrap(), AtomicBool::new(false));
    let file = place.path().join("copy.sqlite");
    let report = std::thread::scope(|threads| {
        threads.spawn(|| {
            let mut number = 200;
            while !over.load(Ordering::SeqCst) {
                pen.write(journal.as_ref(), &[&number.to_string()]).unwrap();
                number += 1;
            }
        });
        let report = backup(folder.path(), &file);
        over.store(true, Ordering::SeqCst);
        report.unwrap()
    });
    assert!(report.is_sound() && report.events >= before, "{report:?}, {before} before it began");
    assert_eq!(mode(&file), 0o600);

    let back = place.path().join("data");
    let restored = restore(&file, None, &back).unwrap();
    assert_eq!(restored, report);
    assert_eq!((mode(&back), mode(&back.join("journal.sqlite"))), (0o700, 0o600));
    let events = u32::try_from(report.events).unwrap();
    let copied = look(&back).unwrap().page(0, events + 1).unwrap();
    let written = views.page(0, events).unwrap();
    let lines = |events: &[switchboard_journal::Exported]| -> Vec<String> {
        events.iter().map(|event| event.to_json().to_string()).collect()
    };
    assert_eq!(lines(&copied), lines(&written), "nothing else, nothing less");

    // And it goes on from there.
    let (journal, _views) =
        switchboard_journal::SqliteJournal::open(&back, &Options::default(), |_| ()).unwrap();
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write(journal.as_ref(), &["goes on"]).unwrap();
}

#[test]
fn nothing_is_overwritten_and_nothing_half_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    drop(open(&folder, &Options::default()));
    let file = place.path().join("copy");
    fs::write(place.path().join("copy.part"), "of an attempt that was cut off").unwrap();
    backup(folder.path(), &file).unwrap();
    assert!(!place.path().join("copy.part").exists());
    assert!(matches!(backup(folder.path(), &file), Err(BackupError::InTheWay(_))));
    assert!(matches!(restore(&file, None, folder.path()), Err(BackupError::InTheWay(_))));
    assert!(matches!(
        backup(place.path(), &place.path().join("other")),
        Err(BackupError::Open(OpenError::Missing { .. }))
    ));
    let nowhere = place.path().join("no/such/folder/copy");
    assert!(matches!(backup(folder.path(), &nowhere), Err(BackupError::Unwritable { .. })));
    let fresh = place.path().join("fresh");
    let missing = restore(&place.path().join("missing"), None, &fresh);
    assert!(matches!(missing, Err(BackupError::Unreadable { .. })) && !fresh.exists());
}

#[test]
fn what_is_no_copy_is_said_to_be_none() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("letter");
    fs::write(&file, "Dear Sir or Madam, ".repeat(1000)).unwrap();
    let folder = place.path().join("data");
    assert!(matches!(restore(&file, None, &folder), Err(BackupError::NotACopy(_))) && !folder.exists());
}

#[test]
fn s5_the_data_folder_and_its_files_are_their_owners_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("data");
    let (journal, _views) =
        switchboard_journal::SqliteJournal::open(&folder, &Options::default(), |_| ()).unwrap();
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write(journal.as_ref(), &["1"]).unwrap();
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 3, "the database, its log, the lock: {files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    drop(journal);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let _again = switchboard_journal::SqliteJournal::open(&folder, &Options::default(), |_| ()).unwrap();
    assert_eq!(mode(&folder), 0o700, "a folder that was open to others is closed to them");
}

#[test]
fn the_key_of_stored_secrets_is_put_back_beside_and_a_damaged_copy_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let place = tempfile::tempdir().unwrap();
    let (journal, _views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    for number in 0..5 {
        pen.write(journal.as_ref(), &[&number.to_string()]).unwrap();
    }
    let (file, key) = (place.path().join("copy"), place.path().join("kept.key"));
    backup(folder.path(), &file).unwrap();
    fs::write(&key, "a key of at least sixteen bytes").unwrap();
    let back = place.path().join("data");
    assert!(restore(&file, Some(&key), &back).unwrap().is_sound());
    assert_eq!(fs::read(back.join("secret.key")).unwrap(), fs::read(&key).unwrap());
    assert_eq!(mode(&back.join("secret.key")), 0o600);

    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    conn.batch_execute("UPDATE events SET at = at + 1 WHERE seq = 3").unwrap();
    drop(conn);
    let report = restore(&file, None, &place.path().join("damaged")).unwrap();
    assert!(!report.is_sound() && report.events == 5, "{report:?}");
}

#[test]
fn with_too_little_room_attachments_are_refused_and_events_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _views) = open(&folder, &Options::default());
    let keep = || Request::KeepBlob {
        media: "image/png".to_owned(),
        bytes: vec![1, 2, 3],
        reply: Box::new(|kept| assert!(kept.is_ok())),
    };
    journal.set_short_of_space(true);
    assert!(journal.is_short_of_space());
    assert_eq!(journal.submit(keep()), Err(JournalError::DiskFull));
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write(journal.as_ref(), &["what is owed goes on"]).unwrap();
    journal.set_short_of_space(false);
    assert_eq!(journal.submit(keep()), Ok(()));
}
