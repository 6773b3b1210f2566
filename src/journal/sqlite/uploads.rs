//! Who uploaded which picture. What nothing was said with is forgotten after a day.

use std::collections::BTreeSet;

use diesel::dsl::exists;
use diesel::prelude::*;
use switchboard_core::{AgentId, CustomerKey, PlatformId, SessionId, Timestamp};

use crate::chain::Digest;
use crate::schema::{attachment_uses, attachments, staff_uploads, uploads};
use crate::uploads::{Upload, Uploader};

/// An upload is good for so long, in microseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Old uploads looked after with each new one, at most, of customers and of staff.
const AT_ONCE: i64 = 20;

/// Notes an upload; the same again makes it new. Looks after some old ones.
pub(super) fn note(conn: &mut SqliteConnection, upload: &Upload) -> QueryResult<()> {
    let Upload { hash, by, at } = upload;
    match by {
        Uploader::Customer { platform, customer } => diesel::replace_into(uploads::table)
            .values((
                uploads::hash.eq(hash.as_slice()),
                uploads::platform.eq(platform.as_str()),
                uploads::customer.eq(customer.as_str()),
                uploads::at.eq(at.micros()),
            ))
            .execute(conn)?,
        Uploader::Staff { session, agent } => diesel::replace_into(staff_uploads::table)
            .values((
                staff_uploads::hash.eq(hash.as_slice()),
                staff_uploads::session.eq(session.to_string()),
                staff_uploads::agent.eq(agent.as_str()),
                staff_uploads::at.eq(at.micros()),
            ))
            .execute(conn)?,
    };
    forget_old(conn, *at)
}

fn forget_old(conn: &mut SqliteConnection, now: Timestamp) -> QueryResult<()> {
    let before = now.micros().saturating_sub(DAY);
    let old: Vec<(Vec<u8>, String, String)> = uploads::table
        .filter(uploads::at.lt(before))
        .order(uploads::at)
        .limit(AT_ONCE)
        .select((uploads::hash, uploads::platform, uploads::customer))
        .load(conn)?;
    let of_staff: Vec<(Vec<u8>, String, String)> = staff_uploads::table
        .filter(staff_uploads::at.lt(before))
        .order(staff_uploads::at)
        .limit(AT_ONCE)
        .select((staff_uploads::hash, staff_uploads::session, staff_uploads::agent))
        .load(conn)?;
    for (hash, platform, customer) in &old {
        diesel::delete(uploads::table.find((hash, platform, customer))).execute(conn)?;
    }
    for (hash, session, agent) in &of_staff {
        diesel::delete(staff_uploads::table.find((hash, session, agent))).execute(conn)?;
    }
    let hashes: BTreeSet<Vec<u8>> = old.into_iter().chain(of_staff).map(|(hash, ..)| hash).collect();
    hashes.iter().try_for_each(|hash| forget_if_unused(conn, hash))
}

/// Forgets a picture that no session shows and nobody is about to show.
pub(super) fn forget_if_unused(conn: &mut SqliteConnection, hash: &[u8]) -> QueryResult<()> {
    let used = attachment_uses::table.filter(attachment_uses::hash.eq(hash));
    let uploaded = uploads::table.filter(uploads::hash.eq(hash));
    let by_staff = staff_uploads::table.filter(staff_uploads::hash.eq(hash));
    let is_kept = diesel::select(exists(used)).get_result::<bool>(conn)?
        || diesel::select(exists(uploaded)).get_result::<bool>(conn)?
        || diesel::select(exists(by_staff)).get_result::<bool>(conn)?;
    if !is_kept {
        diesel::delete(attachments::table.find(hash)).execute(conn)?;
    }
    Ok(())
}

/// What staff uploaded for a session and said nothing with goes with the session.
pub(super) fn forget_of_session(conn: &mut SqliteConnection, session: SessionId) -> QueryResult<()> {
    let of_session = || staff_uploads::table.filter(staff_uploads::session.eq(session.to_string()));
    let hashes: Vec<Vec<u8>> = of_session().select(staff_uploads::hash).load(conn)?;
    diesel::delete(of_session()).execute(conn)?;
    hashes.iter().try_for_each(|hash| forget_if_unused(conn, hash))
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

/// Whether this person uploaded it for this session.
pub(crate) fn is_by_staff(
    conn: &mut SqliteConnection,
    hash: &Digest,
    session: SessionId,
    agent: &AgentId,
) -> QueryResult<bool> {
    let theirs = staff_uploads::table.find((hash.as_slice(), session.to_string(), agent.as_str()));
    diesel::select(exists(theirs)).get_result(conn)
}
