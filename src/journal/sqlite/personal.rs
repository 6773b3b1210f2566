//! Which function carries out which write about customers, and which streams it leaves without content.

use diesel::prelude::*;
use switchboard_core::{SessionId, Subject};

use super::{callers, customers, erasing, retention, site_keys};
use crate::customers::{CustomerOutcome, CustomerWrite};
use crate::erasing::ErasureStep;
use crate::error::JournalError;
use crate::store::Said;

impl From<CustomerOutcome> for Said {
    fn from(outcome: CustomerOutcome) -> Self {
        Self { outcome, emptied: Vec::new() }
    }
}

/// Carries out a write.
pub(super) fn write(conn: &mut SqliteConnection, write: &CustomerWrite) -> Result<Said, JournalError> {
    let outcome = match write {
        CustomerWrite::Edit { workspace, customer, expected, profile, by } => {
            customers::edit(conn, workspace, *customer, *expected, profile, by)?
        }
        CustomerWrite::Link { workspace, customer, platform, key, by } => {
            customers::link(conn, workspace, *customer, (platform, key), by)?
        }
        CustomerWrite::Unlink { workspace, customer, platform, key, by } => {
            customers::unlink(conn, workspace, *customer, (platform, key), by)?
        }
        CustomerWrite::Identify { workspace, platform, key, fresh, vouched, at } => {
            customers::identify(conn, workspace, (platform, key), *fresh, vouched, *at)?
        }
        CustomerWrite::SiteKey { key, by } => site_keys::add(conn, key, by)?,
        CustomerWrite::RevokeSiteKey { workspace, platform, id, by } => {
            site_keys::revoke(conn, workspace, platform, id, by)?
        }
        CustomerWrite::Erasure(step) => return erase(conn, step),
    };
    Ok(outcome.into())
}

fn erase(conn: &mut SqliteConnection, step: &ErasureStep) -> Result<Said, JournalError> {
    let outcome = match step {
        ErasureStep::Begin { workspace, customer, by } => erasing::begin(conn, workspace, *customer, by)?,
        ErasureStep::Remaining { customer } => erasing::remaining(conn, *customer)?,
        ErasureStep::Session { session } => {
            empty(conn, &[*session])?;
            return Ok(Said { outcome: CustomerOutcome::Done(0), emptied: subjects(vec![*session]) });
        }
        ErasureStep::OpenCalls(who) => CustomerOutcome::Calls(callers::open_calls(conn, who)?),
        ErasureStep::Number { workspace, number, by } => {
            let emptied = erasing::number(conn, workspace, number, by)?;
            let count = u32::try_from(emptied.len()).unwrap_or(u32::MAX);
            return Ok(Said { outcome: CustomerOutcome::Forgotten(count), emptied });
        }
        ErasureStep::Finish { customer, at } => {
            let (outcome, emptied) = erasing::finish(conn, *customer, *at)?;
            return Ok(Said { outcome, emptied });
        }
        ErasureStep::Sweep { now, limit } => {
            let swept = retention::sweep(conn, *now, *limit)?;
            empty(conn, &swept.sessions)?;
            let outcome = CustomerOutcome::Forgotten(swept.count);
            let emptied = subjects(swept.sessions).into_iter().chain(swept.calls).collect();
            return Ok(Said { outcome, emptied });
        }
        ErasureStep::Keep { workspace, retention, expected, by } => {
            retention::set(conn, workspace, retention, *expected, by)?
        }
    };
    Ok(outcome.into())
}

fn empty(conn: &mut SqliteConnection, sessions: &[SessionId]) -> Result<(), JournalError> {
    sessions.iter().try_for_each(|session| erasing::session(conn, *session).map(|_| ()))
}

fn subjects(sessions: Vec<SessionId>) -> Vec<Subject> {
    sessions.into_iter().map(Subject::Session).collect()
}
