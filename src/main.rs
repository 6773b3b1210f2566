//! The program: arguments in, one command run, an exit code out.

use std::process::ExitCode;

use clap::Parser;
use switchboard::cli::Arguments;
use switchboard::command;
use tikv_jemallocator::Jemalloc;

/// Gives back what is no longer used by threads of its own, a few seconds later.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

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
