//! What is looked up of sessions: the words that were said, and who served. Of those that are over it is taken from their events
//! behind the commits, a few sessions at a time, and deleted like every other copy when a session is emptied. What the index
//! does not hold yet, the running ones above all, is looked through when somebody asks, word by word as the index would.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::sqlite::Sqlite;
use switchboard_core::AgentId;

use crate::schema::session_rows;

/// As the migration makes it, but beside no file.
const INDEX: &str =
    r#"CREATE VIRTUAL TABLE words USING fts5(said, tokenize = "unicode61 remove_diacritics 2")"#;

/// What people said and wrote down in these streams, a JSON list; not what the bot and we say to everybody, nor what was
/// whispered for the moment.
macro_rules! said {
    ($before:literal) => {
        concat!(
            $before,
            "SELECT stream, group_concat(said, char(10)) AS said FROM (
                SELECT stream, coalesce(json_extract(content, '$.text'), json_extract(content, '$.note')) AS said FROM events
                WHERE position IN (SELECT position FROM all_places WHERE stream IN (SELECT value FROM json_each(?)))
                    AND content IS NOT NULL
                    AND kind IN ('message_received', 'message_left', 'agent_said', 'application_said', 'remarked', 'amended',
                        'rated', 'note_added', 'wrapped_up', 'transferred', 'put_back')
                ORDER BY position)
            GROUP BY stream HAVING count(said) > 0"
        )
    };
}

/// Who had it, whoever has it by then.
const SERVED: &str = "INSERT OR IGNORE INTO session_agents (agent, stream)
    SELECT json_extract(facts, '$.agent'), stream FROM events
    WHERE position IN (SELECT position FROM all_places WHERE stream = ?) AND kind = 'assigned'";

/// Takes in sessions that are over and not in the index as they are now, at most so many; how many it took.
pub(super) fn take_in(conn: &mut SqliteConnection, limit: u32) -> QueryResult<u32> {
    let streams: Vec<i64> = session_rows::table
        .filter(not(session_rows::open))
        .filter(not(session_rows::in_words))
        .order(session_rows::stream)
        .limit(i64::from(limit))
        .select(session_rows::stream)
        .load(conn)?;
    for stream in &streams {
        forget(conn, *stream)?;
        diesel::sql_query(said!("INSERT INTO words (rowid, said) "))
            .bind::<Text, _>(list(&[*stream]))
            .execute(conn)?;
        diesel::sql_query(SERVED).bind::<BigInt, _>(stream).execute(conn)?;
        diesel::update(session_rows::table.find(stream))
            .set(session_rows::in_words.eq(true))
            .execute(conn)?;
    }
    Ok(u32::try_from(streams.len()).unwrap_or(u32::MAX))
}

/// Something more was said in a session that is over.
pub(super) fn outdated(conn: &mut SqliteConnection, stream: i64) -> QueryResult<()> {
    diesel::update(session_rows::table.find(stream)).set(session_rows::in_words.eq(false)).execute(conn)?;
    Ok(())
}

/// Takes a session out.
pub(super) fn forget(conn: &mut SqliteConnection, stream: i64) -> QueryResult<()> {
    for all in ["DELETE FROM words WHERE rowid = ?", "DELETE FROM session_agents WHERE stream = ?"] {
        diesel::sql_query(all).bind::<BigInt, _>(stream).execute(conn)?;
    }
    Ok(())
}

/// A condition on lines of sessions.
type OfSessions = Box<dyn BoxableExpression<session_rows::table, Sqlite, SqlType = Bool>>;

/// Not in the index as it is now: it runs, or was over a moment ago, or something was noted since.
pub(crate) fn are_not_taken_in() -> OfSessions {
    Box::new(sql::<Bool>(
        "session_rows.stream IN (SELECT stream FROM session_rows WHERE open
            UNION ALL SELECT stream FROM session_rows WHERE NOT open AND NOT in_words)",
    ))
}

/// Those of the streams in which all of these words, or words that begin with them, were said: found by an index of their
/// own, in memory and for this once, so that a word is the same word in both.
pub(crate) fn looked_through(
    conn: &mut SqliteConnection,
    streams: &[i64],
    asked: &str,
) -> QueryResult<BTreeSet<i64>> {
    if streams.is_empty() {
        return Ok(BTreeSet::new());
    }
    let texts: Vec<Texts> = diesel::sql_query(said!("")).bind::<Text, _>(list(streams)).load(conn)?;
    let mut index = SqliteConnection::establish(":memory:").map_err(|error| {
        diesel::result::Error::QueryBuilderError(format!("an index in memory: {error}").into())
    })?;
    index.transaction(|index| {
        index.batch_execute(INDEX)?;
        for Texts { stream, said } in &texts {
            diesel::sql_query("INSERT INTO words (rowid, said) VALUES (?, ?)")
                .bind::<BigInt, _>(stream)
                .bind::<Text, _>(said)
                .execute(index)?;
        }
        let found: Vec<Found> = diesel::sql_query("SELECT rowid AS stream FROM words WHERE words MATCH ?")
            .bind::<Text, _>(query(asked))
            .load(index)?;
        Ok(found.into_iter().map(|Found { stream }| stream).collect())
    })
}

/// What was said in a stream.
#[derive(QueryableByName)]
struct Texts {
    #[diesel(sql_type = BigInt)]
    stream: i64,
    #[diesel(sql_type = Text)]
    said: String,
}

/// A stream it was said in.
#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    stream: i64,
}

/// As JSON, since a statement takes no list.
fn list(streams: &[i64]) -> String {
    format!("{streams:?}")
}

/// All of these words, or words that begin with them, were said there, and it is over.
pub(crate) fn were_said(asked: &str) -> OfSessions {
    let found = sql::<Bool>("session_rows.stream IN (SELECT rowid FROM words WHERE words MATCH ");
    Box::new(found.bind::<Text, _>(query(asked)).sql(")"))
}

/// This agent served it, and nobody does now.
pub(crate) fn were_served_by(agent: &AgentId) -> OfSessions {
    let over = sql::<Bool>("session_rows.stream IN (SELECT stream FROM session_agents WHERE agent = ");
    let over = over.bind::<Text, _>(agent.to_string()).sql(")");
    let lately = sql::<Bool>(
        "session_rows.standing IN ('bot', 'released', 'closed') AND EXISTS (SELECT 1 FROM events
            WHERE position IN (SELECT position FROM all_places WHERE stream = session_rows.stream)
            AND kind = 'assigned' AND json_extract(facts, '$.agent') = ",
    );
    let lately = lately.bind::<Text, _>(agent.to_string()).sql(")");
    Box::new(over.or(are_not_taken_in().and(lately)))
}

/// The words in the index's own language, in which nothing that was asked has a meaning of its own.
fn query(asked: &str) -> String {
    let words = asked.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let quoted: Vec<String> = words.map(|word| format!("\"{}\"*", word.replace('"', "\"\""))).collect();
    if quoted.is_empty() { "\"\"".to_owned() } else { quoted.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn what_is_asked_has_no_meaning_of_its_own() {
        let cases = [
            ("invoice", "\"invoice\"*"),
            ("  two   words ", "\"two\"* \"words\"*"),
            ("a OR b", "\"a\"* \"OR\"* \"b\"*"),
            ("say \"no\"", "\"say\"* \"\"\"no\"\"\"*"),
            ("said: x*", "\"said:\"* \"x*\"*"),
            ("räkning – ja", "\"räkning\"* \"ja\"*"),
            ("!!", "\"\""),
            ("", "\"\""),
        ];
        for (asked, expected) in cases {
            assert_eq!(query(asked), expected, "{asked}");
        }
    }
}
