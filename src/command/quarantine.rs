//! `quarantine list`: what was set aside, seen from the data folder. Releasing is the running server's business.

use switchboard_journal::open;

use crate::cli::{DataFolder, Quarantine};
use crate::exit::Failure;

/// Lists.
pub fn run(asked: &Quarantine) -> Result<(), Failure> {
    let Quarantine::List(DataFolder { data }) = asked;
    let quarantined = open::look(data)?.quarantined()?;
    for (subject, cause, waiting) in &quarantined {
        println!("{subject}: {cause}; {waiting} commands wait");
    }
    if quarantined.is_empty() {
        println!("Nothing is set aside.");
    }
    Ok(())
}
