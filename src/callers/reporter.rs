//! A provider's way in: reports as they are due, over a few connections at once.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use crate::clock;
use futures_util::{Stream, StreamExt, stream};
use serde_json::Value;
use switchboard_wire::teravoz::WEBHOOK;

use super::ledger::Answer;
use super::life::Said;
use super::lives::Lives;
use crate::client::http::Answered;
use crate::client::{ClientError, Line, ServerUrl};

/// Connections over which reports come.
const LINES: usize = 32;
/// A server closes a connection nobody has used for long; before that it is left alone, and another is made.
const KEPT: Duration = Duration::from_secs(2);

/// Reports to one server.
#[derive(Debug)]
pub struct Reporter {
    server: ServerUrl,
    secret: Option<String>,
    /// Connections nobody uses just now, and since when.
    idle: RefCell<Vec<(Line, Instant)>>,
}

/// A report, when it was due, and what was answered.
pub type Reported = (Said, Instant, Result<Answered, ClientError>);

impl Reporter {
    /// To a server, which may want to be shown a secret.
    pub fn new(server: ServerUrl, secret: Option<String>) -> Self {
        Self { server, secret, idle: RefCell::default() }
    }

    /// Reports one thing. Nothing is sent twice: who is not answered does not know.
    pub async fn report(&self, report: &Value) -> Result<Answered, ClientError> {
        let mut line = match self.idle_line() {
            Some(line) => line,
            None => Line::open(&self.server).await?,
        };
        let answered = line.post(WEBHOOK, self.secret.as_deref(), report).await?;
        self.idle.borrow_mut().push((line, Instant::now()));
        Ok(answered)
    }

    /// The connection used last, while it may be used still; those left alone for longer go.
    fn idle_line(&self) -> Option<Line> {
        let mut idle = self.idle.borrow_mut();
        idle.retain(|(_, since)| since.elapsed() < KEPT);
        idle.pop().map(|(line, _)| line)
    }

    /// Reports what is due, whatever the answers take: while all connections are busy, it is sent late.
    pub fn report_all<'a>(
        &'a self,
        due: impl Stream<Item = (Said, Instant)> + 'a,
    ) -> impl Stream<Item = Reported> + 'a {
        let report = move |(said, due): (Said, Instant)| async move {
            let answered = self.report(&said.report).await;
            (said, due, answered)
        };
        due.map(report).buffer_unordered(LINES)
    }
}

/// What lives tell, so many reports a second, or as fast as they are taken; until there is nothing more to tell, or this
/// says so.
pub fn told<'a>(
    lives: &'a mut Lives,
    per_second: Option<u32>,
    is_over: impl Fn(&Lives) -> bool + 'a,
) -> impl Stream<Item = (Said, Instant)> + 'a {
    let began = Instant::now();
    let pace = per_second.map(|per_second| Duration::from_secs(1) / per_second.max(1));
    let first = (lives, is_over, Vec::<Said>::new(), 0_u32);
    stream::unfold(first, move |(lives, is_over, mut ready, count)| async move {
        let due = pace.map(|pace| began + pace.saturating_mul(count));
        if let Some(due) = due {
            tokio::time::sleep_until(due.into()).await;
        }
        if ready.is_empty() {
            if is_over(lives) {
                return None;
            }
            ready = lives.next(clock::wall());
            ready.reverse();
        }
        let said = ready.pop()?;
        Some(((said, due.unwrap_or_else(Instant::now)), (lives, is_over, ready, count.saturating_add(1))))
    })
}

/// What an answer says of the report.
pub fn answer(answered: &Result<Answered, ClientError>) -> Answer {
    let id = |answered: &Answered| answered.body.get("data")?.get("id")?.as_u64();
    let kept = answered.as_ref().ok().filter(|answered| answered.status == 200).and_then(id);
    kept.map_or(Answer::Unsure, Answer::Kept)
}
