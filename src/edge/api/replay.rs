//! A session as it was after any of its events: the machine itself, given those events and no later one.

use switchboard_actors::read::read_event;
use switchboard_core::machine::{Machine, Row, SessionRow, Standing};
use switchboard_core::session::{Event, Session};
use switchboard_core::{AnyEvent, Recorded, SessionId, Subject};
use switchboard_journal::{JournalError, Views};

/// Events read at once.
const PAGE: u32 = 500;

/// What the replay found.
pub(super) struct Then {
    /// The last event in it.
    pub seq: u64,
    /// The session's line; none where the person was erased.
    pub row: Option<SessionRow>,
    /// The place the customer was told last, while it waited.
    pub place: Option<u32>,
}

/// Replays a session up to an event, or to its end; none when it has no such event. Blocks.
pub(super) fn at(
    views: &Views,
    session: SessionId,
    until: Option<u64>,
) -> Result<Option<Then>, JournalError> {
    let subject = Subject::Session(session);
    let until = until.unwrap_or(u64::MAX);
    let (mut machine, mut seq, mut told) = (Session::blank(&subject), 0, None);
    'pages: loop {
        let page = views.transcript(&subject, seq, PAGE)?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            if stored.seq > until {
                break 'pages;
            }
            let recorded = read(&stored)?;
            match recorded.event {
                Event::PlaceTold { place, .. } => told = Some(place),
                Event::Queued { .. } => told = None,
                _ => {}
            }
            seq = recorded.seq;
            machine.apply(&recorded);
        }
    }
    if seq == 0 || (until != u64::MAX && seq != until) {
        return Ok(None);
    }
    let row = match machine.row() {
        Some(Row::Session(row)) => Some(row),
        _ => None,
    };
    let waits = row.as_ref().is_some_and(|row| row.standing == Standing::Queued);
    Ok(Some(Then { seq, row, place: told.filter(|_| waits) }))
}

fn read(stored: &switchboard_journal::StoredEvent) -> Result<Recorded<Event>, JournalError> {
    let Recorded { seq, public, at, actor, event, content } = read_event(stored)?;
    match event {
        AnyEvent::Session(event) => Ok(Recorded { seq, public, at, actor, event, content }),
        _ => Err(JournalError::Damaged(format!("event {seq} of {} is not a session's", stored.subject))),
    }
}
