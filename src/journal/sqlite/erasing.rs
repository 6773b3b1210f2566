//! Forgetting: a person, session by session and then as a record; and what is older than a workspace keeps it.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use serde_json::json;
use switchboard_core::{CustomerId, CustomerKey, SessionId, Subject, Timestamp, WorkspaceId};

use super::places::of_stream;
use super::values::{text, to_json};
use super::{audit, callers, customers, events, places, rest, uploads, words};
use crate::audit::By;
use crate::customers::CustomerOutcome;
use crate::erasing::Callers;
use crate::error::JournalError;
use crate::schema;
use crate::schema::{
    attachment_uses, customer_tokens, erasures, identities, parked, session_rows, snapshots,
};

/// Stands among the erasures for numbers that were erased, until the log beside the database is emptied.
const NUMBERS: &str = "numbers";

type Written = Result<CustomerOutcome, JournalError>;

/// Notes that a person is to be erased.
pub(super) fn begin(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    customer: CustomerId,
    by: &By,
) -> Written {
    if customers::customer(conn, workspace, customer)?.is_none() {
        return Ok(CustomerOutcome::Unknown);
    }
    let noted = diesel::insert_or_ignore_into(erasures::table)
        .values((
            erasures::customer.eq(customer.to_string()),
            erasures::workspace.eq(workspace.as_str()),
            erasures::asked_at.eq(by.at.micros()),
        ))
        .execute(conn)?;
    if noted > 0 {
        let entry = by.did(workspace, "customer_erasure_asked", customers::subject(customer));
        audit::note(conn, &entry)?;
    }
    remaining(conn, customer)
}

/// The person's sessions that have not been emptied yet.
pub(super) fn remaining(conn: &mut SqliteConnection, customer: CustomerId) -> Written {
    let theirs: Vec<(String, bool)> = session_rows::table
        .inner_join(identities::table.on(
            identities::platform.eq(session_rows::platform).and(identities::key.eq(session_rows::customer)),
        ))
        .filter(identities::customer.eq(customer.to_string()))
        .order(session_rows::stream)
        .select((session_rows::session, session_rows::open))
        .load(conn)?;
    let read = theirs.into_iter().map(|(session, open)| Ok((text(&session)?, open)));
    Ok(CustomerOutcome::Sessions(read.collect::<Result<_, JournalError>>()?))
}

/// Empties a session's stream; its number, if it has one. What it owes stays owed: that names ids and staff only. One that
/// is open has no line any more that anybody could find it by: it is to be woken, and ends by itself.
pub(super) fn session(conn: &mut SqliteConnection, session: SessionId) -> Result<Option<i64>, JournalError> {
    let Some(stream) = events::stream_of(conn, &Subject::Session(session))? else { return Ok(None) };
    let open: Option<bool> =
        session_rows::table.find(stream).select(session_rows::open).first(conn).optional()?;
    if open == Some(true) {
        rest::set_wakeup(conn, stream, Some(Timestamp::default()))?;
    }
    empty(conn, stream)?;
    uploads::forget_of_session(conn, session)?;
    diesel::delete(session_rows::table.find(stream)).execute(conn)?;
    Ok(Some(stream))
}

/// An event without what was said: content, salt, and the hashes of its client's message.
#[derive(Default, AsChangeset)]
#[diesel(table_name = schema::events, treat_none_as_null = true)]
struct Emptied {
    content: Option<String>,
    salt: Option<Vec<u8>>,
    client_sender: Option<i64>,
    client_id: Option<i64>,
    client_body: Option<i64>,
}

/// Deletes what was said in a stream, and every copy of it.
pub(super) fn empty(conn: &mut SqliteConnection, stream: i64) -> Result<(), JournalError> {
    use crate::schema::events;
    let positions: Vec<i64> =
        events::table.filter(of_stream(stream, 0)).select(events::position).load(conn)?;
    empty_events(conn, &positions)?;
    diesel::delete(snapshots::table.find(stream)).execute(conn)?;
    words::forget(conn, stream)?;
    diesel::delete(parked::table.filter(parked::stream.eq(stream))).execute(conn)?;
    unname_attachments(conn, stream)
}

/// The same of single events, whose stream holds others' too.
pub(super) fn empty_events(conn: &mut SqliteConnection, positions: &[i64]) -> QueryResult<()> {
    use crate::schema::events;
    places::forget_clients(conn, positions)?;
    for position in positions {
        diesel::update(events::table.find(position)).set(Emptied::default()).execute(conn)?;
    }
    Ok(())
}

/// Takes a number out of every call; how many, for the audit log, which does not name it.
pub(super) fn number(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    number: &str,
    by: &By,
) -> Result<Vec<Subject>, JournalError> {
    let emptied = callers::forget(conn, &Callers::With(workspace.clone(), number.to_owned()))?;
    let entry = by.did(workspace, "number_erased", format!("workspace/{workspace}"));
    audit::note(conn, &entry.with(json!({ "calls": emptied.len() })))?;
    diesel::replace_into(erasures::table)
        .values((
            erasures::customer.eq(NUMBERS),
            erasures::workspace.eq(workspace.as_str()),
            erasures::asked_at.eq(by.at.micros()),
            erasures::emptied.eq(true),
        ))
        .execute(conn)?;
    Ok(emptied)
}

/// The stream names no attachment any more; those that nobody names go.
fn unname_attachments(conn: &mut SqliteConnection, stream: i64) -> Result<(), JournalError> {
    let named: Vec<Vec<u8>> = attachment_uses::table
        .filter(attachment_uses::stream.eq(stream))
        .select(attachment_uses::hash)
        .load(conn)?;
    diesel::delete(attachment_uses::table.filter(attachment_uses::stream.eq(stream))).execute(conn)?;
    for hash in named {
        uploads::forget_if_unused(conn, &hash)?;
    }
    Ok(())
}

/// Deletes the record and all that belongs to it, takes its number out of calls, and deletes the records its identities came
/// from that hold nobody else. What came of it, and the calls.
pub(super) fn finish(
    conn: &mut SqliteConnection,
    customer: CustomerId,
    at: Timestamp,
) -> Result<(CustomerOutcome, Vec<Subject>), JournalError> {
    let asked = || erasures::table.find(customer.to_string());
    let workspace: Option<String> = asked().select(erasures::workspace).first(conn).optional()?;
    let Some(workspace) = workspace else { return Ok((CustomerOutcome::Unknown, Vec::new())) };
    if let CustomerOutcome::Sessions(left) = remaining(conn, customer)?
        && !left.is_empty()
    {
        return Ok((CustomerOutcome::Sessions(left), Vec::new()));
    }
    let calls = callers::forget(conn, &Callers::Of(customer))?;
    let theirs: Vec<(String, String, String)> = identities::table
        .filter(identities::customer.eq(customer.to_string()))
        .select((identities::platform, identities::key, identities::home))
        .load(conn)?;
    for (platform, key, _) in &theirs {
        forget_key(conn, platform, key)?;
    }
    let keys = theirs.iter().map(|(platform, key, _)| {
        let key = CustomerKey::new(key.as_str()).map_err(|error| JournalError::Damaged(error.to_string()))?;
        Ok((text(platform)?, key))
    });
    let keys = keys.collect::<Result<Vec<_>, JournalError>>()?;
    let homes = theirs.into_iter().map(|(_, _, home)| home).filter(|home| *home != customer.to_string());
    for record in homes.chain([customer.to_string()]) {
        let held = identities::table.filter(identities::customer.eq(&record));
        if !diesel::select(exists(held)).get_result::<bool>(conn)? {
            diesel::delete(schema::customers::table.find(&record)).execute(conn)?;
        }
    }
    diesel::update(asked()).set(erasures::emptied.eq(true)).execute(conn)?;
    let workspace: WorkspaceId = text(&workspace)?;
    let entry = By::system(at).did(&workspace, "customer_erased", customers::subject(customer));
    audit::note(conn, &entry)?;
    Ok((CustomerOutcome::Erased(keys), calls))
}

/// Tokens, the identity, and commands kept for sessions that never came to be.
fn forget_key(conn: &mut SqliteConnection, platform: &str, key: &str) -> Result<(), JournalError> {
    let tokens = customer_tokens::table
        .filter(customer_tokens::platform.eq(platform))
        .filter(customer_tokens::customer.eq(key));
    diesel::delete(tokens).execute(conn)?;
    forget_uploads(conn, platform, key)?;
    diesel::delete(identities::table.find((platform, key))).execute(conn)?;
    let spelled = to_json(&key)?;
    let kept: Vec<(i64, String)> = parked::table.select((parked::id, parked::command)).load(conn)?;
    for (id, _) in kept.into_iter().filter(|(_, command)| command.contains(&spelled)) {
        diesel::delete(parked::table.find(id)).execute(conn)?;
    }
    Ok(())
}

/// Pictures they uploaded and said nothing with go too.
fn forget_uploads(conn: &mut SqliteConnection, platform: &str, key: &str) -> Result<(), JournalError> {
    let of_platform = || schema::uploads::table.filter(schema::uploads::platform.eq(platform));
    let theirs = || of_platform().filter(schema::uploads::customer.eq(key));
    let hashes: Vec<Vec<u8>> = theirs().select(schema::uploads::hash).load(conn)?;
    diesel::delete(theirs()).execute(conn)?;
    for hash in hashes {
        uploads::forget_if_unused(conn, &hash)?;
    }
    Ok(())
}

/// Erasures that were begun and are not complete.
pub(crate) fn begun(conn: &mut SqliteConnection) -> Result<Vec<CustomerId>, JournalError> {
    let begun: Vec<String> = erasures::table
        .filter(erasures::customer.ne(NUMBERS))
        .order(erasures::asked_at)
        .select(erasures::customer)
        .load(conn)?;
    begun.iter().map(|customer| text(customer)).collect()
}

/// The log beside the database was emptied: what was erased before is complete.
pub(super) fn complete(conn: &mut SqliteConnection) -> Result<(), JournalError> {
    diesel::delete(erasures::table.filter(erasures::emptied)).execute(conn)?;
    Ok(())
}

/// Whether something was erased whose traces may still stand in the log beside the database.
pub(super) fn leaves_traces(conn: &mut SqliteConnection) -> QueryResult<bool> {
    diesel::select(exists(erasures::table.filter(erasures::emptied))).get_result(conn)
}

/// Attachments a content names, as it is written.
pub(super) fn name_attachments(
    conn: &mut SqliteConnection,
    stream: i64,
    content: &str,
) -> Result<(), JournalError> {
    if !content.contains("\"attachment\"") {
        return Ok(());
    }
    let content: serde_json::Value = super::values::from_json(content)?;
    let id = content.get("attachment").and_then(|attachment| attachment.get("id"));
    let hash = id
        .and_then(serde_json::Value::as_str)
        .and_then(|id| data_encoding::HEXLOWER_PERMISSIVE.decode(id.as_bytes()).ok());
    if let Some(hash) = hash {
        diesel::insert_or_ignore_into(attachment_uses::table)
            .values((attachment_uses::hash.eq(hash), attachment_uses::stream.eq(stream)))
            .execute(conn)?;
    }
    Ok(())
}

/// Streams of a workspace's sessions that ended before an instant.
pub(super) fn ended_before(
    conn: &mut SqliteConnection,
    workspace: &str,
    before: Timestamp,
    limit: i64,
) -> QueryResult<Vec<(i64, String)>> {
    session_rows::table
        .filter(session_rows::workspace.eq(workspace))
        .filter(not(session_rows::open))
        .filter(session_rows::since.lt(before.micros()))
        .order(session_rows::since)
        .limit(limit)
        .select((session_rows::stream, session_rows::session))
        .load(conn)
}

/// Sessions that ended before an instant give their attachments up; how many did.
pub(super) fn shed_attachments(
    conn: &mut SqliteConnection,
    workspace: &str,
    before: Timestamp,
    limit: i64,
) -> Result<u32, JournalError> {
    let streams: Vec<i64> = session_rows::table
        .filter(session_rows::workspace.eq(workspace))
        .filter(not(session_rows::open))
        .filter(session_rows::since.lt(before.micros()))
        .filter(exists(attachment_uses::table.filter(attachment_uses::stream.eq(session_rows::stream))))
        .limit(limit)
        .select(session_rows::stream)
        .load(conn)?;
    for stream in &streams {
        unname_attachments(conn, *stream)?;
    }
    Ok(u32::try_from(streams.len()).unwrap_or(u32::MAX))
}
