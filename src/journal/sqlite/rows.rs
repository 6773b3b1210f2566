//! The subjects' lines in the views: rewritten only when something listed changed.

use diesel::prelude::*;
use switchboard_core::machine::{AgentRow, QueueRow, Row, SessionRow};
use switchboard_core::{CustomerKey, PlatformId, SessionId, Timestamp};

use super::calls;
use super::columns::{AgentColumns, QueueColumns, SessionColumns};
use super::values::{signed, signed32, text, to_json};
use crate::error::{AppendError, JournalError};
use crate::schema::{agent_rows, queue_rows, session_rows};

/// Writes a line. Fails as not unique when a customer would have two open sessions.
pub(super) fn write(
    conn: &mut SqliteConnection,
    stream: i64,
    position: u64,
    row: &Row,
) -> Result<(), AppendError> {
    match row {
        Row::Session(row) => write_session(conn, stream, position, row)?,
        Row::Agent(row) => write_agent(conn, stream, position, row)?,
        Row::Queue(row) => write_queue(conn, stream, position, row)?,
        Row::Call(row) => calls::write(conn, stream, position, row)?,
    }
    Ok(())
}

fn write_session(
    conn: &mut SqliteConnection,
    stream: i64,
    position: u64,
    row: &SessionRow,
) -> Result<(), AppendError> {
    let columns = SessionColumns::of(stream, position, row)?;
    // Not "replace": that would delete the other open session instead of failing.
    diesel::insert_into(session_rows::table)
        .values(&columns)
        .on_conflict(session_rows::stream)
        .do_update()
        .set(&columns)
        .execute(conn)?;
    Ok(())
}

fn write_agent(
    conn: &mut SqliteConnection,
    stream: i64,
    position: u64,
    row: &AgentRow,
) -> Result<(), AppendError> {
    diesel::replace_into(agent_rows::table)
        .values((
            agent_rows::stream.eq(stream),
            agent_rows::position.eq(signed(position)),
            agent_rows::workspace.eq(row.workspace.as_str()),
            agent_rows::agent.eq(row.agent.as_str()),
            agent_rows::ready.eq(row.ready),
            agent_rows::reachable.eq(row.reachable),
            agent_rows::reason.eq(row.reason.as_deref()),
            agent_rows::since.eq(row.since.micros()),
            agent_rows::loads.eq(to_json(&row.loads)?),
            agent_rows::capacities.eq(to_json(&row.capacities)?),
        ))
        .execute(conn)?;
    Ok(())
}

fn write_queue(
    conn: &mut SqliteConnection,
    stream: i64,
    position: u64,
    row: &QueueRow,
) -> Result<(), AppendError> {
    diesel::replace_into(queue_rows::table)
        .values((
            queue_rows::stream.eq(stream),
            queue_rows::position.eq(signed(position)),
            queue_rows::workspace.eq(row.workspace.as_str()),
            queue_rows::queue.eq(row.queue.as_str()),
            queue_rows::waiting.eq(signed32(row.waiting)),
            queue_rows::oldest.eq(row.oldest.map(Timestamp::micros)),
            queue_rows::open.eq(row.open),
            queue_rows::changes_at.eq(row.changes_at.map(Timestamp::micros)),
            queue_rows::working.eq(signed32(row.working)),
            queue_rows::max_length.eq(row.max_length.map(signed32)),
            queue_rows::estimated_wait_ms.eq(row.estimated_wait_ms.map(signed)),
            queue_rows::estimate_ends.eq(row.estimate_ends.map(Timestamp::micros)),
            queue_rows::answer_within_ms.eq(signed(row.answer_within_ms)),
            queue_rows::ended.eq(to_json(&row.ended)?),
        ))
        .execute(conn)?;
    Ok(())
}

/// The open session of a customer.
pub(crate) fn find_open(
    conn: &mut SqliteConnection,
    platform: &PlatformId,
    customer: &CustomerKey,
) -> Result<Option<SessionId>, JournalError> {
    let open: Option<String> = session_rows::table
        .filter(session_rows::platform.eq(platform.as_str()))
        .filter(session_rows::customer.eq(customer.as_str()))
        .filter(session_rows::open)
        .select(session_rows::session)
        .first(conn)
        .optional()?;
    open.as_deref().map(text).transpose()
}

/// A stream's line, to compare the next one with.
pub(super) fn read(
    conn: &mut SqliteConnection,
    stream: i64,
    like: &Row,
) -> Result<Option<Row>, JournalError> {
    match like {
        Row::Session(_) => {
            let columns = session_rows::table.find(stream).select(SessionColumns::as_select());
            let columns = columns.first(conn).optional()?;
            Ok(columns.map(SessionColumns::read).transpose()?.map(|listed| Row::Session(listed.row)))
        }
        Row::Agent(_) => {
            let columns = agent_rows::table.find(stream).select(AgentColumns::as_select());
            let columns = columns.first(conn).optional()?;
            Ok(columns.map(AgentColumns::read).transpose()?.map(Row::Agent))
        }
        Row::Queue(_) => {
            let columns = queue_rows::table.find(stream).select(QueueColumns::as_select());
            let columns = columns.first(conn).optional()?;
            Ok(columns.map(QueueColumns::read).transpose()?.map(Row::Queue))
        }
        Row::Call(_) => Ok(calls::read(conn, stream)?.map(|row| Row::Call(Box::new(row)))),
    }
}
