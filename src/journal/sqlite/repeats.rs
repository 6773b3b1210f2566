//! Requests that may come again.

use diesel::prelude::*;

use super::values::{from_json, signed, to_json, unsigned};
use crate::accounts::AccountOutcome;
use crate::error::JournalError;
use crate::repeats::{Met, Repeat};
use crate::schema::repeats;

/// Writes what is to be known; gives what was known before.
pub(super) fn write(conn: &mut SqliteConnection, repeat: &Repeat) -> Result<AccountOutcome, JournalError> {
    match repeat {
        Repeat::Begin { stamp, at, forget } => {
            diesel::delete(repeats::table.filter(repeats::at.lt(forget.micros()))).execute(conn)?;
            let key = (signed(stamp.sender), signed(stamp.id));
            let known: Option<(i64, Option<String>)> =
                repeats::table.find(key).select((repeats::body, repeats::answer)).first(conn).optional()?;
            if let Some((body, answer)) = known {
                let answer = answer.as_deref().map(from_json).transpose()?;
                return Ok(AccountOutcome::Met(Some(Met { body: unsigned(body), answer })));
            }
            diesel::insert_into(repeats::table)
                .values((
                    repeats::sender.eq(signed(stamp.sender)),
                    repeats::key.eq(signed(stamp.id)),
                    repeats::body.eq(signed(stamp.body)),
                    repeats::at.eq(at.micros()),
                ))
                .execute(conn)?;
            Ok(AccountOutcome::Met(None))
        }
        Repeat::End { stamp, answer } => {
            let line = repeats::table.find((signed(stamp.sender), signed(stamp.id)));
            diesel::update(line).set(repeats::answer.eq(to_json(answer)?)).execute(conn)?;
            Ok(AccountOutcome::Done)
        }
        Repeat::Forget { stamp } => {
            diesel::delete(repeats::table.find((signed(stamp.sender), signed(stamp.id)))).execute(conn)?;
            Ok(AccountOutcome::Done)
        }
    }
}
