//! Customers and their identities: written as they come, linked, taken apart, vouched for.

use diesel::prelude::*;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use switchboard_core::machine::SessionRow;
use switchboard_core::{CustomerId, CustomerKey, PlatformId, SessionId, Timestamp, WorkspaceId};

use super::values::{from_json, from_word, signed, text, to_json, to_word, unsigned};
use super::{audit, site_keys};
use crate::audit::{By, Who};
use crate::customers::{Customer, CustomerOutcome, Identity, Profile, Proof, Vouched};
use crate::error::JournalError;
use crate::schema::{customers, identities, used_tokens};

type Written = Result<CustomerOutcome, JournalError>;

/// A record as its columns hold it.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customers, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct CustomerColumns {
    customer: String,
    workspace: String,
    version: i64,
    created_at: i64,
    external: Option<String>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    attributes: String,
}

impl CustomerColumns {
    fn of(record: &Customer) -> Result<Self, JournalError> {
        let profile = record.profile.clone();
        Ok(Self {
            customer: record.customer.to_string(),
            workspace: record.workspace.to_string(),
            version: signed(record.version),
            created_at: record.created_at.micros(),
            external: record.external.clone(),
            name: profile.name,
            email: profile.email,
            phone: profile.phone,
            attributes: to_json(&profile.attributes)?,
        })
    }

    /// The record, as read.
    pub(crate) fn read(self) -> Result<Customer, JournalError> {
        let Self { name, email, phone, .. } = self;
        Ok(Customer {
            customer: text(&self.customer)?,
            workspace: text(&self.workspace)?,
            version: unsigned(self.version),
            created_at: Timestamp(self.created_at),
            external: self.external,
            profile: Profile { name, email, phone, attributes: from_json(&self.attributes)? },
        })
    }
}

/// An identity as its columns hold it.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = identities)]
pub(crate) struct IdentityColumns {
    platform: String,
    key: String,
    workspace: String,
    customer: String,
    home: String,
    proof: String,
    since: i64,
}

impl IdentityColumns {
    /// The identity, as read.
    pub(crate) fn read(self) -> Result<Identity, JournalError> {
        let key = CustomerKey::new(self.key).map_err(|error| JournalError::Damaged(error.to_string()))?;
        let proof = from_word(self.proof)?;
        Ok(Identity { platform: text(&self.platform)?, key, proof, since: Timestamp(self.since) })
    }
}

/// A session of this customer opens: if their key was never seen, it becomes an identity of a record of its own.
pub(crate) fn met(conn: &mut SqliteConnection, row: &SessionRow) -> Result<(), JournalError> {
    if identity(conn, &row.platform, &row.customer)?.is_some() {
        return Ok(());
    }
    let fresh = customer_of(row.session, row.opened_at);
    begin(conn, &row.workspace, &row.platform, &row.customer, fresh, row.opened_at).map(|_| ())
}

/// The id of the record a session begins: a UUID version 7 of its own, the same whenever this is asked.
fn customer_of(session: SessionId, at: Timestamp) -> CustomerId {
    let digest = Sha256::digest(format!("customer of {session}"));
    let [a, b, c, d, e, f, g, h, i, j, ..]: [u8; 32] = digest.into();
    let millis = at.micros().unsigned_abs() / 1000;
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &[a, b, c, d, e, f, g, h, i, j]);
    CustomerId::minted(uuid.into_uuid())
}

fn begin(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    platform: &PlatformId,
    key: &CustomerKey,
    fresh: CustomerId,
    at: Timestamp,
) -> Result<IdentityColumns, JournalError> {
    insert_blank(conn, workspace, fresh, at)?;
    let columns = || -> Result<IdentityColumns, JournalError> {
        Ok(IdentityColumns {
            platform: platform.to_string(),
            key: key.as_str().to_owned(),
            workspace: workspace.to_string(),
            customer: fresh.to_string(),
            home: fresh.to_string(),
            proof: to_word(&Proof::Anonymous)?,
            since: at.micros(),
        })
    };
    diesel::insert_into(identities::table).values(columns()?).execute(conn)?;
    columns()
}

fn insert_blank(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    customer: CustomerId,
    at: Timestamp,
) -> Result<(), JournalError> {
    let blank = Customer {
        customer,
        workspace: workspace.clone(),
        version: 1,
        created_at: at,
        external: None,
        profile: Profile::default(),
    };
    let columns = CustomerColumns::of(&blank)?;
    diesel::insert_or_ignore_into(customers::table).values(columns).execute(conn)?;
    Ok(())
}

/// A record of a workspace.
pub(crate) fn customer(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    customer: CustomerId,
) -> Result<Option<Customer>, JournalError> {
    let columns = customers::table
        .find(customer.to_string())
        .filter(customers::workspace.eq(workspace.as_str()))
        .select(CustomerColumns::as_select());
    columns.first(conn).optional()?.map(CustomerColumns::read).transpose()
}

/// The identity of a key, if it was ever seen.
pub(crate) fn identity(
    conn: &mut SqliteConnection,
    platform: &PlatformId,
    key: &CustomerKey,
) -> QueryResult<Option<IdentityColumns>> {
    let found = identities::table.find((platform.as_str(), key.as_str()));
    found.select(IdentityColumns::as_select()).first(conn).optional()
}

impl IdentityColumns {
    /// Whose it is.
    pub(crate) fn customer(&self) -> Result<CustomerId, JournalError> {
        text(&self.customer)
    }
}

pub(super) fn edit(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: CustomerId,
    expected: u64,
    profile: &Profile,
    by: &By,
) -> Written {
    let Some(before) = customer(conn, workspace, id)? else { return Ok(CustomerOutcome::Unknown) };
    if before.version != expected {
        return Err(JournalError::Conflict);
    }
    let changed = profile.changed(&before.profile);
    if changed.is_empty() {
        return Ok(CustomerOutcome::Done(before.version));
    }
    let version = keep(conn, Customer { profile: profile.clone(), ..before })?;
    let entry = by.did(workspace, "customer_edited", subject(id)).with(json!({ "changed": changed }));
    audit::note(conn, &entry)?;
    Ok(CustomerOutcome::Done(version))
}

/// Writes a record in its next version.
fn keep(conn: &mut SqliteConnection, record: Customer) -> Result<u64, JournalError> {
    let record = Customer { version: record.version + 1, ..record };
    let columns = CustomerColumns::of(&record)?;
    diesel::update(customers::table.find(record.customer.to_string())).set(&columns).execute(conn)?;
    Ok(record.version)
}

fn touched(conn: &mut SqliteConnection, id: CustomerId) -> Result<(), JournalError> {
    diesel::update(customers::table.find(id.to_string()))
        .set(customers::version.eq(customers::version + 1))
        .execute(conn)?;
    Ok(())
}

/// What the audit log calls a customer.
pub(super) fn subject(id: CustomerId) -> String {
    format!("customer/{id}")
}

/// A customer and an identity of the same workspace; none where either is not there.
fn both(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: CustomerId,
    (platform, key): (&PlatformId, &CustomerKey),
) -> Result<Option<(Customer, IdentityColumns)>, JournalError> {
    let theirs = identity(conn, platform, key)?.filter(|found| found.workspace == workspace.as_str());
    Ok(customer(conn, workspace, id)?.zip(theirs))
}

pub(super) fn link(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: CustomerId,
    (platform, key): (&PlatformId, &CustomerKey),
    by: &By,
) -> Written {
    let Some((record, identity)) = both(conn, workspace, id, (platform, key))? else {
        return Ok(CustomerOutcome::Unknown);
    };
    let from = identity.customer()?;
    if from == id {
        return Ok(CustomerOutcome::Done(record.version));
    }
    hand_over(conn, &identity, id, Proof::Linked, by.at)?;
    let details = json!({ "platform": platform.as_str(), "from": subject(from) });
    audit::note(conn, &by.did(workspace, "customer_linked", subject(id)).with(details))?;
    Ok(CustomerOutcome::Done(record.version + 1))
}

pub(super) fn unlink(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    id: CustomerId,
    (platform, key): (&PlatformId, &CustomerKey),
    by: &By,
) -> Written {
    let Some((record, identity)) = both(conn, workspace, id, (platform, key))? else {
        return Ok(CustomerOutcome::Unknown);
    };
    if identity.customer()? != id {
        return Ok(CustomerOutcome::Unknown);
    }
    let home: CustomerId = text(&identity.home)?;
    if home == id {
        return Ok(CustomerOutcome::Done(record.version));
    }
    insert_blank(conn, workspace, home, by.at)?;
    hand_over(conn, &identity, home, Proof::Anonymous, by.at)?;
    let details = json!({ "platform": platform.as_str(), "to": subject(home) });
    audit::note(conn, &by.did(workspace, "customer_unlinked", subject(id)).with(details))?;
    Ok(CustomerOutcome::Done(record.version + 1))
}

fn hand_over(
    conn: &mut SqliteConnection,
    identity: &IdentityColumns,
    to: CustomerId,
    proof: Proof,
    at: Timestamp,
) -> Result<(), JournalError> {
    let place = (identity.platform.as_str(), identity.key.as_str());
    diesel::update(identities::table.find(place))
        .set((
            identities::customer.eq(to.to_string()),
            identities::proof.eq(to_word(&proof)?),
            identities::since.eq(at.micros()),
        ))
        .execute(conn)?;
    touched(conn, identity.customer()?)?;
    touched(conn, to)
}

/// The site says who the customer of this key is. A token counts once; a key that belongs to another customer of the
/// site stays theirs, since what was said under it is theirs.
pub(super) fn identify(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    (platform, key): (&PlatformId, &CustomerKey),
    fresh: CustomerId,
    vouched: &Vouched,
    at: Timestamp,
) -> Written {
    if !site_keys::counts(conn, workspace, platform, &vouched.site_key)? {
        return Ok(CustomerOutcome::Unknown);
    }
    if !use_once(conn, vouched, at)? {
        return Ok(CustomerOutcome::Replayed);
    }
    let identity = match identity(conn, platform, key)? {
        Some(identity) => identity,
        None => begin(conn, workspace, platform, key, fresh, at)?,
    };
    let Some(holder) = customer(conn, workspace, identity.customer()?)? else {
        return Ok(CustomerOutcome::Unknown);
    };
    if holder.external.as_deref().is_some_and(|external| external != vouched.external) {
        return Ok(CustomerOutcome::IdentifiedOtherwise);
    }
    let known = known_as(conn, workspace, &vouched.external)?;
    let mut record = known.unwrap_or_else(|| holder.clone());
    let is_new = record.customer != holder.customer || record.external.is_none();
    if is_new || identity.proof != to_word(&Proof::Signed)? {
        hand_over(conn, &identity, record.customer, Proof::Signed, at)?;
        let by = By { who: Who::Customer, at };
        let details = json!({ "platform": platform.as_str(), "siteKey": vouched.site_key });
        audit::note(conn, &by.did(workspace, "customer_identified", subject(record.customer)).with(details))?;
        record = customer(conn, workspace, record.customer)?.unwrap_or(record);
    }
    let before = record.clone();
    record.external = Some(vouched.external.clone());
    record.profile.learn(&vouched.profile);
    // What people wrote there before is not thrown away for a token that says too much.
    if record.profile.check().is_err() {
        record.profile = before.profile.clone();
    }
    if record == before {
        return Ok(CustomerOutcome::Done(before.version));
    }
    keep(conn, record).map(CustomerOutcome::Done)
}

/// The record of a site's customer.
fn known_as(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
    external: &str,
) -> Result<Option<Customer>, JournalError> {
    let found = customers::table
        .filter(customers::workspace.eq(workspace.as_str()))
        .filter(customers::external.eq(external))
        .select(CustomerColumns::as_select());
    found.first(conn).optional()?.map(CustomerColumns::read).transpose()
}

/// Remembers a token until it ends by itself; false when it was used before.
fn use_once(conn: &mut SqliteConnection, vouched: &Vouched, now: Timestamp) -> QueryResult<bool> {
    diesel::delete(used_tokens::table.filter(used_tokens::until.lt(now.micros()))).execute(conn)?;
    let kept = diesel::insert_or_ignore_into(used_tokens::table)
        .values((
            used_tokens::hash.eq(vouched.token.as_slice()),
            used_tokens::until.eq(vouched.until.micros()),
        ))
        .execute(conn)?;
    Ok(kept > 0)
}
