//! A person is forgotten: their open sessions are closed by their hosts, their streams emptied one after another, their
//! record deleted; then nobody who lives or looks keeps anything.
//!
//! Every step is harmless when it is repeated, and the journal knows which erasures were begun: what a crash breaks off
//! is carried out at the next start.

use std::sync::Arc;
use std::time::Duration;

use switchboard_core::{AnyCommand, CustomerId, SessionId, Subject, WorkspaceId, call, session};
use switchboard_journal::audit::By;
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::{Callers, ErasureStep};
use switchboard_journal::{Journal, JournalError, Request};
use tokio::sync::oneshot;

use crate::answer::{Answer, ReplyTo};
use crate::ask::Ask;
use crate::directory::{Shown, Topic};
use crate::house::House;

/// A person who goes on writing while they are erased opens new sessions: so often these are erased too.
const ROUNDS: u32 = 20;
/// So often a busy house is asked again, after this long.
const TRIES: u32 = 50;
const AGAIN: Duration = Duration::from_millis(100);
/// A session that has not answered by then is emptied all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// Old sessions forgotten in one transaction at most: the journal writes nothing else meanwhile.
const PORTION: u32 = 20;
/// Between two portions.
const BREATH: Duration = Duration::from_millis(200);
/// How often it is looked for what is too old.
const SWEEP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Erases persons, and forgets what is too old.
#[derive(Clone)]
pub struct Eraser {
    house: House,
    journal: Arc<dyn Journal>,
}

impl Eraser {
    /// Over a living house and its journal.
    pub fn new(house: House, journal: Arc<dyn Journal>) -> Self {
        Self { house, journal }
    }

    /// Carries an erasure out that was begun (`ErasureStep::Begin`), to its end. One that was not begun, or is complete,
    /// is left alone.
    pub async fn carry_out(&self, customer: CustomerId) -> Result<(), JournalError> {
        let calls = self.hear_no_more(Callers::Of(customer)).await?;
        for _ in 0..ROUNDS {
            let finish = ErasureStep::Finish { customer, at: self.house.clock.now() };
            match self.step(finish).await? {
                CustomerOutcome::Sessions(left) => {
                    for (session, open) in left {
                        self.empty(session, open).await?;
                    }
                }
                CustomerOutcome::Erased(keys) => {
                    calls.into_iter().for_each(|call| self.house.reload(call));
                    for (platform, key) in keys {
                        // Whoever still looks begins anew, and finds nothing.
                        self.house.directory.show(&Topic::Customer(platform, key), &Shown::Lagged);
                    }
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
        Err(JournalError::Busy)
    }

    /// Takes a number out of every call of a workspace; how many those were.
    pub async fn forget_number(
        &self,
        workspace: WorkspaceId,
        number: String,
        by: By,
    ) -> Result<u32, JournalError> {
        let calls = self.hear_no_more(Callers::With(workspace.clone(), number.clone())).await?;
        let outcome = self.step(ErasureStep::Number { workspace, number, by }).await?;
        calls.into_iter().for_each(|call| self.house.reload(call));
        let CustomerOutcome::Forgotten(count) = outcome else { return Ok(0) };
        Ok(count)
    }

    /// Has calls that are not over keep nothing more of whoever called; which.
    async fn hear_no_more(&self, who: Callers) -> Result<Vec<Subject>, JournalError> {
        let CustomerOutcome::Calls(open) = self.step(ErasureStep::OpenCalls(who)).await? else {
            return Ok(Vec::new());
        };
        let mut told = Vec::new();
        for (workspace, call) in open {
            let subject = Subject::Call(workspace, call);
            self.tell(&subject, &AnyCommand::Call(call::Command::Erase)).await;
            told.push(subject);
        }
        Ok(told)
    }

    /// Carries all of these out, one after another; what fails is told and left to the next start.
    pub async fn resume(&self, begun: Vec<CustomerId>) {
        for customer in begun {
            match self.carry_out(customer).await {
                Ok(()) => tracing::info!(%customer, "an erasure that was broken off is complete"),
                Err(error) => tracing::error!(%customer, %error, "an erasure is not complete"),
            }
        }
    }

    /// Forgets what is too old, now and every hour, in small portions. Ends with the journal.
    pub async fn keep_sweeping(&self) {
        loop {
            loop {
                let step = ErasureStep::Sweep { now: self.house.clock.now(), limit: PORTION };
                match self.step(step).await {
                    Ok(CustomerOutcome::Forgotten(0)) => break,
                    Ok(_) => tokio::time::sleep(BREATH).await,
                    Err(JournalError::Closed) => return,
                    Err(error) => {
                        tracing::warn!(%error, "what is too old is forgotten an hour later");
                        break;
                    }
                }
            }
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }

    async fn empty(&self, session: SessionId, open: bool) -> Result<(), JournalError> {
        if open {
            let close = AnyCommand::Session(session::Command::Erase);
            self.tell(&Subject::Session(session), &close).await;
        }
        self.step(ErasureStep::Session { session }).await?;
        self.house.reload(Subject::Session(session));
        Ok(())
    }

    /// Has a host do its part: a session closes, so that queue and agent learn of it. What cannot (quarantined) is emptied as it
    /// is; a session closes by its own time when it lives again.
    async fn tell(&self, subject: &Subject, command: &AnyCommand) {
        for _ in 0..TRIES {
            let (reply, answered) = oneshot::channel();
            let reply = ReplyTo::new(move |answer| {
                let _ = reply.send(answer);
            });
            self.house.ask(subject.clone(), Ask::from_client(command.clone(), None, reply));
            let answer = tokio::time::timeout(PATIENCE, answered).await;
            match answer {
                Ok(Ok(Answer::Refused(refused))) if refused.code == "busy" => {
                    tokio::time::sleep(AGAIN).await;
                }
                _ => return,
            }
        }
    }

    async fn step(&self, step: ErasureStep) -> Result<CustomerOutcome, JournalError> {
        let mut tries = 0;
        loop {
            let (reply, answered) = oneshot::channel();
            let reply = Box::new(move |outcome| {
                let _ = reply.send(outcome);
            });
            let write = CustomerWrite::Erasure(step.clone());
            let outcome = match self.journal.submit(Request::Customer { write, reply }) {
                Ok(()) => answered.await.unwrap_or(Err(JournalError::Closed)),
                Err(error) => Err(error),
            };
            match outcome {
                Err(JournalError::Busy | JournalError::DiskFull | JournalError::ReadOnly)
                    if tries < TRIES =>
                {
                    tries += 1;
                    tokio::time::sleep(AGAIN).await;
                }
                outcome => return outcome,
            }
        }
    }
}
