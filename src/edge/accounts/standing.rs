//! What a token stands for: a sign-in, or a credential of the demo. Neither counts for a disabled person.
//!
//! A sign-in ends half an hour after its last use and twelve hours after its beginning. A console's open socket uses it;
//! so does every request. When it was last used is written at most once a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use switchboard_core::Timestamp;
use switchboard_journal::accounts::{AccountWrite, Credential};
use switchboard_journal::people::{PeopleWrite, Place};
use switchboard_journal::{Digest, JournalError};

use crate::doors::Doors;

/// A sign-in nobody uses ends after this long,
pub(crate) const IDLE: Duration = Duration::from_secs(30 * 60);
/// and any other after this long.
pub(crate) const ABSOLUTE: Duration = Duration::from_secs(12 * 60 * 60);
/// Uses closer together than this are one.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// Noted uses kept in memory; the old ones go first.
const MOST: usize = 50_000;

/// Whoever a token lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Who, and what they may do.
    pub credential: Credential,
    /// The token's hash.
    pub token: Digest,
    /// Its name in lists; none for a credential of the demo, which is no sign-in.
    pub sign_in: Option<String>,
    /// Good no longer than this.
    pub until: Option<Timestamp>,
}

impl Standing {
    /// The person.
    pub(crate) fn place(&self) -> Place {
        Place { workspace: self.credential.workspace.clone(), agent: self.credential.agent.clone() }
    }
}

/// When tokens were last noted as used.
#[derive(Default)]
pub(crate) struct Uses(Mutex<HashMap<Digest, Timestamp>>);

impl Uses {
    fn is_worth_noting(&self, token: &Digest, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.get(token).is_some_and(|at| now.since(*at) < NOTED_EVERY) {
            return false;
        }
        if noted.len() >= MOST {
            noted.retain(|_, at| now.since(*at) < NOTED_EVERY);
        }
        if noted.len() < MOST {
            noted.insert(*token, now);
        }
        true
    }
}

/// Whom the token of this hash lets in, if anybody.
pub(crate) async fn of(doors: &Doors, token: Digest) -> Result<Option<Standing>, JournalError> {
    let found = doors
        .reader
        .read(move |records| match records.credential(&token)? {
            Some(credential) => Ok(Some((Standing { credential, token, sign_in: None, until: None }, None))),
            None => Ok(records.views().sign_in(&token)?.map(|(sign_in, person)| {
                let place = sign_in.place;
                let credential =
                    Credential { workspace: place.workspace, agent: place.agent, role: person.role };
                let until = Some(sign_in.created_at + ABSOLUTE);
                (Standing { credential, token, sign_in: Some(sign_in.id), until }, Some(sign_in.used_at))
            })),
        })
        .await?;
    let now = doors.house.clock.now();
    let Some((standing, used_at)) = found else { return Ok(None) };
    let is_idle = used_at.is_some_and(|used_at| now.since(used_at) >= IDLE);
    if is_idle || standing.until.is_some_and(|until| until <= now) {
        return Ok(None);
    }
    if used_at.is_some() {
        used(doors, token, now);
    }
    Ok(Some(standing))
}

/// Notes that a token is used. Nobody waits for it: what is lost is a minute of its idle time.
pub(crate) fn used(doors: &Doors, token: Digest, now: Timestamp) {
    note(doors, &token, now, PeopleWrite::Used { hash: token, at: now });
}

/// Notes that a program's key is used.
pub(crate) fn key_used(doors: &Doors, key: Digest, now: Timestamp) {
    note(doors, &key, now, PeopleWrite::KeyUsed { hash: key, at: now });
}

fn note(doors: &Doors, token: &Digest, now: Timestamp, write: PeopleWrite) {
    if !doors.accounts.uses.is_worth_noting(token, now) {
        return;
    }
    let writer = doors.writer.clone();
    actix::spawn(async move {
        if let Err(why) = writer.account(AccountWrite::People(Box::new(write))).await {
            tracing::debug!(%why, "the use of a sign-in was not noted");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_within_a_minute_are_one() {
        let uses = Uses::default();
        let seconds = |seconds: i64| Timestamp(seconds * 1_000_000);
        assert!(uses.is_worth_noting(&[1; 32], seconds(0)));
        assert!(!uses.is_worth_noting(&[1; 32], seconds(59)));
        assert!(uses.is_worth_noting(&[2; 32], seconds(59)));
        assert!(uses.is_worth_noting(&[1; 32], seconds(60)));
    }
}
