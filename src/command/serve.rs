//! `serve`: the house from its opening to its closing.

use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{BenchFloor, Serve};
use crate::credentials::Credentials;
use crate::demo::credentials_file;
use crate::drain::drain;
use crate::exit::{Exit, Failure};
use crate::runtime::{Runtime, yardstick};
use crate::settings::{Flag, Settings, Sources};
use crate::telemetry;

/// Signals closer together than this are one.
const ONE_AND_THE_SAME: Duration = Duration::from_secs(1);

/// Serves until told to stop.
pub fn run(asked: &Serve) -> Result<(), Failure> {
    let settings = Settings::load(&Sources::of_process(asked.config.clone(), flags(asked)))?;
    telemetry::start(&settings.log);
    actix_rt::System::new().block_on(live(asked.demo, settings))
}

/// Serves as the floor of `bench`, until killed.
pub fn floor(asked: &BenchFloor) -> Result<(), Failure> {
    Ok(actix_rt::System::new().block_on(yardstick::serve(&asked.data, asked.listen))?)
}

async fn live(with_demo: bool, settings: Settings) -> Result<(), Failure> {
    let refused = |why| Failure::new(Exit::System, format!("the system refuses signals: {why}"));
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let runtime = Runtime::start(&settings, with_demo).await?;
    tracing::info!(address = %runtime.address, data = %settings.server.data.display(), "ready");
    if let Some(credentials) = &runtime.demo {
        println!("{}", welcome(credentials, &settings.server.data));
    }
    if let Some(token) = &runtime.founder {
        hand_over(token, &settings)?;
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping; once more to stop at once");
    tokio::select! {
        () = drain(runtime, Duration::from_millis(settings.server.drain_ms)) => Ok(()),
        ended = told_again() => ended.map_err(refused),
    }
}

/// The bootstrap token goes to whoever started the server: to standard error, or into a file of theirs alone.
fn hand_over(token: &str, settings: &Settings) -> Result<(), Failure> {
    let file = &settings.server.bootstrap_file;
    if file.as_os_str().is_empty() {
        eprintln!(
            "\nNobody can sign in yet. Found a workspace within 15 minutes with this token (it counts once):\n\n    \
             {token}\n\nby POST /api/v1/bootstrap, as docs/operations.md shows. Until then nothing else is answered.\n"
        );
        return Ok(());
    }
    let unwritable =
        |why| Failure::new(Exit::CannotCreate, format!("cannot write {}: {why}", file.display()));
    let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file);
    let mut made = made.map_err(unwritable)?;
    made.set_permissions(Permissions::from_mode(0o600)).map_err(unwritable)?;
    writeln!(made, "{token}").map_err(unwritable)?;
    tracing::info!(file = %file.display(), "a workspace can be founded with the token in this file");
    Ok(())
}

/// A second signal, from a person who cannot wait. Wrappers send the first one twice at once; that is not meant.
async fn told_again() -> std::io::Result<()> {
    tokio::time::sleep(ONE_AND_THE_SAME).await;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::warn!("stopping at once");
    Ok(())
}

fn flags(asked: &Serve) -> Vec<Flag> {
    let data = asked.data.as_ref().map(|data| data.display().to_string());
    let pairs = [("--data", "server.data", data), ("--listen", "server.listen", asked.listen.clone())];
    pairs.into_iter().filter_map(|(name, key, value)| Some(Flag { name, key, value: value? })).collect()
}

/// What a newcomer needs to know, printed once the doors are open.
fn welcome(credentials: &Credentials, data: &Path) -> String {
    let program = std::env::args().next().unwrap_or_else(|| "switchboard".to_owned());
    let file = credentials_file(data);
    let from = match file == Path::new(crate::credentials::USUAL_PLACE) {
        true => String::new(),
        false => format!(" --credentials {}", file.display()),
    };
    let agents: Vec<String> = credentials
        .agents
        .iter()
        .map(|agent| {
            // After the #, so that no server and no log ever sees it; the page takes it out of the address at once.
            let link = format!("{}/console/#token={}", credentials.server, agent.token);
            format!("    {:<10} {:<18} {link}", agent.agent, agent.name)
        })
        .collect();
    format!(
        "\nThe demo center is ready at {server}\n\n  \
         Chat as a customer, in a second terminal (in English: add --platform demo-en):\n    \
         {program} chat --as customer{from}\n  \
         Chat as an agent, in a third one:\n    \
         {program} chat --as agent{from}\n\n  \
         Or open the console in a browser, as one of these (their tokens are kept in {file}, readable by you\n  \
         alone; sofia is a supervisor, alva an administrator):\n{agents}\n",
        server = credentials.server,
        file = file.display(),
        agents = agents.join("\n"),
    )
}
