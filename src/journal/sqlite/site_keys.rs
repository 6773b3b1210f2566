//! Keys of sites: kept sealed or public, listed, revoked.

use diesel::prelude::*;
use serde_json::json;
use switchboard_core::{PlatformId, Timestamp, WorkspaceId};

use super::audit;
use super::values::{from_word, text, to_word};
use crate::audit::By;
use crate::customers::CustomerOutcome;
use crate::error::JournalError;
use crate::schema::site_keys;
use crate::site_keys::SiteKey;

/// Keys of a platform at most, revoked ones included.
const MOST_KEYS: i64 = 50;

/// A key as its columns hold it.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = site_keys)]
struct SiteKeyColumns {
    id: String,
    workspace: String,
    platform: String,
    name: String,
    algorithm: String,
    material: Vec<u8>,
    created_at: i64,
    revoked_at: Option<i64>,
}

impl SiteKeyColumns {
    fn read(self) -> Result<SiteKey, JournalError> {
        Ok(SiteKey {
            id: self.id,
            workspace: text(&self.workspace)?,
            platform: text(&self.platform)?,
            name: self.name,
            algorithm: from_word(self.algorithm)?,
            material: self.material,
            created_at: Timestamp(self.created_at),
            revoked_at: self.revoked_at.map(Timestamp),
        })
    }
}

/// Keeps a new key.
pub(super) fn add(
    conn: &mut SqliteConnection,
    key: &SiteKey,
    by: &By,
) -> Result<CustomerOutcome, JournalError> {
    let of_platform = site_keys::table.filter(site_keys::platform.eq(key.platform.as_str()));
    if of_platform.count().get_result::<i64>(conn)? >= MOST_KEYS {
        return Err(JournalError::Refused(format!("a platform has at most {MOST_KEYS} site keys")));
    }
    let columns = SiteKeyColumns {
        id: key.id.clone(),
        workspace: key.workspace.to_string(),
        platform: key.platform.to_string(),
        name: key.name.clone(),
        algorithm: to_word(&key.algorithm)?,
        material: key.material.clone(),
        created_at: key.created_at.micros(),
        revoked_at: None,
    };
    diesel::insert_into(site_keys::table).values(columns).execute(conn)?;
    note(conn, &key.workspace, &key.platform, "site_key_created", &key.id, by)?;
    Ok(CustomerOutcome::Done(1))
}

/// The key no longer counts.
pub(super) fn revoke(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    platform: &PlatformId,
    id: &str,
    by: &By,
) -> Result<CustomerOutcome, JournalError> {
    let named = site_keys::table
        .find(id)
        .filter(site_keys::workspace.eq(workspace.as_str()))
        .filter(site_keys::platform.eq(platform.as_str()));
    let found: Option<Option<i64>> = named.select(site_keys::revoked_at).first(conn).optional()?;
    match found {
        None => return Ok(CustomerOutcome::Unknown),
        Some(Some(_)) => return Ok(CustomerOutcome::Done(2)),
        Some(None) => {}
    }
    let revoked = site_keys::revoked_at.eq(by.at.micros());
    diesel::update(site_keys::table.find(id)).set(revoked).execute(conn)?;
    note(conn, workspace, platform, "site_key_revoked", id, by)?;
    Ok(CustomerOutcome::Done(2))
}

fn note(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    platform: &PlatformId,
    what: &'static str,
    id: &str,
    by: &By,
) -> Result<(), JournalError> {
    let entry = by.did(workspace, what, format!("platform/{platform}")).with(json!({ "siteKey": id }));
    audit::note(conn, &entry)
}

/// Whether a key stands and was not revoked.
pub(super) fn counts(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    platform: &PlatformId,
    id: &str,
) -> QueryResult<bool> {
    let standing = site_keys::table
        .find(id)
        .filter(site_keys::workspace.eq(workspace.as_str()))
        .filter(site_keys::platform.eq(platform.as_str()))
        .filter(site_keys::revoked_at.is_null());
    diesel::select(diesel::dsl::exists(standing)).get_result(conn)
}

/// Keys of a platform, the newest first.
pub(crate) fn of_platform(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    platform: &PlatformId,
) -> Result<Vec<SiteKey>, JournalError> {
    let columns: Vec<SiteKeyColumns> = site_keys::table
        .filter(site_keys::workspace.eq(workspace.as_str()))
        .filter(site_keys::platform.eq(platform.as_str()))
        .order(site_keys::created_at.desc())
        .select(SiteKeyColumns::as_select())
        .load(conn)?;
    columns.into_iter().map(SiteKeyColumns::read).collect()
}
