//! Telephone calls: their lines with the numbers readers know them by, and the reports of each.

use diesel::prelude::*;
use switchboard_core::call::REPORTED;
use switchboard_core::machine::{CallRow, CallState};
use switchboard_core::{Subject, Timestamp};

use super::accounts::count;
use super::events::{self, EventRow};
use super::places::of_stream;
use super::values::{from_json, signed, to_json, to_word, unsigned};
use crate::error::{AppendError, JournalError};
use crate::request::{NewEvent, StoredEvent};
use crate::schema::{call_reports, call_rows};
use crate::upcast::upcast;

/// A call's line, its number, and the position of the event that changed it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCall {
    /// Dense from 1 within the workspace.
    pub id: u64,
    /// Where in the journal the line changed last.
    pub position: u64,
    /// The line.
    pub row: CallRow,
}

/// A report and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReport {
    /// Dense from 1 within the workspace, in the order in which reports were taken in.
    pub id: u64,
    /// The event.
    pub event: StoredEvent,
}

/// The columns a line is read from.
pub(crate) type LineColumns = (i64, i64, String);
/// Which they are.
pub(crate) const LINE: (call_rows::id, call_rows::position, call_rows::line) =
    (call_rows::id, call_rows::position, call_rows::line);

/// The line, as read.
pub(crate) fn listed((id, position, line): LineColumns) -> Result<ListedCall, JournalError> {
    Ok(ListedCall { id: unsigned(id), position: unsigned(position), row: from_json(&line)? })
}

/// Agents in a call as one text in which each can be looked for.
pub(crate) fn among(agent: &str) -> String {
    format!("/{agent}/")
}

/// Writes a call's line; a new call gets the next number.
pub(super) fn write(
    conn: &mut SqliteConnection,
    stream: i64,
    position: u64,
    row: &CallRow,
) -> Result<(), AppendError> {
    let known: Option<i64> = call_rows::table.find(stream).select(call_rows::id).first(conn).optional()?;
    let id = match known {
        Some(id) => id,
        None => signed(count(conn, &format!("calls/{}", row.workspace))?),
    };
    let agents: Vec<&str> =
        row.actors.iter().filter_map(|actor| Some(actor.agent.as_ref()?.as_str())).collect();
    let queue = row.our_queue.as_ref().map(|queue| queue.as_str()).or(row.queue.as_deref());
    diesel::replace_into(call_rows::table)
        .values((
            call_rows::stream.eq(stream),
            call_rows::position.eq(signed(position)),
            call_rows::workspace.eq(row.workspace.as_str()),
            call_rows::id.eq(id),
            call_rows::call.eq(row.call.as_str()),
            call_rows::state.eq(to_word(&row.state)?),
            call_rows::queue.eq(queue),
            call_rows::agents.eq(agents.into_iter().map(among).collect::<String>()),
            call_rows::their_number.eq(row.their_number.as_deref()),
            call_rows::created_at.eq(row.created_at.micros()),
            call_rows::since.eq(row.since.micros()),
            call_rows::delegate_by.eq(row.delegate_by.map(Timestamp::micros)),
            call_rows::open.eq(row.state != CallState::Finished),
            call_rows::line.eq(to_json(row)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// A call's line as it was stored, to compare the next one with.
pub(super) fn read(conn: &mut SqliteConnection, stream: i64) -> Result<Option<CallRow>, JournalError> {
    let line: Option<String> =
        call_rows::table.find(stream).select(call_rows::line).first(conn).optional()?;
    line.as_deref().map(from_json).transpose()
}

/// Gives a report its number; other events of a call have none.
pub(super) fn number(
    conn: &mut SqliteConnection,
    position: u64,
    subject: &Subject,
    event: &NewEvent,
) -> Result<(), JournalError> {
    let Subject::Call(workspace, _) = subject else { return Ok(()) };
    if event.kind != REPORTED {
        return Ok(());
    }
    let id = count(conn, &format!("reports/{workspace}"))?;
    diesel::insert_into(call_reports::table)
        .values((
            call_reports::position.eq(signed(position)),
            call_reports::workspace.eq(workspace.as_str()),
            call_reports::id.eq(signed(id)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Reports of a stream after a sequence, in their order, at most so many.
pub(crate) fn reports(
    conn: &mut SqliteConnection,
    subject: &Subject,
    after: u64,
    limit: i64,
) -> Result<Vec<StoredReport>, JournalError> {
    use crate::schema::events as event;
    let Some(stream) = events::stream_of(conn, subject)? else { return Ok(Vec::new()) };
    let rows: Vec<(EventRow, i64)> = event::table
        .inner_join(call_reports::table)
        .filter(of_stream(stream, signed(after)))
        .order(event::position)
        .limit(limit)
        .select((EventRow::as_select(), call_reports::id))
        .load(conn)?;
    let report = |(row, id): (EventRow, i64)| StoredReport {
        id: unsigned(id),
        event: upcast(row.into_event(subject)),
    };
    Ok(rows.into_iter().map(report).collect())
}
