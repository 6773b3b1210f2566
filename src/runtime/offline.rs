//! Work on a data folder that no server uses: the house lives for as long as it takes, without doors.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use switchboard_actors::{Eraser, Living, Place};
use switchboard_core::{CustomerId, WorkspaceId};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::audit::{By, Who};
use switchboard_journal::customers::{CustomerOutcome, CustomerWrite};
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::{Journal, JournalError, Options, Request, SqliteJournal, Views};

use super::{StartError, common, end_now};
use crate::exit::Exit;
use crate::settings::Settings;

/// A reader may hold back the last step of an erasure; so often it is looked for, so far apart.
const LOOKS: u32 = 100;
const APART: Duration = Duration::from_millis(100);

/// Notes in the audit log that a person's data is handed out; then the folder, to read it from.
pub fn note_export(data: &Path, workspace: &WorkspaceId, customer: CustomerId) -> Result<Views, StartError> {
    let (journal, views) = SqliteJournal::open(data, &Options::default(), fatal)?;
    let by = By { who: Who::Operator, at: switchboard_actors::Clock::system().now() };
    let entry = by.did(workspace, "customer_exported", format!("customer/{customer}"));
    let (told, noted) = std::sync::mpsc::channel();
    let reply = Box::new(move |outcome: Result<_, JournalError>| {
        let _ = told.send(outcome.map(|_| ()));
    });
    journal.submit(Request::Account { write: AccountWrite::Audit(entry), reply })?;
    noted.recv().map_err(|_| JournalError::Closed)??;
    journal.stop();
    Ok(views)
}

/// Erases a person. Must run within an actix system.
pub async fn erase(data: &Path, workspace: WorkspaceId, customer: CustomerId) -> Result<(), StartError> {
    let (living, journal, views) = without_doors(data).await?;
    let by = By { who: Who::Operator, at: living.house.clock.now() };
    let begin = ErasureStep::Begin { workspace, customer, by };
    let erased = carry_out(&living, &journal, &views, begin, customer).await;
    end(living, &journal).await;
    Ok(erased?)
}

/// Takes a number out of every call; how many. Must run within an actix system.
pub async fn erase_caller(data: &Path, workspace: WorkspaceId, number: String) -> Result<u32, StartError> {
    let (living, journal, _views) = without_doors(data).await?;
    let by = By { who: Who::Operator, at: living.house.clock.now() };
    let shared = Arc::clone(&journal) as Arc<dyn Journal>;
    let erased = Eraser::new(living.house.clone(), shared).forget_number(workspace, number, by).await;
    end(living, &journal).await;
    Ok(erased?)
}

/// The house over a folder.
async fn without_doors(data: &Path) -> Result<(Living, Arc<SqliteJournal>, Views), StartError> {
    let mut settings = Settings::default();
    settings.server.data = data.to_owned();
    let (journal, views) = SqliteJournal::open(data, &Options::default(), fatal)?;
    let common = common(&settings, Arc::clone(&journal) as Arc<dyn Journal>, &views)?;
    let living = Living::open(common, Place::Here, Arc::new(|why| end_now(Exit::Defect, why))).await?;
    Ok((living, journal, views))
}

async fn end(living: Living, journal: &SqliteJournal) {
    living.drain(Duration::from_secs(5)).await;
    living.stop();
    journal.stop();
}

async fn carry_out(
    living: &Living,
    journal: &Arc<SqliteJournal>,
    views: &Views,
    begin: ErasureStep,
    customer: CustomerId,
) -> Result<(), JournalError> {
    let (told, begun) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome: Result<CustomerOutcome, JournalError>| {
        let _ = told.send(outcome);
    });
    journal.submit(Request::Customer { write: CustomerWrite::Erasure(begin), reply })?;
    begun.await.map_err(|_| JournalError::Closed)??;
    let shared = Arc::clone(journal) as Arc<dyn Journal>;
    Eraser::new(living.house.clone(), shared).carry_out(customer).await?;
    for _ in 0..LOOKS {
        if !views.erasures()?.contains(&customer) {
            return Ok(());
        }
        tokio::time::sleep(APART).await;
    }
    // The record is gone; the log beside the database is emptied at the next start.
    Err(JournalError::Busy)
}

fn fatal(error: JournalError) {
    end_now(Exit::JournalIo, &error.to_string());
}
