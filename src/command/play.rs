//! `play`: a written scenario against a server, each step told; or telephone calls made up (`callers.rs`).

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use crate::chat::fresh_id;
use crate::cli::Play;
use crate::command::{callers, server_of};
use crate::credentials::Credentials;
use crate::exit::{Exit, Failure};
use crate::play::{Engine, Saved, Script};

/// Plays from the first step, or from the one asked for.
pub async fn run(asked: Play) -> Result<(), Failure> {
    let credentials = Credentials::find(asked.credentials.as_deref())?;
    let server = server_of(asked.reach, credentials.as_ref())?;
    let Some(file) = asked.file else { return callers::run(asked.callers, server, credentials).await };
    let script = Script::parse(&read(&file)?)
        .map_err(|why| Failure::new(Exit::BadData, format!("{}: {why}", file.display())))?;
    let first = asked.from_step.unwrap_or(1);
    if first == 0 || first > script.steps.len() {
        return Err(Failure::new(
            Exit::Usage,
            format!("there is no step {first}; the last one is {}", script.steps.len()),
        ));
    }
    let mut engine = match (&asked.state, first) {
        (Some(state), 2..) => {
            let saved = remembered(state)?;
            let resumed = Engine::resume(server, credentials, saved, &script, first).await;
            resumed.map_err(|why| {
                Failure::new(Exit::Failed, format!("cannot resume before step {first}: {why}"))
            })?
        }
        _ => Engine::new(server, credentials, &fresh_id()),
    };
    for (number, step) in
        script.steps.iter().enumerate().map(|(index, step)| (index + 1, step)).skip(first - 1)
    {
        let (began, what) = (Instant::now(), step.to_string());
        if let Err(why) = engine.play(step).await {
            println!("{number:>4}  {what:<52} failed");
            return Err(Failure::new(Exit::Failed, format!("step {number} failed: {why}")));
        }
        println!("{number:>4}  {what:<52} ok  {} ms", began.elapsed().as_millis());
        if let Some(state) = &asked.state {
            keep(state, &engine.saved())?;
        }
    }
    println!("All {} steps passed.", script.steps.len());
    Ok(())
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|why| {
        let exit = if why.kind() == ErrorKind::InvalidData { Exit::BadData } else { Exit::NoInput };
        Failure::new(exit, format!("cannot read {}: {why}", path.display()))
    })
}

fn remembered(state: &Path) -> Result<Saved, Failure> {
    serde_json::from_str(&read(state)?).map_err(|why| {
        Failure::new(Exit::BadData, format!("{} is not the state of a play: {why}", state.display()))
            .advise("play from the first step with --state FILE to make one")
    })
}

/// Keeps the state whole or as it was: written aside, then renamed.
fn keep(state: &Path, saved: &Saved) -> Result<(), Failure> {
    let text = serde_json::to_string(saved).map_err(std::io::Error::from);
    let aside = state.with_extension("new");
    text.and_then(|text| fs::write(&aside, text)).and_then(|()| fs::rename(&aside, state)).map_err(|why| {
        Failure::new(Exit::CannotCreate, format!("cannot keep the state in {}: {why}", state.display()))
    })
}
