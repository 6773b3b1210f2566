//! A platform's feed: the events of all its sessions in the order of the journal.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use switchboard_core::{CustomerKey, PlatformId};

use super::Views;
use crate::error::JournalError;
use crate::request::StoredEvent;
use crate::schema::{events as table, session_rows, streams};
use crate::sqlite::events::{self, EventRow};
use crate::sqlite::values::{signed, subject};
use crate::upcast::upcast;

/// A part of a platform's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// Events of the platform's sessions, each with the customer it is about, in the order of the journal.
    pub events: Vec<(CustomerKey, StoredEvent)>,
    /// Nothing of the platform up to this position is left out.
    pub until: u64,
    /// The journal goes on behind that.
    pub more: bool,
}

impl Views {
    /// Events of a platform after a position: at most `limit` of them, among at most `window` events of the whole journal,
    /// so that a platform where little happens costs no more than any other.
    pub fn platform_page(
        &self,
        platform: &PlatformId,
        after: u64,
        limit: u32,
        window: u32,
    ) -> Result<FeedPage, JournalError> {
        let conn = &mut *self.conn()?;
        let last = events::last_position(conn)?;
        let until = last.min(after.saturating_add(u64::from(window)));
        // The sign before the column keeps SQLite from beginning at the platform's sessions, all of them.
        let is_here = sql::<Bool>("+session_rows.platform = ").bind::<Text, _>(platform.as_str());
        let rows: Vec<(EventRow, String, String)> = table::table
            .inner_join(streams::table)
            .inner_join(session_rows::table)
            .filter(table::position.gt(signed(after)))
            .filter(table::position.le(signed(until)))
            .filter(is_here)
            .order(table::position)
            .limit(i64::from(limit))
            .select((EventRow::as_select(), streams::name, session_rows::customer))
            .load(conn)?;
        let is_full = rows.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let found: Result<Vec<_>, JournalError> = rows
            .into_iter()
            .map(|(row, name, customer)| {
                let customer = CustomerKey::new(customer);
                let customer = customer.map_err(|error| JournalError::Damaged(error.to_string()))?;
                Ok((customer, upcast(row.into_event(&subject(&name)?))))
            })
            .collect();
        let events = found?;
        let until = match events.last().filter(|_| is_full) {
            Some((_, event)) => event.position,
            None => until.max(after),
        };
        Ok(FeedPage { events, until, more: until < last })
    }
}
