//! What people chose for themselves, in SQLite.

use diesel::prelude::*;
use switchboard_core::{AgentId, WorkspaceId};

use super::people::done;
use super::values::{from_json, text, to_json};
use crate::audit::By;
use crate::error::JournalError;
use crate::people::{Choice, Choices, PeopleOutcome, Place};
use crate::schema::choices;

type Columns = (Option<bool>, Option<String>, String);

/// What somebody chose; nothing yet is an answer too.
pub(crate) fn of(conn: &mut SqliteConnection, place: &Place) -> Result<Choices, JournalError> {
    let row: Option<Columns> = choices::table
        .find((place.workspace.as_str(), place.agent.as_str()))
        .select((choices::letters, choices::address, choices::page))
        .first(conn)
        .optional()?;
    row.map_or_else(|| Ok(Choices::default()), read)
}

/// Everybody of a workspace who chose something about letters.
pub(crate) fn of_letters(
    conn: &mut SqliteConnection,
    workspace: &WorkspaceId,
) -> Result<Vec<(AgentId, Choices)>, JournalError> {
    let rows: Vec<(String, Columns)> = choices::table
        .filter(choices::workspace.eq(workspace.as_str()))
        .filter(choices::letters.is_not_null().or(choices::address.is_not_null()))
        .order(choices::agent)
        .select((choices::agent, (choices::letters, choices::address, choices::page)))
        .load(conn)?;
    rows.into_iter().map(|(agent, columns)| Ok((text(&agent)?, read(columns)?))).collect()
}

fn read((letters, address, page): Columns) -> Result<Choices, JournalError> {
    Ok(Choices { letters, address, page: from_json(&page)? })
}

/// Takes a choice. The audit log says that letters were chosen, and no address: it is kept for longer than those.
pub(super) fn choose(
    conn: &mut SqliteConnection,
    place: &Place,
    choice: &Choice,
    by: &By,
) -> Result<PeopleOutcome, JournalError> {
    let before = of(conn, place)?;
    let after = Choices {
        letters: choice.letters.or(before.letters),
        address: match &choice.address {
            Some(address) => Some(address.clone()).filter(|address| !address.is_empty()),
            None => before.address.clone(),
        },
        page: choice.page.clone().unwrap_or_else(|| before.page.clone()),
    };
    if after == before {
        return Ok(PeopleOutcome::Done);
    }
    diesel::replace_into(choices::table)
        .values((
            choices::workspace.eq(place.workspace.as_str()),
            choices::agent.eq(place.agent.as_str()),
            choices::letters.eq(after.letters),
            choices::address.eq(after.address.as_deref()),
            choices::page.eq(to_json(&after.page)?),
        ))
        .execute(conn)?;
    if (after.letters, &after.address) == (before.letters, &before.address) {
        return Ok(PeopleOutcome::Done);
    }
    done(conn, place, by, "letters_chosen")
}
