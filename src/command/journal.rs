//! `journal verify`, `journal export` and `migrate`: the data folder without a server.

use std::io::{BufWriter, ErrorKind, Write};

use switchboard_journal::verify;
use switchboard_journal::{JournalError, OpenError, open};

use crate::cli::{DataFolder, Journal};
use crate::exit::{Exit, Failure};

/// Events read at once.
const PAGE: u32 = 1000;

/// Verifies or exports.
pub fn run(asked: &Journal) -> Result<(), Failure> {
    match asked {
        Journal::Verify(folder) => verify_all(folder),
        Journal::Export(folder) => export(folder),
    }
}

fn verify_all(folder: &DataFolder) -> Result<(), Failure> {
    let views = open::look(&folder.data)?;
    let report = verify::verify_all(&views)?;
    for fault in &report.faults {
        println!("{fault}");
    }
    if report.is_sound() {
        println!(
            "The journal is sound: {} events in {} streams, {} owed, {} lines of the audit log.",
            report.events, report.streams, report.owed, report.audited
        );
        return Ok(());
    }
    Err(Failure::new(
        Exit::Failed,
        format!("the journal is damaged: {} faults in {} events", report.found, report.events),
    )
    .advise("keep a copy of the data folder before doing anything else with it"))
}

fn export(folder: &DataFolder) -> Result<(), Failure> {
    let views = open::look(&folder.data)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut position = 0;
    loop {
        let page = views.page(position, PAGE)?;
        for event in &page {
            position = event.event.position;
            if let Err(why) = writeln!(out, "{}", event.to_json()) {
                return broken_off(&why);
            }
        }
        if page.len() < PAGE as usize {
            return out.flush().or_else(|why| broken_off(&why));
        }
    }
}

/// A reader that has seen enough (`| head`) is no failure.
fn broken_off(why: &std::io::Error) -> Result<(), Failure> {
    if why.kind() == ErrorKind::BrokenPipe {
        return Ok(());
    }
    Err(Failure::new(Exit::Failed, format!("cannot write the export: {why}")))
}

/// Brings the data folder to this version's form.
pub fn migrate(folder: &DataFolder) -> Result<(), Failure> {
    let ran = open::migrate(&folder.data)?;
    for name in &ran {
        println!("ran {name}");
    }
    println!("{} is up to date.", folder.data.display());
    Ok(())
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Failure {
        let (exit, advice) = match &error {
            OpenError::Locked { .. } => {
                (Exit::CannotCreate, "stop the other one, or name another folder with --data")
            }
            OpenError::NotWritable { .. } => {
                (Exit::CannotCreate, "name a folder that can be written with --data")
            }
            OpenError::Missing { .. } => (Exit::NoInput, "name the data folder of a server with --data"),
            OpenError::Migration(_) => {
                (Exit::CannotCreate, "the folder may be of a newer version of this program")
            }
            OpenError::Database(_) => (Exit::JournalIo, "look at the disk and at the folder's permissions"),
        };
        Failure::new(exit, error).advise(advice)
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Failure {
        let exit = match &error {
            JournalError::Damaged(_) => Exit::Failed,
            _ => Exit::JournalIo,
        };
        Failure::new(exit, error)
    }
}
