//! `reset-link`: a way back in for somebody nobody inside can help, for whoever owns the data folder.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::people::{Link, PeopleOutcome, PeopleWrite, Place};
use switchboard_journal::{Journal, JournalError, Options, Request, SqliteJournal};

use crate::cli::ResetLink;
use crate::exit::{Exit, Failure};

/// How long the link counts.
const GOOD_FOR: Duration = Duration::from_secs(60 * 60);

/// Makes the link, and prints its token.
pub fn run(asked: &ResetLink) -> Result<(), Failure> {
    let wrong = |what: &str, why: &dyn std::fmt::Display| Failure::new(Exit::Usage, format!("{what}: {why}"));
    let place = Place {
        workspace: asked.workspace.parse().map_err(|why| wrong("--workspace", &why))?,
        agent: asked.person.parse().map_err(|why| wrong("--person", &why))?,
    };
    let (journal, _) = SqliteJournal::open(&asked.data, &Options::default(), |_| {})?;
    let token = issue(&journal, asked, place);
    journal.stop();
    println!("{}", token?);
    Ok(())
}

fn issue(journal: &SqliteJournal, asked: &ResetLink, place: Place) -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(Exit::System, format!("the system gives no random bytes: {error}")))?;
    let token = format!("sbl_{}", BASE64URL_NOPAD.encode(&bytes));
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    let by = By { who: Who::Operator, at: now };
    let link = Link { hash: Sha256::digest(token.as_bytes()).into(), expires_at: now + GOOD_FOR };
    let outcome = write(journal, PeopleWrite::IssueLink { place: place.clone(), link, by: by.clone() })?;
    if outcome == AccountOutcome::People(PeopleOutcome::NotThere) {
        return Err(Failure::new(Exit::Failed, format!("there is nobody called {} there", asked.person)));
    }
    if asked.without_second_factor {
        write(journal, PeopleWrite::RemoveTotp { place, keep: None, by })?;
    }
    Ok(token)
}

fn write(journal: &SqliteJournal, write: PeopleWrite) -> Result<AccountOutcome, Failure> {
    let (answer, answered) = std::sync::mpsc::channel();
    let reply = Box::new(move |outcome: Result<_, JournalError>| {
        let _ = answer.send(outcome);
    });
    journal.submit(Request::Account { write: AccountWrite::People(Box::new(write)), reply })?;
    Ok(answered.recv().map_err(|_| JournalError::Closed)??.outcome)
}
