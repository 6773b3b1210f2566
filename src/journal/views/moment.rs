//! One consistent look at the lines of all subjects, for who holds them against what must hold (`invariants::moment`);
//! and a stream as it is, for who must look closer.
//!
//! Cheap with a hundred thousand open sessions: who waits and who is served is counted by its own index, and only those
//! lines are read that could look wrong.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use switchboard_core::invariants::moment::Moment;
use switchboard_core::machine::{AgentRow, Row, SessionRow};
use switchboard_core::{AgentId, QueueId, Subject, Timestamp, WorkspaceId};

use super::Views;
use crate::error::JournalError;
use crate::request::{Snapshot, StoredEvent};
use crate::schema::{agent_rows, agents, queue_rows, queues, session_rows, streams, wakeups};
use crate::sqlite::columns::{AgentColumns, QueueColumns, SessionColumns};
use crate::sqlite::events::{self, Wanted};
use crate::sqlite::values::{from_json, subject, text, unsigned};
use crate::sqlite::{configuration, rest};

/// Sessions read of one queue, or of one agent: the first to wait are enough to show that somebody does.
const OF_ONE: i64 = 50;

/// Wake-ups read, the earliest first.
const DUE: i64 = 10_000;

/// As the indexes spell it: a bound value would not find them.
const WAITS: &str = "standing = 'queued'";
const SERVED: &str = "standing = 'agent'";

/// What a subject is rebuilt from.
#[derive(Debug, Clone, Default)]
pub struct Stored {
    /// The state kept last, if there is one of the version asked for.
    pub snapshot: Option<Snapshot>,
    /// What came after it.
    pub tail: Vec<StoredEvent>,
}

#[derive(QueryableByName)]
struct UnderWay {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

impl Views {
    /// The moment. What was to be woken by now is in `due`; much of that is only stored early.
    pub fn moment(&self, now: Timestamp) -> Result<Moment, JournalError> {
        self.conn()?.transaction(|conn| {
            let mut moment = Moment::default();
            agents_of(conn, &mut moment)?;
            queues_of(conn, &mut moment)?;
            moment.under_way = under_way(conn)?;
            moment.waiting = waiting(conn)?;
            let waits: Vec<_> =
                moment.could_give().into_iter().filter(|place| moment.waiting.contains_key(place)).collect();
            for place in waits {
                moment.sessions.extend(waiting_in(conn, &place)?);
            }
            for place in served_by_idle(conn, &moment.agents)? {
                moment.sessions.extend(served_by(conn, &place)?);
            }
            moment.due = due(conn, now)?;
            Ok(moment)
        })
    }

    /// What a subject is rebuilt from, with a snapshot of this version.
    pub fn stored(&self, whose: &Subject, version: u32) -> Result<Stored, JournalError> {
        self.conn()?.transaction(|conn| {
            let Some(stream) = events::stream_of(conn, whose)? else { return Ok(Stored::default()) };
            let head = events::head(conn, whose, stream)?;
            let kept = rest::snapshot(conn, stream)?;
            let snapshot = kept.filter(|kept| kept.version == version && kept.seq <= head.seq);
            let after = snapshot.as_ref().map_or(0, |kept| kept.seq);
            let tail = events::read(conn, whose, stream, &Wanted::After(after), None)?;
            Ok(Stored { snapshot, tail })
        })
    }
}

fn agents_of(conn: &mut SqliteConnection, moment: &mut Moment) -> Result<(), JournalError> {
    let rows: Vec<(i64, AgentColumns)> =
        agent_rows::table.select((agent_rows::position, AgentColumns::as_select())).load(conn)?;
    for (position, columns) in rows {
        let row = columns.read()?;
        let subject = Subject::Agent(row.workspace.clone(), row.agent.clone());
        moment.changed.insert(subject, unsigned(position));
        moment.add(Row::Agent(row));
    }
    for ((workspace, agent), values) in configuration::agents(conn)? {
        moment.configure_agent(workspace, agent, &values);
    }
    let given: Vec<(String, String, i64)> =
        agents::table.select((agents::workspace, agents::agent, agents::given)).load(conn)?;
    for (workspace, agent, given) in given {
        moment.given.insert(Subject::Agent(text(&workspace)?, text(&agent)?), unsigned(given));
    }
    Ok(())
}

fn queues_of(conn: &mut SqliteConnection, moment: &mut Moment) -> Result<(), JournalError> {
    let rows: Vec<QueueColumns> = queue_rows::table.select(QueueColumns::as_select()).load(conn)?;
    for columns in rows {
        moment.add(Row::Queue(columns.read()?));
    }
    let rows: Vec<(String, String, String)> =
        queues::table.select((queues::workspace, queues::queue, queues::settings)).load(conn)?;
    for (workspace, queue, settings) in rows {
        moment.configure_queue(text(&workspace)?, text(&queue)?, &from_json(&settings)?);
    }
    Ok(())
}

/// What is owed to agents and queues and by them, as far as it is still expected to come.
fn under_way(conn: &mut SqliteConnection) -> Result<BTreeMap<Subject, u64>, JournalError> {
    let rows: Vec<UnderWay> = diesel::sql_query(
        "SELECT name, COUNT(*) AS rows FROM (
             SELECT target AS name FROM outbox WHERE NOT set_aside
             UNION ALL SELECT source FROM outbox WHERE NOT set_aside
         ) WHERE name LIKE 'agent/%' OR name LIKE 'queue/%' GROUP BY name",
    )
    .load(conn)?;
    rows.into_iter().map(|row| Ok((subject(&row.name)?, unsigned(row.rows)))).collect()
}

fn waiting(conn: &mut SqliteConnection) -> Result<BTreeMap<(WorkspaceId, QueueId), u64>, JournalError> {
    let rows: Vec<(String, Option<String>, i64)> = session_rows::table
        .filter(sql::<Bool>(WAITS))
        .group_by((session_rows::workspace, session_rows::queue))
        .select((session_rows::workspace, session_rows::queue, count_star()))
        .load(conn)?;
    let named = rows.into_iter().filter_map(|(workspace, queue, count)| Some((workspace, queue?, count)));
    named.map(|(workspace, queue, count)| Ok(((text(&workspace)?, text(&queue)?), unsigned(count)))).collect()
}

fn waiting_in(
    conn: &mut SqliteConnection,
    (workspace, queue): &(WorkspaceId, QueueId),
) -> Result<Vec<SessionRow>, JournalError> {
    let rows: Vec<SessionColumns> = session_rows::table
        .filter(sql::<Bool>(WAITS))
        .filter(session_rows::workspace.eq(workspace.as_str()))
        .filter(session_rows::queue.eq(queue.as_str()))
        .filter(session_rows::presence.ne("lost"))
        .order(session_rows::since)
        .limit(OF_ONE)
        .select(SessionColumns::as_select())
        .load(conn)?;
    rows.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
}

/// Whoever is said to serve somebody, and has no slot in use or no line at all.
fn served_by_idle(
    conn: &mut SqliteConnection,
    known: &[AgentRow],
) -> Result<Vec<(WorkspaceId, AgentId)>, JournalError> {
    let at_work: BTreeSet<(&WorkspaceId, &AgentId)> = known
        .iter()
        .filter(|row| row.loads.channels().next().is_some())
        .map(|row| (&row.workspace, &row.agent))
        .collect();
    let rows: Vec<(String, Option<String>)> = session_rows::table
        .filter(sql::<Bool>(SERVED))
        .select((session_rows::workspace, session_rows::agent))
        .distinct()
        .load(conn)?;
    let named = rows.into_iter().filter_map(|(workspace, agent)| Some((workspace, agent?)));
    let mut idle = Vec::new();
    for (workspace, agent) in named {
        let place: (WorkspaceId, AgentId) = (text(&workspace)?, text(&agent)?);
        if !at_work.contains(&(&place.0, &place.1)) {
            idle.push(place);
        }
    }
    Ok(idle)
}

fn served_by(
    conn: &mut SqliteConnection,
    (workspace, agent): &(WorkspaceId, AgentId),
) -> Result<Vec<SessionRow>, JournalError> {
    let rows: Vec<SessionColumns> = session_rows::table
        .filter(sql::<Bool>(SERVED))
        .filter(session_rows::workspace.eq(workspace.as_str()))
        .filter(session_rows::agent.eq(agent.as_str()))
        .limit(OF_ONE)
        .select(SessionColumns::as_select())
        .load(conn)?;
    rows.into_iter().map(|columns| Ok(columns.read()?.row)).collect()
}

fn due(conn: &mut SqliteConnection, now: Timestamp) -> Result<Vec<(Subject, Timestamp)>, JournalError> {
    let rows: Vec<(String, i64)> = wakeups::table
        .inner_join(streams::table)
        .filter(wakeups::at.le(now.micros()))
        .order(wakeups::at)
        .limit(DUE)
        .select((streams::name, wakeups::at))
        .load(conn)?;
    rows.into_iter().map(|(name, at)| Ok((subject(&name)?, Timestamp(at)))).collect()
}
