//! The reading side of the journal on disk: pages, lists, boards.

use switchboard_core::effect::AgentValues;
use switchboard_core::machine::{AgentRow, QueueRow, Row, Standing};
use switchboard_core::{AgentId, QueueId, Timestamp, WorkspaceId};
use switchboard_journal::accounts::{AccountWrite, CustomerToken};
use switchboard_journal::{Journal, Options, Request};

use crate::bench::{Pen, agent, ask, customer, open, platform, queue, row_of, session, talk, workspace};

#[test]
fn transcripts_resume_by_the_reader_own_number() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pen = Pen::load(journal.as_ref(), &talk(1));
    // Every second event is for staff only.
    for number in 1..=10u64 {
        let mut append = pen.draft(&[&number.to_string()]);
        let public = pen.head.public - 1;
        append.events[0].public = (number % 2 == 0).then_some(public + 1);
        append.events[0] = append.events[0].clone().linked(&append.chain);
        pen.head.chain = append.events[0].chain;
        pen.head.public = append.events[0].public.unwrap_or(public);
        ask(journal.as_ref(), |reply| {
            append.reply = reply;
            Request::Append(append)
        })
        .unwrap();
    }
    let facts = |events: Vec<switchboard_journal::StoredEvent>| -> Vec<String> {
        events.into_iter().map(|event| event.facts).collect()
    };
    assert_eq!(facts(views.transcript(&talk(1), 7, 100).unwrap()), ["8", "9", "10"]);
    assert_eq!(facts(views.transcript(&talk(1), 0, 2).unwrap()), ["1", "2"]);
    assert_eq!(facts(views.public_transcript(session(1), 0, 100).unwrap()), ["2", "4", "6", "8", "10"]);
    assert_eq!(facts(views.public_transcript(session(1), 3, 1).unwrap()), ["8"]);
    assert!(views.transcript(&talk(9), 0, 100).unwrap().is_empty());
    let head = views.head(&talk(1)).unwrap();
    assert_eq!((head.seq, head.public, head.chain), (10, 5, pen.head.chain));
    assert_eq!(views.head(&talk(9)).unwrap().seq, 0);
    assert_eq!(views.position().unwrap(), 10);
    assert_eq!(Pen::load(journal.as_ref(), &talk(1)).loaded.head, head);
}

#[test]
fn lists_say_what_changed_since() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let mut pens: Vec<Pen> = (1..=3).map(|number| Pen::load(journal.as_ref(), &talk(number))).collect();
    for (pen, number) in pens.iter_mut().zip(1..) {
        let row = row_of(number, &format!("u{number}"), Standing::Bot);
        pen.write_row(journal.as_ref(), Row::Session(row)).unwrap();
    }
    let mut foreign = row_of(9, "u9", Standing::Bot);
    foreign.workspace = WorkspaceId::new("other").unwrap();
    Pen::load(journal.as_ref(), &talk(9)).write_row(journal.as_ref(), Row::Session(foreign)).unwrap();
    let row = row_of(1, "u1", Standing::Closed);
    pens[0].write_row(journal.as_ref(), Row::Session(row)).unwrap();

    let since = |position| -> Vec<(u64, String)> {
        let listed = views.sessions_since(&workspace(), position, 10).unwrap();
        listed.into_iter().map(|l| (l.position, l.row.session.to_string())).collect()
    };
    let id = |number| session(number).to_string();
    assert_eq!(since(0), [(2, id(2)), (3, id(3)), (5, id(1))], "each once, where it changed last");
    assert_eq!(since(3), [(5, id(1))]);
    assert_eq!(since(5), []);
    let open = |workspace: Option<&WorkspaceId>| -> Vec<String> {
        let listed = views.open_sessions(workspace).unwrap();
        listed.into_iter().map(|listed| listed.row.customer.as_str().to_owned()).collect()
    };
    assert_eq!(open(Some(&workspace())), ["u2", "u3"]);
    assert_eq!(open(None), ["u2", "u3", "u9"]);
    assert_eq!(views.open_session(&platform(), &customer("u2")).unwrap(), Some(session(2)));
    assert_eq!(views.open_session(&platform(), &customer("u1")).unwrap(), None);
    assert_eq!(views.session(session(1)).unwrap().unwrap().row.standing, Standing::Closed);
}

#[test]
fn boards_and_who_must_live_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    for (name, waiting) in [("sales", 0), ("support", 2)] {
        let row = QueueRow {
            workspace: workspace(),
            queue: QueueId::new(name).unwrap(),
            waiting,
            oldest: Some(Timestamp(4)),
            open: true,
            changes_at: None,
            working: 0,
            max_length: None,
            estimated_wait_ms: None,
            estimate_ends: None,
            answer_within_ms: 60_000,
            ended: Vec::new(),
        };
        Pen::load(journal.as_ref(), &queue(name)).write_row(journal.as_ref(), Row::Queue(row)).unwrap();
    }
    for (name, reachable) in [("bo", false), ("anna", true)] {
        let row = AgentRow {
            workspace: workspace(),
            agent: AgentId::new(name).unwrap(),
            ready: true,
            reachable,
            reason: None,
            since: Timestamp(3),
            loads: 0.into(),
            capacities: 2.into(),
        };
        Pen::load(journal.as_ref(), &agent(name)).write_row(journal.as_ref(), Row::Agent(row)).unwrap();
    }
    assert_eq!(views.to_wake().unwrap(), [queue("support"), agent("anna")]);
    let waiting: Vec<u32> = views.queues(&workspace()).unwrap().iter().map(|row| row.waiting).collect();
    assert_eq!(waiting, [0, 2]);
    let names: Vec<String> =
        views.agents(&workspace()).unwrap().iter().map(|row| row.agent.to_string()).collect();
    assert_eq!(names, ["anna", "bo"]);
    assert!(views.agent(&workspace(), &AgentId::new("nobody").unwrap()).unwrap().is_none());
}

#[test]
fn a_customer_with_a_token_is_known_to_have_one() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let token = CustomerToken {
        platform: platform(),
        customer: customer("u1"),
        origin: None,
        minted_at: Timestamp(1),
    };
    let write = AccountWrite::CustomerToken { hash: [3; 32], token };
    ask(journal.as_ref(), |reply| Request::Account { write, reply }).unwrap();
    assert!(views.has_customer_token(&platform(), &customer("u1")).unwrap());
    assert!(!views.has_customer_token(&platform(), &customer("u2")).unwrap());
    assert!(journal.has_room());
}

#[test]
fn settings_are_read_one_by_one_within_their_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let (anna, support) = (AgentId::new("anna").unwrap(), QueueId::new("support").unwrap());
    let values: AgentValues =
        serde_json::from_value(serde_json::json!({"name": "Anna", "queues": ["support"], "capacity": 3}))
            .unwrap();
    let queue_values = serde_json::from_value(serde_json::json!({"name": "Support"})).unwrap();
    let writes = [
        AccountWrite::Agent { workspace: workspace(), agent: anna.clone(), values: values.clone() },
        AccountWrite::Queue { workspace: workspace(), queue: support.clone(), values: queue_values },
    ];
    for write in writes {
        ask(journal.as_ref(), |reply| Request::Account { write, reply }).unwrap();
    }
    let other = WorkspaceId::new("elsewhere").unwrap();
    assert_eq!(views.agent_values(&workspace(), &anna).unwrap(), Some(values));
    assert_eq!(views.agent_values(&other, &anna).unwrap(), None);
    assert!(views.has_queue(&workspace(), &support).unwrap());
    assert!(!views.has_queue(&other, &support).unwrap());
}
