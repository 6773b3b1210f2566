//! What both journals promise about streams: order, fences, settling, uniqueness.

use crate::bench::{Bench, Pen, agent, client, customer, platform, queue, row_of, sealed, session, talk};
use switchboard_core::Timestamp;
use switchboard_core::machine::{Row, Standing};
use switchboard_journal::{AppendError, Request, Snapshot};

on_both!(
    what_was_appended_comes_back,
    a_stale_head_conflicts_and_fences,
    a_new_incarnation_fences_the_old,
    a_gap_a_wrong_chain_and_a_skipped_public_number_conflict,
    settling_is_once_and_a_second_time_nothing_happens,
    a_client_id_is_recorded_once,
    a_customer_has_one_open_session,
    snapshot_and_tail,
    a_fenced_host_leaves_nothing_when_it_rests,
    an_append_may_be_empty,
);

fn facts(pen: &Pen) -> Vec<String> {
    pen.loaded.tail.iter().map(|event| event.facts.clone()).collect()
}

fn what_was_appended_comes_back(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut pen = bench.load(&talk(1));
    assert_eq!(pen.loaded.head.seq, 0);
    let mut append = pen.draft(&["{\"a\":1}"]);
    append.events[0].content = Some(sealed("{\"text\":\"hej\"}"));
    append.events[0] = append.events[0].clone().linked(&append.chain);
    append.events[0].client = Some(client(1));
    append.events[0].cause = Some("frame".to_owned());
    pen.head.chain = append.events[0].chain;
    let committed = bench.ask(|reply| {
        append.reply = reply;
        Request::Append(append)
    });
    assert_eq!(committed.unwrap().position, 1);
    let mut other = bench.load(&queue("support"));
    assert_eq!(other.write(journal, &["{}"]).unwrap().position, 2);
    assert_eq!(pen.write(journal, &["2", "3"]).unwrap().position, 4);

    let again = bench.load(&talk(1));
    assert_eq!(again.loaded.head, pen.head);
    assert_eq!(facts(&again), ["{\"a\":1}", "2", "3"]);
    let first = &again.loaded.tail[0];
    assert_eq!((first.position, first.seq, first.public), (1, 1, Some(1)));
    assert_eq!((first.kind.as_str(), first.version, first.at), ("noted", 1, Timestamp(1000)));
    assert_eq!(first.content.as_deref(), Some("{\"text\":\"hej\"}"));
    assert_eq!((first.actor.as_str(), first.client), ("customer", Some(client(1))));
    assert_eq!(bench.events_of(&talk(1)), again.loaded.tail);
}

fn a_stale_head_conflicts_and_fences(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut pen = bench.load(&talk(1));
    pen.write(journal, &["1"]).unwrap();
    let head = pen.head;
    pen.head = pen.loaded.head;
    assert_eq!(pen.write(journal, &["x"]), Err(AppendError::Conflict));
    pen.head = head;
    assert_eq!(pen.write(journal, &["2"]), Err(AppendError::Fenced), "fits, but nothing is taken any more");
    let mut pen = bench.load(&talk(1));
    pen.write(journal, &["2"]).unwrap();
    assert_eq!(bench.events_of(&talk(1)).len(), 2);
}

fn a_new_incarnation_fences_the_old(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut old = bench.load(&talk(1));
    let mut new = bench.load(&talk(1));
    assert!(new.loaded.incarnation > old.loaded.incarnation);
    assert_eq!(old.write(journal, &["old"]), Err(AppendError::Fenced));
    new.write(journal, &["new"]).unwrap();
}

fn a_gap_a_wrong_chain_and_a_skipped_public_number_conflict(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let spoil: [fn(&mut switchboard_journal::Append); 4] = [
        |append| append.events[1].seq += 1,
        |append| append.events[1].chain[0] ^= 1,
        |append| append.events[0].facts.push(' '),
        |append| {
            append.events[1].public = Some(9);
            append.events[1] = append.events[1].clone().linked(&append.events[0].chain);
        },
    ];
    for change in spoil {
        let mut pen = bench.load(&talk(1));
        assert_eq!(pen.write_with(journal, &["1", "2"], change), Err(AppendError::Conflict));
    }
    assert!(bench.events_of(&talk(1)).is_empty());
}

fn settling_is_once_and_a_second_time_nothing_happens(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut asker = bench.load(&talk(1));
    let owed = asker.owing(0, &queue("support"));
    let key = owed.key.clone();
    asker.write_with(journal, &["queued"], |append| append.owed = vec![owed.clone()]).unwrap();
    assert_eq!(bench.backlog(), [owed]);

    let mut queue_pen = bench.load(&queue("support"));
    let answer = queue_pen.owing(0, &talk(1));
    let settle = |append: &mut switchboard_journal::Append| {
        append.settles = Some(key.clone());
        append.owed = vec![answer.clone()];
    };
    queue_pen.write_with(journal, &["enqueued"], settle).unwrap();
    assert_eq!(bench.backlog(), std::slice::from_ref(&answer));

    let second = queue_pen.owing(0, &talk(1));
    let again = queue_pen.write_with(journal, &["enqueued again"], |append| {
        append.settles = Some(key.clone());
        append.owed = vec![second];
        append.wake_at = Some(Timestamp(1));
    });
    assert_eq!(again, Err(AppendError::AlreadySettled));
    assert_eq!(bench.backlog(), [answer]);
    assert_eq!(bench.events_of(&queue("support")).len(), 1);
    let due = bench.ask(|reply| Request::WakeList { until: Timestamp(9), limit: 9, reply });
    assert_eq!(due.unwrap(), []);
    assert_eq!(queue_pen.write(journal, &["x"]), Err(AppendError::Fenced));
}

fn a_client_id_is_recorded_once(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let find =
        || bench.ask(|reply| Request::FindClient { sender: client(7).sender, id: client(7).id, reply });
    assert_eq!(find().unwrap(), None);
    let stamp = |append: &mut switchboard_journal::Append| append.events[1].client = Some(client(7));
    bench.load(&talk(1)).write_with(journal, &["1", "2"], stamp).unwrap();
    let hit = find().unwrap().unwrap();
    assert_eq!((hit.subject, hit.seq, hit.public, hit.body), (talk(1), 2, Some(2), client(7).body));

    let clients = |subject, limit| bench.ask(|reply| Request::ClientsOf { subject, limit, reply }).unwrap();
    assert_eq!(clients(talk(1), 9), [(client(7).sender, client(7).id)]);
    assert!(clients(talk(1), 0).is_empty() && clients(talk(9), 9).is_empty());

    let mut other = bench.load(&talk(2));
    let twice = other.write_with(journal, &["1", "2"], stamp);
    assert!(matches!(twice, Err(AppendError::NotUnique(_))), "{twice:?}");
    assert!(bench.events_of(&talk(2)).is_empty(), "the first event of the lost append is undone too");
    let alone =
        bench.load(&talk(3)).write_with(journal, &["1"], |append| append.events[0].client = Some(client(7)));
    assert!(matches!(alone, Err(AppendError::NotUnique(_))), "{alone:?}");
    assert!(bench.events_of(&talk(3)).is_empty(), "nor is anything left of one that had no other event");
    let position = bench.load(&talk(2)).write(journal, &["1"]).unwrap().position;
    assert_eq!(position, 3, "positions stay dense after an append that was undone");
}

fn a_customer_has_one_open_session(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let row = |number, standing| Row::Session(row_of(number, "u1", standing));
    let find = || {
        let (platform, customer) = (platform(), customer("u1"));
        bench.ask(|reply| Request::FindOpen { platform, customer, reply }).unwrap()
    };
    let mut first = bench.load(&talk(1));
    first.write_row(journal, row(1, Standing::Bot)).unwrap();
    assert_eq!(find(), Some(session(1)));

    let second = bench.load(&talk(2)).write_row(journal, row(2, Standing::Bot));
    assert!(matches!(second, Err(AppendError::NotUnique(_))), "{second:?}");
    assert!(bench.events_of(&talk(2)).is_empty());
    assert!(bench.session_row(session(2)).is_none());

    first.write_row(journal, row(1, Standing::Closed)).unwrap();
    assert_eq!(find(), None);
    bench.load(&talk(2)).write_row(journal, row(2, Standing::Bot)).unwrap();
    assert_eq!(find(), Some(session(2)));
    let reopened = first.write_row(journal, row(1, Standing::Bot));
    assert!(matches!(reopened, Err(AppendError::NotUnique(_))), "{reopened:?}");
}

fn snapshot_of(pen: &Pen) -> Snapshot {
    Snapshot { seq: pen.head.seq, public: pen.head.public, version: 3, state: "{\"kept\":true}".to_owned() }
}

fn snapshot_and_tail(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut pen = bench.load(&talk(1));
    pen.write(journal, &["1", "2"]).unwrap();
    let (subject, incarnation, snapshot) = (talk(1), pen.loaded.incarnation, snapshot_of(&pen));
    journal.submit(Request::Snapshot { subject, incarnation, snapshot: snapshot.clone() }).unwrap();
    pen.write(journal, &["3"]).unwrap();

    let again = bench.load(&talk(1));
    assert_eq!(again.loaded.snapshot, Some(snapshot));
    assert_eq!(facts(&again), ["3"]);
    assert_eq!(again.loaded.head, pen.head);
    let whole = bench.ask(|reply| Request::Load { subject: talk(1), whole: true, reply }).unwrap();
    assert_eq!((whole.snapshot, whole.tail.len()), (None, 3));
}

fn a_fenced_host_leaves_nothing_when_it_rests(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut old = bench.load(&talk(1));
    old.write(journal, &["1"]).unwrap();
    let retire = |pen: &Pen| {
        let (subject, incarnation) = (talk(1), pen.loaded.incarnation);
        let snapshot = Some(snapshot_of(pen));
        let wake_at = Some(Timestamp(5));
        bench.ask(|reply| Request::Retire { subject, incarnation, snapshot, wake_at, reply }).unwrap();
    };
    bench.load(&talk(1));
    retire(&old);
    let mut new = bench.load(&talk(1));
    assert_eq!(new.loaded.snapshot, None);
    retire(&new);
    assert_eq!(new.write(journal, &["2"]), Err(AppendError::Fenced), "rest is rest");
    let woken = bench.load(&talk(1));
    assert_eq!(woken.loaded.snapshot, Some(snapshot_of(&old)));
    assert!(woken.loaded.tail.is_empty());
}

fn an_append_may_be_empty(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut asker = bench.load(&talk(1));
    let owed = asker.owing(0, &agent("anna"));
    let key = owed.key.clone();
    asker.write_with(journal, &["1"], |append| append.owed = vec![owed]).unwrap();
    let mut anna = bench.load(&agent("anna"));
    let settled = anna.write_with(journal, &[], |append| append.settles = Some(key));
    assert_eq!(settled.unwrap().position, 1);
    assert_eq!(bench.backlog(), []);
    anna.write(journal, &["1"]).unwrap();
}
