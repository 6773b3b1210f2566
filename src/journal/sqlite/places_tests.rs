//! Whatever is written, undone and moved on: each stream is read whole and in order, and each client message is known once.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use proptest::prelude::*;

use super::*;
use crate::pool;

const STREAMS: i64 = 5;

/// What happens to the journal.
#[derive(Debug, Clone)]
enum Deed {
    /// A request of these events, each of a stream and perhaps with a client message; or it fails at its end.
    Request { events: Vec<(i64, Option<u64>)>, fails: bool },
    /// The transaction ends and another begins.
    Commit,
    /// It is undone instead.
    Abort,
    /// Everything is read from the database again.
    Restart,
    /// The client messages of a stream are forgotten.
    Erase(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let event = (1..=STREAMS, proptest::option::of(0..40_u64));
    let request = (proptest::collection::vec(event, 1..6), proptest::bool::weighted(0.2));
    prop_oneof![
        8 => request.prop_map(|(events, fails)| Deed::Request { events, fails }),
        4 => Just(Deed::Commit),
        1 => Just(Deed::Abort),
        1 => Just(Deed::Restart),
        1 => (1..=STREAMS).prop_map(Deed::Erase),
    ]
}

/// What should be there.
#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    position: i64,
    streams: BTreeMap<i64, Vec<i64>>,
    clients: BTreeMap<u64, i64>,
}

fn stamp(id: u64) -> ClientStamp {
    ClientStamp { sender: u64::MAX - id % 3, id, body: 0 }
}

/// An event as bare as the table allows.
fn insert(conn: &mut SqliteConnection, place: (i64, i64, i64), client: Option<ClientStamp>) {
    let (stream, seq, position) = place;
    let none: Option<i64> = None;
    diesel::insert_into(events::table)
        .values((
            (events::position.eq(position), events::stream.eq(stream), events::seq.eq(seq)),
            (events::kind.eq("k"), events::version.eq(1), events::at.eq(0), events::facts.eq("{}")),
            (events::chain.eq(vec![0_u8; 32]), events::actor.eq("a")),
            events::client_sender.eq(client.map_or(none, |client| Some(signed(client.sender)))),
            events::client_id.eq(client.map_or(none, |client| Some(signed(client.id)))),
        ))
        .execute(conn)
        .unwrap();
}

/// With so many marks of senders' messages.
fn load(conn: &mut SqliteConnection, marks: usize) -> Places {
    Places { room: 12, slice: 4, senders: Senders::with_room(marks, 10), ..Places::load(conn).unwrap() }
}

/// Carries a request out, as the store does; whether it was written.
fn request(
    conn: &mut SqliteConnection,
    places: &mut Places,
    model: &mut Model,
    asked: &[(i64, Option<u64>)],
) -> bool {
    for (stream, id) in asked {
        let position = model.position + 1;
        let seq = model.streams.get(stream).map_or(0, Vec::len) + 1;
        let client = id.map(stamp);
        let noted = places.note(conn, (*stream, seq as u64, position as u64), client);
        let is_new = id.is_none_or(|id| !model.clients.contains_key(&id));
        assert_eq!(noted.is_ok(), is_new, "a client message is recorded once: {noted:?}");
        if !is_new {
            return false;
        }
        insert(conn, (*stream, seq as i64, position), client);
        model.position = position;
        model.streams.entry(*stream).or_default().push(position);
        id.map(|id| model.clients.insert(id, position));
    }
    true
}

fn holds(conn: &mut SqliteConnection, places: &mut Places, model: &Model) {
    for stream in 1..=STREAMS {
        let expected = model.streams.get(&stream).cloned().unwrap_or_default();
        assert_eq!(last(conn, stream).unwrap(), expected.last().copied());
        for after in [0, expected.len() / 2, expected.len()] {
            let read: Vec<i64> = events::table
                .filter(of_stream(stream, after as i64))
                .order(events::position)
                .select(events::position)
                .load(conn)
                .unwrap();
            assert_eq!(read, expected[after..], "stream {stream} after {after}");
        }
    }
    for id in 0..40 {
        let stamp = stamp(id);
        let found = places.find(conn, (signed(stamp.sender), signed(stamp.id))).unwrap();
        assert_eq!(found, model.clients.get(&id).copied(), "client message {id}");
    }
    let young: i64 = young_places::table.count().get_result(conn).unwrap();
    assert_eq!(places.young, young as usize, "what is young is counted");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn streams_and_client_messages_are_found_wherever_they_stand(
        deeds in proptest::collection::vec(deed(), 1..60),
        marks in prop_oneof![Just(10_usize), Just(24)],
    ) {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        pool::migrate(&mut conn).unwrap();
        let (mut model, mut places) = (Model::default(), load(&mut conn, marks));
        let mut durable = model.clone();
        let mut moved = BTreeSet::new();
        conn.batch_execute("BEGIN").unwrap();
        for deed in deeds {
            match deed {
                Deed::Request { events, fails } => {
                    let before = model.clone();
                    conn.batch_execute("SAVEPOINT request").unwrap();
                    places.mark();
                    if request(&mut conn, &mut places, &mut model, &events) && !fails {
                        conn.batch_execute("RELEASE request").unwrap();
                    } else {
                        conn.batch_execute("ROLLBACK TO request; RELEASE request").unwrap();
                        places.undo();
                        model = before;
                    }
                }
                Deed::Commit => {
                    places.sweep(&mut conn).unwrap();
                    conn.batch_execute("COMMIT; BEGIN").unwrap();
                    durable = model.clone();
                    assert!(places.young < places.room + places.slice, "no more is young than there is room for");
                    moved.insert(places.swept);
                }
                Deed::Abort => {
                    conn.batch_execute("ROLLBACK; BEGIN").unwrap();
                    places = load(&mut conn, marks);
                    model = durable.clone();
                }
                Deed::Restart => {
                    conn.batch_execute("COMMIT; BEGIN").unwrap();
                    durable = model.clone();
                    places = load(&mut conn, marks);
                }
                Deed::Erase(stream) => {
                    let theirs = model.streams.get(&stream).cloned().unwrap_or_default();
                    forget_clients(&mut conn, &theirs).unwrap();
                    for position in &theirs {
                        let nobody: Option<i64> = None;
                        diesel::update(events::table.find(position))
                            .set((events::client_sender.eq(nobody), events::client_id.eq(nobody)))
                            .execute(&mut conn)
                            .unwrap();
                    }
                    places.forgot_some(&mut conn).unwrap();
                    model.clients.retain(|_, position| !theirs.contains(position));
                }
            }
            holds(&mut conn, &mut places, &model);
        }
    }
}
