//! What each command does; one file a command. A command ends well or with a `Failure` that carries its exit code.

mod backup;
mod bench;
mod callers;
mod chat;
mod config;
mod customer;
mod journal;
mod play;
mod quarantine;
mod reset_link;
mod rotate_key;
mod serve;

use std::future::Future;

use crate::cli::{Arguments, Command, Reach};
use crate::client::{ClientError, ServerUrl};
use crate::credentials::Credentials;
use crate::exit::{Exit, Failure};

/// Carries out what the command line asks.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Backup(asked) => backup::backup(&asked),
        Command::Bench(asked) => bench::run(&asked),
        Command::BenchFloor(asked) => serve::floor(&asked),
        Command::Restore(asked) => backup::restore(&asked),
        Command::Quarantine(asked) => quarantine::run(&asked),
        Command::Chat(asked) => as_client(chat::run(asked)),
        Command::Play(asked) => as_client(play::run(asked)),
        Command::Customer(asked) => customer::run(&asked),
        Command::Config(asked) => config::run(&asked),
        Command::Journal(asked) => journal::run(&asked),
        Command::Migrate(folder) => journal::migrate(&folder),
        Command::ResetLink(asked) => reset_link::run(&asked),
        Command::RotateKey(asked) => rotate_key::run(&asked),
        Command::Serve(asked) => serve::run(&asked),
    }
}

/// Runs a client to its end on a small runtime of its own.
fn as_client(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|why| Failure::new(Exit::Failed, format!("cannot start: {why}")))?;
    runtime.block_on(work)
}

/// The server named, else the one in the credentials, else the usual one.
fn server_of(asked: Reach, credentials: Option<&Credentials>) -> Result<ServerUrl, Failure> {
    let server = match (asked.server, credentials) {
        (Some(server), _) => Ok(server),
        (None, Some(credentials)) => credentials.server.parse().map_err(|why| {
            Failure::new(Exit::BadData, format!("the credentials' server {:?}: {why}", credentials.server))
        }),
        (None, None) => Ok(ServerUrl::default()),
    };
    Ok(server?.vouched_for_by(asked.ca))
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Failure {
        let failure = Failure::new(Exit::Unavailable, &error);
        match error {
            ClientError::Refused(_) => Failure::new(Exit::Failed, &error)
                .advise("are the credentials or the token those of this server, and the platform's name right?"),
            ClientError::Unreachable { .. } => failure.advise(
                "is the server running? Start one with `switchboard serve --demo`, or name another with --server URL",
            ),
            ClientError::Trust(_) => Failure::new(Exit::NoInput, &error)
                .advise("name a PEM file with the certificate that vouches for the server: --ca FILE"),
            ClientError::Ended { .. } | ClientError::NotJson(_) => failure,
        }
    }
}
