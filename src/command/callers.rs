//! `play --calls`: telephone calls made up and reported as a provider would. What came of it is told at the end.

use std::cell::Cell;
use std::pin::pin;
use std::time::{Duration, Instant};

use crate::clock;
use futures_util::StreamExt;

use crate::callers::{Cast, Ledger, Lives, Reporter, answer, told};
use crate::cli::Callers;
use crate::client::http::Answered;
use crate::client::{ClientError, ServerUrl};
use crate::credentials::Credentials;
use crate::exit::{Exit, Failure};

/// A server that does not answer so often in a row has gone.
const GONE_AFTER: u32 = 20;

/// Reports calls until the time is over, or the person at the keys has enough; then whoever calls comes to their end.
pub async fn run(asked: Callers, server: ServerUrl, credentials: Option<Credentials>) -> Result<(), Failure> {
    let known = || credentials.map(|known| known.agents.into_iter().map(|agent| agent.agent).collect());
    let agents = if asked.agents.is_empty() { known().unwrap_or_default() } else { asked.agents };
    let at_once = usize::try_from(asked.calls.unwrap_or_default()).unwrap_or(usize::MAX);
    let cast = Cast { at_once, agents, queues: asked.queues };
    let run = clock::wall().micros() / 1_000_000;
    let mut lives = Lives::new(asked.seed, &run.to_string(), cast);
    let (reporter, mut ledger) = (Reporter::new(server.clone(), asked.secret), Ledger::default());
    println!("Reporting telephone calls to {server}. Ctrl-C ends it.");
    let enough = Cell::new(false);
    let until = asked.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let is_over = |_: &Lives| enough.get() || until.is_some_and(|until| Instant::now() >= until);
    let playing = report(&reporter, &mut lives, Some(asked.per_second), is_over, &mut ledger);
    let stopping = async {
        // Without a way to hear of it, only the time ends it.
        if tokio::signal::ctrl_c().await.is_ok() {
            enough.set(true);
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        played = playing => played?,
        () = stopping => {}
    }
    lives.close();
    report(&reporter, &mut lives, None, |_| false, &mut ledger).await?;
    let (kept, again, unsure) = ledger.counts();
    println!(
        "{} calls: {kept} reports kept, {again} known again, {unsure} of which it is not known.",
        lives.begun()
    );
    Ok(())
}

async fn report(
    reporter: &Reporter,
    lives: &mut Lives,
    per_second: Option<u32>,
    is_over: impl Fn(&Lives) -> bool,
    ledger: &mut Ledger,
) -> Result<(), Failure> {
    let mut unanswered = 0;
    let mut reported = pin!(reporter.report_all(told(lives, per_second, is_over)));
    while let Some((said, _, answered)) = reported.next().await {
        ledger.note(&said, answer(&answered));
        match answered {
            Ok(Answered { status, body }) if (400..500).contains(&status) => {
                let why = body.get("errors").map(ToString::to_string).unwrap_or_default();
                return Err(Failure::new(Exit::Failed, format!("a report was refused ({status}): {why}"))
                    .advise("is telephony set up (teravoz.workspace, or serve --demo), and --secret the server's?"));
            }
            Ok(_) => unanswered = 0,
            Err(ClientError::Unreachable { .. } | ClientError::Ended { .. }) if unanswered < GONE_AFTER => {
                unanswered += 1;
            }
            Err(why) => return Err(why.into()),
        }
    }
    Ok(())
}
