//! What was said is found, while a session runs and once it is over, by whoever may see them, and by nobody once it is erased.

use serde_json::json;
use switchboard_core::machine::{Row, Standing};
use switchboard_core::{AgentId, WorkspaceId};
use switchboard_journal::customers::CustomerWrite;
use switchboard_journal::erasing::ErasureStep;
use switchboard_journal::views::{SessionFilter, Visible};
use switchboard_journal::{Request, chain};

use crate::bench::{Pen, ask, row_of, session, workspace};
use crate::customers::Desk;

/// An event with content; the session's line stands as it is said here.
fn tells(desk: &Desk, pen: &mut Pen, (kind, facts): (&str, &str), content: serde_json::Value, row: Row) {
    let mut append = pen.draft(&[facts]);
    kind.clone_into(&mut append.events[0].kind);
    append.events[0].content = Some(chain::seal(content.to_string(), [7; 16]));
    append.events[0] = append.events[0].clone().linked(&append.chain);
    append.row = Some(row);
    pen.head.chain = append.events[0].chain;
    ask(desk.journal.as_ref(), |reply| {
        append.reply = reply;
        Request::Append(append)
    })
    .unwrap();
}

fn served(number: u8, key: &str) -> Row {
    Row::Session(row_of(number, key, Standing::Agent))
}

fn over(number: u8, key: &str) -> Row {
    Row::Session(row_of(number, key, Standing::Closed))
}

/// A session in which this was said to the agent, and that is over.
fn talk(desk: &Desk, number: u8, (key, agent): (&str, &str), said: &str) -> Pen {
    let mut pen = desk.meets(number, key);
    let assigned = json!({"kind": "assigned", "entry": 1, "agent": agent}).to_string();
    tells(desk, &mut pen, ("assigned", &assigned), json!({"name": "An agent"}), served(number, key));
    tells(desk, &mut pen, ("message_received", "{}"), json!({"text": said}), served(number, key));
    tells(desk, &mut pen, ("closed", "{}"), json!({"text": "Farewell by us"}), over(number, key));
    pen
}

fn take_in(desk: &Desk) -> u32 {
    ask(desk.journal.as_ref(), |reply| Request::TakeInWords { limit: 3, reply }).unwrap()
}

fn found(desk: &Desk, filter: &SessionFilter) -> Vec<u8> {
    let rows = desk.views.list_sessions(&workspace(), filter, 9).unwrap();
    rows.iter().map(|row| (1..=9).find(|number| session(*number) == row.session).unwrap()).collect()
}

fn said(desk: &Desk, words: &str) -> Vec<u8> {
    found(desk, &SessionFilter { said: Some(words.to_owned()), ..SessionFilter::default() })
}

#[test]
fn words_are_found_by_their_beginnings_before_and_after_a_session_is_taken_in() {
    let desk = Desk::new();
    talk(&desk, 1, ("u1", "anna"), "Min räkning 70557076 är fel");
    talk(&desk, 2, ("u2", "anna"), "The invoice is wrong: \"twice\" as much");
    let mut open = desk.meets(3, "u3");
    tells(&desk, &mut open, ("message_received", "{}"), json!({"text": "An invoice,"}), served(3, "u3"));
    tells(&desk, &mut open, ("agent_said", "{}"), json!({"text": "which one?"}), served(3, "u3"));
    // (what is asked for, who has it)
    let cases: [(&str, &[u8]); 15] = [
        ("invoice", &[3, 2]),
        ("INV wro", &[2]),
        ("inv whi", &[3]),
        ("invoice räkning", &[]),
        ("rakn", &[1]),
        ("räkning fel", &[1]),
        ("70557", &[1]),
        ("0557", &[]),
        ("twice\"", &[2]),
        ("NOT invoice", &[]),
        ("said:invoice", &[]),
        ("farewell", &[]),
        ("which,", &[3]),
        ("*", &[]),
        ("", &[]),
    ];
    for taken in [2, 0] {
        for (asked, expected) in cases {
            assert_eq!(said(&desk, asked), expected, "{asked}");
        }
        assert_eq!(take_in(&desk), taken);
    }
    for (running, expected) in [(Some(true), vec![3]), (Some(false), vec![2]), (None, vec![3, 2])] {
        let filter = SessionFilter { said: Some("invoice".to_owned()), running, ..SessionFilter::default() };
        assert_eq!(found(&desk, &filter), expected, "{running:?}");
    }
    let elsewhere = WorkspaceId::new("other").unwrap();
    let filter = SessionFilter { said: Some("invoice".to_owned()), ..SessionFilter::default() };
    assert_eq!(desk.views.list_sessions(&elsewhere, &filter, 9).unwrap(), []);
}

#[test]
fn what_is_noted_after_the_end_is_found_too() {
    let desk = Desk::new();
    let mut pen = talk(&desk, 1, ("u1", "anna"), "hello");
    take_in(&desk);
    let facts = json!({"kind": "wrapped_up", "agent": "anna", "code": "solved"}).to_string();
    tells(&desk, &mut pen, ("wrapped_up", &facts), json!({"note": "meter replaced"}), over(1, "u1"));
    assert_eq!((said(&desk, "meter hello"), take_in(&desk)), (vec![1], 1));
    assert_eq!((said(&desk, "meter hello"), take_in(&desk)), (vec![1], 0));
}

#[test]
fn an_agent_finds_what_they_serve_and_what_waits_for_them_and_nobody_elses() {
    let desk = Desk::new();
    for (number, key, agent) in [(1, "u1", Some("anna")), (2, "u2", Some("bo")), (3, "u3", None)] {
        let mut pen = desk.meets(number, key);
        let standing = if agent.is_some() { Standing::Agent } else { Standing::Queued };
        let mut row = row_of(number, key, standing);
        row.agent = agent.map(|agent| AgentId::new(agent).unwrap());
        row.queue = Some("support".parse().unwrap());
        tells(&desk, &mut pen, ("message_received", "{}"), json!({"text": "hello"}), Row::Session(row));
    }
    let of = |agent: &str, queues: &[&str]| {
        let queues = queues.iter().map(|queue| queue.parse().unwrap()).collect();
        let visible = Visible::Of { agent: AgentId::new(agent).unwrap(), queues };
        found(&desk, &SessionFilter { said: Some("hel".to_owned()), visible, ..SessionFilter::default() })
    };
    assert_eq!(
        (of("anna", &["support"]), of("bo", &[]), of("cia", &["other"])),
        (vec![3, 1], vec![2], vec![])
    );
}

#[test]
fn an_agent_sees_what_they_served_once_nobody_serves_it_and_nobody_elses() {
    let desk = Desk::new();
    talk(&desk, 1, ("u1", "anna"), "hello from one");
    talk(&desk, 2, ("u2", "bo"), "hello from two");
    let mut done = desk.meets(3, "u3");
    for (agent, standing) in [("bo", Standing::Queued), ("anna", Standing::Released)] {
        let assigned = json!({"kind": "assigned", "entry": 1, "agent": agent}).to_string();
        let row = Row::Session(row_of(3, "u3", standing));
        tells(&desk, &mut done, ("assigned", &assigned), json!({"name": "An agent"}), row);
    }
    let of = |agent: &str, words: Option<&str>| {
        let visible = Visible::Of { agent: AgentId::new(agent).unwrap(), queues: Vec::new() };
        let said = words.map(str::to_owned);
        found(&desk, &SessionFilter { said, visible, ..SessionFilter::default() })
    };
    for taken in [2, 0] {
        assert_eq!((of("anna", None), of("bo", None), of("cia", None)), (vec![3, 1], vec![3, 2], vec![]));
        assert_eq!((of("anna", Some("hello")), of("anna", Some("two"))), (vec![1], vec![]));
        assert_eq!(take_in(&desk), taken);
    }
    desk.write(CustomerWrite::Erasure(ErasureStep::Session { session: session(1) })).unwrap();
    assert_eq!((of("anna", None), said(&desk, "hello")), (vec![3], vec![2]));
    tells(&desk, &mut done, ("queued", "{}"), json!({}), Row::Session(row_of(3, "u3", Standing::Queued)));
    assert_eq!(of("anna", None), [0; 0], "it is somebody's again");
}
