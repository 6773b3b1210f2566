//! Who uploaded which picture.

use diesel::prelude::*;
use switchboard_core::{CustomerKey, PlatformId};

use crate::chain::Digest;
use crate::schema::uploads;
use crate::uploads::Upload;

/// Notes an upload; the same again changes nothing.
pub(super) fn note(conn: &mut SqliteConnection, upload: &Upload) -> QueryResult<()> {
    let Upload { hash, platform, customer, at } = upload;
    diesel::insert_or_ignore_into(uploads::table)
        .values((
            uploads::hash.eq(hash.as_slice()),
            uploads::platform.eq(platform.as_str()),
            uploads::customer.eq(customer.as_str()),
            uploads::at.eq(at.micros()),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Whether this customer uploaded it.
pub(crate) fn is_by(
    conn: &mut SqliteConnection,
    hash: &Digest,
    platform: &PlatformId,
    customer: &CustomerKey,
) -> QueryResult<bool> {
    let theirs = uploads::table.find((hash.as_slice(), platform.as_str(), customer.as_str()));
    diesel::select(diesel::dsl::exists(theirs)).get_result(conn)
}
