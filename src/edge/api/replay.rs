//! A session as it was after any of its events, a call as it was at any moment: the machine itself, given those events and
//! no later one.

use switchboard_actors::read::{read_event, read_session_event};
use switchboard_core::call;
use switchboard_core::machine::{CallRow, Machine, Row, SessionRow, Standing};
use switchboard_core::session::{Event, Session};
use switchboard_core::{AnyRecorded, SessionId, Subject, Timestamp};
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
            let recorded = read_session_event(&stored)?;
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

/// Up to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// To the end.
    Now,
    /// After this event.
    Event(u64),
    /// What had happened by then.
    Instant(Timestamp),
}

/// Replays a call up to a moment: the last event in it, and its line; none where it was not known then. Blocks.
pub(super) fn call_at(
    views: &Views,
    subject: &Subject,
    moment: Moment,
) -> Result<Option<(u64, CallRow)>, JournalError> {
    let (mut machine, mut seq) = (call::Call::blank(subject), 0);
    'pages: loop {
        let page = views.transcript(subject, seq, PAGE)?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            let is_later = match moment {
                Moment::Now => false,
                Moment::Event(last) => stored.seq > last,
                // Instants are told in milliseconds: what happened within one has happened by then.
                Moment::Instant(last) => in_millis(stored.at) > in_millis(last),
            };
            if is_later {
                break 'pages;
            }
            let AnyRecorded::Call(recorded) = read_event(&stored)? else {
                return Err(JournalError::Damaged(format!(
                    "event {} of {subject} is not a call's",
                    stored.seq
                )));
            };
            seq = recorded.seq;
            machine.apply(&recorded);
        }
    }
    if matches!(moment, Moment::Event(last) if last != seq) {
        return Ok(None);
    }
    Ok(match machine.row() {
        Some(Row::Call(row)) => Some((seq, *row)),
        _ => None,
    })
}

fn in_millis(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000)
}
