//! S40: the audit log is numbered and chained for each workspace, and a line that was changed, lost or cut off is found.

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;
use switchboard_core::{AgentId, Timestamp, WorkspaceId};
use switchboard_journal::accounts::AccountWrite;
use switchboard_journal::audit::{AuditEntry, By, Who};
use switchboard_journal::verify::{Fault, Report, verify};
use switchboard_journal::{Journal, Options, Request};
use tempfile::TempDir;

use crate::bench::{ask, open, workspace};

fn other() -> WorkspaceId {
    WorkspaceId::new("other").unwrap()
}

fn note(journal: &dyn Journal, entry: AuditEntry) {
    ask(journal, |reply| Request::Account { write: AccountWrite::Audit(entry), reply }).unwrap();
}

/// Three lines of one workspace, one of another, one of the installation.
fn written() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (journal, _views) = open(&folder, &Options::default());
    let anna = By { who: Who::Person(AgentId::new("anna").unwrap()), at: Timestamp(7) };
    for role in ["agent", "supervisor", "admin"] {
        let entry = anna.did(&workspace(), "role_changed", "agent/bo").with(json!({ "role": role }));
        note(journal.as_ref(), entry);
    }
    note(journal.as_ref(), By::system(Timestamp(8)).did(&other(), "customer_erased", "customer/1"));
    let started = By::system(Timestamp(9)).did(&other(), "started", "installation");
    note(journal.as_ref(), AuditEntry { workspace: None, ..started });
    folder
}

/// What is found after this was done to the database behind the program's back.
fn after(change: &str) -> Report {
    let folder = written();
    let file = folder.path().join("journal.sqlite");
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    let unlock = "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted;
        DROP TRIGGER audit_details_are_only_forgotten;";
    conn.batch_execute(&format!("{unlock} {change}")).unwrap();
    drop(conn);
    let (_journal, views) = open(&folder, &Options::default());
    verify(&views).unwrap()
}

#[test]
fn s40_entries_are_read_by_workspace_the_newest_first() {
    let folder = written();
    let (_journal, views) = open(&folder, &Options::default());
    let newest = views.audit(Some(&workspace()), None, 2).unwrap();
    assert_eq!(newest.iter().map(|line| line.seq).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(newest[0].entry.details, json!({ "role": "admin" }));
    assert_eq!((newest[0].entry.who.as_str(), newest[0].entry.at), ("person:anna", Timestamp(7)));
    let rest = views.audit(Some(&workspace()), Some(2), 10).unwrap();
    assert_eq!(rest.iter().map(|line| line.seq).collect::<Vec<_>>(), [1]);
    assert_eq!(views.audit(Some(&other()), None, 10).unwrap().len(), 1);
    assert_eq!(views.audit(None, None, 10).unwrap()[0].entry.workspace, None);
}

#[test]
fn s40_an_untouched_log_is_sound_also_when_details_were_forgotten() {
    for harmless in ["SELECT 1", "UPDATE audit SET details = NULL WHERE id < 4"] {
        let report = after(harmless);
        assert!(report.is_sound(), "{harmless}: {:?}", report.faults);
        assert_eq!(report.audited, 5);
    }
}

#[test]
fn s40_a_changed_row_is_found_whatever_was_changed() {
    let changes = [
        "at = at + 1",
        "who = 'person:bo'",
        "what = 'role_kept'",
        "subject = 'agent/anna'",
        "details = '{\"role\":\"owner\"}'",
        "details_hash = zeroblob(32), details = NULL",
        "chain = zeroblob(32)",
    ];
    let changed = Fault::Audit { workspace: workspace().to_string(), seq: 2 };
    for change in changes {
        let report = after(&format!("UPDATE audit SET {change} WHERE workspace = 'demo' AND seq = 2"));
        assert!(report.faults.contains(&changed), "{change}: {:?}", report.faults);
    }
    let moved = after("UPDATE audit SET workspace = 'other', seq = 2 WHERE workspace = 'demo' AND seq = 3");
    assert!(moved.faults.contains(&Fault::Audit { workspace: other().to_string(), seq: 2 }));
}

#[test]
fn s40_a_lost_row_is_found_in_the_middle_and_at_the_end() {
    let workspace = workspace().to_string();
    let gap = after("DELETE FROM audit WHERE workspace = 'demo' AND seq = 2");
    assert!(gap.faults.contains(&Fault::AuditGap { workspace: workspace.clone(), expected: 2, found: 3 }));
    let cut = after("DELETE FROM audit WHERE workspace = 'demo' AND seq = 3");
    assert_eq!(cut.faults, [Fault::AuditCut { workspace, last: 3, found: 2 }]);
}

#[test]
fn s40_the_database_itself_refuses_to_change_a_line() {
    let folder = written();
    let file = folder.path().join("journal.sqlite");
    let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    for change in
        ["UPDATE audit SET who = 'x'", "UPDATE audit SET details = '{}'", "DELETE FROM audit WHERE seq = 1"]
    {
        let refused = conn.batch_execute(change).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{change}: {refused}");
    }
    conn.batch_execute("UPDATE audit SET details = NULL").unwrap();
}
