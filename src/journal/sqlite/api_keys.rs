//! Keys of programs in SQLite. A revoked one stays in the list.

use diesel::prelude::*;
use switchboard_core::{Timestamp, WorkspaceId};

use super::audit;
use super::values::{from_json, text, to_json};
use crate::audit::By;
use crate::chain::Digest;
use crate::error::JournalError;
use crate::people::{ApiKey, PeopleOutcome};
use crate::schema::api_keys;

/// Keeps a new one.
pub(super) fn mint(
    conn: &mut SqliteConnection,
    hash: &Digest,
    key: &ApiKey,
    by: &By,
) -> Result<PeopleOutcome, JournalError> {
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::hash.eq(hash.as_slice()),
            api_keys::id.eq(key.id.as_str()),
            api_keys::workspace.eq(key.workspace.as_str()),
            api_keys::name.eq(key.name.as_str()),
            api_keys::scopes.eq(to_json(&key.scopes)?),
            api_keys::created_at.eq(key.created_at.micros()),
            api_keys::created_by.eq(key.created_by.as_str()),
            api_keys::expires_at.eq(key.expires_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    let entry = by.did(&key.workspace, "key_made", format!("key/{}", key.id));
    audit::note(conn, &entry.with(serde_json::json!({ "scopes": key.scopes })))?;
    Ok(PeopleOutcome::Done)
}

/// Revokes one.
pub(super) fn revoke(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: &str,
    by: &By,
) -> Result<PeopleOutcome, JournalError> {
    let theirs = api_keys::table
        .filter(api_keys::workspace.eq(workspace.as_str()))
        .filter(api_keys::id.eq(id))
        .filter(api_keys::revoked_at.is_null());
    let revoked = diesel::update(theirs).set(api_keys::revoked_at.eq(by.at.micros())).execute(conn)?;
    if revoked == 0 {
        return Ok(PeopleOutcome::NotThere);
    }
    audit::note(conn, &by.did(workspace, "key_revoked", format!("key/{id}")))?;
    Ok(PeopleOutcome::Done)
}

/// Notes its use.
pub(super) fn used(
    conn: &mut SqliteConnection,
    hash: &Digest,
    at: Timestamp,
) -> Result<PeopleOutcome, JournalError> {
    diesel::update(api_keys::table.find(hash.as_slice()))
        .set(api_keys::used_at.eq(at.micros()))
        .execute(conn)?;
    Ok(PeopleOutcome::Done)
}

/// What a key stands for, also when it is good no longer.
pub(crate) fn of_hash(conn: &mut SqliteConnection, hash: &Digest) -> Result<Option<ApiKey>, JournalError> {
    let row = api_keys::table.find(hash.as_slice()).select(KeyLine::as_select()).first(conn);
    row.optional()?.map(KeyLine::read).transpose()
}

/// A workspace's, by their names.
pub(crate) fn all(conn: &mut SqliteConnection, workspace: &WorkspaceId) -> Result<Vec<ApiKey>, JournalError> {
    let rows = api_keys::table.filter(api_keys::workspace.eq(workspace.as_str())).order(api_keys::id);
    let rows: Vec<KeyLine> = rows.select(KeyLine::as_select()).load(conn)?;
    rows.into_iter().map(KeyLine::read).collect()
}

/// A row of the table.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct KeyLine {
    id: String,
    workspace: String,
    name: String,
    scopes: String,
    created_at: i64,
    created_by: String,
    expires_at: Option<i64>,
    used_at: Option<i64>,
    revoked_at: Option<i64>,
}

impl KeyLine {
    fn read(self) -> Result<ApiKey, JournalError> {
        Ok(ApiKey {
            id: self.id,
            workspace: text(&self.workspace)?,
            name: self.name,
            scopes: from_json(&self.scopes)?,
            created_at: Timestamp(self.created_at),
            created_by: self.created_by,
            expires_at: self.expires_at.map(Timestamp),
            used_at: self.used_at.map(Timestamp),
            revoked_at: self.revoked_at.map(Timestamp),
        })
    }
}
