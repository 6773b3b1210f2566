//! What a token stands for: a sign-in, or a credential of the demo. Neither counts for a disabled person.
//!
//! A sign-in ends half an hour after its last use and twelve hours after its beginning. A console's open socket uses it;
//! so does every request. When it was last used is written at most once a minute.

use std::time::Duration;

use switchboard_core::{Timestamp, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, Credential};
use switchboard_journal::people::{PeopleWrite, Person, Place};
use switchboard_journal::{Digest, JournalError, Views};

use crate::doors::Doors;

/// A sign-in nobody uses ends after this long,
pub(crate) const IDLE: Duration = Duration::from_secs(30 * 60);
/// and any other after this long.
pub(crate) const ABSOLUTE: Duration = Duration::from_secs(12 * 60 * 60);

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
    /// The workspace demands a second factor of this person, and there is none: all they may do is set one up.
    pub lacks_factor: bool,
}

impl Standing {
    /// The person.
    pub(crate) fn place(&self) -> Place {
        Place { workspace: self.credential.workspace.clone(), agent: self.credential.agent.clone() }
    }
}

/// Whom the token of this hash lets in, if anybody.
pub(crate) async fn of(doors: &Doors, token: Digest) -> Result<Option<Standing>, JournalError> {
    let found = doors
        .reader
        .read(move |records| match records.credential(&token)? {
            Some(credential) => {
                let standing =
                    Standing { credential, token, sign_in: None, until: None, lacks_factor: false };
                Ok(Some((standing, None)))
            }
            None => {
                let views = records.views();
                let Some((sign_in, person)) = views.sign_in(&token)? else { return Ok(None) };
                let lacks_factor = lacks_factor(views, &person)?;
                let (place, until) = (sign_in.place, Some(sign_in.created_at + ABSOLUTE));
                let credential =
                    Credential { workspace: place.workspace, agent: place.agent, role: person.role };
                let standing = Standing { credential, token, sign_in: Some(sign_in.id), until, lacks_factor };
                Ok(Some((standing, Some(sign_in.used_at))))
            }
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

/// Whether the workspace demands a second factor of this person, and they have none.
pub(crate) fn lacks_factor(views: &Views, person: &Person) -> Result<bool, JournalError> {
    if person.totp.is_some() {
        return Ok(false);
    }
    let settings = views.configured_workspace(&person.place.workspace)?;
    Ok(settings.is_some_and(|(_, values)| values.second_factor.is_demanded_of(person.role)))
}

/// Closes the sockets of a workspace whose people may no longer be here as they are: a second factor is demanded of them
/// from now on.
pub(crate) async fn look_again(doors: &Doors, workspace: &WorkspaceId) -> Result<(), JournalError> {
    for token in doors.accounts.consoles.tokens_of(workspace) {
        if of(doors, token).await?.is_none_or(|standing| standing.lacks_factor) {
            doors.accounts.consoles.dismiss_token(&token);
        }
    }
    Ok(())
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
