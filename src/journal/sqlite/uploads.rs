//! Who uploaded which picture. What nothing was said with is forgotten after a day.

use diesel::dsl::exists;
use diesel::prelude::*;
use switchboard_core::{CustomerKey, PlatformId};

use crate::chain::Digest;
use crate::schema::{attachment_uses, attachments, uploads};
use crate::uploads::Upload;

/// An upload is good for so long, in microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Old uploads looked after with each new one, at most.
const AT_ONCE: i64 = 20;

/// Notes an upload; the same again makes it new. Looks after some old ones.
pub(super) fn note(conn: &mut SqliteConnection, upload: &Upload) -> QueryResult<()> {
    let Upload { hash, platform, customer, at } = upload;
    diesel::replace_into(uploads::table)
        .values((
            uploads::hash.eq(hash.as_slice()),
            uploads::platform.eq(platform.as_str()),
            uploads::customer.eq(customer.as_str()),
            uploads::at.eq(at.micros()),
        ))
        .execute(conn)?;
    let old: Vec<(Vec<u8>, String, String)> = uploads::table
        .filter(uploads::at.lt(at.micros().saturating_sub(DAY)))
        .order(uploads::at)
        .limit(AT_ONCE)
        .select((uploads::hash, uploads::platform, uploads::customer))
        .load(conn)?;
    for (hash, platform, customer) in old {
        diesel::delete(uploads::table.find((&hash, platform, customer))).execute(conn)?;
        forget_if_unused(conn, &hash)?;
    }
    Ok(())
}

/// Forgets a picture that no session shows and nobody is about to show.
pub(super) fn forget_if_unused(conn: &mut SqliteConnection, hash: &[u8]) -> QueryResult<()> {
    let used = attachment_uses::table.filter(attachment_uses::hash.eq(hash));
    let uploaded = uploads::table.filter(uploads::hash.eq(hash));
    let is_kept = diesel::select(exists(used)).get_result::<bool>(conn)?
        || diesel::select(exists(uploaded)).get_result::<bool>(conn)?;
    if !is_kept {
        diesel::delete(attachments::table.find(hash)).execute(conn)?;
    }
    Ok(())
}

/// Whether this customer uploaded it.
pub(crate) fn is_by(
    conn: &mut SqliteConnection,
    hash: &Digest,
    platform: &PlatformId,
    customer: &CustomerKey,
) -> QueryResult<bool> {
    let theirs = uploads::table.find((hash.as_slice(), platform.as_str(), customer.as_str()));
    diesel::select(exists(theirs)).get_result(conn)
}
