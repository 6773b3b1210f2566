//! Is every event listed in its stream, and every client message where it is looked for, and nothing else?

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Fault, REPORTED, Report};
use crate::error::JournalError;
use crate::sqlite::values::{subject, unsigned};
use crate::views::Views;

/// Events whose place or whose client message is not listed.
const UNLISTED: &str = "SELECT streams.name, events.seq FROM events
    JOIN streams ON streams.id = events.stream
    LEFT JOIN places AS old ON old.stream = events.stream AND old.seq = events.seq
    LEFT JOIN young_places AS young ON young.stream = events.stream AND young.seq = events.seq
    LEFT JOIN client_messages AS said ON said.sender = events.client_sender AND said.id = events.client_id
    WHERE coalesce(old.position, young.position) IS NOT events.position
        OR (events.client_id IS NOT NULL AND said.position IS NOT events.position
            AND (young.sender IS NOT events.client_sender OR young.id IS NOT events.client_id))
    ORDER BY events.position LIMIT ?";

/// More listed than there is.
const SURPLUS: &str = "SELECT max(0, (SELECT count(*) FROM all_places) - (SELECT count(*) FROM events))
    + max(0, (SELECT count(*) FROM client_messages) + (SELECT count(*) FROM young_places WHERE id IS NOT NULL)
        - (SELECT count(*) FROM events WHERE client_id IS NOT NULL)) AS surplus";

#[derive(QueryableByName)]
struct Unlisted {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

#[derive(QueryableByName)]
struct Surplus {
    #[diesel(sql_type = BigInt)]
    surplus: i64,
}

/// Checks the lists against the events.
pub(super) fn check(views: &Views, report: &mut Report) -> Result<(), JournalError> {
    let conn = &mut *views.conn()?;
    let most = i64::try_from(REPORTED).unwrap_or(i64::MAX);
    let unlisted: Vec<Unlisted> = diesel::sql_query(UNLISTED).bind::<BigInt, _>(most).load(conn)?;
    for Unlisted { name, seq } in unlisted {
        report.note(Fault::Unlisted { subject: subject(&name)?, seq: unsigned(seq) });
    }
    let Surplus { surplus } = diesel::sql_query(SURPLUS).get_result(conn)?;
    if surplus > 0 {
        report.note(Fault::Listed { surplus: unsigned(surplus) });
    }
    Ok(())
}
