//! Wake-ups, outbox retries and the lines of the views.

use switchboard_core::Timestamp;
use switchboard_core::effect::{Capacity, Channel};
use switchboard_core::level::Slice;
use switchboard_core::machine::{AgentRow, QueueRow, Row, Standing};
use switchboard_core::{AgentId, QueueId};
use switchboard_journal::Request;

use crate::bench::{Bench, Pen, agent, queue, row_of, session, talk, workspace};

on_both!(
    a_wake_up_moves_only_earlier,
    resting_replaces_the_wake_up,
    the_wake_list_is_the_earliest_first_and_bounded,
    a_postponed_row_counts_its_tries_and_may_be_set_aside,
    what_is_owed_comes_in_the_order_it_was_owed,
    a_session_line_is_written_only_when_it_changed,
    the_last_line_of_agents_and_queues_counts,
);

fn due(bench: &Bench, until: i64, limit: u32) -> Vec<(switchboard_core::Subject, Timestamp)> {
    bench.ask(|reply| Request::WakeList { until: Timestamp(until), limit, reply }).unwrap()
}

fn wake(bench: &Bench, pen: &mut Pen, at: i64) {
    pen.write_with(bench.journal.as_ref(), &["{}"], |append| append.wake_at = Some(Timestamp(at))).unwrap();
}

fn rest(bench: &Bench, pen: &Pen, wake_at: Option<Timestamp>) {
    let (subject, incarnation) = (pen.subject.clone(), pen.loaded.incarnation);
    bench.ask(|reply| Request::Retire { subject, incarnation, snapshot: None, wake_at, reply }).unwrap();
}

fn a_wake_up_moves_only_earlier(bench: &Bench) {
    let mut pen = bench.load(&talk(1));
    wake(bench, &mut pen, 50);
    assert_eq!(due(bench, 49, 9), []);
    wake(bench, &mut pen, 70);
    assert_eq!(due(bench, 99, 9), [(talk(1), Timestamp(50))]);
    wake(bench, &mut pen, 30);
    assert_eq!(due(bench, 30, 9), [(talk(1), Timestamp(30))]);
}

fn resting_replaces_the_wake_up(bench: &Bench) {
    let mut pen = bench.load(&talk(1));
    wake(bench, &mut pen, 50);
    rest(bench, &pen, Some(Timestamp(80)));
    assert_eq!(due(bench, 99, 9), [(talk(1), Timestamp(80))]);
    let pen = bench.load(&talk(1));
    rest(bench, &pen, None);
    assert_eq!(due(bench, 99, 9), []);
}

fn the_wake_list_is_the_earliest_first_and_bounded(bench: &Bench) {
    for (number, at) in [(1, 30), (2, 10), (3, 20), (4, 99)] {
        wake(bench, &mut bench.load(&talk(number)), at);
    }
    assert_eq!(due(bench, 50, 2), [(talk(2), Timestamp(10)), (talk(3), Timestamp(20))]);
    assert_eq!(due(bench, 50, 9).len(), 3);
}

fn a_postponed_row_counts_its_tries_and_may_be_set_aside(bench: &Bench) {
    let mut pen = bench.load(&talk(1));
    let owed = pen.owing(0, &queue("support"));
    let key = owed.key.clone();
    pen.write_with(bench.journal.as_ref(), &["1"], |append| append.owed = vec![owed]).unwrap();
    let postpone = |set_aside| {
        bench.journal.submit(Request::Postpone { key: key.clone(), due: Timestamp(1), set_aside }).unwrap();
    };
    postpone(false);
    postpone(false);
    assert_eq!(bench.backlog()[0].tries, 2);
    postpone(true);
    assert_eq!(bench.backlog(), []);
    assert_eq!((bench.set_aside()[0].tries, &bench.set_aside()[0].key), (3, &key));
}

fn what_is_owed_comes_in_the_order_it_was_owed(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut first = bench.load(&talk(2));
    let rows = vec![first.owing(0, &queue("support")), first.owing(1, &agent("anna"))];
    first.write_with(journal, &["1"], |append| append.owed.clone_from(&rows)).unwrap();
    let mut second = bench.load(&talk(1));
    let third = second.owing(0, &talk(2));
    second.write_with(journal, &["1"], |append| append.owed = vec![third.clone()]).unwrap();
    assert_eq!(bench.backlog(), [rows[0].clone(), rows[1].clone(), third]);
}

fn a_session_line_is_written_only_when_it_changed(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let mut pen = bench.load(&talk(1));
    let row = row_of(1, "u1", Standing::Bot);
    pen.write_row(journal, Row::Session(row.clone())).unwrap();
    pen.write_row(journal, Row::Session(row.clone())).unwrap();
    let listed = bench.session_row(session(1)).unwrap();
    assert_eq!((listed.position, &listed.row), (1, &row));
    let changed = row_of(1, "u1", Standing::Queued);
    pen.write_row(journal, Row::Session(changed.clone())).unwrap();
    let listed = bench.session_row(session(1)).unwrap();
    assert_eq!((listed.position, listed.row), (3, changed.clone()));

    let mut again = bench.load(&talk(1));
    again.write_row(journal, Row::Session(changed)).unwrap();
    assert_eq!(
        bench.session_row(session(1)).unwrap().position,
        3,
        "compared with what is stored after a load too"
    );
}

fn the_last_line_of_agents_and_queues_counts(bench: &Bench) {
    let journal = bench.journal.as_ref();
    let board = |waiting, oldest| QueueRow {
        workspace: workspace(),
        queue: QueueId::new("support").unwrap(),
        waiting,
        oldest,
        open: false,
        changes_at: oldest,
        working: 2,
        max_length: Some(9),
        estimated_wait_ms: Some(5_000),
        estimate_ends: Some(Timestamp(7_000_000)),
        answer_within_ms: 45_000,
        ended: vec![Slice { from: Timestamp(300_000_000), in_time: 3, ..Slice::default() }],
    };
    let mut pen = bench.load(&queue("support"));
    pen.write_row(journal, Row::Queue(board(1, Some(Timestamp(9))))).unwrap();
    pen.write_row(journal, Row::Queue(board(0, None))).unwrap();
    assert_eq!(bench.queue_row("support"), Some(board(0, None)));

    let line = AgentRow {
        workspace: workspace(),
        agent: AgentId::new("anna").unwrap(),
        ready: true,
        reachable: true,
        reason: Some("lunch".to_owned()),
        since: Timestamp(7),
        loads: 1.into(),
        capacities: Capacity::chats(3).and(Channel::Message, 10),
    };
    bench.load(&agent("anna")).write_row(journal, Row::Agent(line.clone())).unwrap();
    assert_eq!(bench.agent_row("anna"), Some(line));
}
