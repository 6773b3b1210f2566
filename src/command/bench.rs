//! `bench`: the product and its floor under load, told as it goes.

use std::fs;
use std::path::Path;

use crate::bench::report::{self, Findings};
use crate::bench::{self, BenchError, Plan};
use crate::cli::Bench;
use crate::exit::{Exit, Failure};

/// Poll the sockets often: the one thread that loads never sleeps in some scenarios.
const LOOK_AT_SOCKETS_EVERY: u32 = 5;

impl From<BenchError> for Failure {
    fn from(error: BenchError) -> Failure {
        let exit = if matches!(error, BenchError::Unknown(..)) { Exit::Usage } else { Exit::Failed };
        Failure::new(exit, error)
    }
}

/// Runs it in a folder that is gone afterwards.
pub fn run(asked: &Bench) -> Result<(), Failure> {
    let before = asked.compare.as_deref().map(found_before).transpose()?.unwrap_or_default();
    let system = |why: std::io::Error| Failure::new(Exit::System, why);
    let folder = asked.folder.join(format!("switchboard-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(system)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .event_interval(LOOK_AT_SOCKETS_EVERY)
        .build()
        .map_err(system)?;
    let plan = Plan { quick: asked.quick, only: asked.only.clone() };
    let tell = |found: &Findings| say(asked, found, &before);
    let done = tokio::task::LocalSet::new().block_on(&runtime, bench::run(&plan, &folder, tell));
    if let Err(why) = fs::remove_dir_all(&folder) {
        tracing::warn!(folder = %folder.display(), %why, "the throw-away data is still there");
    }
    Ok(done?)
}

fn found_before(file: &Path) -> Result<Vec<Findings>, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|why| Failure::new(Exit::NoInput, format!("cannot read {}: {why}", file.display())))?;
    report::read(&text).map_err(|why| {
        Failure::new(Exit::BadData, format!("{} is not what bench found: {why}", file.display()))
            .advise("`switchboard bench --json > FILE` makes such a file")
    })
}

fn say(asked: &Bench, found: &Findings, before: &[Findings]) {
    if asked.json {
        println!("{}", serde_json::to_string(found).unwrap_or_default());
        return;
    }
    println!("{}", found.spoken());
    for earlier in before.iter().filter(|earlier| earlier.scenario == found.scenario) {
        println!("    as to before, of the same figure:");
        for (figure, ratio) in found.against(earlier) {
            println!("    {:<32} {ratio:>12.2}", figure.replace('_', " "));
        }
        println!();
    }
}
