//! `backup` and `restore`: a copy of the journal while it is written, and one put back.

use std::path::Path;

use switchboard_journal::backup::{self, BackupError};
use switchboard_journal::verify::Report;

use crate::cli::{Backup, Restore};
use crate::exit::{Exit, Failure};

/// Copies.
pub fn backup(asked: &Backup) -> Result<(), Failure> {
    let report = backup::backup(&asked.data, &asked.to)?;
    tell(&report, &asked.to, "copied")
}

/// Puts back.
pub fn restore(asked: &Restore) -> Result<(), Failure> {
    let report = backup::restore(&asked.from, asked.key.as_deref(), &asked.data)?;
    tell(&report, &asked.data, "restored")
}

fn tell(report: &Report, place: &Path, what: &str) -> Result<(), Failure> {
    for fault in &report.faults {
        println!("{fault}");
    }
    let place = place.display();
    if report.is_sound() {
        println!("{place}: {what} and verified, {} events in {} streams.", report.events, report.streams);
        return Ok(());
    }
    let happened = format!("{place}: {what}, but the journal in it is damaged: {} faults", report.found);
    Err(Failure::new(Exit::Failed, happened)
        .advise("an older copy may be whole; keep this one until that is known"))
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Failure {
        let said = error.to_string();
        match error {
            BackupError::Open(error) => error.into(),
            BackupError::InTheWay(_) => {
                Failure::new(Exit::CannotCreate, said).advise("nothing is overwritten; name another place")
            }
            BackupError::Unreadable { .. } => Failure::new(Exit::NoInput, said),
            BackupError::Unwritable { .. } => {
                Failure::new(Exit::CannotCreate, said).advise("is there room, and may this user write there?")
            }
            BackupError::NotACopy(_) | BackupError::Unverified(_) => Failure::new(Exit::BadData, said),
        }
    }
}
