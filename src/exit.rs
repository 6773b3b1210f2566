//! How a command ends: the exit codes, and what is said on the way out.
//!
//! Codes from 64 up are those of sysexits(3), used where they mean what they mean there.

use std::fmt;
use std::process::ExitCode;

/// The exit codes of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The thing asked failed: a play step, a damaged journal.
    Failed = 1,
    /// The command line makes no sense (clap uses the same).
    Usage = 2,
    /// A file given to us does not read as what it should be.
    BadData = 65,
    /// A file given to us is not there.
    NoInput = 66,
    /// The server cannot be reached.
    Unavailable = 69,
    /// A defect of the program itself: a thread that stands still, a subject that cannot be started.
    Defect = 70,
    /// The operating system refused something: an address in use, a thread.
    System = 71,
    /// The data folder cannot be made, or another process holds it.
    CannotCreate = 73,
    /// The journal could not write or sync. Going on would promise what cannot be kept.
    JournalIo = 74,
    /// The configuration is wrong.
    Configuration = 78,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command ends without success: what happened, what to do about it, and the code.
#[derive(Debug)]
pub struct Failure {
    /// The code the process ends with.
    pub exit: Exit,
    happened: String,
    advice: Option<String>,
}

impl Failure {
    /// What happened, in one sentence without a full stop.
    pub fn new(exit: Exit, happened: impl fmt::Display) -> Self {
        Self { exit, happened: happened.to_string(), advice: None }
    }

    /// The same with a word on what to do.
    pub fn advise(mut self, advice: impl fmt::Display) -> Self {
        self.advice = Some(advice.to_string());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.happened)?;
        match &self.advice {
            Some(advice) => write!(f, "\n  {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_says_what_happened_and_then_what_to_do() {
        let failure =
            Failure::new(Exit::CannotCreate, "the data folder is in use").advise("stop the other one");
        assert_eq!(failure.to_string(), "the data folder is in use\n  stop the other one");
        assert_eq!(failure.exit as u8, 73);
    }
}
