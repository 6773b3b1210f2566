//! Forgetting who called: calls with a number, what was reported of it in no call, and calls older than they are kept. What
//! stays of a call are its facts, which name nobody.

use diesel::dsl::not;
use diesel::prelude::*;
use switchboard_core::machine::CallRow;
use switchboard_core::{CallId, Content, CustomerId, Subject, Timestamp, WorkspaceId};

use super::places::of_stream;
use super::values::{from_json, text, to_json};
use super::{customers, erasing, events};
use crate::erasing::{CallOf, Callers};
use crate::error::JournalError;
use crate::schema::{call_rows, events as event};

/// Numbers are written with and without the country; so many last digits must be there, and alike.
const ALIKE: usize = 8;

/// A number as it is compared: its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number(String);

impl Number {
    /// None of what is too short to be one.
    pub(crate) fn of(spelled: &str) -> Option<Self> {
        let digits: String = spelled.chars().filter(char::is_ascii_digit).collect();
        (digits.len() >= ALIKE).then_some(Self(digits))
    }

    /// What every spelling of it is like, for a first look: its last digits, whatever stands between them.
    pub(crate) fn pattern(&self) -> String {
        let end = self.0.len().checked_sub(ALIKE).and_then(|from| self.0.get(from..)).unwrap_or_default();
        end.chars().flat_map(|digit| ['%', digit]).chain(['%']).collect()
    }

    /// Whether this spells it too.
    pub(crate) fn is(&self, spelled: &str) -> bool {
        Self::of(spelled).is_some_and(|other| other.0.ends_with(&self.0) || self.0.ends_with(&other.0))
    }
}

/// The workspace and number meant; none where there is no number to look for.
fn meant(conn: &mut SqliteConnection, who: &Callers) -> Result<Option<(WorkspaceId, Number)>, JournalError> {
    match who {
        Callers::With(workspace, number) => Ok(Number::of(number).map(|number| (workspace.clone(), number))),
        Callers::Of(customer) => of_record(conn, *customer),
    }
}

fn of_record(
    conn: &mut SqliteConnection,
    customer: CustomerId,
) -> Result<Option<(WorkspaceId, Number)>, JournalError> {
    use crate::schema::customers as record;
    let workspace: Option<String> =
        record::table.find(customer.to_string()).select(record::workspace).first(conn).optional()?;
    let Some(workspace) = workspace else { return Ok(None) };
    let workspace: WorkspaceId = text(&workspace)?;
    let record = customers::customer(conn, &workspace, customer)?;
    let phone = record.and_then(|record| record.profile.phone);
    Ok(phone.as_deref().and_then(Number::of).map(|number| (workspace, number)))
}

/// Calls with a number: stream, line.
fn with(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    number: &Number,
    open: bool,
) -> Result<Vec<(i64, CallRow)>, JournalError> {
    let mut rows = call_rows::table
        .filter(call_rows::workspace.eq(workspace.as_str()))
        .filter(call_rows::their_number.is_not_null())
        .select((call_rows::stream, call_rows::their_number, call_rows::line))
        .into_boxed();
    if open {
        rows = rows.filter(call_rows::open);
    }
    let rows: Vec<(i64, Option<String>, String)> = rows.load(conn)?;
    let theirs = rows
        .into_iter()
        .filter(|(_, spelled, _)| spelled.as_deref().is_some_and(|spelled| number.is(spelled)));
    theirs.map(|(stream, _, line)| Ok((stream, from_json(&line)?))).collect()
}

/// Calls of somebody that are not over.
pub(super) fn open_calls(conn: &mut SqliteConnection, who: &Callers) -> Result<Vec<CallOf>, JournalError> {
    let Some((workspace, number)) = meant(conn, who)? else { return Ok(Vec::new()) };
    let open = with(conn, &workspace, &number, true)?;
    Ok(open.into_iter().map(|(_, row)| (workspace.clone(), row.call)).collect())
}

/// Empties every call of somebody, and what was reported of their number in no call; the streams.
pub(super) fn forget(conn: &mut SqliteConnection, who: &Callers) -> Result<Vec<Subject>, JournalError> {
    let Some((workspace, number)) = meant(conn, who)? else { return Ok(Vec::new()) };
    let mut emptied = Vec::new();
    for (stream, row) in with(conn, &workspace, &number, false)? {
        erasing::empty(conn, stream)?;
        blank(conn, stream, &row)?;
        emptied.push(Subject::Call(workspace.clone(), row.call));
    }
    let line = Subject::Call(workspace, CallId::new(""));
    if let Some(stream) = events::stream_of(conn, &line)?
        && forget_events(conn, stream, &number)?
    {
        emptied.push(line);
    }
    Ok(emptied)
}

/// The call's line without what was its caller's.
fn blank(conn: &mut SqliteConnection, stream: i64, row: &CallRow) -> Result<(), JournalError> {
    let mut row = row.clone();
    row.their_number = None;
    row.recordings.clear();
    row.actors.iter_mut().for_each(|actor| actor.name = None);
    let nothing: Option<String> = None;
    diesel::update(call_rows::table.find(stream))
        .set((call_rows::their_number.eq(nothing), call_rows::line.eq(to_json(&row)?)))
        .execute(conn)?;
    Ok(())
}

/// Reports of this number in a stream that has others' too; whether there were any.
fn forget_events(conn: &mut SqliteConnection, stream: i64, number: &Number) -> Result<bool, JournalError> {
    let told: Vec<(i64, Option<String>)> = event::table
        .filter(of_stream(stream, 0))
        .filter(event::content.like("%\"phone\":%"))
        .select((event::position, event::content))
        .load(conn)?;
    let mut positions = Vec::new();
    for (position, content) in told {
        let content: Content = from_json(content.as_deref().unwrap_or("{}"))?;
        let phone = content.contact.and_then(|contact| contact.phone);
        if phone.is_some_and(|phone| number.is(&phone)) {
            positions.push(position);
        }
    }
    erasing::empty_events(conn, &positions)?;
    Ok(!positions.is_empty())
}

/// Calls of a workspace that were over before an instant are emptied and listed no more, and so are reports of no call from
/// before it; the streams.
pub(super) fn forget_old(
    conn: &mut SqliteConnection,
    workspace: &str,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Subject>, JournalError> {
    let over: Vec<(i64, String)> = call_rows::table
        .filter(call_rows::workspace.eq(workspace))
        .filter(not(call_rows::open))
        .filter(call_rows::since.lt(before.micros()))
        .order(call_rows::since)
        .limit(limit)
        .select((call_rows::stream, call_rows::call))
        .load(conn)?;
    let tenant: WorkspaceId = text(workspace)?;
    let mut emptied = Vec::new();
    for (stream, call) in over {
        erasing::empty(conn, stream)?;
        diesel::delete(call_rows::table.find(stream)).execute(conn)?;
        emptied.push(Subject::Call(tenant.clone(), CallId::new(&call)));
    }
    let line = Subject::Call(tenant, CallId::new(""));
    if let Some(stream) = events::stream_of(conn, &line)? {
        let old: Vec<i64> = event::table
            .filter(of_stream(stream, 0).and(event::content.is_not_null()))
            .filter(event::at.lt(before.micros()))
            .limit(limit)
            .select(event::position)
            .load(conn)?;
        erasing::empty_events(conn, &old)?;
        emptied.extend((!old.is_empty()).then_some(line));
    }
    Ok(emptied)
}

/// Workspaces that have telephone calls.
pub(super) fn workspaces(conn: &mut SqliteConnection) -> QueryResult<Vec<String>> {
    call_rows::table.select(call_rows::workspace).distinct().load(conn)
}
