//! Edited settings in the database: versions, teams, publications; and requests that come again, also after a restart.

use std::sync::Arc;

use serde_json::json;
use switchboard_core::flow::Flow;
use switchboard_core::{Subject, Timestamp};
use switchboard_journal::accounts::{AccountOutcome, AccountWrite};
use switchboard_journal::audit::{By, Who};
use switchboard_journal::repeats::{Met, Repeat, Repeated};
use switchboard_journal::settings::{Change, ConfiguredWrite, TeamValues};
use switchboard_journal::{ClientStamp, JournalError, Options, Request, SqliteJournal};
use tempfile::TempDir;

use crate::bench::{agent, ask, open, workspace};

/// Makes a change from a version; the new version, and who is owed something.
fn change(
    journal: &Arc<SqliteJournal>,
    expected: u64,
    change: Change,
) -> Result<(u64, Vec<Subject>), JournalError> {
    let by = By { who: Who::System, at: Timestamp(1) };
    let write = ConfiguredWrite { by, workspace: workspace(), expected, change };
    let write = AccountWrite::Configured(Box::new(write));
    let accounted = ask(journal.as_ref(), |reply| Request::Account { write, reply })?;
    let owed = accounted.owed.into_iter().map(|row| row.owed.target).collect();
    match accounted.outcome {
        AccountOutcome::Configured { version } => Ok((version, owed)),
        other => panic!("{other:?}"),
    }
}

fn an_agent(name: &str, queues: &[&str]) -> Change {
    let values = json!({"name": name, "queues": queues, "capacity": 1});
    Change::Agent(name.parse().unwrap(), serde_json::from_value(values).unwrap())
}

fn a_team(agents: &[&str], queues: &[&str]) -> Change {
    let values = TeamValues {
        name: "Team".to_owned(),
        agents: agents.iter().map(|agent| agent.parse().unwrap()).collect(),
        queues: queues.iter().map(|queue| queue.parse().unwrap()).collect(),
    };
    Change::Team("team".parse().unwrap(), values)
}

fn a_flow(start: &str) -> Flow {
    let flow = json!({"flow": "greeter", "version": 1, "start": start, "nodes": {start: {"node": "end"}}});
    serde_json::from_value(flow).unwrap()
}

#[test]
fn a_change_from_another_version_is_a_conflict_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    assert_eq!(change(&journal, 0, an_agent("anna", &["a"])), Ok((1, vec![agent("anna")])));
    for stale in [0, 2] {
        assert_eq!(change(&journal, stale, an_agent("anna", &["b"])), Err(JournalError::Conflict));
    }
    assert_eq!(change(&journal, 1, an_agent("anna", &["a"])), Ok((1, vec![])), "the same again is no change");
    let (version, values) = views.configured_agent(&workspace(), &"anna".parse().unwrap()).unwrap().unwrap();
    assert_eq!((version, values.queues), (1, vec!["a".parse().unwrap()]));
}

#[test]
fn only_agents_who_are_given_something_else_by_a_team_are_owed_it() {
    let folder = TempDir::new().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    for (name, queues) in [("anna", &["a"][..]), ("bo", &[]), ("eva", &[])] {
        change(&journal, 0, an_agent(name, queues)).unwrap();
    }
    let (_, owed) = change(&journal, 0, a_team(&["anna", "bo", "gone"], &["a"])).unwrap();
    assert_eq!(owed, [agent("bo")], "anna serves it already");
    let (_, owed) = change(&journal, 1, a_team(&["eva"], &["a", "b"])).unwrap();
    assert_eq!(owed, [agent("bo"), agent("eva")], "he is out, she is in");
    let given = views.configuration().unwrap().agents;
    let queues = |name: &str| given[&(workspace(), name.parse().unwrap())].queues.len();
    assert_eq!((queues("anna"), queues("bo"), queues("eva")), (1, 0, 2));
    let (_, owed) = change(&journal, 2, Change::TeamRetired("team".parse().unwrap())).unwrap();
    assert_eq!(owed, [agent("eva")]);
    assert!(matches!(change(&journal, 0, a_team(&[], &[])), Err(JournalError::Refused(_))));
}

#[test]
fn a_draft_is_nobodys_until_it_is_published_and_any_version_can_be() {
    let folder = TempDir::new().unwrap();
    let (journal, views) = open(&folder, &Options::default());
    let published = || views.configuration().unwrap().published.into_values().collect::<Vec<_>>();
    assert_eq!(change(&journal, 0, Change::FlowDrafted(a_flow("one"))), Ok((1, vec![])));
    assert_eq!(change(&journal, 1, Change::FlowDrafted(a_flow("two"))), Ok((2, vec![])));
    assert_eq!(change(&journal, 1, Change::FlowDrafted(a_flow("late"))), Err(JournalError::Conflict));
    assert_eq!(published(), [0_u64; 0]);
    let publish = |revision, version| {
        change(&journal, revision, Change::FlowPublished("greeter".parse().unwrap(), version))
    };
    assert_eq!(publish(0, 2), Ok((1, vec![])));
    assert_eq!(published(), [2]);
    assert_eq!(publish(1, 1), Ok((2, vec![])));
    assert_eq!(published(), [1]);
    assert!(matches!(publish(2, 9), Err(JournalError::Refused(_))));
    let shipped = AccountWrite::Flow { workspace: workspace(), flow: Flow { version: 3, ..a_flow("three") } };
    ask(journal.as_ref(), |reply| Request::Account { write: shipped, reply }).unwrap();
    assert_eq!(published(), [3], "what is written by the program itself is published at once");
}

#[test]
fn a_request_is_known_again_after_a_restart_and_forgotten_after_its_time() {
    let folder = TempDir::new().unwrap();
    let stamp = ClientStamp { sender: u64::MAX, id: 2, body: 3 };
    let answer = Repeated { status: 201, version: Some(4), location: None, body: Some("{}".to_owned()) };
    let tell = |journal: &Arc<SqliteJournal>, repeat| {
        let write = AccountWrite::Repeat(repeat);
        ask(journal.as_ref(), |reply| Request::Account { write, reply }).unwrap().outcome
    };
    let begin = |at| Repeat::Begin { stamp, at: Timestamp(at), forget: Timestamp(at - 100) };
    let (journal, _views) = open(&folder, &Options::default());
    assert_eq!(tell(&journal, begin(1_000)), AccountOutcome::Met(None));
    let begun = AccountOutcome::Met(Some(Met { body: 3, answer: None }));
    assert_eq!(tell(&journal, begin(1_010)), begun);
    tell(&journal, Repeat::End { stamp, answer: answer.clone() });
    journal.stop();
    drop(journal);

    let (journal, _views) = open(&folder, &Options::default());
    let known = AccountOutcome::Met(Some(Met { body: 3, answer: Some(answer) }));
    assert_eq!(tell(&journal, begin(1_050)), known);
    assert_eq!(tell(&journal, begin(1_101)), AccountOutcome::Met(None), "its time is over");
    tell(&journal, Repeat::Forget { stamp });
    assert_eq!(tell(&journal, begin(1_102)), AccountOutcome::Met(None));
}
