//! One look at everybody's lines: what could look wrong is there, what cannot is counted.

use switchboard_core::invariants::Invariant;
use switchboard_core::invariants::moment::Moment;
use switchboard_core::machine::{AgentRow, QueueRow, Row, SessionRow, Standing};
use switchboard_core::{AgentId, Presence, QueueId, Subject, Timestamp};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::{Append, Options, Request, Snapshot};

use crate::bench::{Pen, agent, ask, open, queue, row_of, talk, workspace};

const SUPPORT: &str = "support";

/// Anna is free; who waits and is served is up to the test.
fn anna(loads: u32) -> Row {
    Row::Agent(AgentRow {
        workspace: workspace(),
        agent: AgentId::new("anna").unwrap(),
        ready: true,
        reachable: true,
        reason: None,
        since: Timestamp(3),
        loads: loads.into(),
        capacities: 2.into(),
    })
}

fn line(waiting: u32) -> Row {
    Row::Queue(QueueRow {
        workspace: workspace(),
        queue: QueueId::new(SUPPORT).unwrap(),
        waiting,
        oldest: None,
        open: true,
        changes_at: None,
        working: 1,
        max_length: None,
        estimated_wait_ms: None,
        estimate_ends: None,
        answer_within_ms: 60_000,
        ended: Vec::new(),
    })
}

fn stands(number: u8, standing: Standing, presence: Presence) -> Row {
    let served = standing == Standing::Agent;
    let agent = served.then(|| AgentId::new("anna").unwrap());
    let row = row_of(number, &format!("u{number}"), standing);
    Row::Session(SessionRow { agent, presence, ..row })
}

fn found(moment: &Moment) -> Vec<(Invariant, Subject)> {
    let odd = moment.oddities().into_iter().map(|odd| odd.violation);
    odd.map(|violation| (violation.invariant, violation.subject)).collect()
}

#[test]
fn a_moment_shows_what_looks_wrong_and_reads_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let journal = journal.as_ref();
    let settings = |json| serde_json::from_value(json).unwrap();
    for write in [
        AccountWrite::Queue {
            workspace: workspace(),
            queue: QueueId::new(SUPPORT).unwrap(),
            values: serde_json::from_value(serde_json::json!({"name": "Support"})).unwrap(),
        },
        AccountWrite::Agent {
            workspace: workspace(),
            agent: AgentId::new("anna").unwrap(),
            values: settings(serde_json::json!({"name": "Anna", "queues": [SUPPORT], "capacity": 2})),
        },
    ] {
        ask(journal, |reply| Request::Account { write, reply }).unwrap();
    }
    let mut pens: Vec<Pen> = (1..=5).map(|number| Pen::load(journal, &talk(number))).collect();
    for (pen, row) in pens.iter_mut().zip([
        stands(1, Standing::Queued, Presence::Unknown),
        stands(2, Standing::Queued, Presence::Lost),
        stands(3, Standing::Agent, Presence::Present),
        stands(4, Standing::Bot, Presence::Present),
        stands(5, Standing::Closed, Presence::Present),
    ]) {
        pen.write_row(journal, row).unwrap();
    }
    let (mut desk, mut queue) = (Pen::load(journal, &agent("anna")), Pen::load(journal, &queue(SUPPORT)));
    // What the settings owed them has come.
    for owed in ask(journal, |reply| Request::Backlog { reply }).unwrap() {
        let (pen, row) =
            if owed.owed.target == desk.subject { (&mut desk, anna(1)) } else { (&mut queue, line(2)) };
        let settles = |append: &mut Append| (append.settles, append.row) = (Some(owed.key), Some(row));
        pen.write_with(journal, &["{}"], settles).unwrap();
    }

    let moment = views.moment(Timestamp(0)).unwrap();
    assert_eq!(found(&moment), [(Invariant::SomebodyWaits, talk(1))], "lost customers are passed over");
    assert_eq!(moment.sessions.len(), 1, "nothing else can look wrong: {:?}", moment.sessions);
    assert!(
        moment.changed.get(&agent("anna")).is_some_and(|at| [6, 7].contains(at)),
        "where her line changed last"
    );

    desk.write_row(journal, anna(2)).unwrap();
    let moment = views.moment(Timestamp(0)).unwrap();
    assert_eq!((found(&moment), moment.sessions.len()), (vec![], 0), "she is busy");

    desk.write_row(journal, anna(0)).unwrap();
    queue.write_row(journal, line(1)).unwrap();
    let odd = [
        (Invariant::SomebodyWaits, talk(1)),
        (Invariant::NoOwner, talk(3)),
        (Invariant::NoOwner, queue.subject.clone()),
    ];
    assert_eq!(found(&views.moment(Timestamp(0)).unwrap()), odd);
    let owed = pens[0].owing(0, &queue.subject);
    pens[0].write_with(journal, &["{}"], |append| append.owed.push(owed)).unwrap();
    assert_eq!(found(&views.moment(Timestamp(0)).unwrap()), odd[..2], "a word to the queue is under way");
}

#[test]
fn what_was_to_be_woken_is_due_and_a_stream_is_as_it_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    pen.write_with(journal.as_ref(), &["{}", "{}"], |append| append.wake_at = Some(Timestamp(70))).unwrap();
    let due = |now| views.moment(Timestamp(now)).unwrap().due;
    assert_eq!((due(69), due(70)), (vec![], vec![(talk(1), Timestamp(70))]));

    let snapshot = Snapshot { seq: 1, public: 1, version: 3, state: "{}".to_owned() };
    let incarnation = pen.loaded.incarnation;
    let request = Request::Snapshot { subject: talk(1), incarnation, snapshot: snapshot.clone() };
    switchboard_journal::Journal::submit(journal.as_ref(), request).unwrap();
    pen.write(journal.as_ref(), &["{}"]).unwrap();
    let stored = |version| views.stored(&talk(1), version).unwrap();
    assert_eq!((stored(3).snapshot, stored(3).tail.len()), (Some(snapshot), 2));
    assert_eq!((stored(4).snapshot, stored(4).tail.len()), (None, 3), "of another version");
    assert_eq!(views.stored(&talk(9), 3).unwrap().tail.len(), 0);
}
