//! The program: arguments in, one command run, an exit code out.

use std::process::ExitCode;

use clap::Parser;
use switchboard::cli::Arguments;
use switchboard::command;

#[cfg(panic = "abort")]
compile_error!("supervision catches panics and rebuilds: build with panic = \"unwind\"");

fn main() -> ExitCode {
    match command::run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("switchboard: {failure}");
            failure.exit.into()
        }
    }
}
