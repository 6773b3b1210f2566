//! `rotate-key` as its operator meets it: refused beside a server, and killed at any moment without a loss.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountWrite, Role};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{Link, NewPerson, PeopleWrite, Place};
use switchboard_journal::sealing::{Sealer, for_second_factor};
use switchboard_journal::{Journal, OpenError, Options, Request, SqliteJournal};

use crate::{said, switchboard};

const PEOPLE: usize = 400;

fn place(number: usize) -> Place {
    Place { workspace: "acme".parse().unwrap(), agent: format!("p{number}").parse().unwrap() }
}

fn secret(number: usize) -> Vec<u8> {
    format!("secret of {number}").into_bytes()
}

/// A data folder with many sealed secrets and its key.
/// The journal of a folder. A program that a neighbouring test is just starting may hold a copy of a lock that was given
/// up already, for as long as it takes to start.
fn opened(folder: &Path) -> Arc<SqliteJournal> {
    let by = Instant::now() + Duration::from_secs(10);
    loop {
        match SqliteJournal::open(folder, &Options::default(), |_| {}) {
            Ok((journal, _views)) => return journal,
            Err(OpenError::Locked { .. }) if Instant::now() < by => {
                std::thread::sleep(Duration::from_millis(5))
            }
            Err(error) => panic!("{error}"),
        }
    }
}

fn furnish(folder: &Path) {
    let sealer = Sealer::of_file(&folder.join("secret.key")).unwrap();
    let journal = opened(folder);
    let (told, heard) = std::sync::mpsc::channel();
    for number in 0..PEOPLE {
        let person = NewPerson { place: place(number), login: format!("p{number}"), role: Role::Agent };
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_le_bytes());
        let link = Link { hash, expires_at: Timestamp(1) };
        let by = By { who: Who::System, at: Timestamp(1) };
        let sealed = sealer.seal(&for_second_factor(&place(number)), &secret(number)).unwrap();
        let begun = PeopleWrite::BeginTotp { place: place(number), sealed };
        for write in [PeopleWrite::Invite { person, link, by }, begun] {
            let told = told.clone();
            let write = AccountWrite::People(Box::new(write));
            let reply = Box::new(move |outcome: Result<_, _>| told.send(outcome.map(|_| ())).unwrap());
            journal.submit(Request::Account { write, reply }).unwrap();
            heard.recv().unwrap().unwrap();
        }
    }
    journal.stop();
}

/// Every secret as it is stored.
fn stored(folder: &Path) -> Vec<Vec<u8>> {
    let views = switchboard_journal::open::look(folder).unwrap();
    let sealed = |number| views.person(&place(number)).unwrap().unwrap().totp_pending.unwrap();
    (0..PEOPLE).map(sealed).collect()
}

fn opens(sealer: &Sealer, stored: &[Vec<u8>]) -> bool {
    stored.iter().enumerate().all(|(number, sealed)| {
        sealer.open(&for_second_factor(&place(number)), sealed).is_ok_and(|found| found == secret(number))
    })
}

#[test]
fn s35_a_change_of_the_key_that_is_killed_at_any_moment_loses_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    furnish(folder.path());
    let (key, next) = (folder.path().join("secret.key"), folder.path().join("secret.key.new"));
    let first = std::fs::read(&key).unwrap();
    let mut interrupted = 0;
    for pause in 0..30 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
            .args(["rotate-key", "--data"])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Where it is cut is left to chance; wherever that is, what follows must hold.
        std::thread::sleep(Duration::from_millis(pause * 3));
        child.kill().unwrap();
        child.wait().unwrap();
        let stored = stored(folder.path());
        if next.exists() {
            interrupted += 1;
            assert!(Sealer::of_file(&key).is_err(), "no server starts in between");
            let either = [&key, &next].into_iter().any(|file| {
                let alone = folder.path().join("alone");
                std::fs::copy(file, &alone).unwrap();
                Sealer::of_file(&alone).is_ok_and(|sealer| opens(&sealer, &stored))
            });
            // Killed before the new key was written, or after: all is under one of the two.
            assert!(either, "after {pause}");
        } else {
            assert!(opens(&Sealer::of_file(&key).unwrap(), &stored), "after {pause}");
        }
    }
    let done = switchboard(folder.path(), &["rotate-key", "--data", "."]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(!next.exists() && std::fs::read(&key).unwrap() != first, "{interrupted} were cut short");
    assert!(opens(&Sealer::of_file(&key).unwrap(), &stored(folder.path())));
}

#[test]
fn s35_the_key_is_not_changed_beside_a_server_nor_without_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let missing = switchboard(folder.path(), &["rotate-key", "--data", "nowhere"]);
    assert_eq!(missing.status.code(), Some(66), "{}", said(&missing));
    furnish(folder.path());
    let key = folder.path().join("secret.key");
    let before = std::fs::read(&key).unwrap();
    let journal = opened(folder.path());
    let refused = switchboard(folder.path(), &["rotate-key", "--data", "."]);
    assert_eq!(refused.status.code(), Some(73), "{}", said(&refused));
    assert!(said(&refused).contains("in use"), "{}", said(&refused));
    journal.stop();
    drop(journal);
    std::fs::rename(&key, folder.path().join("elsewhere.key")).unwrap();
    let refused = switchboard(folder.path(), &["rotate-key", "--data", "."]);
    assert_eq!(refused.status.code(), Some(66), "{}", said(&refused));
    let done = switchboard(folder.path(), &["rotate-key", "--data", ".", "--key-file", "elsewhere.key"]);
    assert!(done.status.success(), "{}", said(&done));
    assert_ne!(std::fs::read(folder.path().join("elsewhere.key")).unwrap(), before);
    // The key of another installation opens nothing, and changes nothing.
    Sealer::of_file(&key).unwrap();
    let refused = switchboard(folder.path(), &["rotate-key", "--data", "."]);
    assert_eq!(refused.status.code(), Some(65), "{}", said(&refused));
    assert!(opens(&Sealer::of_file(&folder.path().join("elsewhere.key")).unwrap(), &stored(folder.path())));
}
