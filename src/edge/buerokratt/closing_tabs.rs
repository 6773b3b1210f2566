//! Tabs that are closed: a page's last word asks that its chat end after a while, unless the page is back by then.
//!
//! The word comes without a cookie, by whoever knows the chat's id. So it does nothing while somebody listens to the chat, and a
//! page that comes back takes it back. Both are remarks in the chat's journal: what was asked for before a restart is waited
//! for again after it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use switchboard_core::machine::Standing;
use switchboard_core::session::{Command, Remark};
use switchboard_core::{AnyCommand, Party, SessionId, Subject, WorkspaceId};
use switchboard_wire::buerokratt::{Chat, words};

use super::call::{Call, No, Outcome, Told, answer_of};
use super::held;
use super::reading;
use crate::doors::Doors;

/// The shortest and the longest time, whatever a page asks for.
const LEAST: u64 = 1;
const MOST: u64 = 600;
/// A stream whose client is gone is known for it this much later: the end is tried again so often.
const AGAIN: Duration = Duration::from_secs(15);
const TRIES: u32 = 3;
/// Chats that wait for their end, at most.
const WAITING: usize = 10_000;

/// The chats that wait for their end, each with the number of the word that asked for it.
#[derive(Debug, Default)]
pub(super) struct Closing(Mutex<HashMap<SessionId, u64>>);

impl Closing {
    fn ask(&self, session: SessionId, number: u64) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = waiting.len() < WAITING || waiting.contains_key(&session);
        if fits {
            waiting.insert(session, number);
        }
        fits
    }

    /// The same of what was asked before, unless it was asked anew.
    fn begins(&self, session: SessionId, number: u64) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&session)
            && self.ask(session, number)
    }

    /// Takes it back; whether there was anything.
    fn take_back(&self, session: SessionId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&session).is_some()
    }

    fn stands(&self, session: SessionId, number: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&session) == Some(&number)
    }
}

async fn named(call: &Call) -> Result<SessionId, No> {
    let session = call.body.chat("chatId").ok_or(No::bad("bad_field"))?;
    let row = call.doors.reader.read(move |records| records.session_row(session)).await?;
    let platform = call.doors.settings.buerokratt.platform.as_ref();
    let row = row.filter(|row| Some(&row.platform) == platform).ok_or_else(No::absent)?;
    if row.standing == Standing::Closed { Err(No::refused("chat_has_ended")) } else { Ok(session) }
}

/// The tab is being closed.
pub(super) async fn add(call: Call) -> Outcome {
    let session = named(&call).await?;
    let after = Duration::from_secs(call.body.number("timeout").unwrap_or(10).clamp(LEAST, MOST));
    let number = call.doors.number();
    if !held(&call.doors).closing.ask(session, number) {
        return Err(No::later());
    }
    let at = call.now + after;
    let details = [(words::END_AT.to_owned(), at.to_rfc3339())].into();
    note(&call, session, Remark { label: words::CLOSING.to_owned(), details, ..Remark::default() }).await?;
    let doors = call.doors.clone();
    actix_web::rt::spawn(async move { end_later(&doors, session, number, after).await });
    Ok(Told::done("response"))
}

async fn note(call: &Call, session: SessionId, remark: Remark) -> Result<(), No> {
    call.ask(session, Command::Remark { by: Party::System, name: None, remark }, None).await
}

/// Waits again for the ends that were asked for before a restart; a little longer, since pages need a while to be back.
pub(super) async fn resume(doors: Doors, workspace: WorkspaceId) {
    let platform = doors.settings.buerokratt.platform.clone();
    let asked = doors.reader.read(move |records| {
        let mut asked = Vec::new();
        for (_, row) in records.open_rows(&workspace)? {
            if Some(&row.platform) == platform.as_ref() {
                let mut chat = Chat::new(row.session);
                reading::read_on(records, &mut chat)?;
                asked.extend(chat.closing_at.map(|at| (row.session, at)));
            }
        }
        Ok(asked)
    });
    let asked = match asked.await {
        Ok(asked) => asked,
        Err(error) => {
            tracing::warn!(%error, "tabs that were closed before the restart are not waited for; silence ends their chats");
            return;
        }
    };
    for (session, at) in asked {
        let number = doors.number();
        if held(&doors).closing.begins(session, number) {
            let after = at.since(doors.house.clock.now()).saturating_add(AGAIN);
            let doors = doors.clone();
            actix_web::rt::spawn(async move { end_later(&doors, session, number, after).await });
        }
    }
}

/// The page is back.
pub(super) async fn remove(call: Call) -> Outcome {
    let session = named(&call).await?;
    if held(&call.doors).closing.take_back(session) {
        note(&call, session, Remark { label: words::BACK.to_owned(), ..Remark::default() }).await?;
    }
    Ok(Told::done("response"))
}

async fn end_later(doors: &Doors, session: SessionId, number: u64, after: Duration) {
    tokio::time::sleep(after).await;
    let held = held(doors);
    let closing = &held.closing;
    for _ in 0..TRIES {
        if !closing.stands(session, number) {
            return;
        }
        if !held.listeners.hears(session) {
            closing.take_back(session);
            return end(doors, session).await;
        }
        tokio::time::sleep(AGAIN).await;
    }
    // Somebody is there all the same.
    closing.take_back(session);
}

async fn end(doors: &Doors, session: SessionId) {
    let row = doors.reader.read(move |records| records.session_row(session)).await;
    let Ok(Some(row)) = row else { return };
    let remark = Remark { label: words::LEFT_UNKNOWN.to_owned(), ..Remark::default() };
    let command = AnyCommand::Session(Command::End { by: Party::Customer, name: None, remark });
    let answer = answer_of(doors, &row.workspace, Subject::Session(session), command, None).await;
    tracing::debug!(?answer, "a chat whose tab was closed was ended");
}
