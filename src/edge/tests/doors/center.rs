//! What is configured: two workspaces, each with a platform and a queue; no bot, so that a text goes straight to people.

use std::sync::Arc;

use switchboard_core::effect::{AgentValues, QueueValues};
use switchboard_core::session::Notices;
use switchboard_core::{Language, Texts};
use switchboard_edge::tokens;
use switchboard_journal::accounts::{AccountWrite, Credential, PlatformValues, Role};
use switchboard_journal::{Accounted, Journal, Request, SqliteJournal};

/// The page customers of `demo-web` may come from.
pub const PAGE: &str = "https://www.example.org";

fn line(text: &str) -> Texts {
    Texts([(Language("en".to_owned()), text.to_owned())].into())
}

pub fn platform(workspace: &str) -> PlatformValues {
    let plain = PlatformValues::named(workspace.parse().unwrap(), "Demo", "support".parse().unwrap());
    PlatformValues {
        origins: vec![PAGE.to_owned()],
        notices: Notices {
            queued: line("in line for {queue}"),
            assigned: line("you talk with {agent}"),
            turned_away: line("full"),
            agent_vanished: line("looking for another"),
            closed: line("over"),
            ..Notices::default()
        },
        ..plain
    }
}

/// Agents by name, with the credential each signs in with (the name itself, in tests).
fn writes() -> Vec<AccountWrite> {
    let mut writes = Vec::new();
    for workspace in ["demo", "other"] {
        let ws = || workspace.parse().unwrap();
        let values = platform(workspace);
        let name = if workspace == "demo" { "demo-web" } else { "other-web" };
        writes.push(AccountWrite::Platform { platform: name.parse().unwrap(), values: Box::new(values) });
        let values = QueueValues::named("Support");
        writes.push(AccountWrite::Queue { workspace: ws(), queue: "support".parse().unwrap(), values });
        let staff =
            [("anna", Role::Agent, true), ("bo", Role::Agent, false), ("sven", Role::Supervisor, false)];
        for (agent, role, serves) in staff.into_iter().chain([("robot", Role::Integration, false)]) {
            let agent_id = || agent.parse().unwrap();
            let queues = if serves { vec!["support".parse().unwrap()] } else { Vec::new() };
            let capacity = 3.into();
            let values = AgentValues { name: agent.to_uppercase(), queues, capacity, wrap_up_ms: 0 };
            writes.push(AccountWrite::Agent { workspace: ws(), agent: agent_id(), values });
            let credential = Credential { workspace: ws(), agent: agent_id(), role };
            let hash = tokens::hash(&format!("{workspace}-{agent}"));
            writes.push(AccountWrite::Credential { hash, credential });
        }
    }
    writes
}

/// Writes it all; what is owed for it is found in the outbox when the house opens.
pub async fn furnish(journal: &Arc<SqliteJournal>) {
    for write in writes() {
        keep(journal, write).await;
    }
}

/// Writes one thing; the book of settings is to be read again after it.
pub async fn keep(journal: &Arc<SqliteJournal>, write: AccountWrite) {
    let (done, kept) = tokio::sync::oneshot::channel();
    let reply = Box::new(move |outcome| {
        let _ = done.send(outcome);
    });
    journal.submit(Request::Account { write, reply }).unwrap();
    let _: Accounted = kept.await.unwrap().unwrap();
}
