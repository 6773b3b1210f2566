//! Reading customers: records, identities, their sessions, the keys of sites, and what is being erased.

use diesel::prelude::*;
use switchboard_core::{CustomerId, CustomerKey, PlatformId, SessionId, WorkspaceId};

use super::Views;
use crate::customers::{Customer, Identity};
use crate::erasing::Retention;
use crate::error::JournalError;
use crate::schema::{attachment_uses, customers, identities, session_rows};
use crate::site_keys::SiteKey;
use crate::sqlite::columns::{Listed, SessionColumns};
use crate::sqlite::customers::{CustomerColumns, IdentityColumns};
use crate::sqlite::{customers as records, erasing, events, retention, site_keys};

impl Views {
    /// Records before one (by age), the newest first; with a text, those whose name, address or number holds it or
    /// whose key it is. Records whose identities all went to another are left out.
    pub fn customers(
        &self,
        workspace: &WorkspaceId,
        search: Option<&str>,
        before: Option<CustomerId>,
        limit: u32,
    ) -> Result<Vec<Customer>, JournalError> {
        let held = identities::table.filter(identities::customer.eq(customers::customer));
        let mut all = customers::table
            .filter(customers::workspace.eq(workspace.as_str()))
            .filter(diesel::dsl::exists(held).or(customers::external.is_not_null()))
            .order(customers::customer.desc())
            .limit(i64::from(limit))
            .select(CustomerColumns::as_select())
            .into_boxed();
        if let Some(before) = before {
            all = all.filter(customers::customer.lt(before.to_string()));
        }
        if let Some(wanted) = search {
            let like = format!("%{}%", escaped(wanted));
            let keyed = identities::table
                .filter(identities::customer.eq(customers::customer))
                .filter(identities::key.eq(wanted.to_owned()));
            all = all.filter(
                customers::name
                    .like(like.clone())
                    .escape('\\')
                    .or(customers::email.like(like.clone()).escape('\\'))
                    .or(customers::phone.like(like).escape('\\'))
                    .or(customers::external.eq(wanted.to_owned()))
                    .assume_not_null()
                    .or(diesel::dsl::exists(keyed)),
            );
        }
        let columns: Vec<CustomerColumns> = all.load(&mut *self.conn()?)?;
        columns.into_iter().map(CustomerColumns::read).collect()
    }

    /// A record.
    pub fn customer(
        &self,
        workspace: &WorkspaceId,
        customer: CustomerId,
    ) -> Result<Option<Customer>, JournalError> {
        records::customer(&mut *self.conn()?, workspace, customer)
    }

    /// Whether a customer had sessions, all of which ended before an instant.
    pub fn parted_before(
        &self,
        platform: &PlatformId,
        key: &CustomerKey,
        before: switchboard_core::Timestamp,
    ) -> Result<bool, JournalError> {
        let last: Option<(bool, i64)> = session_rows::table
            .filter(session_rows::platform.eq(platform.as_str()))
            .filter(session_rows::customer.eq(key.as_str()))
            .order((session_rows::open.desc(), session_rows::since.desc()))
            .select((session_rows::open, session_rows::since))
            .first(&mut *self.conn()?)
            .optional()?;
        Ok(last.is_some_and(|(open, since)| !open && since < before.micros()))
    }

    /// Which workspace a record belongs to.
    pub fn workspace_of(&self, customer: CustomerId) -> Result<Option<WorkspaceId>, JournalError> {
        let found: Option<String> = customers::table
            .find(customer.to_string())
            .select(customers::workspace)
            .first(&mut *self.conn()?)
            .optional()?;
        found.as_deref().map(crate::sqlite::values::text).transpose()
    }

    /// Whose key this is.
    pub fn customer_of(
        &self,
        workspace: &WorkspaceId,
        platform: &PlatformId,
        key: &CustomerKey,
    ) -> Result<Option<CustomerId>, JournalError> {
        let found: Option<IdentityColumns> = identities::table
            .find((platform.as_str(), key.as_str()))
            .filter(identities::workspace.eq(workspace.as_str()))
            .select(IdentityColumns::as_select())
            .first(&mut *self.conn()?)
            .optional()?;
        found.map(|identity| identity.customer()).transpose()
    }

    /// As whom a customer is known.
    pub fn identities(&self, customer: CustomerId) -> Result<Vec<Identity>, JournalError> {
        let columns: Vec<IdentityColumns> = identities::table
            .filter(identities::customer.eq(customer.to_string()))
            .order((identities::since, identities::platform, identities::key))
            .select(IdentityColumns::as_select())
            .load(&mut *self.conn()?)?;
        columns.into_iter().map(IdentityColumns::read).collect()
    }

    /// Sessions of a customer over all their identities, before one of them, the newest first.
    pub fn sessions_of(
        &self,
        customer: CustomerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Listed>, JournalError> {
        let theirs = identities::table
            .filter(identities::customer.eq(customer.to_string()))
            .filter(identities::platform.eq(session_rows::platform))
            .filter(identities::key.eq(session_rows::customer));
        let mut all = session_rows::table
            .filter(diesel::dsl::exists(theirs))
            .order(session_rows::session.desc())
            .limit(i64::from(limit))
            .select(SessionColumns::as_select())
            .into_boxed();
        if let Some(before) = before {
            all = all.filter(session_rows::session.lt(before.to_string()));
        }
        let columns: Vec<SessionColumns> = all.load(&mut *self.conn()?)?;
        columns.into_iter().map(SessionColumns::read).collect()
    }

    /// Attachments a session names, by the SHA-256 of their bytes.
    pub fn attachments_of(&self, session: SessionId) -> Result<Vec<Vec<u8>>, JournalError> {
        let conn = &mut *self.conn()?;
        let Some(stream) = events::stream_of(conn, &switchboard_core::Subject::Session(session))? else {
            return Ok(Vec::new());
        };
        let of_stream = attachment_uses::table.filter(attachment_uses::stream.eq(stream));
        Ok(of_stream.select(attachment_uses::hash).load(conn)?)
    }

    /// Keys of a platform's site, the newest first.
    pub fn site_keys(
        &self,
        workspace: &WorkspaceId,
        platform: &PlatformId,
    ) -> Result<Vec<SiteKey>, JournalError> {
        site_keys::of_platform(&mut *self.conn()?, workspace, platform)
    }

    /// How long a workspace keeps what, and the version of that; 0 where nothing was set.
    pub fn retention(&self, workspace: &WorkspaceId) -> Result<(u64, Retention), JournalError> {
        retention::of(&mut *self.conn()?, workspace.as_str())
    }

    /// Persons whose erasure was asked for and is not complete.
    pub fn erasures(&self) -> Result<Vec<CustomerId>, JournalError> {
        erasing::begun(&mut *self.conn()?)
    }
}

/// A text as `LIKE` takes it literally.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
