//! Chats as they stand in the journal.

use switchboard_actors::ShownEvent;
use switchboard_actors::read::read_session_event;
use switchboard_core::machine::SessionRow;
use switchboard_core::{AnyRecorded, SessionId, Subject};
use switchboard_journal::JournalError;
use switchboard_wire::buerokratt::Chat;

use crate::records::{Reader, Records};

/// Events read at once.
const PAGE: u32 = 500;

/// Reads on in a chat to the end of its journal.
pub(super) fn read_on(records: &dyn Records, chat: &mut Chat) -> Result<(), JournalError> {
    let subject = Subject::Session(chat.session);
    loop {
        let page = records.page(&subject, chat.seq(), PAGE)?;
        for stored in &page {
            chat.take(&*read_session_event(stored)?);
        }
        if page.len() < PAGE as usize {
            return Ok(());
        }
    }
}

/// A chat and its line; none where there is no such session, or its person was erased.
pub(super) fn chat(
    records: &dyn Records,
    session: SessionId,
) -> Result<Option<(SessionRow, Chat)>, JournalError> {
    let Some(row) = records.session_row(session)? else { return Ok(None) };
    let mut chat = Chat::new(session);
    read_on(records, &mut chat)?;
    Ok(Some((row, chat)))
}

/// The same, off the actors' threads.
pub(super) async fn find(
    reader: &Reader,
    session: SessionId,
) -> Result<Option<(SessionRow, Chat)>, JournalError> {
    reader.read(move |records| chat(records, session)).await
}

/// Takes a live event in, if it is the next one.
pub(super) fn live(chat: &mut Chat, shown: &ShownEvent) -> Next {
    let AnyRecorded::Session(recorded) = &shown.recorded else { return Next::Old };
    let seq = recorded.seq;
    if seq <= chat.seq() {
        return Next::Old;
    }
    if seq != chat.seq().saturating_add(1) {
        return Next::Gap;
    }
    chat.take(recorded);
    Next::Taken
}

/// What became of a live event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is in the chat now.
    Taken,
    /// It was there already.
    Old,
    /// Something before it is missing: read on.
    Gap,
}

/// A chat, its line, and the position of the line's last change.
pub(super) fn listed(
    records: &dyn Records,
    session: SessionId,
) -> Result<Option<(u64, SessionRow, Chat)>, JournalError> {
    let Some(listed) = records.views().session(session)? else { return Ok(None) };
    let mut chat = Chat::new(session);
    read_on(records, &mut chat)?;
    Ok(Some((listed.position, listed.row, chat)))
}
