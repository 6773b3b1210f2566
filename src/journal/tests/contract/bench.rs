//! What the journal's tests stand on: both journals behind one face, and a pen that writes a stream.

mod pen;

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use switchboard_core::machine::{AgentRow, QueueRow, Row, SessionRow, Standing};
use switchboard_core::{
    AgentId, CustomerKey, PlatformId, QueueId, SessionId, Subject, Timestamp, WorkspaceId,
};
use switchboard_journal::accounts::Configuration;
use switchboard_journal::{
    Journal, Listed, MemoryJournal, Options, OwedRow, Reply, Request, SqliteJournal, StoredEvent, Views,
};
use tempfile::TempDir;

pub use pen::{Pen, client, sealed};

/// One journal under test.
pub struct Bench {
    pub journal: Arc<dyn Journal>,
    sight: Sight,
    _folder: Option<TempDir>,
}

enum Sight {
    Memory(MemoryJournal),
    Sqlite(Views),
}

impl Bench {
    pub fn memory() -> Self {
        let journal = MemoryJournal::auto();
        Self { journal: Arc::new(journal.clone()), sight: Sight::Memory(journal), _folder: None }
    }

    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (journal, views) = open(&folder, &Options::default());
        Self { journal, sight: Sight::Sqlite(views), _folder: Some(folder) }
    }

    /// Asks and waits for the answer.
    pub fn ask<T: Send + 'static>(&self, request: impl FnOnce(Reply<T>) -> Request) -> T {
        ask(self.journal.as_ref(), request)
    }

    /// Begins a new incarnation of a stream.
    pub fn load(&self, subject: &Subject) -> Pen {
        Pen::load(self.journal.as_ref(), subject)
    }

    pub fn events_of(&self, subject: &Subject) -> Vec<StoredEvent> {
        match &self.sight {
            Sight::Memory(journal) => journal.events_of(subject),
            Sight::Sqlite(views) => views.transcript(subject, 0, 1000).unwrap(),
        }
    }

    pub fn configuration(&self) -> Configuration {
        match &self.sight {
            Sight::Memory(journal) => journal.configuration(),
            Sight::Sqlite(views) => views.configuration().unwrap(),
        }
    }

    pub fn backlog(&self) -> Vec<OwedRow> {
        self.ask(|reply| Request::Backlog { reply }).unwrap()
    }

    pub fn set_aside(&self) -> Vec<OwedRow> {
        match &self.sight {
            Sight::Memory(journal) => journal.set_aside(),
            Sight::Sqlite(views) => views.set_aside().unwrap(),
        }
    }

    pub fn session_row(&self, session: SessionId) -> Option<Listed> {
        match &self.sight {
            Sight::Memory(journal) => match journal.row(&Subject::Session(session)) {
                Some((position, Row::Session(row))) => Some(Listed { position, row }),
                _ => None,
            },
            Sight::Sqlite(views) => views.session(session).unwrap(),
        }
    }

    pub fn agent_row(&self, name: &str) -> Option<AgentRow> {
        match &self.sight {
            Sight::Memory(journal) => match journal.row(&agent(name)) {
                Some((_, Row::Agent(row))) => Some(row),
                _ => None,
            },
            Sight::Sqlite(views) => views.agent(&workspace(), &AgentId::new(name).unwrap()).unwrap(),
        }
    }

    pub fn queue_row(&self, name: &str) -> Option<QueueRow> {
        match &self.sight {
            Sight::Memory(journal) => match journal.row(&queue(name)) {
                Some((_, Row::Queue(row))) => Some(row),
                _ => None,
            },
            Sight::Sqlite(views) => {
                views.queues(&workspace()).unwrap().into_iter().find(|row| row.queue.as_str() == name)
            }
        }
    }

    /// The token, credential, note and attachment under these names.
    pub fn plain(&self, hash: &[u8; 32], note: &str) -> Plain {
        match &self.sight {
            Sight::Memory(journal) => Plain {
                token: journal.customer_token(hash),
                credential: journal.credential(hash),
                note: journal.note(note),
                blob: journal.blob(hash),
            },
            Sight::Sqlite(views) => Plain {
                token: views.customer_token(hash).unwrap(),
                credential: views.credential(hash).unwrap(),
                note: views.note(note).unwrap(),
                blob: views.blob(hash).unwrap(),
            },
        }
    }
}

pub struct Plain {
    pub token: Option<switchboard_journal::accounts::CustomerToken>,
    pub credential: Option<switchboard_journal::accounts::Credential>,
    pub note: Option<String>,
    pub blob: Option<(String, Vec<u8>)>,
}

/// A journal on disk whose failure would fail the test.
pub fn open(folder: &TempDir, options: &Options) -> (Arc<SqliteJournal>, Views) {
    SqliteJournal::open(folder.path(), options, |error| panic!("the writer failed: {error}")).unwrap()
}

/// Asks and waits for the answer.
pub fn ask<T: Send + 'static>(journal: &dyn Journal, request: impl FnOnce(Reply<T>) -> Request) -> T {
    let (sender, receiver) = channel();
    let reply: Reply<T> = Box::new(move |answer| drop(sender.send(answer)));
    journal.submit(request(reply)).unwrap();
    receiver.recv_timeout(Duration::from_secs(20)).expect("an answer")
}

pub fn workspace() -> WorkspaceId {
    WorkspaceId::new("demo").unwrap()
}

pub fn platform() -> PlatformId {
    PlatformId::new("demo-web").unwrap()
}

pub fn customer(key: &str) -> CustomerKey {
    CustomerKey::new(key).unwrap()
}

pub fn session(number: u8) -> SessionId {
    format!("0190a1b2-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

pub fn talk(number: u8) -> Subject {
    Subject::Session(session(number))
}

pub fn agent(name: &str) -> Subject {
    Subject::Agent(workspace(), AgentId::new(name).unwrap())
}

pub fn queue(name: &str) -> Subject {
    Subject::Queue(workspace(), QueueId::new(name).unwrap())
}

pub fn row_of(number: u8, key: &str, standing: Standing) -> SessionRow {
    SessionRow {
        session: session(number),
        workspace: workspace(),
        platform: platform(),
        customer: customer(key),
        standing,
        queue: Some(QueueId::new("support").unwrap()),
        agent: None,
        since: Timestamp(5),
        opened_at: Timestamp(3),
        presence: switchboard_core::Presence::Unknown,
        channel: Default::default(),
    }
}
